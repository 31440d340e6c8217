"""An office's own empty sheet, uploaded once, its columns named once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model


class RegisterTemplate(Model):
    """The columns of a register as somebody's superiors want them. With `street_id` it is that street's, for all its alliances, and its
    changes are told in the chain of `alliance_id`, the street's first alliance; otherwise it is the alliance's own.

    `layout`: layouts.Layout as JSON, read once from the file `file_id`. `mapping`: one entry for each column in order, {"field": code},
    {"text": words that stand in every row} or {} (stays empty). A column's order and heading are the sheet's."""

    __tablename__ = "register_template"
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(ForeignKey("alliance.id"), index=True)
    street_id: Mapped[int | None] = mapped_column(ForeignKey("street.id"), index=True)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(80))
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_file.id"))
    layout: Mapped[dict[str, Any]] = mapped_column(JSON)
    mapping: Mapped[list[dict[str, str]]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column(default=1)
    added_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
