"""The days off that come with the app: 2025 and 2026 as the State Council announced them; later years are entered on the page."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path


def _(message: str) -> str:
    """Marks a word for the catalogue; screens translate it when they show it."""
    return message


#: The table's source names holidays in English.
NAMES = {
    "New Year's Day": _("元旦"),
    "Spring Festival": _("春节"),
    "Tomb-sweeping Day": _("清明节"),
    "Labour Day": _("劳动节"),
    "Dragon Boat Festival": _("端午节"),
    "Mid-autumn Festival": _("中秋节"),
    "National Day": _("国庆节"),
}
SOURCE = Path(__file__).parent / "holidays.json"


def days() -> list[tuple[date, bool, str]]:
    """(day, whether it is a make-up working day, name)."""
    table = json.loads(SOURCE.read_text(encoding="utf-8"))
    off = [(date.fromisoformat(day), False, NAMES.get(name, name)) for day, name in table["holidays"].items()]
    return sorted(off + [(date.fromisoformat(day), True, "") for day in table["makeup_workdays"]])
