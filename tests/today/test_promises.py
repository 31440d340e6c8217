"""The question to a secretary, and what the street is asked, on the first page of the day."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from flask import Flask

from app.core import ledger
from app.core.clock import at_local
from app.core.db import writing
from app.policy import SYSTEM
from app.resolutions import asking
from tests.resolutions import make_resolutions
from tests.resolutions.make_resolutions import SLIPS
from tests.resolutions.test_follow import built

DECIDE, CLIMB, LATE = "超期几天了，上报街道，还是缓报一次：", "缓报过了还没办好，请上报街道：", "需要帮一把："


@pytest.mark.parametrize(
    ("due", "until", "reported", "line"),
    [
        (date(2026, 11, 20), None, False, LATE),  # two working days
        (date(2026, 11, 19), None, False, DECIDE),  # three
        (date(2026, 11, 16), date(2026, 11, 25), False, LATE),  # put off, and the day has not come
        (date(2026, 11, 16), date(2026, 11, 24), False, LATE),
        (date(2026, 11, 16), date(2026, 11, 23), False, CLIMB),
        (date(2026, 11, 16), None, True, LATE),
    ],
)
def test_a_late_action_stands_under_one_heading_with_its_own_question(
    app: Flask, due: date, until: date | None, reported: bool, line: str
) -> None:
    with make_resolutions.today_is(date(2026, 11, 20)):
        town = built(app)
        late = town.late(due=due)
        with writing():
            ledger.hold(late.alliance_id)
            if until is not None:
                asking.pause(late, until, "配件没到", by=SYSTEM, at=make_noon(date(2026, 11, 20)))
            if reported:
                asking.report(late, "请街道帮忙", by=SYSTEM, at=make_noon(date(2026, 11, 20)))
    with make_resolutions.today_is(SLIPS):
        page = town.reader("secretary").get("/").text
    assert [words for words in (DECIDE, CLIMB, LATE) if words in page] == [line]
    buttons = [f"?ask={name}#" in page for name in ("report", "pause", "chase")]
    assert buttons == [line in (DECIDE, CLIMB), line == DECIDE, True]


def make_noon(day: date) -> datetime:
    return at_local(day, 12)
