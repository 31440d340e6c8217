"""PURE. Who and what is the same: rows become distinct alliances, organisations, people and seats (issue: Identity)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from app.alliances.roster.cells import is_mobile, plain
from app.alliances.roster.entries import Noted, Rejected, RosterRow, Source
from app.alliances.roster.kinds import OF_THE_DISTRICT

LONGEST_KEY = 200


@dataclass(frozen=True, slots=True)
class Alliance:
    """`key`: "code:TB014", without 联盟编号 "name:<district>|<street>|<stem of the name>". "" and (): the file does not say.

    `placed`: the file says enough to create it (a name, a district, and a street or community, be it in the name).
    `guessed` holds "community" where that stands in the name only, "district" where a title or the caller says it.
    """

    key: str
    code: str = ""
    name: str = ""
    district: str = ""
    street: str = ""
    community: str = ""
    figures: tuple[tuple[str, int], ...] = ()
    placed: bool = False
    guessed: frozenset[str] = frozenset()
    rows: tuple[Source, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Organisation:
    """`key`: "number:<单位编号>", else "district:<district>|<name>" (utility, property), else "alliance:<alliance key>|<name>".

    `alliance`: the key of its one alliance, "" for those of a district. `ordinal`: 2, 3... for the second, third... member of
    one name in an alliance where members are people (居民代表); its key ends in "#2". `guessed`: fields that the file does not say.
    """

    key: str
    name: str
    kind: str
    code: str = ""
    district: str = ""
    alliance: str = ""
    ordinal: int = 1
    guessed: frozenset[str] = frozenset()
    rows: tuple[Source, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Person:
    """`key`: "phone:<eleven digits>", without a mobile phone "org:<organisation key>:<name>". `phone`: digits or ""."""

    key: str
    name: str
    phone: str = ""
    organisation: str = ""
    rows: tuple[Source, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody named beforehand for the delegate. `person`: a key."""

    person: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Seat:
    """`key`: "<alliance key>+<organisation key>". `role`: convener, member, observer. `delegate`: the key of a person or "".

    `guessed`: of votes and role what the file does not say; good for a new seat, never a reason to change one.
    """

    key: str
    alliance: str
    organisation: str
    votes: bool = True
    role: str = "member"
    delegate: str = ""
    title: str = ""
    stand_ins: tuple[StandIn, ...] = ()
    remark: str = ""
    guessed: frozenset[str] = frozenset()
    rows: tuple[Source, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Office:
    """A role beside the seats: secretary (of the alliance) or liaison (of the organisation). All but `role` are keys."""

    role: str
    person: str
    alliance: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Roster:
    """A file as distinct things, each in the order of its first row. `rows`: the rows that were taken."""

    alliances: tuple[Alliance, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    people: tuple[Person, ...] = ()
    seats: tuple[Seat, ...] = ()
    offices: tuple[Office, ...] = ()
    rejected: tuple[Rejected, ...] = ()
    notes: tuple[Noted, ...] = ()
    rows: tuple[RosterRow, ...] = ()

    @property
    def secretaries(self) -> tuple[Office, ...]:
        return tuple(office for office in self.offices if office.role == "secretary")


def fitted(key: str) -> str:
    """A key no longer than LONGEST_KEY: its end becomes a digest where it would be."""
    if len(key) <= LONGEST_KEY:
        return key
    return f"{key[: LONGEST_KEY - 33]}~{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def joined(*parts: str) -> str:
    """Parts of a key in their comparable form."""
    return "|".join(plain(part).replace("|", "/") for part in parts)


def organisation_key(row: RosterRow, alliance: Alliance, ordinal: int = 1) -> str:
    """The identity of a row's organisation in its alliance."""
    if row.organisation_code:
        return fitted(f"number:{plain(row.organisation_code)}")
    if row.kind in OF_THE_DISTRICT:
        return fitted(f"district:{joined(alliance.district or row.district, row.organisation_name)}")
    key = f"alliance:{alliance.key}|{joined(row.organisation_name)}"
    return fitted(key if ordinal == 1 else f"{key}#{ordinal}")


def person_key(name: str, phone: str, organisation: str) -> str:
    """The identity of somebody who serves the organisation of this key."""
    return f"phone:{phone}" if is_mobile(phone) else fitted(f"org:{organisation}:{plain(name)}")
