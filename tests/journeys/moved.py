"""Demo installations on a moved clock, filled through the app's own actions before anything is served."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path

from app.accounts import actions as accounts
from app.accounts import passwords
from app.accounts.models import Person
from app.alliances import actions as alliances
from app.alliances.models import Seat
from app.core import clock
from app.core.db import db, writing
from app.demo.showcase import PASSWORD
from app.policy import SYSTEM
from app.settings.actions import mark_installation
from tests import make
from tests.conftest import make_app


@contextmanager
def filling(instance: Path, template: Path, now: str) -> Iterator[None]:
    """A demo database in `instance`, a copy of the migrated `template` with nothing in it yet; inside its app, while the clock runs on
    from `now` (as LIANXI_NOW)."""
    instance.mkdir()
    with closing(sqlite3.connect(template)) as empty, closing(sqlite3.connect(instance / "lianxi.db")) as copy:
        empty.backup(copy)
    app = make_app(instance, f"sqlite:///{instance / 'lianxi.db'}")
    clock.set_now(now)
    try:
        with app.app_context():
            with writing():
                mark_installation("demo", by=SYSTEM, at=clock.now())
            yield
            db.session.remove()
            db.engine.dispose()
    finally:
        clock.set_now("")


@cache
def _hash() -> str:
    """Hashing is slow on purpose."""
    return passwords.make_hash(PASSWORD)


def with_account(login: str, person: Person) -> None:
    """The password is that of every demo account."""
    with writing():
        accounts.create_account(login, person, _hash(), by=SYSTEM, at=make.AT, must_change=False)


def link_for(seat: Seat) -> tuple[str, str]:
    """(path of the personal link, last four digits) of the seat's delegate."""
    with writing():
        _link, token, _code = alliances.invite(seat, by=SYSTEM, at=make.AT, slip=False)
    return f"/l/{token}", make.delegate_of(seat).phone[-4:]
