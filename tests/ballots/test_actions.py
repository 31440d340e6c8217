"""Deciding, on both databases: consensus with its exits, motions from the first word to the result (voting.md §1, §3, §4, §6, §7)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import time, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.alliances.models import Alliance
from app.ballots import actions, casting
from app.ballots.models import Consensus, Motion, RollEntry, Voice, Vote
from app.core import ledger
from app.core.db import db, writing
from app.core.ledger import Entry
from app.core.lifecycle import Refused
from app.meetings import actions as meetings
from tests import make
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import ALL_CHECKED, Room, room
from tests.make import AT, later
from tests.rulecards import make_cards


def refused(alliance: Alliance, act: Callable[[], Any]) -> tuple[str, str | None, dict[str, object]]:
    """Why the act was refused; everything it did is undone."""
    with pytest.raises(Refused) as refusal, writing():
        ledger.hold(alliance.id)
        act()
    return refusal.value.reason, refusal.value.field, refusal.value.values


def why(of: Room, act: Callable[[], Any]) -> str:
    return refused(of.alliance, act)[0]


def declare(of: Room, *reservations: tuple[int, str], at: Any = None) -> Consensus:
    with writing():
        ledger.hold(of.alliance.id)
        said = [(of.seats[number].id, words) for number, words in reservations]
        return actions.declare_consensus(of.item, said, by=of.chair, at=at or later(20), entered=later(60))


def object_to(of: Room, number: int, outcome: str) -> Consensus:
    with writing():
        ledger.hold(of.alliance.id)
        seat = of.seats[number].id
        return actions.object_to_consensus(of.item, seat, "夜间噪声怎么办", outcome, by=of.chair, at=later(20), entered=later(60))


def counts(of: Motion) -> dict[str, int]:
    assert of.counts is not None
    return of.counts["counts"]["seats"]  # type: ignore[no-any-return]  # JSON


# -- consensus ---------------------------------------------------------------------------------------------------------


def test_consensus_decides_the_item_and_keeps_both_times(any_app: Flask) -> None:
    of = room(17, 15)
    asked = declare(of, at=later(30))
    assert (asked.state, asked.present, asked.able, asked.required, asked.quorum_required) == ("declared", 15, 15, 9, 12)
    assert (asked.at, asked.entered_at, asked.on_behalf_of) == (later(30), later(60), "chair")
    assert of.item.state == "decided"
    entry = db.session.scalars(select(Entry).where(Entry.verb == "consensus.declare")).one()
    assert '"behalf":"chair"' in entry.body
    assert list(ledger.verify()) == []


def test_reservations_are_noted_and_do_not_block(any_app: Flask) -> None:
    of = room()
    asked = declare(of, (2, "费用请另算"), (3, "先试行一个月"))
    assert [(voice.seat_id, voice.kind, voice.words) for voice in db.session.scalars(select(Voice).order_by(Voice.id))] == [
        (of.seats[2].id, "reservation", "费用请另算"),
        (of.seats[3].id, "reservation", "先试行一个月"),
    ]
    assert of.item.state == "decided"
    with writing():
        ledger.hold(of.alliance.id)
        actions.note_reservation(asked, of.seats[4].id, "补充一条", by=of.secretary, at=later(90))
    assert db.session.scalars(select(Voice.seat_id).order_by(Voice.id.desc())).first() == of.seats[4].id
    assert (
        why(of, lambda: actions.note_reservation(asked, of.seats[4].id, "又一条", by=of.secretary, at=later(91))) == "consensus.seat_twice"
    )


def test_a_seat_speaks_once_and_only_from_the_room(any_app: Flask) -> None:
    of = room(9, 8)
    boards.recuse(of, 0)
    words = "不同意"

    def with_(*numbers: int) -> Callable[[], Any]:
        said = [(of.seats[number].id, words) for number in numbers]
        return lambda: actions.declare_consensus(of.item, said, by=of.chair, at=later(20), entered=later(20))

    assert refused(of.alliance, with_(1, 1))[:2] == ("consensus.seat_twice", "seat_2")
    assert refused(of.alliance, with_(1, 8))[:2] == ("consensus.not_present", "seat_2")
    assert refused(of.alliance, with_(0))[:2] == ("consensus.recused", "seat_1")
    foreign = make.seat(make.alliance())
    assert (
        why(of, lambda: actions.declare_consensus(of.item, [(foreign.id, words)], by=of.chair, at=later(20), entered=later(20)))
        == "consensus.not_present"
    )
    assert db.session.scalars(select(Consensus)).all() == []
    assert of.item.state == "pending"


def test_consensus_without_quorum_is_refused_with_the_numbers(any_app: Flask) -> None:
    of = room(17, 11)
    reason, _field, values = refused(of.alliance, lambda: declare_now(of))
    assert (reason, values) == ("decision.no_quorum", {"present": 11, "required": 12})


def declare_now(of: Room) -> None:
    actions.declare_consensus(of.item, [], by=of.chair, at=later(20), entered=later(20))


def test_consensus_with_fewer_than_the_majority_would_need_is_refused(any_app: Flask) -> None:
    of = room(9, 6)
    for number in (0, 1, 2):
        boards.recuse(of, number)
    reason, _field, values = refused(of.alliance, lambda: declare_now(of))
    assert (reason, values) == ("consensus.too_few", {"able": 3, "required": 4})


def test_who_left_before_does_not_count_and_who_came_later_does(any_app: Flask) -> None:
    of = room(6, 4)
    boards.leave(of, 0, time(14, 10), later(15))
    assert why(of, lambda: declare_now(of)) == "decision.no_quorum"
    boards.arrive(of, 4, later(16))
    assert declare(of, at=later(20)).present == 4


@pytest.mark.parametrize(("outcome", "state"), [("continue", "in_discussion"), ("ballot", "in_discussion"), ("defer", "deferred")])
def test_an_objection_is_never_a_result(any_app: Flask, outcome: str, state: str) -> None:
    of = room()
    asked = object_to(of, 3, outcome)
    assert (asked.state, asked.outcome, of.item.state) == ("objected", outcome, state)
    assert db.session.scalars(select(Voice)).one().seat_id == of.seats[3].id


def test_after_going_on_talking_the_room_may_agree(any_app: Flask) -> None:
    of = room()
    object_to(of, 3, "continue")
    declare(of, at=later(40))
    assert of.item.state == "decided"
    assert [asked.state for asked in db.session.scalars(select(Consensus).order_by(Consensus.id))] == ["objected", "declared"]


def test_only_an_objection_that_led_to_a_ballot_opens_one(any_app: Flask) -> None:
    of = room()

    def create() -> object:
        return actions.create_motion(of.item, "开放车位", "named", by=of.chair, at=later(30))

    assert why(of, create) == "motion.consensus_first"
    object_to(of, 3, "continue")
    assert why(of, create) == "motion.consensus_first"
    object_to(of, 4, "ballot")
    assert boards.motion(of, state="draft").regime == "alliance_majority"


@pytest.mark.parametrize(
    ("regime", "reason"),
    [
        ("owners_278_half", "decision.owners"),
        ("owners_278_threequarters", "decision.owners"),
        ("residents_meeting", "decision.residents_meeting"),
        ("dept", "decision.department"),
        ("none", "decision.nothing"),
    ],
)
def test_what_is_not_ours_has_neither_ballot_nor_consensus(any_app: Flask, regime: str, reason: str) -> None:
    of = room(regime=regime)
    assert why(of, lambda: declare_now(of)) == reason
    assert why(of, lambda: actions.create_motion(of.item, "动用维修资金", "named", by=of.chair, at=later(5))) == reason
    seat = of.seats[1].id

    def objects() -> object:
        return actions.object_to_consensus(of.item, seat, "不同意", "ballot", by=of.chair, at=later(5), entered=later(5))

    assert why(of, objects) == reason
    assert of.item.state == "pending"


def test_a_draft_whose_item_became_an_owners_matter_does_not_open(any_app: Flask) -> None:
    of = room(regime="alliance_majority")
    draft = boards.motion(of, state="draft")
    with writing():
        ledger.hold(of.alliance.id)
        meetings.edit_item(
            of.item, title="绿地改车位", summary="", presenter="", regime="owners_278_threequarters", by=of.secretary, at=later(6)
        )
    assert why(of, lambda: actions.open_motion(draft, ALL_CHECKED, by=of.chair, at=later(7))) == "decision.owners"


def test_nothing_is_decided_before_the_meeting_after_the_sign_off_or_twice(any_app: Flask) -> None:
    of = room()
    declare(of)
    assert why(of, lambda: declare_now(of)) == "decision.settled"
    other = boards.item(of, "学生课后托管")
    with writing():
        ledger.hold(of.alliance.id)
        meetings.lock(of.meeting, by=of.secretary, at=later(200))
    of.item = other
    assert why(of, lambda: declare_now(of)) == "decision.locked"


def test_a_meeting_that_has_not_begun_decides_nothing(any_app: Flask) -> None:
    alliance = make.alliance()
    make.seats(alliance, 3)
    who = make.actor(make.secretary(alliance))
    with writing():
        ledger.hold(alliance.id)
        meeting = meetings.schedule(alliance, meetings.Plan(starts_at=later(60), place="议事厅"), by=who, at=AT)
        item = meetings.add_item(meeting, "停车", by=who, at=AT)

    def act() -> object:
        return actions.declare_consensus(item, [], by=who, at=AT, entered=AT)

    assert refused(alliance, act)[0] == "decision.not_in_session"


# -- opening -----------------------------------------------------------------------------------------------------------


def test_opening_freezes_the_roll_and_copies_the_card(any_app: Flask) -> None:
    of = room(9, 7, "alliance_two_thirds")
    motion = boards.motion(of)
    assert (motion.state, motion.opened_at, motion.rule, motion.quorum) == (
        "open",
        later(10),
        {"base": "entitled", "num": 2, "den": 3, "strict": False},
        {"num": 2, "den": 3, "strict": False},
    )
    assert motion.checks == ALL_CHECKED
    make.seat(of.alliance)
    make_cards.confirmed(of.alliance.id, at=later(11), quorum=make_cards.quorum(3, 4))
    assert [line.seat_id for line in casting.roll_of(motion)] == [seat.id for seat in of.seats]
    boards.close(of, motion)
    assert counts(motion)["quorum_required"] == 6
    assert list(ledger.verify()) == []


def test_below_the_quorum_no_ballot_opens(any_app: Flask) -> None:
    of = room(9, 5, "alliance_majority")
    draft = boards.motion(of, state="draft")
    reason, _field, values = refused(of.alliance, lambda: actions.open_motion(draft, ALL_CHECKED, by=of.chair, at=later(10)))
    assert (reason, values) == ("decision.no_quorum", {"present": 5, "required": 6})
    assert (draft.state, db.session.scalars(select(RollEntry)).all()) == ("draft", [])


def test_no_ballot_opens_where_everybody_present_stands_back(any_app: Flask) -> None:
    of = room(3, 2, "alliance_majority")
    draft = boards.motion(of, state="draft")
    boards.recuse(of, 0)
    boards.recuse(of, 1)
    assert why(of, lambda: actions.open_motion(draft, ALL_CHECKED, by=of.chair, at=later(10))) == "motion.nobody_able"


def test_an_unknown_visibility_is_refused_at_its_field(any_app: Flask) -> None:
    of = room(regime="alliance_majority")

    def create(visibility: str) -> Callable[[], Any]:
        return lambda: actions.create_motion(of.item, "开放车位", visibility, by=of.chair, at=later(5))

    assert refused(of.alliance, create("loud"))[:2] == ("motion.visibility", "visibility")


def test_an_item_has_one_motion_under_way(any_app: Flask) -> None:
    of = room(regime="alliance_majority")
    boards.motion(of)
    assert why(of, lambda: actions.create_motion(of.item, "另一条", "named", by=of.chair, at=later(12))) == "motion.under_way"


def test_what_came_after_the_notice_is_discussed_but_not_balloted(any_app: Flask) -> None:
    alliance = make.alliance()
    seats = make.seats(alliance, 3)
    who = make.actor(make.secretary(alliance))
    day_before = AT.replace(day=6)
    with writing():
        ledger.hold(alliance.id)
        meeting = meetings.schedule(alliance, meetings.Plan(starts_at=AT, place="议事厅"), by=who, at=day_before)
        known = meetings.add_item(meeting, "停车", regime="alliance_majority", by=who, at=day_before)
        meetings.notify(meeting, "通知", reason="", by=who, at=day_before)
        late = meetings.add_item(meeting, "助餐", regime="alliance_majority", by=who, at=AT)
        agreed = meetings.add_item(meeting, "托管", by=who, at=AT)
        meetings.start(meeting, None, by=who, at=AT)
        for seat in seats:
            meetings.mark(meeting, seat, meetings.Mark("present"), by=who, at=AT)
    assert refused(alliance, lambda: actions.create_motion(late, "助餐", "named", by=who, at=later(5)))[0] == "motion.not_notified"
    with writing():
        ledger.hold(alliance.id)
        actions.create_motion(known, "停车", "named", by=who, at=later(5))
        actions.declare_consensus(agreed, [], by=who, at=later(6), entered=later(6))
    assert agreed.state == "decided"


# -- named ballots -----------------------------------------------------------------------------------------------------


def test_delegates_vote_and_change_until_closing_and_the_last_one_counts(any_app: Flask) -> None:
    of = room(9, 9, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, dict.fromkeys(range(5), "for") | {5: "against", 6: "abstain"})
    boards.cast(of, motion, {4: "against"}, later(12))
    boards.cast(of, motion, {4: "for", 6: "against"}, later(13))
    boards.close(of, motion)
    assert (motion.result, motion.reason, motion.state) == ("carried", "share.met", "counted")
    assert {name: counts(motion)[name] for name in ("for", "against", "abstain", "not_voted", "required")} == {
        "for": 5,
        "against": 2,
        "abstain": 0,
        "not_voted": 2,
        "required": 5,
    }
    assert of.item.state == "decided"
    changes = db.session.scalars(select(Entry).where(Entry.verb == "vote.change")).all()
    assert len(changes) == 3
    assert list(ledger.verify()) == []


def test_the_same_choice_twice_is_one_entry(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, {0: "for"})
    boards.cast(of, motion, {0: "for"}, later(12))
    assert len(db.session.scalars(select(Entry).where(Entry.verb.like("vote.%"))).all()) == 1


def test_a_late_delegate_may_vote_until_closing(any_app: Flask) -> None:
    of = room(3, 2, "alliance_majority")
    motion = boards.motion(of)

    def late() -> object:
        return casting.cast(motion, of.seats[2].id, "for", by=of.delegate(2), at=later(12))

    assert why(of, late) == "vote.not_acting"
    boards.arrive(of, 2, later(13))
    boards.cast(of, motion, {2: "for", 0: "for"}, later(14))
    boards.close(of, motion)
    assert (motion.result, counts(motion)["present"]) == ("carried", 3)


def test_leaving_after_voting_breaks_no_quorum_and_leaving_without_does(any_app: Flask) -> None:
    of = room(3, 2, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, {0: "for", 1: "for"})
    boards.leave(of, 1, time(14, 12), later(13))
    boards.close(of, motion)
    assert (motion.result, counts(motion)["present"]) == ("carried", 2)

    of = room(3, 2, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, {0: "for"})
    boards.leave(of, 1, time(14, 12), later(13))
    boards.close(of, motion)
    assert (motion.result, motion.reason, counts(motion)["present"]) == ("inquorate", "quorum.missed", 1)
    assert of.item.state == "in_discussion"


def test_only_who_acts_for_the_seat_votes_for_it(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    seat = of.seats[0].id
    neighbour, stranger = of.delegate(1), make.actor(make.delegate_of(make.seat(make.alliance())))
    for who in (neighbour, stranger, of.secretary):
        assert why(of, lambda who=who: casting.cast(motion, seat, "for", by=who, at=later(11))) == "vote.not_acting"
    assert why(of, lambda: casting.cast(motion, seat, "invalid", by=of.delegate(0), at=later(11))) == "vote.choice"
    newcomer = make.seat(of.alliance).id
    assert why(of, lambda: casting.cast(motion, newcomer, "for", by=of.delegate(0), at=later(11))) == "vote.not_on_roll"
    assert db.session.scalars(select(Vote)).all() == []


def test_a_recused_seat_does_not_vote_and_a_later_recusal_withdraws_its_ballot(any_app: Flask) -> None:
    of = room(9, 9, "alliance_majority")
    boards.recuse(of, 0)
    motion = boards.motion(of)
    assert why(of, lambda: casting.cast(motion, of.seats[0].id, "for", by=of.delegate(0), at=later(11))) == "vote.recused"
    boards.cast(of, motion, dict.fromkeys(range(1, 6), "for"))
    boards.recuse(of, 1, later(12))
    boards.close(of, motion)
    assert {name: counts(motion)[name] for name in ("for", "recused", "base", "required")} == {
        "for": 4,
        "recused": 2,
        "base": 7,
        "required": 4,
    }
    assert motion.result == "carried"
    vote = casting.votes_of(motion)[of.seats[1].id]
    assert vote.choice == "withdrawn"
    assert '"was":"for"' in db.session.scalars(select(Entry).where(Entry.verb == "vote.withdraw")).one().body


def test_a_recusal_that_was_lifted_before_closing_leaves_the_ballot(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, {0: "for", 1: "for"})
    with writing():
        ledger.hold(of.alliance.id)
        held = meetings.recuse(of.item, of.seats[0], "", requested=False, by=of.secretary, at=later(12))
        meetings.lift_recusal(held, by=of.secretary, at=later(13))
    boards.close(of, motion)
    assert (motion.result, counts(motion)["for"]) == ("carried", 2)


def test_a_tie_is_not_carried(any_app: Flask) -> None:
    of = room(3, 2, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, {0: "for", 1: "against"})
    boards.close(of, motion)
    assert (motion.result, motion.reason, of.item.state) == ("not_carried", "tie", "in_discussion")


def test_a_ballot_that_nobody_can_decide_has_no_result(any_app: Flask) -> None:
    of = room(2, 2, "alliance_majority")
    motion = boards.motion(of)
    boards.recuse(of, 0, later(11))
    boards.recuse(of, 1, later(11))
    boards.close(of, motion)
    assert (motion.result, motion.reason) == ("no_result", "base.empty")


def test_after_closing_nothing_is_cast_and_nothing_closes_again(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    boards.close(of, motion)
    reason, _field, values = refused(of.alliance, lambda: casting.cast(motion, of.seats[0].id, "for", by=of.delegate(0), at=later(16)))
    assert (reason, values) == ("vote.closed", {"time": "14:15"})
    assert why(of, lambda: actions.close_motion(motion, by=of.chair, at=later(16))) == "motion.closed_already"
    assert why(of, lambda: actions.open_motion(motion, ALL_CHECKED, by=of.chair, at=later(16))) == "moved.already"


def test_a_ballot_does_not_end_before_it_began(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    assert refused(of.alliance, lambda: actions.close_motion(motion, by=of.chair, at=later(5)))[:2] == ("motion.time_order", "time")


def test_a_typed_end_does_not_lie_before_a_ballot_from_a_telephone(app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, {0: "for"}, at=later(14))
    refusal = refused(of.alliance, lambda: actions.close_motion(motion, by=of.chair, at=later(12)))
    assert refusal == ("motion.voted_later", "time", {"time": "14:14"})
    boards.close(of, motion, at=later(14) - timedelta(seconds=30))  # the minute that was typed
    assert motion.state == "counted"


# -- paper -------------------------------------------------------------------------------------------------------------


def papers(of: Room, motion: Motion, choices: dict[int, str], minutes: int = 12) -> None:
    with writing():
        ledger.hold(of.alliance.id)
        typed = {of.seats[number].id: choice for number, choice in choices.items()}
        casting.type_papers(motion, typed, by=of.secretary.on_behalf("paper"), at=later(minutes))


def test_paper_and_phone_count_together(any_app: Flask) -> None:
    of = room(5, 5, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, {0: "for"})
    papers(of, motion, {1: "for", 2: "against", 3: "invalid", 4: "for"})
    boards.close(of, motion)
    assert {name: counts(motion)[name] for name in ("for", "against", "invalid", "not_voted")} == {
        "for": 3,
        "against": 1,
        "invalid": 1,
        "not_voted": 0,
    }
    assert {vote.seat_id: vote.by_paper for vote in casting.votes_of(motion).values()} == {
        seat.id: number > 0 for number, seat in enumerate(of.seats)
    }


def test_a_grid_of_papers_is_saved_as_a_whole_or_not_at_all(any_app: Flask) -> None:
    of = room(5, 4, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, {0: "for"})
    boards.recuse(of, 3, later(11))
    secretary = of.secretary.on_behalf("paper")

    def type_(choices: dict[int, str]) -> Callable[[], None]:
        return lambda: casting.type_papers(
            motion, {of.seats[number].id: choice for number, choice in choices.items()}, by=secretary, at=later(12)
        )

    assert why(of, type_({1: "for", 0: "against"})) == "paper.voted_already"
    assert why(of, type_({1: "for", 4: "for"})) == "paper.absent"
    assert why(of, type_({1: "for", 3: "for"})) == "paper.recused"
    assert why(of, type_({1: "for", 2: "perhaps"})) == "vote.choice"
    assert why(of, type_({})) == "paper.nothing"
    foreign = make.seat(make.alliance())
    assert why(of, lambda: casting.type_papers(motion, {foreign.id: "for"}, by=secretary, at=later(12))) == "vote.not_on_roll"
    assert [vote.seat_id for vote in casting.votes_of(motion).values()] == [of.seats[0].id]


def test_a_paper_is_corrected_with_a_reason_until_closing(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    papers(of, motion, {0: "against", 1: "for", 2: "for"})
    secretary = of.secretary.on_behalf("paper")
    seat = of.seats[0].id

    def without() -> object:
        return casting.correct_paper(motion, seat, "for", "", by=secretary, at=later(13))

    assert refused(of.alliance, without)[:2] == ("paper.reason", "reason")
    with writing():
        ledger.hold(of.alliance.id)
        casting.correct_paper(motion, seat, "for", "看错一行", by=secretary, at=later(13))
        casting.correct_paper(motion, of.seats[1].id, "withdrawn", "录错单位", by=secretary, at=later(13))
    boards.close(of, motion)
    assert (counts(motion)["for"], counts(motion)["against"], counts(motion)["not_voted"]) == (2, 0, 1)
    assert "看错一行" in db.session.scalars(select(Entry.words).where(Entry.verb == "vote.change"))
    assert why(of, lambda: casting.correct_paper(motion, seat, "against", "再改", by=secretary, at=later(20))) == "vote.closed"


def test_a_ballot_from_a_telephone_is_not_struck_by_anybody_else(app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, {0: "for"})
    seat, secretary = of.seats[0].id, of.secretary.on_behalf("paper")
    strike = lambda: casting.correct_paper(motion, seat, "withdrawn", "录错单位", by=secretary, at=later(13))  # noqa: E731
    assert refused(of.alliance, strike)[:2] == ("paper.by_phone", "choice")
    assert casting.votes_of(motion)[seat].choice == "for"


def test_a_seat_typed_from_paper_may_still_be_changed_by_its_delegate(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    papers(of, motion, {0: "against"})
    boards.cast(of, motion, {0: "for"}, later(13))
    vote = casting.votes_of(motion)[of.seats[0].id]
    assert (vote.choice, vote.by_paper, vote.person_id) == ("for", False, of.seats[0].delegate_id)


# -- hands -------------------------------------------------------------------------------------------------------------


def hands(votes_for: int, against: int = 0, abstain: int = 0) -> dict[str, int]:
    return {"for": votes_for, "against": against, "abstain": abstain}


def test_hands_of_the_example_in_one_act(any_app: Flask) -> None:
    of = room(17, 15, "alliance_majority", late=True)
    boards.recuse(of, 6)
    with writing():
        ledger.hold(of.alliance.id)
        motion = actions.record_hands(of.item, "错时停车", hands(12, 1, 1), "孟清和", {}, by=of.chair, at=later(60))
    assert (motion.state, motion.result, motion.opened_at, motion.closed_at) == ("counted", "carried", later(60), later(60))
    assert {name: counts(motion)[name] for name in ("entitled", "present", "recused", "base", "required", "for", "not_voted")} == {
        "entitled": 17,
        "present": 15,
        "recused": 1,
        "base": 16,
        "required": 9,
        "for": 12,
        "not_voted": 0,
    }
    assert (motion.scrutineer, motion.on_behalf_of, of.item.state) == ("孟清和", "chair", "decided")
    assert list(ledger.verify()) == []


def test_more_hands_than_could_be_raised_are_refused(any_app: Flask) -> None:
    of = room(9, 8, "alliance_majority")
    boards.recuse(of, 0)
    motion = boards.motion(of, "hands")
    reason, field, values = refused(of.alliance, lambda: actions.close_hands(motion, hands(6, 1, 1), "孟清和", by=of.chair, at=later(12)))
    assert (reason, field, values) == ("hands.count", "votes_for", {"raised": 8, "able": 7})
    assert (motion.state, motion.totals) == ("open", None)


def test_hands_are_confirmed_by_a_third_person(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of, "hands")
    for name, reason in [
        ("", "hands.scrutineer"),
        (of.secretary.name, "hands.scrutineer_typist"),
        (boards.CHAIR, "hands.scrutineer_chair"),
    ]:

        def act(name: str = name) -> object:
            return actions.close_hands(motion, hands(3), name, by=of.chair, at=later(12))

        assert refused(of.alliance, act)[:2] == (reason, "scrutineer")


def test_hands_and_named_ballots_never_mix(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of, "hands")
    assert why(of, lambda: casting.cast(motion, of.seats[0].id, "for", by=of.delegate(0), at=later(11))) == "vote.by_hands"
    assert why(of, lambda: casting.type_papers(motion, {of.seats[0].id: "for"}, by=of.secretary, at=later(11))) == "vote.by_hands"
    assert why(of, lambda: actions.close_motion(motion, by=of.chair, at=later(11))) == "hands.missing"
    of = room(3, 3, "alliance_majority")
    named = boards.motion(of)
    assert why(of, lambda: actions.close_hands(named, hands(3), "孟清和", by=of.chair, at=later(12))) == "hands.mixed"


def test_a_refused_form_of_hands_leaves_nothing_behind(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")

    def act() -> object:
        return actions.record_hands(of.item, "停车", hands(4), "孟清和", {}, by=of.chair, at=later(9))

    assert why(of, act) == "hands.count"
    assert (db.session.scalars(select(Motion)).all(), db.session.scalars(select(RollEntry)).all()) == ([], [])


# -- setting aside -----------------------------------------------------------------------------------------------------


def test_a_deferred_motion_opens_again_and_everybody_votes_anew(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, {0: "against", 1: "against"})
    with writing():
        ledger.hold(of.alliance.id)
        actions.defer_motion(motion, "先看现场", by=of.chair, at=later(12))
    assert (motion.state, motion.ending_words) == ("deferred", "先看现场")
    with writing():
        ledger.hold(of.alliance.id)
        actions.open_motion(motion, ALL_CHECKED, by=of.chair, at=later(30))
    boards.cast(of, motion, {0: "for", 2: "for"}, later(31))
    boards.close(of, motion, later(32))
    assert (motion.result, counts(motion)["against"], counts(motion)["entitled"]) == ("carried", 0, 3)
    assert list(ledger.verify()) == []


def test_a_deferred_motion_waits_while_another_one_of_its_item_is_under_way(app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    first = boards.motion(of)
    with writing():
        ledger.hold(of.alliance.id)
        actions.defer_motion(first, "先看现场", by=of.chair, at=later(12))
    second = boards.motion(of, state="draft", at=later(13))
    assert why(of, lambda: actions.open_motion(first, ALL_CHECKED, by=of.chair, at=later(14))) == "motion.under_way"
    boards.opened(of, second, later(15))
    assert why(of, lambda: actions.open_motion(first, ALL_CHECKED, by=of.chair, at=later(16))) == "motion.under_way"
    boards.close(of, second, later(17))
    assert boards.opened(of, first, later(18)).state == "open"


def test_a_meeting_does_not_end_while_a_ballot_is_open(app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    assert why(of, lambda: meetings.end(of.meeting, None, by=of.chair, at=later(14))) == "motion.still_open"
    boards.close(of, motion)
    with writing():
        ledger.hold(of.alliance.id)
        meetings.end(of.meeting, None, by=of.chair, at=later(20))
    assert of.meeting.state == "ended"


def test_after_the_meeting_papers_are_typed_and_no_telephone_votes(app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    with writing():
        ledger.hold(of.alliance.id)
        meetings.end(of.meeting, None, by=of.chair, at=later(9))
    motion = boards.motion(of)
    assert why(of, lambda: casting.cast(motion, of.seats[0].id, "for", by=of.delegate(0), at=later(11))) == "vote.meeting_over"
    papers(of, motion, {0: "for"})
    assert [vote.by_paper for vote in casting.votes_of(motion).values()] == [True]


def test_a_withdrawn_motion_is_over_and_its_item_is_free(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    with writing():
        ledger.hold(of.alliance.id)
        actions.withdraw_motion(motion, "提出的单位撤回", by=of.chair, at=later(12))
    assert why(of, lambda: actions.open_motion(motion, ALL_CHECKED, by=of.chair, at=later(13))) == "moved.already"
    assert boards.motion(of, state="draft", at=later(14)).state == "draft"


def test_an_item_that_ends_otherwise_takes_its_motions_along(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    with writing():
        ledger.hold(of.alliance.id)
        meetings.defer(of.item, "资料不全", by=of.secretary, at=later(12))
        actions.drop_motions(of.item, by=of.secretary, at=later(12))
    assert motion.state == "withdrawn"


def test_void_keeps_the_numbers_frees_the_item_and_may_be_done_again(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, {0: "for", 1: "for"})
    boards.close(of, motion)
    with writing():
        ledger.hold(of.alliance.id)
        actions.void_motion(motion, "recusal_broken", "物业应当回避", by=of.chair, at=later(20))
    assert (motion.state, motion.result, motion.reason, counts(motion)["for"]) == ("counted", "void", "void.recusal_broken", 2)
    assert of.item.state == "in_discussion"
    boards.recuse(of, 0, later(21))
    with writing():
        ledger.hold(of.alliance.id)
        again = actions.redo_motion(motion, by=of.chair, at=later(22))
    assert (again.redo_of_id, again.text, again.state) == (motion.id, motion.text, "draft")
    assert why(of, lambda: actions.void_motion(motion, "other", "再一次", by=of.chair, at=later(23))) == "motion.void_already"


def test_only_a_counted_motion_is_made_void_and_not_after_the_sign_off(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    assert why(of, lambda: actions.void_motion(motion, "other", "x", by=of.chair, at=later(12))) == "motion.not_counted"
    boards.close(of, motion)
    assert refused(of.alliance, lambda: actions.void_motion(motion, "mood", "x", by=of.chair, at=later(16)))[:2] == (
        "motion.void_reason",
        "reason",
    )
    assert why(of, lambda: actions.redo_motion(motion, by=of.chair, at=later(16))) == "motion.no_redo"
    with writing():
        ledger.hold(of.alliance.id)
        meetings.lock(of.meeting, by=of.secretary, at=later(20))
    assert why(of, lambda: actions.void_motion(motion, "other", "x", by=of.chair, at=later(21))) == "decision.locked"


def test_a_silent_change_of_roll_vote_or_result_is_found(any_app: Flask) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of)
    boards.cast(of, motion, {0: "for"})
    boards.close(of, motion)
    vote, line = casting.votes_of(motion)[of.seats[0].id], casting.roll_of(motion)[2]
    for row, name, value, before in (
        (vote, "choice", "against", "for"),
        (line, "present", False, True),
        (motion, "result", "carried", "not_carried"),
    ):
        table, key = type(row).__table__, row.id
        db.session.rollback()
        with db.engine.begin() as connection:
            connection.execute(table.update().where(table.c.id == key).values({name: value}))
        db.session.rollback()
        assert [broken.what for broken in ledger.verify()] == [f"row {table.name}:{key}"]
        with db.engine.begin() as connection:
            connection.execute(table.update().where(table.c.id == key).values({name: before}))
