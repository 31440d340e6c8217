from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.alliances.models import Alliance, Seat
from app.core.db import db
from app.core.ledger import Entry
from app.resolutions import queries
from app.resolutions.models import Action, Extension, Progress, Resolution
from tests import make
from tests.house.counting import statements
from tests.resolutions import make_resolutions
from tests.resolutions.make_resolutions import SLIPS


@dataclass
class Town:
    """An alliance on the day of its slips, with a resolution; the app's clock stands at that day."""

    alliance: Alliance
    lead: Seat
    other: Seat
    observer: Seat
    on: Resolution


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with make_resolutions.today_is(SLIPS):
        alliance = make.alliance("鹤鸣里社区党建联盟", code="HML")
        lead, other = make.seat(alliance, "区水文站", "程以宁"), make.seat(alliance, "和美物业", "苏景行")
        observer = make.seat(alliance, "云杉派出所", "石远", votes=False, kind="dispatched")
        yield Town(alliance, lead, other, observer, make_resolutions.resolution(alliance))


@pytest.fixture
def secretary(client: FlaskClient, town: Town) -> FlaskClient:
    return make.sign_in(client, make.secretary(town.alliance))


@pytest.fixture
def phone(app: Flask, town: Town) -> FlaskClient:
    return make.sign_in(app.test_client(), make.delegate_of(town.lead), by_phone=True)


#: What the secretary enters about who agreed to shelving.
AGREED = {"approved_by": "meeting", "approved_number": "2026年第4次会议", "approved_on": "2026-11-20", "review_on": "2027-01-20"}


def form_of(town: Town, **typed: str) -> dict[str, str]:
    return {"title": "院内标线", "lead": str(town.lead.organisation_id), "workdays": "10", "assigned_on": "2026-11-24"} | typed


# -- assigning ---------------------------------------------------------------------------------------------------------


def test_the_secretary_assigns_on_the_resolution_and_reads_the_computed_date(secretary: FlaskClient, town: Town) -> None:
    form = form_of(town, supports=str(town.other.organisation_id), criteria="标线清楚")
    answer = secretary.post(f"/resolutions/{town.on.id}/actions", data=form, follow_redirects=True)
    assert "HML-2026-01-01已安排，完成时限2026年12月8日（周二）。" in answer.text
    row = queries.actions_of_resolution(town.on.id)[0]
    assert (row.number, row.lead, row.supports, row.workdays, row.criteria) == ("HML-2026-01-01", "区水文站", ("和美物业",), 10, "标线清楚")


def test_an_action_is_added_on_the_card_of_its_item_in_the_meeting(secretary: FlaskClient, town: Town) -> None:
    url = f"/meetings/{town.on.meeting_id}/items/{town.on.item_id}/actions"
    asked = {"HX-Request": "true", "HX-Target": f"li#item-{town.on.item_id}"}
    answer = secretary.post(url, data=form_of(town), headers=asked, follow_redirects=True)
    assert answer.text.startswith(f'<li id="item-{town.on.item_id}"')
    assert "HML-2026-01-01" in answer.text
    assert "云杉派出所（商请函）" in answer.text
    wrong = secretary.post(url, data=form_of(town, title="", criteria="不能丢的话𠮷"))
    assert wrong.status_code == 422
    assert "不能丢的话𠮷" in wrong.text
    assert secretary.post(f"/meetings/{town.on.meeting_id}/items/999/actions", data=form_of(town)).status_code == 404


def test_an_observer_is_asked_by_letter(secretary: FlaskClient, town: Town) -> None:
    form = form_of(town, lead=str(town.observer.organisation_id), supports=str(town.lead.organisation_id), via="报请街道协调")
    secretary.post(f"/resolutions/{town.on.id}/actions", data=form)
    made = db.session.scalars(select(Action)).one()
    assert (made.number, made.kind) == ("HML-2026-01-L01", "request_letter")
    page = secretary.get(f"/actions/{made.id}").text
    assert [word in page for word in ("商请单位", "联系单位", "报请街道协调", "希望反馈时间")] == [True] * 4


