"""The rows are read in pieces, and what belongs to a piece is asked for in between, on both databases."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask

from app.core.db import db, writing
from app.issues import actions as issues
from app.policy import SYSTEM
from app.registers import queries
from app.registers.queries import Asked
from app.registers.rules import REGISTERS, Wanted
from app.settings import models as settings
from tests import make
from tests.house.counting import statements
from tests.minutes import make_minutes
from tests.resolutions import make_resolutions

TODAY = date(2026, 11, 24)


def test_every_register_is_read_piece_by_piece(any_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "PIECE", 1)
    alliance = make.alliance()
    seats = make.seats(alliance, 3)
    make_minutes.held(alliance, make.secretary(alliance))
    resolution = make_resolutions.resolution(alliance, make.later(1440))
    for seat in seats:
        make_resolutions.action(resolution, seat, supports=(seats[0],) if seat is not seats[0] else ())
    for number in range(3):
        with writing():
            issues.report(alliance, f"第{number}件", "楼道灯不亮。", category="LIGHT", channel="desk", by=SYSTEM, at=make.AT)
    asked = Asked(queries.areas([alliance.id]), frozenset(), Wanted(), TODAY, settings.calendar())
    found = {kind: list(queries.rows(kind, asked)) for kind in REGISTERS}
    assert {kind: len(rows) for kind, rows in found.items()} == {
        "issues": 3,
        "meetings": 2,
        "attendance": 6,
        "resolutions": 2,
        "actions": 3,
    }
    for kind, register in REGISTERS.items():
        known = {"alliance", "community", "street", "district", "code", *(field.code for field in register.fields)}
        assert {code for row in found[kind] for code in row} <= known
    assert [row["supports"] != "" for row in found["actions"]] == [False, True, True]
    db.session.rollback()


def test_a_register_costs_few_statements_however_many_rows(app: Flask) -> None:
    alliance = make.alliance()
    seats = make.seats(alliance, 2)
    resolution = make_resolutions.resolution(alliance)
    asked = Asked(queries.areas([alliance.id]), frozenset(), Wanted(), TODAY, settings.calendar())
    costs = []
    for _round in range(2):
        for seat in seats:
            make_resolutions.action(resolution, seat)
        with statements() as told:
            list(queries.rows("actions", asked))
        costs.append(len(told))
    assert costs[0] == costs[1]
