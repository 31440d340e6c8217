"""PURE. What a secret ballot can say, as digits of one length: neither a form nor a sealed ballot is longer for one choice than another.

yes_no: 1 for, 2 against, 3 abstain. choose_one: the option's place, then none, then abstain (two digits each beyond nine).
approve_any: one digit an option, 1 where it is approved; all 0 abstains.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

SIDES = ("for", "against", "abstain")
BESIDES = ("none", "abstain")

Choice = str | list[str]  # as an export has it (voting.md §8)


class Asked(Protocol):
    """What a motion asks."""

    @property
    def method(self) -> str: ...
    @property
    def options(self) -> Any: ...
    @property
    def max_choices(self) -> int | None: ...


def offered(asked: Asked) -> list[tuple[str, str]]:
    """(digits, choice) of everything a yes_no or choose_one ballot can say, in order."""
    words = SIDES if asked.method == "yes_no" else (*(asked.options or ()), *BESIDES)
    width = len(str(len(words)))
    return [(f"{place:0{width}}", choice) for place, choice in enumerate(words, 1)]


def choice_of(digits: str, asked: Asked) -> Choice:
    """Raises KeyError for digits that say nothing on this motion, OverflowError for more options than may be approved."""
    if asked.method != "approve_any":
        return dict(offered(asked))[digits]
    options = list(asked.options or ())
    if len(digits) != len(options) or set(digits) - {"0", "1"}:
        raise KeyError(digits)
    chosen = [option for option, digit in zip(options, digits, strict=True) if digit == "1"]
    if asked.max_choices is not None and len(chosen) > asked.max_choices:
        raise OverflowError(digits)
    return chosen


def digits_of(chosen: Sequence[str], asked: Asked) -> str:
    """The digits of an approve_any ballot."""
    return "".join("1" if option in chosen else "0" for option in asked.options or ())


def alike(choices: Sequence[Choice]) -> bool:
    """Whether the totals alone tell what everybody chose."""
    return len({tuple(choice) if isinstance(choice, list) else choice for choice in choices}) == 1


def unfold(papers: Mapping[str, Any] | None, method: str) -> list[Choice]:
    """The choices of the papers that were typed as a bundle (Motion.papers), one by one."""
    found: list[Choice] = []
    for name, number in (papers or {}).items():
        if name != HANDED_OUT:
            choice: Choice = json.loads(name) if method == "approve_any" and name != "invalid" else name
            found += [choice] * int(number)
    return found


#: Beside the choices Motion.papers keeps how many papers were handed out.
HANDED_OUT = "handed_out"
