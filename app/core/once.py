"""A form that was sent twice is done once: its random key is claimed in the transaction that does the work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, db, first_time


class Once(Model):
    __tablename__ = "once"
    __told__ = False
    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    url: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


def claim(key: str, at: datetime) -> str | None:
    """None where this is the first time; otherwise the address that answered the first time ("" where it had none)."""
    if first_time(Once, key=key, url="", at=at):
        return None
    row = db.session.get(Once, key)
    return row.url if row else ""


def answered(key: str, url: str) -> None:
    row = db.session.get(Once, key)
    if row is not None:
        row.url = url
