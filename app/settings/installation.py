"""Whether this database is real or a demo: never both, and a real one never runs on an invented clock (domain.md, decision 12)."""

from __future__ import annotations

from flask import Flask, g
from sqlalchemy.exc import DBAPIError

from app.config import Misconfigured
from app.core import clock
from app.core.db import db
from app.settings.models import installation


def init_app(app: Flask) -> None:
    """Raises Misconfigured where LIANXI_NOW is set on a real database."""
    known = {"kind": ""}

    def kind() -> str:
        known["kind"] = known["kind"] or installation()
        return known["kind"]

    with app.app_context():
        try:
            real = kind() == "real"
        except DBAPIError:  # before the first migration there are no tables
            real = False
        finally:
            db.session.remove()
    if real and clock.is_invented():
        raise Misconfigured("LIANXI_NOW is for demos and tests only; this database is a real one.")

    @app.before_request
    def mark() -> None:
        g.demo = kind() == "demo"
