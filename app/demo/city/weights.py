"""How often each category of issues occurs, by month: the weights of categories.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.issues.categories import SOURCE

#: In its peak months a category comes this many times as often as in the others.
PEAK = 6.0
#: What the joint meeting gets to see in the end: a channel's share in a hundred (domain.md §7). 微心愿 has no channel yet: members propose.
CHANNELS = {"grid": 35, "hotline": 25, "web": 18, "council": 10, "desk": 8, "member": 4}
ANONYMOUS = 3 / 18  # of what comes by the page


@cache
def _rows() -> Mapping[str, dict[str, Any]]:
    return {row["code"]: row for row in json.loads(SOURCE.read_text(encoding="utf-8"))}


CATEGORIES: Mapping[str, dict[str, Any]] = _rows()


@dataclass(frozen=True, slots=True)
class Weights:
    """`name`: weight_all for what comes in, weight_agenda for what reaches a meeting."""

    name: str

    def of(self, month: int) -> list[float]:
        """One weight a category; over the year each has its share, whatever its peak."""
        return [row[self.name] * _season(row["peak_months"], month) for row in CATEGORIES.values()]


def _season(peak: list[int], month: int) -> float:
    if not peak:
        return 1.0
    quiet = 12 / (len(peak) * PEAK + 12 - len(peak))
    return quiet * (PEAK if month in peak else 1.0)
