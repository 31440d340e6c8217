"""PURE. What a file would change in what is stored: created, changed (which fields) or unchanged. What a file lacks is never removed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Generic, Literal, TypeVar

from app.alliances.roster.cells import is_mobile, plain
from app.alliances.roster.entries import Noted, Rejected
from app.alliances.roster.grouping import group
from app.alliances.roster.identities import Alliance, Office, Organisation, Person, Roster, Seat, StandIn
from app.alliances.roster.matching import Matched, match

T = TypeVar("T", Alliance, Organisation, Person, Seat)
REGROUPED = ("roster.further_person", "roster.repeated")

Action = Literal["create", "change", "keep"]


@dataclass(frozen=True, slots=True)
class Step(Generic[T]):
    """One thing as it is to be stored. `wanted.key` and its references are stored keys where the thing is stored already,
    else the key it gets; `changed` names the fields that differ from `stored`, which is None for a new one."""

    action: Action
    wanted: T
    stored: T | None = None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in the order of the file. `offices`: only those that are not held yet."""

    alliances: tuple[Step[Alliance], ...]
    organisations: tuple[Step[Organisation], ...]
    people: tuple[Step[Person], ...]
    seats: tuple[Step[Seat], ...]
    offices: tuple[Office, ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[Noted, ...]

    def counts(self) -> dict[str, dict[str, int]]:
        """{"alliances": {"created": n, "changed": n, "unchanged": n}, "organisations": ..., "people": ..., "seats": ...}"""
        return {
            "alliances": _counts(step.action for step in self.alliances),
            "organisations": _counts(step.action for step in self.organisations),
            "people": _counts(step.action for step in self.people),
            "seats": _counts(step.action for step in self.seats),
        }


def _counts(actions: Iterable[Action]) -> dict[str, int]:
    count = {"create": 0, "change": 0, "keep": 0}
    for action in actions:
        count[action] += 1
    return {"created": count["create"], "changed": count["change"], "unchanged": count["keep"]}


def compare(incoming: Roster, stored: Roster) -> Plan:
    """The plan for a file. `stored` is the database as a Roster whose keys may be any unique words.

    What `stored` must carry: alliances with code, name, district, street, community and the figures
    that are stored at all; organisations with code, name, kind, ordinal; people with name, phone and, without a mobile phone,
    the key of their organisation; seats that have not ended; offices that are held (a secretary's needs no organisation, a
    liaison's no alliance). Rows of alliances that are neither stored
    nor described well enough to be created are rejected: roster.alliance_unknown, roster.alliance_ambiguous.
    """
    matched = match(incoming, stored)
    if matched.unknown:
        incoming = _without(incoming, matched.unknown)
        matched = match(incoming, stored)
    held = {_held(office) for office in stored.offices}
    return Plan(
        alliances=tuple(_alliance(new, matched) for new in incoming.alliances),
        organisations=_organisations(incoming.organisations, matched),
        people=_people(incoming.people, matched),
        seats=_seats(incoming.seats, stored, matched),
        offices=tuple(office for office in (_office(new, matched) for new in incoming.offices) if _held(office) not in held),
        rejected=incoming.rejected,
        notes=incoming.notes,
    )


def _without(incoming: Roster, unknown: Mapping[str, str]) -> Roster:
    """The same file with the rows of unknown alliances rejected."""
    refused = {
        (source.sheet, source.row): Rejected(source.sheet, source.row, unknown[alliance.key], {"name": alliance.name or alliance.code})
        for alliance in incoming.alliances
        if alliance.key in unknown
        for source in alliance.rows
    }
    rows = [row for row in incoming.rows if (row.sheet, row.row) not in refused]
    notes = [note for note in incoming.notes if (note.sheet, note.row) not in refused and note.reason not in REGROUPED]
    return group(rows, [*incoming.rejected, *refused.values()], notes)


def _step(stored: T | None, wanted: T) -> Step[T]:
    if stored is None:
        return Step("create", wanted)
    of_interest = [one.name for one in fields(stored) if one.compare and one.name not in ("key", "guessed", "placed")]
    changed = tuple(name for name in of_interest if getattr(wanted, name) != getattr(stored, name))
    return Step("change" if changed else "keep", wanted, stored, changed)


def _said(old: Any, new: Any, guessed: frozenset[str], *names: str) -> dict[str, Any]:
    """Texts of `old` with what `new` says otherwise. Another width or spacing is no other text."""
    said = {}
    for name in names:
        mine, theirs = getattr(old, name), getattr(new, name)
        said[name] = theirs if theirs and (not mine or name not in guessed) and plain(mine) != plain(theirs) else mine
    return said


def _alliance(new: Alliance, matched: Matched) -> Step[Alliance]:
    old = matched.old_alliances.get(matched.alliances[new.key])
    if old is None:
        return Step("create", new)
    # Found by its name, the name was only a way to say which alliance is meant.
    names = ("code", "district", "street", "community", *(("name",) if new.key in matched.by_code else ()))
    figures = dict(new.figures)
    counted = tuple((name, figures.get(name, number)) for name, number in old.figures)
    return _step(old, replace(old, **_said(old, new, new.guessed, *names), figures=counted, rows=new.rows))


def _organisations(organisations: tuple[Organisation, ...], matched: Matched) -> tuple[Step[Organisation], ...]:
    """Each once, though a file may name one twice: with its district and, in another sheet, without."""
    steps: dict[str, Step[Organisation]] = {}
    for new in organisations:
        steps.setdefault(matched.organisations[new.key], _organisation(new, matched))
    return tuple(steps.values())


def _organisation(new: Organisation, matched: Matched) -> Step[Organisation]:
    key = matched.organisations[new.key]
    old = matched.old_organisations.get(key)
    if old is None:
        alliance = matched.alliances.get(new.alliance, new.alliance)
        return Step("create", replace(new, key=key, alliance=alliance, ordinal=matched.ordinals.get(key, 1)))
    return _step(old, replace(old, **_said(old, new, new.guessed, "code", "name", "kind"), rows=new.rows))


def _people(people: tuple[Person, ...], matched: Matched) -> tuple[Step[Person], ...]:
    steps: dict[str, Step[Person]] = {}
    for new in people:
        key = matched.people[new.key]
        old = matched.old_people.get(key)
        if key in steps:
            continue
        if old is None:
            home = matched.organisations.get(new.organisation, new.organisation)
            steps[key] = Step("create", replace(new, key=key, organisation="" if is_mobile(new.phone) else home))
            continue
        # A desk's number never takes the place of the one that somebody carries.
        phone = new.phone if new.phone and (is_mobile(new.phone) or not is_mobile(old.phone)) else old.phone
        name = old.name if plain(old.name) == plain(new.name) else new.name
        steps[key] = _step(old, replace(old, name=name, phone=phone, rows=new.rows))
    return tuple(steps.values())


def _seats(seats: tuple[Seat, ...], stored: Roster, matched: Matched) -> tuple[Step[Seat], ...]:
    known = {(seat.alliance, seat.organisation): seat for seat in stored.seats}
    steps = []
    for seat in seats:
        alliance, organisation = matched.alliances[seat.alliance], matched.organisations[seat.organisation]
        new = replace(
            seat,
            key=f"{alliance}+{organisation}",
            alliance=alliance,
            organisation=organisation,
            delegate=matched.people.get(seat.delegate, ""),
            stand_ins=tuple(StandIn(matched.people[one.person], one.title) for one in seat.stand_ins),
        )
        old = known.get((alliance, organisation))
        steps.append(Step("create", new) if old is None else _step(old, _merged(old, new)))
    return tuple(steps)


def _merged(old: Seat, new: Seat) -> Seat:
    """A stored seat with what the file says. A new delegate brings an own title; nobody is the own stand-in."""
    another = bool(new.delegate) and new.delegate != old.delegate
    delegate = new.delegate or old.delegate
    titles = {one.person: one.title for one in old.stand_ins}
    titles.update({one.person: one.title or titles.get(one.person, "") for one in new.stand_ins})
    votes = old.votes if "votes" in new.guessed else new.votes
    role = old.role if "role" in new.guessed else new.role
    if votes != (role != "observer") and "role" in new.guessed:
        role = "member" if votes else "observer"
    said = _said(old, new, frozenset(), "title", "remark")
    title = new.title or titles.get(delegate, "") if another else said["title"]
    stand_ins = tuple(StandIn(person, its) for person, its in titles.items() if person != delegate)
    merged = replace(old, votes=votes, role=role, delegate=delegate, title=title, stand_ins=stand_ins, remark=said["remark"])
    return replace(merged, rows=new.rows)


def _held(office: Office) -> tuple[str, str, str]:
    return office.role, office.person, office.alliance if office.role == "secretary" else office.organisation


def _office(new: Office, matched: Matched) -> Office:
    return Office(new.role, matched.people[new.person], matched.alliances[new.alliance], matched.organisations[new.organisation])
