"""Motions: their life, what may be decided how, and the case that is counted. How a case is counted stands in counting.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from app.ballots.shares import Share, required
from app.core.lifecycle import Lifecycle, Subject, move

CHOICES = ("for", "against", "abstain")
PAPER_CHOICES = (*CHOICES, "invalid")
WITHDRAWN = "withdrawn"
VISIBILITIES = ("named", "hands")
OUTCOMES = ("continue", "defer", "ballot")
VOID_REASONS = ("not_notified", "recusal_broken", "paper_surplus", "too_few", "key_missing", "other")

#: What the software asks before a ballot opens (voting.md §1); the regime and the quorum it checks by itself.
CHECKS = ("notified", "ours", "recusals", "comparison")

#: Results after which the same matter may be put again as a motion `redo_of`.
REDONE = frozenset(("void", "inquorate", "no_result"))

LIFECYCLE: Lifecycle[Subject] = Lifecycle(
    "motion",
    move("open", "draft deferred", "open", needs="ballots.run"),
    move("close", "open", "closed", needs="ballots.run"),
    move("count", "closed", "counted", needs="ballots.run", by_system=True),
    move("defer", "draft open", "deferred", needs="ballots.run"),
    move("withdraw", "draft open deferred", "withdrawn", needs="ballots.run"),
    first="draft",
    final="counted withdrawn",
)

CONSENSUS_LIFECYCLE: Lifecycle[Subject] = Lifecycle(
    "consensus",
    move("declare", "asked", "declared", needs="ballots.run"),
    move("object", "asked", "objected", needs="ballots.run"),
    first="asked",
    final="declared objected",
)

#: What the alliance does not decide, and why (domain.md, opening finding 3; voting.md §1).
NOT_OURS: Mapping[str, str] = {
    "none": "decision.nothing",
    "owners_278_half": "decision.owners",
    "owners_278_threequarters": "decision.owners",
    "residents_meeting": "decision.residents_meeting",
    "dept": "decision.department",
}


def consensus_fault(regime: str) -> str | None:
    """Why the room may not be asked for consensus on an item of this regime."""
    if regime in NOT_OURS:
        return NOT_OURS[regime]
    return None if regime == "consensus" else "consensus.ballot_regime"


def ballot_fault(regime: str, last_outcome: str) -> str | None:
    """Why no ballot may be held: not ours, or consensus comes first and no objection has led to a ballot."""
    if regime in NOT_OURS:
        return NOT_OURS[regime]
    return "motion.consensus_first" if regime == "consensus" and last_outcome != "ballot" else None


def ballot_regime(regime: str) -> str:
    """The rule under which a ballot counts: after an objection to consensus the alliance's majority."""
    return "alliance_majority" if regime == "consensus" else regime


def consensus_required(majority: Share, entitled: int, recused: int, able: int) -> int:
    """How many present, non-recused seats consensus needs: as many as the majority would (voting.md §1). `recused`: present or not.

    Over a base of 0 nobody can agree to anything; then one more than there are is asked for.
    """
    base = entitled - recused if majority.base == "entitled" else able
    return required(majority, base) or able + 1


def scrutineer_fault(scrutineer: str, typist: str, chair: str) -> str | None:
    """Hands are confirmed by somebody who neither types them nor chairs (voting.md §6)."""
    name = _bare(scrutineer)
    if not name:
        return "hands.scrutineer"
    if name == _bare(typist):
        return "hands.scrutineer_typist"
    return "hands.scrutineer_chair" if name == _bare(chair) else None


def _bare(name: str) -> str:
    return "".join(name.split())


class MotionFacts(Protocol):
    """What a count reads of a motion."""

    @property
    def method(self) -> str: ...
    @property
    def rule(self) -> Any: ...
    @property
    def quorum(self) -> Any: ...
    @property
    def totals(self) -> Any: ...
    @property
    def casting_vote(self) -> str | None: ...
    @property
    def options(self) -> Any: ...
    @property
    def seats_to_fill(self) -> int | None: ...
    @property
    def max_choices(self) -> int | None: ...
    @property
    def round(self) -> int: ...
    @property
    def result(self) -> str: ...
    @property
    def reason(self) -> str: ...


class RollFacts(Protocol):
    """A line of the frozen roll with what was found at closing."""

    @property
    def seat_id(self) -> int: ...
    @property
    def present(self) -> bool: ...
    @property
    def recused(self) -> bool: ...
    @property
    def weight(self) -> int: ...


def case_of(motion: MotionFacts, roll: Iterable[RollFacts], choices: Mapping[int, str]) -> dict[str, Any]:
    """The motion in the shape of voting.md §8. `choices`: seat id -> choice of the ballots that count."""
    return {
        "method": motion.method,
        "round": motion.round,
        "max_choices": motion.max_choices,
        "void": motion.reason.removeprefix("void.") if motion.result == "void" else None,
        "totals": motion.totals,
        "rule": motion.rule,
        "quorum": motion.quorum,
        "dimensions": ["seats"],
        "casting_vote": motion.casting_vote,
        "roll": [_line(entry) for entry in roll],
        "ballots": [{"seat": f"s{seat}", "choice": choice} for seat, choice in sorted(choices.items()) if choice != WITHDRAWN],
        "options": motion.options or [],
        "seats_to_fill": motion.seats_to_fill,
    }


def _line(entry: RollFacts) -> dict[str, Any]:
    return {"seat": f"s{entry.seat_id}", "present": entry.present, "recused": entry.recused, "weight": {"seats": entry.weight}}


def without_seats(case: Mapping[str, Any]) -> dict[str, Any]:
    """The same case for readers who see totals only: seats are renamed in an order that tells nothing but the numbers.

    Renaming and permuting changes no count (voting.md §8, properties).
    """
    choice_of = {ballot["seat"]: ballot["choice"] for ballot in case["ballots"]}
    lines = sorted(case["roll"], key=lambda line: (choice_of.get(line["seat"], ""), line["present"], line["recused"]))
    names = {line["seat"]: f"n{number}" for number, line in enumerate(lines, 1)}
    return {
        **case,
        "roll": [{**line, "seat": names[line["seat"]]} for line in lines],
        "ballots": sorted(
            ({"seat": names[ballot["seat"]], "choice": ballot["choice"]} for ballot in case["ballots"]),
            key=lambda ballot: (ballot["choice"], int(ballot["seat"][1:])),
        ),
    }
