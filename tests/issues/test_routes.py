from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import Person
from app.alliances.models import Alliance
from app.core.db import db
from app.issues.models import Issue
from tests import make
from tests.house.counting import statements
from tests.issues import make_issues


@pytest.fixture
def alliance(app: Flask) -> Alliance:
    return make.alliance()


@pytest.fixture
def secretary(client: FlaskClient, alliance: Alliance) -> Person:
    person = make.secretary(alliance)
    make.sign_in(client, person)
    return person


ENTERED = {
    "title": "夜间停车难",
    "words": "18时以后没有车位",
    "category": "PARK_SHARE",
    "channel": "grid",
    "privacy": "public",
    "place": "鹤鸣苑",
}


def test_the_secretary_enters_and_accepts_in_one_step(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    assert client.get(f"/alliances/{alliance.id}/issues").status_code == 200
    answer = client.post(f"/alliances/{alliance.id}/issues", data=ENTERED | {"accept": "y"}, follow_redirects=True)
    assert "已登记，编号D2026-0001。" in answer.text
    issue = db.session.scalars(select(Issue)).one()
    stored = (issue.state, issue.title, issue.category, issue.place, issue.channel)
    assert stored == ("accepted", "夜间停车难", "PARK_SHARE", "鹤鸣苑", "grid")
    assert "夜间停车难" in client.get("/issues").text


@pytest.mark.parametrize(
    ("field", "typed", "message"),
    [
        ("title", "", "这一项要填。"),
        ("title", "　　", "这一项要填。"),
        ("title", "停" * 81, "最多80个字。"),
        ("words", "停" * 2001, "最多2000个字。"),
        ("place", "里" * 101, "最多100个字。"),
        ("category", "NOTHING", ""),
        ("channel", "telepathy", ""),
        ("privacy", "secret", ""),
    ],
)
def test_a_wrong_entry_gets_its_message_and_keeps_what_was_typed(
    client: FlaskClient, alliance: Alliance, secretary: Person, field: str, typed: str, message: str
) -> None:
    answer = client.post(f"/alliances/{alliance.id}/issues", data=ENTERED | {"words": "十八时以后没有车位𠮷", field: typed})
    assert answer.status_code == 422
    assert message in answer.text
    assert 'class="error"' in answer.text
    assert (typed if field == "words" else "十八时以后没有车位𠮷") in answer.text
    assert db.session.scalar(select(func.count()).select_from(Issue)) == 0


def test_four_byte_characters_and_full_width_blanks_are_stored_as_meant(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    client.post(f"/alliances/{alliance.id}/issues", data=ENTERED | {"title": "　𠮷祥里😀路灯　", "place": "３号楼"})
    issue = db.session.scalars(select(Issue)).one()
    assert (issue.title, issue.place, issue.state) == ("𠮷祥里😀路灯", "３号楼", "submitted")


@pytest.mark.parametrize(
    ("category", "chosen", "privacy"),
    [("NOISE", "", "confidential"), ("ROAD", "", "public"), ("NOISE", "public", "public"), ("ROAD", "anonymous", "anonymous")],
)
def test_the_category_preselects_how_private_an_issue_is(
    client: FlaskClient, alliance: Alliance, secretary: Person, category: str, chosen: str, privacy: str
) -> None:
    client.post(f"/alliances/{alliance.id}/issues", data=ENTERED | {"category": category, "privacy": chosen})
    assert db.session.scalars(select(Issue)).one().privacy == privacy


def test_a_delegate_proposes_in_two_fields_and_reads_what_became_of_it(app: Flask, alliance: Alliance) -> None:
    phone, office = app.test_client(), app.test_client()
    seat = make.seat(alliance, "区水文站", "程以宁")
    make.sign_in(phone, make.delegate_of(seat), by_phone=True)
    make.sign_in(office, make.secretary(alliance))
    assert "代表哪家单位" not in phone.get(f"/alliances/{alliance.id}/proposals").text
    answer = phone.post(
        f"/alliances/{alliance.id}/proposals", data={"words": "院门口夜里很黑。", "wish": "装一盏灯"}, follow_redirects=True
    )
    assert "已提出，编号D2026-0001" in answer.text
    issue = db.session.scalars(select(Issue)).one()
    assert (issue.organisation_id, issue.wish, issue.state) == (seat.organisation_id, "装一盏灯", "submitted")
    assert "区水文站" in office.get(f"/issues/{issue.id}").text
    office.post(f"/issues/{issue.id}/decline", data={"reason": "路灯归市政管", "where": "请拨打12345", "sure": "y"})
    page = phone.get(f"/issues/{issue.id}").text
    assert "不属本社区职责，已告知去处" in page
    assert "请拨打12345" in page
    assert "院门口夜里很黑" in phone.get("/issues").text


def test_whoever_speaks_for_two_units_says_for_which(app: Flask, client: FlaskClient, alliance: Alliance) -> None:
    one = make.seat(alliance, "甲单位", "程以宁", "10000000007")
    two = make.seat(alliance, "乙单位", "程以宁", "10000000007")
    make.sign_in(client, make.delegate_of(one), by_phone=True)
    assert "代表哪家单位" in client.get(f"/alliances/{alliance.id}/proposals").text
    form = {"words": "事情", "wish": "办法"}
    assert client.post(f"/alliances/{alliance.id}/proposals", data=form).status_code == 422
    foreign = make.seat(make.alliance()).organisation_id
    assert client.post(f"/alliances/{alliance.id}/proposals", data=form | {"unit": str(foreign)}).status_code == 422
    assert client.post(f"/alliances/{alliance.id}/proposals", data=form | {"unit": str(two.organisation_id)}).status_code == 303
    assert db.session.scalars(select(Issue)).one().organisation_id == two.organisation_id


def test_an_empty_proposal_keeps_the_half_that_was_typed(app: Flask, client: FlaskClient, alliance: Alliance) -> None:
    make.sign_in(client, make.delegate_of(make.seat(alliance)), by_phone=True)
    answer = client.post(f"/alliances/{alliance.id}/proposals", data={"words": "半句话", "wish": ""})
    assert answer.status_code == 422
    assert "半句话" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Issue)) == 0


