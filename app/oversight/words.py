"""The list in Chinese words for sheets and papers, whoever reads the screen in which language. PURE."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Protocol

from app.oversight.rules import KINDS, Sentence


class PlaceNames(Protocol):
    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def street_id(self) -> int: ...
    @property
    def street(self) -> str: ...
    @property
    def district_id(self) -> int: ...
    @property
    def district(self) -> str: ...


class Filters(Protocol):
    """What the list was asked for (queries.Wanted)."""

    @property
    def district(self) -> int: ...
    @property
    def street(self) -> int: ...
    @property
    def alliance(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def whose(self) -> str: ...
    @property
    def text(self) -> str: ...


def short_day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def written(sentence: Sentence) -> str:
    return sentence.text % {name: short_day(value) if isinstance(value, date) else value for name, value in sentence.values.items()}


def as_of(at: datetime) -> str:
    """“2026年11月24日9时5分”, an instant of the city's clock."""
    return f"{short_day(at.date())}{at.hour}时{f'{at.minute}分' if at.minute else ''}"


def filter_words(of: Filters, places: Iterable[PlaceNames]) -> str:
    """“云杉街道，任务超期，还没有人协调的”; “全部” where nothing was filtered."""
    parts = [_place(of, list(places)), KINDS.get(of.kind, "")]
    parts.append({"mine": "由我协调的", "nobody": "还没有人协调的"}.get(of.whose, ""))
    parts.append(f"含“{of.text}”" if of.text else "")
    return "，".join(part for part in parts if part) or "全部"


def _place(of: Filters, places: list[PlaceNames]) -> str:
    """The smallest place that was chosen; else the one that all of the reader's alliances lie in, else nothing."""
    chosen = ((of.alliance, "id", "name"), (of.street, "street_id", "street"), (of.district, "district_id", "district"))
    for value, key, name in chosen:
        if value:
            return next((str(getattr(place, name)) for place in places if getattr(place, key) == value), "")
    for name in ("street", "district"):
        names = {str(getattr(place, name)) for place in places}
        if len(names) == 1:
            return names.pop()
    return ""
