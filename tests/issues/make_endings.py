"""Issues at their end, through the app's own actions."""

from __future__ import annotations

from datetime import date

from app.alliances.models import Alliance
from app.core.db import writing
from app.issues import actions, endings, handing
from app.issues.endings import Closing, Heard
from app.issues.models import Issue
from app.policy import SYSTEM
from tests import make
from tests.issues import make_reports

YES = Heard("secretary", "phone", "yes", "satisfied")
NO = Heard("secretary", "phone", "no", "dissatisfied")
SOLVED = Closing("solved", "灯已换好")


def begun(alliance: Alliance, unit: int) -> tuple[Issue, str]:
    """In the unit's hands, due on 20 November; and its query code."""
    issue, code = make_reports.report(alliance)
    make_reports.dispatched(issue, unit)
    with writing():
        handing.acknowledge(issue, "", by=SYSTEM, at=make.AT)
        handing.start(issue, "打过电话", date(2026, 11, 12), by=SYSTEM, at=make.AT)
    return issue, code


def done(alliance: Alliance, unit: int = 0) -> tuple[Issue, str]:
    """Said to be done, by a unit or by the community's desk itself."""
    if unit:
        issue, code = begun(alliance, unit)
        with writing():
            handing.submit(issue, "灯已换好", by=SYSTEM, at=make.AT)
        return issue, code
    issue, code = make_reports.report(alliance)
    with writing():
        actions.accept(issue, title="西门路灯", by=SYSTEM, at=make.AT)
        actions.finish(issue, "灯已换好", by=SYSTEM, at=make.AT)
    return issue, code


def closed(alliance: Alliance, unit: int) -> tuple[Issue, str]:
    issue, code = done(alliance, unit)
    with writing():
        endings.follow_up(issue, YES, by=SYSTEM, at=make.AT)
        endings.close(issue, SOLVED, by=SYSTEM, at=make.AT)
    return issue, code
