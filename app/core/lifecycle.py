"""Lifecycles as tables: which move leads from where to where, and what must be true first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


class Refused(Exception):
    """A rule says no. `reason` is a literal that stands in the domain's REASONS; `values` fill its sentence.

    `field` names the form field that the sentence belongs to, where there is one.
    """

    def __init__(self, reason: str, *, field: str | None = None, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.field, self.values = reason, field, values


class Subject(Protocol):
    """What every guard and permission may read; an ORM object and a row of queries.py both are one."""

    @property
    def id(self) -> int: ...
    @property
    def state(self) -> str: ...
    @property
    def alliance_id(self) -> int: ...


S = TypeVar("S", bound=Subject, contravariant=True)
Guard = Callable[[S], "str | None"]


@dataclass(frozen=True, slots=True)
class Move(Generic[S]):
    """One edge of a lifecycle. `plain`: asks nothing, so one button is enough. `by_system`: never a button."""

    name: str
    sources: frozenset[str]
    target: str
    needs: str
    guard: Guard[S]
    plain: bool
    by_system: bool


class Lifecycle(Generic[S]):
    def __init__(self, noun: str, *moves: Move[S], first: str, final: str) -> None:
        self.noun, self.first, self.final = noun, first, frozenset(final.split())
        self.moves = {move.name: move for move in moves}

    @property
    def states(self) -> frozenset[str]:
        return frozenset((self.first,)).union(*({move.target} | move.sources for move in self.moves.values()))

    def open_to(self, subject: S) -> list[Move[S]]:
        return [move for move in self.moves.values() if subject.state in move.sources and not move.by_system]

    def check(self, subject: S, name: str) -> Move[S]:
        move = self.moves[name]
        if subject.state not in move.sources:
            raise Refused("moved.already", noun=self.noun, state=subject.state)
        if reason := move.guard(subject):
            raise Refused(reason)
        return move


def always(subject: Subject) -> None:
    return None


def move(
    name: str, sources: str, target: str, *, needs: str, guard: Guard[S] = always, plain: bool = False, by_system: bool = False
) -> Move[S]:
    return Move(name, frozenset(sources.split()), target, needs, guard, plain, by_system)
