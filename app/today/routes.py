"""/  what waits for the reader, by when; /healthz"""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from app.core.web import page, public, requires

blueprint = Blueprint("today", __name__)


@blueprint.get("/")
@requires("today.read")
def show() -> Any:
    return page("today/show.html")


@blueprint.get("/healthz")
@public
def health() -> Any:
    return {"status": "ok"}
