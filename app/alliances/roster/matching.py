"""PURE. Finds, for what a file names, the same thing among what is stored."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from app.alliances.roster.cells import is_mobile, plain
from app.alliances.roster.identities import Alliance, Organisation, Person, Roster, fitted, joined, person_key
from app.alliances.roster.kinds import OF_THE_DISTRICT, PERSONAL
from app.alliances.roster.places import ByPlace

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)


def _by(things: Iterable[T], key: Callable[[T], K]) -> dict[K, list[T]]:
    found: dict[K, list[T]] = {}
    for thing in things:
        found.setdefault(key(thing), []).append(thing)
    return found


@dataclass(slots=True)
class Matched:
    """Keys of the file to keys as they will be stored, and the stored thing behind each, where there is one."""

    alliances: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    people: dict[str, str] = field(default_factory=dict)
    old_alliances: dict[str, Alliance] = field(default_factory=dict)
    old_organisations: dict[str, Organisation] = field(default_factory=dict)
    old_people: dict[str, Person] = field(default_factory=dict)
    by_code: set[str] = field(default_factory=set)
    ordinals: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)


def match(incoming: Roster, stored: Roster) -> Matched:
    """Alliances first, then organisations in them, then the people who serve these. `unknown`: alliance key to the reason."""
    matched = Matched()
    _match_alliances(matched, incoming, stored)
    if not matched.unknown:
        _Organisations(matched, incoming, stored).match()
        _People(matched, incoming, stored).match()
    return matched


def _match_alliances(matched: Matched, incoming: Roster, stored: Roster) -> None:
    by_code = {plain(old.code): old for old in stored.alliances if old.code}
    by_key = {old.key: old for old in stored.alliances}
    by_place = ByPlace()
    for old in stored.alliances:
        by_place.add(old.key, old.name, old.district, old.street)
    claimed = {by_code[plain(new.code)].key for new in incoming.alliances if plain(new.code) in by_code}
    for new in incoming.alliances:
        known = by_code.get(plain(new.code)) if new.code else None
        if known:
            matched.by_code.add(new.key)
        else:
            likely = by_place.find(new.name, new.district, new.street, lambda key: key not in claimed)
            if len(likely) > 1:
                matched.unknown[new.key] = "roster.alliance_ambiguous"
            known = by_key[likely[0]] if len(likely) == 1 else None
        if known:
            claimed.add(known.key)
            matched.old_alliances[known.key] = known
        elif not new.placed:
            matched.unknown.setdefault(new.key, "roster.alliance_unknown")
        matched.alliances[new.key] = known.key if known else new.key


class _Organisations:
    """By 单位编号; else by the name in the alliance or, for those of a district, in the district."""

    def __init__(self, matched: Matched, incoming: Roster, stored: Roster) -> None:
        self.matched, self.incoming = matched, incoming
        self.by_key = {old.key: old for old in stored.organisations}
        self.by_code = {plain(old.code): old for old in stored.organisations if old.code}
        homes = {old.key: old for old in stored.alliances}
        self.in_alliance: dict[tuple[str, str], dict[str, Organisation]] = {}
        self.in_district: dict[tuple[str, str], Organisation] = {}
        for alliance, old in self._homes(stored):
            self.in_alliance.setdefault((alliance, plain(old.name)), {})[old.key] = old
            if old.kind in OF_THE_DISTRICT and alliance in homes:
                self.in_district.setdefault((plain(homes[alliance].district), plain(old.name)), old)
        names = {person.key: plain(person.name) for person in stored.people}
        self.delegates = {seat.organisation: names.get(seat.delegate, "") for seat in stored.seats}
        new_names = {person.key: plain(person.name) for person in incoming.people}
        self.new_delegates = {seat.organisation: new_names.get(seat.delegate, "") for seat in incoming.seats}
        self.seats = _by(incoming.seats, lambda seat: seat.organisation)
        self.claimed: set[str] = set()
        self.last_ordinal: dict[str, int] = {}

    def _homes(self, stored: Roster) -> Iterator[tuple[str, Organisation]]:
        """Alliance key and organisation for every seat, and for organisations without a seat as far as it is known."""
        for seat in stored.seats:
            if seat.organisation in self.by_key:
                yield seat.alliance, self.by_key[seat.organisation]
        for office in stored.offices:
            if office.alliance and office.organisation in self.by_key:
                yield office.alliance, self.by_key[office.organisation]
        for old in stored.organisations:
            if old.alliance:
                yield old.alliance, old

    def match(self) -> None:
        """Members that are people go to the place of the same person first, whatever their order in the file."""
        people: dict[tuple[str, str], list[Organisation]] = {}
        for new in self.incoming.organisations:
            if new.kind in PERSONAL and not new.code:
                people.setdefault((self.matched.alliances[new.alliance], plain(new.name)), []).append(new)
            else:
                self._settle(new, self._find(new))
        for place, members in people.items():
            self._match_people(place, members)

    def _match_people(self, place: tuple[str, str], members: list[Organisation]) -> None:
        """All members of one name in one alliance: the same person keeps the seat, the others take the free ones in order."""
        namesakes = sorted(self.in_alliance.get(place, {}).values(), key=lambda old: (old.ordinal, old.key))
        by_person = {self.delegates.get(old.key, ""): old for old in reversed(namesakes) if old.key not in self.claimed}
        same = {new.key: by_person.pop(name, None) for new in members if (name := self.new_delegates.get(new.key, ""))}
        kept = {old.key for old in same.values() if old}
        free = iter([old for old in namesakes if old.key not in kept and old.key not in self.claimed])
        for new in members:
            self._settle(new, same.get(new.key) or next(free, None))

    def _settle(self, new: Organisation, old: Organisation | None) -> None:
        if old is None:
            self.matched.organisations[new.key] = self._new_key(new)
        else:
            self.matched.organisations[new.key] = old.key
            self.matched.old_organisations[old.key] = old
        self.claimed.add(self.matched.organisations[new.key])

    def _find(self, new: Organisation) -> Organisation | None:
        if plain(new.code) in self.by_code:
            return self.by_code[plain(new.code)]
        likely: list[Organisation | None] = []
        if new.kind in OF_THE_DISTRICT:
            district = self._district(new)
            likely += [self.in_district.get((plain(district), plain(new.name))), self.by_key.get(_district_key(district, new))]
        for alliance in self._alliances(new):
            likely += [*self.in_alliance.get((alliance, plain(new.name)), {}).values(), self.by_key.get(_alliance_key(alliance, new))]
        return next((old for old in likely if old and old.key not in self.claimed and not (old.code and new.code)), None)

    def _district(self, new: Organisation) -> str:
        """As stored, where its alliance is: a file may have no district or write it otherwise."""
        homes = (self.matched.old_alliances.get(alliance) for alliance in self._alliances(new))
        return next((home.district for home in homes if home and home.district), new.district)

    def _alliances(self, new: Organisation) -> list[str]:
        keys = [seat.alliance for seat in self.seats.get(new.key, ())] + ([new.alliance] if new.alliance else [])
        return list(dict.fromkeys(self.matched.alliances[key] for key in keys))

    def _new_key(self, new: Organisation) -> str:
        """The file's key with the alliance's key as stored; the next number where a namesake has it already."""
        if new.code:
            return new.key
        if new.kind in OF_THE_DISTRICT:
            return _district_key(self._district(new), new)
        alliance = self.matched.alliances[new.alliance]
        key = _alliance_key(alliance, new)
        ordinal = self.last_ordinal.get(key, 0) + 1
        while (fresh := _alliance_key(alliance, new, ordinal)) in self.by_key:
            ordinal += 1
        self.last_ordinal[key] = self.matched.ordinals[fresh] = ordinal
        return fresh


def _district_key(district: str, new: Organisation) -> str:
    return fitted(f"district:{joined(district, new.name)}")


def _alliance_key(alliance: str, new: Organisation, ordinal: int = 1) -> str:
    key = f"alliance:{alliance}|{joined(new.name)}"
    return fitted(key if ordinal == 1 else f"{key}#{ordinal}")


class _People:
    """By the mobile phone; without one by the name among those who serve, or have served, the organisation."""

    def __init__(self, matched: Matched, incoming: Roster, stored: Roster) -> None:
        self.matched, self.incoming = matched, incoming
        self.by_key = {old.key: old for old in stored.people}
        self.by_phone = {old.phone: old for old in stored.people if is_mobile(old.phone)}
        self.serving: dict[tuple[str, str], Person] = {}
        for organisation, person in serving(stored):
            if person in self.by_key:
                self.serving.setdefault((organisation, plain(self.by_key[person].name)), self.by_key[person])
        self.organisations = _by(serving(incoming), lambda pair: pair[1])

    def match(self) -> None:
        for new in self.incoming.people:
            units = [self.matched.organisations[organisation] for organisation, _ in self.organisations.get(new.key, ())]
            old = self._find(new, units)
            if old:
                self.matched.old_people[old.key] = old
            home = self.matched.organisations.get(new.organisation, new.organisation)
            self.matched.people[new.key] = old.key if old else person_key(new.name, new.phone, home)

    def _find(self, new: Person, units: list[str]) -> Person | None:
        if is_mobile(new.phone) and new.phone in self.by_phone:
            return self.by_phone[new.phone]
        namesakes = (self.serving.get((unit, plain(new.name))) for unit in units)
        found = next((old for old in namesakes if old), None)
        if found and is_mobile(new.phone) and is_mobile(found.phone):
            return None  # another phone is another person
        return found


def serving(roster: Roster) -> Iterator[tuple[str, str]]:
    """Organisation key and person key for everybody who serves: delegates, stand-ins, secretaries, and people without a phone."""
    for seat in roster.seats:
        for person in (seat.delegate, *(one.person for one in seat.stand_ins)):
            if person:
                yield seat.organisation, person
    for office in roster.offices:
        yield office.organisation, office.person
    for person_ in roster.people:
        if person_.organisation and not is_mobile(person_.phone):
            yield person_.organisation, person_.key
