"""The one door to the database. `writing()` is the only place that commits."""

from __future__ import annotations

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from flask import Flask, g, has_app_context
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, DateTime, Dialect, Engine, ExceptionContext, MetaData, String, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import DeclarativeBase, Mapped, ORMExecuteState, Session, mapped_column, registry
from sqlalchemy.types import TypeDecorator

from app.core import chance

GATE_SECONDS = 5.0
PATIENCE = int(GATE_SECONDS * 1000)  # milliseconds: as long as at the gate a lock is waited for that somebody else holds
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", f"busy_timeout={PATIENCE}", "foreign_keys=ON", "secure_delete=ON")
WAITED_IN_VAIN = ("55P03", "40P01")  # PostgreSQL: lock_not_available, deadlock_detected


class Busy(Exception):
    """The write gate, or a lock behind it, stayed closed for GATE_SECONDS. Nothing was written; asking again is safe."""


class Unrecorded(RuntimeError):
    """A row was changed and nothing tells the ledger so."""


class Moment(TypeDecorator[datetime]):
    """An instant: aware UTC in the program, on both databases. A naive value is a mistake and raises."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant without offset: {value}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


NAMES = {
    "pk": "pk_%(table_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class Base(DeclarativeBase):
    registry = registry(metadata=MetaData(naming_convention=NAMES), type_annotation_map={datetime: Moment})

    #: False for rows that no ledger tells of (sign-ins, once-keys, the sealed box).
    __told__: ClassVar[bool] = True


db = SQLAlchemy(model_class=Base)
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


class Protected:
    """Mixin: each ledger entry about such a row commits to the named columns, so that a silent change is found."""

    __protected__: ClassVar[tuple[str, ...]] = ()

    #: Protected columns that came after rows had been written: nullable, part of the commitment from the day they hold something.
    __added__: ClassVar[tuple[str, ...]] = ()
    salt: Mapped[str] = mapped_column(String(32), default=chance.salt)


#: Called inside `writing()` right before the commit, in order (the ledger puts itself here).
before_commit: list[Callable[[Session], None]] = []


@contextmanager
def writing() -> Iterator[None]:
    """One write transaction: what is read inside is what is written upon. Web requests get it from `requires`."""
    if g.get("writing"):
        raise RuntimeError("a write transaction is open already")
    db.session.rollback()  # ends the read transaction that loading the user opened
    g.writing = True
    try:
        yield
        for step in before_commit:
            step(db.session())
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        g.writing = False
        db.session.info.clear()


def _insert(model: type[Base], values: dict[str, Any]) -> Any:
    dialect: Any = postgresql if db.engine.dialect.name == "postgresql" else sqlite
    return dialect.insert(model).values(**values)


def first_time(model: type[Base], **values: Any) -> bool:
    """INSERT unless the row is there already; the database decides, in the same words on both."""
    statement = _insert(model, values).on_conflict_do_nothing().returning(*model.__table__.primary_key)
    return db.session.connection().execute(statement).first() is not None


def added_up(model: type[Base], column: Any, amount: int, **values: Any) -> Any:
    """INSERT, or where the row is there already add to one of its columns; in one statement, which returns the column as it is then."""
    key = list(model.__table__.primary_key)
    return _insert(model, values).on_conflict_do_update(index_elements=key, set_={column.key: column + amount}).returning(column)


@event.listens_for(Session, "before_flush")
def only_inside_writing(session: Session, context: object, instances: object) -> None:
    new, deleted = session.new, session.deleted  # each look builds the set anew
    dirty = (row for row in session.dirty if row not in new and row not in deleted and session.is_modified(row))
    changed = [*new, *deleted, *dirty]
    if not changed:
        return
    if not g.get("writing"):
        raise RuntimeError(f"a change outside writing(): {sorted({type(row).__name__ for row in changed})}")
    session.info.setdefault("changed", {}).update({id(row): row for row in changed if type(row).__told__})


@event.listens_for(Session, "do_orm_execute")
def no_bulk_change_outside_writing(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and not g.get("writing"):
        raise RuntimeError("a bulk change outside writing()")


def _open_gate(path: str) -> int:
    """One writer of a SQLite file at a time, first come first served; a busy timeout alone starves some for seconds."""
    gate = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    deadline = time.monotonic() + GATE_SECONDS
    while True:
        try:
            fcntl.flock(gate, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return gate
        except BlockingIOError:
            if time.monotonic() > deadline:
                os.close(gate)
                raise Busy from None
            time.sleep(0.002)


def _open_sqlite(engine: Engine, gate_path: str) -> None:
    """BEGIN by ourselves: IMMEDIATE inside writing(), queued at the gate; a read never waits."""

    @event.listens_for(engine, "connect")
    def connect(connection: Any, record: Any) -> None:
        connection.isolation_level = None
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if has_app_context() and g.get("writing"):
            connection.info["gate"] = _open_gate(gate_path)
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.exec_driver_sql("BEGIN")

    @event.listens_for(engine, "checkin")  # after COMMIT or ROLLBACK has really happened
    def checkin(connection: Any, record: Any) -> None:
        if (gate := record.info.pop("gate", None)) is not None:
            os.close(gate)


def _busy_where_locked(engine: Engine) -> None:
    """Waiting ends the same way on both databases, whoever holds the lock: a shell, a backup, an import, or each the other's."""

    @event.listens_for(engine, "handle_error")
    def handle(context: ExceptionContext) -> None:
        error = context.original_exception
        locked = isinstance(error, sqlite3.OperationalError) and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
        if locked or getattr(error, "sqlstate", "") in WAITED_IN_VAIN:
            raise Busy from error


def init_app(app: Flask) -> None:
    url = app.config["SQLALCHEMY_DATABASE_URI"]
    options: dict[str, Any] = {"hide_parameters": True}
    if url.startswith("postgresql"):
        options |= {"pool_size": 16, "max_overflow": 0, "pool_pre_ping": True}
        options["connect_args"] = {"options": f"-c lock_timeout={PATIENCE}"}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        _busy_where_locked(db.engine)
        if db.engine.dialect.name == "sqlite":
            _open_sqlite(db.engine, f"{db.engine.url.database}.gate")
