"""Ties Flask-Login to whoever knows how to turn a sign-in's token into an Actor."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask, Request, g, redirect, request, session, url_for
from flask_login import LoginManager

from app.core import clock, web
from app.policy import NOBODY, Actor

#: Pages that somebody may open before the one-time password is changed.
BEFORE_CHANGE = frozenset(("accounts.password", "accounts.change_password", "accounts.sign_out", "accounts.language", "static"))


def init_app(app: Flask, actor_of: Callable[[str, datetime], Actor | None]) -> None:
    manager = LoginManager(app, add_context_processor=False)  # templates ask `actor`; a page that knows nobody must not load a user
    manager.session_protection = None  # the sign-in's row decides, not the browser's address

    @manager.request_loader  # type: ignore[untyped-decorator]  # flask_login has no types
    def load(current: Request) -> Actor | None:
        token = session.get("signin")
        return actor_of(token, clock.now()) if token else None

    @app.before_request
    def change_first() -> Any:
        if web.is_faceless():
            g.actor = NOBODY
            return None
        if request.endpoint not in BEFORE_CHANGE and session.get("signin") and web.actor().must_change_password:
            return redirect(url_for("accounts.password"), code=303)
        return None
