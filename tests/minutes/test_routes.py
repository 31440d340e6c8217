"""The pages of the minutes and of the other papers: who reads what, what is refused, what comes down."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.core import files
from app.core.db import db, writing
from app.meetings.models import Meeting
from app.minutes import actions, publishing, queries
from app.minutes.compose import minutes as composed
from app.minutes.models import Minutes, PublicNotice
from app.minutes.record import Drafting
from app.papers.pdf import pages
from app.policy import SYSTEM
from tests import make
from tests.minutes import make_minutes
from tests.papers.reading import html_text, pdf_text, squeezed, word_paragraphs

WHEN = {"signed_by": "林知夏", "signed_on": "2026-11-12", "on_paper": "y"}


@pytest.fixture
def alliance(app: Flask) -> Alliance:
    made = make.alliance()
    make.seats(made, 3)
    return made


@pytest.fixture
def secretary(alliance: Alliance) -> Person:
    return make.secretary(alliance)


@pytest.fixture
def held(alliance: Alliance, secretary: Person) -> Meeting:
    return make_minutes.held(alliance, secretary)


@pytest.fixture
def at_desk(client: FlaskClient, secretary: Person) -> FlaskClient:
    return make.sign_in(client, secretary)


@pytest.fixture
def url(held: Meeting, at_desk: FlaskClient) -> str:
    """The page of a draft."""
    address = f"/meetings/{held.id}/minutes"
    assert at_desk.post(address).location == address
    return address


def fields(html: str) -> dict[str, str]:
    """What the prose form would send."""
    form = BeautifulSoup(html, "html.parser").find("form", action=re.compile("/words$"))
    assert form is not None
    found = {str(one["name"]): str(one.get("value", "")) for one in form.find_all("input")}
    return found | {str(one["name"]): one.get_text().lstrip("\r\n") for one in form.find_all("textarea")}


def of_meeting(meeting: Meeting) -> Minutes:
    found = queries.minutes_of(meeting.id)
    assert found is not None
    return found


# -- drafting ----------------------------------------------------------------------------------------------------------


def test_opening_the_page_writes_nothing_until_the_secretary_drafts(at_desk: FlaskClient, held: Meeting) -> None:
    page = at_desk.get(f"/meetings/{held.id}/minutes")
    assert "起草纪要" in page.text
    assert queries.minutes_of(held.id) is None
    at_desk.post(f"/meetings/{held.id}/minutes")
    page = at_desk.get(f"/meetings/{held.id}/minutes")
    assert "第×期" in page.text
    assert "居民反映堆物多。" in fields(page.text)[f"item-{queries.record_of(held, make_minutes.DAY).topics[0].id}-before"]


def test_a_meeting_that_runs_has_no_minutes_yet(alliance: Alliance, secretary: Person, at_desk: FlaskClient) -> None:
    running = make_minutes.held(alliance, secretary, ended=False)
    assert "会议结束后" in at_desk.get(f"/meetings/{running.id}/minutes").text
    assert at_desk.post(f"/meetings/{running.id}/minutes").status_code == 409


def test_unchanged_words_are_not_stored_and_changed_ones_are(at_desk: FlaskClient, url: str, held: Meeting) -> None:
    form = fields(at_desk.get(url).text)
    assert at_desk.post(f"{url}/words", data=form).status_code == 303
    assert (queries.sections_of(of_meeting(held).id), of_meeting(held).title) == ([], "")
    form = fields(at_desk.get(url).text)
    at_desk.post(f"{url}/words", data=form | {"head-title": "关于楼道堆物的\n纪要", "lead-before": "并讲话"})
    assert [(row.slot, row.before) for row in queries.sections_of(of_meeting(held).id)] == [("lead", "并讲话")]
    page = at_desk.get(url)
    assert "关于楼道堆物的<br>纪要" in page.text
    assert of_meeting(held).title == "关于楼道堆物的\n纪要"


def test_counts_and_names_cannot_be_sent_with_the_prose(at_desk: FlaskClient, url: str) -> None:
    before = at_desk.get(f"{url}.docx").data
    form = fields(at_desk.get(url).text)
    kinds = {name.rpartition("-")[2] for name in form}
    assert kinds == {"csrf_token", "once", "version", "title", "report_to", "send_to", "before", "after"}
    at_desk.post(f"{url}/words", data=form | {"present": "99", "signed_by": "x", "item-1-points": "x"})
    assert at_desk.get(f"{url}.docx").data == before


def test_a_clash_shows_both_texts_and_can_be_saved_again(at_desk: FlaskClient, url: str, held: Meeting) -> None:
    form = fields(at_desk.get(url).text)
    with writing():
        actions.write_section(of_meeting(held), "lead", None, "并作说明", "", version=0, by=SYSTEM, at=make.AT)
    answer = at_desk.post(f"{url}/words", data=form | {"lead-before": "并讲话"})
    assert answer.status_code == 409
    assert "别人刚刚改过" in answer.text
    assert 'value="并讲话"' in answer.text
    assert "<p>并作说明</p>" in answer.text
    again = fields(answer.text)
    assert at_desk.post(f"{url}/words", data=again).status_code == 303
    assert [row.before for row in queries.sections_of(of_meeting(held).id)] == ["并讲话"]


def test_the_default_comes_back_on_request(at_desk: FlaskClient, url: str, held: Meeting) -> None:
    form = fields(at_desk.get(url).text)
    at_desk.post(f"{url}/words", data=form | {"requirements-before": "按时办。"})
    page = at_desk.get(url)
    assert "恢复自动生成的文字" in page.text
    at_desk.post(f"{url}/words", data=fields(page.text) | {"restore": "requirements"})
    assert [(row.slot, row.before) for row in queries.sections_of(of_meeting(held).id)] == [("requirements", None)]
    assert "个工作日）在小区公告栏" in at_desk.get(url).text


@pytest.mark.parametrize(("field", "words"), [("lead-before", "字" * 61), ("head-title", "字" * 201), ("requirements-before", "字" * 8001)])
def test_too_long_words_are_told_at_their_field_and_kept(at_desk: FlaskClient, url: str, field: str, words: str) -> None:
    answer = at_desk.post(f"{url}/words", data=fields(at_desk.get(url).text) | {field: words})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert fields(answer.text)[field] == words


def test_four_byte_characters_and_full_width_digits_come_through(at_desk: FlaskClient, url: str) -> None:
    at_desk.post(f"{url}/words", data=fields(at_desk.get(url).text) | {"lead-before": "并由𰻝同志说明１２点"})
    page = at_desk.get(url)
    assert "并由𰻝同志说明１２点" in page.text
    assert "字库里没有“𰻝”（U+30EDD）" in page.text
    assert "〓" in pdf_text(at_desk.get(f"{url}.pdf").data)
    assert "𰻝" in "".join(word_paragraphs(at_desk.get(f"{url}.docx").data))


# -- sign-off ----------------------------------------------------------------------------------------------------------


def test_signing_off_numbers_publishes_and_closes_the_forms(at_desk: FlaskClient, url: str, held: Meeting) -> None:
    assert at_desk.post(f"{url}/sign-off", data=WHEN).location == url
    signed = of_meeting(held)
    assert (signed.state, signed.number, signed.on_paper) == ("published", 1, True)
    page = at_desk.get(url)
    assert (signed.pdf_sha256 or "-") in page.text
    assert "第1期" in page.text
    assert "/words" not in page.text
    assert at_desk.post(f"{url}/words", data={"head-title": "改"}).status_code == 409
    assert at_desk.post(f"{url}/sign-off", data=WHEN).status_code == 409
    assert pdf_text(at_desk.get(f"{url}.pdf").data).count("第1期") == 1


def test_a_published_file_is_the_stored_one_whatever_the_record_says_later(at_desk: FlaskClient, url: str, alliance: Alliance) -> None:
    at_desk.post(f"{url}/sign-off", data=WHEN)
    before = at_desk.get(f"{url}.pdf").data, at_desk.get(f"{url}.docx").data
    with writing():
        alliance.name = "改了名的联盟"
        actions.record("alliance.rename", alliance, by=SYSTEM, at=make.AT)
    assert (at_desk.get(f"{url}.pdf").data, at_desk.get(f"{url}.docx").data) == before


def test_a_published_file_that_is_gone_is_not_made_again(at_desk: FlaskClient, url: str, held: Meeting) -> None:
    at_desk.post(f"{url}/sign-off", data=WHEN)
    files.path_of(of_meeting(held).pdf_sha256 or "").unlink()
    with pytest.raises(FileNotFoundError):
        at_desk.get(f"{url}.pdf")


def test_the_same_form_sent_twice_signs_once(at_desk: FlaskClient, url: str, held: Meeting) -> None:
    form = WHEN | {"once": "a" * 32}
    assert [at_desk.post(f"{url}/sign-off", data=form).status_code for _tap in range(2)] == [303, 303]
    assert of_meeting(held).number == 1


@pytest.mark.parametrize(
    ("changed", "field", "status"),
    [
        ({"signed_by": ""}, "signed_by", 422),
        ({"signed_by": "名" * 61}, "signed_by", 422),
        ({"signed_on": ""}, "signed_on", 422),
        ({"signed_on": "昨天"}, "signed_on", 422),
        ({"signed_on": "2026-11-01"}, "signed_on", 409),
        ({"signed_on": "2099-01-01"}, "signed_on", 409),
    ],
)
def test_a_wrong_sheet_is_told_at_its_field(
    at_desk: FlaskClient, url: str, held: Meeting, changed: dict[str, str], field: str, status: int
) -> None:
    answer = at_desk.post(f"{url}/sign-off", data=WHEN | changed)
    assert answer.status_code == status
    assert f'id="{field}-error"' in answer.text
    assert of_meeting(held).state == "draft"


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"MZ\x90\x00program", "sign.pdf"), (b"", "sign.pdf"), (b"%PDF-" + bytes(5 * 1024 * 1024), "big.pdf"), (b"text", "a.png")],
)
def test_a_bad_scan_is_refused_and_nothing_is_signed(at_desk: FlaskClient, url: str, held: Meeting, content: bytes, name: str) -> None:
    boundary, body = encode_multipart(WHEN | {"scan": FileStorage(io.BytesIO(content), name)})
    answer = at_desk.post(f"{url}/sign-off", data=body, content_type=f"multipart/form-data; boundary={boundary}")
    assert answer.status_code == 409
    assert 'id="scan-error"' in answer.text
    assert of_meeting(held).state == "draft"


def test_a_scan_is_kept_for_those_who_draft(at_desk: FlaskClient, url: str, alliance: Alliance, app: Flask) -> None:
    at_desk.post(f"{url}/sign-off", data=WHEN | {"scan": (io.BytesIO(b"\x89PNG\r\n\x1a\npicture"), "../../签发单.exe")})
    answer = at_desk.get(f"{url}/scan")
    assert (answer.data, answer.mimetype) == (b"\x89PNG\r\n\x1a\npicture", "image/png")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="sign-off.png"'
    reader = make.sign_in(app.test_client(), make.delegate_of(first_seat(alliance)), by_phone=True)
    assert reader.get(f"{url}/scan").status_code == 403


def test_what_was_signed_when_the_lights_went_out_is_finished_by_a_button(
    at_desk: FlaskClient, url: str, held: Meeting, secretary: Person
) -> None:
    make_minutes.sign(of_meeting(held), secretary)
    assert "文件还没有生成" in at_desk.get(url).text
    assert at_desk.post(f"{url}/finish").location == url
    assert of_meeting(held).state == "published"


# -- who reads what ----------------------------------------------------------------------------------------------------


def first_seat(alliance: Alliance) -> Seat:
    return db.session.scalars(select(Seat).where(Seat.alliance_id == alliance.id).order_by(Seat.id).limit(1)).one()


PATHS = ("minutes", "minutes.pdf", "minutes.docx", "minutes/scan", "notice.pdf", "sheet.pdf", "public-notice", "public-notice.pdf")
DRAFT = {
    "secretary": (200, 200, 200, 404, 200, 200, 200, 200),
    "convener": (200, 200, 200, 404, 200, 200, 200, 200),
    "delegate": (200, 404, 404, 403, 403, 403, 403, 403),
    "supervisor": (200, 404, 404, 403, 403, 403, 403, 403),
    "other secretary": (403, 403, 403, 403, 403, 403, 403, 403),
    "stranger": (303, 303, 303, 303, 303, 303, 303, 303),
}


def reader(app: Flask, who: str, alliance: Alliance) -> FlaskClient:
    client = app.test_client()
    if who == "stranger":
        return client
    if who == "delegate":
        return make.sign_in(client, make.delegate_of(first_seat(alliance)), by_phone=True)
    if who == "other secretary":
        return make.sign_in(client, make.secretary(make.alliance()))
    place = ("city", 0) if who == "supervisor" else ("alliance", alliance.id)
    return make.sign_in(client, make.official(who, *place))


@pytest.mark.parametrize("who", DRAFT)
def test_drafts_are_for_secretary_and_convener(app: Flask, who: str, alliance: Alliance, held: Meeting, secretary: Person) -> None:
    make_minutes.drafted(held, secretary)
    client = reader(app, who, alliance)
    assert tuple(client.get(f"/meetings/{held.id}/{path}").status_code for path in PATHS) == DRAFT[who]
    if who in ("delegate", "supervisor"):
        assert "周五前清理" not in client.get(f"/meetings/{held.id}/minutes").text


@pytest.mark.parametrize("who", ["delegate", "supervisor"])
def test_published_minutes_are_read_inside_the_alliance(app: Flask, who: str, alliance: Alliance, held: Meeting, secretary: Person) -> None:
    make_minutes.sign(make_minutes.drafted(held, secretary), secretary)
    publishing.finish(of_meeting(held).id, by=SYSTEM, at=make.AT)
    client = reader(app, who, alliance)
    assert [client.get(f"/meetings/{held.id}/{path}").status_code for path in PATHS[:3]] == [200, 200, 200]
    assert "周五前清理" in client.get(f"/meetings/{held.id}/minutes").text


@pytest.mark.parametrize("who", ["convener", "delegate", "supervisor", "other secretary"])
def test_only_the_secretary_writes(app: Flask, who: str, alliance: Alliance, held: Meeting, secretary: Person) -> None:
    make_minutes.drafted(held, secretary)
    client = reader(app, who, alliance)
    paths = ("minutes", "minutes/words", "public-notice")
    assert [client.post(f"/meetings/{held.id}/{path}").status_code for path in paths] == [403, 403, 403]
    assert client.post(f"/meetings/{held.id}/minutes/sign-off").status_code == (422 if who == "convener" else 403)


# -- files and the other papers ----------------------------------------------------------------------------------------


def test_files_come_as_downloads_with_their_names(example_client: FlaskClient, meeting: Meeting) -> None:
    make.sign_in(example_client, db.session.scalars(select(Person).where(Person.name == "邱叶")).one())
    answer = example_client.get(f"/meetings/{meeting.id}/minutes.pdf")
    assert answer.mimetype == "application/pdf"
    assert (
        answer.headers["Content-Disposition"]
        == f"attachment; filename=\"minutes.pdf\"; filename*=UTF-8''{quote(meeting.title + '纪要.pdf')}"
    )
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    word = example_client.get(f"/meetings/{meeting.id}/minutes.docx")
    assert squeezed("".join(word_paragraphs(word.data))) == pdf_text(answer.data)


def test_the_notice_of_the_example_carries_agenda_roll_and_link(example_client: FlaskClient, meeting: Meeting) -> None:
    make.sign_in(example_client, db.session.scalars(select(Person).where(Person.name == "邱叶")).one())
    text = pdf_text(example_client.get(f"/meetings/{meeting.id}/notice.pdf").data)
    assert text.startswith("关于召开鹤鸣里社区党建联盟2026年第四季度联席会议的通知联盟各成员，各列席单位：")
    assert "2026年11月12日（星期四）14时，社区党群服务站二楼议事厅。主持：商圈联合党支部书记郑安澜。" in text
    assert "1.上次会议议定事项办理情况2.鹤鸣苑周边错时停车（社区党委汇报）" in text
    assert "出席：鹤鸣里社区党委、鹤鸣里社区居民委员会、区水文站、" in text
    assert "请于11月11日前扫下面的二维码，选本单位、填手机号后四位，回复出席、请假或者代会。" in text
    assert text.endswith("联系人：邱叶鹤鸣里社区党建联盟秘书处2026年11月9日")


def test_the_sheet_masks_phones_and_leaves_room_for_five(example_client: FlaskClient, meeting: Meeting) -> None:
    make.sign_in(example_client, db.session.scalars(select(Person).where(Person.name == "邱叶")).one())
    text = pdf_text(example_client.get(f"/meetings/{meeting.id}/sheet.pdf").data)
    assert "1鹤鸣里社区党委林知夏书记100****0100" in text
    assert re.search(r"\d{11}", text) is None
    assert text.count("列席序号单位姓名职务联系电话签名到会时间备注") == 1


def test_the_public_notice_is_one_page_without_counts_or_names(example_client: FlaskClient, meeting: Meeting) -> None:
    make.sign_in(example_client, db.session.scalars(select(Person).where(Person.name == "邱叶")).one())
    content = example_client.get(f"/meetings/{meeting.id}/public-notice.pdf").data
    text = pdf_text(content)
    assert pages(content) == 1
    assert "一、鹤鸣苑周边错时停车（表决通过）1.区水文站自2026年12月10日起" in text
    assert "二、学生课后托管（协商一致）" in text
    assert "公示时间：2026年11月19日至11月23日（3个工作日）。" in text
    assert "电话0000-0000000（周一至周五8时30分至17时）。也可以拨打12345，或者云杉街道电话0000-0000001。" in text
    names = [entry.name for entry in queries.record_of(meeting, make_minutes.DAY).members]
    assert [words for words in (*names, "12票", "赞成", "反对", "回避", "罗晴川") if words in text] == []


def test_the_notice_is_edited_item_by_item_and_its_days_move(at_desk: FlaskClient, url: str, held: Meeting) -> None:
    address = f"/meetings/{held.id}/public-notice"
    page = at_desk.get(address)
    assert "周五前清理完毕。" in page.text
    item = queries.record_of(held, make_minutes.DAY).topics[0].id
    form = {"version": "0", "from_day": "2026-11-16", "to_day": "2026.11.18", f"item-{item}-text": "楼道周五前清理。"}
    assert at_desk.post(address, data=form).location == address
    kept = db.session.scalars(select(PublicNotice)).one()
    assert kept.words == [{"item": item, "title": "楼道堆物清理", "text": "楼道周五前清理。"}]
    assert "自2026年11月16日至11月18日（3个工作日）" in at_desk.get(url).text
    answer = at_desk.post(address, data=form | {f"item-{item}-text": "晚到的"})
    assert answer.status_code == 409
    assert "晚到的" in answer.text
    answer = at_desk.post(address, data=form | {"version": "1", "to_day": "", "from_day": "下周"})
    assert answer.status_code == 422
    assert ('id="to_day-error"' in answer.text, 'id="from_day-error"' in answer.text) == (True, True)


# -- the command -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "beginning"), [("pdf", b"%PDF-"), ("docx", b"PK"), ("html", b"<!doctype html>")])
def test_the_latest_minutes_are_rendered_to_a_file(example_app: Flask, tmp_path: Path, kind: str, beginning: bytes) -> None:
    target = tmp_path / f"out.{kind}"
    answer = example_app.test_cli_runner().invoke(args=["minutes", "render", "latest", "--format", kind, "-o", str(target)])
    assert (answer.exit_code, answer.output) == (0, "")
    assert target.read_bytes().startswith(beginning)
    if kind == "html":
        expected = Path(__file__).with_name("expected_example.txt").read_text(encoding="utf-8")
        text = html_text(target.read_text(encoding="utf-8").partition("<body>")[2])
        assert re.sub(r"台账：\d+号第\d+条，末条编码[0-9a-f]{16}", "", text) == squeezed(expected)


def test_a_meeting_without_minutes_is_refused_by_the_command(app: Flask, held: Meeting, tmp_path: Path) -> None:
    runner = app.test_cli_runner()
    for wanted in ("latest", str(held.id), "999", "abc", "9" * 30):
        answer = runner.invoke(args=["minutes", "render", wanted, "--format", "pdf", "-o", str(tmp_path / "x.pdf")])
        assert answer.exit_code == 2
    assert not (tmp_path / "x.pdf").exists()


def test_a_draft_is_rendered_by_number(app: Flask, held: Meeting, secretary: Person, tmp_path: Path) -> None:
    make_minutes.drafted(held, secretary)
    target = tmp_path / "x.pdf"
    app.test_cli_runner().invoke(args=["minutes", "render", str(held.id), "--format", "pdf", "-o", str(target)])
    expected = composed(queries.record_of(held, make_minutes.DAY), Drafting(dated=make_minutes.DAY))
    assert "第×期" in pdf_text(target.read_bytes())
    assert squeezed(expected.title) in pdf_text(target.read_bytes())
