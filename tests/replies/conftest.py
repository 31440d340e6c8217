from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from app.alliances.models import Alliance, Seat
from app.core.clock import standing
from app.meetings.models import Meeting
from tests import make
from tests.replies import make_replies


@pytest.fixture
def alliance(app: Flask) -> Alliance:
    return make.alliance("鹤鸣里社区党建联盟")


@pytest.fixture
def seats(alliance: Alliance) -> list[Seat]:
    """Three members; the telephone of the first ends in 0001."""
    units = (("区水文站", "程以宁"), ("银杏小学", "宋明川"), ("和美物业", "苏景行"))
    return [make.seat(alliance, unit, name, f"1000009000{number}") for number, (unit, name) in enumerate(units, 1)]


@pytest.fixture
def meeting(alliance: Alliance, seats: list[Seat]) -> Iterator[Meeting]:
    with standing(make_replies.MORNING):
        yield make_replies.called(alliance)
