"""PURE. The JSON of a counted motion: a case read strictly, an outcome written (voting.md §8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, get_args

from app.ballots.cases import Ballot, Case, CaseRefused, CastingVote, Method, RollLine, Totals, VoidReason
from app.ballots.counting import Count, OptionCount, Outcome
from app.ballots.shares import Base, Quorum, Share

Word = TypeVar("Word", bound=str)

# Far above any area in hundredths, and low enough that a whole roll of them adds up to a number that can be printed.
LARGEST_DIGITS = 600
LARGEST = 10**LARGEST_DIGITS

METHODS: tuple[Method, ...] = get_args(Method)
BASES: tuple[Base, ...] = get_args(Base)
CASTING_VOTES: tuple[CastingVote, ...] = get_args(CastingVote)
VOID_REASONS: tuple[VoidReason, ...] = get_args(VoidReason)

COLUMNS: dict[Method, tuple[str, ...]] = {
    "yes_no": ("for", "against", "abstain", "invalid"),
    "choose_one": ("none", "abstain", "invalid"),
    "approve_any": ("abstain", "invalid"),
}


def read_case(case: object) -> Case:
    """The typed case. Raises CaseRefused("file.invalid") for whatever is missing, ill-typed or out of range.

    Names that voting.md §8 does not know are passed over, so that an export may carry a title.
    """
    fields = _object(case)
    dimensions = _names(_field(fields, "dimensions"))
    if not dimensions or len(set(dimensions)) < len(dimensions):
        raise _invalid()
    return Case(
        method=_word(_field(fields, "method"), METHODS),
        rule=_share(_object(_field(fields, "rule"))),
        quorum=_quorum(_object(_field(fields, "quorum"))),
        roll=tuple(_roll_line(line, dimensions) for line in _list(_field(fields, "roll"))),
        ballots=tuple(_ballot(ballot, fields["method"]) for ballot in _list(_field(fields, "ballots"))),
        dimensions=dimensions,
        options=_names(_field(fields, "options")),
        round=_round(fields.get("round", 1)),
        seats_to_fill=_perhaps_integer(_field(fields, "seats_to_fill")),
        max_choices=_perhaps_integer(fields.get("max_choices")),
        casting_vote=_perhaps_word(_field(fields, "casting_vote"), CASTING_VOTES),
        void=_perhaps_word(fields.get("void"), VOID_REASONS),
        totals=_totals(fields.get("totals")),
    )


def _invalid() -> CaseRefused:
    return CaseRefused("file.invalid")


def _object(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise _invalid()
    return value


def _field(fields: dict[str, object], name: str) -> object:
    if name not in fields:
        raise _invalid()
    return fields[name]


def _list(value: object) -> list[object]:
    if not isinstance(value, list):
        raise _invalid()
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise _invalid()
    return value


def _name(value: object) -> str:
    """A name that can be printed again: JSON can spell half of a surrogate pair, UTF-8 cannot."""
    name = _text(value)
    if not name or any("\ud800" <= letter <= "\udfff" for letter in name):
        raise _invalid()
    return name


def _names(value: object) -> tuple[str, ...]:
    return tuple(_name(name) for name in _list(value))


def _word(value: object, words: tuple[Word, ...]) -> Word:
    for word in words:
        if isinstance(value, str) and value == word:
            return word
    raise _invalid()


def _perhaps_word(value: object, words: tuple[Word, ...]) -> Word | None:
    return None if value is None else _word(value, words)


def _true_or_false(value: object) -> bool:
    if not isinstance(value, bool):
        raise _invalid()
    return value


def _whole(value: object) -> int:
    # To Python True is the integer 1; to a count it is a mistake.
    if not isinstance(value, int) or isinstance(value, bool) or not -LARGEST < value < LARGEST:
        raise _invalid()
    return value


def _perhaps_integer(value: object) -> int | None:
    return None if value is None else _whole(value)


def _amount(value: object) -> int:
    amount = _whole(value)
    if amount < 0:
        raise _invalid()
    return amount


def _round(value: object) -> Literal[1, 2]:
    match _whole(value):
        case 1:
            return 1
        case 2:
            return 2
        case _:
            raise _invalid()


def _share(rule: dict[str, object]) -> Share:
    base = _word(_field(rule, "base"), BASES)
    num, den, strict = _part(rule)
    try:
        return Share(base, num, den, strict)
    except ValueError as unsound:
        raise _invalid() from unsound


def _quorum(quorum: dict[str, object]) -> Quorum:
    num, den, strict = _part(quorum)
    try:
        return Quorum(num, den, strict)
    except ValueError as unsound:
        raise _invalid() from unsound


def _part(fields: dict[str, object]) -> tuple[int, int, bool]:
    return _whole(_field(fields, "num")), _whole(_field(fields, "den")), _true_or_false(_field(fields, "strict"))


def _roll_line(value: object, dimensions: tuple[str, ...]) -> RollLine:
    line = _object(value)
    weight = {dimension: _amount(amount) for dimension, amount in _object(_field(line, "weight")).items()}
    if not set(dimensions) <= set(weight):
        raise _invalid()
    return RollLine(
        seat=_name(_field(line, "seat")),
        present=_true_or_false(_field(line, "present")),
        recused=_true_or_false(_field(line, "recused")),
        weight=weight,
        voted=_true_or_false(line["voted"]) if "voted" in line else None,
    )


def _ballot(value: object, method: object) -> Ballot:
    ballot = _object(value)
    seat, choice = _field(ballot, "seat"), _field(ballot, "choice")
    return Ballot(
        seat=None if seat is None else _name(seat),
        choice=_options_chosen(choice) if method == "approve_any" and not isinstance(choice, str) else _text(choice),
    )


def _options_chosen(value: object) -> tuple[str, ...]:
    chosen = tuple(_text(option) for option in _list(value))
    if len(set(chosen)) < len(chosen):
        raise _invalid()  # A ballot is a set of options: one named twice is not readable as one.
    return chosen


def _totals(value: object) -> Totals | None:
    if value is None:
        return None
    totals = _object(value)
    if set(totals) != {"for", "against", "abstain"}:
        raise _invalid()
    return Totals(_amount(totals["for"]), _amount(totals["against"]), _amount(totals["abstain"]))


def outcome_json(outcome: Outcome) -> dict[str, object]:
    """The result in the shape of voting.md §8, ready for json.dumps."""
    return {
        "result": outcome.result,
        "reason": outcome.reason,
        "counts": {dimension: _count_json(numbers, COLUMNS[outcome.method]) for dimension, numbers in outcome.counts.items()},
        "winners": list(outcome.winners),
        "unfilled": outcome.unfilled,
        "options": {option: {"votes": counted.votes, "met": counted.met} for option, counted in outcome.options.items()},
        "runoff": list(outcome.runoff),
    }


def _count_json(numbers: Count, columns: tuple[str, ...]) -> dict[str, int | None]:
    ballots = {
        "for": numbers.votes_for,
        "against": numbers.votes_against,
        "none": numbers.none,
        "abstain": numbers.abstain,
        "invalid": numbers.invalid,
    }
    return {
        "entitled": numbers.entitled,
        "present": numbers.present,
        "recused": numbers.recused,
        "recused_absent": numbers.recused_absent,
        **{column: ballots[column] for column in columns},
        "not_voted": numbers.not_voted,
        "base": numbers.base,
        "required": numbers.required,
        "quorum_required": numbers.quorum_required,
    }


def read_outcome(stored: Mapping[str, Any], method: Method, casting_vote: CastingVote | None = None, *, weighted: bool = False) -> Outcome:
    """The outcome that `outcome_json` wrote, for the formula of a motion counted earlier. What is stored is trusted to be its output."""
    return Outcome(
        method=method,
        result=stored["result"],
        reason=stored["reason"],
        counts={dimension: _read_count(numbers, weighted) for dimension, numbers in stored["counts"].items()},
        winners=tuple(stored["winners"]),
        options={option: OptionCount(counted["votes"], counted["met"]) for option, counted in stored["options"].items()},
        runoff=tuple(stored["runoff"]),
        unfilled=stored["unfilled"],
        casting_vote=casting_vote,
    )


def _read_count(numbers: Mapping[str, Any], weighted: bool) -> Count:
    return Count(
        entitled=numbers["entitled"],
        present=numbers["present"],
        recused=numbers["recused"],
        recused_absent=numbers["recused_absent"],
        votes_for=numbers.get("for", 0),
        votes_against=numbers.get("against", 0),
        none=numbers.get("none", 0),
        abstain=numbers["abstain"],
        invalid=numbers["invalid"],
        not_voted=numbers["not_voted"],
        base=numbers["base"],
        required=numbers["required"],
        quorum_required=numbers["quorum_required"],
        weighted=weighted,
    )
