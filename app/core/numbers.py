"""Numbers without gaps: taken inside the write transaction, given back when it rolls back."""

from __future__ import annotations

from sqlalchemy import String, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, db, first_time


class Counter(Model):
    __tablename__ = "counter"
    __told__ = False
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


def next_number(name: str) -> int:
    """1, 2, 3 ... for each `name`, such as "minutes:14:2026"."""
    first_time(Counter, name=name, value=0)
    statement = update(Counter).where(Counter.name == name).values(value=Counter.value + 1).returning(Counter.value)
    return int(db.session.connection().execute(statement).scalar_one())
