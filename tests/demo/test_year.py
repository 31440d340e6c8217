"""The showcase as `make run` loads it: each line of domain.md §7, “Demo must show”, stands there, and nobody in it could be true."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Person
from app.ballots.models import Consensus, Motion, OutsideResult, RollEntry, Voice
from app.core import ledger
from app.core.clock import local
from app.core.db import db
from app.demo import showcase
from app.issues.categories import table
from app.issues.models import Issue, Reporter, of_community
from app.issues.rules import CHANNELS, ROUTES, STATES
from app.meetings.models import AgendaItem, Meeting
from app.minutes.models import Minutes
from app.notices.models import Objection
from app.oversight.models import Coordination, Turnout
from app.resolutions.models import Action, Progress, Resolution
from app.rulecards.models import RuleCard
from app.settings.models import calendar
from tests.conftest import make_app
from tests.demo.test_city import ROOT, load

DAY = date(2026, 11, 24)
#: 100 or 101 and eight digits: nobody has such a number. What anybody could have begins with 13 to 19; hashes are none.
NOBODYS, ANYBODYS = re.compile(r"10[01]\d{8}"), re.compile(r"(?<![0-9a-f])1[3-9]\d{9}(?![0-9a-f])")
#: What journeys look for by state, and must find exactly once.
PLACEHOLDERS = {
    "running": "SELECT id FROM meeting WHERE state = 'in_session'",
    "planned": "SELECT id FROM meeting WHERE state = 'planning'",
    "assigned": "SELECT id FROM issue WHERE state = 'dispatched' AND channel = 'web'",
    "notice": "SELECT code FROM released_notice",
    "open motion": "SELECT id FROM motion WHERE state = 'open'",
}


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    return load(tmp_path_factory.mktemp("year") / "one", sqlite_template, "1", ())


@pytest.fixture
def inside(instance: Path) -> Iterator[Flask]:
    app = make_app(instance, f"sqlite:///{instance / 'lianxi.db'}")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def meeting_on(day: date) -> Meeting:
    return next(one for one in db.session.scalars(select(Meeting)) if local(one.starts_at).date() == day)


def items_on(day: date) -> dict[str, AgendaItem]:
    held = meeting_on(day)
    return {one.title: one for one in db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == held.id))}


def motions_on(item: AgendaItem) -> list[Motion]:
    return list(db.session.scalars(select(Motion).where(Motion.item_id == item.id).order_by(Motion.id)))


# -- meetings and what they decided ------------------------------------------------------------------------------------


def test_one_meeting_was_too_small_and_everything_was_put_off(inside: Flask) -> None:
    short = db.session.scalars(select(Turnout).where(Turnout.came < Turnout.needed)).all()
    assert [(one.held_on, one.came, one.needed) for one in short] == [(date(2025, 12, 4), 11, 12)]
    assert {one.state for one in items_on(date(2025, 12, 4)).values()} == {"deferred"}


def test_one_ballot_is_a_tie_and_carries_nothing(inside: Flask) -> None:
    film = items_on(date(2026, 2, 5))["元宵节在小广场放露天电影"]
    (motion,) = motions_on(film)
    numbers = (motion.counts or {})["counts"]["seats"]
    assert (numbers["for"], numbers["against"], motion.result, motion.reason, film.state) == (8, 8, "not_carried", "tie", "deferred")


def test_one_seat_stands_back_and_leaves_the_base(inside: Flask) -> None:
    (motion,) = motions_on(items_on(date(2026, 11, 12))["鹤鸣苑周边错时停车"])
    stood_back = select(RollEntry.seat_id).where(RollEntry.motion_id == motion.id, RollEntry.recused)
    assert (len(db.session.scalars(stood_back).all()), (motion.counts or {})["counts"]["seats"]["base"]) == (1, 16)


def test_one_ballot_is_secret_with_a_runoff_and_its_keys_are_gone(inside: Flask) -> None:
    motions = motions_on(items_on(date(2025, 12, 11))["推选2026年第一季度轮值主持单位"])
    assert [(one.visibility, one.round, one.result) for one in motions] == [("secret", 1, "runoff"), ("secret", 2, "carried")]
    assert [one.key_destroyed_at is None for one in motions] == [False, False]


def test_consensus_is_declared_often_and_once_with_a_reservation(inside: Flask) -> None:
    declared = db.session.scalar(select(func.count()).select_from(Consensus).where(Consensus.state == "declared"))
    assert (declared, db.session.scalars(select(Voice.kind)).all()) == (7, ["reservation"])


def test_the_owners_matter_was_not_balloted_and_their_own_result_is_entered(inside: Flask) -> None:
    shed = items_on(date(2026, 5, 14))["鹤鸣苑电动车充电棚选址"]
    assert (shed.regime, shed.state, motions_on(shed)) == ("owners_278_threequarters", "recommended", [])
    (outside,) = db.session.scalars(select(OutsideResult)).all()
    assert (outside.item_id, outside.result, outside.decided_on) == (shed.id, "carried", date(2026, 9, 18))


def test_two_meetings_were_entered_afterwards_and_every_paper_is_signed_on_paper(inside: Flask) -> None:
    late = select(Meeting.starts_at).where(Meeting.late_entry).order_by(Meeting.starts_at)
    assert [local(at).date() for at in db.session.scalars(late)] == [date(2026, 2, 5), date(2026, 8, 13)]
    signed = db.session.execute(select(Minutes.state, Minutes.signed_by, Minutes.on_paper).distinct()).all()
    assert [tuple(row) for row in signed] == [("published", "林知夏", True)]


def test_the_minutes_of_12_november_are_still_the_fourth_of_the_year_and_name_the_true_issue(inside: Flask) -> None:
    held = meeting_on(date(2026, 11, 12))
    minutes = db.session.scalars(select(Minutes).where(Minutes.meeting_id == held.id)).one()
    master = db.session.scalars(select(Issue.number).where(Issue.title.startswith("鹤鸣苑夜间停车难，请协调"))).one()
    assert (minutes.number, held.number, f"（编号{master}等）" in (minutes.document or "")) == (4, 4, True)
    told = items_on(date(2026, 11, 12))["上次会议议定事项办理情况"]
    assert told.summary.startswith("上次6件：办成5件")


def test_the_rule_card_has_three_versions_and_one_of_them_was_dropped(inside: Flask) -> None:
    assert db.session.scalars(select(RuleCard.state).order_by(RuleCard.number)).all() == ["superseded", "confirmed", "dropped"]


def test_one_objection_was_raised_in_public_and_answered(inside: Flask) -> None:
    assert [(one.raised_on, one.replied_by) for one in db.session.scalars(select(Objection))] == [(date(2026, 11, 19), "林知夏")]


# -- what was promised -------------------------------------------------------------------------------------------------


def test_one_action_is_late_beyond_five_working_days_was_chased_and_put_off_once(inside: Flask) -> None:
    valve = db.session.scalars(select(Action).where(Action.title == "更换西门阀门井内的供热阀门")).one()
    assert valve.due is not None
    assert calendar().between(valve.due, DAY) == 6
    chased = (
        select(Progress.how, Progress.promised_on).where(Progress.action_id == valve.id, Progress.kind == "chase").order_by(Progress.id)
    )
    assert [tuple(row) for row in db.session.execute(chased)] == [
        ("phone", date(2026, 11, 19)),
        ("visit", date(2026, 11, 21)),
        ("phone", date(2026, 11, 25)),
    ]
    assert (valve.paused_until, valve.reported_on) == (date(2026, 11, 23), None)


def test_actions_reach_into_2027(inside: Flask) -> None:
    due = db.session.scalars(select(Action.due).where(Action.due >= date(2027, 1, 1)).order_by(Action.due)).all()
    assert due == [date(2027, 3, 5), date(2027, 3, 9)]


def test_what_the_year_promised_before_autumn_is_done(inside: Flask) -> None:
    early = (
        select(Action.state)
        .join(Meeting, Meeting.id == Action.meeting_id)
        .where(Meeting.starts_at < meeting_on(date(2026, 8, 13)).starts_at)
    )
    assert set(db.session.scalars(early)) == {"closed"}
    left = select(Resolution.title).join(Meeting, Meeting.id == Resolution.meeting_id).where(Resolution.state != "done")
    assert db.session.scalars(left.where(Meeting.starts_at < meeting_on(date(2026, 8, 13)).starts_at)).all() == []


# -- what residents brought --------------------------------------------------------------------------------------------


def test_issues_come_from_every_channel_in_every_category_and_go_every_way(inside: Flask) -> None:
    mine = db.session.scalars(select(Issue).where(of_community())).all()
    assert len(mine) >= 40
    assert {one.channel for one in mine} == set(CHANNELS)
    assert {one.category for one in mine} == set(table())
    assert {one.route for one in mine} - {None} == set(ROUTES)
    assert {one.privacy for one in mine} == {"public", "confidential", "anonymous"}
    lived = {"submitted", "accepted", "dispatched", "acknowledged", "returned", "in_progress", "shelved", "on_agenda"}
    ended = {"declined", "merged", "withdrawn", "closed"}
    assert (lived | ended) - {one.state for one in mine} == set()
    assert {one.state for one in mine} <= set(STATES)


def test_five_reports_are_merged_into_one_and_the_meeting_answers_it(inside: Flask) -> None:
    merged = select(Issue.merged_into_id, func.count()).where(Issue.merged_into_id.is_not(None)).group_by(Issue.merged_into_id)
    ((master, count),) = db.session.execute(merged).all()
    assert (db.session.get_one(Issue, master).title, count) == ("鹤鸣苑夜间停车难，请协调旁边机关院错时开放", 5)


def test_issues_end_solved_or_explained_one_began_anew_and_nobody_rings_who_is_anonymous(inside: Flask) -> None:
    closed = db.session.scalars(select(Issue).where(Issue.state == "closed").order_by(Issue.number)).all()
    assert {one.ending for one in closed} == {"solved", "explained"}
    assert [one.reopens for one in closed if one.title == "4号楼2单元楼道扶手损坏"] == [1]
    unasked = [one for one in closed if one.solved is None]
    assert [one.number for one in unasked if one.channel != "hotline" and not (one.privacy == "anonymous" and one.digest)] == []
    assert {"very_satisfied", "satisfied", "fair"} - {one.satisfied for one in closed} == set()


def test_transfers_of_12345_keep_their_numbers_and_days(inside: Flask) -> None:
    found = db.session.scalars(select(Issue).where(Issue.channel == "hotline")).all()
    assert len(found) >= 9
    assert [one.number for one in found if not one.hotline_number or one.hotline_due is None] == []


def test_reports_about_the_community_are_the_streets_and_stand_in_no_chain_of_the_community(inside: Flask) -> None:
    about = db.session.scalars(select(Issue).where(Issue.goes_to == "street").order_by(Issue.number)).all()
    assert [(one.number, one.state == "submitted") for one in about] == [("J2026-0001", False), ("J2026-0002", True)]
    told = select(ledger.Entry.chain_id).where(ledger.Entry.subject.in_([f"issue:{one.id}" for one in about]))
    assert set(db.session.scalars(told)) == {ledger.CITY}


def test_the_street_took_one_thing_on_and_finished_it(inside: Flask) -> None:
    assert db.session.scalars(select(Coordination.state).where(Coordination.trouble == "issue_overdue")).all() == ["done"]


# -- the whole of it ---------------------------------------------------------------------------------------------------


def test_every_chain_verifies_and_nothing_was_entered_before_it_happened(inside: Flask) -> None:
    assert list(ledger.verify()) == []
    home = meeting_on(date(2026, 11, 12)).alliance_id
    entries = db.session.execute(select(ledger.Entry.at, ledger.Entry.body, ledger.Entry.verb).where(ledger.Entry.chain_id == home)).all()
    told = [(at, json.loads(body)["entered"], verb) for at, body, verb in entries]
    assert [(at, verb) for at, entered, verb in told if not "2025-11-24" <= at <= entered < "2026-11-24T00:50"] == []


def test_nobody_can_be_rung_up(instance: Path, inside: Flask) -> None:
    numbers = [*db.session.scalars(select(Person.phone)), *db.session.scalars(select(Reporter.phone))]
    assert [one for one in numbers if one and NOBODYS.fullmatch(one) is None] == []
    with sqlite3.connect(instance / "lianxi.db") as file:
        text = "\n".join(line for line in file.iterdump())
    file.close()
    assert ANYBODYS.findall(text) == []


def test_journeys_find_each_of_their_things_once(instance: Path) -> None:
    with sqlite3.connect(instance / "lianxi.db") as file:
        assert {name: len(file.execute(sql).fetchall()) for name, sql in PLACEHOLDERS.items()} == dict.fromkeys(PLACEHOLDERS, 1)
    file.close()


def test_five_people_can_sign_in_and_the_paper_says_how(instance: Path) -> None:
    said = (instance / showcase.PEOPLE).read_text(encoding="utf-8")
    assert [name for name in ("邱叶", "林知夏", "段启明", "程以宁", "苏景行", "演示管理员") if name not in said] == []


def test_the_guide_leads_where_it_says(inside: Flask) -> None:
    guide = (ROOT / "docs" / "DEMO.md").read_text(encoding="utf-8")
    models = {"meetings": Meeting, "actions": Action, "issues": Issue}
    named = re.findall(r"`/(meetings|actions|issues)/(\d+)`「([^」]+)」", guide)
    assert len(named) > 15
    titles = {(noun, number): (db.session.get_one(models[noun], int(number)).title, title) for noun, number, title in named}
    assert [where for where, (title, said) in titles.items() if not title.endswith(said)] == []
