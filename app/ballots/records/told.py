"""What an exported motion tells, and the ledger's commitment to it: whoever holds both files checks one by the other (voting.md §8)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Protocol

from app.core.ledger import commitment

#: Of a secret ballot: hash of roll and options at opening, the opened box, the papers as they were typed.
OF_SECRET = ("electorate", "bulletin", "papers")


class Counted(Protocol):
    """A motion that was counted."""

    @property
    def id(self) -> int: ...
    @property
    def salt(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def closed_at(self) -> datetime | None: ...
    @property
    def counts(self) -> Any: ...
    @property
    def electorate(self) -> str | None: ...
    @property
    def bulletin(self) -> Any: ...
    @property
    def papers(self) -> Any: ...


def told(motion: Counted, case: Mapping[str, Any]) -> dict[str, Any]:
    """The case with what it was about, its stored result, and for a secret ballot what makes its box checkable."""
    secret = {name: value for name in OF_SECRET if (value := getattr(motion, name)) is not None}
    closed = motion.closed_at.astimezone(UTC).isoformat() if motion.closed_at else None
    return {"id": f"motion:{motion.id}", "text": motion.text, "closed_at": closed, **case, "counted": motion.counts, **secret}


def case_commitment(motion: Counted, case: Mapping[str, Any]) -> str:
    """What the entry of every count keeps (its fact `case`): salted, so that nobody finds out a ballot by trying."""
    return commitment(motion.salt, told(motion, case))
