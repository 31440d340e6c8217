"""What every answer says to browsers and caches (security.md §4; dependencies.md, security headers)."""

from __future__ import annotations

from flask import Flask, Response, request, session
from werkzeug.exceptions import Forbidden

from app.core import web


def init_app(app: Flask) -> None:
    cdn = app.config["HTMX_CDN"]
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' {cdn}".strip(),
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "manifest-src 'self'",
        )
    )

    @app.before_request
    def refuse_other_sites() -> None:
        if request.method not in web.SAFE and request.headers.get("Sec-Fetch-Site") == "cross-site":
            raise Forbidden

    @app.after_request
    def add(response: Response) -> Response:
        headers = response.headers
        headers.setdefault("Content-Security-Policy", policy)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(self), geolocation=(), microphone=()"
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", "private, no-store")
        if not session.modified and not session.accessed:
            response.vary.discard("Cookie")
        return response
