"""PURE. What the owners (民法典 278) or the residents' meeting decide, checked in integers (voting.md §1, domain.md §2).

Owners: two thirds or more of area and of heads take part, then more than half, or three quarters or more, of both that took part. The
residents' meeting: enough of those entitled are there, then more than half of those there. Nobody chooses the result: it is computed here.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app.ballots.shares import Quorum, Share, least, meets, required

#: regime -> what those who took part must reach.
OWNERS: Mapping[str, Share] = {
    "owners_278_half": Share("cast", 1, 2, strict=True),
    "owners_278_threequarters": Share("cast", 3, 4, strict=False),
}
RESIDENTS = "residents_meeting"
OUTSIDE = frozenset((*OWNERS, RESIDENTS))

#: Whose vote it was: of the whole compound, one building, one staircase, or the range that the money is for.
OWNERS_SCOPES = ("compound", "building", "staircase", "range")
#: Who makes up the residents' meeting: all of them, one a household, delegates of the groups; or the representatives' meeting.
RESIDENTS_SCOPES: Mapping[str, Quorum] = {
    "residents": Quorum(1, 2, strict=True),
    "households": Quorum(1, 2, strict=True),
    "groups": Quorum(1, 2, strict=True),
    "delegates": Quorum(2, 3),
}
OWNERS_QUORUM = Quorum(2, 3)
HALF_OF_PRESENT = Share("present", 1, 2, strict=True)

MOST_HEADS = 9_999_999
MOST_AREA = 9_999_999_999  # hundredths: close to a hundred square kilometres
_WHOLE = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)"
_HEADS = re.compile(rf"{_WHOLE}[人户]?")
_AREA = re.compile(rf"{_WHOLE}(?:\.([0-9]{{1,2}}))?(?:m2|平方米|平米)?")


@dataclass(frozen=True, slots=True)
class Totals:
    """One measure of an official result: the whole, what took part of it, what was in favour. Heads, or hundredths of a square metre."""

    whole: int
    present: int
    votes_for: int


@dataclass(frozen=True, slots=True)
class Stated:
    """An official result as its papers state it. `area`: owners only; `scope_words`: which compound, building or range."""

    regime: str
    scope: str
    scope_words: str
    heads: Totals
    area: Totals | None
    decided_on: date

    @property
    def measures(self) -> tuple[tuple[str, Totals], ...]:
        """(unit of formula_words.UNITS, totals): area before heads, as the law has them."""
        people = "households" if self.scope == "households" else "heads"
        return ((("area", self.area),) if self.area else ()) + ((people, self.heads),)


def is_owners(regime: str) -> bool:
    return regime in OWNERS


def scopes_of(regime: str) -> tuple[str, ...]:
    return OWNERS_SCOPES if is_owners(regime) else tuple(RESIDENTS_SCOPES)


def quorum_of(stated: Stated) -> Quorum:
    return OWNERS_QUORUM if is_owners(stated.regime) else RESIDENTS_SCOPES[stated.scope]


def share_of(stated: Stated) -> Share:
    return OWNERS.get(stated.regime, HALF_OF_PRESENT)


def result_of(stated: Stated) -> str:
    """carried, not_carried or no_quorum; in every measure, of totals without faults."""
    quorum, share = quorum_of(stated), share_of(stated)
    if not all(meets(quorum, totals.present, totals.whole) for _unit, totals in stated.measures):
        return "no_quorum"
    carried = all(meets(share, totals.votes_for, totals.present) for _unit, totals in stated.measures)
    return "carried" if carried else "not_carried"


def needed(stated: Stated, totals: Totals) -> tuple[int, int | None]:
    """The least that had to take part, and the least in favour of those who did (None of nobody)."""
    return least(quorum_of(stated), totals.whole), required(share_of(stated), totals.present)


# -- what cannot be ----------------------------------------------------------------------------------------------------


def faults(stated: Stated) -> Iterator[tuple[str, str]]:
    """(reason, field) of everything that cannot be so."""
    if stated.scope not in scopes_of(stated.regime):
        yield "outside.scope", "scope"
    if stated.scope in ("building", "staircase", "range") and not stated.scope_words:
        yield "outside.which", "scope_words"
    if is_owners(stated.regime) and stated.area is None:
        yield "outside.area", "area"
    yield from _totals_faults("heads", stated.heads)
    if stated.area is not None:
        yield from _totals_faults("area", stated.area)


def _totals_faults(name: str, totals: Totals) -> Iterator[tuple[str, str]]:
    if totals.whole < 1:
        yield "outside.nobody", name
    elif totals.present > totals.whole:
        yield "outside.present_over", f"{name}_present"
    if totals.votes_for > totals.present:
        yield "outside.for_over", f"{name}_for"


# -- what people type --------------------------------------------------------------------------------------------------


def heads_from(typed: str) -> int:
    """120, 1,204, １２０, 120人. Raises ValueError."""
    return _number(_HEADS, typed, 0, MOST_HEADS)


def area_from(typed: str) -> int:
    """Hundredths of a square metre from 12,345.67 m², 12345.6, １２３４５㎡, 12345平方米; at most two decimals. Raises ValueError."""
    return _number(_AREA, typed, 2, MOST_AREA)


def _number(shape: re.Pattern[str], typed: str, decimals: int, most: int) -> int:
    found = shape.fullmatch("".join(unicodedata.normalize("NFKC", typed).split()).lower())
    if found is None or len(typed) > 40:
        raise ValueError(typed)
    whole, *rest = found.groups()
    value = int(whole.replace(",", "") + (rest[0] or "" if rest else "").ljust(decimals, "0"))
    if value > most:
        raise ValueError(typed)
    return value
