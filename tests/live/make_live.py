"""A meeting that runs now, with readers whose pages poll."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.core.clock import now
from app.core.db import db
from tests import make
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import Room


def running(entitled: int = 9, present: int | None = None, regime: str = "alliance_majority") -> Room:
    """In session since twenty minutes ago by the true clock."""
    return boards.room(entitled, present, regime, at=now() - timedelta(minutes=20))


def ago(minutes: float) -> datetime:
    return now() - timedelta(minutes=minutes)


def page_address(client: FlaskClient, url: str) -> str:
    """The address that the polled place of this page asks."""
    html = client.get(url).text
    place = BeautifulSoup(html, "html.parser").find(id="live")
    assert place is not None, html
    return str(place["hx-get"])


def address_in(answer: TestResponse) -> str:
    found = re.search(r'hx-get="([^"]+)"', answer.text)
    assert found is not None, answer.text
    return found[1].replace("&amp;", "&")


def delegate(client: FlaskClient, of: Room, number: int = 0) -> FlaskClient:
    return make.sign_in(client, make.delegate_of(of.seats[number]), by_phone=True)


def secretary(client: FlaskClient, of: Room) -> FlaskClient:
    return make.sign_in(client, of.person)


def forget() -> None:
    db.session.rollback()