@pytest.mark.parametrize(
    ("typed", "status", "message"),
    [
        ({"title": ""}, 422, "这一项要填。"),
        ({"title": "　"}, 422, "这一项要填。"),
        ({"title": "标" * 151}, 422, "最多150个字。"),
        ({"lead": ""}, 422, "这一项要填。"),
        ({"lead": "99999999999999999999"}, 422, 'class="error"'),
        ({"lead": "区水文站"}, 422, 'class="error"'),
        ({"supports": "77777"}, 422, 'class="error"'),
        ({"workdays": "", "due": ""}, 422, "请填完成时限：几个工作日，或者一个日期。"),
        ({"workdays": "0"}, 422, "请填1到400之间的数。"),
        ({"workdays": "401"}, 422, "请填1到400之间的数。"),
        ({"workdays": "-3"}, 422, "请填整数。"),
        ({"workdays": "十天"}, 422, "请填整数。"),
        ({"workdays": "9" * 30}, 422, "请填整数。"),
        ({"due": "2026-02-30"}, 422, "读不出日期"),
        ({"due": "明天"}, 422, "读不出日期"),
        ({"due": "1026-01-01"}, 422, "读不出日期"),
        ({"due": "2026-11-23"}, 409, "完成日期早于安排日期"),
        ({"assigned_on": "24/11/2026"}, 422, "读不出日期"),
        ({"criteria": "准" * 401}, 422, "最多400个字。"),
        ({"due_words": "限" * 61}, 422, "最多60个字。"),
        ({"via": "函" * 61}, 422, "最多60个字。"),
    ],
)
def test_a_wrong_assignment_gets_its_message_and_keeps_what_was_typed(
    secretary: FlaskClient, town: Town, typed: dict[str, str], status: int, message: str
) -> None:
    answer = secretary.post(f"/resolutions/{town.on.id}/actions", data=form_of(town) | {"criteria": "验收标准𠮷"} | typed)
    assert (answer.status_code, message in answer.text) == (status, True)
    assert all(value in answer.text for name, value in typed.items() if name in ("title", "workdays", "due", "criteria") and value.strip())
    assert "criteria" in typed or "验收标准𠮷" in answer.text
    assert db.session.scalar(select(func.count()).select_from(Action)) == 0


@pytest.mark.parametrize(
    ("typed", "due"),
    [
        ({"workdays": "１５"}, date(2026, 12, 15)),
        ({"due": "2026.12.9"}, date(2026, 12, 9)),
        ({"due": "２０２６年１２月１０日"}, date(2026, 12, 10)),
        ({"workdays": "", "due": "2026-12-11"}, date(2026, 12, 11)),
    ],
)
def test_numbers_and_days_are_read_as_people_type_them(secretary: FlaskClient, town: Town, typed: dict[str, str], due: date) -> None:
    assert secretary.post(f"/resolutions/{town.on.id}/actions", data=form_of(town) | typed).status_code == 303
    assert db.session.scalars(select(Action.due)).one() == due


def test_a_date_in_a_year_without_days_off_is_said_aloud_everywhere(secretary: FlaskClient, town: Town) -> None:
    secretary.post(f"/resolutions/{town.on.id}/actions", data=form_of(town, due="2027-03-05"))
    made = db.session.scalars(select(Action)).one()
    for url in (f"/actions/{made.id}", "/actions", f"/resolutions/{town.on.id}", f"/meetings/{town.on.meeting_id}"):
        assert "2027年节假日安排未录入" in secretary.get(url).text
    secretary.post(f"/actions/{made.id}/edit", data=form_of(town))
    assert "节假日安排未录入" not in secretary.get("/actions").text


def test_an_action_is_edited_until_it_is_acknowledged(secretary: FlaskClient, phone: FlaskClient, town: Town) -> None:
    made = make_resolutions.action(town.on, town.lead, supports=(town.other,))
    page = secretary.get(f"/actions/{made.id}/edit").text
    assert 'value="院内标线、告示牌和核验点设置"' in page
    assert secretary.post(f"/actions/{made.id}/edit", data=form_of(town, title="")).status_code == 422
    letter = secretary.post(f"/actions/{made.id}/edit", data=form_of(town, lead=str(town.observer.organisation_id)))
    assert (letter.status_code, "请撤销这一项，再加一项" in letter.text) == (409, True)
    assert secretary.post(f"/actions/{made.id}/edit", data=form_of(town, title="改过的")).status_code == 303
    assert (db.session.get_one(Action, made.id).title, queries.action_row(made.id).supports) == ("改过的", ())
    phone.post(f"/actions/{made.id}/acknowledge")
    assert secretary.post(f"/actions/{made.id}/edit", data=form_of(town)).status_code == 409
    assert db.session.get_one(Action, made.id).title == "改过的"


