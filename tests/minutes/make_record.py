"""The least record that makes valid minutes; every test changes what it is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from app.ballots.cases import Case, RollLine, Totals
from app.ballots.counting import count
from app.ballots.shares import Quorum, Share
from app.core.clock import SHANGHAI
from app.minutes.record import Attendee, Chair, Counted, Dates, Place, Record, Topic

MAJORITY = Share("entitled", 1, 2, True)
DATES = Dates(date(2026, 11, 19), date(2026, 11, 23), 3, date(2026, 11, 24), date(2026, 11, 27), 1, 10, 2)


def member(unit: str = "区水文站", name: str = "程以宁", status: str = "present", **more: Any) -> Attendee:
    return Attendee(unit, name, more.pop("kind", "resident_public"), status, **more)


def topic(**more: Any) -> Topic:
    return replace(Topic(id=1, kind="topic", title="楼道堆物", state="decided", regime="consensus"), **more)


def counted(votes_for: int, against: int, abstain: int, *, seats: int = 9, present: int = 9, recused: int = 0, **more: Any) -> Counted:
    roll = tuple(RollLine(str(one), one < present, one < recused) for one in range(seats))
    case = Case("yes_no", MAJORITY, Quorum(2, 3), roll, totals=Totals(votes_for, against, abstain), **more)
    return Counted("清理方案", "hands", MAJORITY, count(case))


def record(**more: Any) -> Record:
    members = (
        member("鹤鸣里社区党委", "林知夏", kind="community_party", title="书记", convenes=True),
        member(),
        member("银杏小学", "宋明川"),
    )
    least = Record(
        alliance="鹤鸣里社区党建联盟",
        place=Place("云杉街道", "鹤鸣里社区"),
        kind="joint",
        title="鹤鸣里社区党建联盟2026年第四季度联席会议",
        starts=datetime(2026, 11, 12, 14, tzinfo=SHANGHAI),
        ends=datetime(2026, 11, 12, 16, 10, tzinfo=SHANGHAI),
        venue="议事厅",
        convener="鹤鸣里社区党委",
        chair=Chair("林知夏", "鹤鸣里社区党委", "书记"),
        recorder="邱叶",
        contact="邱叶",
        quorum=Quorum(2, 3),
        quorum_required=2,
        entitled=3,
        personal=(),
        members=members,
        observers=(),
        topics=(topic(reservations=0, points=("周五前清理。",)),),
        tasks=(),
        requests=(),
        dates=DATES,
    )
    return replace(least, **more)
