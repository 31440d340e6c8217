from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from tests import make


@pytest.fixture
def alliance(app: Flask) -> Alliance:
    return make.alliance("鹤鸣里社区党建联盟")


@pytest.fixture
def seats(alliance: Alliance) -> list[Seat]:
    return make.seats(alliance, 3)


@pytest.fixture
def secretary(alliance: Alliance, client: FlaskClient) -> Person:
    """Signed in already."""
    person = make.secretary(alliance)
    make.sign_in(client, person)
    return person
