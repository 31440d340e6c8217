"""What is measured, built through the app's own actions on a demo that is there already: `python -m bench.scene`, which prints ids as JSON.

An alliance with 40 voting members; its meeting in session with 20 items, half of them decided, three ballots counted and one open;
60 issues on its desk; eight delegates with bound telephones. The published minutes are those of the showcase.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from app import create_app
from app.accounts import actions as accounts
from app.accounts import passwords
from app.accounts.models import Account, Person
from app.alliances.models import Alliance, Seat
from app.ballots import actions as ballots
from app.ballots import casting
from app.ballots.models import Motion
from app.core import ledger
from app.core.clock import now
from app.core.db import db, writing
from app.demo.showcase import PASSWORD
from app.issues import actions as issues
from app.meetings import actions as meetings
from app.meetings.models import Meeting
from app.minutes.models import Minutes
from app.policy import SYSTEM, Actor
from tests import make

SEATS, ITEMS, ISSUES, PHONES = 40, 20, 60, 8
LOGIN = "celiang"
CHECKS = {"notified": True, "ours": True, "recusals": True, "comparison": True}


def build(app: Flask) -> dict[str, Any]:
    alliance = make.alliance("测量里社区党建联盟", code="BENCH")
    seats = make.seats(alliance, SEATS)
    person = make.secretary(alliance)
    with writing():
        accounts.create_account(LOGIN, person, passwords.make_hash(PASSWORD), by=SYSTEM, at=make.AT, must_change=False)
    meeting, motion = _meeting(alliance, seats, make.actor(person))
    _issues(alliance, make.actor(person))
    published = db.session.scalars(select(Minutes.meeting_id).where(Minutes.state == "published").order_by(Minutes.id.desc())).first()
    return {
        "alliance": alliance.id,
        "meeting": meeting.id,
        "item": motion.item_id,
        "motion": motion.id,
        "seat": seats[0].id,
        "login": LOGIN,
        "password": PASSWORD,
        "published": published,
        "phones": [{"seat": seat.id, "cookie": cookie(app, make.delegate_of(seat))} for seat in seats[:PHONES]],
        "accounts": {account.login: cookie(app, owner) for account, owner in _accounts()},
    }


def _accounts() -> list[tuple[Account, Person]]:
    return [(account, person) for account, person in db.session.execute(select(Account, Person).join(Person))]


def _meeting(alliance: Alliance, seats: list[Seat], by: Actor) -> tuple[Meeting, Motion]:
    at = now()
    with writing():
        ledger.hold(alliance.id)
        plan = meetings.Plan(starts_at=at, ends_at=at + timedelta(hours=3), place="二楼议事厅", chair_name="测量员")
        meeting = meetings.schedule(alliance, plan, by=by, at=at)
        regimes = ["consensus", "alliance_majority"] * (ITEMS // 2)
        items = [
            meetings.add_item(meeting, f"第{number}项 小区周边道路停车和照明安排", regime=regime, by=by, at=at)
            for number, regime in enumerate(regimes, 1)
        ]
        meetings.start(meeting, None, by=by, at=at)
        for seat in seats:
            meetings.mark(meeting, seat, meetings.Mark("present"), by=by, at=at)
        chair = by.on_behalf("chair")
        for item in items[: ITEMS // 2 : 2]:
            ballots.declare_consensus(item, [], by=chair, at=at, entered=at)
        for item in items[1:7:2]:
            _counted(ballots.create_motion(item, f"同意：{item.title}", "named", by=chair, at=at), seats, chair, at)
        motion = ballots.create_motion(items[7], f"同意：{items[7].title}", "named", by=chair, at=at)
        ballots.open_motion(motion, CHECKS, by=chair, at=at)
    return meeting, motion


def _counted(motion: Motion, seats: list[Seat], chair: Actor, at: datetime) -> None:
    ballots.open_motion(motion, CHECKS, by=chair, at=at)
    casting.type_papers(motion, {seat.id: "for" for seat in seats[:25]}, by=chair.on_behalf("paper"), at=at)
    ballots.close_motion(motion, by=chair, at=at)


def _issues(alliance: Alliance, by: Actor) -> None:
    with writing():
        ledger.hold(alliance.id)
        for number in range(ISSUES):
            issues.report(
                alliance,
                f"第{number}件 楼道灯不亮",
                "三层楼道灯不亮，老人晚上下楼看不清。",
                category="LIGHT",
                channel="grid",
                by=by,
                at=now(),
            )


def cookie(app: Flask, person: Person) -> str:
    """A signed session of this person, as the sign-in would set it."""
    with writing():
        _row, token = accounts.start_sign_in(person.id, "password", datetime.now(UTC), timedelta(days=9000))
    session = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]  # Flask's own cookie sessions have it
    return f"{app.config['SESSION_COOKIE_NAME']}={session.dumps({'signin': token})}"


if __name__ == "__main__":
    served = create_app()
    with served.app_context():
        print(json.dumps(build(served)))
