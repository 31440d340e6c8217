"""Drafting, confirming and weighing, on both databases; what a meeting keeps of the card."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert

from app.alliances.models import Seat
from app.core import ledger
from app.core.db import db, writing
from app.core.lifecycle import Refused
from app.core.perform import record
from app.meetings import presence
from app.meetings.actions import notice_is_late
from app.policy import SYSTEM
from app.rulecards import actions
from app.rulecards.actions import Confirmation
from app.rulecards.models import CITY, RuleCard, card_of
from app.rulecards.queries import cards
from app.rulecards.rules import DEFAULT, complete
from app.settings.models import Decision
from tests import make
from tests.make import AT, later
from tests.meetings import make_meetings
from tests.rulecards import make_cards
from tests.rulecards.make_cards import CONVENER, quorum, share


def why(act: Any) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused, writing():
        act()
    return refused.value.reason, refused.value.field


def test_the_alliances_card_stands_before_the_citys_and_that_before_the_default(any_app: Flask) -> None:
    alliance, other = make.alliance(), make.alliance()
    assert card_of(alliance.id) == complete({})
    make_cards.confirmed(CITY, quorum=quorum(3, 4))
    assert (card_of(alliance.id)["quorum"], card_of(CITY)["quorum"]) == (quorum(3, 4), quorum(3, 4))
    make_cards.confirmed(alliance.id, quorum=quorum(1, 2, strict=True))
    assert (card_of(alliance.id)["quorum"], card_of(other.id)["quorum"]) == (quorum(1, 2, strict=True), quorum(3, 4))
    assert list(ledger.verify()) == []


def test_a_draft_counts_for_nothing_until_it_is_confirmed(any_app: Flask) -> None:
    alliance = make.alliance()
    made = make_cards.drafted(alliance.id, letters=2)
    assert (made.state, made.number, card_of(alliance.id)["letters"]) == ("draft", 1, 1)
    with writing():
        actions.confirm(made, CONVENER, version=made.version, by=SYSTEM, at=later(5))
    assert (made.state, made.confirmed_by, made.confirmed_on, card_of(alliance.id)["letters"]) == (
        "confirmed",
        "郑安澜",
        date(2026, 11, 12),
        2,
    )


def test_a_newer_confirmed_card_takes_the_place_of_the_older_one(any_app: Flask) -> None:
    alliance = make.alliance()
    first = make_cards.confirmed(alliance.id, letters=2)
    second = make_cards.confirmed(alliance.id, at=later(10), letters=3)
    third = make_cards.drafted(alliance.id, at=later(20), letters=4)
    with writing():
        actions.drop(third, by=SYSTEM, at=later(21))
    assert [(row.number, row.state, row.card["letters"]) for row in cards(alliance.id)] == [
        (3, "dropped", 4),
        (2, "confirmed", 3),
        (1, "superseded", 2),
    ]
    assert (first.state, second.state, card_of(alliance.id)["letters"]) == ("superseded", "confirmed", 3)
    assert why(lambda: actions.confirm(third, CONVENER, version=third.version, by=SYSTEM, at=later(22)))[0] == "moved.already"
    assert card_of(alliance.id)["letters"] == 3
    assert list(ledger.verify()) == []


def test_what_somebody_else_changed_meanwhile_is_neither_overwritten_nor_confirmed_unseen(any_app: Flask) -> None:
    alliance = make.alliance()
    made = make_cards.drafted(alliance.id, letters=2)
    with writing():
        actions.draft(alliance.id, make_cards.card(letters=3), version=1, by=SYSTEM, at=later(1))
    assert why(lambda: actions.draft(alliance.id, make_cards.card(letters=4), version=1, by=SYSTEM, at=later(2)))[0] == "card.changed"
    assert why(lambda: actions.draft(alliance.id, make_cards.card(letters=4), version=0, by=SYSTEM, at=later(2)))[0] == "card.changed"
    assert why(lambda: actions.confirm(made, CONVENER, version=1, by=SYSTEM, at=later(2)))[0] == "card.changed"
    assert (made.card["letters"], made.version, made.state) == (3, 2, "draft")


def test_saving_a_draft_as_it_was_changes_nothing(any_app: Flask) -> None:
    alliance = make.alliance()
    made = make_cards.drafted(alliance.id, letters=2)
    again = make_cards.drafted(alliance.id, 1, at=later(5), letters=2)
    assert (again.id, again.version, again.drafted_at) == (made.id, 1, AT)


def test_a_card_that_cannot_stand_is_refused_at_its_field(any_app: Flask) -> None:
    alliance = make.alliance()
    bad = make_cards.card(majority=share(1, 2))
    assert why(lambda: actions.draft(alliance.id, bad, version=0, by=SYSTEM, at=AT)) == ("card.below_its_name", "alliance_majority_num")
    assert cards(alliance.id) == []


def test_a_confirmation_on_paper_has_a_name_and_no_day_to_come(any_app: Flask) -> None:
    alliance = make.alliance()
    made = make_cards.drafted(alliance.id)
    nobody, tomorrow = Confirmation("", date(2026, 11, 12)), Confirmation("郑安澜", date(2026, 11, 13))
    assert why(lambda: actions.confirm(made, nobody, version=1, by=SYSTEM, at=AT)) == ("card.no_name", "confirmed_by")
    assert why(lambda: actions.confirm(made, tomorrow, version=1, by=SYSTEM, at=AT)) == ("card.future", "confirmed_on")


def _decided(name: str, alliance_id: int, value: str) -> None:
    """A row as the settings page wrote it before there were cards."""
    with writing():
        db.session.execute(insert(Decision).values(alliance_id=alliance_id, name=name, value=value, salt="0"))


def test_what_was_decided_before_there_were_cards_goes_on_below_them(any_app: Flask) -> None:
    alliance, other = make.alliance(), make.alliance()
    for name, place, value in (
        ("quorum.num", CITY, "1"),
        ("quorum.den", CITY, "2"),
        ("quorum.strict", alliance.id, "true"),
        ("majority.base", alliance.id, '"present"'),
        ("notice.workdays", alliance.id, "0"),
    ):
        _decided(name, place, value)
    held = card_of(alliance.id)
    assert (held["quorum"], held["rules"]["alliance_majority"]) == (quorum(1, 2, strict=True), share(1, 2, strict=True, base="present"))
    assert (held["notice_workdays"], held["urgent_workdays"]) == (0, 0)
    assert (card_of(other.id)["quorum"], card_of(other.id)["notice_workdays"]) == (quorum(1, 2), 3)
    make_cards.confirmed(CITY)
    assert card_of(alliance.id) == complete({})


def test_a_share_that_nobody_could_reach_is_not_brought_along(any_app: Flask) -> None:
    _decided("quorum.num", CITY, "5")
    _decided("notice.workdays", CITY, "2")
    assert (card_of(CITY)["quorum"], card_of(CITY)["notice_workdays"]) == (DEFAULT["quorum"], 2)


# -- what meetings keep ------------------------------------------------------------------------------------------------


def test_a_change_after_the_notice_does_not_reach_the_meeting(any_app: Flask) -> None:
    alliance = make.alliance()
    make.seats(alliance, 9)
    make_cards.confirmed(alliance.id, quorum=quorum(1, 2, strict=True))
    meeting = make_meetings.notified(alliance)
    kept = dict(meeting.snapshot or {})
    assert (presence.quorum_of(meeting), presence.card(meeting)["quorum"]) == (5, quorum(1, 2, strict=True))
    make_cards.confirmed(alliance.id, at=later(5), quorum=quorum(1, 1), weighted=True, dimensions=["seats", "area"])
    with writing():
        seat = db.session.get_one(Seat, presence.voting_seats(meeting)[0])
        actions.weigh(alliance, {seat.id: (5, 100)}, by=SYSTEM, at=later(6))
    db.session.refresh(meeting)
    assert (meeting.snapshot, presence.quorum_of(meeting)) == (kept, 5)
    later_one = make_meetings.notified(alliance, "别的事")
    assert (presence.quorum_of(later_one), presence.card(later_one)["roll"][0]) == (
        9,
        {"seat": seat.id, "organisation": presence.card(meeting)["roll"][0]["organisation"], "votes": True, "weight": 5, "area": 100},
    )
    assert [line.get("area") for line in presence.card(later_one)["roll"]] == [100, *[0] * 8]


def test_a_snapshot_of_former_times_is_complete(any_app: Flask) -> None:
    alliance = make.alliance()
    make.seats(alliance, 3)
    meeting = make_meetings.notified(alliance)
    with writing():
        meeting.snapshot = {name: (meeting.snapshot or {})[name] for name in ("quorum", "rules", "roll")}
        record("meeting.update", meeting, by=SYSTEM, at=AT)
    held = presence.card(meeting)
    assert {name: held[name] for name in DEFAULT} == complete({})
    assert len(held["roll"]) == 3
    assert set(meeting.snapshot) == {"quorum", "rules", "roll"}


def test_the_notice_period_is_the_cards(any_app: Flask) -> None:
    alliance = make.alliance()
    meeting = make_meetings.meeting(alliance, starts_at=later(60 * 24 * 5))  # Thursday to Tuesday: 3 working days
    assert notice_is_late(meeting, AT) is False
    make_cards.confirmed(alliance.id, notice_workdays=4)
    assert notice_is_late(meeting, AT) is True


# -- votes and areas ---------------------------------------------------------------------------------------------------


def test_weights_are_taken_all_or_none(any_app: Flask) -> None:
    alliance, other = make.alliance(), make.alliance()
    first, second = make.seats(alliance, 2)
    foreign = make.seat(other)
    assert why(lambda: actions.weigh(alliance, {first.id: (2, None), second.id: (-1, None)}, by=SYSTEM, at=AT))[0] == "seat.weight"
    assert why(lambda: actions.weigh(alliance, {first.id: (2, None), second.id: (1, -1)}, by=SYSTEM, at=AT))[0] == "seat.area"
    assert why(lambda: actions.weigh(alliance, {first.id: (2, None), foreign.id: (2, None)}, by=SYSTEM, at=AT))[0] == "seat.gone"
    assert (first.weight, second.weight, foreign.weight) == (None, None, None)
    with writing():
        assert actions.weigh(alliance, {first.id: (0, 128_050), second.id: (1, None)}, by=SYSTEM, at=AT) == 1
    assert [(seat.weight, seat.area) for seat in (first, second)] == [(0, 128_050), (None, None)]
    assert list(ledger.verify()) == []


def test_a_silent_change_of_a_card_is_found(any_app: Flask) -> None:
    made = make_cards.confirmed(make.alliance().id)
    with writing():
        db.session.connection().execute(RuleCard.__table__.update().values(card={**made.card, "letters": 9}))
    assert [broken.what for broken in ledger.verify()] != []
