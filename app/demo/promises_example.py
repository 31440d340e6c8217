"""Promises of 鹤鸣里's meeting that could not wait for their slips: one late and put off, one reported to the street, one closed with both
questions answered and the signature of the 书记, one of the community's own that the street is asked about."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import select

from app.alliances.models import Alliance, Organisation, Seat
from app.core import ledger
from app.core.clock import at_local
from app.core.db import db, writing
from app.meetings.models import Meeting
from app.policy import Actor
from app.resolutions import actions, asking, steps
from app.resolutions.asking import Heard
from app.resolutions.models import Action, Resolution
from app.resolutions.rules import Assignment
from app.resolutions.steps import Signature

ASSIGNED = date(2026, 11, 13)


def record_promises(home: Alliance, by: Actor) -> None:
    """Through the same actions as people's, after the minutes of 12 November are signed; `by` is the secretary."""
    day = select(Meeting.id).where(Meeting.alliance_id == home.id, Meeting.starts_at.between(_at(12, 0), _at(13, 0)))
    agreed = select(Resolution).where(Resolution.meeting_id.in_(day)).order_by(Resolution.id)
    with writing():
        ledger.hold(home.id)
        parking, after_school, meals = db.session.scalars(agreed).all()[:3]
        _put_off(_assigned(parking, "北门临时停车指示牌制作", "和美物业", date(2026, 11, 16), by), by)
        _reported(_assigned(after_school, "托管教室桌椅调配", "银杏小学", date(2026, 11, 17), by), by)
        _closed(_assigned(meals, "助餐点试吃和老人意见收集", "云杉社区卫生服务中心", date(2026, 11, 20), by, is_key=True), by)
        _to_confirm(_assigned(parking, "周边夜间停车需求摸底", "鹤鸣里社区居民委员会", date(2026, 11, 20), by), by)


def _at(day: int, hour: int) -> datetime:
    return at_local(date(2026, 11, day), hour)


def _assigned(on: Resolution, title: str, unit: str, due: date, by: Actor, *, is_key: bool = False) -> Action:
    lead = select(Organisation.id).join(Seat, Seat.organisation_id == Organisation.id)
    lead_id = db.session.scalars(lead.where(Seat.alliance_id == on.alliance_id, Organisation.name == unit)).one()
    made = actions.assign(on, Assignment(title, lead_id, ASSIGNED, due=due, is_key=is_key), by=by, at=_at(13, 10))
    steps.acknowledge(made, unit, by=by.on_behalf("paper"), at=_at(13, 15))
    return made


def _put_off(action: Action, by: Actor) -> None:
    steps.report_progress(action, "样式已定，交给制作厂家。", by=by.on_behalf("paper"), at=_at(16, 16), name="苏景行")
    steps.log_chase(
        action, "和美物业苏景行", "厂家机器检修，答应20日前装好。", by=by, at=_at(18, 9), how="phone", promised_on=date(2026, 11, 20)
    )
    asking.pause(action, date(2026, 11, 26), "厂家机器检修，25日到货，26日装好。", by=by, at=_at(20, 15))
    steps.log_chase(
        action, "和美物业苏景行", "已经发货，26日上午来装。", by=by, at=_at(23, 10), how="wechat", promised_on=date(2026, 11, 26)
    )


def _reported(action: Action, by: Actor) -> None:
    steps.log_chase(
        action, "银杏小学总务处", "要等主管部门同意资产调拨，学校定不了日子。", by=by, at=_at(19, 14), how="visit", promised_on=None
    )
    asking.report(action, "桌椅调配要主管部门同意，社区问了两次没有回音，请街道帮着问一声。", by=by, at=_at(23, 16))


def _closed(action: Action, by: Actor) -> None:
    steps.submit(
        action, "试吃两次，收回意见42条，菜单按软烂少盐改过。", by=by.on_behalf("paper"), at=_at(19, 11), name="云杉社区卫生服务中心"
    )
    steps.accept(action, "看过意见汇总和新菜单。", by=by, at=_at(19, 17))
    heard = Heard("secretary", "phone", "5号楼助餐老人代表", "yes", "satisfied", "说菜软了，送得也准时。", date(2026, 11, 20))
    asking.follow_up(action, heard, by=by, at=_at(20, 9))
    signed = Signature("林知夏", date(2026, 11, 20))
    steps.close(action, "solved", "", date(2026, 11, 20), by=by.on_behalf("convener"), at=_at(20, 16), signed=signed)


def _to_confirm(action: Action, by: Actor) -> None:
    steps.submit(action, "走访三个小区，夜间缺车位约90个，已交区水文站参考。", by=by.on_behalf("paper"), at=_at(20, 16), name="社区居委会")
