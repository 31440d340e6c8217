"""PURE. A counted motion as a Popolo VoteEvent (popoloproject.com), with the option words of Open Civic Data.

Open Civic Data knows yes, no, abstain, absent, excused, not voting, paired and other. A vote for an option of an election is `other`,
and so is an invalid paper: what exactly was chosen stands in `extras`, which both formats leave free, beside the numbers of the count.
`Count.value` is a number of ballots; where seats weigh more than one, their votes carry a `weight`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

OPTION_WORDS = ("yes", "no", "abstain", "absent", "excused", "not voting", "other")
_WORDS = {"for": "yes", "against": "no", "none": "no", "abstain": "abstain"}
_RESULTS = {"carried": "pass", "not_carried": "fail"}  # void, inquorate, no_result and runoff neither pass nor fail


def vote_event(exported: Mapping[str, Any], opened_at: str | None, requirement: str) -> dict[str, Any]:
    """`exported`: the motion's JSON export; with names in it the votes of a named motion are listed. `requirement`: the rule in words."""
    counted, about = exported["counted"], exported["about"]
    result = _RESULTS.get(counted["result"])
    event = {
        "id": exported["id"],
        "organization": {"name": about["alliance"]},
        "legislative_session": {"name": about["meeting"]},
        "motion": {"text": exported["text"], "requirement": requirement, "result": result},
        "start_date": opened_at,
        "end_date": exported["closed_at"],
        "result": result,
        "counts": [{"option": word, "value": number} for word, number in _counts(exported).items()],
        "extras": {
            **counted,
            "method": exported["method"],
            "round": exported["round"],
            "rule": exported["rule"],
            "quorum": exported["quorum"],
        },
    }
    if _is_named(exported):
        event["votes"] = list(_votes(exported, about["names"]))
    return event


def _is_named(exported: Mapping[str, Any]) -> bool:
    """Who chose what is in the file, and its reader may see it."""
    secret = any("voted" in line for line in exported["roll"])
    return "names" in exported["about"] and exported["totals"] is None and not secret


def option_word(choice: object) -> str:
    """The Open Civic Data word of a ballot."""
    if choice == []:
        return "abstain"
    return _WORDS.get(choice, "other") if isinstance(choice, str) else "other"


def _counts(exported: Mapping[str, Any]) -> dict[str, int]:
    """Ballots by option word, and the seats without one: every seat of the roll once."""
    roll, cast = exported["roll"], Counter(option_word(ballot["choice"]) for ballot in exported["ballots"])
    if exported["totals"] is not None:
        cast = Counter({_WORDS[side]: number for side, number in exported["totals"].items()})
    cast["excused"] = sum(line["recused"] for line in roll)
    cast["absent"] = sum(not line["present"] and not line["recused"] for line in roll)
    missing = sum(line.get("voted", False) for line in roll) - len(exported["ballots"]) if any("voted" in line for line in roll) else 0
    cast["other"] += missing  # papers that did not come back, and ballots of a box that was never opened
    cast["not voting"] = len(roll) - sum(cast.values())
    return {word: cast[word] for word in OPTION_WORDS}


def _votes(exported: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    choices = {ballot["seat"]: ballot["choice"] for ballot in exported["ballots"]}
    for line in exported["roll"]:
        seat = line["seat"]
        vote: dict[str, Any] = {"voter_id": seat, "voter": {"name": names[seat]}, "option": _word_of_seat(line, choices.get(seat))}
        if exported["method"] != "yes_no" and seat in choices:
            vote["extras"] = {"choice": choices[seat]}
        if line["weight"]["seats"] != 1:
            vote["weight"] = line["weight"]["seats"]
        yield vote


def _word_of_seat(line: Mapping[str, Any], choice: object) -> str:
    if choice is not None:
        return option_word(choice)
    if line["recused"]:
        return "excused"
    return "not voting" if line["present"] else "absent"
