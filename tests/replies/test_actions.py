"""One answer stands, the older ones are kept; what was announced is what one tap takes; nobody is checked in by an answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from app.core import ledger
from app.core.db import db, writing
from app.core.ledger import Entry
from app.core.lifecycle import Refused
from app.meetings import actions as meetings
from app.meetings.actions import Mark
from app.meetings.queries import attendees
from app.policy import SYSTEM
from app.replies import actions, queries
from app.replies.actions import Said
from app.replies.models import Reply, ReplyTry
from app.rulecards.rules import complete
from tests import make
from tests.meetings import make_meetings as made
from tests.replies import make_replies
from tests.replies.make_replies import MORNING, STARTS, answer, ask, called, expected, replies, standing

STAND_IN = Said("stand_in", name="温如玉", phone="0061")
KEY = "a key"


def test_the_newest_answer_stands_and_the_history_is_kept(any_app: Flask) -> None:
    alliance = make.alliance()
    seat = make.seats(alliance, 2)[0]
    meeting = called(alliance)
    for said in (Said("present"), Said("apology", reason="出差"), STAND_IN, STAND_IN):
        answer(meeting, seat, said)
    assert [(one.answer, one.ended_at is None) for one in replies(meeting)] == [("present", False), ("apology", False), ("stand_in", True)]
    assert standing(meeting) == [("stand_in", "温如玉")]
    assert db.session.scalar(select(func.count()).select_from(Entry).where(Entry.verb == "reply.give")) == 3
    with pytest.raises(IntegrityError), writing():  # the database would not let two stand
        twin = Reply(alliance_id=alliance.id, meeting_id=meeting.id, seat_id=seat.id, answer="present", via="own", confirmed=True)
        twin.for_start = twin.at = MORNING
        db.session.add(twin)
        db.session.flush()


def test_what_was_answered_stands_on_the_list_and_checks_nobody_in(app: Flask) -> None:
    alliance = make.alliance()
    seats = make.seats(alliance, 3)
    meeting = called(alliance)
    for seat, said in zip(seats, (Said("present"), Said("apology"), STAND_IN), strict=True):
        answer(meeting, seat, said)
    assert [expected(meeting, seat) for seat in seats] == [
        ("expected", "", False, "reply"),
        ("apology", "", False, "reply"),
        ("expected", "温如玉", True, "reply"),
    ]
    answer(meeting, seats[1], Said("present"))
    assert expected(meeting, seats[1]) == ("expected", "", False, "reply")


def test_one_tap_takes_the_announced_stand_in_even_where_the_card_wants_them_named_beforehand(app: Flask) -> None:
    alliance = make.alliance()
    first, second, third = make.seats(alliance, 3)
    meeting = called(alliance)
    answer(meeting, first, STAND_IN)
    answer(meeting, second, Said("stand_in", name="卓清和"))
    with writing():
        meeting.snapshot = {**complete(meeting.snapshot or {}), "stand_ins": False}
        actions.record("meeting.update", meeting, by=SYSTEM, at=MORNING)
    with writing():
        meetings.mark(meeting, first, Mark("present"), by=SYSTEM, at=STARTS)
        with pytest.raises(Refused):
            meetings.mark(meeting, third, Mark("present", stand_in="路人"), by=SYSTEM, at=STARTS)
        assert meetings.mark_all(meeting, by=SYSTEM, at=STARTS) == 0
    assert [made.row(meeting, seat).person_name for seat in (first, second)] == ["温如玉", "卓清和"]
    assert [made.row(meeting, seat).stand_in for seat in (first, second, third)] == [True, True, False]


def test_a_tick_taken_back_leaves_who_was_announced(app: Flask) -> None:
    alliance = make.alliance()
    seat = make.seats(alliance, 2)[0]
    meeting = called(alliance)
    answer(meeting, seat, STAND_IN)
    for status in ("present", "expected"):
        with writing():
            meetings.mark(meeting, seat, Mark(status), by=SYSTEM, at=STARTS)
    assert expected(meeting, seat) == ("expected", "温如玉", True, "reply")
    with writing():
        meetings.start(meeting, None, by=SYSTEM, at=STARTS)
        meetings.end(meeting, None, by=SYSTEM, at=STARTS + timedelta(hours=1))
    assert expected(meeting, seat)[:3] == ("expected", "", False)  # who stayed away is not listed by name
    assert [(one.name, one.phone) for one in replies(meeting)] == [("温如玉", "")]  # and the number was for the day


def test_an_answer_to_another_time_is_none(app: Flask) -> None:
    alliance = make.alliance()
    seats = make.seats(alliance, 2)
    meeting = called(alliance)
    answer(meeting, seats[0], STAND_IN)
    with writing():
        meetings.notify(meeting, "同一个时间", reason="改地点", by=SYSTEM, at=MORNING)
    assert standing(meeting) == [("stand_in", "温如玉")]
    with writing():
        meetings.update(meeting, made.plan(STARTS + timedelta(days=1)), by=SYSTEM, at=MORNING)
        meetings.notify(meeting, "改期", reason="停电", by=SYSTEM, at=MORNING)
    assert (standing(meeting), expected(meeting, seats[0])) == ([], ("expected", "", False, ""))


@pytest.mark.parametrize(
    ("said", "later", "reason"),
    [
        (Said("present"), timedelta(days=2), "reply.closed"),
        (Said("maybe"), timedelta(), "reply.answer"),
        (Said("stand_in"), timedelta(), "reply.name_needed"),
    ],
)
def test_what_cannot_be_answered_is_refused(app: Flask, said: Said, later: timedelta, reason: str) -> None:
    alliance = make.alliance()
    seat = make.seats(alliance, 1)[0]
    meeting = called(alliance)
    with pytest.raises(Refused) as refused:
        answer(meeting, seat, said, at=MORNING + later)
    assert (refused.value.reason, replies(meeting)) == (reason, [])


def test_who_is_here_already_and_who_is_on_no_roll_is_refused_and_nothing_is_left_behind(app: Flask) -> None:
    alliance = make.alliance()
    seat = make.seats(alliance, 1)[0]
    meeting = called(alliance)
    newcomer = make.seat(alliance)
    with writing():
        meetings.mark(meeting, seat, Mark("present"), by=SYSTEM, at=STARTS)
    for who, reason in ((seat, "reply.here"), (newcomer, "reply.not_on_roll")):
        with pytest.raises(Refused) as refused:
            answer(meeting, who, Said("present"), via="phone", at=STARTS)
        assert (refused.value.reason, replies(meeting)) == (reason, [])


# -- by the group's link -----------------------------------------------------------------------------------------------


def test_an_unknown_answer_waits_moves_nothing_and_counts_with_one_tap(app: Flask) -> None:
    alliance = make.alliance()
    seat = make.seats(alliance, 2)[0]
    meeting = called(alliance)
    first = ask(meeting, seat, STAND_IN)
    assert ask(meeting, seat, STAND_IN).id == first.id
    assert (standing(meeting), expected(meeting, seat), queries.waiting(meeting.id)) == ([], ("expected", "", False, ""), 1)
    with writing():
        actions.confirm(db.session.get_one(Reply, first.id), by=SYSTEM, at=MORNING)
    assert (standing(meeting), expected(meeting, seat)[1], queries.waiting(meeting.id)) == ([("stand_in", "温如玉")], "温如玉", 0)
    second = ask(meeting, seat, Said("apology", said_by="路人"))
    with writing():
        actions.dismiss(db.session.get_one(Reply, second.id), by=SYSTEM, at=MORNING)
    assert (standing(meeting), queries.waiting(meeting.id)) == ([("stand_in", "温如玉")], 0)
    for verb in (actions.confirm, actions.dismiss):
        with pytest.raises(Refused), writing():
            verb(db.session.get_one(Reply, second.id), by=SYSTEM, at=MORNING)


def test_five_wrong_digits_and_nobody_is_known_until_the_secretary_confirms(any_app: Flask) -> None:
    alliance = make.alliance()
    seat = make.seat(alliance, phone="10000090001")
    meeting = called(alliance)

    def known(digits: str) -> bool:
        with writing():
            ledger.hold(alliance.id)
            return actions.known_by(meeting, seat, digits, KEY, at=MORNING) is not None

    assert [known(digits) for digits in ("0001", "1111", "1111", "1111", "0001")] == [True, False, False, False, True]
    assert db.session.scalars(select(ReplyTry.tries)).one() == 1  # the same wrong digits tell nobody anything new
    assert [known(digits) for digits in ("2222", "3333", "4444", "5555", "0001")] == [False] * 5
    waiting = ask(meeting, seat, Said("present", said_by="代表本人"))
    with writing():
        actions.confirm(db.session.get_one(Reply, waiting.id), by=SYSTEM, at=MORNING)
    assert known("0001") is True


def test_a_unit_without_a_number_on_the_roster_knows_nobody(app: Flask) -> None:
    alliance = make.alliance()
    seat = make_replies.silent(alliance)
    meeting = called(alliance)
    with writing():
        assert [actions.known_by(meeting, seat, digits, KEY, at=MORNING) for digits in ("", "0000")] == [None, None]


def test_the_chain_tells_it_without_numbers_of_telephones(app: Flask) -> None:
    alliance = make.alliance()
    seat = make.seats(alliance, 1)[0]
    meeting = called(alliance)
    answer(meeting, seat, Said("stand_in", name="温如玉", phone="13800007777"))
    told = "".join(f"{entry.body}{entry.words}" for entry in db.session.scalars(select(Entry)))
    assert ("13800007777" in told, "7777" in told, "温如玉" in told) == (False, False, True)
    assert list(ledger.verify()) == []


# -- what the answers mean ---------------------------------------------------------------------------------------------


def test_the_forecast_counts_who_will_come(app: Flask) -> None:
    alliance = make.alliance()
    seats = make.seats(alliance, 6)
    make.seat(alliance, votes=False)
    meeting = called(alliance)
    for seat, said in zip(seats[:3], (Said("present"), Said("apology"), STAND_IN), strict=True):
        answer(meeting, seat, said)
    with writing():
        meetings.give_letter(meeting, meetings.Authority(seats[3].id, seats[0].id), by=SYSTEM, at=MORNING)
    told = queries.forecast(meeting, attendees(meeting))
    assert (told.coming, told.stand_ins, told.lettered, told.apologies, told.waiting) == (1, 1, 1, 1, 2)
    assert (told.required, told.enough, told.missing) == (4, False, 1)
    answer(meeting, seats[4], Said("present"))
    assert queries.forecast(meeting, attendees(meeting)).enough is True
