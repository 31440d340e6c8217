"""Where the public period of a resolution stands, beside its state: computed, no second state."""

from __future__ import annotations

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select

from app.core.db import db
from app.resolutions.models import Resolution
from tests import make
from tests.notices.conftest import SIGNED, Desk
from tests.resolutions import make_resolutions


def test_a_resolution_says_whether_its_public_period_runs_or_is_over(client: FlaskClient, desk: Desk) -> None:
    office = make.sign_in(client, desk.secretary)
    url = f"/resolutions/{db.session.scalars(select(Resolution.id).where(Resolution.meeting_id == desk.meeting.id)).one()}"
    assert "公示期" not in office.get(url).text
    assert office.post(desk.url, data=SIGNED).status_code == 303
    html = office.get(url).text
    assert ("公示期内" in html, "已生效" in html) == (True, False)
    with make_resolutions.today_is(date(2026, 11, 19)):
        html = office.get(url).text
        assert ("公示期内" in html, "公示期满，已生效" in html) == (False, True)
