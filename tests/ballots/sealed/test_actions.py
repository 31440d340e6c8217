"""What a secret ballot is at rest, and what it refuses; on both databases."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, select, text

from app.ballots import actions
from app.ballots import casting as named
from app.ballots.models import KeyHolder, Motion, RollEntry, SealedBallot, SecretRoll, Vote
from app.ballots.queries import export
from app.ballots.recount import recount
from app.ballots.sealed import casting, custody, keys, opening, papers, receipts, seals
from app.ballots.sealed.pages import Sealed
from app.core import chance, ledger
from app.core.db import db, writing
from app.core.ledger import Entry
from app.core.lifecycle import Refused
from app.meetings import actions as meetings
from app.policy import SYSTEM
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import Room, room
from tests.ballots.sealed import make_sealed as sealed
from tests.make import later


@pytest.fixture(autouse=True)
def own_keys(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Each test has its own folder of keys, beside its instance."""
    running: Flask = request.getfixturevalue("any_app" if "any_app" in request.fixturenames else "app")
    running.config["KEYDIR"] = str(tmp_path.parent / f"{tmp_path.name}-keys")


@pytest.fixture
def of(app: Flask) -> Room:
    return room(9, 9, "alliance_majority")


@pytest.fixture
def of_any(any_app: Flask) -> Room:
    return room(9, 9, "alliance_majority")


def refused(reason: str, work: object) -> None:
    with pytest.raises(Refused) as caught, writing():
        work()  # type: ignore[operator]  # a function without arguments
    assert caught.value.reason == reason


def rows_of_every_table() -> dict[str, list[str]]:
    """Every row of every table, as text."""
    db.session.rollback()
    return {
        table: sorted(str(tuple(row)) for row in db.session.execute(text(f'SELECT * FROM "{table}"')))
        for table in inspect(db.engine).get_table_names()
    }


def test_a_cast_writes_the_roll_the_box_and_the_chain_s_version_and_nothing_else(of_any: Room) -> None:
    of = of_any
    motion = sealed.opened(of)
    voter = of.delegate(0)  # read before: asking who somebody is opens a transaction
    seat_id, motion_id, chain = of.seats[0].id, motion.id, of.alliance.id
    before = rows_of_every_table()
    version = ledger.version(chain)
    nonce = chance.once()
    with writing():
        ledger.hold(chain)
        slip = casting.Slip(seat_id, "1", receipts.draw())
        assert casting.cast(db.session.get_one(Motion, motion_id), [slip], nonce, by=voter, at=later(11))
    after = rows_of_every_table()
    assert {table for table in before if before[table] != after[table]} == {"secret_roll", "sealed_ballot", "chain"}
    assert ledger.version(chain) == version + 1
    told = db.session.execute(select(SecretRoll.seat_id, SecretRoll.paper, SecretRoll.mark)).all()
    assert [tuple(row) for row in told] == [(seat_id, False, receipts.mark(motion_id, seat_id, nonce))]
    ballot = db.session.scalars(select(SealedBallot)).one()
    assert (len(ballot.rid), len(ballot.sealed)) == (16, seals.LENGTH + 48)


def test_a_box_is_counted_into_a_bulletin_in_the_order_of_its_words(of_any: Room) -> None:
    of = of_any
    motion = sealed.opened(of)
    held = [sealed.cast(of, motion, number, digits) for number, digits in enumerate("111112233")]
    assert sealed.numbers(motion) == (9, 9)
    sealed.close(of, motion)
    assert (motion.state, motion.result, motion.bulletin) == ("closed", "", None)
    sealed.count(of, motion)
    assert (motion.state, motion.result, motion.reason) == ("counted", "carried", "share.met")
    words = {"1": "for", "2": "against", "3": "abstain"}
    assert motion.bulletin == sorted([paper.receipt.words, paper.receipt.code, words[paper.digits]] for paper in held)
    assert sealed.numbers(motion) == (0, 0)
    voted = db.session.scalars(select(RollEntry.voted).where(RollEntry.motion_id == motion.id)).all()
    assert voted == [True] * 9
    assert list(ledger.verify()) == []
    assert recount(export(motion, with_seats=True))["result"] == "carried"


