"""PURE. The reading half of the roster import: files and pasted text in, distinct things, rejected rows and a plan out.

read_sheets() or read_paste() -> propose_columns() where somebody wants to correct them -> parse() -> compare() with what is stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.alliances.roster.columns import FIELDS, Columns, propose_columns
from app.alliances.roster.entries import NOTES, REFUSALS, REJECTIONS, AllianceHint, Noted, Rejected, RosterRow, Source
from app.alliances.roster.grid import MAX_ROWS, RosterRefused, Row, Sheet
from app.alliances.roster.grouping import group
from app.alliances.roster.identities import Alliance, Office, Organisation, Person, Roster, Seat, StandIn
from app.alliances.roster.plan import Plan, Step, compare
from app.alliances.roster.rows import read_rows
from app.alliances.roster.sheets import read_paste, read_sheets

__all__ = [
    "FIELDS",
    "NOTES",
    "REFUSALS",
    "REJECTIONS",
    "Alliance",
    "AllianceHint",
    "Columns",
    "Noted",
    "Office",
    "Organisation",
    "Person",
    "Plan",
    "Rejected",
    "Roster",
    "RosterRefused",
    "RosterRow",
    "Row",
    "Seat",
    "Sheet",
    "Source",
    "StandIn",
    "Step",
    "compare",
    "parse",
    "propose_columns",
    "read_paste",
    "read_sheets",
]


def parse(
    sheets: Sequence[Sheet],
    *,
    district: str | None = None,
    alliance: AllianceHint | None = None,
    columns: Columns | Mapping[str, Columns] | None = None,
) -> Roster:
    """All sheets as one roster. Sheets in which nothing is recognisable (notes, statistics) are passed over.

    `district`: for sheets that name none, neither in a column nor in their title. `alliance`: rows without one belong to it,
    rows of another are rejected. `columns`: what somebody has said that the columns are, for all sheets or by a sheet's name.
    Raises RosterRefused: roster.no_columns, roster.empty, roster.too_many_rows.
    """
    said = {sheet.name: columns for sheet in sheets} if isinstance(columns, Columns) else dict(columns or {})
    known = [(sheet, said.get(sheet.name) or propose_columns(sheet)) for sheet in sheets]
    usable = [(sheet, its) for sheet, its in known if its.of_members or its.of_alliances]
    if not usable:
        raise RosterRefused("roster.no_columns")
    _check_size(usable)
    usable.sort(key=lambda one: one[1].of_members)  # the alliances first: the members' sheet names them by code only
    readings = [read_rows(sheet, its, district=district or "", alliance=alliance) for sheet, its in usable]
    rejected = [row for reading in readings for row in reading.rejected]
    rows = [row for reading in readings for row in reading.rows]
    if not rows and not rejected:
        raise RosterRefused("roster.empty")
    return group(rows, rejected, [note for reading in readings for note in reading.notes])


def _check_size(usable: Sequence[tuple[Sheet, Columns]]) -> None:
    size = sum(row.number > (columns.header_row or 0) for sheet, columns in usable for row in sheet.rows)
    if size > MAX_ROWS:
        raise RosterRefused("roster.too_many_rows", limit=MAX_ROWS)
