"""授权委托书: one hop, so many a holder, event times, and what a letter means for the room, the ballots and the minutes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.ballots import actions as ballots
from app.ballots import casting
from app.ballots.models import Motion, Vote
from app.ballots.pages import decisions_for
from app.ballots.room import decision_time
from app.core import clock, ledger
from app.core.db import db, writing
from app.core.lifecycle import Refused
from app.core.perform import record
from app.meetings import actions, presence, queries
from app.meetings.models import Meeting, ProxyLetter
from app.meetings.rules import letter_fault
from app.minutes.compose import minutes
from app.minutes.queries import record_of
from app.minutes.record import Drafting
from app.papers.blocks import Names
from app.policy import SYSTEM
from app.rulecards.rules import DEFAULT
from tests import make
from tests.make import AT, later
from tests.meetings import make_meetings as made


@pytest.mark.parametrize(
    ("giver", "holder", "standing", "proxies", "most", "fault"),
    [
        (1, 2, {}, "full", 1, None),
        (1, 2, {}, "none", 1, ("letter.not_allowed", "giver")),
        (9, 2, {}, "full", 1, ("letter.no_vote", "giver")),
        (1, 9, {}, "full", 1, ("letter.no_vote", "holder")),
        (1, 1, {}, "full", 1, ("letter.same", "holder")),
        (1, 3, {1: 2}, "full", 1, ("letter.given_already", "giver")),
        (2, 3, {1: 2}, "full", 1, ("letter.holds_one", "giver")),
        (3, 1, {1: 2}, "full", 1, ("letter.one_hop", "holder")),
        (3, 2, {1: 2}, "full", 1, ("letter.many", "holder")),
        (3, 2, {1: 2}, "full", 2, None),
    ],
)
def test_a_letter_goes_one_hop_and_a_holder_carries_as_many_as_the_card_says(
    giver: int, holder: int, standing: dict[int, int], proxies: str, most: int, fault: tuple[str, str] | None
) -> None:
    assert letter_fault(giver, holder, voters=(1, 2, 3), standing=standing, proxies=proxies, most=most) == fault


# -- the room ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def alliance(any_app: Flask) -> Alliance:
    return make.alliance("鹤鸣里社区党建联盟")


@pytest.fixture
def seats(alliance: Alliance) -> list[Seat]:
    return make.seats(alliance, 4)


@pytest.fixture
def meeting(alliance: Alliance, seats: list[Seat]) -> Meeting:
    """In session since AT; the second member came with the start."""
    meeting = made.running(alliance)
    come(meeting, seats[1], AT)
    return meeting


def come(meeting: Meeting, seat: Seat, at: datetime, **ticked: object) -> None:
    with writing():
        actions.mark(meeting, seat, actions.Mark("present", **ticked), by=SYSTEM, at=at)  # type: ignore[arg-type]  # by name


def give(meeting: Meeting, giver: Seat, holder: Seat, at: datetime = AT, **said: object) -> ProxyLetter:
    with writing():
        return actions.give_letter(meeting, actions.Authority(giver.id, holder.id, **said), by=SYSTEM, at=at)  # type: ignore[arg-type]  # by name


def refusal(meeting: Meeting, giver: Seat, holder: Seat, at: datetime = AT, **said: object) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        give(meeting, giver, holder, at, **said)
    db.session.rollback()
    return refused.value.reason, refused.value.field


def person(seat: Seat) -> Person:
    return make.delegate_of(seat)


def test_a_represented_member_is_present_while_the_holder_is_in_the_room(meeting: Meeting, seats: list[Seat]) -> None:
    before = presence.present_at(meeting, later(5))
    give(meeting, seats[0], seats[1], later(10))
    with writing():
        actions.mark(meeting, seats[1], actions.Mark("present", left=made.clock(later(30))), by=SYSTEM, at=later(40))
    assert before == {seats[1].id}
    assert presence.present_at(meeting, later(9)) == {seats[1].id}
    assert presence.present_at(meeting, later(10)) == {seats[0].id, seats[1].id}
    assert presence.present_at(meeting, later(30)) == set()
    assert presence.letters_at(meeting, later(30)) == {seats[0].id: seats[1].id}
    assert list(ledger.verify()) == []


def test_the_holder_acts_for_both_and_nobody_else_does(meeting: Meeting, seats: list[Seat]) -> None:
    give(meeting, seats[0], seats[1])
    holder, giver = person(seats[1]), person(seats[0])
    assert presence.carried_by(holder.id, meeting, later(1)) == (seats[0].id,)
    assert presence.carried_by(giver.id, meeting, later(1)) == ()
    assert [presence.may_act(holder.id, seat.id, meeting, later(1)) for seat in seats] == [True, True, False, False]
    assert presence.may_act(giver.id, seats[0].id, meeting, later(1)) is False


def test_a_letter_counts_for_nothing_before_its_holder_came(meeting: Meeting, seats: list[Seat]) -> None:
    give(meeting, seats[0], seats[2])
    assert presence.present_at(meeting, later(1)) == {seats[1].id}
    assert presence.carried_by(person(seats[2]).id, meeting, later(1)) == ()
    come(meeting, seats[2], later(5))
    assert presence.present_at(meeting, later(5)) == {seats[0].id, seats[1].id, seats[2].id}


def test_the_own_delegate_checks_in_and_the_letter_lapses_at_that_time(meeting: Meeting, seats: list[Seat]) -> None:
    letter = give(meeting, seats[0], seats[1])
    with writing():
        actions.check_in(meeting, seats[0], person(seats[0]), by=make.actor(person(seats[0])), at=later(20))
    assert (letter.state, letter.until_at) == ("lapsed", later(20))
    assert presence.may_act(person(seats[1]).id, seats[0].id, meeting, later(19))
    assert not presence.may_act(person(seats[1]).id, seats[0].id, meeting, later(20))
    assert presence.may_act(person(seats[0]).id, seats[0].id, meeting, later(20))
    assert presence.present_at(meeting, later(19)) == presence.present_at(meeting, later(20)) == {seats[0].id, seats[1].id}


def test_a_letter_given_on_leaving_counts_until_the_giver_returns(meeting: Meeting, seats: list[Seat]) -> None:
    come(meeting, seats[0], AT)
    come(meeting, seats[0], later(20), left=time(14, 20))
    letter = give(meeting, seats[0], seats[1], later(25))
    assert (letter.state, letter.until_at) == ("given", None)
    assert presence.present_at(meeting, later(26)) == {seats[0].id, seats[1].id}
    rows = queries.attendees(meeting)
    assert (rows[0].represented, queries.quorum(meeting, rows).present) == (True, 2)
    come(meeting, seats[0], later(30), arrived=time(14, 30))
    assert (letter.state, letter.until_at) == ("lapsed", later(30))


def test_who_came_and_left_a_letter_is_counted_once_afterwards(meeting: Meeting, seats: list[Seat]) -> None:
    come(meeting, seats[0], AT)
    come(meeting, seats[0], later(20), left=time(14, 20))
    give(meeting, seats[0], seats[1], later(25))
    with writing():
        actions.end(meeting, None, by=SYSTEM, at=later(90))
    rows = queries.attendees(meeting)
    assert (rows[0].represented, queries.quorum(meeting, rows).present) == (False, 2)


def test_a_mistaken_check_in_that_is_taken_back_lets_the_letter_stand_again(meeting: Meeting, seats: list[Seat]) -> None:
    letter = give(meeting, seats[0], seats[1])
    come(meeting, seats[0], later(20))
    with writing():
        actions.mark(meeting, seats[0], actions.Mark("expected"), by=SYSTEM, at=later(21))
    assert (letter.state, letter.until_at) == ("given", None)
    assert presence.present_at(meeting, later(22)) == {seats[0].id, seats[1].id}
    assert list(ledger.verify()) == []


def test_a_corrected_arrival_moves_the_end_of_the_letter(meeting: Meeting, seats: list[Seat]) -> None:
    letter = give(meeting, seats[0], seats[1])
    come(meeting, seats[0], later(30))
    come(meeting, seats[0], later(31), arrived=made.clock(later(15)))
    assert (letter.state, letter.until_at) == ("lapsed", later(15))
    assert list(ledger.verify()) == []


def test_who_is_there_needs_no_letter_and_two_letters_cross_nothing(meeting: Meeting, seats: list[Seat]) -> None:
    assert refusal(meeting, seats[1], seats[2]) == ("letter.giver_here", "giver")
    give(meeting, seats[0], seats[1])
    assert refusal(meeting, seats[0], seats[2]) == ("letter.given_already", "giver")
    assert refusal(meeting, seats[2], seats[0]) == ("letter.one_hop", "holder")
    assert refusal(meeting, seats[2], seats[1]) == ("letter.many", "holder")
    assert refusal(meeting, seats[2], seats[3], later(1), counts_from=time(23, 59)) == ("meeting.future", "counts_from")


def test_the_database_itself_keeps_one_standing_letter_a_seat(meeting: Meeting, seats: list[Seat]) -> None:
    give(meeting, seats[0], seats[1])
    with pytest.raises(IntegrityError), writing():
        twin = ProxyLetter(alliance_id=meeting.alliance_id, meeting_id=meeting.id, seat_id=seats[0].id, holder_seat_id=seats[2].id)
        twin.from_at = twin.entered_at = AT
        db.session.add(twin)
        db.session.flush()


def test_a_card_without_proxies_and_a_planned_meeting_take_no_letters(alliance: Alliance, seats: list[Seat]) -> None:
    planned = made.meeting(alliance)
    assert refusal(planned, seats[0], seats[1]) == ("letter.not_yet", None)
    meeting = made.running(alliance)
    with writing():
        meeting.snapshot = {**(meeting.snapshot or {}), "proxies": "none"}
        actions.update(meeting, made.plan(AT), by=SYSTEM, at=AT)
    assert refusal(meeting, seats[0], seats[1]) == ("letter.not_allowed", "giver")


def test_after_the_minutes_are_signed_no_letter_comes_and_none_goes(meeting: Meeting, seats: list[Seat]) -> None:
    letter = give(meeting, seats[0], seats[1])
    with writing():
        actions.end(meeting, None, by=SYSTEM, at=later(90))
        actions.lock(meeting, by=SYSTEM, at=later(95))
    assert refusal(meeting, seats[2], seats[3], later(100)) == ("meeting.locked", None)
    with pytest.raises(Refused) as refused, writing():
        actions.withdraw_letter(letter, "登记错了", by=SYSTEM, at=later(100))
    assert refused.value.reason == "meeting.locked"


def test_taken_back_while_the_meeting_runs_it_ends_then_and_afterwards_it_never_was(meeting: Meeting, seats: list[Seat]) -> None:
    first, second = give(meeting, seats[0], seats[1]), give(meeting, seats[2], seats[3])
    with writing():
        actions.withdraw_letter(first, "改由本人参会", by=SYSTEM, at=later(10))
        actions.end(meeting, None, by=SYSTEM, at=later(90))
        actions.withdraw_letter(second, "登记错了", by=SYSTEM, at=later(95))
    assert [(one.state, one.until_at, one.reason) for one in (first, second)] == [
        ("withdrawn", later(10), "改由本人参会"),
        ("withdrawn", AT, "登记错了"),
    ]
    assert [one.counted for one in queries.letters_of(meeting.id)] == [True, False]


def test_all_by_the_list_leaves_those_who_sent_a_letter(meeting: Meeting, seats: list[Seat]) -> None:
    give(meeting, seats[0], seats[1])
    with writing():
        actions.mark_all(meeting, by=SYSTEM, at=later(2))
    assert [made.row(meeting, seat).status for seat in seats] == ["expected", "present", "present", "present"]
    assert presence.present_at(meeting, later(2)) == {seat.id for seat in seats}


def test_entered_afterwards_a_letter_counts_from_the_start_and_moves_with_it(alliance: Alliance, seats: list[Seat]) -> None:
    week = timedelta(days=7)
    meeting = made.running(alliance, late=True)
    letter = give(meeting, seats[0], seats[1], AT + week)
    come(meeting, seats[1], AT + week)
    assert letter.from_at == AT
    assert presence.present_at(meeting, AT) == {seats[0].id, seats[1].id}
    with writing():
        actions.correct_times(meeting, made.clock(later(10)), None, by=SYSTEM, at=AT + week)
    assert (letter.from_at, presence.present_at(meeting, later(10))) == (later(10), {seats[0].id, seats[1].id})
    assert list(ledger.verify()) == []


def test_entered_afterwards_an_early_arrival_lapses_a_letter_whatever_is_typed_first(alliance: Alliance, seats: list[Seat]) -> None:
    week = timedelta(days=7)
    meeting = made.running(alliance, late=True)
    come(meeting, seats[0], AT + week, arrived=made.clock(later(25)))
    letter = give(meeting, seats[0], seats[1], AT + week)
    come(meeting, seats[1], AT + week)
    assert (letter.state, letter.until_at) == ("lapsed", later(25))
    assert [seat in presence.letters_at(meeting, later(minute)) for minute in (24, 25) for seat in (seats[0].id,)] == [True, False]


def test_without_a_time_a_decision_entered_afterwards_waits_for_the_last_who_came(alliance: Alliance, seats: list[Seat]) -> None:
    week = timedelta(days=7)
    meeting = made.running(alliance, late=True)
    assert decision_time(meeting, None, AT + week) == AT
    come(meeting, seats[0], AT + week)
    come(meeting, seats[1], AT + week, arrived=made.clock(later(25)))
    assert decision_time(meeting, None, AT + week) == later(25)
    assert decision_time(meeting, made.clock(later(5)), AT + week) == later(5)
    give(meeting, seats[2], seats[0], AT + week, counts_from=made.clock(later(40)))
    assert decision_time(meeting, None, AT + week) == later(40)


# -- stand-ins ---------------------------------------------------------------------------------------------------------


def test_a_mere_name_may_stand_in_only_where_the_card_allows_it(alliance: Alliance, seats: list[Seat]) -> None:
    meeting = made.running(alliance)
    assert DEFAULT["stand_ins"] is True
    come(meeting, seats[0], AT, stand_in="穆清和")
    with writing():
        meeting.snapshot = {**(meeting.snapshot or {}), "stand_ins": False}
        actions.update(meeting, made.plan(AT), by=SYSTEM, at=AT)
    with pytest.raises(Refused) as refused:
        come(meeting, seats[1], AT, stand_in="安其所")
    assert (refused.value.reason, refused.value.field) == ("attendance.no_stand_in", "stand_in")


def test_one_person_sits_for_one_member_in_a_meeting_even_by_name_or_after_leaving(meeting: Meeting, seats: list[Seat]) -> None:
    come(meeting, seats[0], AT, stand_in="穆清和")
    with pytest.raises(Refused) as refused:
        come(meeting, seats[2], later(1), stand_in="穆清和")
    assert (refused.value.reason, refused.value.field) == ("attendance.namesake", "stand_in")
    come(meeting, seats[1], later(20), left=made.clock(later(10)))
    with writing():
        seats[3].delegate_id = seats[1].delegate_id
        actions.update(meeting, made.plan(AT), by=SYSTEM, at=AT)
        record("seat.change", seats[3], by=SYSTEM, at=AT)
    with pytest.raises(Refused) as refused:
        come(meeting, seats[3], later(20))
    assert refused.value.reason == "attendance.one_seat"


# -- ballots and papers ------------------------------------------------------------------------------------------------


def motion_in(meeting: Meeting, at: datetime) -> Motion:
    item = made.items(meeting)[0]
    with writing():
        actions.edit_item(item, title=item.title, summary="", presenter="", regime="alliance_majority", by=SYSTEM, at=at)
        motion = ballots.create_motion(item, "错峰停车按方案试行", "named", by=SYSTEM, at=at)
        ballots.open_motion(motion, {}, by=SYSTEM, at=at)
    return motion


@pytest.fixture
def quarter_past() -> Iterator[None]:
    """The clock stands at minute 15 of the meeting."""
    clock.set_now(later(15).isoformat())
    yield
    clock.set_now("")


def cast(motion: Motion, seat: Seat, by: Person, at: datetime, choice: str = "for") -> None:
    with writing():
        casting.cast(motion, seat.id, choice, by=make.actor(by), at=at)


@pytest.fixture
def voting(meeting: Meeting, seats: list[Seat]) -> Motion:
    """The first member gave its letter to the second; the third came; a motion is open since minute 10."""
    give(meeting, seats[0], seats[1])
    come(meeting, seats[2], later(1))
    return motion_in(meeting, later(10))


def test_the_holder_casts_for_both_and_the_ballot_stays_when_the_letter_lapses(voting: Motion, meeting: Meeting, seats: list[Seat]) -> None:
    holder, giver = person(seats[1]), person(seats[0])
    cast(voting, seats[1], holder, later(11), "against")
    cast(voting, seats[0], holder, later(12), "for")
    with writing():
        actions.check_in(meeting, seats[0], giver, by=make.actor(giver), at=later(13))
    with pytest.raises(Refused) as refused:
        cast(voting, seats[0], holder, later(14), "against")
    assert refused.value.reason == "vote.not_acting"
    votes = {vote.seat_id: (vote.choice, vote.person_id) for vote in db.session.scalars(select(Vote))}
    assert votes == {seats[1].id: ("against", holder.id), seats[0].id: ("for", holder.id)}
    cast(voting, seats[0], giver, later(15), "abstain")
    with writing():
        ballots.close_motion(voting, by=SYSTEM, at=later(20))
    assert {name: voting.counts["counts"]["seats"][name] for name in ("present", "for", "against", "abstain")} == {  # type: ignore[index]  # counted
        "present": 3, "for": 0, "against": 1, "abstain": 1,
    }  # fmt: skip


def test_a_recused_holder_casts_for_nobody_and_a_recused_represented_member_leaves_only_itself(
    voting: Motion, meeting: Meeting, seats: list[Seat]
) -> None:
    item, holder = made.items(meeting)[0], person(seats[1])
    with writing():
        held = actions.recuse(item, seats[0], "承包方", requested=False, by=SYSTEM, at=later(11))
    with pytest.raises(Refused) as refused:
        cast(voting, seats[0], holder, later(12))
    assert refused.value.reason == "vote.recused"
    cast(voting, seats[1], holder, later(12))
    with writing():
        actions.lift_recusal(held, by=SYSTEM, at=later(13))
        actions.recuse(item, seats[1], "承包方", requested=False, by=SYSTEM, at=later(13))
    assert presence.barred_holders(item.id, meeting, later(14)) == {seats[0].id}
    with pytest.raises(Refused) as refused:
        cast(voting, seats[0], holder, later(14))
    assert refused.value.reason == "vote.barred"
    with pytest.raises(Refused) as refused, writing():
        casting.type_papers(voting, {seats[0].id: "for"}, by=SYSTEM, at=later(14))
    assert refused.value.reason == "paper.barred"
    assert presence.present_at(meeting, later(14)) == {seats[0].id, seats[1].id, seats[2].id}


def test_what_a_holder_cast_for_others_goes_with_its_own_recusal_and_their_own_ballots_stay(
    voting: Motion, meeting: Meeting, seats: list[Seat]
) -> None:
    holder = person(seats[1])
    cast(voting, seats[0], holder, later(11))
    cast(voting, seats[1], holder, later(11))
    come(meeting, seats[3], later(12))
    cast(voting, seats[2], person(seats[2]), later(12), "against")
    come(meeting, seats[2], later(13), left=time(14, 13))
    give(meeting, seats[2], seats[3], later(14))
    with writing():
        for seat in (seats[1], seats[3]):
            actions.recuse(made.items(meeting)[0], seat, "承包方", requested=False, by=SYSTEM, at=later(15))
        ballots.close_motion(voting, by=SYSTEM, at=later(20))
    votes = casting.votes_of(voting)
    assert [votes[seat.id].choice for seat in seats[:3]] == ["withdrawn", "withdrawn", "against"]


def test_the_reader_finds_a_card_for_each_carried_member(voting: Motion, meeting: Meeting, seats: list[Seat], quarter_past: None) -> None:
    item = made.items(meeting)[0]

    def cards(seat: Seat) -> list[tuple[int, str, bool]]:
        ballot = decisions_for(meeting, [item], make.actor(person(seat)))[item.id].ballots[0]
        return [(card.seat_id, card.state, card.carried) for card in ballot.cards]

    assert cards(seats[1]) == [(seats[0].id, "may", True), (seats[1].id, "may", False)]
    assert cards(seats[0]) == [(seats[0].id, "absent", False)]
    with writing():
        actions.recuse(item, seats[1], "承包方", requested=False, by=SYSTEM, at=later(15))
    assert cards(seats[1]) == [(seats[0].id, "barred", True), (seats[1].id, "recused", False)]


def test_the_light_tells_stand_ins_letters_and_recusals_apart(voting: Motion, meeting: Meeting, seats: list[Seat]) -> None:
    come(meeting, seats[3], later(12), stand_in="穆清和")
    with writing():
        actions.recuse(made.items(meeting)[0], seats[0], "承包方", requested=False, by=SYSTEM, at=later(13))
    rows = queries.attendees(meeting)
    light = queries.quorum(meeting, rows)
    assert (light.entitled, light.present, light.stand_ins, light.represented, light.recused) == (4, 4, 1, 1, 1)
    assert [(row.holder, row.represented, row.carries) for row in rows[:2]] == [
        (rows[1].organisation, True, ()),
        ("", False, (rows[0].organisation,)),
    ]


def test_the_minutes_count_the_represented_and_name_whom_they_sent(voting: Motion, meeting: Meeting, seats: list[Seat]) -> None:
    with writing():
        ballots.close_motion(voting, by=SYSTEM, at=later(20))
        actions.end(meeting, None, by=SYSTEM, at=later(90))
    told = record_of(meeting, AT.date())
    represented, holder = told.members[0], told.members[1]
    assert (told.present, represented.status, represented.represented_by) == (3, "present", holder.unit)
    lists = [block for block in minutes(told, Drafting()).blocks if isinstance(block, Names) and block.label == "出席"]
    assert (lists[0].entries[0].unit, lists[0].entries[0].name) == (represented.unit, f"（委托{holder.unit}）")