def test_the_key_is_outside_the_database_while_open_and_destroyed_afterwards(of_any: Room) -> None:
    of = of_any
    motion = sealed.opened(of)
    folder = custody.folder()
    name = keys.key_name(motion.id, motion.public_key or "")
    assert sealed.files() == [name]
    assert (folder.stat().st_mode & 0o777, (folder / name).stat().st_mode & 0o777) == (0o700, 0o600)
    private = keys.read(folder, name).hex()
    assert [table for table, rows in rows_of_every_table().items() if any(private in row for row in rows)] == []
    assert custody.destroy_ended(by=SYSTEM, at=later(11)) == []
    assert sealed.files() == [name]
    for number in range(5):
        sealed.cast(of, motion, number, "1")
    sealed.close(of, motion)
    assert custody.destroy_ended(by=SYSTEM, at=later(15)) == []
    sealed.count(of, motion)
    assert custody.destroy_ended(by=SYSTEM, at=later(17)) == [motion.id]
    assert sealed.files() == []
    db.session.rollback()
    if db.engine.dialect.name == "postgresql":  # no dead rows either, whose xmin would pair them
        sizes = [db.session.scalar(text(f"SELECT pg_relation_size('{table}')")) for table in ("sealed_ballot", "secret_roll")]
        assert sizes == [0, 0]
    db.session.refresh(motion)
    assert motion.key_destroyed_at == later(17)
    assert custody.destroy_ended(by=SYSTEM, at=later(18)) == []
    assert list(ledger.verify()) == []


def test_the_same_page_again_is_known_and_another_page_is_refused(of_any: Room) -> None:
    of = of_any
    motion = sealed.opened(of)
    paper = sealed.cast(of, motion, 0, "1")
    slip = casting.Slip(paper.seat_id, "2", receipts.draw())
    with writing():
        ledger.hold(of.alliance.id)
        assert casting.cast(motion, [slip], paper.nonce, by=of.delegate(0), at=later(12)) is False
    refused("secret.voted_elsewhere", lambda: casting.cast(motion, [slip], chance.once(), by=of.delegate(0), at=later(12)))
    assert sealed.numbers(motion) == (1, 1)


def test_a_named_vote_on_a_secret_motion_is_refused_in_words_that_fit(of: Room) -> None:
    motion = sealed.opened(of)
    seat = of.seats[0].id
    refused("vote.secret", lambda: named.cast(motion, seat, "for", by=of.delegate(0), at=later(11)))
    refused("paper.secret", lambda: named.type_papers(motion, {seat: "for"}, by=of.secretary, at=later(11)))
    refused("paper.secret", lambda: named.correct_paper(motion, seat, "for", "看错", by=of.secretary, at=later(11)))
    assert db.session.scalars(select(Vote)).all() == []


def test_a_cast_of_several_seats_is_all_or_none(of: Room) -> None:
    motion = sealed.opened(of)
    slips = [casting.Slip(of.seats[number].id, "1", receipts.draw()) for number in (0, 1)]
    refused("vote.not_acting", lambda: casting.cast(motion, slips, chance.once(), by=of.delegate(0), at=later(11)))
    assert sealed.numbers(motion) == (0, 0)


def test_too_few_seats_refuse_and_too_few_ballots_are_void(app: Flask) -> None:
    few = room(4, 4, "alliance_majority")
    motion = sealed.draft(few)
    made = opening.make_key(motion)

    def begin() -> None:
        opening.take_key(motion, made)
        actions.open_motion(motion, boards.ALL_CHECKED, by=few.chair, at=later(10))

    refused("secret.too_few_able", begin)
    assert custody.destroy(motion.id, by=SYSTEM, at=later(10))
    assert sealed.files() == []
    enough = room(6, 6, "alliance_majority")
    motion = sealed.opened(enough)
    for number in range(4):
        sealed.cast(enough, motion, number, "1")
    sealed.close(enough, motion)
    sealed.count(enough, motion)
    assert (motion.result, motion.reason, motion.bulletin) == ("void", "void.too_few", None)
    assert sealed.numbers(motion) == (0, 0)
    assert recount(export(motion, with_seats=True))["reason"] == "void.too_few"


