"""PURE. Anybody's recount of an exported motion: JSON in, JSON out, without a database (voting.md §8)."""

from __future__ import annotations

import json

from app.ballots.case_json import LARGEST_DIGITS, outcome_json, read_case
from app.ballots.cases import CaseRefused
from app.ballots.counting import count


class _NoJson:
    """Stands where the text holds what JSON does not: NaN, a name given twice, a number too long to be one."""


_NO_JSON = _NoJson()


def recount(case: object) -> dict[str, object]:
    """The result of one case as voting.md §8 prints it, or {"refused": reason}. Never raises for any JSON value."""
    try:
        return outcome_json(count(read_case(case)))
    except CaseRefused as refused:
        return {"refused": refused.reason}


def recount_file(text: str | bytes) -> tuple[str, int]:
    """The JSON to print for a file's content, and the exit code: a list is always 0, a single refused case is 2."""
    try:
        cases = _parse(text)
    except (ValueError, RecursionError):
        return _print({"refused": "file.invalid"}), 2
    if isinstance(cases, list):
        return _print([_recount_parsed(case) for case in cases]), 0
    result = _recount_parsed(cases)
    return _print(result), 2 if "refused" in result else 0


def _print(result: object) -> str:
    return json.dumps(result, ensure_ascii=False)


def _parse(text: str | bytes) -> object:
    if isinstance(text, bytes):
        text = text.decode("utf-8-sig")  # Windows editors put a mark in front.
    return json.loads(text, object_pairs_hook=_fields, parse_constant=lambda _: _NO_JSON, parse_int=_integer)


def _fields(pairs: list[tuple[str, object]]) -> object:
    fields = dict(pairs)
    return fields if len(fields) == len(pairs) else _NO_JSON


def _integer(digits: str) -> object:
    # Python refuses to read very long numbers at all, which would take the other cases of a list down too.
    return int(digits) if len(digits) <= LARGEST_DIGITS + 1 else _NO_JSON


def _recount_parsed(case: object) -> dict[str, object]:
    return {"refused": "file.invalid"} if _holds_no_json(case) else recount(case)


def _holds_no_json(case: object) -> bool:
    waiting = [case]
    while waiting:
        value = waiting.pop()
        if isinstance(value, _NoJson):
            return True
        if isinstance(value, dict):
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return False
