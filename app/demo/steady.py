"""What makes a load of the demo the same twice, and quick: rows draw their ids in order, and Python looks for cycles seldom."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import event
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import chance
from app.core.db import Protected

#: New objects after which Python looks for cycles.
SELDOM = 50_000


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Few of the rows that come and go are in cycles: to look for those as often as usual takes a fifth of the load's time."""
    before = gc.get_threshold()
    gc.set_threshold(SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.unfreeze()
        gc.set_threshold(*before)


@contextmanager
def repeatable_rows() -> Iterator[None]:
    """Ids and salts are drawn in the order in which rows were added: a flush writes its tables in an order of its own."""

    def draw(session: Session, context: object, instances: object) -> None:
        for row in session.new:
            if isinstance(row, Protected) and "salt" not in vars(row):
                row.salt = chance.salt()
            if isinstance(row, Person) and "id" not in vars(row):
                row.id = chance.person_id()

    event.listen(Session, "before_flush", draw)
    try:
        yield
    finally:
        event.remove(Session, "before_flush", draw)