# -- on the phone of the unit ------------------------------------------------------------------------------------------


def test_a_delegate_finds_acknowledges_and_finishes_an_action(secretary: FlaskClient, phone: FlaskClient, town: Town) -> None:
    made = make_resolutions.action(town.on, town.lead)
    mine = phone.get("/actions").text
    assert [word in mine for word in ("我的任务", "院内标线", "签收", "区水文站牵头")] == [True] * 4
    assert "已签收。" in phone.post(f"/actions/{made.id}/acknowledge", follow_redirects=True).text
    assert "进展已反馈。" in phone.post(f"/actions/{made.id}/progress", data={"words": "画了一半"}, follow_redirects=True).text
    done = phone.post(f"/actions/{made.id}/submit", data={"words": "都画好了"}, follow_redirects=True)
    assert "等联盟秘书验收" in done.text
    assert phone.post(f"/actions/{made.id}/submit", data={"words": "再交一次"}).status_code == 409
    secretary.post(f"/actions/{made.id}/accept", data={"words": "现场看过"})
    asked = {"asked": "secretary", "how": "phone", "solved": "yes", "satisfied": "satisfied", "words": "电话回访，满意"}
    secretary.post(f"/actions/{made.id}/follow-ups", data=asked)
    secretary.post(f"/actions/{made.id}/close", data={"words": "", "ending": "solved", "on": "2026-11-24"})
    row = queries.action_row(made.id)
    assert (row.state, row.ending, row.outcome, row.closed_on) == ("closed", "solved", "都画好了", SLIPS)
    page = phone.get(f"/actions/{made.id}").text
    assert [word in page for word in ("程以宁", "画了一半", "现场看过", "电话回访，满意", "已解决销号")] == [True] * 5
    assert "现在没有等您办的任务" in phone.get("/actions").text


def test_a_double_tap_acknowledges_once(phone: FlaskClient, town: Town) -> None:
    made = make_resolutions.action(town.on, town.lead)
    answers = [phone.post(f"/actions/{made.id}/acknowledge", data={"once": "tap"}).status_code for _tap in range(2)]
    assert answers == [303, 303]
    assert db.session.scalars(select(Entry.verb).where(Entry.verb == "action.acknowledge")).all() == ["action.acknowledge"]


def test_a_plan_starts_an_action(phone: FlaskClient, town: Town) -> None:
    made = make_resolutions.action(town.on, town.lead, state="acknowledged")
    assert phone.post(f"/actions/{made.id}/start", data={"words": "先" * 1001}).status_code == 422
    assert phone.post(f"/actions/{made.id}/start", data={"words": "先量尺寸"}).status_code == 303
    assert (db.session.get_one(Action, made.id).state, db.session.scalars(select(Progress.words)).all()) == ("in_progress", ["先量尺寸"])


def test_htmx_gets_the_action_alone(phone: FlaskClient, town: Town) -> None:
    made = make_resolutions.action(town.on, town.lead)
    asked = {"HX-Request": "true", "HX-Target": f"div#action-{made.id}"}
    answer = phone.post(f"/actions/{made.id}/acknowledge", headers=asked, follow_redirects=True)
    assert answer.text.startswith(f'<div id="action-{made.id}">')
    assert "<h1" not in answer.text
    assert "已签收" in answer.text


# -- from paper --------------------------------------------------------------------------------------------------------


