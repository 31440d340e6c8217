"""Motions: their life, what may be decided how, and the case that is counted. What is asked stands in question.py, how a case is counted
in counting.py."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from json import dumps
from typing import Any, Protocol

from app.ballots.cases import SEATS
from app.ballots.question import WITHDRAWN, Choice, Fault, Question
from app.ballots.sealed.choices import unfold
from app.ballots.shares import Share, required
from app.core.lifecycle import Lifecycle, Subject, move

VISIBILITIES = ("named", "hands", "secret")
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

#: States in which an item waits for its motion.
UNDER_WAY = ("draft", "open", "closed")

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


# -- what the seats weigh -----------------------------------------------------------------------------------------------


def measures_fault(asked: Question, visibility: str, measures: Measures) -> Fault | None:
    """What votes of different weight, or a second dimension, do not go with (voting.md §4 to §6)."""
    if visibility == "hands" and asked.method != "yes_no":
        return Fault("hands.method", "visibility")
    if len(measures) > 1 and asked.method != "yes_no":
        return Fault("motion.dimensions", "method")
    if visibility in ("hands", "secret") and not counts_heads(measures):
        return Fault(f"{visibility}.weights", "visibility")
    return None


#: dimension -> seat id -> what the seat weighs there, for every voting seat
Measures = Mapping[str, Mapping[int, int]]


def measures_of(card: Mapping[str, Any]) -> Measures:
    """How a meeting's card counts its voting seats: each as one or by its weight, and by area where it holds that dimension."""
    lines = [line for line in card["roll"] if line["votes"]]
    found = {SEATS: {line["seat"]: line.get("weight", 1) for line in lines}}
    return found | {name: {line["seat"]: line.get(name) or 0 for line in lines} for name in card["dimensions"] if name != SEATS}


def counts_heads(measures: Measures) -> bool:
    """One dimension, and every seat in it as one."""
    return len(measures) == 1 and all(weight == 1 for weight in measures[SEATS].values())


# -- the case ----------------------------------------------------------------------------------------------------------


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
    def visibility(self) -> str: ...
    @property
    def bulletin(self) -> Any: ...
    @property
    def papers(self) -> Any: ...
    @property
    def dimensions(self) -> Any: ...
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
    @property
    def area(self) -> int | None: ...
    @property
    def voted(self) -> bool | None: ...


def question_of(motion: MotionFacts) -> Question:
    return Question(motion.method, tuple(motion.options or ()), motion.max_choices, motion.seats_to_fill)


class Ended(Protocol):
    @property
    def state(self) -> str: ...
    @property
    def result(self) -> str: ...


def standing(motion: Ended) -> bool:
    """A motion that took up another one is in its way as long as it is neither withdrawn nor void."""
    return motion.state != "withdrawn" and motion.result != "void"


def dimensions_of(motion: MotionFacts) -> tuple[str, ...]:
    return tuple(motion.dimensions or (SEATS,))


def case_of(motion: MotionFacts, roll: Iterable[RollFacts], choices: Mapping[int, Choice]) -> dict[str, Any]:
    """The motion in the shape of voting.md §8. `choices`: seat id -> choice of the ballots that count."""
    dimensions = dimensions_of(motion)
    return {
        "method": motion.method,
        "round": motion.round,
        "max_choices": motion.max_choices,
        "void": motion.reason.removeprefix("void.") if motion.result == "void" else None,
        "totals": motion.totals,
        "rule": motion.rule,
        "quorum": motion.quorum,
        "dimensions": list(dimensions),
        "casting_vote": motion.casting_vote,
        "roll": [_line(entry, dimensions) for entry in roll],
        "ballots": secret_ballots(motion) if motion.visibility == "secret" else _named_ballots(choices),
        "options": motion.options or [],
        "seats_to_fill": motion.seats_to_fill,
    }


def _named_ballots(choices: Mapping[int, Choice]) -> list[dict[str, Any]]:
    return [{"seat": f"s{seat}", "choice": choice} for seat, choice in sorted(choices.items()) if choice != WITHDRAWN]


def secret_ballots(motion: MotionFacts) -> list[dict[str, Any]]:
    """What was in the box and on papers, without seats; nothing where the box was not opened."""
    if motion.bulletin is None:
        return []
    choices = [choice for _words, _code, choice in motion.bulletin] + unfold(motion.papers, motion.method)
    return [{"seat": None, "choice": choice} for choice in choices]


def _line(entry: RollFacts, dimensions: Sequence[str]) -> dict[str, Any]:
    weight = {name: entry.weight if name == SEATS else entry.area or 0 for name in dimensions}
    line = {"seat": f"s{entry.seat_id}", "present": entry.present, "recused": entry.recused, "weight": weight}
    return line if entry.voted is None else {**line, "voted": entry.voted}


def weights_identify(case: Mapping[str, Any]) -> bool:
    """Whether what the seats weigh tells which is which, so that hiding their names would hide nothing."""
    return any(line["weight"] != {SEATS: 1} for line in case["roll"])


def without_seats(case: Mapping[str, Any]) -> dict[str, Any]:
    """The same case for readers who see totals only: seats are renamed in an order that tells nothing but the numbers.

    Renaming and permuting changes no count (voting.md §8, properties). Only for a case whose weights do not identify.
    """
    choice_of = {ballot["seat"]: dumps(ballot["choice"], ensure_ascii=False) for ballot in case["ballots"]}
    told = ("present", "recused", "voted")
    lines = sorted(case["roll"], key=lambda line: (choice_of.get(line["seat"], ""), *(line.get(name, False) for name in told)))
    names = {line["seat"]: f"n{number}" for number, line in enumerate(lines, 1)}
    if any(ballot["seat"] is None for ballot in case["ballots"]):  # a secret ballot names no seat anyway
        return {**case, "roll": [{**line, "seat": names[line["seat"]]} for line in lines]}
    return {
        **case,
        "roll": [{**line, "seat": names[line["seat"]]} for line in lines],
        "ballots": sorted(
            ({"seat": names[ballot["seat"]], "choice": ballot["choice"]} for ballot in case["ballots"]),
            key=lambda ballot: int(ballot["seat"][1:]),
        ),
    }
