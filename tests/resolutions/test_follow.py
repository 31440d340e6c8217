"""From the first chase to the close-off: 催办记录, 上报街道 or 缓报, who confirms a result, the three endings and doing it again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.alliances.models import Alliance, Community, Seat
from app.core import ledger
from app.core.db import db, writing
from app.core.ledger import Entry, verify
from app.issues import actions as issues
from app.meetings.models import AgendaItem, ItemIssue
from app.policy import SYSTEM
from app.resolutions.models import Action, ActionFollowUp, Progress, Resolution
from tests import make
from tests.resolutions import make_resolutions
from tests.resolutions.make_resolutions import SLIPS
from tests.resolutions.test_actions import Signed
from tests.resolutions.test_actions import actions as resolutions

#: Six working days before the day of the slips.
LATE = date(2026, 11, 16)
PAUSE = {"until": "2026-11-26", "reason": "配件26日到"}
CHASE = {"name": "程以宁", "how": "phone", "words": "答应周五前画完", "promised_on": "2026-11-27"}
YES = {"asked": "secretary", "how": "phone", "name": "3号楼居民", "solved": "yes", "satisfied": "satisfied", "words": "挺好"}
AGREED = {"approved_by": "street", "approved_number": "云街函〔2026〕3号", "approved_on": "2026-11-20", "review_on": "2027-01-20"}


@dataclass
class Town:
    """An alliance in 云杉街道 on the day of its slips: a member, the community itself, the street's supervisor."""

    alliance: Alliance
    lead: Seat
    committee: Seat
    on: Resolution
    app: Flask

    def late(self, *, lead: Seat | None = None, state: str = "in_progress", due: date = LATE) -> Action:
        return make_resolutions.action(self.on, lead or self.lead, due=due, assigned_on=date(2026, 11, 2), state=state)

    def reader(self, who: str) -> FlaskClient:
        street = db.session.get_one(Community, self.alliance.community_id).street_id
        client = self.app.test_client()
        if who == "stranger":
            return client
        people = {
            "secretary": lambda: make.secretary(self.alliance),
            "convener": lambda: make.official("convener", "alliance", self.alliance.id, "林知夏"),
            "street": lambda: make.official("supervisor", "street", street, "段启明"),
            "city": lambda: make.official("supervisor", "city", 0),
            "other street": lambda: make.official("supervisor", "street", self._other_street()),
            "administrator": make.administrator,
            "other secretary": lambda: make.secretary(make.alliance()),
            "delegate": lambda: make.delegate_of(self.lead),
            "committee": lambda: make.delegate_of(self.committee),
        }
        return make.sign_in(client, people[who]())

    def _other_street(self) -> int:
        return db.session.get_one(Community, make.alliance(street="白桦街道").community_id).street_id


@pytest.fixture
def town(app: Flask) -> Iterator[Town]:
    with make_resolutions.today_is(SLIPS):
        yield built(app)


def built(app: Flask) -> Town:
    alliance = make.alliance("鹤鸣里社区党建联盟", code="HML")
    lead = make.seat(alliance, "区水文站", "程以宁", kind="resident_public")
    committee = make.seat(alliance, "鹤鸣里社区居民委员会", "苏景行", kind="residents_committee")
    return Town(alliance, lead, committee, make_resolutions.resolution(alliance), app)


@pytest.fixture
def secretary(town: Town) -> FlaskClient:
    return town.reader("secretary")


def asked(row_id: int, place: str) -> dict[str, str]:
    return {"HX-Request": "true", "HX-Target": f"div#{place}-{row_id}"}


# -- 催办记录 ----------------------------------------------------------------------------------------------------------


def test_a_chase_is_written_in_the_row_itself_and_the_last_one_stays_there(secretary: FlaskClient, town: Town) -> None:
    late = town.late()
    url = f"/actions/{late.id}"
    assert f'hx-get="{url}?ask=chase"' in secretary.get("/actions").text
    form = secretary.get(url, query_string={"ask": "chase"}, headers=asked(late.id, "chase")).text
    assert (form.startswith(f'<div id="chase-{late.id}">'), 'value="程以宁"' in form, "<h1" in form) == (True, True, False)
    saved = secretary.post(f"{url}/chases", data=CHASE, headers=asked(late.id, "chase"), follow_redirects=True).text
    assert (saved.startswith(f'<div id="chase-{late.id}">'), "<form" in saved, "答应11月27日" in saved) == (True, False, True)
    secretary.post(f"{url}/chases", data=CHASE | {"words": "改口说下周一", "how": "visit", "promised_on": ""})
    page = secretary.get("/actions").text
    assert ("程以宁（上门）：改口说下周一" in page, "答应周五前画完" in page) == (True, False)