def test_the_secretary_enters_from_paper_what_a_unit_said(secretary: FlaskClient, town: Town) -> None:
    made = make_resolutions.action(town.on, town.lead)
    form = {"name": "程以宁", "on": "2026-11-23"}
    assert secretary.post(f"/actions/{made.id}/paper/acknowledge", data=form).status_code == 303
    secretary.post(f"/actions/{made.id}/paper/progress", data={"name": "程以宁", "words": "在等材料", "on": ""})
    secretary.post(f"/actions/{made.id}/paper/submit", data={"name": "程以宁", "words": "完工"})
    row = queries.action_row(made.id)
    assert (row.state, row.acknowledged_by, row.outcome) == ("submitted", "程以宁", "完工")
    steps = queries.thread(db.session.get_one(Action, made.id), chases=True)
    assert [(step.kind, step.behalf) for step in steps[1:]] == [
        ("acknowledge", "paper"),
        ("start", "paper"),
        ("progress", "paper"),
        ("submit", "paper"),
    ]
    assert "纸质或电话，秘书代录" in secretary.get(f"/actions/{made.id}").text
    assert row.acknowledged_at is not None
    assert row.acknowledged_at.date() == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("state", "verb", "form", "status", "message"),
    [
        ("assigned", "paper/acknowledge", {"name": ""}, 422, "这一项要填。"),
        ("assigned", "paper/acknowledge", {"name": "名" * 31}, 422, "最多30个字。"),
        ("assigned", "paper/acknowledge", {"name": "程以宁", "on": "2026-11-25"}, 409, "这一天还没有到"),
        ("assigned", "paper/acknowledge", {"name": "程以宁", "on": "昨天"}, 422, "读不出日期"),
        ("assigned", "paper/progress", {"name": "程以宁", "words": "太早了"}, 409, "请先签收"),
        ("acknowledged", "paper/progress", {"name": "程以宁", "words": ""}, 422, "这一项要填。"),
        ("acknowledged", "paper/submit", {"name": "", "words": "做完了"}, 422, "这一项要填。"),
        ("assigned", "chases", {"name": "", "words": "打了电话"}, 422, "打了电话"),
        ("assigned", "chases", {"name": "程以宁", "words": "好的", "how": "telegram"}, 422, 'class="error"'),
        ("assigned", "chases", {"name": "程以宁", "words": "好的", "how": "phone", "promised_on": "周五"}, 422, "读不出日期"),
        ("assigned", "chases", {"name": "程以宁", "words": "话" * 1001}, 422, "最多1000个字。"),
        ("submitted", "accept", {"words": "　"}, 422, "这一项要填。"),
        ("submitted", "rework", {"words": "不行", "due": ""}, 422, "这一项要填。"),
        ("submitted", "rework", {"words": "还差一点", "due": "2026-11-23"}, 409, "这一天已经过去"),
        ("accepted", "close", {"ending": "magic"}, 422, 'class="error"'),
        ("accepted", "close", {"ending": "explained", "on": "2026-12-01", "words": "满意的"}, 409, "这一天还没有到"),
        ("assigned", "shelve", AGREED | {"words": "等", "review_on": "x"}, 422, "读不出日期"),
        ("assigned", "shelve", AGREED | {"words": "等批复", "review_on": "2026-11-01"}, 409, "这一天已经过去"),
        ("assigned", "shelve", AGREED | {"words": "等批复", "approved_number": ""}, 422, "这一项要填。"),
        ("assigned", "shelve", AGREED | {"words": "等批复", "approved_on": "2026-11-25"}, 409, "这一天还没有到"),
        ("assigned", "cancel", {"words": ""}, 422, "这一项要填。"),
        ("shelved", "resume", {"words": ""}, 422, "这一项要填。"),
        ("assigned", "extend", {"new_due": "", "reason": "到货推迟"}, 422, "这一项要填。"),
        ("assigned", "extend", {"new_due": "2026-12-08", "reason": "到货推迟", "decided_by": "convener"}, 409, "要晚于现在的完成时限"),
        ("assigned", "extend", {"new_due": "2026-12-20", "reason": "到货推迟", "decided_by": "me"}, 422, "到货推迟"),
        ("assigned", "accept", {"words": "还没交"}, 409, "这一步已经办过了"),
        ("closed", "close", {"ending": "solved"}, 409, "这一步已经办过了"),
    ],
)
def test_a_wrong_step_gets_its_message_and_changes_nothing(
    secretary: FlaskClient, town: Town, state: str, verb: str, form: dict[str, str], status: int, message: str
) -> None:
    made = make_resolutions.action(town.on, town.lead, state=state)
    entries = db.session.scalar(select(func.count()).select_from(Entry))
    answer = secretary.post(f"/actions/{made.id}/{verb}", data=form)
    assert (answer.status_code, message in answer.text) == (status, True)
    assert all(typed in answer.text for name, typed in form.items() if name in ("words", "reason", "name", "on") and typed != "　")
    assert db.session.get_one(Action, made.id).state == state
    assert db.session.scalar(select(func.count()).select_from(Entry)) == entries


