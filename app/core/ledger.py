"""What happened, in an order nobody can change unseen: one hash chain per alliance, chain 0 for the city.

record() queues entries; they are numbered, hashed and written at commit, while the chain is held. An entry's hash is sha256 of the
canonical JSON `[seq, at, verb, subject, by, sha256(body), prev]`. Bodies hold codes, ids, numbers and dates; words of people stand in
`words` beside a salted commitment, so that erasing them leaves the chain whole (security.md §3.2).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask import g
from sqlalchemy import BigInteger, ForeignKey, String, Text, cast, exists, insert, literal, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.core import chance, clock, files
from app.core.db import Base, Model, Protected, Unrecorded, before_commit, db, first_time

CITY = 0
ZERO = "0" * 64
PIECE = 500  # rows that are looked at together when chains are verified


class Chain(Model):
    """The head of one alliance's chain. Its row is what a writer of that alliance holds; `version` rises with every write."""

    __tablename__ = "chain"
    __told__ = False
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(default=0)
    head: Mapped[str] = mapped_column(default=ZERO)
    version: Mapped[int] = mapped_column(default=0)


class Entry(Model):
    __tablename__ = "ledger_entry"
    __told__ = False
    chain_id: Mapped[int] = mapped_column(ForeignKey("chain.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[str]
    verb: Mapped[str]
    subject: Mapped[str] = mapped_column(index=True)
    by: Mapped[int] = mapped_column(BigInteger)
    body: Mapped[str] = mapped_column(Text)
    words: Mapped[str | None] = mapped_column(Text)
    salt: Mapped[str | None]
    hash: Mapped[str]


@dataclass(frozen=True, slots=True)
class Pending:
    verb: str
    subject: Any
    by: int
    behalf: str
    at: datetime
    facts: dict[str, Any]
    words: str


@dataclass(frozen=True, slots=True)
class Broken:
    """The first entry at which a chain no longer tells the truth, and in what respect."""

    chain: int
    seq: int
    what: str


def canonical(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"no plain form for {type(value).__name__}")


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def name_of(subject: Any) -> str:
    return f"{subject.__tablename__}:{subject.id}"


def chain_of(subject: Any) -> int:
    """The chain of the subject's alliance, or the one that it names itself because that alliance must not read of it."""
    return int(getattr(subject, "chain_id", subject.alliance_id))


def queue(pending: Pending) -> None:
    for name, value in pending.facts.items():
        if isinstance(value, str) and not value.isascii():
            raise ValueError(f"{pending.verb}: {name} holds words; facts are codes and numbers, words go into words=")
    db.session.info.setdefault("ledger", []).append(pending)


def hold(*alliance_ids: int) -> None:
    """From here to the commit nobody else writes for these alliances. Always in order of id, so that nobody waits in a ring."""
    db.session.execute(select(Chain.id).where(Chain.id.in_(alliance_ids)).order_by(Chain.id).with_for_update())
    db.session.info.setdefault("held", set()).update(alliance_ids)


def open_chain(alliance_id: int) -> None:
    first_time(Chain, id=alliance_id, seq=0, head=ZERO, version=0)


def version(alliance_id: int) -> int:
    return db.session.scalar(select(Chain.version).where(Chain.id == alliance_id)) or 0


def _append(session: Session) -> None:
    """The last step of a write transaction: every changed row has its entry, every entry its place in a chain."""
    session.flush()
    pending: list[Pending] = session.info.pop("ledger", [])
    changed: dict[int, Base] = session.info.pop("changed", {})
    _check_told(changed.values(), pending)
    chains: dict[int, list[Pending]] = {chain: [] for chain in session.info.get("held", ()) if changed or g.get("silent_write")}
    for entry in pending:
        chains.setdefault(chain_of(entry.subject), []).append(entry)
    rows: list[dict[str, Any]] = []
    for chain, entries in sorted(chains.items()):
        seq, head = session.execute(select(Chain.seq, Chain.head).where(Chain.id == chain).with_for_update()).one()
        for entry in entries:
            row = _row(chain, seq := seq + 1, head, entry)
            head = row["hash"]
            rows.append(row)
        moved = update(Chain).where(Chain.id == chain).values(seq=seq, head=head, version=Chain.version + 1)
        session.execute(moved.execution_options(synchronize_session=False))
    if rows:
        session.connection().execute(insert(Entry), rows)


def _check_told(changed: Iterable[Base], pending: list[Pending]) -> None:
    if changed and not pending:
        raise Unrecorded(f"changed without record(): {sorted({type(row).__name__ for row in changed})}")
    told = {id(entry.subject) for entry in pending}
    silent = [row for row in changed if isinstance(row, Protected) and id(row) not in told]
    if silent:
        raise Unrecorded(f"a protected row changed and no entry names it: {sorted({type(row).__name__ for row in silent})}")


def _row(chain: int, seq: int, prev: str, entry: Pending) -> dict[str, Any]:
    body: dict[str, Any] = {"entered": clock.now(), "facts": entry.facts}
    if entry.behalf:
        body["behalf"] = entry.behalf
    if isinstance(entry.subject, Protected):
        body["after"] = commitment(entry.subject.salt, protected(entry.subject))
    salt = chance.salt() if entry.words else None
    if salt:
        body["words"] = commitment(salt, entry.words)
    text = canonical(body)
    row = {
        "chain_id": chain,
        "seq": seq,
        "at": _plain(entry.at),
        "verb": entry.verb,
        "subject": name_of(entry.subject),
        "by": entry.by,
        "body": text,
    }
    return row | {"words": entry.words or None, "salt": salt, "hash": digest(row, prev)}


def digest(row: dict[str, Any], prev: str) -> str:
    return sha256(canonical([row["seq"], row["at"], row["verb"], row["subject"], row["by"], sha256(row["body"]), prev]))


def protected(row: Any) -> dict[str, Any]:
    values = {name: getattr(row, name) for name in row.__protected__}
    added = {name: value for name in row.__added__ if (value := getattr(row, name)) is not None}
    return values | added


def commitment(salt: str, value: object) -> str:
    return sha256(salt + canonical(value))


before_commit.append(_append)


def verify(heads: Iterable[tuple[int, int, str]] = ()) -> Iterator[Broken]:
    """The first fault of every chain: in the chain itself, in changed words, in the rows it speaks of and the files behind them.

    Then the first row of every table that no entry tells of (entry 0): somebody put it there past the house.

    `heads`: (chain, seq, hash) that somebody holds from earlier; they find a chain rewritten as a whole.
    """
    held: dict[int, dict[int, str]] = {}
    for chain, seq, known in heads:
        held.setdefault(chain, {})[seq] = known
    live = _live_rows()
    for row in db.session.scalars(select(Chain).order_by(Chain.id)).all():
        if broken := _first_broken(row, held.get(row.id, {}), live):
            yield broken
    yield from _untold()


def _first_broken(chain: Chain, heads: dict[int, str], live: Callable[[Iterable[str]], dict[str, Any]]) -> Broken | None:
    prev, last = ZERO, 0
    newest: dict[str, tuple[int, str | None]] = {}
    columns = Entry.__table__.c
    rows = db.session.connection().execute(select(*columns).where(columns.chain_id == chain.id).order_by(columns.seq))
    for row in rows.mappings():
        last += 1
        if row["seq"] != last:
            return Broken(chain.id, last, "missing")
        if row["hash"] != digest(dict(row), prev):
            return Broken(chain.id, last, "hash")
        if last in heads and not row["hash"].startswith(heads[last]):
            return Broken(chain.id, last, "head")
        body = json.loads(row["body"])
        if row["body"] != canonical(body):
            return Broken(chain.id, last, "form")
        if row["words"] is not None and body.get("words") != commitment(row["salt"] or "", row["words"]):
            return Broken(chain.id, last, "words")
        newest[row["subject"]] = (last, body.get("after"))
        prev = row["hash"]
    if (chain.seq, chain.head) != (last, prev) or any(seq > last for seq in heads):
        return Broken(chain.id, max(last, 1), "head")
    return _first_stale(chain.id, newest, live)


def _first_stale(chain: int, newest: dict[str, tuple[int, str | None]], live: Callable[[Iterable[str]], dict[str, Any]]) -> Broken | None:
    rows = live(subject for subject, (_seq, after) in newest.items() if after is not None)
    for subject, (seq, after) in sorted(newest.items(), key=lambda item: item[1][0]):
        if after is None:
            continue
        row = rows.get(subject)
        if row is None or commitment(row.salt, protected(row)) != after:
            return Broken(chain, seq, f"row {subject}")
        if isinstance(row, files.StoredFile) and not files.stands(row.sha256):
            return Broken(chain, seq, f"file {subject}")
    return None


def _untold() -> Iterator[Broken]:
    for mapper in sorted(Base.registry.mappers, key=lambda mapper: str(mapper.local_table)):
        model: Any = mapper.class_
        if issubclass(model, Protected):
            name = literal(f"{model.__tablename__}:") + cast(model.id, String)
            silent = select(model.id).where(~exists().where(Entry.subject == name)).order_by(model.id).limit(1)
            if (key := db.session.scalar(silent)) is not None:
                row = db.session.get_one(model, key)
                yield Broken(row.alliance_id, 0, f"row {name_of(row)}")


def _live_rows() -> Callable[[Iterable[str]], dict[str, Any]]:
    models: dict[str, Any] = {mapper.class_.__tablename__: mapper.class_ for mapper in Base.registry.mappers}

    def live(subjects: Iterable[str]) -> dict[str, Any]:
        """The rows of these names, as far as they are there: in few statements, and none of them kept in the session."""
        wanted: dict[str, list[int]] = {}
        for subject in subjects:
            table, _, key = subject.partition(":")
            wanted.setdefault(table, []).append(int(key))
        found = {}
        for table, keys in wanted.items():
            model = models[table]
            for start in range(0, len(keys), PIECE):
                for row in db.session.scalars(select(model).where(model.id.in_(keys[start : start + PIECE]))).all():
                    db.session.expunge(row)
                    found[name_of(row)] = row
        return found

    return live