def test_a_wrong_chase_comes_back_into_the_row_with_its_words(secretary: FlaskClient, town: Town) -> None:
    late = town.late()
    wrong = secretary.post(f"/actions/{late.id}/chases", data=CHASE | {"promised_on": "周五"}, headers=asked(late.id, "chase"))
    assert (wrong.status_code, wrong.text.startswith(f'<div id="chase-{late.id}">')) == (422, True)
    assert ("读不出日期" in wrong.text, "答应周五前画完" in wrong.text) == (True, True)
    plain = secretary.post(f"/actions/{late.id}/chases", data=CHASE | {"promised_on": "周五"})
    assert (plain.status_code, plain.text.count("答应周五前画完")) == (422, 1)


# -- 上报街道 or 缓报 -----------------------------------------------------------------------------------------------------


def test_a_pause_is_given_once_and_a_report_stands_until_the_street_takes_it_on(any_app: Flask) -> None:
    with make_resolutions.today_is(SLIPS):
        town = built(any_app)
        late, secretary, street = town.late(), town.reader("secretary"), town.reader("street")
        assert "上报街道，还是缓报一次？" in secretary.get(f"/actions/{late.id}").text
        secretary.post(f"/actions/{late.id}/pause", data=PAUSE)
        listed = street.get("/oversight").text
        assert "缓报到11月26日：配件26日到（区水文站牵头，完成时限是11月16日）" in listed
        again = secretary.post(f"/actions/{late.id}/pause", data=PAUSE | {"reason": "再等等"})
        assert (again.status_code, "请上报街道" in again.text, "再等等" in again.text) == (409, True, True)
        secretary.post(f"/actions/{late.id}/report", data={"words": "学校要等主管部门，请街道问一声"})
        listed = street.get("/oversight").text
        assert listed.index("联盟上报</span>") < listed.index("11月24日上报：学校要等主管部门，请街道问一声（区水文站牵头）")
        assert "缓报到" not in listed
        assert "联盟上报" in street.get("/").text
        street.post(f"/oversight/action/{late.id}", data={"plan": "周三去问", "due": "2026-11-27"})
        db.session.expire_all()
        assert (late.reported_on, late.answered_on) == (SLIPS, SLIPS)
        assert "街道已经接手协调" in secretary.get(f"/actions/{late.id}").text
        assert list(verify()) == []


@pytest.mark.parametrize(
    ("verb", "form", "status", "message"),
    [
        ("pause", PAUSE | {"until": ""}, 422, "这一项要填。"),
        ("pause", PAUSE | {"until": "后天"}, 422, "读不出日期"),
        ("pause", PAUSE | {"until": "2026-11-23"}, 409, "这一天已经过去"),
        ("pause", PAUSE | {"until": "2026-12-02"}, 409, "缓报最多5个工作日，请选2026年12月1日或以前的日期。"),
        ("pause", PAUSE | {"reason": "　"}, 422, "这一项要填。"),
        ("pause", PAUSE | {"reason": "因" * 401}, 422, "最多400个字。"),
        ("report", {"words": ""}, 422, "这一项要填。"),
        ("report", {"words": "请" * 401}, 422, "最多400个字。"),
    ],
)
def test_a_wrong_answer_to_the_question_changes_nothing(
    secretary: FlaskClient, town: Town, verb: str, form: dict[str, str], status: int, message: str
) -> None:
    late = town.late()
    answer = secretary.post(f"/actions/{late.id}/{verb}", data=form)
    assert (answer.status_code, message in answer.text) == (status, True)
    assert all(typed in answer.text for typed in form.values() if typed.strip("　"))
    db.session.expire_all()
    assert (late.paused_until, late.reported_on) == (None, None)


def test_the_last_day_of_a_pause_may_be_the_fifth_working_day(secretary: FlaskClient, town: Town) -> None:
    late = town.late()
    assert secretary.post(f"/actions/{late.id}/pause", data=PAUSE | {"until": "2026-12-01"}).status_code == 303