def test_the_secretary_follows_up_to_every_end(secretary: FlaskClient, town: Town) -> None:
    late = make_resolutions.action(town.on, town.lead, state="submitted")
    assert secretary.post(f"/actions/{late.id}/rework", data={"words": "标线不清", "due": "2026-12-20"}).status_code == 303
    assert (db.session.get_one(Action, late.id).state, db.session.get_one(Action, late.id).due) == ("rework", date(2026, 12, 20))
    form = AGREED | {"words": "等批复，街道同意"}
    assert secretary.post(f"/actions/{late.id}/shelve", data=form).status_code == 303
    assert "下次复查" in secretary.get(f"/actions/{late.id}").text
    assert secretary.post(f"/actions/{late.id}/resume", data={"words": "批复到了"}).status_code == 303
    assert secretary.post(f"/actions/{late.id}/cancel", data={"words": "并入下一项"}).status_code == 303
    assert db.session.get_one(Action, late.id).state == "cancelled"


def test_an_extension_is_a_fact_with_who_agreed(secretary: FlaskClient, town: Town) -> None:
    made = make_resolutions.action(town.on, town.lead)
    form = {"new_due": "2026-12-15", "reason": "到货推迟", "decided_by": "convener", "asked_on": "2026-11-20"}
    assert "已延期至2026年12月15日" in secretary.post(f"/actions/{made.id}/extend", data=form, follow_redirects=True).text
    page = secretary.get(f"/actions/{made.id}").text
    assert "从2026年12月8日（周二）延到2026年12月15日（周二）" in page
    assert "召集人同意，秘书录入" in page
    again = secretary.post(f"/actions/{made.id}/extend", data=form | {"new_due": "2026-12-20"})
    assert (again.status_code, "再延期要由会议决定" in again.text) == (409, True)
    by_meeting = form | {"new_due": "2026-12-20", "decided_by": "meeting", "final": "y"}
    assert secretary.post(f"/actions/{made.id}/extend", data=by_meeting).status_code == 303
    last = db.session.scalars(select(Extension).order_by(Extension.id.desc())).first()
    assert last is not None
    assert (last.meeting_id, last.final, last.asked_on) == (town.on.meeting_id, True, date(2026, 11, 20))


def test_the_chase_log_is_read_by_those_concerned_and_by_nobody_else(
    app: Flask, secretary: FlaskClient, phone: FlaskClient, town: Town
) -> None:
    made = make_resolutions.action(town.on, town.lead)
    words = "电话打给程主任，答应周五前画完"
    assert secretary.post(f"/actions/{made.id}/chases", data={"name": "程以宁", "how": "phone", "words": words}).status_code == 303
    neighbour = make.sign_in(app.test_client(), make.delegate_of(town.other), by_phone=True)
    shown = [words in reader.get(f"/actions/{made.id}").text for reader in (secretary, phone, neighbour)]
    assert shown == [True, True, False]


def test_a_reminder_can_be_copied_with_the_address_of_the_action(secretary: FlaskClient, town: Town) -> None:
    made = make_resolutions.action(town.on, town.lead, due=date(2026, 11, 24), state="acknowledged")
    page = secretary.get(f"/actions/{made.id}").text
    assert "约定的时间是2026年11月24日，就是今天" in page
    assert f"http://localhost/actions/{made.id}" in page


# -- who may -----------------------------------------------------------------------------------------------------------


