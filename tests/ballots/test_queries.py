"""Decisions are read in four statements, and an exported motion is recounted to the same result on both databases."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask

from app.ballots import actions
from app.ballots.models import Motion
from app.ballots.pages import decisions_for
from app.ballots.queries import Settled, export, record_of, settled
from app.ballots.recount import recount
from app.core import ledger
from app.core.db import db, writing
from app.meetings import actions as meetings
from app.meetings.models import Meeting
from app.meetings.queries import items
from tests import make
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import Room, room
from tests.house.counting import statements
from tests.make import later


def voted(of: Room) -> Motion:
    """A counted motion with every kind of ballot: four for, one against, one abstaining, one unreadable, one withdrawn, one missing."""
    motion = boards.motion(of)
    boards.cast(of, motion, dict.fromkeys(range(4), "for") | {4: "against", 5: "abstain", 6: "for"})
    with writing():
        ledger.hold(of.alliance.id)
        actions.casting.type_papers(motion, {of.seats[7].id: "invalid"}, by=of.secretary, at=later(12))
    boards.recuse(of, 6, later(13))
    boards.close(of, motion)
    return motion


@pytest.mark.parametrize("with_seats", [True, False])
def test_an_exported_motion_is_recounted_to_the_very_result(any_app: Flask, tmp_path: Path, with_seats: bool) -> None:
    of = room(9, 9, "alliance_majority")
    motion = voted(of)
    case = json.loads(json.dumps(export(motion, with_seats=with_seats)))
    assert recount(case) == motion.counts
    assert {name: recount(case)["counts"]["seats"][name] for name in ("for", "invalid", "not_voted", "recused")} == {  # type: ignore[index]  # JSON
        "for": 4,
        "invalid": 1,
        "not_voted": 1,
        "recused": 1,
    }
    assert ("names" in case["about"]) is with_seats
    file = tmp_path / "motion.json"
    file.write_text(json.dumps(case, ensure_ascii=False))
    answer = any_app.test_cli_runner().invoke(args=["ballots", "recount", str(file)])
    assert (answer.exit_code, json.loads(answer.stdout)) == (0, motion.counts)


def test_hands_and_void_motions_are_recounted_too(any_app: Flask) -> None:
    of = room(9, 8, "alliance_majority")
    with writing():
        ledger.hold(of.alliance.id)
        totals = {"for": 6, "against": 1, "abstain": 1}
        motion = actions.record_hands(of.item, "停车", totals, "孟清和", {}, by=of.chair, at=later(12))
    assert recount(export(motion, with_seats=False)) == motion.counts
    with writing():
        ledger.hold(of.alliance.id)
        actions.void_motion(motion, "other", "看错票数", by=of.chair, at=later(13))
    assert recount(export(motion, with_seats=True)) == motion.counts
    assert motion.result == "void"


def test_the_decisions_of_a_meeting_are_four_statements_whatever_their_number(app: Flask) -> None:
    of = room(9, 9, "alliance_majority")
    voted(of)
    meeting_id, who = of.meeting.id, of.secretary
    with statements() as few:
        record_of(meeting_id)
    for title in ("助餐", "托管", "门禁"):
        of.item = boards.item(of, title, "alliance_majority")
        voted(of)
    of.item = boards.item(of, "路灯")
    with writing():
        ledger.hold(of.alliance.id)
        actions.object_to_consensus(of.item, of.seats[8].id, "太亮", "continue", by=of.chair, at=later(20), entered=later(20))
    rows, meeting = items(meeting_id), db.session.get_one(Meeting, meeting_id)
    with statements() as many:
        decisions = decisions_for(meeting, rows, who)
    assert (len(few), len(many)) == (4, 4)
    assert [len(decisions[row.id].ballots) for row in rows] == [1, 1, 1, 1, 0]
    assert decisions[rows[4].id].calls[0].voices[0].words == "太亮"


def test_before_the_meeting_nothing_is_read(app: Flask) -> None:
    alliance = make.alliance()
    who = make.actor(make.secretary(alliance))
    with writing():
        ledger.hold(alliance.id)
        meeting = meetings.schedule(alliance, meetings.Plan(starts_at=later(60), place="议事厅"), by=who, at=make.AT, topics=["停车"])
    rows = items(meeting.id)
    with statements() as read:
        decisions = decisions_for(meeting, rows, who)
    assert (list(read), decisions.keys()) == ([], {rows[0].id})


def test_the_minutes_get_their_sentences_and_never_a_void_one(any_app: Flask) -> None:
    of = room(17, 15, "alliance_majority", late=True)
    boards.recuse(of, 6)
    with writing():
        ledger.hold(of.alliance.id)
        wrong = actions.record_hands(of.item, "停车", {"for": 13, "against": 0, "abstain": 1}, "孟清和", {}, by=of.chair, at=later(30))
        actions.void_motion(wrong, "other", "票数报错", by=of.chair, at=later(31))
        again = actions.record_hands(of.item, "停车", {"for": 12, "against": 1, "abstain": 1}, "孟清和", {}, by=of.chair, at=later(32))
        other = meetings.add_item(of.meeting, "学生课后托管", by=of.secretary, at=later(33))
        actions.declare_consensus(other, [], by=of.chair, at=later(40), entered=later(40))
    course = "应表决16家（应到17家、回避1家），过半数需9票。采用举手方式，实际参加表决14家：赞成12票，反对1票，弃权1票，"
    assert settled(of.meeting.id) == {
        of.item.id: (Settled("ballot", again.id, "表决情况", course, "通过"),),
        other.id: (Settled("consensus", None, "协商情况", "会议经协商一致形成意见，无单位提出异议。", ""),),
    }


def test_a_file_that_cannot_be_read_exits_with_two_and_says_so_on_stderr(app: Flask, tmp_path: Path) -> None:
    run = app.test_cli_runner().invoke
    for name in (tmp_path / "missing.json", tmp_path):
        answer = run(args=["ballots", "recount", str(name)])
        assert (answer.exit_code, answer.stdout) == (2, "")
        assert answer.stderr.startswith(f"cannot read {name}")
    refused = tmp_path / "refused.json"
    refused.write_text("{}")
    answer = run(args=["ballots", "recount", str(refused)])
    assert (answer.exit_code, json.loads(answer.stdout)) == (2, {"refused": "file.invalid"})
    several = tmp_path / "several.json"
    several.write_text("[{}, 1]")
    answer = run(args=["ballots", "recount", str(several)])
    assert (answer.exit_code, json.loads(answer.stdout)) == (0, [{"refused": "file.invalid"}] * 2)
