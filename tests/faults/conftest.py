"""One real server for all tests of this folder, on each database in turn, and this process as a second way to the same rows."""

from __future__ import annotations

import os
import sqlite3
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.accounts import actions as accounts
from app.accounts.models import Person
from app.core.db import db, writing
from tests.conftest import config, make_app
from tests.faults.browser import Browser
from tests.servers import PostgreSQL, app_server


@dataclass(frozen=True, slots=True)
class House:
    """`url`: of the server; `database`: its URL; `app`: the same app here, its context pushed."""

    url: str
    database: str
    app: Flask

    def browser(self, person: Person, *, by_phone: bool = False) -> Browser:
        """A browser in which this person is signed in."""
        with writing():
            kind = "phone" if by_phone else "password"
            _row, token = accounts.start_sign_in(person.id, kind, datetime.now(UTC), timedelta(days=1))
        signer = self.app.session_interface.get_signing_serializer(self.app)  # type: ignore[attr-defined]  # of the signed-cookie kind
        return Browser(self.url, f"{self.app.config['SESSION_COOKIE_NAME']}={signer.dumps({'signin': token})}")


def _database(kind: str, request: pytest.FixtureRequest, instance: Path) -> str:
    if kind == "postgresql":
        server: PostgreSQL = request.getfixturevalue("postgres")
        return server.create_database(f"faults_{os.getpid()}_{uuid.uuid4().hex[:8]}", template="template_lianxi")
    with sqlite3.connect(request.getfixturevalue("sqlite_template")) as source, sqlite3.connect(instance / "lianxi.db") as copy:
        source.backup(copy)
    source.close()
    copy.close()
    return f"sqlite:///{instance / 'lianxi.db'}"


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def _served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    instance = tmp_path_factory.mktemp("faults")
    database = _database(request.param, request, instance)
    key = config(instance, database).secret_key
    app = make_app(instance, database)
    with app_server(instance, DATABASE_URL=database, SECRET_KEY=key, HTMX_CDN="") as url, app.app_context():
        yield House(url, database, app)
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def house(_served: House) -> Iterator[House]:
    """The server, and a session of this process that sees what the server has written."""
    db.session.rollback()
    yield _served
    db.session.rollback()
