"""现场码: this person, this meeting, this telephone; five tries; over two hours after the meeting."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import actions as accounts
from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.core import chance, ledger
from app.core.db import db, writing
from app.core.lifecycle import Refused
from app.meetings import actions, hall_codes
from app.meetings.models import HallCode, Meeting
from app.policy import SYSTEM
from tests import make
from tests.make import AT, later
from tests.meetings import make_meetings as made


@pytest.fixture
def alliance(any_app: Flask) -> Alliance:
    return make.alliance("鹤鸣里社区党建联盟")


@pytest.fixture
def seat(alliance: Alliance) -> Seat:
    return make.seat(alliance, "区水文站", "程以宁")


@pytest.fixture
def meeting(alliance: Alliance, seat: Seat) -> Meeting:
    return made.running(alliance)


def phone_of(person: Person, kind: str = "phone") -> int:
    with writing():
        row, _token = accounts.start_sign_in(person.id, kind, AT, timedelta(days=90))
        db.session.flush()
        return row.id


def slip(meeting: Meeting, person: Person) -> str:
    with writing():
        return hall_codes.make_codes(meeting, [person.id], by=SYSTEM, at=AT)[0].code


def enter(meeting: Meeting, person: Person, signin: int, typed: str, minutes: float = 1) -> str | None:
    with writing():
        return hall_codes.enter(meeting, person.id, signin, typed, by=make.actor(person), at=later(minutes))


def lifted(meeting: Meeting, person: Person, signin: int, minutes: float = 2) -> bool:
    return hall_codes.lifted(signin, person.id, meeting.id, later(minutes))


def test_the_right_code_lifts_this_telephone_for_this_meeting_only(meeting: Meeting, alliance: Alliance, seat: Seat) -> None:
    person = make.delegate_of(seat)
    phone, other_phone, next_meeting = phone_of(person), phone_of(person), made.running(alliance)
    code = slip(meeting, person)
    assert lifted(meeting, person, phone) is False
    assert enter(meeting, person, phone, f" {code[:3]} {code[3:]}") is None
    assert [lifted(meeting, person, phone), lifted(meeting, person, other_phone), lifted(next_meeting, person, phone)] == [
        True,
        False,
        False,
    ]
    assert enter(meeting, person, phone, code) is None
    assert enter(meeting, person, other_phone, code) == "code.used"
    assert list(ledger.verify()) == []


def test_a_code_is_no_other_persons_and_a_password_needs_none(meeting: Meeting, alliance: Alliance, seat: Seat) -> None:
    person, other = make.delegate_of(seat), make.delegate_of(make.seat(alliance))
    desk, phone, others = phone_of(person, "password"), phone_of(person), phone_of(other)
    code = slip(meeting, person)
    assert enter(meeting, other, others, code) == "code.none"
    assert [lifted(meeting, person, desk), lifted(meeting, person, phone), lifted(meeting, other, desk)] == [True, False, False]


def test_five_wrong_tries_stop_a_code_and_a_new_one_starts_again(meeting: Meeting, seat: Seat) -> None:
    person = make.delegate_of(seat)
    phone, code = phone_of(person), slip(meeting, person)
    wrong = f"{(int(code) + 1) % 1_000_000:06}"
    assert [enter(meeting, person, phone, wrong) for _try in range(5)] == ["code.wrong"] * 4 + ["code.tries"]
    assert enter(meeting, person, phone, code) == "code.tries"
    assert hall_codes.state_for(meeting.id, person.id) == "stopped"
    assert enter(meeting, person, phone, slip(meeting, person)) is None
    assert (lifted(meeting, person, phone), hall_codes.state_for(meeting.id, person.id)) == (True, "used")


def test_a_new_slip_ends_the_old_one_and_what_it_lifted(meeting: Meeting, seat: Seat) -> None:
    person = make.delegate_of(seat)
    phone, first = phone_of(person), slip(meeting, person)
    enter(meeting, person, phone, first)
    second = slip(meeting, person)
    assert lifted(meeting, person, phone) is False
    assert enter(meeting, person, phone, second) is None


def test_a_code_ends_two_hours_after_the_meeting(meeting: Meeting, seat: Seat) -> None:
    person = make.delegate_of(seat)
    phone, code = phone_of(person), slip(meeting, person)
    with writing():
        actions.end(meeting, None, by=SYSTEM, at=later(60))
    assert enter(meeting, person, phone, code, minutes=179) is None
    assert [lifted(meeting, person, phone, minutes) for minutes in (180, 180.1)] == [True, False]
    with pytest.raises(Refused) as refused, writing():
        hall_codes.make_codes(meeting, [person.id], by=SYSTEM, at=later(181))
    assert refused.value.reason == "code.over"


def test_codes_are_for_those_who_speak_for_a_voting_member(meeting: Meeting, alliance: Alliance, seat: Seat) -> None:
    watcher = make.seat(alliance, "城管中队", "冯望舒", votes=False)
    assert [(one.name, one.organisation, one.state) for one in hall_codes.holders(meeting)] == [("程以宁", "区水文站", "")]
    with pytest.raises(Refused) as refused, writing():
        hall_codes.make_codes(meeting, [make.delegate_of(watcher).id, 7], by=SYSTEM, at=AT)
    assert refused.value.reason == "code.nobody"


def test_the_database_holds_no_code_in_clear(meeting: Meeting, seat: Seat) -> None:
    person = make.delegate_of(seat)
    code = slip(meeting, person)
    row = db.session.scalars(select(HallCode)).one()
    entries = db.session.scalars(select(ledger.Entry.body)).all()
    assert (len(row.code_hash), code in row.code_hash, [body for body in entries if f'"{code}"' in body]) == (64, False, [])


def test_the_same_digits_are_stored_differently_for_every_person_and_meeting(meeting: Meeting, alliance: Alliance, seat: Seat) -> None:
    other, next_meeting = make.delegate_of(make.seat(alliance)), made.running(alliance)
    codes = []
    for where, person in ((meeting, make.delegate_of(seat)), (next_meeting, make.delegate_of(seat)), (next_meeting, other)):
        with chance.repeatable(7):
            codes.append(slip(where, person))
    hashes = set(db.session.scalars(select(HallCode.code_hash)))
    assert (len(set(codes)), len(hashes)) == (1, 3)
