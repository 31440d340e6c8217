"""The 25 categories of issues, in the sources' order: code, words in both languages, and which privacy each one starts with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.core.i18n import language


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


#: Plain words -> the categories under them; together they are all of them.
GROUPS = (
    (_("停车和道路"), "PARK_SHARE PARK_IN ROAD LIGHT SNOW BARRIER"),
    (_("水、暖、下水"), "WATER HEAT PIPE"),
    (_("邻居和楼里的事"), "NOISE PET CLUTTER EV LEAK LIFT ILLEGAL"),
    (_("物业和治安"), "FEE SAFETY"),
    (_("卫生、市场、活动场地"), "WASTE MARKET FITNESS PARCEL"),
    (_("老人和孩子"), "ELDER CHILD"),
    (_("别的事"), "OTHER"),
)

SOURCE = Path(__file__).parent / "categories.json"
OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Category:
    """`privacy`: public or confidential, preselected (opening decision 7). `route` and `workdays`: what is usual. `hint`: what to do in
    danger, or ""."""

    code: str
    zh: str
    en: str
    privacy: str
    route: str
    workdays: int
    hint: str


@cache
def table() -> Mapping[str, Category]:
    rows = json.loads(SOURCE.read_text(encoding="utf-8"))
    return {row["code"]: _category(row) for row in rows}


def _category(row: dict[str, Any]) -> Category:
    names = (row["code"], row["name_zh"], row["name_en"])
    return Category(*names, row["default_privacy"], row["default_route"], row["default_workdays"], row["emergency_hint"] or "")


def hint(code: str) -> str:
    category = table().get(code)
    return category.hint if category is not None else ""


def name(code: str) -> str:
    """The category in the reader's language; a code that nobody knows any more stands for itself."""
    category = table().get(code)
    if category is None:
        return code
    return category.en if language() == "en" else category.zh


def groups() -> dict[str, list[tuple[str, str]]]:
    """The categories under the plain words of GROUPS, for somebody who has never seen them."""
    return {text: [(code, name(code)) for code in codes.split()] for text, codes in GROUPS}


def names() -> dict[str, str]:
    return {code: name(code) for code in table()}