def test_no_key_no_opening(of: Room) -> None:
    motion = sealed.draft(of)
    refused("secret.no_key", lambda: actions.open_motion(motion, boards.ALL_CHECKED, by=of.chair, at=later(10)))
    db.session.refresh(motion)
    made = opening.make_key(motion)
    keys.destroy(custody.folder(), motion.id)
    refused("secret.key_not_kept", lambda: opening.take_key(motion, made))


def test_a_lost_key_leaves_only_void(of: Room) -> None:
    motion = sealed.opened(of)
    for number in range(6):
        sealed.cast(of, motion, number, "1")
    sealed.close(of, motion)
    (custody.folder() / keys.key_name(motion.id, motion.public_key or "")).write_text("00" * 32)
    assert custody.server_key(motion) is None
    with pytest.raises(Refused, match=r"secret\.key_missing"):
        sealed.count(of, motion)
    db.session.refresh(motion)
    assert (motion.state, sealed.numbers(motion)) == ("closed", (6, 6))
    with writing():
        ledger.hold(of.alliance.id)
        actions.void_motion(motion, "key_missing", "密钥文件损坏", by=of.chair, at=later(17))
    assert (motion.state, motion.result, motion.reason, motion.bulletin) == ("counted", "void", "void.key_missing", None)
    assert sealed.numbers(motion) == (0, 0)
    assert custody.destroy_ended(by=SYSTEM, at=later(18)) == [motion.id]
    assert list(ledger.verify()) == []
    assert recount(export(motion, with_seats=True))["result"] == "void"


def test_a_ballot_put_into_the_box_from_outside_leaves_only_void(of: Room) -> None:
    motion = sealed.opened(of)
    for number in range(6):
        sealed.cast(of, motion, number, "1")
    with writing():
        one = db.session.scalars(select(SealedBallot).limit(1)).one()
        db.session.add(SealedBallot(motion_id=motion.id, rid=b"x" * 16, sealed=one.sealed))
        ledger.queue(ledger.Pending("test.outside", of.alliance, 0, "", later(12), {}, ""))
    sealed.close(of, motion)
    with pytest.raises(Refused, match=r"secret\.torn"):
        sealed.count(of, motion)


@pytest.mark.parametrize("verb", ["defer", "withdraw"])
def test_a_ballot_that_is_set_aside_loses_box_and_key(of: Room, verb: str) -> None:
    motion = sealed.opened(of)
    sealed.cast(of, motion, 0, "1")
    with writing():
        ledger.hold(of.alliance.id)
        end = actions.defer_motion if verb == "defer" else actions.withdraw_motion
        end(motion, "等资料", by=of.chair, at=later(12))
    assert sealed.numbers(motion) == (0, 0)
    assert custody.destroy_ended(by=SYSTEM, at=later(13)) == [motion.id]
    assert sealed.files() == []


def test_a_deferred_ballot_opens_again_with_another_key_and_everybody_votes_anew(of_any: Room) -> None:
    of = of_any
    motion = sealed.opened(of)
    first = motion.public_key
    sealed.cast(of, motion, 0, "1")
    with writing():
        ledger.hold(of.alliance.id)
        actions.defer_motion(motion, "等资料", by=of.chair, at=later(12))
    custody.destroy_ended(by=SYSTEM, at=later(13))
    sealed.open_(of, motion, later(14))
    assert (motion.public_key != first, motion.key_destroyed_at, sealed.numbers(motion)) == (True, None, (0, 0))
    for number in range(5):
        sealed.cast(of, motion, number, "2", at=later(14.5))
    sealed.close(of, motion)
    sealed.count(of, motion)
    assert motion.result == "not_carried"


