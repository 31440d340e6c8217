from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import actions as accounts
from app.accounts.models import Person
from app.alliances import actions as alliances
from app.alliances.models import Alliance, Community, Seat
from app.core.db import db, writing
from app.policy import SYSTEM
from app.rulecards.actions import draft
from app.rulecards.rules import complete
from app.settings import actions as settings_actions
from app.today.kinds import ALL, KINDS
from tests import make
from tests.house.counting import statements
from tests.make import AT
from tests.oversight import make_oversight
from tests.oversight.make_oversight import FORTY, TODAY, at, days_back
from tests.resolutions import make_resolutions


@dataclass
class Town:
    """Three alliances in which one unit sits; it has a liaison who sits on none of its chairs."""

    alliances: list[Alliance]
    seats: list[Seat]
    liaison: Person


@pytest.fixture
def town(any_app: Flask) -> Iterator[Town]:
    with make_resolutions.today_is(TODAY):
        made = [make.alliance(f"第{name}社区党建联盟") for name in "一二三"]
        first = make.seat(made[0], "和美物业", "苏景行")
        seats = [first]
        for one in made[1:]:
            with writing():
                seat = alliances.add_member(one, "和美物业", "property", votes=True, by=SYSTEM, at=AT)
                seat.organisation_id = first.organisation_id
            seats.append(seat)
        liaison = make.official("liaison", "organisation", first.organisation_id, "陆远")
        with writing():
            settings_actions.mark_installation("demo", by=SYSTEM, at=AT)
        yield Town(made, seats, liaison)


def lines(text: str) -> list[str]:
    """The three that matter, and the headings below."""
    main = text.split("<main")[1].split("</main>")[0]
    top = main.split('<ol class="list todo">')[1].split("</ol>")[0]
    return re.findall(r"<a href=[^>]*>([^<]+)</a>", top)


def headings(text: str) -> list[str]:
    return [word.strip() for word in re.findall(r"<h2>([^<]+)", text.split("<main")[1])]


# -- a liaison of many alliances ---------------------------------------------------------------------------------------


def test_a_liaison_sees_the_meetings_and_actions_of_all_seats_on_one_page(any_app: Flask, town: Town) -> None:
    ids = [one.id for one in town.alliances]
    make_oversight.meetings(ids, [at(TODAY + timedelta(days=day)) for day in (1, 2, 3)], state="notified")
    make_oversight.actions(town.seats, [TODAY + timedelta(days=day) for day in (1, 9, -4)])
    client = make.sign_in(any_app.test_client(), town.liaison)
    text = client.get("/").text
    kinds = [line.split("：")[0] for line in lines(text)]
    assert kinds == ["本单位的任务", "本单位的任务", "请安排代表参加"]  # late, nearly due; an action with time left comes after meetings
    assert headings(text) == ["本单位的任务", "本单位要参加的会"]
    assert [f"第{name}社区党建联盟" in text for name in "一二三"] == [True] * 3
    assert ("超期2个工作日" in text, "还剩1个工作日" in text) == (True, True)
    assert text.count("请安排代表参加") == 3
    meetings = client.get("/meetings").text
    assert [meetings.count(f"第{name}社区党建联盟") > 0 for name in "一二三"] == [True] * 3
    assert client.get("/actions").text.count(FORTY) == 3


def test_a_delegate_who_is_liaison_too_reads_each_meeting_once(any_app: Flask, town: Town) -> None:
    delegate = make.delegate_of(town.seats[0])
    with writing():
        accounts.grant(delegate, "liaison", "organisation", town.seats[0].organisation_id, by=SYSTEM, at=AT)
    make_oversight.meetings([one.id for one in town.alliances], [at(TODAY + timedelta(days=1))] * 3, state="notified")
    text = make.sign_in(any_app.test_client(), delegate, by_phone=True).get("/").text
    assert (text.count("请参加："), text.count("请安排代表参加：")) == (1, 2)