@pytest.mark.parametrize(("state", "due"), [("in_progress", SLIPS), ("submitted", LATE), ("closed", LATE)])
def test_what_is_not_late_is_neither_paused_nor_reported(secretary: FlaskClient, town: Town, state: str, due: date) -> None:
    made = town.late(state=state, due=due)
    answers = [secretary.post(f"/actions/{made.id}/{verb}", data=PAUSE | {"words": "x"}).status_code for verb in ("pause", "report")]
    assert answers == [409, 409]


def test_a_double_tap_reports_once_and_a_second_tab_reads_that_it_is_done(secretary: FlaskClient, town: Town) -> None:
    late = town.late()
    form = {"words": "请街道帮忙"}
    taps = [secretary.post(f"/actions/{late.id}/report", data=form | {"once": "tap"}).status_code for _tap in range(2)]
    other_tab = secretary.post(f"/actions/{late.id}/report", data={"words": "另一页写的", "once": "other"})
    assert (taps, other_tab.status_code, "已经上报街道" in other_tab.text, "另一页写的" in other_tab.text) == ([303, 303], 409, True, True)
    assert len(db.session.scalars(select(Entry).where(Entry.verb == "action.report")).all()) == 1


def test_a_new_date_ends_a_report_and_the_pause_stays_used(secretary: FlaskClient, town: Town) -> None:
    late = town.late()
    secretary.post(f"/actions/{late.id}/pause", data=PAUSE)
    secretary.post(f"/actions/{late.id}/report", data={"words": "请街道帮忙"})
    secretary.post(f"/actions/{late.id}/extend", data={"new_due": "2026-12-20", "reason": "到货", "decided_by": "convener"})
    db.session.expire_all()
    assert (late.reported_on, late.paused_until, late.due) == (None, date(2026, 11, 26), date(2026, 12, 20))


def test_what_passes_between_secretary_and_street_is_no_part_of_what_the_unit_reads(secretary: FlaskClient, town: Town) -> None:
    late = town.late()
    secretary.post(f"/actions/{late.id}/report", data={"words": "单位推来推去"})
    shown = ["单位推来推去" in town.reader(who).get(f"/actions/{late.id}").text for who in ("secretary", "convener", "street", "delegate")]
    assert shown == [True, True, True, False]


# -- who confirms, and the endings -------------------------------------------------------------------------------------


def test_both_questions_are_asked_before_it_is_closed_as_solved(secretary: FlaskClient, town: Town) -> None:
    done = town.late(state="accepted")
    early = secretary.post(f"/actions/{done.id}/close", data={"ending": "solved"})
    assert (early.status_code, "请先回访" in early.text) == (422, True)
    assert secretary.post(f"/actions/{done.id}/follow-ups", data=YES).status_code == 303
    assert secretary.post(f"/actions/{done.id}/close", data={"ending": "solved"}).status_code == 303
    heard = db.session.scalars(select(ActionFollowUp)).one()
    assert (heard.asked, heard.solved, heard.satisfied, heard.name, heard.day) == ("secretary", "yes", "satisfied", "3号楼居民", SLIPS)
    assert "联盟秘书回访 · 3号楼居民 · 解决了 · 满意" in secretary.get(f"/actions/{done.id}").text
    assert list(verify()) == []


@pytest.mark.parametrize(
    ("form", "status", "message"),
    [
        (YES | {"solved": ""}, 422, "这一项要填。"),
        (YES | {"satisfied": ""}, 422, "两个问题都要问"),
        (YES | {"satisfied": "delighted"}, 422, 'class="error"'),
        (YES | {"asked": "street"}, 422, 'class="error"'),
        (YES | {"asked": "reporter", "name": ""}, 422, "请写签字的人。"),
        (YES | {"how": "telegram"}, 422, 'class="error"'),
        (YES | {"day": "2026-11-25"}, 409, "这一天还没有到"),
        (YES | {"words": "话" * 1001}, 422, "最多1000个字。"),
    ],
)
def test_a_wrong_follow_up_gets_its_message(secretary: FlaskClient, town: Town, form: dict[str, str], status: int, message: str) -> None:
    done = town.late(state="accepted")
    answer = secretary.post(f"/actions/{done.id}/follow-ups", data=form)
    assert (answer.status_code, message in answer.text) == (status, True)
    assert db.session.scalars(select(ActionFollowUp)).all() == []


