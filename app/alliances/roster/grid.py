"""PURE. What reading a file yields: sheets of plain text with Excel's own row numbers, or a refusal."""

from __future__ import annotations

from dataclasses import dataclass

from app.core.lifecycle import Refused

MAX_BYTES = 5 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 100

# Rows above the first member that do not count towards MAX_ROWS: titles, who filled it in, one or two lines of headings.
TITLE_ROWS = 20


class RosterRefused(Refused):
    """The whole file is refused and nothing of it is used.

    `reason` is one of entries.REFUSALS; `values` carry the limit where there is one (megabytes or rows).
    """


@dataclass(frozen=True, slots=True)
class Row:
    """`number` is the row as Excel counts it, from 1. `inherited` names the cells that only a vertical merge above fills."""

    number: int
    cells: tuple[str, ...]
    inherited: frozenset[int] = frozenset()

    def cell(self, column: int) -> str:
        return self.cells[column] if column < len(self.cells) else ""

    @property
    def own(self) -> dict[int, str]:
        """What was really written into this row: column (from 0) to text, without empty and inherited cells."""
        return {column: text for column, text in enumerate(self.cells) if text and column not in self.inherited}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Rows in order; wholly empty ones are left out, which their numbers show. A paste has no name."""

    name: str
    rows: tuple[Row, ...]