def test_a_proposer_sees_only_own_issues_and_takes_them_back(app: Flask, client: FlaskClient, alliance: Alliance) -> None:
    mine, others = make.delegate_of(make.seat(alliance)), make.delegate_of(make.seat(alliance))
    own = make_issues.proposal(alliance, make.actor(mine))
    foreign = make_issues.proposal(alliance, make.actor(others), words="别人的事")
    make.sign_in(client, mine, by_phone=True)
    assert client.get(f"/issues/{own.id}").status_code == 200
    assert client.get(f"/issues/{foreign.id}").status_code == 404
    assert client.post(f"/issues/{foreign.id}/take-back").status_code == 404
    assert "别人的事" not in client.get("/issues").text
    assert client.post(f"/issues/{own.id}/accept", data={"title": "x", "category": "OTHER"}).status_code == 403
    assert client.post(f"/issues/{own.id}/take-back", data={"reason": "已经修好了"}).status_code == 303
    assert db.session.get_one(Issue, own.id).state == "withdrawn"
    assert client.post(f"/issues/{own.id}/take-back").status_code == 409


@pytest.mark.parametrize(
    ("role", "list_status", "page_status", "entry_status", "handle_status"),
    [
        ("secretary", 200, 200, 200, 422),
        ("convener", 200, 200, 403, 403),
        ("supervisor", 200, 200, 403, 403),
        ("administrator", 200, 200, 403, 403),
        ("delegate", 200, 404, 403, 403),
        ("observer", 403, 404, 403, 403),
        ("stranger", 303, 303, 303, 401),
        ("other secretary", 200, 404, 403, 403),
    ],
)
def test_who_reads_and_who_handles(
    client: FlaskClient, alliance: Alliance, role: str, list_status: int, page_status: int, entry_status: int, handle_status: int
) -> None:
    issue = make_issues.issue(alliance)
    if role in ("delegate", "observer"):
        make.sign_in(client, make.delegate_of(make.seat(alliance, votes=role == "delegate")), by_phone=True)
    elif role == "other secretary":
        make.sign_in(client, make.secretary(make.alliance()))
    elif role in ("supervisor", "administrator"):
        make.sign_in(client, make.official(role, "city", 0))
    elif role != "stranger":
        make.sign_in(client, make.official(role, "alliance", alliance.id))
    assert client.get("/issues").status_code == list_status
    assert client.get(f"/issues/{issue.id}").status_code == page_status
    assert client.get(f"/alliances/{alliance.id}/issues").status_code == entry_status
    assert client.post(f"/issues/{issue.id}/accept", data={}).status_code == handle_status


def test_a_danger_shows_the_three_numbers_first_and_no_way_onto_an_agenda(
    client: FlaskClient, alliance: Alliance, secretary: Person
) -> None:
    issue = make_issues.issue(alliance, "二单元有燃气味", accepted=True)
    page = client.get(f"/issues/{issue.id}").text
    assert [number in page for number in ("tel:110", "tel:119", "tel:120", "立即处置")] == [True] * 4
    assert "列入议题</h2>" not in page
    assert "合并到另一条" not in page
    assert client.post(f"/issues/{issue.id}/merge", data={"number": make_issues.issue(alliance).number}).status_code == 409


