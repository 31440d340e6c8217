"""How fast query codes may be tried: so many wrong ones a minute, whoever tries them. Kept in memory; no address is looked at.

16 digits cannot be guessed at any speed; this keeps a machine from trying at all. A proxy in front limits each sender (docs/deploy)."""

from __future__ import annotations

from collections import deque

from app.core.clock import monotonic

MINUTE = 60.0
#: Wrong codes of everybody together within a minute, for each process.
MOST_WRONG = 60

_wrong: deque[float] = deque(maxlen=MOST_WRONG)


def too_fast() -> bool:
    return len(_wrong) == MOST_WRONG and monotonic() - _wrong[0] < MINUTE


def count_wrong() -> None:
    _wrong.append(monotonic())


def forget() -> None:
    """Begin anew, as a process does."""
    _wrong.clear()
