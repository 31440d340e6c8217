"""The same thing sent twice or by two people at the same moment, to several processes: one row, one entry, and the second sees what is.

Each was seen to fail: without the claim of the once-key in core/once.py a double tap adds eight items, and a form sent again another
one. On PostgreSQL without `take` in core/web.py (nobody holds the alliance, nothing is read again) two check in for one seat and the
second text covers the first; without the comparison of states in core/perform.py as well both acknowledge. On SQLite without the gate.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from functools import partial

from bs4 import BeautifulSoup
from sqlalchemy import func, select

from app.accounts.models import Person
from app.alliances import actions as alliances
from app.alliances.models import Alliance, Seat
from app.alliances.people import person_for
from app.core import ledger
from app.core.clock import now
from app.core.db import db, writing
from app.core.ledger import Entry
from app.meetings.models import AgendaItem
from app.policy import SYSTEM
from tests import make
from tests.ballots import make_ballots
from tests.ballots.make_ballots import Room
from tests.faults.browser import PATIENCE, Answer, Fields, SlowSender, at_once
from tests.faults.conftest import House
from tests.meetings import make_meetings
from tests.resolutions import make_resolutions

TAPS = 8
TEXTS = ("甲单位开放60个车位", "乙单位负责登记和抽签")


def room() -> Room:
    """A meeting that runs, four members, nobody checked in."""
    return make_ballots.room(4, 0, at=now() - timedelta(minutes=20))


def statuses(answers: Sequence[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


def entries(alliance: Alliance, verb: str) -> Counter[str]:
    """How often each subject has this entry."""
    db.session.rollback()
    return Counter(db.session.scalars(select(Entry.subject).where(Entry.chain_id == alliance.id, Entry.verb == verb)))


def items(of: Room) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(AgendaItem).where(AgendaItem.meeting_id == of.meeting.id)) or 0


# -- double taps -------------------------------------------------------------------------------------------------------


def new_item(house: House, of: Room, title: str) -> tuple[list[Answer], str, Fields]:
    """The form for an agenda item sent from eight connections at once."""
    browser = house.browser(of.person)
    page = f"/meetings/{of.meeting.id}"
    form = browser.form(page, f"{page}/items") | {"title": title}
    return at_once(of.alliance.id, [partial(browser.send, f"{page}/items", form)] * TAPS), f"{page}/items", form


def test_a_form_tapped_eight_times_at_once_is_done_once_and_answered_eight_times(house: House) -> None:
    of = room()
    before = items(of)
    answers, _path, _form = new_item(house, of, "楼道照明")
    made = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == of.meeting.id, AgendaItem.title == "楼道照明")).one()
    address = f"/meetings/{of.meeting.id}#item-{made.id}"
    assert [(answer.status, answer.location) for answer in answers] == [(303, address)] * TAPS
    assert items(of) == before + 1
    assert entries(of.alliance, "item.add")[f"agenda_item:{made.id}"] == 1
    assert list(ledger.verify()) == []


def test_a_page_reached_by_back_and_sent_again_gets_the_first_answer_and_adds_nothing(house: House) -> None:
    of = room()
    answers, path, form = new_item(house, of, "楼道照明")
    other_computer = house.browser(of.person)
    again = [house.browser(of.person).send(path, form | _token(other_computer.form(f"/meetings/{of.meeting.id}", path)))]
    assert [answer.status for answer in again] == [400]  # a token of another browser is refused, whatever the key
    before, told = items(of), entries(of.alliance, "item.add")
    browser = house.browser(of.person)
    back = browser.send(path, form | _token(browser.form(f"/meetings/{of.meeting.id}", path)))
    assert (back.status, back.location) == (303, answers[0].location)
    assert (items(of), entries(of.alliance, "item.add")) == (before, told)


def test_a_form_whose_answer_got_lost_and_that_is_sent_again_is_answered_and_not_done_again(house: House) -> None:
    of = room()
    before, path, browser = items(of), f"/meetings/{of.meeting.id}/items", house.browser(of.person)
    form = browser.form(f"/meetings/{of.meeting.id}", path) | {"title": "楼道照明"}
    with writing():
        ledger.hold(of.alliance.id)
        with SlowSender(browser, path, form) as gone:
            gone.send_rest()
            time.sleep(0.8)  # hangs up while the server still works at it
    deadline = time.monotonic() + PATIENCE
    while items(of) == before and time.monotonic() < deadline:
        time.sleep(0.05)
    made = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == of.meeting.id, AgendaItem.title == "楼道照明")).one()
    again = browser.send(path, form)
    assert (again.status, again.location) == (303, f"/meetings/{of.meeting.id}#item-{made.id}")
    assert items(of) == before + 1


def test_a_page_reached_by_back_and_changed_before_it_is_sent_is_something_new(house: House) -> None:
    of = room()
    path, browser, before = f"/meetings/{of.meeting.id}/items", house.browser(of.person), items(of)
    form = browser.form(f"/meetings/{of.meeting.id}", path)
    answers = [browser.send(path, form | {"title": title}) for title in ("楼道照明", "楼道堆物", "楼道堆物")]
    assert [answer.status for answer in answers] == [303] * 3
    assert answers[0].location != answers[1].location == answers[2].location
    assert items(of) == before + 2


def _token(form: Fields) -> Fields:
    return {"csrf_token": form["csrf_token"]}


# -- one seat, one action, two browsers --------------------------------------------------------------------------------


def test_a_delegate_with_two_browsers_checks_in_once(house: House) -> None:
    of = room()
    people = [make.delegate_of(seat) for seat in of.seats]
    answers = check_in(house, of, [(seat, person) for seat, person in zip(of.seats, people, strict=True) for _browser in range(2)])
    assert [answer.status for answer in answers] == [303] * 8
    assert sorted(entries(of.alliance, "attendance.check_in").values()) == [1] * 4
    assert sorted(arrived(of)) == sorted((seat.id, person.id) for seat, person in zip(of.seats, people, strict=True))


def test_a_delegate_and_a_stand_in_at_the_same_moment_take_the_seat_once_and_the_second_sees_who_came(house: House) -> None:
    of = room()
    pairs = [(seat, person) for seat in of.seats for person in (make.delegate_of(seat), stand_in(seat))]
    answers = check_in(house, of, pairs)
    assert [statuses(answers[at : at + 2]) for at in range(0, 8, 2)] == [{303: 1, 409: 1}] * 4
    assert sorted(entries(of.alliance, "attendance.check_in").values()) == [1] * 4
    winners = [person for (_seat, person), answer in zip(pairs, answers, strict=True) if answer.status == 303]
    assert sorted(person_id for _seat, person_id in arrived(of)) == sorted(person.id for person in winners)
    for place, answer in enumerate(answers):
        if answer.status == 409:
            assert f"{winners[place // 2].name}已签到" in answer.text
    assert list(ledger.verify()) == []


def stand_in(seat: Seat) -> Person:
    with writing():
        ledger.hold(seat.alliance_id)
        person = person_for(seat, f"代会人{seat.id}", "", by=SYSTEM, at=make.AT)
        alliances.name_stand_in(seat, person, "", by=SYSTEM, at=make.AT)
    return person


def check_in(house: House, of: Room, pairs: Sequence[tuple[Seat, Person]]) -> list[Answer]:
    """Everybody has the page open in a browser of an own, then all tap at once."""
    page, taps = f"/meetings/{of.meeting.id}", []
    for seat, person in pairs:
        browser, path = house.browser(person, by_phone=True), f"{page}/seats/{seat.id}/check-in"
        taps.append(partial(browser.send, path, browser.form(page, path)))
    answers = at_once(of.alliance.id, taps)
    db.session.rollback()
    return answers


def arrived(of: Room) -> list[tuple[int, int]]:
    rows = [make_meetings.row(of.meeting, seat) for seat in of.seats]
    return [(row.seat_id or 0, row.person_id or 0) for row in rows if row.status == "present"]


def test_an_action_acknowledged_twice_at_once_is_acknowledged_once(house: House) -> None:
    alliance = make.alliance()
    lead = make.seat(alliance)
    decided = make_resolutions.resolution(alliance)
    tasks = [make_resolutions.action(decided, lead, f"第{number}件事") for number in range(3)]
    delegate, taps = make.delegate_of(lead), []
    for task in (task for task in tasks for _browser in range(2)):
        browser, path = house.browser(delegate, by_phone=True), f"/actions/{task.id}/acknowledge"
        taps.append(partial(browser.send, path, browser.form(f"/actions/{task.id}", path)))
    answers = at_once(alliance.id, taps)
    assert [statuses(answers[at : at + 2]) for at in range(0, 6, 2)] == [{303: 1, 409: 1}] * 3
    assert entries(alliance, "action.acknowledge") == {f"action:{task.id}": 1 for task in tasks}
    assert all("/acknowledge" not in answer.text for answer in answers if answer.status == 409)  # the button is gone
    assert [(task.state, task.acknowledged_by) for task in tasks] == [("acknowledged", delegate.name)] * 3
    assert list(ledger.verify()) == []


# -- two texts ---------------------------------------------------------------------------------------------------------


def test_two_secretaries_write_the_same_points_at_once_and_no_text_is_lost(house: House) -> None:
    of = room()
    for _race in range(3):
        one, other = agreed_by_two(house, of)
        kept, lost = (0, 1) if one.status == 303 else (1, 0)
        refused = (one, other)[lost]
        assert statuses((one, other)) == {303: 1, 409: 1}
        shown = [area.get_text().strip() for area in BeautifulSoup(refused.text, "html.parser").select(f"#item-{of.item.id} textarea")]
        assert {TEXTS[kept], TEXTS[lost]} <= set(shown)  # the saved one, and the typed one to be merged into it
        db.session.rollback()
        assert of.item.agreed == TEXTS[kept]
    assert entries(of.alliance, "item.agree") == {f"agenda_item:{of.item.id}": 3}
    assert list(ledger.verify()) == []


def agreed_by_two(house: House, of: Room) -> list[Answer]:
    page = f"/meetings/{of.meeting.id}"
    path, sent = f"{page}/items/{of.item.id}/agreed", []
    for words in TEXTS:
        browser = house.browser(make.secretary(of.alliance))
        sent.append(partial(browser.send, path, browser.form(f"{page}?item={of.item.id}", path) | {"agreed": words}))
    return at_once(of.alliance.id, sent)
