"""One alliance of the year: its heap of moments (city/life.py), and what the stories call by name."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.alliances.models import Alliance
from app.core import chance
from app.core.clock import SHANGHAI
from app.demo.city.homes import Member, homes
from app.demo.city.life import Life
from app.demo.city.plan import Share
from app.issues.models import Issue
from app.settings.models import calendar

FOLDER = Path(__file__).parent
Story = dict[str, Any]


class Year:
    """Issues and meetings are named by the keys of their stories, members by their units."""

    def __init__(self, home: Alliance, turn_clock: Callable[[datetime], None]) -> None:
        (found,) = homes(home.code)
        self.home_id = home.id
        self.life = Life(Share(found, 0, (), 0, 0, 1.0), calendar(), chance.dice("year", home.code), turn_clock)
        self.units: dict[str, Member] = {member.unit: member for member in found.members}
        self.issues: dict[str, int] = {}
        self.meetings: dict[str, int] = {}

    def issue(self, key: str) -> Issue:
        return self.life.get(Issue, self.issues[key])


def moment(text: str) -> datetime:
    """“2025-12-04 14:00” of the city's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)


def stories(name: str) -> list[Story]:
    return list(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))
