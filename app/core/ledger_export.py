"""A chain as JSON lines, for whoever wants to check it without us (static/verify/lianxi_verify.py). Words of people stay here.

The first line names the chain, its length and its head; then one entry a line, in canonical form, in order. An entry whose body its reader
may not see carries the body's hash instead, which the entry's own hash is made of: a body holds a salted commitment and cannot be guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.core.ledger import Chain, Entry, canonical, sha256

FORMAT, VERSION = "lianxi-ledger", 1
AT_ONCE = 500  # entries in memory, however long the chain

_TOLD = ("chain_id", "seq", "at", "verb", "subject", "by", "body", "hash")


def everything(_verb: str) -> bool:
    """For those who may read every body."""
    return True


def lines(chain_id: int, shows: Callable[[str], bool] = everything) -> Iterator[str]:
    """The chain as it stands now, each line with its end. `shows(verb)`: whether the bodies of these entries are given out."""
    found = db.session.execute(select(Chain.seq, Chain.head).where(Chain.id == chain_id)).one_or_none()
    if found is None:
        return
    yield canonical({"format": FORMAT, "version": VERSION, "chain": chain_id, "seq": found.seq, "head": found.head}) + "\n"
    yield from _entries(chain_id, found.seq, shows)


def _entries(chain_id: int, last: int, shows: Callable[[str], bool]) -> Iterator[str]:
    # By keys and not by a cursor: entries never change, so that reading on later is reading the same chain.
    table = Entry.__table__.c
    columns = [table[name] for name in _TOLD]
    for after in range(0, last, AT_ONCE):
        here = table.seq.between(after + 1, min(after + AT_ONCE, last))
        rows = (
            db.session.connection().execute(select(*columns).where(table.chain_id == chain_id, here).order_by(table.seq)).mappings().all()
        )
        for row in rows:
            yield canonical(_told(dict(row), shows)) + "\n"


def _told(row: dict[str, Any], shows: Callable[[str], bool]) -> dict[str, Any]:
    row["chain"] = row.pop("chain_id")
    if not shows(row["verb"]):
        row["body_hash"] = sha256(row.pop("body"))
    return row
