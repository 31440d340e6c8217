"""The 25 categories of issues, in the sources' order: code, words in both languages, and which privacy each one starts with."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.core.i18n import language

SOURCE = Path(__file__).parent / "categories.json"
OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Category:
    """`privacy`: public or confidential, preselected (opening decision 7)."""

    code: str
    zh: str
    en: str
    privacy: str


@cache
def table() -> Mapping[str, Category]:
    rows = json.loads(SOURCE.read_text(encoding="utf-8"))
    return {row["code"]: Category(row["code"], row["name_zh"], row["name_en"], row["default_privacy"]) for row in rows}


def name(code: str) -> str:
    """The category in the reader's language; a code that nobody knows any more stands for itself."""
    category = table().get(code)
    if category is None:
        return code
    return category.en if language() == "en" else category.zh


def names() -> dict[str, str]:
    return {code: name(code) for code in table()}
