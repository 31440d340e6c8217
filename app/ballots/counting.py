"""PURE. How a decision is counted: one engine for every method, on a phone, on paper, by hands (voting.md §3 to §5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.ballots.cases import Case, CaseRefused, CastingVote, Method, refusal
from app.ballots.shares import Share, least, meets, required

Result = Literal["void", "inquorate", "no_result", "not_carried", "runoff", "carried"]

FEWEST_SECRET_BALLOTS = 5  # Below it the totals tell who chose what (voting.md §6).
LOWEST_FIRST: tuple[Result, ...] = ("void", "inquorate", "no_result", "not_carried", "runoff", "carried")


@dataclass(frozen=True, slots=True)
class Count:
    """The numbers of one dimension, in its own unit (seats, heads, hundredths of a square metre).

    recused is present and recused, recused_absent is neither; base is what the share is taken of, required the least votes that
    meet it (None over a base of 0), quorum_required the least present; weighted where a seat weighs other than 1.
    The casting vote is in none of them.
    """

    entitled: int
    present: int
    recused: int
    recused_absent: int
    votes_for: int
    votes_against: int
    none: int
    abstain: int
    invalid: int
    not_voted: int
    base: int
    required: int | None
    quorum_required: int
    weighted: bool = False


@dataclass(frozen=True, slots=True)
class OptionCount:
    votes: int
    met: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a count says. counts: dimension -> numbers; options, winners and runoff in the order of the motion's options.

    casting_vote is what the chair gave; it matters only where the votes for and against are equal over a base above 0.
    """

    method: Method
    result: Result
    reason: str
    counts: Mapping[str, Count]
    winners: tuple[str, ...] = ()
    options: Mapping[str, OptionCount] = field(default_factory=dict)
    runoff: tuple[str, ...] = ()
    unfilled: int = 0
    casting_vote: CastingVote | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the numbers of one dimension come to."""

    result: Result
    reason: str
    winners: tuple[str, ...] = ()
    runoff: tuple[str, ...] = ()
    unfilled: int = 0


@dataclass(frozen=True, slots=True)
class _Votes:
    """The ballots of one dimension: sided took a side; chosen: for, against, none or an option -> votes."""

    sided: int
    abstain: int
    invalid: int
    chosen: Mapping[str, int]


def count(case: Case) -> Outcome:
    """Counts a case. Raises CaseRefused for one that breaks a rule (`refusal` names it without raising)."""
    reason = refusal(case)
    if reason is not None:
        raise CaseRefused(reason)
    votes = {dimension: _votes(case, dimension) for dimension in case.dimensions}
    counts = {dimension: _numbers(case, dimension, votes[dimension]) for dimension in case.dimensions}
    options = _options(case, counts[case.dimensions[0]], votes[case.dimensions[0]])
    verdicts = [_judge(case, counts[dimension], votes[dimension], options) for dimension in case.dimensions]
    # min() keeps the first of the lowest, and the first such dimension gives the reason.
    lowest = min(verdicts, key=lambda verdict: LOWEST_FIRST.index(verdict.result))
    return Outcome(
        method=case.method,
        result=lowest.result,
        reason=lowest.reason,
        counts=counts,
        winners=lowest.winners,
        options=options,
        runoff=lowest.runoff,
        unfilled=lowest.unfilled,
        casting_vote=case.casting_vote,
    )


def _votes(case: Case, dimension: str) -> _Votes:
    hands = case.totals
    if hands is not None:
        chosen = {"for": hands.votes_for, "against": hands.votes_against}
        return _Votes(hands.votes_for + hands.votes_against, hands.abstain, 0, chosen)
    weights = {line.seat: line.weight[dimension] for line in case.roll}
    sided = abstain = 0
    # A paper that was ticked as handed out and did not come back is invalid (voting.md §6).
    invalid = len(case.ticks) - len(case.ballots) if case.secret else 0
    votes: Counter[str] = Counter()
    for ballot in case.ballots:
        weight = 1 if ballot.seat is None else weights[ballot.seat]
        if ballot.choice == "invalid":
            invalid += weight
        elif ballot.choice in ("abstain", ()):
            abstain += weight
        else:
            sided += weight
            for option in (ballot.choice,) if isinstance(ballot.choice, str) else ballot.choice:
                votes[option] += weight
    return _Votes(sided, abstain, invalid, votes)


def _numbers(case: Case, dimension: str, votes: _Votes) -> Count:
    weights = [(line, line.weight[dimension]) for line in case.roll]
    entitled = sum(weight for _, weight in weights)
    present = sum(weight for line, weight in weights if line.present)
    recused = sum(weight for line, weight in weights if line.recused and line.present)
    recused_absent = sum(weight for line, weight in weights if line.recused and not line.present)
    bases = {
        "entitled": entitled - recused - recused_absent,
        "present": present - recused,
        "cast": votes.sided + votes.abstain,
        "yes_no": votes.sided,
    }
    base = bases[case.rule.base]
    return Count(
        entitled=entitled,
        present=present,
        recused=recused,
        recused_absent=recused_absent,
        votes_for=votes.chosen.get("for", 0),
        votes_against=votes.chosen.get("against", 0),
        none=votes.chosen.get("none", 0),
        abstain=votes.abstain,
        invalid=votes.invalid,
        not_voted=present - recused - votes.sided - votes.abstain - votes.invalid,
        base=base,
        required=required(case.rule, base),
        quorum_required=least(case.quorum, entitled),
        weighted=any(weight != 1 for _, weight in weights),
    )


def _options(case: Case, numbers: Count, votes: _Votes) -> dict[str, OptionCount]:
    def counted(option: str) -> OptionCount:
        given = votes.chosen.get(option, 0)
        return OptionCount(given, numbers.base > 0 and meets(case.rule, given, numbers.base))

    return {option: counted(option) for option in case.options}


def _judge(case: Case, numbers: Count, votes: _Votes, options: Mapping[str, OptionCount]) -> Verdict:
    if case.void is not None:
        return Verdict("void", f"void.{case.void}")
    if case.secret and len(case.ballots) < FEWEST_SECRET_BALLOTS:
        return Verdict("void", "void.too_few")
    if case.method == "yes_no":
        return judge_yes_no(numbers, case.rule, case.casting_vote)
    stopped = _stopped(numbers)
    if stopped is not None:
        return stopped
    if case.method == "choose_one":
        return _judge_choose_one(case.round, numbers.none, options)
    return _judge_approve_any(case.round, case.seats_to_fill, options)


def _stopped(numbers: Count) -> Verdict | None:
    """Without a quorum, or over a base of 0, no method has a result (voting.md §4, steps 2 and 3)."""
    if numbers.present < numbers.quorum_required:
        return Verdict("inquorate", "quorum.missed")
    if numbers.base == 0:
        return Verdict("no_result", "base.empty")
    return None


def judge_yes_no(numbers: Count, share: Share, casting_vote: CastingVote | None = None) -> Verdict:
    """voting.md §4 from step 2 on, for one dimension."""
    stopped = _stopped(numbers)
    if stopped is not None:
        return stopped
    tied = numbers.votes_for == numbers.votes_against
    if tied and casting_vote == "against":
        return Verdict("not_carried", "casting_vote")
    if tied and casting_vote == "for":
        if meets(share, numbers.votes_for + 1, base_with_chair(numbers, share)):
            return Verdict("carried", "casting_vote")
        return Verdict("not_carried", "share.missed")
    if meets(share, numbers.votes_for, numbers.base):
        return Verdict("carried", "share.met")
    return Verdict("not_carried", "tie" if tied else "share.missed")


def base_with_chair(numbers: Count, share: Share) -> int:
    """A casting vote counts as one more vote, so the bases that count votes grow by it."""
    return numbers.base + 1 if share.base in ("cast", "yes_no") else numbers.base


def _judge_choose_one(round_: int, none: int, options: Mapping[str, OptionCount]) -> Verdict:
    most = max(counted.votes for counted in options.values())
    leaders = tuple(option for option, counted in options.items() if counted.votes == most)
    if none > 0 and none >= most:
        return Verdict("not_carried", "none.leads")
    if most == 0:
        return Verdict("not_carried", "share.missed")
    if len(leaders) == 1 and options[leaders[0]].met:
        return Verdict("carried", "share.met", winners=leaders)
    reason = "tie" if len(leaders) > 1 else "share.missed"
    if round_ == 2:
        return Verdict("not_carried", reason)
    if len(leaders) > 1:
        return Verdict("runoff", reason, runoff=leaders)
    second = max((counted.votes for counted in options.values() if counted.votes < most), default=0)
    if second == 0:
        return Verdict("not_carried", reason)
    return Verdict("runoff", reason, runoff=tuple(option for option, counted in options.items() if counted.votes >= second))


def _judge_approve_any(round_: int, places: int | None, options: Mapping[str, OptionCount]) -> Verdict:
    meeting = {option: counted.votes for option, counted in options.items() if counted.met}
    if places is None or len(meeting) <= places:
        unfilled = 0 if places is None else places - len(meeting)
        if meeting:
            return Verdict("carried", "share.met", winners=tuple(meeting), unfilled=unfilled)
        return Verdict("not_carried", "share.missed", unfilled=unfilled)
    last = sorted(meeting.values(), reverse=True)[places - 1]
    above = tuple(option for option, votes in meeting.items() if votes > last)
    level = tuple(option for option, votes in meeting.items() if votes == last)
    unfilled = places - len(above)
    if len(level) == unfilled:
        return Verdict("carried", "share.met", winners=tuple(option for option, votes in meeting.items() if votes >= last))
    if round_ == 1:
        return Verdict("runoff", "tie", winners=above, runoff=level, unfilled=unfilled)
    if above:
        return Verdict("carried", "share.met", winners=above, unfilled=unfilled)
    return Verdict("not_carried", "tie", unfilled=unfilled)