def test_whoever_says_no_is_not_closed_as_solved_but_may_be_told_why(secretary: FlaskClient, town: Town) -> None:
    done = town.late(state="accepted")
    secretary.post(f"/actions/{done.id}/follow-ups", data=YES | {"solved": "no", "satisfied": "dissatisfied"})
    solved = secretary.post(f"/actions/{done.id}/close", data={"ending": "solved"})
    assert (solved.status_code, "最近一次回访说没有解决" in solved.text) == (409, True)
    silent = secretary.post(f"/actions/{done.id}/close", data={"ending": "explained"})
    assert (silent.status_code, "请写怎么说明的" in silent.text) == (422, True)
    assert secretary.post(f"/actions/{done.id}/close", data={"ending": "explained", "words": "上门讲清楚了"}).status_code == 303


def test_two_attempts_without_an_answer_are_enough(secretary: FlaskClient, town: Town) -> None:
    done = town.late(state="accepted")
    nobody = YES | {"solved": "unreached", "satisfied": ""}
    secretary.post(f"/actions/{done.id}/follow-ups", data=nobody)
    assert secretary.post(f"/actions/{done.id}/close", data={"ending": "solved"}).status_code == 422
    secretary.post(f"/actions/{done.id}/follow-ups", data=nobody)
    assert secretary.post(f"/actions/{done.id}/close", data={"ending": "solved"}).status_code == 303


def test_what_the_community_did_itself_the_street_or_the_reporter_confirms(secretary: FlaskClient, town: Town) -> None:
    own, signed = town.late(lead=town.committee, state="accepted"), town.late(lead=town.committee, state="accepted")
    assert secretary.post(f"/actions/{own.id}/follow-ups", data=YES).status_code == 422  # she is no choice there
    alone = secretary.post(f"/actions/{own.id}/close", data={"ending": "explained", "words": "办完了"})
    assert (alone.status_code, "要由街道确认" in alone.text) == (409, True)
    street = town.reader("street")
    assert "请街道确认结果" in street.get("/").text
    assert street.post(f"/actions/{own.id}/follow-ups", data=YES | {"asked": "street"}).status_code == 303
    assert secretary.post(f"/actions/{own.id}/close", data={"ending": "solved"}).status_code == 303
    secretary.post(f"/actions/{signed.id}/follow-ups", data=YES | {"asked": "reporter", "how": "paper"})
    assert secretary.post(f"/actions/{signed.id}/close", data={"ending": "solved"}).status_code == 303
    entries = db.session.scalars(select(Entry.body).where(Entry.verb == "action.follow_up").order_by(Entry.seq)).all()
    assert ['"behalf":"paper"' in body for body in entries] == [False, True]
    assert "请街道确认结果" not in street.get("/").text


def test_a_key_item_is_closed_by_the_convener_on_paper_or_by_a_tap(secretary: FlaskClient, town: Town) -> None:
    on_paper, tapped = key_item(secretary, town), key_item(secretary, town)
    unsigned = secretary.post(f"/actions/{on_paper.id}/close", data={"ending": "solved"})
    assert (unsigned.status_code, "由书记销号" in unsigned.text) == (409, True)
    early = {"ending": "solved", "signed_by": "林知夏", "signed_on": "2026-11-25"}
    assert secretary.post(f"/actions/{on_paper.id}/close", data=early).status_code == 409
    assert secretary.post(f"/actions/{on_paper.id}/close", data=early | {"signed_on": "2026-11-23"}).status_code == 303
    convener = town.reader("convener")
    assert 'value="林知夏"' in convener.get(f"/actions/{tapped.id}").text
    assert convener.post(f"/actions/{tapped.id}/close", data={"ending": "solved", "signed_by": "林知夏"}).status_code == 303
    db.session.expire_all()
    signed = [(one.state, one.signed_by, one.signed_on) for one in (on_paper, tapped)]
    assert signed == [("closed", "林知夏", date(2026, 11, 23)), ("closed", "林知夏", SLIPS)]
    bodies = db.session.scalars(select(Entry.body).where(Entry.verb == "action.close").order_by(Entry.seq)).all()
    assert ['"behalf":"convener"' in body for body in bodies] == [True, False]


