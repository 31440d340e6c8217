"""鹤鸣里 on the demo's day: issues that wait, a coordination meeting in session with an open ballot, the next joint meeting planned."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from app.alliances.models import Alliance, Organisation, Seat
from app.ballots import actions as ballots
from app.core import ledger
from app.core.clock import at_local
from app.core.db import db, writing
from app.demo.intake_example import record_intake
from app.issues import actions as issues
from app.issues.models import Issue
from app.meetings import actions as meetings
from app.policy import Actor

#: A quarter of an hour before the demo's clock begins.
MORNING = at_local(date(2026, 11, 24), 8, 45)
VENUE = "社区党群服务站二楼议事厅"
#: Not yet there when the demo begins, so that their delegates can check in by telephone.
ON_THEIR_WAY = frozenset(("区水文站", "和美物业", "云杉税务所"))
CHECKS = {"notified": True, "ours": True, "recusals": True, "comparison": True}


def record_present_day(home: Alliance, by: Actor) -> None:
    """Everything through the same actions as people's, entered in the days before `MORNING`."""
    for record in (_issues, _in_session, _planned):
        with writing():
            ledger.hold(home.id)
            record(home, by)
    record_intake(home, by)


def _issues(home: Alliance, by: Actor) -> None:
    day = at_local(date(2026, 11, 20), 10, 0)
    heard = (
        ("鹤鸣苑3号楼楼道灯不亮", "3号楼2单元一至三层楼道灯不亮，老人晚上下楼看不清。", "LIGHT", "grid"),
        ("小区西门晚上有占道烧烤", "西门外每晚7点以后有占道烧烤，油烟大，声音吵。", "NOISE", "desk"),
        ("希望在活动室添几把带扶手的椅子", "活动室来的老人多，椅子没有扶手，起身不方便。", "OTHER", "council"),
    )
    for number, (title, words, category, channel) in enumerate(heard):
        issue = issues.report(home, title, words, category=category, channel=channel, by=by, at=day)
        if number == 0:
            issues.accept(issue, by=by, at=day)


def _in_session(home: Alliance, by: Actor) -> None:
    """议事协调会: notified in time, begun in the morning, its second item open for a named ballot."""
    entered = at_local(date(2026, 11, 17), 9, 0)
    start = at_local(date(2026, 11, 24), 8, 30)
    plan = meetings.Plan(
        start, VENUE, "coordination", ends_at=at_local(date(2026, 11, 24), 10, 30), chair_name="林知夏", recorder_name="邱叶"
    )
    meeting = meetings.schedule(home, plan, by=by, at=entered)
    meetings.add_item(meeting, "鹤鸣苑西门夜间照明", by=by, at=entered, presenter="和美物业", regime="consensus")
    ballot = meetings.add_item(meeting, "活动室延长开放到晚上8点", by=by, at=entered, presenter="社区居委会", regime="alliance_majority")
    meetings.notify(meeting, meeting.title, reason="", by=by, at=entered)
    meetings.start(meeting, None, by=by.on_behalf("chair"), at=start)
    for seat, name in db.session.execute(select(Seat, Organisation.name).join(Organisation).where(Seat.alliance_id == home.id, Seat.votes)):
        if name not in ON_THEIR_WAY:
            meetings.mark(meeting, seat, meetings.Mark("present"), by=by, at=start)
    motion = ballots.create_motion(ballot, "同意活动室自12月1日起每天开放到晚上8点", "named", by=by.on_behalf("chair"), at=start)
    ballots.open_motion(motion, CHECKS, by=by.on_behalf("chair"), at=start)


def _planned(home: Alliance, by: Actor) -> None:
    day = at_local(date(2026, 11, 23), 16, 0)
    plan = meetings.Plan(
        at_local(date(2026, 12, 17), 14, 0),
        VENUE,
        title="鹤鸣里社区党建联盟2026年第四季度第二次联席会议",
        ends_at=at_local(date(2026, 12, 17), 16, 0),
        chair_name="林知夏",
        recorder_name="邱叶",
        contact="邱叶",
    )
    meeting = meetings.schedule(home, plan, by=by, at=day, topics=("春节前走访慰问安排",))
    waiting = select(Issue).where(Issue.alliance_id == home.id, Issue.category == "WASTE", Issue.state == "accepted").order_by(Issue.id)
    found = db.session.scalars(waiting).all()
    meetings.table_issues(meeting, found, "鹤鸣苑垃圾分类点调整", by=by, at=day, regime="alliance_majority", presenter="和美物业")