def test_an_item_is_not_put_off_behind_a_box_that_waits_to_be_opened(of: Room) -> None:
    motion = sealed.opened(of)
    sealed.close(of, motion)
    refused("secret.only_void", lambda: meetings.defer(of.item, "下次再议", by=of.chair, at=later(16)))


def test_recusal_is_too_late_after_a_secret_ballot_and_in_time_before(of: Room) -> None:
    sealed.cast(of, sealed.opened(of), 0, "1")
    refused(
        "recusal.too_late",
        lambda: meetings.recuse(of.item, of.seats[0], "有利害关系", requested=False, by=of.secretary, at=later(12)),
    )
    boards.recuse(of, 1, later(12))
    with pytest.raises(Refused, match=r"vote\.recused"):
        sealed.cast(of, db.session.scalars(select(Motion)).one(), 1, "1")


def test_who_carries_a_ballot_in_the_box_does_not_stand_back_any_more(app: Flask) -> None:
    of = room(9, 8, "alliance_majority")
    with writing():
        ledger.hold(of.alliance.id)
        meetings.give_letter(of.meeting, meetings.Authority(of.seats[8].id, of.seats[0].id), by=of.secretary, at=later(5))
    motion = sealed.opened(of)
    sealed.cast(of, motion, 8, "1", by=of.delegate(0))
    refused(
        "recusal.too_late_carried",
        lambda: meetings.recuse(of.item, of.seats[0], "有利害关系", requested=False, by=of.secretary, at=later(12)),
    )


def test_votes_of_different_weight_cannot_be_secret(of: Room) -> None:
    snapshot = dict(of.meeting.snapshot or {})
    snapshot["roll"] = [{**line, "weight": 2} for line in snapshot["roll"]]
    with writing():
        of.meeting.snapshot = snapshot
        ledger.queue(ledger.Pending("test.weights", of.meeting, 0, "", later(5), {}, ""))
    refused("secret.weights", lambda: actions.create_motion(of.item, "推选", "secret", by=of.secretary, at=later(10)))


def test_the_electorate_is_committed_when_the_ballot_opens(of: Room) -> None:
    from app.ballots.electorate import electorate_hash

    motion = sealed.opened(of, method="choose_one", options=("甲", "乙"))
    assert motion.electorate == electorate_hash([seat.id for seat in of.seats], ["甲", "乙"])
    entry = db.session.scalars(select(Entry).where(Entry.verb == "motion.open")).one()
    assert '"after"' in entry.body


@pytest.mark.parametrize(
    ("method", "cast", "result"),
    [
        ("choose_one", {0: "1", 1: "1", 2: "1", 3: "1", 4: "1", 5: "2", 6: "3", 7: "4", 8: "4"}, ("carried", ["甲"])),
        ("approve_any", {0: "11", 1: "11", 2: "10", 3: "10", 4: "10", 5: "00"}, ("carried", ["甲"])),
    ],
)
def test_every_method_works_sealed(of: Room, method: str, cast: dict[int, str], result: tuple[str, list[str]]) -> None:
    motion = sealed.opened(of, method=method, options=("甲", "乙"))
    lengths = set()
    for number, digits in cast.items():
        sealed.cast(of, motion, number, digits)
    lengths = {len(row) for row in db.session.scalars(select(SealedBallot.sealed))}
    assert lengths == {seals.LENGTH + 48}
    sealed.close(of, motion)
    sealed.count(of, motion)
    assert motion.counts is not None
    assert (motion.result, motion.counts["winners"]) == result
    assert recount(export(motion, with_seats=False))["winners"] == result[1]


# -- papers ------------------------------------------------------------------------------------------------------------


def hand_out(of: Room, motion: Motion, number: int) -> None:
    with writing():
        ledger.hold(of.alliance.id)
        papers.hand_out(motion, of.seats[number].id, by=of.secretary, at=later(11))


def type_bundle(of: Room, motion: Motion, numbers: dict[str, int]) -> None:
    with writing():
        ledger.hold(of.alliance.id)
        papers.type_bundle(motion, numbers, ("孟清和", "苏问渠"), by=of.secretary, at=later(15.5))


