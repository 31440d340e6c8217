"""The heads of the alliances' ledgers, told to the city's chain: after each count, and daily (security.md §3.2).

Whoever rewrites an alliance's chain as a whole would have to rewrite the city's too, and whatever holds a head of that. It happens after
the commit, in a short transaction that holds chain 0 and nothing else: chains are held in order of id, 0 first, so that the transaction of
the count, which holds its alliance, must not take chain 0 any more; and no alliance ever waits for another one's count. What a kill in
between leaves untold is told by the next count or by the daily job."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from flask import g
from sqlalchemy import select

from app.core import ledger
from app.core.db import db, writing
from app.core.ledger import CITY, Chain, Entry
from app.core.perform import By, record


@dataclass(frozen=True, slots=True)
class Told:
    """An alliance's chain as what an entry of the city's chain speaks of."""

    __tablename__: ClassVar[str] = Chain.__tablename__

    id: int
    alliance_id: int = CITY


def tell_after_commit(alliance_id: int) -> None:
    """Called by whoever counts; the request tells when it is committed (routes.py)."""
    g.setdefault("heads_to_tell", set()).add(alliance_id)


def tell(alliance_ids: Collection[int] | None = None, *, by: By, at: datetime) -> int:
    """Write the heads of these alliances (None: of all) into the city's chain, as far as they have moved; how many. Not in `writing()`."""
    with writing():
        ledger.hold(CITY)
        chosen = Chain.id != CITY if alliance_ids is None else Chain.id.in_(alliance_ids)
        heads = db.session.execute(select(Chain.id, Chain.seq, Chain.head).where(chosen, Chain.seq > 0).order_by(Chain.id)).all()
        moved = [(chain, seq, head) for chain, seq, head in heads if seq != _told_last(chain)]
        for chain, seq, head in moved:
            record("ledger.head", Told(chain), by=by, at=at, seq=seq, head=head)
    return len(moved)


def _told_last(chain: int) -> int:
    """The place of the head that the city's chain holds of this one; 0 where there is none."""
    told = select(Entry.body).where(Entry.chain_id == CITY, Entry.verb == "ledger.head", Entry.subject == ledger.name_of(Told(chain)))
    newest = db.session.scalar(told.order_by(Entry.seq.desc()).limit(1))
    return int(json.loads(newest)["facts"]["seq"]) if newest else 0
