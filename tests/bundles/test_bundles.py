"""一事一卷 as its readers get it: what stands in it, what does not exist, and what of a resident nobody finds in it."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Person
from app.alliances import handover
from app.alliances.models import Alliance, Organisation, Seat
from app.core import ledger
from app.core.db import db, writing
from app.issues import actions as issues
from app.issues import endings, handing
from app.issues.models import Issue
from app.meetings import actions as meetings
from app.meetings.models import AgendaItem, ItemIssue
from app.policy import SYSTEM
from app.resolutions import actions, steps
from app.resolutions.models import Action, Resolution
from app.resolutions.queries import action_row
from app.resolutions.rules import Assignment
from tests import make
from tests.issues import make_issues, make_reports
from tests.minutes import make_minutes
from tests.papers.reading import pdf_text, squeezed, word_paragraphs

SECTIONS = (
    "一、居民诉求",
    "二、列入议题",
    "三、会议通知",
    "四、会议签到",
    "五、纪要摘录",
    "六、决议",
    "七、任务",
    "八、催办和进展",
    "九、回访",
    "十、销号",
)
SIGNED = "周五前清理完毕。"


@pytest.fixture
def home(app: Flask) -> Alliance:
    return make_minutes.heming()


@pytest.fixture
def secretary(home: Alliance) -> Person:
    return make_minutes.qiuye(home)


def supervisor(home: Alliance) -> Person:
    return make.official("supervisor", "street", make_reports.street_of(home))


def text_of(client: FlaskClient, person: Person, path: str) -> str:
    answer = make.sign_in(client, person).get(path)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    return pdf_text(answer.data)


def whole(home: Alliance, secretary: Person) -> tuple[Issue, Action]:
    """A confidential report, tabled, agreed and signed; an action that was chased and closed."""
    issue, _code = make_reports.report(home)
    meeting = make_minutes.held(home, secretary, ended=False)
    by = make.actor(secretary)
    with writing():
        ledger.hold(home.id)
        issues.accept(issue, title="西门路灯", public_summary="西门路灯不亮", by=by, at=make.AT)
        (item,) = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.kind == "topic"))
        issues.table(issue, by=by, at=make.AT)
        db.session.add(ItemIssue(item_id=item.id, issue_id=issue.id))
        meetings.end(meeting, None, by=by, at=make.later(60))
    make_minutes.sign(make_minutes.drafted(meeting, secretary), secretary)
    resolution = db.session.scalars(select(Resolution).where(Resolution.item_id == item.id)).one()
    lead = make.seat(home, "供电所", "韩晴", "10100000061")
    return issue, closed(resolution, lead.organisation_id)


def ended_issue(home: Alliance, secretary: Person) -> Issue:
    """Dispatched, done, asked about and closed: by the room's own helpers as far as they go."""
    issue, _code = make_reports.report(home)
    lead, by = make.seat(home, "供电所", "韩晴", "10100000061"), make.actor(secretary)
    make_reports.dispatched(issue, lead.organisation_id)
    with writing():
        ledger.hold(home.id)
        handing.acknowledge(issue, "韩晴", by=by, at=make.later(1))
        handing.start(issue, "", make.AT.date(), by=by, at=make.later(2))
        handing.submit(issue, "换了新灯", by=by, at=make.later(3))
        heard = endings.Heard("secretary", "phone", "yes", "satisfied", "亮堂多了")
        endings.follow_up(issue, heard, by=by, at=make.later(4))
        endings.close(issue, endings.Closing("solved", "已换"), by=by, at=make.later(5))
    return issue


def closed(resolution: Resolution, lead: int) -> Action:
    with writing():
        ledger.hold(resolution.alliance_id)
        made = actions.assign(
            resolution, Assignment("换路灯", lead, date(2026, 11, 13), due=date(2026, 11, 20)), by=SYSTEM, at=make.later(90)
        )
        steps.acknowledge(made, "韩晴", by=SYSTEM, at=make.later(91))
        steps.log_chase(made, "韩晴", "答应周三换，电话10100000062", by=SYSTEM, at=make.later(92))
    return made


