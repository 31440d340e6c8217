"""PURE. The result as a picture: bars of one scale with the line of what was needed, the numbers beside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from app.ballots.counting import Count, Outcome
from app.ballots.formula_words import Language, amount
from app.ballots.sentences import unit_of
from app.ballots.shares import Share

SHOWN = frozenset(("carried", "not_carried", "runoff"))


@dataclass(frozen=True, slots=True)
class Bar:
    """`votes` of `whole`. choice: for, against, an option's text, none, abstain, invalid, not_voted, away.

    words: the number as it is read; wins: what the ballot carried; line: the threshold is measured on this bar."""

    choice: str
    votes: int
    whole: int
    words: str
    wins: bool = False
    line: bool = False

    @property
    def width(self) -> str:
        return percent(self.votes, self.whole)


@dataclass(frozen=True, slots=True)
class Picture:
    """One dimension. needed: the required votes in words, "" where nothing is required of nobody."""

    dimension: str
    bars: tuple[Bar, ...]
    required: int | None
    needed: str

    @property
    def threshold(self) -> str:
        """Where the needed votes stand on a bar that has the line, in percent; "" where they lie beyond the scale."""
        whole = self.bars[0].whole if self.bars else 0
        return percent(self.required, whole) if self.required and whole >= self.required else ""


def percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.2f}"


def pictures(outcome: Outcome, share: Share, language: Language = "zh") -> tuple[Picture, ...]:
    """One for each dimension; none where nothing was counted (void, inquorate, no result)."""
    if outcome.result not in SHOWN:
        return ()
    return tuple(_picture(outcome, dimension, share, language) for dimension in outcome.counts)


def _picture(outcome: Outcome, dimension: str, share: Share, language: Language) -> Picture:
    count = outcome.counts[dimension]
    unit = unit_of(count, dimension)
    sides = list(_sides(outcome, count))
    beside = {"abstain": count.abstain, "invalid": count.invalid, "not_voted": count.not_voted, "away": _away(count, share)}
    rows = sides + [(choice, votes, False, False) for choice, votes in beside.items() if votes or choice == "abstain"]
    # On an approve_any ballot one voter stands in several bars: there the whole is everybody the share is taken of.
    together = max(votes for _choice, votes, *_ in rows) if outcome.method == "approve_any" else sum(votes for _choice, votes, *_ in rows)
    whole = max(count.base, together)
    drawn = (Bar(choice, votes, whole, _number(votes, unit, language), wins, line) for choice, votes, wins, line in rows)
    bars = tuple(drawn) if whole else ()
    return Picture(dimension, bars, count.required, amount(count.required, "votes", unit, language) if count.required else "")


def _sides(outcome: Outcome, count: Count) -> Iterator[tuple[str, int, bool, bool]]:
    """(choice, votes, carried, with the line) of what was asked for."""
    if outcome.method == "yes_no":
        yield "for", count.votes_for, outcome.result == "carried", True
        yield "against", count.votes_against, False, False
        return
    for option, counted in outcome.options.items():
        yield option, counted.votes, option in outcome.winners, True
    if outcome.method == "choose_one":
        yield "none", count.none, False, False


def _away(count: Count, share: Share) -> int:
    """Those who did not come, where the share is taken of them too."""
    return count.entitled - count.recused_absent - count.present if share.base == "entitled" else 0


def _number(votes: int, unit: str, language: Language) -> str:
    return amount(votes, "votes", "area", language) if unit == "area" else str(votes)
