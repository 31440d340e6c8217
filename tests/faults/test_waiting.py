"""Who waits for whom: a sender that stalls holds nothing, and a lock that somebody holds outside is waited for, but not for ever.

Seen to fail: with the write lock taken before the form has come (everybody waits for the slow sender), and without an end to the
waiting for a lock (whoever asks is kept for as long as it is held).
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import closing, contextmanager
from functools import partial

import psycopg
from sqlalchemy import select
from sqlalchemy.engine import make_url

from app.alliances.models import Alliance
from app.core import ledger
from app.core.db import db
from app.meetings.models import AgendaItem, Meeting
from tests import make
from tests.faults.browser import Answer, Fields, SlowSender
from tests.faults.conftest import House
from tests.meetings import make_meetings

PROMPT = 2.0  # seconds in which everybody else is answered
SHORT, LONG = 1.0, 12.0  # seconds for which a lock is held; an answer may wait at two doors, five seconds at each
SENDERS = 3
NOTHING_SAVED = "刚才的操作没有保存"


class Desk:
    """A secretary with the page of a meeting open, where agenda items are added."""

    def __init__(self, house: House, of: Alliance) -> None:
        self.meeting: Meeting = make_meetings.meeting(of, "错时停车")
        self.browser = house.browser(make.secretary(of))
        self.page = f"/meetings/{self.meeting.id}"
        self.path = f"{self.page}/items"

    def form(self, title: str) -> Fields:
        return self.browser.form(self.page, self.path) | {"title": title, "summary": "说明" * 200}

    def send(self, fields: Fields) -> Answer:
        return self.browser.send(self.path, fields)

    def titles(self) -> list[str]:
        db.session.rollback()
        statement = select(AgendaItem.title).where(AgendaItem.meeting_id == self.meeting.id, AgendaItem.title != "错时停车")
        return sorted(db.session.scalars(statement))


# -- a slow sender -----------------------------------------------------------------------------------------------------


def test_senders_that_stall_in_the_middle_of_a_form_keep_nobody_waiting(house: House) -> None:
    alliance = make.alliance()
    desk, others = Desk(house, alliance), [Desk(house, alliance), Desk(house, make.alliance())]
    with SlowSender(desk.browser, desk.path, desk.form("慢")) as slow:
        with SlowSender(desk.browser, desk.path, desk.form("断线")):
            waits = [seconds for number in range(3) for other in others for seconds in _used(other, f"第{number}个")]
        assert [seconds for seconds in waits if seconds > PROMPT] == []
        assert desk.titles() == []
        slow.send_rest()
        status, location = slow.answer()
    assert (status, location.partition("#")[0]) == (303, desk.page)
    assert desk.titles() == ["慢"]
    assert [other.titles() for other in others] == [["第0个", "第1个", "第2个"]] * 2
    assert list(ledger.verify()) == []


def _used(desk: Desk, title: str) -> Iterator[float]:
    """Seconds for a page, and for a form."""
    yield desk.browser.get(desk.page).seconds
    answer = desk.send(desk.form(title))
    assert answer.status == 303
    yield answer.seconds


# -- a lock held outside -----------------------------------------------------------------------------------------------


@contextmanager
def lock_held(house: House, of: Alliance) -> Iterator[None]:
    """Somebody with a tool of the database holds what every writer of this alliance needs."""
    alliance_id = of.id
    db.session.rollback()
    if house.database.startswith("sqlite"):
        with closing(sqlite3.connect(str(make_url(house.database).database), isolation_level=None, timeout=10)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            yield
            holder.execute("ROLLBACK")
    else:
        with psycopg.connect(house.database.replace("postgresql+psycopg", "postgresql")) as holding:
            holding.execute("SELECT id FROM chain WHERE id = %s FOR UPDATE", (alliance_id,))
            yield
            holding.rollback()


def test_a_lock_held_for_a_second_is_waited_for(house: House) -> None:
    alliance = make.alliance()
    desk = Desk(house, alliance)
    forms = [desk.form(f"第{number}个") for number in range(SENDERS)]
    with ThreadPoolExecutor(SENDERS) as pool:
        with lock_held(house, alliance):
            sent = [pool.submit(partial(desk.send, form)) for form in forms]
            time.sleep(SHORT)
            assert not any(one.done() for one in sent)
        assert [one.result().status for one in sent] == [303] * SENDERS
    assert desk.titles() == ["第0个", "第1个", "第2个"]


def test_a_lock_held_for_longer_is_answered_with_nothing_saved_and_the_same_form_works_afterwards(house: House) -> None:
    alliance = make.alliance()
    desk = Desk(house, alliance)
    forms = [desk.form(f"第{number}个") for number in range(SENDERS)]
    with ThreadPoolExecutor(SENDERS) as pool, lock_held(house, alliance):
        began = time.monotonic()
        sent = [pool.submit(partial(desk.send, form)) for form in forms]
        assert desk.browser.get(desk.page).seconds < PROMPT  # who only reads does not wait
        assert wait(sent, timeout=LONG - (time.monotonic() - began)).not_done == set(), "still waiting for the lock"
    answers = [one.result() for one in sent]
    assert [(answer.status, NOTHING_SAVED in answer.text) for answer in answers] == [(503, True)] * SENDERS
    assert desk.titles() == []
    assert [desk.send(form).status for form in forms] == [303] * SENDERS
    assert desk.titles() == ["第0个", "第1个", "第2个"]
    assert list(ledger.verify()) == []