def key_item(secretary: FlaskClient, town: Town) -> Action:
    form = {"title": "重点", "lead": str(town.lead.organisation_id), "workdays": "10", "assigned_on": "2026-11-24", "is_key": "y"}
    secretary.post(f"/resolutions/{town.on.id}/actions", data=form)
    made = db.session.scalars(select(Action).order_by(Action.id.desc())).first()
    assert made is not None
    for verb in make_resolutions.TO["accepted"]:
        with writing():
            ledger.hold(made.alliance_id)
            verb(made)
    secretary.post(f"/actions/{made.id}/follow-ups", data=YES)
    return made


def test_the_street_shelves_by_its_own_tap_and_the_secretary_from_paper(secretary: FlaskClient, town: Town) -> None:
    tapped, on_paper = town.late(), town.late()
    street = town.reader("street")
    assert street.post(f"/actions/{tapped.id}/shelve", data={"words": "等区里资金", "review_on": "2027-01-20"}).status_code == 303
    assert secretary.post(f"/actions/{on_paper.id}/shelve", data=AGREED | {"words": "等区里资金"}).status_code == 303
    db.session.expire_all()
    agreed = [(one.state, one.shelved_by, one.shelved_number, one.shelved_on) for one in (tapped, on_paper)]
    assert agreed == [("shelved", "street", "", SLIPS), ("shelved", "street", "云街函〔2026〕3号", date(2026, 11, 20))]
    secretary.post(f"/actions/{tapped.id}/resume", data={"words": "资金到了"})
    db.session.expire_all()
    assert (tapped.state, tapped.shelved_by, tapped.shelved_on) == ("in_progress", None, None)
    assert list(verify()) == []


def test_a_closed_action_is_opened_again_counted_and_climbs_at_the_second_time(any_app: Flask) -> None:
    with make_resolutions.today_is(SLIPS):
        town = built(any_app)
        made, secretary = town.late(state="closed"), town.reader("secretary")
        with writing():
            resolutions.adopt_all(Signed(town.on.meeting_id), by=SYSTEM, at=make.AT)
            resolutions.fulfil(town.on, by=SYSTEM, at=make.AT)
        form = {"words": "灯又不亮了", "due": "2026-12-20"}
        assert secretary.post(f"/actions/{made.id}/rework", data=form).status_code == 303
        db.session.expire_all()
        assert (made.state, made.reworks, made.closed_on, made.ending, town.on.state) == ("rework", 1, None, "", "adopted")
        assert "建议上报街道" not in secretary.get(f"/actions/{made.id}").text
        with writing():
            ledger.hold(made.alliance_id)
            for verb in make_resolutions.TO["closed"][1:]:
                verb(made)
        assert (made.state, town.on.state) == ("closed", "done")
        secretary.post(f"/actions/{made.id}/rework", data=form)
        page = secretary.get(f"/actions/{made.id}").text
        assert ("已经重新办理2次，建议上报街道" in page, "第2次重新办理" in page) == (True, True)
        assert secretary.post(f"/actions/{made.id}/report", data={"words": "两次都没修好"}).status_code == 303
        assert list(verify()) == []


@pytest.mark.parametrize(
    ("who", "chase", "pause", "report", "confirm", "shelve", "close", "paper"),
    [
        ("secretary", 422, 422, 422, 422, 422, 422, 200),
        ("convener", 403, 403, 403, 403, 403, 403, 200),
        ("street", 403, 403, 403, 422, 422, 403, 200),
        ("city", 403, 403, 403, 422, 422, 403, 200),
        ("other street", 403, 403, 403, 403, 403, 403, 403),
        ("administrator", 403, 403, 403, 403, 403, 403, 200),
        ("other secretary", 403, 403, 403, 403, 403, 403, 403),
        ("delegate", 403, 403, 403, 403, 403, 403, 200),
        ("committee", 403, 403, 403, 403, 403, 403, 200),
        ("stranger", 401, 401, 401, 401, 401, 401, 303),
    ],
)
def test_who_chases_pauses_reports_confirms_shelves_and_closes(
    town: Town, who: str, chase: int, pause: int, report: int, confirm: int, shelve: int, close: int, paper: int
) -> None:
    late, done, reader = town.late(), town.late(lead=town.committee, state="accepted"), town.reader(who)
    verbs = ("chases", "pause", "report")
    assert tuple(reader.post(f"/actions/{late.id}/{verb}").status_code for verb in verbs) == (chase, pause, report)
    assert reader.post(f"/actions/{done.id}/follow-ups").status_code == confirm
    assert reader.post(f"/actions/{late.id}/shelve").status_code == shelve
    assert reader.post(f"/actions/{done.id}/close").status_code == close
    assert reader.get(f"/actions/{late.id}/slip.docx").status_code == paper


