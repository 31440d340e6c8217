"""开场一页: on the projector by itself as long as the meeting begins, and behind a link at any time."""

from __future__ import annotations

import re
from datetime import date, timedelta

from flask.testing import FlaskClient
from sqlalchemy import select

from app.core import ledger
from app.core.db import db, writing
from app.meetings import actions as meetings
from app.meetings.models import AgendaItem, Meeting
from app.policy import SYSTEM
from app.resolutions import steps
from app.resolutions.models import Resolution
from tests import make
from tests.make import AT
from tests.resolutions import make_resolutions

LINE = "上次2件，办成1件，1件没办成"


def begun() -> Meeting:
    """A meeting that has begun, after one with two promises of which one is kept; the other says why not."""
    alliance = make.alliance()
    seat = make.seat(alliance, "和美物业")
    old = make_resolutions.item(make_resolutions.meeting(alliance, AT - timedelta(days=90), ended=True))
    on = db.session.scalars(select(Resolution).where(Resolution.item_id == old.id)).one()
    given = {"due": date(2026, 10, 30), "assigned_on": date(2026, 8, 20)}
    done = make_resolutions.action(on, seat, "路灯检修", state="accepted", **given)
    late = make_resolutions.action(on, seat, "门禁更换", state="acknowledged", **given)
    with writing():
        ledger.hold(alliance.id)
        steps.close(done, "solved", "满意", date(2026, 10, 1), by=SYSTEM, at=AT - timedelta(days=40))
        steps.report_progress(late, "定制门体到货推迟。", by=SYSTEM, at=AT - timedelta(days=9))
        steps.log_chase(late, "苏景行", "只在电话里说的话", by=SYSTEM, at=AT - timedelta(days=2))
    return make_resolutions.meeting(alliance)


def screen(client: FlaskClient, meeting: Meeting) -> str:
    html = client.get(f"/meetings/{meeting.id}/live/screen", headers={"HX-Request": "true", "HX-Target": "div#live"}).text
    return words(html)


def words(html: str) -> str:
    return re.sub("<[^>]+>", "", html)


def test_the_projector_shows_it_until_the_second_item_is_opened(client: FlaskClient) -> None:
    meeting = begun()
    make.sign_in(client, make.official("secretary", "alliance", meeting.alliance_id))
    report, topic = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)).all()
    for verb in (lambda: None, lambda: meetings.discuss(report, by=SYSTEM, at=AT)):
        with writing():
            ledger.hold(meeting.alliance_id)
            verb()
        shown = screen(client, meeting)
        assert (LINE in shown, "门禁更换（和美物业）" in shown, "定制门体到货推迟" in shown, "只在电话里" in shown) == (
            True,
            True,
            True,
            False,
        )
    with writing():
        ledger.hold(meeting.alliance_id)
        meetings.report(report, "", by=SYSTEM, at=AT)
        meetings.discuss(topic, by=SYSTEM, at=AT)
    assert LINE not in screen(client, meeting)
    page = words(client.get(f"/meetings/{meeting.id}/opening").text)
    assert (LINE in page, "定制门体到货推迟" in page) == (True, True)
    assert f'href="/meetings/{meeting.id}/opening"' in client.get(f"/meetings/{meeting.id}").text


def test_a_first_meeting_has_no_such_page_to_show(client: FlaskClient) -> None:
    meeting = make_resolutions.meeting(make.alliance())
    make.sign_in(client, make.official("secretary", "alliance", meeting.alliance_id))
    assert "上次" not in screen(client, meeting)
    assert "这是第一次会议" in client.get(f"/meetings/{meeting.id}/opening").text
