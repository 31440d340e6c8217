"""PURE. What would happen to each row of a file, for the page on which somebody says yes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.alliances.roster.entries import Noted, Rejected, RosterRow, Source
from app.alliances.roster.grid import Sheet
from app.alliances.roster.identities import Person, Roster, StandIn
from app.alliances.roster.plan import Plan, Step

MERGED = frozenset(("roster.repeated", "roster.further_person"))


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a stored thing. `field` is a key of words.DIFFERENCE_WORDS; texts as stored, names for people."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row. `outcome`: create, change, keep, merge (into an earlier row), office (a role is given), reject.

    `rejected` is set where it is not taken; `written` is then what stands in the row, in one text.
    """

    sheet: str
    row: int
    outcome: str
    entry: RosterRow | None = None
    differences: tuple[Difference, ...] = ()
    notes: tuple[Noted, ...] = ()
    rejected: Rejected | None = None
    written: str = ""


def lines(sheets: Sequence[Sheet], incoming: Roster, plan: Plan, stored: Roster) -> list[Line]:
    """Every row that was read, in the order of the file."""
    order = {sheet.name: index for index, sheet in enumerate(sheets)}
    rejected = {Source(one.sheet, one.row): one for one in plan.rejected}
    outcomes = _Outcomes(plan, stored)
    found = [outcomes.line(row) for row in incoming.rows if row.source not in rejected]
    if rejected:
        cells = {(sheet.name, row.number): " ".join(row.own.values()) for sheet in sheets for row in sheet.rows}
        found += [
            Line(one.sheet, one.row, "reject", rejected=one, written=cells.get((one.sheet, one.row), "")) for one in rejected.values()
        ]
    return sorted(found, key=lambda line: (order.get(line.sheet, 0), line.row))


def tally(found: Iterable[Line]) -> dict[str, int]:
    """{"create": n, "change": n, "keep": n, "merge": n, "office": n, "reject": n}"""
    count = dict.fromkeys(("create", "change", "keep", "merge", "office", "reject"), 0)
    for line in found:
        count[line.outcome] += 1
    return count


class _Outcomes:
    """The plan's steps by the first row that speaks of each thing."""

    def __init__(self, plan: Plan, stored: Roster) -> None:
        self.names = {person.key: person.name for person in stored.people}
        self.names.update({step.wanted.key: step.wanted.name for step in plan.people})
        self.created = {step.wanted.rows[0] for step in plan.seats if step.action == "create"}
        self.created |= {step.wanted.rows[0] for step in plan.alliances if step.action == "create"}
        self.differences: dict[Source, list[Difference]] = {}
        steps: Iterable[Step[Any]] = (*plan.alliances, *plan.organisations, *plan.people, *plan.seats)
        for step in steps:
            if step.changed:
                self.differences.setdefault(step.wanted.rows[0], []).extend(self._of(step))
        self.notes: dict[Source, list[Noted]] = {}
        for note in plan.notes:
            self.notes.setdefault(Source(note.sheet, note.row), []).append(note)
        rows = {step.wanted.key: step.wanted.rows for step in plan.people}
        self.offices = {(office.role, source) for office in plan.offices for source in rows.get(office.person, ())}

    def line(self, row: RosterRow) -> Line:
        notes = tuple(self.notes.get(row.source, ()))
        return Line(row.sheet, row.row, self._outcome(row, notes), row, tuple(self.differences.get(row.source, ())), notes)

    def _outcome(self, row: RosterRow, notes: tuple[Noted, ...]) -> str:
        if row.source in self.created and (row.role != "secretary" or not row.organisation_name):
            return "create"
        if (row.role, row.source) in self.offices:
            return "office"
        if row.source in self.differences:
            return "change"
        return "merge" if any(note.reason in MERGED for note in notes) else "keep"

    def _of(self, step: Step[Any]) -> Iterator[Difference]:
        for field in step.changed:
            before, after = getattr(step.stored, field), getattr(step.wanted, field)
            if field == "figures":
                yield from _figures(dict(before), dict(after))
            elif field == "name" and isinstance(step.wanted, Person):
                yield Difference("person", before, after)
            else:
                yield Difference(field, self._text(before), self._text(after))

    def _text(self, value: Any) -> str:
        """People by their names; true and false as 1 and 0, for the page to put into words."""
        if isinstance(value, tuple):
            return "、".join(self.names.get(one.person, "") for one in value if isinstance(one, StandIn))
        if isinstance(value, bool):
            return "1" if value else "0"
        return str(self.names.get(value, value))


def _figures(before: Mapping[str, int], after: Mapping[str, int]) -> Iterator[Difference]:
    for name, number in after.items():
        if number != before.get(name):
            yield Difference(name, str(before.get(name, "")), str(number))
