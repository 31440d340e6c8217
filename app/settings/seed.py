"""The days off that come with the app: 2025 and 2026 as the State Council announced them; later years are entered on the page."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

SOURCE = Path(__file__).parent / "holidays.json"


def days() -> list[tuple[date, bool, str]]:
    """(day, whether it is a make-up working day, name)."""
    table = json.loads(SOURCE.read_text(encoding="utf-8"))
    off = [(date.fromisoformat(day), False, name) for day, name in table["holidays"].items()]
    return sorted(off + [(date.fromisoformat(day), True, "") for day in table["makeup_workdays"]])
