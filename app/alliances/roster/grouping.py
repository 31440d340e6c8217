"""PURE. Gathers rows into a Roster: each alliance, organisation, person and seat once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.alliances.roster.cells import is_mobile, plain
from app.alliances.roster.drafts import AllianceDraft, Alliances, Contradiction, OrganisationDraft, Organisations
from app.alliances.roster.entries import Named, Noted, Rejected, RosterRow, Source
from app.alliances.roster.identities import Office, Person, Roster, person_key
from app.alliances.roster.seating import SeatDraft, seated

ALSO_AN_OFFICE = ("secretary", "liaison")


@dataclass(frozen=True, slots=True)
class _Member:
    """A row whose alliance and organisation are known."""

    row: RosterRow
    alliance: AllianceDraft
    organisation: OrganisationDraft


@dataclass(slots=True)
class _PersonDraft:
    name: str
    phone: str
    organisation: str
    rows: list[Source] = field(default_factory=list)


def group(rows: Sequence[RosterRow], rejected: Iterable[Rejected] = (), notes: Iterable[Noted] = ()) -> Roster:
    """The distinct things of all rows. Rows that contradict earlier ones join the rejected, which are put in the file's order."""
    gathering = _Gathering()
    members = list(gathering.members(rows))
    seats = seated(gathering.seats(members).values())
    sheets = {row.sheet: index for index, row in reversed(list(enumerate(rows)))}
    refused = [*rejected, *gathering.rejected]
    return Roster(
        alliances=tuple(draft.done() for draft in gathering.alliances.drafts.values()),
        organisations=tuple(draft.done() for draft in gathering.organisations.drafts.values()),
        people=tuple(
            Person(key, draft.name, draft.phone, draft.organisation, tuple(draft.rows)) for key, draft in gathering.people.items()
        ),
        seats=seats,
        offices=tuple(gathering.offices),
        rejected=tuple(sorted(refused, key=lambda one: (sheets.get(one.sheet, len(rows)), one.sheet, one.row))),
        notes=(*notes, *gathering.notes),
        rows=tuple(gathering.taken),
    )


def people_of(row: RosterRow) -> tuple[Named, ...]:
    """The delegate, where the row names one, and the stand-ins."""
    return (Named(row.delegate, row.phone, row.title), *row.stand_ins) if row.delegate else row.stand_ins


class _Gathering:
    def __init__(self) -> None:
        self.alliances, self.organisations = Alliances(), Organisations()
        self.people: dict[str, _PersonDraft] = {}
        self.offices: dict[Office, None] = {}
        self.owners: dict[str, tuple[str, int]] = {}
        self.phones: dict[tuple[str, str], set[str]] = {}
        self.rejected: list[Rejected] = []
        self.notes: list[Noted] = []
        self.taken: list[RosterRow] = []

    def members(self, rows: Sequence[RosterRow]) -> Iterator[_Member]:
        """The rows about members, each with its alliance and organisation; a row that cannot be true changes nothing."""
        for row in rows:
            try:
                owners = self._owners(row)
                self.organisations.check(row)
                alliance = self.alliances.of(row)
            except Contradiction as contradiction:
                self.rejected.append(Rejected(row.sheet, row.row, contradiction.reason, contradiction.values))
                continue
            self.owners.update(owners)
            self.taken.append(row)
            alliance.take(row)
            if row.organisation_name:
                organisation = self.organisations.of(row, alliance)
                organisation.take(row)
                for person in people_of(row):
                    if person.phone:
                        self.phones.setdefault((organisation.key, plain(person.name)), set()).add(person.phone)
                yield _Member(row, alliance, organisation)

    def _owners(self, row: RosterRow) -> dict[str, tuple[str, int]]:
        """The row's mobile phones and whose they are. Raises Contradiction where one already is another person's."""
        owners: dict[str, tuple[str, int]] = {}
        for person in people_of(row):
            if is_mobile(person.phone):
                name, first = self.owners.get(person.phone) or owners.get(person.phone) or (person.name, row.row)
                if plain(name) != plain(person.name):
                    raise Contradiction("roster.phone_two_names", name=name, row=first, tail=person.phone[-4:])
                owners[person.phone] = (name, first)
        return owners

    def seats(self, members: list[_Member]) -> dict[str, SeatDraft]:
        """Seats by key. A secretary's row is about a person and a role, never about a seat."""
        seats: dict[str, SeatDraft] = {}
        for member in members:
            row = member.row
            people = {self._person(person, member): person.title for person in people_of(row)}
            if row.role in ALSO_AN_OFFICE and people:
                self.offices[Office(row.role, next(iter(people)), member.alliance.key, member.organisation.key)] = None
            if row.role != "secretary":
                draft = SeatDraft(member.alliance, member.organisation)
                seat = seats.setdefault(draft.key, draft)
                if seat.take(row, people) and seat is not draft:
                    self.notes.append(Noted(row.sheet, row.row, "roster.further_person", {"name": row.delegate, "row": seat.rows[0].row}))
                elif seat is not draft:
                    self.notes.append(Noted(row.sheet, row.row, "roster.repeated", {"row": seat.rows[0].row}))
        return seats

    def _person(self, named: Named, member: _Member) -> str:
        """The key of somebody whom a row names. Without a phone the one that another row of the same unit gives is meant."""
        known = self.phones.get((member.organisation.key, plain(named.name)), set())
        phone = named.phone or (next(iter(known)) if len(known) == 1 else "")
        key = person_key(named.name, phone, member.organisation.key)
        draft = self.people.setdefault(key, _PersonDraft(named.name, phone, member.organisation.key))
        draft.phone = draft.phone or phone
        draft.rows.append(member.row.source)
        return key
