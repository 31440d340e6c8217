"""The versions of all chains, as this process knows them: one small read, at most four times a second, whoever asks."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping

from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from app.core.clock import monotonic
from app.core.db import Busy
from app.core.ledger import Chain

FRESH = 0.25  # seconds
REST = 1.0  # seconds without a try after a database that did not answer
log = logging.getLogger(__name__)
_columns = Chain.__table__.c
STATEMENT = select(_columns.id, _columns.version)


class Versions:
    """One thread at a time reads, and nobody waits for it: the others answer from what was known a moment ago."""

    def __init__(self, engine: Callable[[], Engine]) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._known: Mapping[int, int] = {}
        self._next = 0.0
        self.reads = 0
        self.away = False

    def known(self) -> Mapping[int, int]:
        """Chain id -> version; empty until the first read has succeeded."""
        if monotonic() >= self._next and self._lock.acquire(blocking=False):
            try:
                self._read()
            finally:
                self._lock.release()
        return self._known

    def _read(self) -> None:
        if monotonic() < self._next:
            return
        try:
            with self._engine().connect() as connection:
                self._known = {row.id: row.version for row in connection.execute(STATEMENT)}
        except (SQLAlchemyError, Busy, OSError):
            if not self.away:
                log.exception("the live poll cannot read the database")
            self.away, self._next = True, monotonic() + REST
            return
        self.reads += 1
        self.away, self._next = False, monotonic() + FRESH