def test_papers_and_telephones_make_one_count_and_a_missing_paper_is_invalid(of_any: Room) -> None:
    of = of_any
    motion = sealed.opened(of)
    for number in (0, 1, 2, 3):
        hand_out(of, motion, number)
    for number in (4, 5, 6, 7):
        sealed.cast(of, motion, number, "1")
    refused("secret.papers_after_closing", lambda: papers.type_bundle(motion, {"for": 1}, ("甲某", "乙某"), by=of.secretary, at=later(12)))
    sealed.close(of, motion)
    with pytest.raises(Refused, match=r"secret\.papers_untyped"):
        sealed.count(of, motion)
    db.session.refresh(motion)
    type_bundle(of, motion, {"for": 1, "against": 2})
    sealed.count(of, motion)
    assert motion.counts is not None
    counts = motion.counts["counts"]["seats"]
    assert [counts[name] for name in ("for", "against", "abstain", "invalid", "not_voted")] == [5, 2, 0, 1, 1]
    assert motion.papers == {"for": 1, "against": 2, "handed_out": 4}
    assert (motion.scrutineer, motion.second_scrutineer) == ("孟清和", "苏问渠")
    assert len(motion.bulletin or ()) == 4
    assert recount(export(motion, with_seats=True))["counts"] == motion.counts["counts"]
    assert list(ledger.verify()) == []


def test_a_seat_votes_on_paper_or_by_telephone_never_both(of: Room) -> None:
    motion = sealed.opened(of)
    hand_out(of, motion, 0)
    sealed.cast(of, motion, 1, "1")
    with pytest.raises(Refused, match=r"secret\.paper_out"):
        sealed.cast(of, motion, 0, "1")
    refused("secret.voted_by_phone", lambda: papers.hand_out(motion, of.seats[1].id, by=of.secretary, at=later(12)))
    refused("secret.paper_twice", lambda: papers.hand_out(motion, of.seats[0].id, by=of.secretary, at=later(12)))
    refused("secret.paper_reason", lambda: papers.take_back(motion, of.seats[0].id, "", by=of.secretary, at=later(12)))
    refused("secret.no_paper", lambda: papers.take_back(motion, of.seats[1].id, "误领", by=of.secretary, at=later(12)))
    with writing():
        ledger.hold(of.alliance.id)
        papers.take_back(motion, of.seats[0].id, "改用手机", by=of.secretary, at=later(12))
    sealed.cast(of, motion, 0, "1")
    assert sealed.numbers(motion) == (2, 2)
    told = db.session.scalars(select(Entry.verb).where(Entry.verb.like("roll.paper%")).order_by(Entry.seq)).all()
    assert told == ["roll.paper_out", "roll.paper_back"]


def test_a_refusal_does_not_tell_whether_somebody_elses_seat_has_voted(of: Room) -> None:
    motion = sealed.opened(of)

    def poll(number: int) -> None:
        slip = [(of.seats[number].id, "1")]
        refused("vote.not_acting", lambda: casting.check(motion, slip, by=of.delegate(5), at=later(12)))

    poll(0)
    poll(1)
    sealed.cast(of, motion, 0, "1")
    hand_out(of, motion, 1)
    poll(0)
    poll(1)


@pytest.mark.parametrize("ending", ["counted", "made void"])
def test_papers_of_a_box_that_was_not_opened_are_not_kept(of: Room, ending: str) -> None:
    motion = sealed.opened(of)
    for number in (0, 1):
        hand_out(of, motion, number)
        sealed.cast(of, motion, number + 2, "1")
    sealed.close(of, motion)
    type_bundle(of, motion, {"for": 2})
    if ending == "counted":
        sealed.count(of, motion)
    else:
        with writing():
            ledger.hold(of.alliance.id)
            actions.void_motion(motion, "other", "票箱被搬动", by=of.chair, at=later(16))
    told = export(motion, with_seats=True)
    assert (motion.result, motion.papers, told.get("papers"), told["ballots"]) == ("void", None, None, [])
    assert list(ledger.verify()) == []