def signed_in(client: FlaskClient, town: Town, who: str) -> FlaskClient:
    people = {
        "secretary": lambda: make.secretary(town.alliance),
        "convener": lambda: make.official("convener", "alliance", town.alliance.id),
        "supervisor": lambda: make.official("supervisor", "city", 0),
        "administrator": lambda: make.administrator(),
        "other secretary": lambda: make.secretary(make.alliance()),
        "own delegate": lambda: make.delegate_of(town.lead),
        "liaison": lambda: make.official("liaison", "organisation", town.lead.organisation_id),
        "handler": lambda: make.official("handler", "organisation", town.lead.organisation_id),
        "other delegate": lambda: make.delegate_of(town.other),
        "observer": lambda: make.delegate_of(town.observer),
        "foreign delegate": lambda: make.delegate_of(make.seat(make.alliance())),
    }
    return client if who == "stranger" else make.sign_in(client, people[who]())


@pytest.mark.parametrize(
    ("who", "page", "work", "paper", "follow", "assign", "resolution"),
    [
        ("secretary", 200, 403, 422, 422, 422, 200),
        ("convener", 200, 403, 403, 403, 403, 200),
        ("supervisor", 200, 403, 403, 403, 403, 200),
        ("administrator", 200, 403, 403, 403, 403, 200),
        ("other secretary", 403, 403, 403, 403, 403, 403),
        ("own delegate", 200, 422, 403, 403, 403, 200),
        ("liaison", 200, 422, 403, 403, 403, 200),
        ("handler", 200, 422, 403, 403, 403, 403),
        ("other delegate", 200, 403, 403, 403, 403, 200),
        ("observer", 200, 403, 403, 403, 403, 200),
        ("foreign delegate", 403, 403, 403, 403, 403, 403),
        ("stranger", 303, 401, 401, 401, 401, 303),
    ],
)
def test_who_reads_works_follows_and_assigns(
    client: FlaskClient, town: Town, who: str, page: int, work: int, paper: int, follow: int, assign: int, resolution: int
) -> None:
    made = make_resolutions.action(town.on, town.lead, state="acknowledged")
    signed_in(client, town, who)
    assert client.get(f"/actions/{made.id}").status_code == page
    assert client.post(f"/actions/{made.id}/progress").status_code == work
    assert client.post(f"/actions/{made.id}/paper/progress").status_code == paper
    assert client.post(f"/actions/{made.id}/chases").status_code == follow
    assert client.post(f"/resolutions/{town.on.id}/actions").status_code == assign
    assert client.get(f"/resolutions/{town.on.id}").status_code == resolution
    if who == "handler":
        assert "议定事项清单" not in client.get("/actions").text


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("secretary", ("区水文站的", "和美物业的", "派出所的")),
        ("supervisor", ("区水文站的", "和美物业的", "派出所的")),
        ("own delegate", ("区水文站的", "派出所的")),  # leads the one, supports the other
        ("other delegate", ("和美物业的",)),
        ("observer", ("派出所的",)),
        ("foreign delegate", ()),
        ("other secretary", ()),
    ],
)
def test_everybody_sees_their_own_part_of_the_register(client: FlaskClient, town: Town, who: str, shown: tuple[str, ...]) -> None:
    make_resolutions.action(town.on, town.lead, "区水文站的")
    make_resolutions.action(town.on, town.other, "和美物业的")
    make_resolutions.action(town.on, town.observer, "派出所的", supports=(town.lead,))
    page = signed_in(client, town, who).get("/actions").text
    assert tuple(title for title in ("区水文站的", "和美物业的", "派出所的") if title in page) == shown


# -- the registers -----------------------------------------------------------------------------------------------------


def test_the_register_starts_with_what_is_overdue_and_says_so_as_help(secretary: FlaskClient, town: Town) -> None:
    make_resolutions.action(town.on, town.lead, "不急的", workdays=30)
    make_resolutions.action(town.on, town.lead, "快到期的", due=date(2026, 11, 26))
    make_resolutions.action(town.on, town.other, "超期的", assigned_on=date(2026, 11, 2), due=date(2026, 11, 19))
    page = secretary.get("/actions").text
    assert page.index("超期的</td>") < page.index("快到期的</td>") < page.index("不急的</td>")
    assert "超期3个工作日" in page
    assert "还剩2个工作日" in page


