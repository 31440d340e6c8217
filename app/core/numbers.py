"""Numbers without gaps: taken inside the write transaction, given back when it rolls back."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, added_up, db


class Counter(Model):
    __tablename__ = "counter"
    __told__ = False
    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    value: Mapped[int] = mapped_column(default=0)


def next_number(name: str) -> int:
    """1, 2, 3 ... for each `name`, such as "minutes:14:2026"."""
    added = added_up(Counter, Counter.value, 1, name=name, value=1)
    return int(db.session.connection().execute(added).scalar_one())
