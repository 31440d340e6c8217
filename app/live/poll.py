"""GET /v/<meeting>/<token>?v=N, answered ahead of Flask: 204 where nothing moved, else the audience's fragment (performance.md)."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.exceptions import SecurityError
from werkzeug.wsgi import get_host

from app.core import clock, i18n
from app.core.db import db
from app.core.ledger import CITY
from app.live import tokens
from app.live.fragments import Fragment, Fragments, load
from app.live.versions import Versions

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse as Start

PREFIX = "/v/"
PATIENCE = 0.5  # seconds that a poll waits for another thread's rendering
MOST_HOSTS = 64
HEADERS = [
    ("Cache-Control", "private, no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "same-origin"),
    ("Content-Security-Policy", "default-src 'none'"),
]
HTML = [("Content-Type", "text/html; charset=utf-8"), *HEADERS]
REASONS = {200: "200 OK", 204: "204 No Content", 400: "400 Bad Request", 405: "405 Method Not Allowed", 410: "410 Gone"}
log = logging.getLogger(__name__)
Environ = dict[str, Any]


class LivePoll:
    """The WSGI wrapper. It reads no cookie and sets none, opens no session and, where nothing moved, asks no database."""

    def __init__(self, app: Flask) -> None:
        self._app = app
        self._inner = app.wsgi_app
        self._key = tokens.key_from(app.config["SECRET_KEY"])
        self._hosts: set[str] = set()
        self._engine: Any = None
        self._told = (0, 0)  # the last failure that the log knows
        self.versions = Versions(self._database)
        self.fragments = Fragments()

    def __call__(self, environ: Environ, start: Start) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        if path.startswith(PREFIX):
            meeting, _slash, token = path[len(PREFIX) :].partition("/")
            if token and "/" not in token and meeting.isascii() and meeting.isdigit() and len(meeting) < 10:
                return self._answer(environ, start, int(meeting), token)
        return self._inner(environ, start)

    def _answer(self, environ: Environ, start: Start, meeting_id: int, token: str) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET":
            return _end(start, 405, ("Allow", "GET"))
        if not self._is_ours(environ):
            return _end(start, 400)
        second = int(clock.now().timestamp())
        passed = tokens.opened(self._key, meeting_id, token, second)
        if passed is None:
            return _gone(start, meeting_id, token)
        known = self.versions.known()
        if not known:
            return _later(start)
        versions = known.get(passed.alliance_id, 0), known.get(CITY, 0)
        found = self.fragments.held(meeting_id, passed.audience, passed.language, versions) or self._made(
            environ, meeting_id, passed, versions
        )
        if found is None:
            return _later(start)
        epoch, fragment = found
        if epoch != passed.epoch:
            return _gone(start, meeting_id, token)
        if passed.ends_soon(second):
            return _fragment(start, fragment, renewal(meeting_id, passed.audience))
        if _version_asked(environ.get("QUERY_STRING", "")) >= fragment.version:
            return _later(start) if self.versions.away else _end(start, 204)
        return _fragment(start, fragment, address(meeting_id, token, fragment.version))

    def _is_ours(self, environ: Environ) -> bool:
        """Whether the Host header is one that Flask would answer."""
        host = environ.get("HTTP_HOST", "")
        if host in self._hosts:
            return True
        try:
            get_host(environ, self._app.config["TRUSTED_HOSTS"])
        except SecurityError:
            return False
        if len(self._hosts) < MOST_HOSTS:
            self._hosts.add(host)
        return True

    def _made(self, environ: Environ, meeting_id: int, passed: tokens.Pass, versions: tuple[int, int]) -> tuple[str, Fragment] | None:
        """Through Flask, once a version; None where that fails or takes long: the page asks again."""
        headers = {"Host": environ.get("HTTP_HOST", ""), "Cookie": f"{i18n.COOKIE}={passed.language}"}
        try:
            with self._app.test_request_context("/", headers=headers):
                return self.fragments.made(meeting_id, passed.audience, passed.language, versions, PATIENCE, lambda: load(meeting_id))
        except Exception:  # a page that cannot be drawn must not become 6,300 errors every two seconds
            if self._told != (meeting_id, versions[0]):
                log.exception("the live poll cannot render meeting %s", meeting_id)
            self._told = (meeting_id, versions[0])
            return None

    def _database(self) -> Any:
        if self._engine is None:
            with self._app.app_context():
                self._engine = db.engine
        return self._engine

    def token(self, meeting_id: int, passed: tokens.Pass) -> str:
        return tokens.sealed(self._key, meeting_id, passed)


def address(meeting_id: int, token: str, version: int) -> str:
    return f"{PREFIX}{meeting_id}/{token}?v={version}"


def renewal(meeting_id: int, audience: str) -> str:
    """Flask's own address: it asks the permission and hands out a new token."""
    return f"/meetings/{meeting_id}/live/{audience}"


def _version_asked(query: str) -> int:
    """What the page has; -1 where it does not say."""
    number = query.removeprefix("v=")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else -1


def _end(start: Start, status: int, *more: tuple[str, str]) -> list[bytes]:
    headers = [*HEADERS, *more]
    if status != 204:
        headers.append(("Content-Length", "0"))
    start(REASONS[status], headers)
    return []


def _later(start: Start) -> list[bytes]:
    """Nothing can be said now: no error, because thousands of pages would show it; they ask again."""
    return _end(start, 204, ("Retry-After", "5"))


def _fragment(start: Start, fragment: Fragment, url: str, status: int = 200) -> list[bytes]:
    body = fragment.asking(url).encode()
    start(REASONS[status], [*HTML, ("Content-Length", str(len(body)))])
    return [body]


def _gone(start: Start, meeting_id: int, token: str) -> list[bytes]:
    """The token is no longer good, or never was: the element asks Flask at once, which knows who is reading."""
    audience = next((name for name in tokens.AUDIENCES if f"-{name}-" in token), tokens.AUDIENCES[0])
    body = (
        f'<div id="live" class="live" hx-get="{renewal(meeting_id, audience)}" hx-trigger="load, look" hx-swap="outerHTML"'
        ' hx-status:4xx="swap:none" hx-status:5xx="swap:none"></div>'
    ).encode()
    start(REASONS[410], [*HTML, ("Content-Length", str(len(body)))])
    return [body]
