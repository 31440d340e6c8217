"""Drafting, prose, sign-off, files: on both databases."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Person
from app.alliances.models import Alliance
from app.ballots.models import Motion
from app.core import files, ledger
from app.core.db import db, writing
from app.core.files import StoredFile
from app.core.lifecycle import Refused
from app.core.perform import record
from app.meetings import actions as meetings
from app.meetings.models import AgendaItem, Meeting
from app.minutes import actions, publishing, queries
from app.minutes.models import Minutes
from app.papers.model import to_json
from app.papers.text import plain_text
from app.policy import SYSTEM
from tests import make
from tests.minutes import make_minutes

DAY = make_minutes.DAY


@pytest.fixture
def alliance(any_app: Flask) -> Alliance:
    made = make.alliance()
    make.seats(made, 3)
    return made


@pytest.fixture
def secretary(alliance: Alliance) -> Person:
    return make.secretary(alliance)


@pytest.fixture
def minutes(alliance: Alliance, secretary: Person) -> Minutes:
    return make_minutes.drafted(make_minutes.held(alliance, secretary), secretary)


def refusal(work: object, *args: object, **named: object) -> str:
    with pytest.raises(Refused) as refused, writing():
        work(*args, by=SYSTEM, at=make.later(24 * 60), **named)  # type: ignore[operator]
    return refused.value.reason


def current(minutes: Minutes) -> str:
    meeting = db.session.get_one(Meeting, minutes.meeting_id)
    return "\n".join(plain_text(queries.draft_of(minutes, meeting, DAY)))


def test_minutes_are_drafted_after_the_meeting_and_once(alliance: Alliance, secretary: Person) -> None:
    meeting = make_minutes.held(alliance, secretary, ended=False)
    assert refusal(actions.draft, meeting) == "minutes.not_ended"
    with writing():
        meetings.end(meeting, None, by=SYSTEM, at=make.later(60))
    first = make_minutes.drafted(meeting, secretary)
    assert make_minutes.drafted(meeting, secretary).id == first.id


def test_the_draft_follows_the_record_and_the_prose_stays(minutes: Minutes) -> None:
    item = db.session.scalars(select(AgendaItem)).one()
    with writing():
        actions.write_section(minutes, "item", item.id, "会议研究了堆物问题。", "", version=0, by=SYSTEM, at=make.AT)
    assert "1. 周五前清理完毕。" in current(minutes)
    with writing():
        meetings.agree(item, "周六前清理完毕。\n网格长核对。", version=item.version, by=SYSTEM, at=make.AT)
    text = current(minutes)
    assert "会议研究了堆物问题。\n协商情况：" in text
    assert "会议议定：\n1. 周六前清理完毕。\n2. 网格长核对。\n" in text


def test_somebody_elses_newer_words_are_not_overwritten(minutes: Minutes) -> None:
    with writing():
        actions.write_section(minutes, "lead", None, "并讲话", "", version=0, by=SYSTEM, at=make.AT)
    assert refusal(actions.write_section, minutes, "lead", None, "并作说明", "", version=0) == "version.clash"
    with writing():
        actions.write_section(minutes, "lead", None, "并作说明", "", version=1, by=SYSTEM, at=make.AT)
    assert [(row.before, row.version) for row in queries.sections_of(minutes.id)] == [("并作说明", 2)]
    with writing():
        actions.write_head(minutes, "标题", "", "", version=1, by=SYSTEM, at=make.AT)
    assert refusal(actions.write_head, minutes, "别的标题", "", "", version=1) == "version.clash"


def test_sign_off_numbers_stores_and_locks(minutes: Minutes, secretary: Person) -> None:
    make_minutes.sign(minutes, secretary)
    assert (minutes.state, minutes.year, minutes.number, minutes.signed_by, minutes.on_paper) == ("signed", 2026, 1, "林知夏", True)
    document = queries.signed_document(minutes)
    assert (document.number, document.date, to_json(document)) == ("第1期", DAY, minutes.document)
    assert refusal(actions.write_section, minutes, "lead", None, "改", "", version=0) == "minutes.locked"
    assert refusal(actions.write_head, minutes, "改", "", "", version=1) == "minutes.locked"
    assert refusal(actions.sign_off, minutes, actions.SignOff("别人", DAY), lambda number: document) == "minutes.locked"
    item = db.session.scalars(select(AgendaItem)).one()
    assert refusal(meetings.agree, item, "另一件事", version=item.version) == "meeting.locked"


def test_the_day_of_the_sign_off_lies_between_the_meeting_and_today(minutes: Minutes) -> None:
    sheets = [actions.SignOff("林知夏", day) for day in (date(2026, 11, 11), date(2026, 11, 14))]
    reasons = [refusal(actions.sign_off, minutes, sheet, lambda number: pytest.fail("composed")) for sheet in sheets]
    assert reasons == ["minutes.before_meeting", "minutes.future"]


@pytest.mark.parametrize("state", ["open", "closed"])
def test_nothing_is_signed_while_a_ballot_is_open_or_its_box_not_opened(minutes: Minutes, state: str) -> None:
    item = db.session.scalars(select(AgendaItem)).one()
    with writing():
        ballot = Motion(alliance_id=item.alliance_id, meeting_id=item.meeting_id, item_id=item.id, text="同意", regime="alliance_majority")
        ballot.state = state
        db.session.add(ballot)
        record("motion.create", ballot, by=SYSTEM, at=make.AT)
    sheet = actions.SignOff("林知夏", DAY)
    assert refusal(actions.sign_off, minutes, sheet, lambda number: pytest.fail("composed")) == "minutes.ballot_open"


def test_numbers_of_a_year_have_no_gap_even_where_a_sign_off_fails(alliance: Alliance, secretary: Person) -> None:
    three = [make_minutes.drafted(make_minutes.held(alliance, secretary), secretary) for _each in range(3)]
    make_minutes.sign(three[0], secretary)

    def fails(number: int) -> object:
        raise RuntimeError(number)

    with pytest.raises(RuntimeError), writing():
        ledger.hold(alliance.id)
        actions.sign_off(three[1], actions.SignOff("林知夏", DAY), fails, by=SYSTEM, at=make.later(24 * 60))  # type: ignore[arg-type]  # never a paper
    assert db.session.get_one(Minutes, three[1].id).state == "draft"
    make_minutes.sign(three[2], secretary)
    make_minutes.sign(three[1], secretary)
    assert [minutes.number for minutes in three] == [1, 3, 2]


def test_a_kill_before_the_files_leaves_a_paper_that_finish_completes(any_app: Flask, minutes: Minutes, secretary: Person) -> None:
    make_minutes.sign(minutes, secretary)
    stored = minutes.document
    answer = any_app.test_cli_runner().invoke(args=["minutes", "finish"])
    assert (answer.exit_code, answer.output.strip()) == (0, "1")
    db.session.expire_all()
    assert (minutes.state, minutes.document) == ("published", stored)
    assert files.read(minutes.pdf_sha256 or "").startswith(b"%PDF-")
    assert files.read(minutes.docx_sha256 or "").startswith(b"PK")
    assert sorted(file.sha256 for file in db.session.scalars(select(StoredFile))) == sorted([minutes.pdf_sha256, minutes.docx_sha256])
    assert publishing.finish(minutes.id, by=SYSTEM, at=make.AT) is False
    assert any_app.test_cli_runner().invoke(args=["minutes", "finish"]).output.strip() == "0"
    assert list(ledger.verify()) == []


def test_a_stored_document_that_was_changed_is_not_rendered(minutes: Minutes, secretary: Person) -> None:
    make_minutes.sign(minutes, secretary)
    minutes.document = (minutes.document or "").replace("周五", "周六")
    with pytest.raises(queries.Altered):
        queries.signed_document(minutes)
    db.session.rollback()


def test_no_representatives_name_gets_into_the_public_notice(any_app: Flask) -> None:
    alliance = make_minutes.heming()
    meeting = make_minutes.held(alliance, make_minutes.qiuye(alliance))
    item = db.session.scalars(select(AgendaItem)).one()
    line = {"item": item.id, "title": item.title, "text": "罗晴川提出的问题已经解决。"}
    forbidden = queries.representatives(meeting)
    days = (date(2026, 11, 19), date(2026, 11, 23))
    assert refusal(actions.write_public_notice, meeting, [line], *days, forbidden, version=0) == "public_notice.named"
    assert refusal(actions.write_public_notice, meeting, [], days[1], days[0], forbidden, version=0) == "public_notice.days"
    with writing():
        kept = actions.write_public_notice(meeting, [{**line, "text": "已经解决。"}], *days, forbidden, version=0, by=SYSTEM, at=make.AT)
    assert (kept.version, kept.words[0]["text"]) == (1, "已经解决。")
    assert refusal(actions.write_public_notice, meeting, [], *days, forbidden, version=0) == "version.clash"


def test_two_people_sign_off_at_once_and_one_paper_is_signed(any_app: Flask, minutes: Minutes, secretary: Person) -> None:
    url = f"/meetings/{minutes.meeting_id}/minutes/sign-off"
    people = (secretary, make.official("convener", "alliance", minutes.alliance_id))
    clients = [make.sign_in(any_app.test_client(), person) for person in people]
    db.session.rollback()
    start = threading.Barrier(2)

    def press(client: FlaskClient) -> int:
        start.wait()
        return client.post(url, data={"signed_by": "林知夏", "signed_on": "2026-11-12", "on_paper": "y"}).status_code

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(press, clients)) == [303, 409]
    db.session.expire_all()
    assert (minutes.state, minutes.number) == ("published", 1)
    assert list(ledger.verify()) == []