@pytest.mark.parametrize("many", [1, 3, 300])
@pytest.mark.parametrize("role", ["liaison", "secretary", "supervisor"])
def test_the_day_costs_the_same_few_statements_for_any_number_of_rows(any_app: Flask, town: Town, role: str, many: int) -> None:
    ids = [one.id for one in town.alliances]
    place = {"liaison": ("organisation", town.seats[0].organisation_id), "secretary": ("alliance", ids[0]), "supervisor": ("city", 0)}
    person = make.official(role, *place[role])
    make_oversight.actions(town.seats, [TODAY - timedelta(days=3)] * many)
    make_oversight.actions(town.seats, [TODAY + timedelta(days=3)] * many, state="assigned")
    make_oversight.meetings(ids, [at(TODAY + timedelta(days=1))] * many, state="notified")
    make_oversight.meetings(ids, [at(TODAY - timedelta(days=20))] * many)
    make_oversight.issues(ids, [at(TODAY - timedelta(days=9))] * many)
    client = make.sign_in(any_app.test_client(), person)
    client.get("/healthz")
    with statements() as ran:
        text = client.get("/").text
    assert (len(ran), len(lines(text))) == ({"liaison": 5, "secretary": 5, "supervisor": 7}[role], min(3, 5 * many))
    with statements() as ran:
        client.get({"liaison": "/today/mine", "secretary": "/today/overdue", "supervisor": "/today/week"}[role])
    assert len(ran) == {"liaison": 5, "secretary": 5, "supervisor": 4}[role]


def test_every_kind_of_thing_can_be_read_to_its_end(any_app: Flask, town: Town) -> None:
    ids = make_oversight.actions(town.seats, [*days_back(60), *days_back(60)])
    no_date = make_oversight.actions(town.seats, [None], title="没有时限的任务")  # type: ignore[list-item]  # a due date may be missing
    client = make.sign_in(any_app.test_client(), town.liaison)
    assert "看全部：本单位的任务" in client.get("/").text
    seen, address = [], "/today/mine"
    while address:
        text = client.get(address).text
        seen += [int(number) for number in re.findall(r'<a href="/actions/(\d+)">', text)]
        following = re.search(r'<a class="btn plain" href="([^"]+)">下一页', text)
        address = following[1] if following else ""
    assert (seen[-1], sorted(seen)) == (no_date[0], sorted(ids + no_date))
    assert [client.get(f"/today/{kind}").status_code for kind in (*KINDS, "x")] == [200] * len(ALL) + [404]
    for after in ("x", "~~", "2026-01-01~x", "2026-11-01T00:00:00~3"):
        assert client.get(f"/today/mine?after={after}").status_code == 200, after


# -- a supervisor ------------------------------------------------------------------------------------------------------


def test_a_supervisor_first_reads_what_was_promised_for_today_then_what_is_most_pressing(any_app: Flask, town: Town) -> None:
    person = make.official("supervisor", "city", 0, "段启明")
    late = make_oversight.actions(town.seats, days_back(8), title="超期的事")
    make_oversight.coordinations(person.id, town.alliances[0].id, [f"action:{late[0]}", "action:2"], [TODAY, TODAY + timedelta(days=2)])
    make_oversight.meetings([town.alliances[0].id], [at(TODAY, 15)], state="notified", title="下午的会")
    text = make.sign_in(any_app.test_client(), person).get("/").text
    assert lines(text) == [f"由您协调：{FORTY}", "超期的事", "超期的事"]
    assert headings(text) == ["卡住的事", "由我协调的", "本周还要开的会"]
    assert "下午的会" in text


def test_what_a_supervisor_has_taken_on_is_not_said_twice(any_app: Flask, town: Town) -> None:
    person = make.official("supervisor", "city", 0, "段启明")
    first, second = make_oversight.actions(town.seats, days_back(2), title="超期的事")
    make_oversight.coordinations(person.id, town.alliances[0].id, [f"action:{second}"], [TODAY + timedelta(days=2)])
    text = make.sign_in(any_app.test_client(), person).get("/").text
    assert re.findall(r'<a href="/oversight/action/(\d+)">超期的事', text) == [str(first)]


def test_a_secretary_reads_the_pressing_kinds_first_and_nobody_elses(any_app: Flask, town: Town) -> None:
    here, other = town.alliances[0].id, town.alliances[1].id
    make_oversight.actions([town.seats[0]], [date(2026, 11, 19)], title="超期的任务")
    make_oversight.actions([town.seats[0]], [TODAY], state="submitted", title="交来的任务")
    make_oversight.actions([town.seats[0]], [date(2026, 12, 9)], state="assigned", title="没签收的任务")
    make_oversight.actions([town.seats[1]], [date(2026, 11, 19)], title="别家的任务")
    make_oversight.meetings([here], [at(TODAY + timedelta(days=9))], state="planning", title="要通知的会")
    make_oversight.meetings([other], [at(TODAY + timedelta(days=9))], state="planning", title="别家的会")
    make_oversight.issues([here, other], [at(TODAY, 8)] * 2)
    text = make.sign_in(any_app.test_client(), make.secretary(town.alliances[0])).get("/").text
    assert [line[:5] for line in lines(text)] == ["超期几天了", "等您验收或", "会议通知还"]
    assert headings(text) == ["等受理的诉求", "还没有签收的任务"]
    assert ("别家" in text, text.count("有诉求等受理")) == (False, 1)


