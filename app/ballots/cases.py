"""PURE. A counted motion as values, and what makes it impossible to count (voting.md §8).

A case is checked as a whole and either counted as a whole or refused with one reason; it is never counted half.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.ballots.shares import Quorum, Share

Method = Literal["yes_no", "choose_one", "approve_any"]
CastingVote = Literal["for", "against"]
VoidReason = Literal["not_notified", "recusal_broken", "paper_surplus", "too_few", "key_missing", "other"]

SEATS = "seats"
NOT_AN_OPTION = frozenset({"for", "against", "abstain", "none", "invalid"})


@dataclass(frozen=True, slots=True)
class RollLine:
    """A voting seat on the frozen roll. weight: dimension -> integer >= 0; voted: the tick of a secret ballot, None elsewhere."""

    seat: str
    present: bool
    recused: bool = False
    weight: Mapping[str, int] = field(default_factory=lambda: {SEATS: 1})
    voted: bool | None = None


@dataclass(frozen=True, slots=True)
class Ballot:
    """One ballot; seat is None in a secret box. choice: a word, or the options of an approve_any ballot (() abstains)."""

    seat: str | None
    choice: str | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """Hands as they were counted in the room; nobody knows whose they were."""

    votes_for: int
    votes_against: int
    abstain: int


@dataclass(frozen=True, slots=True)
class Case:
    """Everything a count needs and nothing else: the snapshot of rule and roll, and the ballots or the hands."""

    method: Method
    rule: Share
    quorum: Quorum
    roll: tuple[RollLine, ...]
    ballots: tuple[Ballot, ...] = ()
    dimensions: tuple[str, ...] = (SEATS,)
    options: tuple[str, ...] = ()
    round: Literal[1, 2] = 1
    seats_to_fill: int | None = None
    max_choices: int | None = None
    casting_vote: CastingVote | None = None
    void: VoidReason | None = None
    totals: Totals | None = None

    @property
    def secret(self) -> bool:
        """The roll carries ticks, or a ballot names no seat."""
        return any(line.voted is not None for line in self.roll) or any(ballot.seat is None for ballot in self.ballots)

    @property
    def weighted(self) -> bool:
        return any(line.weight[dimension] != 1 for line in self.roll for dimension in self.dimensions)

    @property
    def ticks(self) -> tuple[str, ...]:
        """The seats that were handed a paper or cast on a phone in a secret ballot."""
        return tuple(line.seat for line in self.roll if line.voted)


class CaseRefused(ValueError):
    """The case cannot be counted; reason is one of the words of voting.md §8."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def refusal(case: Case) -> str | None:
    """The first broken rule in the order of voting.md §8, or None."""
    return next((reason for reason, broken in CHECKS if broken(case)), None)


def _repeats(names: tuple[str, ...]) -> bool:
    return len(set(names)) < len(names)


def _options_bad(case: Case) -> bool:
    if case.method == "yes_no":
        return bool(case.options)
    return not case.options or _repeats(case.options) or not NOT_AN_OPTION.isdisjoint(case.options)


def _seats_bad(case: Case) -> bool:
    if case.max_choices is not None and case.max_choices < 1:
        return True
    # More places than candidates is no mistake: what nobody wins stays unfilled.
    return case.seats_to_fill is not None and (case.method != "approve_any" or case.seats_to_fill < 1)


def _casting_forbidden(case: Case) -> bool:
    if case.casting_vote is None:
        return False
    return case.method != "yes_no" or len(case.dimensions) > 1 or case.weighted or case.secret


def _hands_mixed(case: Case) -> bool:
    if case.totals is None:
        return False
    return bool(case.ballots) or case.method != "yes_no" or len(case.dimensions) > 1 or case.weighted or case.secret


def _too_many_hands(case: Case) -> bool:
    if case.totals is None:
        return False
    able = sum(line.present and not line.recused for line in case.roll)
    return case.totals.votes_for + case.totals.votes_against + case.totals.abstain > able


def _acting(case: Case) -> tuple[str, ...]:
    """The seats that acted; a tick obeys the same rules as a ballot."""
    return case.ticks if case.secret else tuple(ballot.seat for ballot in case.ballots if ballot.seat is not None)


def _acted_while(case: Case, barred: Callable[[RollLine], bool]) -> bool:
    return not {line.seat for line in case.roll if barred(line)}.isdisjoint(_acting(case))


def _choice_unknown(case: Case) -> bool:
    if case.method == "approve_any":
        return any(
            ballot.choice != "invalid" and (isinstance(ballot.choice, str) or not set(ballot.choice) <= set(case.options))
            for ballot in case.ballots
        )
    sides = ("for", "against") if case.method == "yes_no" else (*case.options, "none")
    return any(ballot.choice not in (*sides, "abstain", "invalid") for ballot in case.ballots)


def _too_many_choices(case: Case) -> bool:
    if case.method != "approve_any" or case.max_choices is None:
        return False
    return any(not isinstance(ballot.choice, str) and len(ballot.choice) > case.max_choices for ballot in case.ballots)


CHECKS: tuple[tuple[str, Callable[[Case], bool]], ...] = (
    ("roll.twice", lambda case: _repeats(tuple(line.seat for line in case.roll))),
    ("dimensions.many", lambda case: case.method != "yes_no" and len(case.dimensions) > 1),
    ("options.bad", _options_bad),
    ("seats.bad", _seats_bad),
    ("casting.forbidden", _casting_forbidden),
    ("secret.weights", lambda case: case.secret and case.weighted),
    ("hands.mixed", _hands_mixed),
    ("hands.count", _too_many_hands),
    ("secret.seat", lambda case: case.secret and any(ballot.seat is not None for ballot in case.ballots)),
    ("seat.unknown", lambda case: not {line.seat for line in case.roll}.issuperset(_acting(case))),
    ("seat.twice", lambda case: _repeats(_acting(case))),
    ("seat.absent", lambda case: _acted_while(case, lambda line: not line.present)),
    ("seat.recused", lambda case: _acted_while(case, lambda line: line.recused)),
    ("secret.count", lambda case: case.secret and len(case.ballots) > len(case.ticks)),
    ("choice.unknown", _choice_unknown),
    ("choice.too_many", _too_many_choices),
)
