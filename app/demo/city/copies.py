"""The city ten or a hundred times, for benches: districts with everything in them, copied row by row, every alliance with a true chain.

This is the one place that enters rows without actions. A copy has its own places, organisations, people, alliances and whatever lies in
them, under ids moved by one stretch for each copy; names of places and alliances say which copy they are. Chains are hashed anew and
commit to the copied rows, so that they verify: the last entry about a row holds its true commitment, earlier ones that of the original.
Not copied: the showcase's alliance, accounts and links, and, in the city's chain, the coming of people and organisations.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import ColumnElement, Table, and_, bindparam, func, insert, literal, null, select, type_coerce, update
from sqlalchemy import text as sql

from app.alliances.models import Alliance
from app.core import ledger
from app.core.db import Base, Protected, db, writing
from app.core.ledger import CITY, canonical, commitment, digest

#: Of one person, one browser, or the whole city: these stay single.
SINGLE = frozenset(("chain", "sign_in", "account", "personal_link", "special_day", "decision", "stored_file", "rule_card"))
CHAINS, ENTRIES, COUNTERS = (Base.metadata.tables[name] for name in ("chain", "ledger_entry", "counter"))
#: What must differ in a copy, and the sign that is put behind it.
MARKED = {
    ("district", "name"): "·{}",
    ("alliance", "name"): "·{}",
    ("alliance", "code"): "-{}",
    ("alliance", "prefix"): "X{}",
    ("organisation", "key"): "#{}",
    ("person", "identity"): "~{}",
    ("meeting", "code"): "{}",
    ("released_notice", "code"): "{}",
}
#: What only the first one holds: hashes that somebody's code must match.
EMPTY = frozenset((("issue", "query_code"),))
#: Facts of entries that are ids -> the table that they are of.
FACTS = {"seat": "seat", "lead": "organisation", "progress": "progress", "into": "issue", "delegate": "person"}


@dataclass(frozen=True, slots=True)
class _Original:
    """An entry as it stands in the first city, its body read once. `last`: nothing later speaks of the same row."""

    at: str
    verb: str
    table: str
    key: int
    by: int
    body: dict[str, Any]
    words: str | None
    salt: str | None
    last: bool


class Copier:
    """Copies everything but `home`. Used once, outside `writing()`: every copy is a transaction of its own."""

    def __init__(self, home: Alliance) -> None:
        self.home_id = home.id
        tables = [table for table in Base.metadata.sorted_tables if "id" in table.c and table.name not in SINGLE]
        filled = [table for table in tables if db.session.scalar(select(func.count()).select_from(table))]
        self.tables = {table.name: table for table in filled}
        self.spans = {name: int(db.session.scalar(select(func.max(table.c.id))) or 0) + 1 for name, table in self.tables.items()}
        self.spans["person"] = 1  # ids of people are drawn from so many that the next ones are free

    def copy(self, number: int, say: Callable[[str], None]) -> None:
        """One more city. `number`: 2 for the first copy."""
        with writing():
            for table in self.tables.values():
                db.session.connection().execute(self._rows(table, number))
            self._snapshots(number)
            self._counters(number)
            self._chains(number)
        say(f"{number}")

    def moved(self, table: str, key: int, number: int) -> int:
        """The id of a row's copy."""
        return key + (number - 1) * self.spans[table] if table in self.spans else key

    # -- rows --

    def _rows(self, table: Table, number: int) -> Any:
        columns = list(table.c)
        return insert(table).from_select(columns, select(*(self._value(one, number) for one in columns)).where(self._wanted(table)))

    def _value(self, column: Any, number: int) -> ColumnElement[Any]:
        table = column.table.name
        if column.name == "id":
            return column + self._step(table, number)  # type: ignore[no-any-return]  # columns of tables are Any here
        if (table, column.name) == ("role_grant", "place_id"):
            return column + self._step("alliance", number)  # type: ignore[no-any-return]
        for key in column.foreign_keys:
            if key.column.table.name in self.tables:
                return column + self._step(key.column.table.name, number)  # type: ignore[no-any-return]
        if (table, column.name) in EMPTY:
            return type_coerce(null(), column.type)
        if (mark := MARKED.get((table, column.name))) is not None:
            return column + mark.format(number)  # type: ignore[no-any-return]
        return type_coerce(literal(""), column.type) if (table, column.name) == ("person", "phone") else column

    def _step(self, table: str, number: int) -> int:
        return (number - 1) * self.spans[table]

    def _wanted(self, table: Table) -> ColumnElement[bool]:
        """The first city's rows, without the showcase's and without roles that hold in more than one alliance."""
        first = table.c.id < self.spans[table.name] if table.name != "person" else ~table.c.identity.contains("~")
        if table.name == "role_grant":
            return and_(first, table.c.place == "alliance", table.c.place_id != self.home_id)
        if table.name == "alliance":
            return and_(first, table.c.id != self.home_id)
        if "alliance_id" in table.c:
            return and_(first, table.c.alliance_id != self.home_id)
        parent = next((key for key in table.foreign_keys if "alliance_id" in key.column.table.c), None)
        if parent is None:
            return first
        others = select(parent.column).where(parent.column.table.c.alliance_id != self.home_id)
        return and_(first, parent.parent.in_(others))

    def _snapshots(self, number: int) -> None:
        """The roll in a meeting's snapshot names seats."""
        meeting = self.tables["meeting"]
        kept = select(meeting.c.id, meeting.c.snapshot).where(self._wanted(meeting), meeting.c.snapshot.is_not(None))
        changed = []
        for key, snapshot in db.session.connection().execute(kept):
            roll = [{**line, "seat": self.moved("seat", line["seat"], number)} for line in snapshot["roll"]]
            changed.append({"key": self.moved("meeting", key, number), "new": {**snapshot, "roll": roll}})
        if changed:
            self._update(meeting, changed)

    def _update(self, meeting: Table, changed: list[dict[str, Any]]) -> None:
        statement = update(meeting).where(meeting.c.id == bindparam("key")).values(snapshot=bindparam("new", type_=meeting.c.snapshot.type))
        db.session.connection().execute(statement, changed)

    def _counters(self, number: int) -> None:
        """Such as "issue:14:2026": it counts an alliance's issues; "action:77" counts a meeting's actions."""
        found = []
        for name, value in self._first_counters:
            kind, key, *rest = name.split(":")
            of = "alliance" if rest else "meeting"
            found.append({"name": ":".join((kind, str(self.moved(of, int(key), number)), *rest)), "value": value})
        if found:
            db.session.connection().execute(insert(COUNTERS), found)

    @cached_property
    def _first_counters(self) -> list[tuple[str, int]]:
        home = set(db.session.scalars(select(self.tables["meeting"].c.id).where(self.tables["meeting"].c.alliance_id == self.home_id)))
        found = []
        for name, value in db.session.connection().execute(select(COUNTERS.c.name, COUNTERS.c.value)):
            _kind, key, *rest = name.split(":")
            if not key.isdigit():  # "issue:street:3:2026": only the showcase's street has been written to
                continue
            mine = int(key) == self.home_id if rest else int(key) in home
            if not mine:
                found.append((name, value))
        return found

    # -- chains --

    @cached_property
    def _entries(self) -> dict[int, list[_Original]]:
        """The first city's chains but the showcase's, oldest entries first."""
        columns = ENTRIES.c
        statement = select(*columns).where(columns.chain_id.not_in((CITY, self.home_id))).order_by(columns.chain_id, columns.seq)
        found: dict[int, list[_Original]] = {}
        rows = db.session.connection().execute(statement).all()
        newest = {(row.chain_id, row.subject): row.seq for row in rows}
        for row in rows:
            table, _, key = row.subject.partition(":")
            last = newest[row.chain_id, row.subject] == row.seq
            body = json.loads(row.body)
            found.setdefault(row.chain_id, []).append(_Original(row.at, row.verb, table, int(key), row.by, body, row.words, row.salt, last))
        return found

    def _chains(self, number: int) -> None:
        originals = self._entries  # read before the copies' commitments, once
        after = dict(self._commitments(number))
        connection = db.session.connection()
        heads = []
        for chain, entries in originals.items():
            rows = list(self._hashed(self.moved("alliance", chain, number), entries, after, number))
            heads.append({"id": rows[0]["chain_id"], "seq": len(rows), "head": rows[-1]["hash"], "version": 1})
            connection.execute(insert(CHAINS), heads[-1:])
            connection.execute(insert(ENTRIES), rows)
        self._grants(number, after)

    def _hashed(
        self, chain: int, entries: Sequence[_Original], after: Mapping[tuple[str, int], str], number: int
    ) -> Iterator[dict[str, Any]]:
        head = ledger.ZERO
        for seq, entry in enumerate(entries, 1):
            key = self.moved(entry.table, entry.key, number)
            body = {**entry.body, "facts": self._facts(entry.body["facts"], number)}
            if entry.last and "after" in body:
                body["after"] = after[entry.table, key]
            row = {"chain_id": chain, "seq": seq, "at": entry.at, "verb": entry.verb, "subject": f"{entry.table}:{key}"}
            row |= {"by": entry.by and entry.by + number - 1, "body": canonical(body)}
            head = digest(row, head)
            yield row | {"words": entry.words, "salt": entry.salt, "hash": head}

    def _facts(self, facts: dict[str, Any], number: int) -> dict[str, Any]:
        return {name: self.moved(FACTS[name], value, number) if name in FACTS and value else value for name, value in facts.items()}

    def _commitments(self, number: int) -> Iterator[tuple[tuple[str, int], str]]:
        """What the copies' protected columns commit to, by table and id."""
        for mapper in Base.registry.mappers:
            model: Any = mapper.class_
            if not issubclass(model, Protected) or model.__tablename__ not in self.tables:
                continue
            table = self.tables[model.__tablename__]
            start = self._step(table.name, number)
            mine = table.c.id.between(start, start + self.spans[table.name] - 1)
            names, added = model.__protected__, model.__added__
            for row in db.session.connection().execute(
                select(table.c.id, table.c.salt, *(table.c[name] for name in (*names, *added))).where(mine)
            ):
                values = row._mapping
                held = {name: values[name] for name in names} | {name: values[name] for name in added if values[name] is not None}
                yield (table.name, row.id), commitment(row.salt, held)

    def _grants(self, number: int, after: Mapping[tuple[str, int], str]) -> None:
        """Roles stand in the city's chain: one entry for each that was copied."""
        held = [key for table, key in after if table == "role_grant"]
        connection = db.session.connection()
        city = connection.execute(select(CHAINS.c.seq, CHAINS.c.head).where(CHAINS.c.id == CITY).with_for_update()).one()
        seq, head, rows = city.seq, city.head, []
        at = next(iter(self._entries.values()))[0].at
        for key in sorted(held):
            seq += 1
            body = canonical({"entered": at, "facts": {}, "after": after["role_grant", key]})
            row: dict[str, Any] = {"chain_id": CITY, "seq": seq, "at": at, "verb": "grant.give", "subject": f"role_grant:{key}", "by": 0}
            row["body"] = body
            head = digest(row, head)
            rows.append(row | {"words": None, "salt": None, "hash": head})
        connection.execute(insert(ENTRIES), rows)
        connection.execute(update(CHAINS).where(CHAINS.c.id == CITY).values(seq=seq, head=head))


def multiply(home: Alliance, scale: int, say: Callable[[str], None]) -> None:
    """The city `scale` times."""
    copier = Copier(home)
    for number in range(2, scale + 1):
        copier.copy(number, say)
    if db.engine.dialect.name == "postgresql":
        _move_sequences(copier.tables)


def _move_sequences(tables: Mapping[str, Table]) -> None:
    """PostgreSQL counts ids by itself and was passed over."""
    with writing():
        for name in tables:
            if name != "person":
                sequence = sql("SELECT setval(pg_get_serial_sequence(:name, 'id'), (SELECT max(id) FROM " + name + "))")
                db.session.connection().execute(sequence, {"name": name})