# -- what stands in it -------------------------------------------------------------------------------------------------


def test_a_whole_matter_from_the_first_word_to_the_task(client: FlaskClient, home: Alliance, secretary: Person) -> None:
    issue, action = whole(home, secretary)
    for path in (f"/issues/{issue.id}/bundle.pdf", f"/actions/{action.id}/bundle.pdf"):
        text = text_of(client, secretary, path)
        places = [text.find(squeezed(heading)) for heading in SECTIONS]
        assert places == sorted(places)
        assert min(places) > 0
        for words in (
            issue.number,
            "西门路灯",
            make_reports.WORDS,
            "楼道堆物清理",
            SIGNED,
            "会议纪要第1期",
            action.number,
            "换路灯",
            "林知夏",
        ):
            assert (words, squeezed(words) in text) == (words, True)
        assert "100****0100" in text  # the sign-in, masked
        assert "答应周三换，电话101****0062" in text
        assert "（没有发出会议通知）" in text
        assert "（还没有销号）" in text


def test_the_sign_in_shows_no_successors_telephone_beside_a_predecessors_name(
    client: FlaskClient, home: Alliance, secretary: Person
) -> None:
    issue, _action = whole(home, secretary)
    assert "100****0102" in text_of(client, secretary, f"/issues/{issue.id}/bundle.pdf")  # 程以宁, who was there
    seat = db.session.scalars(select(Seat).join(Organisation).where(Organisation.name == "区水文站")).one()
    with writing():
        ledger.hold(home.id)
        person = handover.successor(seat, "沈知秋", "10199998888", by=SYSTEM, at=make.later(200))
        handover.change_delegate(seat, person, "", seen=str(seat.delegate_id), with_roles=False, by=SYSTEM, at=make.later(200))
    text = text_of(client, secretary, f"/issues/{issue.id}/bundle.pdf")
    assert ("程以宁" in text, "101****8888" in text, "沈知秋" in text) == (True, False, False)


def test_what_does_not_exist_is_one_line_each(client: FlaskClient, home: Alliance, secretary: Person) -> None:
    issue = make_issues.issue(home, "门口井盖松动", words="门口井盖松动，夜里响")
    text = text_of(client, secretary, f"/issues/{issue.id}/bundle.pdf")
    assert text.count("（未召开会议）") == 4
    assert [words in text for words in ("（没有形成决议）", "（还没有回访）", "（还没有销号）")] == [True] * 3
    assert text.count("（没有安排任务）") == 2


def test_the_same_paper_as_word(client: FlaskClient, home: Alliance, secretary: Person) -> None:
    issue, _action = whole(home, secretary)
    make.sign_in(client, secretary)
    word = squeezed("".join(word_paragraphs(client.get(f"/issues/{issue.id}/bundle.docx").data)))
    for words in (*SECTIONS, make_reports.WORDS, SIGNED, "答应周三换"):
        assert (words, squeezed(words) in word) == (words, True)


def test_only_this_items_part_of_the_minutes_is_there(client: FlaskClient, app: Flask) -> None:
    meeting = make_minutes.example_meeting()
    person = db.session.scalars(select(Person).where(Person.name == "邱叶")).one()
    action = db.session.scalars(select(Action).where(Action.meeting_id == meeting.id).order_by(Action.id)).first()
    assert action is not None
    others = select(AgendaItem.title).where(AgendaItem.meeting_id == meeting.id, AgendaItem.kind == "topic")
    resolution = db.session.get_one(Resolution, action.resolution_id)
    text = text_of(client, person, f"/actions/{action.id}/bundle.pdf")
    assert squeezed(resolution.points.splitlines()[0]) in text
    foreign = [row.points for row in db.session.scalars(select(Resolution).where(Resolution.id != resolution.id)) if row.points]
    assert foreign
    assert [squeezed(points.splitlines()[0]) in text for points in foreign] == [False] * len(foreign)
    assert action_row(action.id).number in text
    assert list(db.session.scalars(others))


