"""How issues of 鹤鸣里 end on the demo's morning: asked about, closed, begun anew, put off by the street, posted for nobody."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.accounts.models import Account, Person
from app.accounts.queries import actor_for
from app.alliances.models import Alliance, Organisation, Seat
from app.core.clock import at_local
from app.core.db import db
from app.issues import actions as issues
from app.issues import endings, handing, intake, requests
from app.issues.endings import Closing, Heard
from app.issues.models import Issue
from app.policy import Actor

#: Query codes: of the one that waits for its reporter's answer, of the one that began anew, and of the anonymous one.
CODES = {"done": "1124000000000006", "again": "1124000000000007", "posted": "1124000000000008"}
STREET = "duanqiming"
MANAGER = "和美物业"


@dataclass(frozen=True, slots=True)
class Day:
    """November 2026, at an hour of the office."""

    day: int

    @property
    def at(self) -> datetime:
        return at_local(self.date, 10, 20)

    @property
    def date(self) -> date:
        return date(2026, 11, self.day)


def record_endings(home: Alliance, by: Actor) -> None:
    """Everything through the same actions as people's. The caller holds the alliance's chain."""
    unit = select(Organisation.id).join(Seat, Seat.organisation_id == Organisation.id)
    manager = db.session.scalars(unit.where(Seat.alliance_id == home.id, Organisation.name == MANAGER)).one()
    _waits_for_an_answer(home, by, manager)
    _solved(home, by, manager)
    _began_anew(home, by, manager)
    _put_off(home, by, manager)
    _asks_for_time(home, by, manager)
    _posted(home, by)


def _said(home: Alliance, said: intake.Said, code: str, on: Day) -> Issue:
    return intake.take_in(home, said, code, at=on.at)


def _heard(home: Alliance, title: str, words: str, category: str, by: Actor, on: Day) -> Issue:
    return issues.report(home, title, words, category=category, channel="grid", by=by, at=on.at)


def _through(issue: Issue, unit: int, summary: str, by: Actor, days: tuple[Day, Day], due: Day, title: str = "") -> None:
    """Taken up and given on the first day, begun on the second."""
    given, begun = days
    issues.accept(issue, title=title, by=by, at=given.at)
    handing.dispatch(issue, handing.Handing("multi_force", unit, "", due.date, summary), by=by, at=given.at)
    handing.acknowledge(issue, "值班经理", by=by.on_behalf("paper"), at=begun.at)
    handing.start(issue, "电话联系过，约了上门时间。", begun.date, by=by.on_behalf("paper"), at=begun.at)


def _waits_for_an_answer(home: Alliance, by: Actor, unit: int) -> None:
    """The unit says it is done: whoever reported it can answer on the status page."""
    said = intake.Said(
        "3号楼2单元的单元门关不上，晚上有外人进来。", "SAFETY", "鹤鸣苑3号楼", "confidential", False, "程以宁", "10000000061"
    )
    issue = _said(home, said, CODES["done"], Day(16))
    _through(issue, unit, "3号楼2单元的单元门闭门器坏了，请检修。", by, (Day(17), Day(18)), Day(25), "3号楼2单元门检修")
    handing.submit(issue, "11月20日已更换闭门器，试了多次，门能自己关上。", by=by.on_behalf("paper"), at=Day(20).at)


def _solved(home: Alliance, by: Actor, unit: int) -> None:
    issue = _heard(home, "鹤鸣苑9号楼下水返味", "9号楼一楼卫生间返味，开窗也散不掉。", "PIPE", by, Day(9))
    _through(issue, unit, "9号楼1单元一楼地漏返味，请检查管道。", by, (Day(9), Day(10)), Day(18))
    handing.submit(issue, "已疏通管道并更换防臭地漏，回看两次没有异味。", by=by.on_behalf("paper"), at=Day(13).at)
    endings.follow_up(issue, Heard("secretary", "phone", "yes", "satisfied", "说一点味也没有了。"), by=by, at=Day(16).at)
    how = Closing("solved", "9号楼的管道已经疏通，地漏换了新的。再有异味，请随时告诉我们。", digest=True)
    endings.close(issue, how, by=by, at=Day(17).at)


def _began_anew(home: Alliance, by: Actor, unit: int) -> None:
    """不满意: whoever reported it said on the status page that it is not solved."""
    said = intake.Said("花坛边的窨井盖一踩就响，半夜也响。", "ROAD", "鹤鸣苑中心花坛", "confidential", False, "苏景行", "10000000062")
    issue = _said(home, said, CODES["again"], Day(10))
    _through(issue, unit, "中心花坛旁的窨井盖松动有响声，请加固。", by, (Day(11), Day(12)), Day(20), "中心花坛窨井盖异响")
    handing.submit(issue, "已用垫片加固。", by=by.on_behalf("paper"), at=Day(17).at)
    endings.answer_solved(issue, issue, "no", at=Day(19).at)
    endings.answer_satisfied(issue, issue, "dissatisfied", at=Day(19).at)
    endings.reopen(issue, "下过雨垫片掉了，还是响，请换井盖。", date(2026, 12, 4), by=by, at=Day(20).at)


def _put_off(home: Alliance, by: Actor, unit: int) -> None:
    """挂账: asked of the street, which agreed with its own tap."""
    issue = _heard(home, "鹤鸣苑南侧人行道方砖隆起", "南侧人行道被树根顶起一片，老人绊过。", "ROAD", by, Day(12))
    _through(issue, unit, "南侧人行道方砖被树根顶起，请整修。", by, (Day(12), Day(13)), Day(27))
    wish = requests.Wish(
        "上冻后不能铺砖，树根要等园林部门春季处理。",
        "天冷不能铺砖，已经立了警示牌、垫平了坎。明年4月开春就修，到时给您回话。",
        date(2027, 4, 6),
    )
    requests.ask_to_shelve(issue, wish, by=by, at=Day(18).at)
    statement = select(Person).join(Account, Account.person_id == Person.id).where(Account.login == STREET)
    person = db.session.scalars(statement).one()
    requests.decide_shelving(issue, True, "", person.name, by=actor_for(person.id, person.name), at=Day(19).at)


def _asks_for_time(home: Alliance, by: Actor, unit: int) -> None:
    issue = _heard(home, "鹤鸣苑6号楼电梯异响", "6号楼电梯上行到四层有异响。", "LIFT", by, Day(17))
    _through(issue, unit, "6号楼电梯上行有异响，请维保单位检修。", by, (Day(17), Day(18)), Day(25))
    requests.ask_for_time(issue, date(2026, 11, 27), "维保公司说导靴要从厂家调货，26日到。", by=by.on_behalf("paper"), at=Day(23).at)


def _posted(home: Alliance, by: Actor) -> None:
    """Anonymous: nobody can be rung up, the answer stands where its code leads."""
    said = intake.Said("2号楼有人在楼道里给电动车充电，怕着不住。", "EV", "鹤鸣苑2号楼", "anonymous", False)
    issue = _said(home, said, CODES["posted"], Day(13))
    issues.accept(issue, title="2号楼楼道电动车充电", by=by, at=Day(16).at)
    answer = "已上门劝离3辆，楼下新装的10个充电口可以用了，物业每晚巡一次。"
    issues.finish(issue, answer, by=by, at=Day(18).at)
    endings.close(issue, Closing("explained", answer, digest=True), by=by, at=Day(19).at)
