"""record(): a fact, and what follows from it. perform(): the only writer of `state`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import inspect, update
from sqlalchemy.orm.attributes import set_committed_value

from app.core import ledger
from app.core.db import db
from app.core.lifecycle import Lifecycle, Refused


class By(Protocol):
    """Who acts. `on_behalf_of` says in whose name ("chair", "convener", "scrutineer", "paper") a secretary entered the act, or ""."""

    @property
    def id(self) -> int: ...
    @property
    def on_behalf_of(self) -> str: ...


class Reaction(Protocol):
    def __call__(self, subject: Any, /, *, by: Any, at: datetime) -> None: ...


_reactions: Mapping[str, Sequence[Reaction]] = {}


def react_with(table: Mapping[str, Sequence[Reaction]]) -> None:
    """app.reactions hands its table over once, in create_app."""
    global _reactions
    _reactions = table


def record(event: str, subject: Any, *, by: By, at: datetime, words: str = "", **facts: Any) -> None:
    """Queue the entry and run what follows from it, in the same transaction. `words`: what a person said about it, erasable."""
    ledger.queue(ledger.Pending(event, subject, by.id, by.on_behalf_of, at, facts, words))
    for react in _reactions.get(event, ()):
        react(subject, by=by, at=at)


def perform(lifecycle: Lifecycle[Any], subject: Any, name: str, *, by: By, at: datetime, words: str = "", **facts: Any) -> None:
    """Move `subject` along its lifecycle. Raises Refused where it stands elsewhere by now or a guard says no."""
    move = lifecycle.check(subject, name)
    if inspect(subject).pending:
        db.session.flush()
    table, before = type(subject).__table__, subject.state
    moved = db.session.connection().execute(
        update(table).where(table.c.id == subject.id, table.c.state == before).values(state=move.target)
    )
    if moved.rowcount != 1:
        raise Refused("moved.already", noun=lifecycle.noun, state=before)
    set_committed_value(subject, "state", move.target)
    record(f"{lifecycle.noun}.{name}", subject, by=by, at=at, words=words, was=before, **facts)
