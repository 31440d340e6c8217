"""Databases made once and copied for each test, a client that checks every page it gets, and both kinds of server."""

from __future__ import annotations

import contextvars
import os
import sqlite3
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from flask_migrate import upgrade
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy import Engine
from werkzeug.routing import Rule

from app import create_app
from app.config import Config
from app.core.clock import now
from app.core.db import db, writing
from app.policy import SYSTEM
from app.settings.actions import begin
from tests.house.pages import faults
from tests.servers import PostgreSQL, postgresql, share_postgresql

os.environ.setdefault("HYPOTHESIS_STORAGE_DIRECTORY", "build/hypothesis")


def pytest_configure(config: pytest.Config) -> None:
    share_postgresql(config)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks by what a test uses, so that `-m "not browser and not postgresql"` leaves the fast ones. Files that take minutes begin first:
    at the end no worker waits for another."""
    items.sort(key=lambda item: not item.path.match("tests/journeys/*.py") and item.path.name != "test_matrix.py")
    for item in items:
        if "[postgresql" in item.name or "postgresql]" in item.name or "postgres" in getattr(item, "fixturenames", ()):
            item.add_marker("postgresql")
        if "window" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


def config(instance: Path, url: str) -> Config:
    return Config(instance, url, instance.parent / "keys", "", "test secret", "http://localhost", "", ("localhost", "127.0.0.1"))


class Compiled(BytecodeCache):
    """Templates that another app of this process has compiled."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        code, checksum = self.kept.get(bucket.key, (None, None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key] = bucket.code, bucket.checksum


COMPILED = Compiled()
_compile_builder = Rule._compile_builder
_builders: dict[tuple[Any, ...], Any] = {}
_engines: dict[str, Engine] = {}


def _built_once(rule: Rule, append_unknown: bool = True) -> Any:
    """Every test has an app of its own, and the functions that build its 300 addresses were the same each time."""
    key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _compile_builder(rule, append_unknown)
    return _builders[key]


Rule._compile_builder = _built_once  # type: ignore[method-assign]  # half of what making an app costs


def make_app(instance: Path, url: str) -> Flask:
    app = create_app(config(instance, url), TESTING=True, WTF_CSRF_ENABLED=False)
    app.jinja_env.bytecode_cache = COMPILED
    with app.app_context():
        _compiles_once(db.engine)
    return app


def _compiles_once(engine: Engine) -> None:
    """SQLAlchemy keeps compiled statements by dialect object: with one dialect for all tests, a statement is compiled once."""
    first = _engines.setdefault(engine.dialect.name, engine)
    engine.dialect = engine.pool._dialect = first.dialect
    engine._compiled_cache = first._compiled_cache


class HouseClient(FlaskClient):
    """Every HTML answer keeps to the rules of the house, whoever asked for it."""

    def open(self, *args: Any, **options: Any) -> Any:
        # A request of its own sees nothing of the test's `g`: an empty context, as under a real server.
        options.setdefault("buffered", True)  # what is streamed is read in that context too
        response = contextvars.Context().run(super().open, *args, **options)
        if has_app_context():  # not between the hops of a redirect
            db.session.rollback()  # what the test looks at next is what the request left behind
        if response.mimetype == "text/html" and response.status_code not in (301, 302, 303, 308) and response.data:
            html = response.get_data(as_text=True)
            assert faults(html, whole=html.lstrip().startswith("<!doctype")) == [], f"{response.request.path}"
        return response


def _fill(instance: Path, url: str) -> None:
    """A migrated database with the days off, and nothing else."""
    app = make_app(instance, url)
    with app.app_context():
        upgrade()
        with writing():
            begin(by=SYSTEM, at=now())
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    _fill(folder, f"sqlite:///{folder / 'lianxi.db'}")
    return folder / "lianxi.db"


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostgreSQL]:
    with postgresql() as server:
        _fill(tmp_path_factory.mktemp("pg"), server.create_database("template_lianxi"))
        yield server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    with sqlite3.connect(sqlite_template) as source, sqlite3.connect(tmp_path / "lianxi.db") as copy:
        source.backup(copy)
    source.close()
    copy.close()
    return f"sqlite:///{tmp_path / 'lianxi.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def any_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The same test on both databases."""
    if request.param == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    server: PostgreSQL = request.getfixturevalue("postgres")
    return server.create_database(f"t_{os.getpid()}_{uuid.uuid4().hex[:10]}", template="template_lianxi")


def _running(instance: Path, url: str) -> Iterator[Flask]:
    app = make_app(instance, url)
    app.test_client_class = HouseClient
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def app(tmp_path: Path, sqlite_url: str) -> Iterator[Flask]:
    """The app on SQLite, inside an application context."""
    yield from _running(tmp_path, sqlite_url)


@pytest.fixture
def any_app(tmp_path: Path, any_url: str) -> Iterator[Flask]:
    """The app on each database in turn."""
    yield from _running(tmp_path, any_url)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def any_client(any_app: Flask) -> FlaskClient:
    return any_app.test_client()