# -- what is told, and the one thread ----------------------------------------------------------------------------------


def test_a_changed_action_offers_its_correction_until_the_unit_has_signed(secretary: FlaskClient, town: Town) -> None:
    made = make_resolutions.action(town.on, town.lead)
    assert "【更正】" not in secretary.get(f"/actions/{made.id}").text
    form = {"title": made.title, "lead": str(town.lead.organisation_id), "due": "2026-12-15", "criteria": made.criteria}
    secretary.post(f"/actions/{made.id}/edit", data=form)
    page = secretary.get(f"/actions/{made.id}").text
    assert "【更正】区水文站：您好！" in page
    assert "完成时限由2026年12月8日改为2026年12月15日。" in page
    town.reader("delegate").post(f"/actions/{made.id}/acknowledge")
    assert "【更正】" not in secretary.get(f"/actions/{made.id}").text
    assert db.session.scalars(select(Progress.words).where(Progress.kind == "edit")).one() == "完成时限由2026年12月8日改为2026年12月15日。"


def test_a_date_that_was_put_off_is_told_as_a_correction_too(secretary: FlaskClient, town: Town) -> None:
    late = town.late()
    secretary.post(f"/actions/{late.id}/extend", data={"new_due": "2026-12-20", "reason": "到货", "decided_by": "convener"})
    page = secretary.get(f"/actions/{late.id}").text
    assert ("【更正】" in page, "完成时限由2026年11月16日改为2026年12月20日。" in page, "安排时发的" in page) == (True, True, False)
    secretary.post(f"/actions/{late.id}/paper/progress", data={"name": "程以宁", "words": "知道了"})
    assert "【更正】" not in secretary.get(f"/actions/{late.id}").text


def test_the_thread_begins_with_the_issue_in_its_summary_and_never_in_a_residents_words(secretary: FlaskClient, town: Town) -> None:
    item = db.session.get_one(AgendaItem, town.on.item_id)
    with writing():
        ledger.hold(town.alliance.id)
        heard = issues.report(
            town.alliance, "停车难", "我家车天天没处停，气死人CANARY", category="PARK", channel="grid", by=SYSTEM, at=make.AT
        )
        issues.accept(heard, by=SYSTEM, at=make.AT, public_summary="夜间停车位不够。")
        db.session.add(ItemIssue(item_id=item.id, issue_id=heard.id))
    made = town.late()
    for reader in (secretary, town.reader("delegate"), town.reader("street")):
        page = reader.get(f"/actions/{made.id}").text
        assert ("夜间停车位不够。" in page, "开放60个车位" in page, "CANARY" in page) == (True, True, False)
        assert page.index("夜间停车位不够。") < page.index("开放60个车位") < page.index("<strong>签收</strong>")


def test_a_unit_reports_and_hands_in_from_its_own_list(town: Town) -> None:
    made = town.late()
    phone = make.sign_in(town.app.test_client(), make.delegate_of(town.lead), by_phone=True)
    assert f'href="/actions/{made.id}?ask=progress#work-{made.id}"' in phone.get("/actions").text
    form = phone.get(f"/actions/{made.id}", query_string={"ask": "submit"}, headers=asked(made.id, "work")).text
    assert (form.startswith(f'<div id="work-{made.id}">'), f'action="/actions/{made.id}/submit"' in form) == (True, True)
    url, headers = f"/actions/{made.id}/submit", asked(made.id, "work")
    wrong = phone.post(url, data={"words": ""}, headers=headers)
    assert (wrong.status_code, wrong.text.startswith(f'<div id="work-{made.id}">'), "这一项要填。" in wrong.text) == (422, True, True)
    assert "已经交给联盟秘书验收" in phone.post(url, data={"words": "画好了"}, headers=headers, follow_redirects=True).text
