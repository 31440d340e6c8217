"""All seats of a unit over all alliances on one page, at the same cost however many there are."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import actions as accounts
from app.accounts.models import Person
from app.alliances import actions as alliances
from app.alliances.models import Alliance, Organisation, Seat
from app.core import ledger
from app.core.clock import now
from app.core.db import db, writing
from app.meetings import actions as meetings
from app.meetings.models import Meeting
from app.policy import SYSTEM
from app.replies.actions import Said
from app.today.mine import Whose, lines
from tests import make
from tests.house.counting import statements
from tests.meetings import make_meetings
from tests.replies import make_replies
from tests.resolutions import make_resolutions


def serving(many: int) -> tuple[Person, list[Seat]]:
    """A heating company that is a member of so many alliances, with one delegate for all of them."""
    home = make.alliance("联盟01")
    first = make.seat(home, "供热公司", "江可风", "10100000071")
    seats = [first]
    for number in range(2, many + 1):
        other = make.alliance(f"联盟{number:02}")
        with writing():
            unit = db.session.get_one(Organisation, first.organisation_id)
            seat = alliances.add_seat(other, unit, votes=number % 2 == 0, role="member", by=SYSTEM, at=make.AT)
            alliances.name_delegate(seat, make.delegate_of(first), "", by=SYSTEM, at=make.AT)
        seats.append(seat)
    return make.delegate_of(first), seats


def whose(person: Person) -> Whose:
    who = make.actor(person)
    return Whose(who.id, who.organisations, who.seats, who.alliances)


def busy(seat: Seat) -> None:
    """A meeting that the unit has answered, and something that it has to do."""
    alliance = db.session.get_one(Alliance, seat.alliance_id)
    resolution = make_resolutions.resolution(alliance)
    make_resolutions.action(resolution, seat, "供热管道检修", due=date(2026, 12, 1))
    with writing():
        ledger.hold(alliance.id)
        meetings.end(db.session.get_one(Meeting, resolution.meeting_id), None, by=SYSTEM, at=make.later(60))
    meeting = make_meetings.notified(alliance, at=now() - timedelta(days=9), starts_at=now() + timedelta(days=5))
    make_replies.answer(meeting, seat, Said("present"), at=now())


@pytest.mark.parametrize("many", [3, 22])
def test_it_costs_the_same_statements_for_one_alliance_and_for_many(app: Flask, many: int) -> None:
    person, seats = serving(many)
    for seat in seats[:3]:
        busy(seat)
    one = Whose(person.id, frozenset((seats[0].organisation_id,)), frozenset((seats[0].id,)), frozenset((seats[0].alliance_id,)))
    db.session.rollback()
    with statements() as few:
        lines(one, size=1)
    asked = whose(person)
    with statements() as ran:
        found = lines(asked)
    assert (len(found.rows), len(ran), len(few)) == (many, 6, 6)


def test_the_page_names_meeting_answer_and_nearest_action(client: FlaskClient, app: Flask) -> None:
    person, seats = serving(4)
    busy(seats[1])
    html = make.sign_in(client, person, by_phone=True).get("/mine").text
    assert html.index("联盟02") < html.index("现在没有事的") < html.index("联盟01")
    for words in ("出席", "供热管道检修", "1件"):
        assert words in html
    assert "各联盟一览" in client.get("/").text


def test_pieces_follow_each_other_without_a_gap(app: Flask) -> None:
    person, _seats = serving(5)
    asked, names, after = whose(person), [], ""
    for _page in range(3):
        found = lines(asked, after, 2)
        names += [line.name for line in found.rows]
        after = found.after
    assert (names, after) == ([f"联盟{number:02}" for number in range(1, 6)], "")
    assert [len(lines(asked, wrong).rows) for wrong in ("x", "1~", "~", "99999999999~甲", "1~\x00")] == [5] * 5


def test_a_liaison_sees_seats_that_others_sit_on_and_a_stranger_nothing(app: Flask, client: FlaskClient) -> None:
    _person, seats = serving(2)
    busy(seats[0])
    liaison = make.official("liaison", "organisation", seats[0].organisation_id, "钱知微")
    found = lines(whose(liaison))
    assert [(line.name, line.seats[0].delegate, line.seats[0].own) for line in found.rows] == [
        ("联盟01", "江可风", False),
        ("联盟02", "江可风", False),
    ]
    foreign = make.delegate_of(make.seat(make.alliance("别的联盟")))
    assert [line.name for line in lines(whose(foreign)).rows] == ["别的联盟"]
    assert lines(whose(make.administrator())).rows == ()
    assert "您现在不代表任何单位" in make.sign_in(client, make.administrator()).get("/mine").text


def test_a_handler_sees_what_is_to_do_and_no_meetings(app: Flask, client: FlaskClient) -> None:
    _person, seats = serving(1)
    busy(seats[0])
    handler = make.official("handler", "organisation", seats[0].organisation_id)
    with writing():
        accounts.make_link(handler, by=SYSTEM, at=make.AT)
    html = make.sign_in(client, handler, by_phone=True).get("/mine").text
    assert ("供热管道检修" in html, "/meetings/" in html) == (True, False)
