"""Who gets which rows, and a street's own sheet from its upload to the export in one tap."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Person
from app.alliances.models import Alliance, Community, Organisation, Seat
from app.core import ledger
from app.core.db import db, writing
from app.issues import actions as issues
from app.issues.intake import Said, take_in
from app.policy import CITY, SYSTEM
from app.registers.models import RegisterTemplate
from tests import make
from tests.minutes import make_minutes
from tests.registers.build import cells, street_sheet
from tests.resolutions import make_resolutions

TODAY = date(2026, 11, 24)


@dataclass
class Street:
    """Two alliances of one street and one of another district; an action, an issue and a report about the community in the first."""

    alliance: Alliance
    second: Alliance
    far: Alliance
    seats: list[Seat]
    secretary: Person
    supervisor: Person


def _street_of(of: Alliance) -> int:
    return db.session.get_one(Community, of.community_id).street_id


@pytest.fixture
def street(app: Flask) -> Iterator[Street]:
    with make_resolutions.today_is(TODAY):
        alliance, second = make.alliance("鹤鸣里社区党建联盟"), make.alliance("云锦里社区党建联盟")
        far = make.alliance("河东社区党建联盟", street="河东街道", district="大安市")
        seats, other = make.seats(alliance, 2), make.seats(second, 1)
        resolution = make_resolutions.resolution(alliance)
        make_resolutions.action(
            resolution, seats[0], "=院内标线", due=date(2026, 11, 20), assigned_on=date(2026, 11, 16), supports=(seats[1],)
        )
        make_resolutions.action(make_resolutions.resolution(second), other[0], "云锦里的任务")
        make_resolutions.action(make_resolutions.resolution(far), make.seat(far), "河东的任务")
        with writing():
            issues.report(alliance, "楼道堆物没人管", "3单元楼道里堆了旧家具。", category="CLUTTER", channel="desk", by=SYSTEM, at=make.AT)
        with writing():
            ledger.hold(CITY, alliance.id)
            take_in(alliance, Said("居委会办事拖拉。", "OTHER", "", "confidential", True, "罗晴川", "10000005678"), "1" * 16, at=make.AT)
        supervisor = make.official("supervisor", "street", _street_of(alliance), "段启明")
        yield Street(alliance, second, far, seats, make.secretary(alliance), supervisor)


@pytest.fixture
def office(client: FlaskClient, street: Street) -> FlaskClient:
    return make.sign_in(client, street.secretary)


@pytest.fixture
def above(app: Flask, street: Street) -> FlaskClient:
    return make.sign_in(app.test_client(), street.supervisor)


def table(client: FlaskClient, url: str) -> list[list[str]]:
    answer = client.get(url)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "private, no-store")
    return cells(answer.data)


def column(rows: list[list[str]], heading: str) -> list[str]:
    place = rows[0].index(heading)
    return [row[place] for row in rows[1:-1]]


def test_a_secretary_gets_her_own_alliance_and_a_supervisor_the_whole_street(office: FlaskClient, above: FlaskClient) -> None:
    own = table(office, "/registers/actions.xlsx")
    assert (column(own, "任务"), "联盟" in own[0], "街道" in own[0]) == (["=院内标线"], False, False)
    assert own[-1][0] == "截至2026年11月24日12时；范围：鹤鸣里社区党建联盟，全部年份；共1条"
    everything = table(above, "/registers/actions.xlsx?year=2026&quarter=4")
    assert sorted(zip(column(everything, "联盟"), column(everything, "街道"), strict=True)) == [
        ("云锦里社区党建联盟", "云杉街道"),
        ("鹤鸣里社区党建联盟", "云杉街道"),
    ]
    assert everything[-1][0] == "截至2026年11月24日12时；范围：云杉街道2个联盟，2026年第四季度；共2条"


def test_an_action_says_whose_it_is_and_how_late(office: FlaskClient, street: Street) -> None:
    rows = table(office, "/registers/actions.xlsx?state=overdue")
    units = [[db.session.get_one(Organisation, seat.organisation_id).name] for seat in street.seats]
    names = ("牵头单位", "配合单位", "完成时限", "超期天数", "状态")
    assert [column(rows, name) for name in names] == [*units, ["2026-11-20"], ["2.0"], ["待签收"]]


def test_filters_leave_out_what_was_not_asked_for_and_what_means_nothing_filters_nothing(office: FlaskClient) -> None:
    def tasks(asked: str) -> list[str]:
        return column(table(office, f"/registers/actions.xlsx?{asked}"), "任务")

    narrow = ("year=2025", "quarter=3&year=2026", "state=closed", "category=request_letter", "alliance=9999")
    assert [asked for asked in narrow if tasks(asked)] == []
    for asked in ("year=99999", "year=２０２６x", "quarter=9", "state=no", "category=no", "alliance=-1"):
        assert tasks(asked) == ["=院内标线"]


def test_a_report_about_the_community_is_in_the_streets_file_only_and_nobodys_name_in_either(
    office: FlaskClient, above: FlaskClient
) -> None:
    own, everything = table(office, "/registers/issues.xlsx"), table(above, "/registers/issues.xlsx")
    assert column(own, "诉求") == ["楼道堆物没人管"]
    assert sorted(column(everything, "诉求")) == ["居委会办事拖拉", "楼道堆物没人管"]
    text = str(own) + str(everything)
    assert [words for words in ("罗晴川", "5678") if words in text] == []
    assert column(table(office, "/registers/issues.xlsx?category=CLUTTER&state=submitted"), "状态") == ["待受理"]


def test_meetings_attendance_and_resolutions_tell_the_meeting(office: FlaskClient, street: Street) -> None:
    held = make_minutes.held(street.alliance, street.secretary)
    make_minutes.sign(make_minutes.drafted(held, street.secretary), street.secretary)
    meetings = table(office, "/registers/meetings.xlsx?state=ended")
    wanted = ("应到", "实到", "到会符合规定", "议题数", "议定事项数", "纪要", "签发人", "签发日期")
    assert [column(meetings, name) for name in wanted] == [
        ["2.0"],
        ["2.0"],
        ["是"],
        ["1.0"],
        ["1.0"],
        ["第1期"],
        ["林知夏"],
        ["2026-11-12"],
    ]
    came = table(office, "/registers/attendance.xlsx")
    mine = [row for row in came[1:-1] if row[came[0].index("会议")] == held.title]
    phone = came[0].index("电话")
    assert [(row[came[0].index("出席列席")], row[came[0].index("到会情况")], row[phone][3:7]) for row in mine] == [
        ("出席", "已到", "****")
    ] * 2
    agreed = table(office, "/registers/resolutions.xlsx?state=adopted")
    assert [column(agreed, name) for name in ("事项", "公示情况", "任务数")] == [["楼道堆物清理"], ["没有公示"], ["0.0"]]


def test_members_without_a_desk_get_no_register(app: Flask, street: Street) -> None:
    delegate = make.sign_in(app.test_client(), make.delegate_of(street.seats[0]), by_phone=True)
    anybody = app.test_client()
    assert [delegate.get(url).status_code for url in ("/registers", "/registers/issues", "/registers/issues.xlsx")] == [403] * 3
    assert [anybody.get(url).status_code for url in ("/registers", "/registers/issues.xlsx")] == [303] * 2


# -- the street's own sheet --------------------------------------------------------------------------------------------


def _upload(client: FlaskClient, owner: str, content: bytes | None = None, *, name: str = "云杉街道台账.xlsx") -> RegisterTemplate:
    data = {"file": (io.BytesIO(content or street_sheet()), name), "owner": owner, "name": ""}
    answer = client.post("/registers/actions/templates", data=data, content_type="multipart/form-data")
    template = db.session.scalars(select(RegisterTemplate).order_by(RegisterTemplate.id.desc())).first()
    assert template is not None
    assert answer.location == f"/registers/templates/{template.id}"
    return template


def test_the_street_uploads_once_and_its_secretaries_export_in_one_tap(
    office: FlaskClient, above: FlaskClient, street: Street, app: Flask
) -> None:
    template = _upload(above, f"street:{_street_of(street.alliance)}")
    assert (template.name, template.street_id, template.alliance_id) == ("云杉街道台账", _street_of(street.alliance), street.alliance.id)
    page = above.get(f"/registers/templates/{template.id}")
    assert "有2列还没有对上" in page.text
    typed = {"name": "季度台账", "version": "1"} | {f"column-{n}-field": one.get("field", "") for n, one in enumerate(template.mapping)}
    above.post(
        f"/registers/templates/{template.id}", data=typed | {"column-7-field": "=", "column-7-text": "段启明", "column-8-field": "chased"}
    )
    assert f'href="/registers/templates/{template.id}.xlsx' in office.get("/registers/actions").text
    rows = table(office, f"/registers/templates/{template.id}.xlsx?year=2026")
    assert rows[0][0] == "云杉街道2026年重点任务台账"
    assert [rows[5][place] for place in (0, 1, 2, 5, 6, 7)] == ["1.0", "云杉街道", "=院内标线", "2026-11-20", "待签收", "段启明"]
    assert rows[-1][0].endswith("共1条")
    city = make.sign_in(app.test_client(), make.official("supervisor", "city", 0))
    whole = table(city, f"/registers/templates/{template.id}.xlsx")
    assert (whole[-1][0].endswith("共2条"), "河东街道" in str(whole)) == (True, False)
    assert office.get(f"/registers/templates/{template.id}").status_code == 403
    assert office.post(f"/registers/templates/{template.id}/end").status_code == 403
    stranger = make.sign_in(app.test_client(), make.secretary(street.far))
    assert stranger.get(f"/registers/templates/{template.id}.xlsx").status_code == 404
    assert above.post(f"/registers/templates/{template.id}/end").status_code == 303
    assert office.get(f"/registers/templates/{template.id}.xlsx").status_code == 404
    assert list(ledger.verify()) == []


def test_an_alliances_own_sheet_is_its_secretarys(office: FlaskClient, above: FlaskClient, street: Street) -> None:
    template = _upload(office, f"alliance:{street.alliance.id}")
    url = f"/registers/templates/{template.id}"
    typed = {"name": "台账", "version": "1", "column-2-field": "title"}
    assert (above.post(url, data=typed).status_code, above.get(f"{url}.xlsx").status_code) == (403, 404)
    assert office.post(url, data=typed).status_code == 303
    changed = office.post(url, data=typed | {"column-2-field": "number"})
    assert (changed.status_code, "别人刚刚改过" in changed.text) == (409, True)
    assert office.post(url, data=typed | {"name": "", "version": "2"}).status_code == 422
    both = office.post(url, data=typed | {"column-2-text": "云杉街道", "version": "2"})
    assert (both.status_code, "请去掉这里的字" in both.text) == (422, True)
    db.session.refresh(template)
    assert (template.version, template.mapping[2], template.mapping[3]) == (2, {"field": "title"}, {})


def test_a_file_or_an_owner_that_cannot_be_is_said_and_nothing_is_kept(office: FlaskClient, street: Street) -> None:
    own = f"alliance:{street.alliance.id}"
    for owner, content in (("alliance:9999", street_sheet()), ("street:1", street_sheet()), (own, b"PK\x03\x04"), (own, b"")):
        data = {"file": (io.BytesIO(content), "表.xlsx"), "owner": owner}
        answer = office.post("/registers/actions/templates", data=data, content_type="multipart/form-data")
        assert (answer.status_code, 'class="error"' in answer.text) == (422, True)
    assert db.session.scalars(select(RegisterTemplate)).all() == []