def test_a_meeting_entered_afterwards_does_not_call_anybody_to_a_room(any_app: Flask, town: Town) -> None:
    held = make_resolutions.meeting(town.alliances[0], at=at(date(2026, 11, 10)))
    delegate = make.sign_in(any_app.test_client(), make.delegate_of(town.seats[0]), by_phone=True)
    assert held.title not in delegate.get("/").text
    secretary = make.sign_in(any_app.test_client(), make.secretary(town.alliances[0]))
    assert f"会议正在进行：{held.title}" in secretary.get("/").text


def test_nothing_to_do_is_said_in_words(client: FlaskClient) -> None:
    alliance = make.alliance()
    assert "现在没有事等您。" in make.sign_in(client, make.secretary(alliance)).get("/").text
    assert db.session.get(Alliance, alliance.id) is not None


def _street_of(alliance: Alliance) -> int:
    return db.session.get_one(Community, alliance.community_id).street_id


def test_what_is_about_a_community_is_pressing_to_its_street_and_only_known_to_those_above(any_app: Flask, town: Town) -> None:
    here = town.alliances[0]
    report = {"goes_to": "street", "accepted_at": at(date(2026, 11, 9))}
    make_oversight.issues([here.id], [at(TODAY, 8)], words="有人想轻生", number="J2026-0001", **report)
    make_oversight.issues([here.id], [at(date(2026, 11, 10))], number="J2026-0002", **report)
    make_oversight.issues([here.id], [at(date(2026, 11, 9))], state="returned", due=date(2026, 12, 1), number="J2026-0003", **report)
    make_oversight.issues([here.id], [at(date(2026, 11, 9))], state="accepted", number="J2026-0004", **report)
    make_oversight.actions(town.seats[:1], days_back(9), title="超期的事")
    street = make.official("supervisor", "street", _street_of(here))
    district = make.official("supervisor", "city", 0)
    text, above = (make.sign_in(any_app.test_client(), who).get("/").text for who in (street, district))
    assert lines(text) == ["立即处置：J2026-0001", "关于社区的反映，请街道受理：J2026-0002", "退回、超期或者该再看了：J2026-0003"]
    assert (text.count("J2026-0001"), "已受理，等街道分派：J2026-0004" in text) == (1, True)
    assert lines(above) == ["超期的事"] * 3
    assert ("等街道受理：J2026-0001" in above, "等街道受理：J2026-0002" in above, "J2026-0003" in above) == (True, True, False)
    for role in ("secretary", "convener"):
        assert "J2026" not in make.sign_in(any_app.test_client(), make.official(role, "alliance", here.id)).get("/").text


def test_a_secretary_reads_whatever_names_her_as_the_next(any_app: Flask, town: Town) -> None:
    here, other = town.alliances[0].id, town.alliances[1].id
    make_oversight.actions(town.seats[:2], [date(2026, 11, 1)] * 2, state="shelved", review_on=TODAY, title="挂着的任务")
    make_oversight.actions(town.seats[:1], [date(2026, 11, 1)], state="shelved", review_on=TODAY + timedelta(days=1), title="还没到期")
    make_oversight.short_meetings([here, other], [date(2026, 11, 10)] * 2)
    make_oversight.meetings([here], [at(date(2026, 11, 9))], state="postponed", title="延期的会")
    make_oversight.issues([here, other], [at(date(2026, 11, 9))] * 2, state="accepted", accepted_at=at(date(2026, 11, 10)))
    text = make.sign_in(any_app.test_client(), make.secretary(town.alliances[0])).get("/").text
    wanted = (
        "挂账到期，请复查：",
        "到会人数不够，请另定会期：",
        "会延期了，请定下会期、重新通知：延期的会",
        "已受理，等分派或者列入议题：",
    )
    assert [text.count(words) for words in wanted] == [1] * 4
    assert ("还没到期" in text, "该开会了" in text) == (False, False)
    quiet = make.sign_in(any_app.test_client(), make.secretary(town.alliances[2]))
    assert "该开会了" not in quiet.get("/").text
    with make_resolutions.today_is(date(2026, 12, 1)):
        assert f'<a href="/alliances/{town.alliances[2].id}/meetings/new">该开会了，还没有安排：第三社区党建联盟</a>' in quiet.get("/").text
        make_oversight.meetings([town.alliances[2].id], [at(date(2026, 12, 20))], state="planning")
        assert "该开会了" not in quiet.get("/").text


