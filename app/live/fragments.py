"""The fragments that everybody of an audience gets alike: rendered once a version in each process, and handed out to all."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from flask import render_template

from app.core.clock import monotonic
from app.core.db import db
from app.live.queries import epoch_of
from app.live.seen import seen
from app.meetings.models import Meeting
from app.meetings.rules import ITEM_STATES, REGIME_WORDS

MOST_MEETINGS = 1000
CITY_SECONDS = 5.0  # how long an epoch may be used although the city's chain moved: every sign-in of anybody moves it
NEXT = "@@next@@"  # where the fragment names the address that is asked next


@dataclass(frozen=True, slots=True)
class Fragment:
    """`over`: nothing will move any more, so the element asks for nothing."""

    version: int
    marks: str
    over: bool
    html: str

    def asking(self, url: str) -> str:
        return self.html.replace(NEXT, url)


@dataclass(slots=True)
class Watched:
    """One meeting as this process knows it. `versions`: of the alliance's chain and the city's when the epoch was read."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    versions: tuple[int, int] = (-1, -1)
    epoch: str = ""
    looked: float = 0.0
    fragments: dict[tuple[str, str], Fragment] = field(default_factory=dict)

    def epoch_holds(self, versions: tuple[int, int]) -> bool:
        if self.versions[0] < versions[0] or not self.epoch:
            return False
        return self.versions[1] >= versions[1] or monotonic() < self.looked + CITY_SECONDS


class Fragments:
    def __init__(self) -> None:
        self._watched: dict[int, Watched] = {}
        self.renders = 0

    def of(self, meeting_id: int) -> Watched:
        watched = self._watched.get(meeting_id)
        if watched is None:
            while len(self._watched) >= MOST_MEETINGS:  # whoever is still looked at comes back by itself
                oldest, *_others = self._watched
                self._watched.pop(oldest, None)
            watched = self._watched.setdefault(meeting_id, Watched())
        return watched

    def held(self, meeting_id: int, audience: str, language: str, versions: tuple[int, int]) -> tuple[str, Fragment] | None:
        """Epoch and fragment, where neither is older than `versions`."""
        watched = self.of(meeting_id)
        fragment = watched.fragments.get((audience, language))
        if fragment is None or fragment.version < versions[0] or not watched.epoch_holds(versions):
            return None
        return watched.epoch, fragment

    def made(
        self, meeting_id: int, audience: str, language: str, versions: tuple[int, int], patience: float, make: Callable[[], Meeting | None]
    ) -> tuple[str, Fragment] | None:
        """The same, made now by one thread while the others wait for it; None where that takes longer than `patience` seconds.

        Runs inside a request context of `language`. `make` loads the meeting (None: there is none)."""
        watched = self.of(meeting_id)
        if not watched.lock.acquire(timeout=patience):
            return None
        try:
            if found := self.held(meeting_id, audience, language, versions):
                return found
            meeting = make()
            return self._made(watched, meeting, audience, language, versions) if meeting is not None else None
        finally:
            watched.lock.release()

    def _made(self, watched: Watched, meeting: Meeting, audience: str, language: str, versions: tuple[int, int]) -> tuple[str, Fragment]:
        if not watched.epoch_holds(versions):
            watched.epoch = epoch_of(meeting.id, meeting.alliance_id)
            watched.versions, watched.looked = versions, monotonic()
        fragment = watched.fragments.get((audience, language))
        if fragment is None or fragment.version < versions[0]:
            fragment = rendered(meeting, audience, versions[0])
            watched.fragments[audience, language] = fragment
            self.renders += 1
        return watched.epoch, fragment


def rendered(meeting: Meeting, audience: str, version: int) -> Fragment:
    """In the language of the request. `version` was read before, so the fragment is never older than it says."""
    sight = seen(meeting)
    template = "live/_screen.html" if audience == "screen" else "live/_strip.html"
    words = {"regimes": REGIME_WORDS, "item_states": ITEM_STATES}
    html = render_template(template, seen=sight, next="" if sight.over else NEXT, **words)
    return Fragment(version, sight.marks, sight.over, html.strip())


def load(meeting_id: int) -> Meeting | None:
    return db.session.get(Meeting, meeting_id)