def test_what_was_asked_afterwards_and_how_it_ended(client: FlaskClient, home: Alliance, secretary: Person) -> None:
    issue = ended_issue(home, secretary)
    for person, own_words in ((secretary, True), (supervisor(home), False)):
        text = text_of(client, person, f"/issues/{issue.id}/bundle.pdf")
        assert "单位反馈：换了新灯" in text
        assert "电话，解决了，满意" in text
        assert ("亮堂多了" in text, "已解决销号" in text, make_reports.NAME in text) == (own_words, True, False)


# -- who reads what ----------------------------------------------------------------------------------------------------


def test_of_a_confidential_report_the_street_reads_neither_words_nor_name(client: FlaskClient, home: Alliance, secretary: Person) -> None:
    issue, action = whole(home, secretary)
    street = supervisor(home)
    for path in (f"/issues/{issue.id}/bundle.pdf", f"/actions/{action.id}/bundle.pdf"):
        text = text_of(client, street, path)
        assert [canary in text for canary in make_reports.CANARIES] == [False] * 3
        assert ("原话不入卷" in text, "西门路灯不亮" in text, "鹤鸣苑西门" in text) == (True, True, False)


def test_nobody_finds_the_reporter_in_it(client: FlaskClient, home: Alliance, secretary: Person) -> None:
    issue, action = whole(home, secretary)
    with writing():
        ledger.hold(home.id)
        steps.report_progress(action, f"{make_reports.NAME}（{make_reports.PHONE}）说已经亮了", by=SYSTEM, at=make.later(95))
    for person in (secretary, make.official("convener", "alliance", home.id), supervisor(home)):
        text = text_of(client, person, f"/actions/{action.id}/bundle.pdf")
        assert (make_reports.NAME in text, make_reports.PHONE in text) == (False, False)
        assert "反映人（100****4827）说已经亮了" in text
    assert issue.number


def test_an_untouched_anonymous_report_has_no_title_of_its_own_for_the_street(client: FlaskClient, home: Alliance) -> None:
    issue, _code = make_reports.report(home)
    assert issue.title == make_reports.WORDS
    text = text_of(client, supervisor(home), f"/issues/{issue.id}/bundle.pdf")
    assert ("金丝雀" in text, "（居民反映）" in text) == (False, True)


def test_what_is_about_the_community_is_the_streets_alone(client: FlaskClient, app: Flask, home: Alliance, secretary: Person) -> None:
    issue, _code = make_reports.report(home, about_community=True)
    text = text_of(client, supervisor(home), f"/issues/{issue.id}/bundle.pdf")
    assert (make_reports.WORDS in text, "云杉街道办事处" in text, make_reports.NAME in text) == (True, True, False)
    for person in (secretary, make.official("convener", "alliance", home.id), make.administrator()):
        assert make.sign_in(app.test_client(), person).get(f"/issues/{issue.id}/bundle.pdf").status_code == 404


def test_nobody_else_gets_one(app: Flask, home: Alliance, secretary: Person) -> None:
    issue, action = whole(home, secretary)
    seat = make.seat(home)
    liaison = make.official("liaison", "organisation", seat.organisation_id)
    elsewhere = make.official("supervisor", "street", make_reports.street_of(make.alliance(street="松涛街道")))
    others = (make.delegate_of(seat), liaison, make.administrator(), elsewhere, make.secretary(make.alliance()))
    for path in (f"/issues/{issue.id}/bundle.pdf", f"/actions/{action.id}/bundle.docx"):
        assert app.test_client().get(path).status_code == 303
        assert [make.sign_in(app.test_client(), person).get(path).status_code for person in others] == [403] * 5
    page = make.sign_in(app.test_client(), make.delegate_of(seat)).get(f"/actions/{action.id}").text
    own = make.sign_in(app.test_client(), secretary).get(f"/actions/{action.id}").text
    assert ("一事一卷" in page, "一事一卷" in own) == (False, True)


@pytest.mark.parametrize("path", ["/issues/999999/bundle.pdf", "/actions/999999/bundle.pdf", "/issues/1/bundle.exe"])
def test_what_there_is_not_is_not_there(client: FlaskClient, home: Alliance, secretary: Person, path: str) -> None:
    assert make.sign_in(client, secretary).get(path).status_code == 404
