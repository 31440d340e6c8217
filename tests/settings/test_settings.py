from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Config, Misconfigured
from app.core.db import db, writing
from app.core.lifecycle import Refused
from app.policy import SYSTEM
from app.settings import actions
from app.settings.models import calendar, installation, number, value
from tests import make


def test_an_alliance_may_differ_from_its_city_where_it_is_allowed(any_app: Flask) -> None:
    alliance = make.alliance()
    with writing():
        actions.decide("request_letter.workdays", 0, "5", by=SYSTEM, at=make.AT)
    assert (number("request_letter.workdays"), number("request_letter.workdays", alliance.id)) == (5, 5)
    with writing():
        actions.decide("request_letter.workdays", alliance.id, "2", by=SYSTEM, at=make.AT)
    assert (number("request_letter.workdays"), number("request_letter.workdays", alliance.id)) == (5, 2)
    with pytest.raises(Refused, match="setting.city_only"), writing():
        actions.decide("link.days", alliance.id, "2", by=SYSTEM, at=make.AT)


@pytest.mark.parametrize("text", ["", "-1", "abc", "1001", "２.５"])
def test_a_value_that_means_nothing_is_refused_at_its_field_and_kept(client: FlaskClient, text: str) -> None:
    make.sign_in(client, make.administrator())
    answer = client.post("/settings/request_letter.workdays", data={"value": text})
    assert answer.status_code == 409
    assert "请填0到1000之间的数" in answer.text
    assert f'value="{text}"' in answer.text
    assert number("request_letter.workdays") == 3


def test_full_width_digits_are_a_number(client: FlaskClient) -> None:
    make.sign_in(client, make.administrator())
    assert client.post("/settings/request_letter.workdays", data={"value": "５"}).status_code == 303
    assert number("request_letter.workdays") == 5


def test_a_secretary_decides_for_the_own_alliance_only(client: FlaskClient) -> None:
    alliance, other = make.alliance(), make.alliance()
    make.sign_in(client, make.secretary(alliance))
    assert client.get("/settings").status_code == 200
    assert client.post("/settings/request_letter.workdays", data={"value": "1"}).status_code == 403
    assert client.post(f"/alliances/{other.id}/settings/request_letter.workdays", data={"value": "1"}).status_code == 403
    assert client.post(f"/alliances/{alliance.id}/settings/request_letter.workdays", data={"value": "1"}).status_code == 303
    assert value("request_letter.workdays", alliance.id) == 1
    assert client.get(f"/alliances/{alliance.id}/settings").status_code == 200


def test_next_years_days_are_entered_as_lines(client: FlaskClient) -> None:
    make.sign_in(client, make.administrator())
    assert "2027年节假日安排未录入" in client.get("/holidays?year=2027").text
    answer = client.post("/holidays", data={"works": "", "days": "2027-01-01 元旦\n2027.1.32 错"})
    assert answer.status_code == 409
    assert "第2行读不出日期" in answer.text
    assert "2027.1.32 错" in answer.text
    assert calendar().knows(date(2027, 1, 1)) is False
    assert client.post("/holidays", data={"works": "", "days": "2027-01-01 元旦\n\n2027/1/2"}).status_code == 303
    assert calendar().is_workday(date(2027, 1, 1)) is False


def test_a_database_is_real_or_a_demo_for_ever(app: Flask) -> None:
    with writing():
        actions.mark_installation("real", by=SYSTEM, at=make.AT)
    assert installation() == "real"
    with pytest.raises(Refused, match="installation.real"), writing():
        actions.mark_installation("demo", by=SYSTEM, at=make.AT)


def test_a_real_database_refuses_an_invented_clock(app: Flask, tmp_path: Path) -> None:
    with writing():
        actions.mark_installation("real", by=SYSTEM, at=make.AT)
    db.session.remove()
    config = Config(tmp_path, app.config["SQLALCHEMY_DATABASE_URI"], tmp_path, "2026-11-24T09:00:00+08:00", "s", "http://localhost", "", ())
    with pytest.raises(Misconfigured, match="LIANXI_NOW"):
        create_app(config)


def test_a_demo_shows_its_watermark_on_every_page(app: Flask, client: FlaskClient) -> None:
    assert "演示数据" not in client.get("/sign-in").text
    with writing():
        actions.mark_installation("demo", by=SYSTEM, at=make.AT)
    assert "演示数据" in client.get("/sign-in").text
