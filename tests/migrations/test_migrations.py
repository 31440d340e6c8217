"""One head, models equal to it, and the way up, down and up again with rows in the tables."""

from __future__ import annotations

from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from app.core import ledger
from app.core.db import Base, db
from tests import make

MIGRATIONS = Path(__file__).resolve().parents[2] / "migrations"


def test_there_is_one_head() -> None:
    assert len(ScriptDirectory(str(MIGRATIONS)).get_heads()) == 1


def test_the_models_are_what_the_migrations_make(any_app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_up_down_and_up_again_with_rows(any_app: Flask) -> None:
    alliance = make.alliance()
    make.seats(alliance, 3)
    db.session.remove()
    downgrade(revision="0001")  # the guard goes, the rows stay
    with db.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM seat")).scalar() == 3
        connection.rollback()
    upgrade()
    assert list(ledger.verify()) == []
    db.session.remove()
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()
    assert set(Base.metadata.tables) <= set(inspect(db.engine).get_table_names())