def test_a_notice_an_objection_and_a_rule_card_wait_for_the_convener(any_app: Flask, town: Town) -> None:
    here = town.alliances[0].id
    signed, hanging = make_oversight.meetings([here] * 2, [at(date(2026, 11, 10))] * 2, locked_at=at(date(2026, 11, 12)))
    unsigned = make_oversight.meetings([here], [at(date(2026, 11, 11))], title="没签发的会")[0]
    make_oversight.drafted_notice(here, [signed, hanging, unsigned], signed=[signed, hanging])
    make_oversight.objection(here, hanging)
    with writing():
        draft(here, complete({}), version=0, by=SYSTEM, at=AT)
    for role in ("secretary", "convener"):
        text = make.sign_in(any_app.test_client(), make.official(role, "alliance", here)).get("/").text
        assert re.findall(r'<a href="/meetings/(\d+)/release">(公示等书记签发|有居民对公示提了意见)', text) == [
            (str(hanging), "有居民对公示提了意见"),
            (str(signed), "公示等书记签发"),
        ]
        assert f'<a href="/alliances/{here}/rules">规则卡等书记确认：第1版</a>' in text


# -- ballots -----------------------------------------------------------------------------------------------------------


def _open_in_writing(alliance: Alliance, seats: list[Seat], deadline: date) -> int:
    """A ballot in writing with its roll, as rows: what is asked here is who reads of it."""
    meeting = make_oversight.meetings([alliance.id], [at(TODAY, 8)], state="in_session", kind="written", title="书面表决")[0]
    return make_oversight.motion(alliance.id, meeting, seats, deadline=at(deadline, 17))


def test_a_ballot_in_writing_waits_for_the_delegate_the_liaison_and_in_the_end_for_the_secretary(any_app: Flask, town: Town) -> None:
    motion = _open_in_writing(town.alliances[0], town.seats[:1], TODAY + timedelta(days=2))
    delegate = make.sign_in(any_app.test_client(), make.delegate_of(town.seats[0]), by_phone=True)
    liaison = make.sign_in(any_app.test_client(), town.liaison)
    secretary = make.sign_in(any_app.test_client(), make.secretary(town.alliances[0]))
    link = f'<a href="/motions/{motion}">'
    assert f"{link}请代表和美物业书面表决：开放车位</a>" in delegate.get("/").text
    assert f"{link}请提醒和美物业的代表书面表决：开放车位</a>" in liaison.get("/").text
    assert f"{link}书面表决进行中：开放车位</a>" in secretary.get("/").text
    assert ["会议正在进行" in one.get("/").text for one in (delegate, liaison, secretary)] == [False] * 3
    with make_resolutions.today_is(TODAY + timedelta(days=3)):
        assert f"{link}书面表决已截止，等计票：开放车位</a>" in secretary.get("/").text
    make_oversight.vote(town.alliances[0].id, motion, town.seats[0])
    assert ["书面表决：" in one.get("/").text for one in (delegate, liaison)] == [False] * 2


def test_who_carries_a_letter_is_asked_for_that_seat_too_and_reads_what_was_entered(any_app: Flask, town: Town) -> None:
    here = town.alliances[0]
    giver = make.seat(here, "区水文站", "程以宁")
    meeting = make_oversight.meetings([here.id], [at(TODAY, 9)], state="in_session", title="今天的会")[0]
    make_oversight.motion(here.id, meeting, [town.seats[0], giver])
    person = make.delegate_of(town.seats[0])
    phone = make.sign_in(any_app.test_client(), person, by_phone=True)
    assert "表决：开放车位" not in phone.get("/").text
    make_oversight.present(here.id, meeting, town.seats[0], person.id)
    make_oversight.letter(here.id, meeting, giver, town.seats[0])
    text = phone.get("/").text
    assert "请代表和美物业表决：开放车位" in text
    assert f'<a href="/meetings/{meeting}/carried">受区水文站委托，请代为表决：开放车位</a>' in text
    assert "请核对代为录入的内容：今天的会" in text
    other = make.sign_in(any_app.test_client(), make.delegate_of(make.seat(here)), by_phone=True)
    assert [word in other.get("/").text for word in ("委托", "核对")] == [False] * 2
