"""The clock. Instants are aware UTC; days are days of Shanghai. Nothing else in the house asks what time it is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

_offset = timedelta()
_standing: datetime | None = None


def set_now(instant: str) -> None:
    """Let the clock start at `instant` (LIANXI_NOW, ISO 8601 with offset) and run on from there. Empty: the true time.

    Raises ValueError where the text is no instant, or has no offset.
    """
    global _offset
    if not instant:
        _offset = timedelta()
        return
    start = datetime.fromisoformat(instant)
    if start.tzinfo is None:
        raise ValueError(f"LIANXI_NOW needs an offset such as +08:00: {instant}")
    _offset = start - datetime.now(UTC)


@contextmanager
def standing(instant: datetime) -> Iterator[Callable[[datetime], None]]:
    """The clock stands still and moves only when told, by the function that is given: the demo enters two years in minutes."""
    global _standing

    def move(to: datetime) -> None:
        global _standing
        _standing = to

    move(instant)
    try:
        yield move
    finally:
        _standing = None


def is_invented() -> bool:
    """Whether LIANXI_NOW moved the clock."""
    return _offset != timedelta()


def now() -> datetime:
    return _standing or datetime.now(UTC) + _offset


def today() -> date:
    return now().astimezone(SHANGHAI).date()


def local(instant: datetime) -> datetime:
    """The same instant as people of the city read it."""
    return instant.astimezone(SHANGHAI)


def at_local(day: date, hour: int, minute: int = 0) -> datetime:
    """An instant from a day and a time of the city's clock."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def monotonic() -> float:
    return time.monotonic()
