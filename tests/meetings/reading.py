"""What tests of meetings send, and how they read the answer."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bs4 import BeautifulSoup
from sqlalchemy import func, select

from app.core.clock import today
from app.core.db import db
from app.core.ledger import Entry

HX = {"HX-Request": "true"}


def entries() -> int:
    return db.session.scalar(select(func.count()).select_from(Entry)) or 0


def typed_plan(**changes: str) -> dict[str, str]:
    day = today() + timedelta(days=10)
    return {"kind": "joint", "day": f"{day}", "starts": "14:00", "ends": "16:00", "place": "二楼议事厅", "chair_seat": "0"} | changes


def error_at(answer: Any, field: str) -> str:
    """The message that stands at a field, found the way a screen reader finds it."""
    soup = BeautifulSoup(answer.text, "html.parser")
    named = soup.find(id=field)
    assert named is not None, field
    for name in str(named.get("aria-describedby", "")).split():
        if name.endswith("-error"):
            message = soup.find(id=name)
            return message.get_text(strip=True) if message else ""
    return ""


def value_of(answer: Any, field: str) -> str:
    found = BeautifulSoup(answer.text, "html.parser").find(id=field)
    assert found is not None, field
    return str(found.get("value") or found.get_text()).strip()