def test_merging_by_number_forgives_how_it_was_typed_and_shows_three_from_three_up(
    client: FlaskClient, app: Flask, alliance: Alliance, secretary: Person
) -> None:
    person = make.delegate_of(make.seat(alliance))
    master = make_issues.proposal(alliance, make.actor(person))
    phone = app.test_client()
    make.sign_in(phone, person, by_phone=True)
    for number, shown in ((2, False), (3, True)):
        issue = make_issues.issue(alliance, f"第{number}位的诉求")
        answer = client.post(f"/issues/{issue.id}/merge", data={"number": " ｄ２０２６－０００１ "}, follow_redirects=True)
        assert f"已合并到{master.number}" in answer.text
        page = phone.get(f"/issues/{master.id}").text
        assert (f"共{number}件" in page) == shown
        assert f"第{number}位的诉求" not in page
    assert "第2位的诉求" in client.get(f"/issues/{master.id}").text


@pytest.mark.parametrize(
    ("verb", "form", "status", "message"),
    [
        ("accept", {"title": "", "category": "OTHER"}, 422, "这一项要填。"),
        ("accept", {"title": "停" * 81, "category": "OTHER"}, 422, "最多80个字。"),
        ("accept", {"title": "标题", "category": "NOPE", "answer": "话"}, 422, "话"),
        ("decline", {"reason": "不归我们", "where": ""}, 422, "不归我们"),
        ("decline", {"reason": "不归我们", "where": "请找街道"}, 422, "请再核对一遍，然后勾选。"),
        ("shelve", {"reason": "没有钱"}, 422, "没有钱"),
        ("decline", {"reason": "", "where": "找街道"}, 422, "找街道"),
        ("merge", {"number": ""}, 422, "这一项要填。"),
        ("merge", {"number": "D2026-9999"}, 409, "本联盟没有这个编号的诉求"),
        ("merge", {"number": "编" * 21}, 422, "最多20个字。"),
        ("withdraw", {"reason": "由" * 401}, 422, "最多400个字。"),
        ("finish", {"answer": "还没受理"}, 409, "这一步已经办过了"),
    ],
)
def test_a_wrong_step_gets_its_message_and_changes_nothing(
    client: FlaskClient, alliance: Alliance, secretary: Person, verb: str, form: dict[str, str], status: int, message: str
) -> None:
    issue = make_issues.issue(alliance)
    answer = client.post(f"/issues/{issue.id}/{verb}", data=form)
    assert (answer.status_code, message in answer.text) == (status, True)
    assert all(typed in answer.text for name, typed in form.items() if name != "category")
    assert (db.session.get_one(Issue, issue.id).state, db.session.get_one(Issue, issue.id).title) == ("submitted", "鹤鸣苑夜间停车难")


def test_htmx_gets_the_issue_alone(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    issue = make_issues.issue(alliance)
    asked = {"HX-Request": "true", "HX-Target": f"div#issue-{issue.id}"}
    answer = client.post(f"/issues/{issue.id}/accept", data={"title": "停车", "category": "PARK_IN"}, headers=asked, follow_redirects=True)
    assert answer.text.startswith(f'<div id="issue-{issue.id}">')
    assert "已受理" in answer.text
    assert "<h1" not in answer.text


@pytest.mark.parametrize("after", ["x", "-1", "9" * 40, "1.5", "²"])
def test_a_broken_page_key_shows_a_list_and_no_error(client: FlaskClient, alliance: Alliance, secretary: Person, after: str) -> None:
    assert client.get("/issues", query_string={"after": after, "state": "nonsense"}).status_code == 200


def test_the_list_asks_as_often_for_three_rows_as_for_one(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    make_issues.issue(alliance)
    with statements() as one:
        client.get("/issues")
    make_issues.issue(alliance)
    make_issues.issue(alliance)
    with statements() as three:
        client.get("/issues")
    assert len(three) == len(one)


def test_a_long_list_comes_in_pieces(client: FlaskClient, alliance: Alliance, secretary: Person) -> None:
    for number in range(51):
        make_issues.issue(alliance, f"第{number:02}件")
    first = client.get("/issues")
    assert ("第50件" in first.text, "第00件" in first.text) == (True, False)
    oldest = min(db.session.scalars(select(Issue.id)))
    assert "第00件" in client.get("/issues", query_string={"after": oldest + 1}).text
