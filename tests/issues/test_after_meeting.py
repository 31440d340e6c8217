"""What a meeting's action does about the issues behind its item."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.db import db, writing
from app.core.ledger import verify
from app.issues import actions, outside_queries
from app.issues.models import Issue
from app.meetings import actions as meetings
from app.policy import SYSTEM
from app.resolutions import actions as resolutions
from app.resolutions import steps
from app.resolutions.models import Action, Resolution
from app.resolutions.rules import Assignment
from tests import make
from tests.issues import make_reports
from tests.resolutions import make_resolutions

DAY = make_resolutions.SLIPS


@pytest.fixture
def agreed(any_app: Flask) -> tuple[list[Issue], list[Action], int]:
    """Two issues behind one decided item, two actions, and the unit of the first."""
    alliance = make.alliance()
    seats = make.seats(alliance, 2)
    issues = [make_reports.report(alliance)[0] for _each in range(2)]
    meeting = make_resolutions.meeting(alliance)
    with writing():
        for issue in issues:
            actions.accept(issue, title="西门照明", by=SYSTEM, at=make.AT)
        item = meetings.table_issues(meeting, issues, "西门照明", by=SYSTEM, at=make.AT)
        meetings.agree(item, "装灯", version=item.version, by=SYSTEM, at=make.AT)
        meetings.decide(item, by=SYSTEM, at=make.AT)
    resolution = db.session.scalars(select(Resolution).where(Resolution.item_id == item.id)).one()
    with writing():
        made = [
            resolutions.assign(
                resolution, Assignment(f"事{seat.id}", seat.organisation_id, DAY, due=date(2026, 12, 8)), by=SYSTEM, at=make.AT
            )
            for seat in seats
        ]
    return issues, made, seats[0].organisation_id


def _close(action: Action) -> None:
    with writing():
        steps.acknowledge(action, "某某", by=SYSTEM, at=make.AT)
        steps.submit(action, "灯已装好", by=SYSTEM, at=make.AT)
        steps.accept(action, "", by=SYSTEM, at=make.AT)
        steps.close(action, "explained", "看过", DAY, by=SYSTEM, at=make.AT)


def test_every_issue_behind_an_item_goes_with_its_actions(agreed: tuple[list[Issue], list[Action], int]) -> None:
    issues, (first, second), unit = agreed
    state = ("dispatched", unit, date(2026, 12, 8), True)
    assert [(one.state, one.lead_organisation_id, one.due, one.by_action) for one in issues] == [state] * 2
    assert outside_queries.assignments([unit]) == []  # it stands among the unit's actions
    with writing():
        steps.extend(first, date(2026, 12, 15), "等材料", "convener", by=SYSTEM, at=make.AT)
        steps.extend(second, date(2026, 12, 20), "等材料", "convener", by=SYSTEM, at=make.AT)
    assert [one.due for one in issues] == [date(2026, 12, 15)] * 2
    _close(first)
    assert [one.state for one in issues] == ["dispatched"] * 2
    _close(second)
    assert [(one.state, one.result, one.answer, one.confirm_by) for one in issues] == [("done", "灯已装好", "灯已装好", "desk")] * 2
    told = [step.name for step in outside_queries.steps(issues[1])]
    assert told == ["report", "accept", "table", "assign", "fulfil"]
    assert list(verify()) == []