def test_nobody_gets_a_paper_for_a_member_whose_holder_stands_back(app: Flask) -> None:
    of = room(9, 8, "alliance_majority")
    with writing():
        ledger.hold(of.alliance.id)
        meetings.give_letter(of.meeting, meetings.Authority(of.seats[8].id, of.seats[0].id), by=of.secretary, at=later(5))
    motion = sealed.opened(of)
    boards.recuse(of, 0, later(11))
    refused("secret.holder_recused", lambda: papers.hand_out(motion, of.seats[8].id, by=of.secretary, at=later(12)))
    with app.test_request_context():
        form = Sealed(motion, of.secretary, later(12)).paper_seats()
        assert {choice.value for choice in form.seat.choices} & {seat.id for seat in of.seats} == {seat.id for seat in of.seats[1:8]}


def test_after_the_meeting_no_telephone_votes_in_secret(of: Room) -> None:
    with writing():
        ledger.hold(of.alliance.id)
        meetings.end(of.meeting, None, by=of.chair, at=later(9))
    motion = sealed.opened(of)
    slip = [(of.seats[0].id, "1")]
    refused("vote.meeting_over", lambda: casting.check(motion, slip, by=of.delegate(0), at=later(12)))


def test_more_papers_than_ticks_leave_only_void(of: Room) -> None:
    motion = sealed.opened(of)
    hand_out(of, motion, 0)
    for number in range(1, 7):
        sealed.cast(of, motion, number, "1")
    sealed.close(of, motion)
    type_bundle(of, motion, {"for": 2})
    with pytest.raises(Refused, match=r"secret\.paper_surplus"):
        sealed.count(of, motion)
    db.session.refresh(motion)
    with writing():
        ledger.hold(of.alliance.id)
        actions.void_motion(motion, "paper_surplus", "多出一张", by=of.chair, at=later(17))
    assert (motion.result, motion.reason) == ("void", "void.paper_surplus")
    assert recount(export(motion, with_seats=True))["result"] == "void"


def test_the_bundle_is_confirmed_by_two_others(of: Room) -> None:
    motion = sealed.opened(of)
    hand_out(of, motion, 0)
    sealed.close(of, motion)

    def confirm(first: str, second: str) -> None:
        papers.type_bundle(motion, {"for": 1}, (first, second), by=of.secretary, at=later(16))

    refused("hands.scrutineer_typist", lambda: confirm(of.person.name, "苏问渠"))
    refused("hands.scrutineer_chair", lambda: confirm("苏问渠", boards.CHAIR))
    refused("secret.one_scrutineer", lambda: confirm("苏问渠", "苏 问渠"))


def test_approve_any_papers_are_typed_by_combination(of: Room) -> None:
    motion = sealed.opened(of, method="approve_any", options=("甲", "乙"))
    for number in (0, 1, 2):
        hand_out(of, motion, number)
    for number in (3, 4, 5):
        sealed.cast(of, motion, number, "10")
    sealed.close(of, motion)
    type_bundle(of, motion, {papers.combination(["甲", "乙"]): 2, papers.combination([]): 1})
    sealed.count(of, motion)
    assert motion.counts is not None
    assert {name: counted["votes"] for name, counted in motion.counts["options"].items()} == {"甲": 5, "乙": 2}


# -- two scrutineers ---------------------------------------------------------------------------------------------------


def two_phrases(of: Room, motion: Motion) -> list[str]:
    with writing():
        ledger.hold(of.alliance.id)
        custody.name_holders(motion, ("孟清和", "苏问渠"), by=of.secretary, at=later(9))
    phrases = []
    for holder in custody.holders_of(motion.id):
        phrase = "".join(receipts.phrase())
        salt = custody.new_phrase_key(holder, phrase)
        with writing():
            ledger.hold(of.alliance.id)
            custody.take_phrase(holder, motion, salt, by=SYSTEM, at=later(9))
        assert custody.is_phrase(holder, phrase)
        with writing():
            ledger.hold(of.alliance.id)
            custody.phrase_typed_back(holder, motion, salt, by=SYSTEM, at=later(9))
        phrases.append(phrase)
    return phrases


