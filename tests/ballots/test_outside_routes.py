"""The form of a result from outside: who may use it, what wrong totals answer, corrections, its document, the minutes."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app.ballots.models import OutsideResult
from app.core import clock, ledger
from app.core.db import db, writing
from app.core.ledger import Entry
from app.meetings import actions as meetings
from app.minutes import queries as minutes_queries
from tests import make
from tests.ballots.make_ballots import Room, room
from tests.make import AT, later
from tests.minutes import make_minutes

TYPED = {
    "scope": "building",
    "scope_words": "3号楼",
    "area": "12,345.67",
    "area_present": "９０００",
    "area_for": "7000㎡",
    "heads": "120",
    "heads_present": "90",
    "heads_for": "70",
    "decided_on": "2026-11-20",
    "words": "公告贴在3号楼大厅",
}
RESIDENTS = {"scope": "delegates", "heads": "9", "heads_present": "6", "heads_for": "4", "decided_on": "2026-11-20"}


@pytest.fixture(autouse=True)
def after_the_meeting(app: Flask) -> Iterator[None]:
    clock.set_now("2026-11-24T09:00:00+08:00")
    yield
    clock.set_now("")


def recommended(regime: str = "owners_278_half") -> Room:
    of = room(3, 3, regime)
    with writing():
        ledger.hold(of.alliance.id)
        meetings.recommend(of.item, "建议业委会组织业主大会", by=of.secretary, at=later(20))
    return of


def url(of: Room) -> str:
    return f"/meetings/{of.meeting.id}/items/{of.item.id}/outside"


def card(answer: Any, of: Room) -> Any:
    found = BeautifulSoup(answer.text, "html.parser").find(id=f"item-{of.item.id}")
    assert found is not None
    return found


def words(node: Any) -> str:
    return " ".join(node.get_text(" ").split())


def at_desk(client: FlaskClient, of: Room) -> FlaskClient:
    return make.sign_in(client, of.person)


def shown(client: FlaskClient, of: Room) -> Any:
    return card(client.get(f"/meetings/{of.meeting.id}?item={of.item.id}"), of)


def stored() -> OutsideResult:
    return db.session.scalars(select(OutsideResult)).one()


def entries(row: OutsideResult) -> list[tuple[str, str, str | None]]:
    found = db.session.scalars(select(Entry).where(Entry.subject == f"outside_result:{row.id}").order_by(Entry.seq))
    return [(one.verb, json.loads(one.body)["facts"]["result"], one.words) for one in found]


def test_the_result_is_computed_and_reads_with_its_formula(client: FlaskClient, app: Flask) -> None:
    of = recommended()
    at_desk(client, of)
    assert "登记业主大会的结果" in words(shown(client, of))
    answer = client.post(url(of), data={**TYPED, "result": "not_carried"})
    assert (answer.status_code, answer.location.partition("#")[2]) == (303, f"item-{of.item.id}")
    row = stored()
    assert (row.result, row.area, row.area_present, row.area_for, row.heads) == ("carried", 1_234_567, 900_000, 700_000, 120)
    said = words(shown(client, of))
    assert "已由业主共同决定 通过" in said
    assert "范围：一栋楼（3号楼）。" in said
    assert "业主共120人，参与表决90人（三分之二以上需80人），同意70人（参与表决的过半数需46人），业主共同决定通过。" in said
    assert "更正业主大会的结果" in said
    reader = make.sign_in(app.test_client(), make.delegate_of(of.seats[0]), by_phone=True)
    assert "已由业主共同决定 通过" in words(shown(reader, of))
    assert "更正业主大会的结果" not in words(shown(reader, of))
    assert reader.post(url(of), data=TYPED).status_code == 403
    assert list(ledger.verify()) == []


def test_wrong_totals_stand_at_their_fields_and_nothing_is_lost(client: FlaskClient) -> None:
    of = recommended()
    at_desk(client, of)
    wrong = {**TYPED, "heads_for": "91", "area_present": "12,345.68", "scope_words": "", "document": (io.BytesIO(b"%PDF-1.7"), "a.pdf")}
    answer = client.post(url(of), data=wrong, content_type="multipart/form-data")
    form = card(answer, of).find("form", action=url(of))
    assert answer.status_code == 422
    assert form.find_parent("details").has_attr("open")
    told = {field.find(["input", "textarea"])["name"]: words(field.find(class_="error")) for field in form.find_all(class_="bad")}
    assert told == {
        "scope_words": "请写清是哪栋楼、哪个单元或者什么范围。",
        "heads_for": "同意的比参与的还多，请核对。",
        "area_present": "参与的比总数还多，请核对。",
        "document": "文件没有保存，请改好上面的内容以后再选一次。",
    }
    kept = {one["name"]: one.get("value") for one in form.find_all("input", type=["text", "date"])}
    assert (kept["area"], kept["area_present"], kept["heads_for"], kept["decided_on"]) == ("12,345.67", "12,345.68", "91", "2026-11-20")
    assert form.find("textarea", {"name": "words"}).get_text(strip=True) == TYPED["words"]
    assert form.find("input", {"name": "scope", "checked": True})["value"] == "building"
    assert db.session.scalars(select(OutsideResult)).all() == []


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"area": "12.345"}, "area", "面积写成12,345.67这样，单位是平方米，最多两位小数。"),
        ({"heads": "一百"}, "heads", "请填整数，例如120。"),
        ({"heads": ""}, "heads", "这一项要填。"),
        ({"decided_on": "昨天"}, "decided_on", "请填日期，例如2026-11-12。"),
        ({"scope": ""}, "scope", "请选一项。"),
        ({"scope": "delegates"}, "scope", "请从列出的几项里选。"),
        ({"scope_words": "长" * 101}, "scope_words", "最多100个字。"),
    ],
)
def test_what_cannot_be_read_is_said_at_its_field(client: FlaskClient, changed: dict[str, str], field: str, sentence: str) -> None:
    of = recommended()
    at_desk(client, of)
    answer = client.post(url(of), data={**TYPED, **changed})
    bad = card(answer, of).find("form", action=url(of)).find_all(class_="bad")
    assert (answer.status_code, [(one.find("input")["name"], words(one.find(class_="error"))) for one in bad]) == (422, [(field, sentence)])


def test_a_day_that_has_not_come_is_refused_at_its_field(client: FlaskClient) -> None:
    of = recommended()
    at_desk(client, of)
    answer = client.post(url(of), data={**TYPED, "decided_on": "2026-11-25"})
    bad = card(answer, of).find("form", action=url(of)).find_all(class_="bad")
    assert (answer.status_code, [words(one.find(class_="error")) for one in bad]) == (409, ["表决日期还没有到，请核对。"])


def test_entering_again_corrects_and_the_ledger_keeps_both(client: FlaskClient) -> None:
    of = recommended()
    at_desk(client, of)
    client.post(url(of), data=TYPED)
    form = shown(client, of).find("form", action=url(of))
    assert form.find("input", {"name": "area"})["value"] == "12345.67"
    assert client.post(url(of), data={**TYPED, "heads_present": "79"}).status_code == 303
    assert entries(stored()) == [
        ("outside.enter", "carried", "3号楼\n公告贴在3号楼大厅"),
        ("outside.correct", "no_quorum", "3号楼\n公告贴在3号楼大厅"),
    ]
    assert "参与表决的不足规定 " in words(shown(client, of))
    client.post(url(of), data={**TYPED, "heads_present": "79"})
    assert len(entries(stored())) == 2
    assert list(ledger.verify()) == []


def test_its_document_is_kept_and_read_inside_only(client: FlaskClient, app: Flask) -> None:
    of = recommended()
    at_desk(client, of)
    file = f"{url(of)}/file"
    assert client.get(file).status_code == 404
    client.post(url(of), data={**TYPED, "document": (io.BytesIO(b"hello"), "a.pdf")}, content_type="multipart/form-data")
    assert db.session.scalars(select(OutsideResult)).all() == []
    sent = {**TYPED, "document": (io.BytesIO(b"%PDF-1.7 result"), "a.exe")}
    assert client.post(url(of), data=sent, content_type="multipart/form-data").status_code == 303
    answer = client.get(file)
    assert (answer.data, answer.mimetype) == (b"%PDF-1.7 result", "application/pdf")
    client.post(url(of), data={**TYPED, "words": "更正"})  # without a file the one that is there stays
    assert client.get(file).data == b"%PDF-1.7 result"
    street = make.sign_in(app.test_client(), make.official("supervisor", "city", 0))
    assert street.get(file).status_code == 403
    assert "下载结果文件" not in words(shown(street, of))
    assert list(ledger.verify()) == []


def test_the_residents_meeting_has_its_own_form(client: FlaskClient) -> None:
    of = recommended("residents_meeting")
    at_desk(client, of)
    assert shown(client, of).find("input", {"name": "area"}) is None
    assert client.post(url(of), data={**RESIDENTS, "area": "5"}).status_code == 303
    assert (stored().result, stored().area) == ("carried", None)
    said = words(shown(client, of))
    assert "已由居民会议决定 通过" in said
    assert "召开居民代表会议。应到9人，到会6人（三分之二以上需6人），同意4人（到会的过半数需4人），" in said


def test_only_what_others_decide_and_what_was_dealt_with_takes_a_result(client: FlaskClient) -> None:
    waiting, ours = room(3, 3, "owners_278_half"), room(3, 3, "consensus")
    at_desk(client, waiting)
    assert "登记业主大会的结果" not in words(shown(client, waiting))
    assert client.post(url(waiting), data=TYPED).status_code == 409
    at_desk(client, ours)
    assert client.post(url(ours), data=TYPED).status_code == 409
    assert client.get(f"{url(ours)}/file").status_code == 404
    assert db.session.scalars(select(OutsideResult)).all() == []


def test_a_changed_way_of_deciding_asks_to_enter_it_again(client: FlaskClient) -> None:
    of = recommended()
    at_desk(client, of)
    client.post(url(of), data=TYPED)
    with writing():
        ledger.hold(of.alliance.id)
        item, regime = db.session.merge(of.item), "owners_278_threequarters"
        meetings.reopen(item, "核对", by=of.secretary, at=later(30))
        meetings.edit_item(item, title=item.title, summary="", presenter="", regime=regime, by=of.secretary, at=later(31))
    said = words(shown(client, of))
    assert "登记结果以后，决定方式改过。请核对后再登记一次。" in said
    assert "业主共同决定通过" not in said
    assert minutes_queries.record_of(of.meeting, AT.date()).topics[0].outside is None
    client.post(url(of), data=TYPED)
    assert "（参与表决的四分之三以上需68人）" in words(shown(client, of))


def test_signed_minutes_stay_as_they_are_and_a_result_may_still_come(client: FlaskClient) -> None:
    of = recommended()
    with writing():
        ledger.hold(of.alliance.id)
        meetings.end(of.meeting, None, by=of.secretary, at=later(60))
    signed = make_minutes.sign(make_minutes.drafted(of.meeting, of.person), of.person)
    paper = signed.document
    at_desk(client, of)
    assert client.post(url(of), data=TYPED).status_code == 303
    said = words(shown(client, of))
    assert "已由业主共同决定 通过" in said
    assert "纪要已经签发，现在登记不改纪要。" in said
    db.session.refresh(signed)
    assert signed.document == paper
    assert minutes_queries.record_of(of.meeting, AT.date()).topics[0].outside is not None


def test_a_page_without_such_an_item_asks_the_database_nothing_more(client: FlaskClient) -> None:
    of = room(3, 3, "consensus")
    at_desk(client, of)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda _c, _cu, statement, *_rest: asked.append(statement))
    assert client.get(f"/meetings/{of.meeting.id}").status_code == 200
    assert [one for one in asked if "outside_result" in one] == []
    assert len(asked) > 3
