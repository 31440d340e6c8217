"""What came into 鹤鸣里 just before the demo's day: from the hotline, by the web, about the community, dangerous, anonymous."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.alliances.models import Alliance, Organisation, Seat
from app.core import ledger
from app.core.clock import at_local
from app.core.db import db, writing
from app.demo.endings_example import CODES as OF_ENDINGS
from app.demo.endings_example import record_endings
from app.issues import actions as issues
from app.issues import handing, intake
from app.policy import Actor

#: Query codes of the demo, so that the status page can be tried: of the one that was dispatched, and of the anonymous one.
CODES = {
    "LIGHT": "1124000000000001",
    "PET": "1124000000000002",
    "street": "1124000000000003",
    "danger": "1124000000000004",
    **OF_ENDINGS,
}
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def record_intake(home: Alliance, by: Actor) -> None:
    """Everything through the same actions as people's, each with its own chain."""
    with writing():
        ledger.hold(home.id)
        _from_the_hotline(home, by)
        _handed_on(home, by)
        _anonymous(home)
        _dangerous(home)
        record_endings(home, by)
    with writing():
        ledger.hold(ledger.CITY)
        _about_the_community(home)


def _from_the_hotline(home: Alliance, by: Actor) -> None:
    entered = at_local(MONDAY, 9, 20)
    transferred = issues.report(
        home,
        "鹤鸣苑5号楼暖气不热",
        "12345来电人反映：5号楼1单元自本月18日起暖气不热，室内16度。",
        category="HEAT",
        channel="hotline",
        place="鹤鸣苑5号楼1单元",
        privacy="confidential",
        hotline_number="BC20261123000017",
        hotline_due=date(2026, 11, 26),
        by=by,
        at=entered,
    )
    issues.accept(transferred, by=by, at=entered, answer="已联系供热公司。")


def _handed_on(home: Alliance, by: Actor) -> None:
    """Reported on the web with a telephone, taken up the next morning and given to the property manager."""
    said = intake.Said(
        "西门门口的路灯三天不亮了，晚上接孩子看不清台阶。", "LIGHT", "鹤鸣苑西门", "confidential", False, "方小满", "10000000037"
    )
    issue = intake.take_in(home, said, CODES["LIGHT"], at=at_local(date(2026, 11, 20), 19, 40))
    at = at_local(MONDAY, 9, 0)
    issues.accept(issue, by=by, at=at, title="鹤鸣苑西门路灯不亮", public_summary="鹤鸣苑西门路灯不亮，影响夜间出行。")
    unit = select(Organisation.id).join(Seat, Seat.organisation_id == Organisation.id)
    property_manager = db.session.scalars(unit.where(Seat.alliance_id == home.id, Organisation.name == "和美物业")).one()
    to = handing.Handing("multi_force", property_manager, "", date(2026, 11, 30), "鹤鸣苑西门路灯不亮，台阶处看不清，请检修。")
    handing.dispatch(issue, to, by=by, at=at)


def _anonymous(home: Alliance) -> None:
    said = intake.Said("有人遛狗不牵绳，狗在儿童滑梯旁边拉屎没人收。", "PET", "鹤鸣苑小广场", "anonymous", False)
    intake.take_in(home, said, CODES["PET"], at=at_local(MONDAY, 20, 15))


def _dangerous(home: Alliance) -> None:
    said = intake.Said("7号楼3单元楼道里有很重的燃气味。", "OTHER", "鹤鸣苑7号楼3单元", "confidential", False)
    intake.take_in(home, said, CODES["danger"], at=at_local(TUESDAY, 8, 10))


def _about_the_community(home: Alliance) -> None:
    said = intake.Said(
        "社区办事窗口上午十点就没有人了，去了三次都没办成。", "OTHER", "社区党群服务站", "confidential", True, "沈南枝", "10000000052"
    )
    intake.take_in(home, said, CODES["street"], at=at_local(MONDAY, 16, 5))
