"""Lists that are long are read in pieces, by the key of the last row: no OFFSET, no COUNT."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
PAGE = 50


@dataclass(frozen=True, slots=True)
class Piece(Generic[T]):
    """Some rows, and the key after which the next ones start ("" at the end)."""

    rows: Sequence[T]
    after: str


def piece(rows: Sequence[T], key: Callable[[T], object], size: int = PAGE) -> Piece[T]:
    """`rows` were read with `limit(size + 1)`; the one too many only tells that there is more."""
    more = len(rows) > size
    shown = rows[:size]
    return Piece(shown, str(key(shown[-1])) if more else "")
