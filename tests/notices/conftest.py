"""A meeting of 12 November 2026 with signed minutes and a drafted notice; the clock stands on the 16th."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from flask import Flask

from app.accounts.models import Person
from app.alliances.models import Alliance
from app.core import ledger
from app.core.db import db, writing
from app.meetings.models import AgendaItem, Meeting
from app.minutes import actions as minutes
from app.minutes.models import PublicNotice
from tests import make
from tests.minutes import make_minutes
from tests.resolutions import make_resolutions

TODAY = date(2026, 11, 16)
TEXT = "楼道堆物本周五前清理干净。"
#: What the secretary types from the paper that the 书记 signed.
SIGNED = {"manner": "paper", "released_by": "林知夏", "released_on": "2026-11-13", "from_day": "2026-11-16", "to_day": "2026-11-18"}


@dataclass
class Desk:
    alliance: Alliance
    secretary: Person
    meeting: Meeting
    draft: PublicNotice

    @property
    def url(self) -> str:
        return f"/meetings/{self.meeting.id}/release"

    @property
    def public(self) -> str:
        return f"/public/{self.alliance.code}"


def write(meeting: Meeting, text: str, secretary: Person, *, version: int = 0) -> PublicNotice:
    with writing():
        ledger.hold(meeting.alliance_id)
        item = db.session.query(AgendaItem).filter_by(meeting_id=meeting.id, kind="topic").one()
        words: list[dict[str, Any]] = [{"item": item.id, "title": item.title, "text": text}]
        days = (date(2026, 11, 13), date(2026, 11, 17))
        return minutes.write_public_notice(meeting, words, *days, [], version=version, by=make.actor(secretary), at=make.later(1440))


def desk_of(name: str = "") -> Desk:
    alliance = make.alliance(name)
    make.seats(alliance, 3)
    secretary = make.secretary(alliance)
    meeting = make_minutes.held(alliance, secretary)
    make_minutes.sign(make_minutes.drafted(meeting, secretary), secretary)
    return Desk(alliance, secretary, meeting, write(meeting, TEXT, secretary))


@pytest.fixture
def desk(app: Flask) -> Iterator[Desk]:
    with make_resolutions.today_is(TODAY):
        yield desk_of("鹤鸣里社区党建联盟")
