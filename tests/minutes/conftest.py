"""The example meeting is recorded once and copied for each test that looks at it."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.db import db
from app.meetings.models import Meeting
from tests.conftest import HouseClient, make_app
from tests.minutes import make_minutes


def _copy(source: Path, target: Path) -> None:
    with sqlite3.connect(source) as one, sqlite3.connect(target) as other:
        one.backup(other)
    one.close()
    other.close()


@pytest.fixture(scope="session")
def example_folder(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example")
    _copy(sqlite_template, folder / "lianxi.db")
    app = make_app(folder, f"sqlite:///{folder / 'lianxi.db'}")
    with app.app_context():
        make_minutes.example_meeting()
        db.session.remove()
        db.engine.dispose()
    return folder


@pytest.fixture
def example_app(example_folder: Path, tmp_path: Path) -> Iterator[Flask]:
    """鹤鸣里 after its meeting of 12 November 2026, the minutes published."""
    _copy(example_folder / "lianxi.db", tmp_path / "lianxi.db")
    shutil.copytree(example_folder / "files", tmp_path / "files")
    app = make_app(tmp_path, f"sqlite:///{tmp_path / 'lianxi.db'}")
    app.test_client_class = HouseClient
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def example_client(example_app: Flask) -> FlaskClient:
    return example_app.test_client()


@pytest.fixture
def meeting(example_app: Flask) -> Meeting:
    return db.session.scalars(select(Meeting).order_by(Meeting.starts_at.desc()).limit(1)).one()
