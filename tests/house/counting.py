"""How many SQL statements something costs, so that a list costs the same for one row and for three."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from app.core.db import db


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements that ran inside, BEGIN and its like left out."""
    found: list[str] = []
    engine = db.engine

    def note(connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "ROLLBACK")):
            found.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)