@pytest.mark.parametrize(
    ("state", "shown"),
    [
        ("open", ["待办", "已交", "超期"]),
        ("overdue", ["超期"]),
        ("waiting", ["已交"]),
        ("shelved", ["挂起"]),
        ("closed", ["完结"]),
        ("all", ["待办", "已交", "超期", "挂起", "完结"]),
        ("nonsense", ["待办", "已交", "超期"]),
    ],
)
def test_the_register_is_filtered(secretary: FlaskClient, town: Town, state: str, shown: list[str]) -> None:
    for title, now in (("待办", "assigned"), ("已交", "submitted"), ("挂起", "shelved"), ("完结", "closed")):
        make_resolutions.action(town.on, town.lead, f"{title}的事", state=now)
    make_resolutions.action(town.on, town.other, "超期的事", assigned_on=date(2026, 11, 2), due=date(2026, 11, 19))
    page = secretary.get("/actions", query_string={"state": state}).text
    assert [title for title in ("待办", "已交", "超期", "挂起", "完结") if f"{title}的事" in page] == shown
    only = secretary.get("/actions", query_string={"state": "all", "unit": town.other.organisation_id, "meeting": town.on.meeting_id}).text
    assert ("超期的事" in only, "待办的事" in only) == (True, False)


@pytest.mark.parametrize(
    "query", [{"after": "x"}, {"after": "2026-12-08.x"}, {"after": f"9999-99-99.{'9' * 40}"}, {"unit": "²"}, {"meeting": "9" * 30}]
)
def test_a_broken_address_shows_a_list_and_no_error(secretary: FlaskClient, town: Town, query: dict[str, str]) -> None:
    assert secretary.get("/actions", query_string=query).status_code == 200
    assert secretary.get("/resolutions", query_string={"after": query.get("after", "²"), "state": "x"}).status_code == 200


def test_a_long_register_comes_in_pieces_in_order(app: Flask, town: Town) -> None:
    made = [make_resolutions.action(town.on, town.lead, f"第{n}件", workdays=1 + n % 3).id for n in range(7)]
    scope = queries.Scope(frozenset((town.alliance.id,)), frozenset())
    for which in ("open", "all"):
        seen, after = [], ""
        for _piece in range(9):
            shown = queries.register(scope, which, after=after, size=3)
            seen += [row.id for row in shown.rows]
            after = shown.after
            if not after:
                break
        whole = [row.id for row in queries.register(scope, which).rows]
        assert seen == whole
        assert sorted(seen) == made


@pytest.mark.parametrize("url", ["/actions", "/resolutions"])
def test_lists_ask_as_often_for_three_rows_as_for_one(secretary: FlaskClient, town: Town, url: str) -> None:
    def fill() -> None:
        make_resolutions.action(make_resolutions.resolution(town.alliance), town.lead, supports=(town.other,))

    fill()
    with statements() as one:
        secretary.get(url)
    fill()
    fill()
    with statements() as three:
        secretary.get(url)
    assert len(three) == len(one)


def test_the_meeting_page_asks_as_often_for_three_actions_as_for_one(secretary: FlaskClient, town: Town) -> None:
    counts = []
    for _more in range(3):
        make_resolutions.action(town.on, town.lead, supports=(town.other,))
        with statements() as found:
            secretary.get(f"/meetings/{town.on.meeting_id}")
        counts.append(len(found))
    assert counts[0] == counts[2]


def test_a_resolution_is_carried_out_or_superseded(secretary: FlaskClient, town: Town) -> None:
    assert secretary.post(f"/resolutions/{town.on.id}/fulfil").status_code == 409
    from tests.resolutions.test_actions import adopt

    adopt(queries.meeting_by_id(town.on.meeting_id))
    assert "已定" in secretary.get("/resolutions", query_string={"state": "adopted"}).text
    assert secretary.post(f"/resolutions/{town.on.id}/supersede", data={"words": ""}).status_code == 422
    assert secretary.post(f"/resolutions/{town.on.id}/supersede", data={"words": "见HML-2027-01-R01"}).status_code == 303
    assert "已被新决议替代" in secretary.get(f"/resolutions/{town.on.id}").text
    assert secretary.post(f"/resolutions/{town.on.id}/actions", data=form_of(town)).status_code == 409
