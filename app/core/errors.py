"""Every failure is a page in the person's words that says what happened and that nothing was lost."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import BadRequest, HTTPException, InternalServerError

from app.core import web
from app.core.db import Busy, db
from app.core.lifecycle import Refused


def init_app(app: Flask) -> None:
    app.register_error_handler(HTTPException, web.error_page)
    app.register_error_handler(Busy, web.busy_page)

    @app.errorhandler(CSRFError)
    def stale_form(error: CSRFError) -> Any:
        return web.error_page(BadRequest())

    @app.errorhandler(Refused)
    def refused(refusal: Refused) -> Any:
        db.session.rollback()
        web.explain(refusal)
        return web.plain_refusal()

    @app.errorhandler(InternalServerError)
    def failed(error: InternalServerError) -> Any:
        db.session.rollback()
        return web.error_page(error)
