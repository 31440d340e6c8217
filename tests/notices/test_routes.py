"""Releasing on paper and on screen, the page for everybody, withdrawing, objections; and that nothing else is public."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.alliances.models import Seat
from app.core import ledger
from app.core.db import db, writing
from app.core.ledger import Entry
from app.meetings.models import Meeting
from app.notices import actions, queries
from app.notices.models import Objection, ReleasedNotice
from app.papers.pdf import pages
from tests import make
from tests.notices.conftest import SIGNED, TEXT, Desk, desk_of, write
from tests.papers.reading import pdf_text
from tests.resolutions import make_resolutions


@pytest.fixture
def office(client: FlaskClient, desk: Desk) -> FlaskClient:
    return make.sign_in(client, desk.secretary)


@pytest.fixture
def released(office: FlaskClient, desk: Desk) -> ReleasedNotice:
    assert office.post(desk.url, data=SIGNED).location == desk.url
    return of_meeting(desk.meeting)


@pytest.fixture
def anybody(app: Flask) -> FlaskClient:
    return app.test_client()


def of_meeting(meeting: Meeting) -> ReleasedNotice:
    found = queries.notice_of(meeting.id)
    assert found is not None
    return found


def text_of(html: str) -> str:
    return "".join(BeautifulSoup(html, "html.parser").get_text().split())


def test_the_secretary_enters_what_stands_on_paper_and_everybody_can_read_it(
    desk: Desk, released: ReleasedNotice, anybody: FlaskClient
) -> None:
    assert (released.state, released.number, released.released_by, released.manner) == ("released", 1, "林知夏", "paper")
    entry = db.session.scalars(select(Entry).where(Entry.verb == "public_notice.release")).one()
    assert '"behalf":"paper"' in entry.body
    page = anybody.get(desk.public)
    assert page.status_code == 200
    assert text_of(page.text).count("议定事项公示") == 1
    url = f"{desk.public}/{released.code}"
    assert f'href="{url}"' in page.text
    shown = text_of(anybody.get(url).text)
    assert TEXT in shown
    assert "公示时间：2026年11月16日至11月18日（3个工作日）。" in shown
    content = anybody.get(f"{url}.pdf")
    assert content.headers["Content-Disposition"].startswith("attachment")
    assert pages(content.data) == 1
    assert "公示时间：2026年11月16日至11月18日" in pdf_text(content.data)


def test_the_public_pages_carry_no_name_no_count_no_cookie_and_no_form(desk: Desk, released: ReleasedNotice, anybody: FlaskClient) -> None:
    people = [make.delegate_of(seat).name for seat in db.session.scalars(select(Seat).where(Seat.alliance_id == desk.alliance.id))]
    assert len(people) == 3
    for url in (desk.public, f"{desk.public}/{released.code}"):
        answer = anybody.get(url)
        hidden = (*people, "林知夏", "居民反映堆物多", "家", "票", "<form", "<script")
        assert [words for words in hidden if words in answer.text] == []
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["Cache-Control"] == "public, no-cache"
        assert anybody.get(url, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
        anybody.set_cookie("lianxi_language", "zh")
        assert anybody.get(url).headers["Cache-Control"] == "private, no-store"
        anybody.delete_cookie("lianxi_language")


def test_what_is_withdrawn_is_gone_at_once_like_what_never_was_and_may_be_released_anew(
    office: FlaskClient, desk: Desk, released: ReleasedNotice, anybody: FlaskClient
) -> None:
    url, etag = f"{desk.public}/{released.code}", anybody.get(f"{desk.public}/{released.code}").headers["ETag"]
    assert office.post(f"{desk.url}/withdraw", data={"reason": ""}).status_code == 422
    assert office.post(f"{desk.url}/withdraw", data={"reason": "写错了日期"}).location == desk.url
    never = anybody.get(f"{desk.public}/{'a' * 26}")
    for gone in (url, f"{url}.pdf"):
        answer = anybody.get(gone, headers={"If-None-Match": etag})
        assert (answer.status_code, answer.headers["Cache-Control"]) == (404, never.headers["Cache-Control"])
    assert text_of(anybody.get(url).text) == text_of(never.text)
    assert "现在没有公示" in anybody.get(desk.public).text
    assert "写错了日期" in office.get(desk.url).text
    write(desk.meeting, "楼道堆物下周一前清理干净。", desk.secretary, version=1)
    assert office.post(desk.url, data=SIGNED).location == desk.url
    assert "楼道堆物下周一前清理干净。" in text_of(anybody.get(url).text)
    assert (of_meeting(desk.meeting).number, of_meeting(desk.meeting).withdrawn_reason) == (1, "")
    assert list(ledger.verify()) == []


def test_a_second_tap_is_refused_and_a_changed_draft_changes_nothing_public(
    office: FlaskClient, desk: Desk, released: ReleasedNotice, anybody: FlaskClient
) -> None:
    assert office.post(desk.url, data=SIGNED).status_code == 409
    write(desk.meeting, "新写的话。", desk.secretary, version=1)
    assert "新写的话" not in anybody.get(f"{desk.public}/{released.code}").text
    assert "公示稿在公开以后又改过" in office.get(desk.url).text


@pytest.mark.parametrize(
    ("changed", "status", "words"),
    [
        ({"manner": "screen"}, 422, 'class="error"'),
        ({"manner": ""}, 422, "请选一项"),
        ({"released_by": ""}, 422, "这一项要填"),
        ({"released_on": "2026-11-32"}, 422, "请填日期"),
        ({"released_on": "2026-11-11"}, 409, "不能早于纪要签发的日期"),
        ({"released_on": "2026-11-17", "from_day": "2026-11-17", "to_day": "2026-11-30"}, 409, "签发日期不能晚于今天"),
        ({"from_day": "2026-11-12"}, 409, "公示不能在签发以前开始"),
        ({"to_day": "2026-11-17"}, 409, "公示期不足3个工作日"),
    ],
)
def test_what_cannot_be_released_is_said_at_its_field_and_nothing_is_public(
    office: FlaskClient, desk: Desk, anybody: FlaskClient, changed: dict[str, str], status: int, words: str
) -> None:
    answer = office.post(desk.url, data=SIGNED | changed)
    assert answer.status_code == status
    assert words in answer.text
    assert "现在没有公示" in anybody.get(desk.public).text


@pytest.mark.parametrize(("text", "words"), [("赞成3票，通过。", "写了票数"), ("联系13812345678", "有手机号码"), (" ", "没有一项内容")])
def test_counts_and_mobiles_in_the_draft_are_not_released(office: FlaskClient, desk: Desk, text: str, words: str) -> None:
    write(desk.meeting, text, desk.secretary, version=1)
    answer = office.post(desk.url, data=SIGNED)
    assert (answer.status_code, words in answer.text) == (409, True)


def test_the_convener_signs_at_a_screen_with_his_own_name(app: Flask, desk: Desk) -> None:
    convener = make.official("convener", "alliance", desk.alliance.id, "林知夏")
    screen = make.sign_in(app.test_client(), convener)
    typed = SIGNED | {"manner": "screen", "released_by": "别人", "released_on": "2026-11-12"}
    assert screen.post(desk.url, data=typed).location == desk.url
    notice = of_meeting(desk.meeting)
    assert (notice.released_by, notice.released_on, notice.manner) == ("林知夏", date(2026, 11, 16), "screen")
    assert "behalf" not in db.session.scalars(select(Entry).where(Entry.verb == "public_notice.release")).one().body


def test_only_the_desk_of_the_alliance_releases(app: Flask, desk: Desk, anybody: FlaskClient) -> None:
    stranger = make.sign_in(app.test_client(), make.secretary(make.alliance()))
    seat = db.session.scalars(select(Seat).where(Seat.alliance_id == desk.alliance.id)).first()
    assert seat is not None
    delegate = make.sign_in(app.test_client(), make.delegate_of(seat), by_phone=True)
    assert [client.post(desk.url, data=SIGNED).status_code for client in (stranger, delegate)] == [403, 403]
    assert anybody.get(desk.url).location.startswith("/sign-in")
    assert queries.notice_of(desk.meeting.id) is None
    assert [anybody.get(url).status_code for url in ("/public", "/public/none", f"{desk.public}/1")] == [404, 404, 404]


def test_an_objection_is_recorded_answered_and_never_public(
    office: FlaskClient, desk: Desk, released: ReleasedNotice, anybody: FlaskClient
) -> None:
    said = {"who": "3号楼一位居民", "words": "楼道的自行车放哪里？", "raised_on": "2026-11-16"}
    outside = office.post(f"{desk.url}/objections", data=said | {"raised_on": "2026-11-12"})
    assert (outside.status_code, "不在公示期内" in outside.text, "楼道的自行车放哪里" in outside.text) == (409, True, True)
    assert office.post(f"{desk.url}/objections", data=said).location == desk.url
    objection = db.session.scalars(select(Objection)).one()
    assert "1条意见等答复" in office.get(f"/alliances/{desk.alliance.id}/notices").text
    url, key = f"{desk.url}/objections/{objection.id}", f"reply-{objection.id}-"
    reply = {f"{key}reply": "车棚本月底前修好。", f"{key}replied_by": "林知夏", f"{key}replied_on": "2026-11-16", "how": "answer"}
    early = office.post(url, data=reply | {f"{key}replied_on": "2026-11-15"})
    assert (early.status_code, "不能早于提出意见的日期" in early.text) == (409, True)
    assert office.post(url, data=reply).location == desk.url
    db.session.refresh(objection)
    assert (objection.state, objection.reply) == ("answered", "车棚本月底前修好。")
    assert office.post(url, data=reply | {"how": "send_back"}).status_code == 409
    assert "自行车" not in anybody.get(desk.public).text + anybody.get(f"{desk.public}/{released.code}").text
    with make_resolutions.today_is(date(2026, 11, 19)):
        assert "已生效" in office.get(desk.url).text


def test_what_goes_back_to_a_meeting_is_not_in_force(office: FlaskClient, desk: Desk, released: ReleasedNotice) -> None:
    office.post(f"{desk.url}/objections", data={"who": "一位居民", "words": "不同意", "raised_on": "2026-11-16"})
    key = f"reply-{db.session.scalars(select(Objection.id)).one()}-"
    reply = {f"{key}reply": "再议", f"{key}replied_by": "林知夏", f"{key}replied_on": "2026-11-16", "how": "send_back"}
    assert office.post(f"{desk.url}/objections/{key.split('-')[1]}", data=reply).location == desk.url
    assert queries.announced([desk.meeting.id], date(2026, 11, 30))[desk.meeting.id].standing == "sent_back"


def test_every_page_leads_to_where_one_can_say_what_one_thinks(office: FlaskClient, desk: Desk, anybody: FlaskClient) -> None:
    assert [client.get(url).text.count('href="/feedback"') for client, url in ((office, "/today"), (anybody, desk.public))] == [1, 1]
    page = anybody.get("/feedback")
    assert (page.status_code, "12345" in page.text) == (200, True)


def test_both_databases_take_the_same_release(any_app: Flask) -> None:
    from app.core.files import keep
    from app.minutes import publishing
    from app.notices import pages as desk_pages

    with make_resolutions.today_is(date(2026, 11, 16)):
        desk = desk_of()
        sheet = actions.Release("林知夏", date(2026, 11, 13), "entrusted", date(2026, 11, 16), date(2026, 11, 18))
        document = desk_pages.paper_of(desk.meeting, desk.draft, (sheet.from_day, sheet.to_day))
        paper = actions.Paper(document, keep(publishing.pdf_of(document)), desk.draft.version)
        by = make.actor(desk.secretary)
        with writing():
            notice = actions.release(desk.draft, paper, sheet, [], by=by, at=make.later(5760))
        with writing():
            actions.withdraw(notice, "改", by=by, at=make.later(5761))
        with writing():
            again = actions.release(desk.draft, paper, sheet, [], by=by, at=make.later(5762))
        assert (again.id, again.state, queries.document_of(again)) == (notice.id, "released", document)
        assert [row.state for row in queries.desk(desk.alliance.id, date(2026, 11, 20)).rows] == ["released"]
        assert list(ledger.verify()) == []
