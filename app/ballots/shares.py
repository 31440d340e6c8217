"""PURE. Shares of a whole, in integers only: what “more than half” or “two thirds or more” asks for (voting.md §2).

Wholes and votes are integers in the unit of their dimension: seats, heads, hundredths of a square metre.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

Base = Literal["entitled", "present", "cast", "yes_no"]


class Part(Protocol):
    """A fraction num/den of a whole; strict means more than it, otherwise it or more."""

    @property
    def num(self) -> int: ...

    @property
    def den(self) -> int: ...

    @property
    def strict(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Share:
    """What a ballot must reach, and of which base. Raises ValueError for a share that nobody could reach, or everybody."""

    base: Base
    num: int
    den: int
    strict: bool

    def __post_init__(self) -> None:
        _check(self)


@dataclass(frozen=True, slots=True)
class Quorum:
    """The part of the whole roll that must be present; recused seats count on both sides. Raises ValueError like Share."""

    num: int
    den: int
    strict: bool = False

    def __post_init__(self) -> None:
        _check(self)


def _check(part: Part) -> None:
    if not 0 < part.num <= part.den:
        raise ValueError("a share lies above 0 and is at most the whole")
    if part.strict and part.num == part.den:
        raise ValueError("nobody can reach more than the whole")


def meets(part: Part, votes: int, whole: int) -> bool:
    """The rule itself: den*x > num*base where strict, den*x >= num*base where not."""
    if part.strict:
        return part.den * votes > part.num * whole
    return part.den * votes >= part.num * whole


def least(part: Part, whole: int) -> int:
    """The least integer that meets the part: of 9, more than half is 5, two thirds or more is 6."""
    if part.strict:
        return part.num * whole // part.den + 1
    return -(-part.num * whole // part.den)


def required(share: Share, base: int) -> int | None:
    """The votes that carry over this base; None where the base is 0, because nothing can be carried over nothing."""
    return least(share, base) if base > 0 else None