def test_two_phrases_in_turn_open_what_the_folder_alone_does_not(of: Room) -> None:
    motion = sealed.draft(of)
    phrases = two_phrases(of, motion)
    sealed.open_(of, motion)
    assert custody.server_key(motion) is None
    assert [name.rpartition(".")[2] for name in sealed.files()].count("key") == 0
    for number in range(5):
        sealed.cast(of, motion, number, "1")
    sealed.close(of, motion)
    first, second = custody.holders_of(motion.id)
    with pytest.raises(Refused, match=r"secret\.phrase_wrong"):
        custody.layer_under(first, motion, phrases[1])
    with pytest.raises(Refused, match=r"secret\.key_missing"):
        custody.layer_under(second, motion, phrases[1])
    custody.keep_half(motion, custody.layer_under(first, motion, phrases[0]))
    private = custody.layer_under(second, motion, phrases[1])
    with writing():
        ledger.hold(of.alliance.id)
        actions.count_secret(motion, private, by=SYSTEM, at=later(16))
    assert (motion.result, len(motion.bulletin or ())) == ("carried", 5)
    assert custody.destroy_ended(by=SYSTEM, at=later(17)) == [motion.id]
    assert sealed.files() == []


def test_a_ballot_of_two_scrutineers_waits_for_both_phrases(of: Room) -> None:
    motion = sealed.draft(of)
    with writing():
        ledger.hold(of.alliance.id)
        given = custody.name_holders(motion, ("孟清和", "苏问渠"), by=of.secretary, at=later(9))
    with pytest.raises(Refused, match=r"secret\.phrases_missing"):
        opening.make_key(motion)
    stored = db.session.scalars(select(KeyHolder.token_hash)).all()
    assert [token in stored for _name, token in given] == [False, False]


def test_another_phrase_made_meanwhile_stops_the_opening(of: Room) -> None:
    motion = sealed.draft(of)
    two_phrases(of, motion)
    made = opening.make_key(motion)
    holder = custody.holders_of(motion.id)[0]
    salt = custody.new_phrase_key(holder, "".join(receipts.phrase()))
    with writing():
        ledger.hold(of.alliance.id)
        custody.take_phrase(holder, motion, salt, by=SYSTEM, at=later(9))
        custody.phrase_typed_back(holder, motion, salt, by=SYSTEM, at=later(9))
    refused("secret.phrases_missing", lambda: opening.take_key(motion, made))


# -- what lies on the disk ---------------------------------------------------------------------------------------------


def test_nothing_on_the_disk_tells_a_choice_or_a_receipt(sqlite_url: str, app: Flask, tmp_path: Path) -> None:
    of = room(6, 6, "alliance_majority")
    motion = sealed.opened(of, method="choose_one", options=("候选人白鹭洲", "候选人青石桥"))
    held = [sealed.cast(of, motion, number, "1") for number in range(6)]
    nonces = [paper.nonce for paper in held]
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert len(content) > 100_000
    assert all(receipts.mark(motion.id, paper.seat_id, paper.nonce).encode() in content for paper in held)  # the search finds what is there
    sought = [word for paper in held for word in paper.receipt.words.split()] + [paper.receipt.text for paper in held] + nonces
    assert [word for word in sought if word.encode() in content] == []
    sealed.close(of, motion)
    sealed.count(of, motion)
    marks = [receipts.mark(motion.id, paper.seat_id, paper.nonce) for paper in held]
    assert custody.destroy_ended(by=SYSTEM, at=later(17)) == [motion.id]
    db.session.remove()
    db.engine.dispose()
    connection = sqlite3.connect(tmp_path / "lianxi.db")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    content = b"".join(path.read_bytes() for path in tmp_path.iterdir() if path.is_file())
    assert [one for one in marks if one.encode() in content] == []  # erased, not only deleted
