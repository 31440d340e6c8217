"""`flask roster import`: the known numbers of the reference files, exit codes, and what standard output holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Grant, Person
from app.alliances.models import Alliance, Organisation, Seat, Street
from app.core import ledger
from app.core.db import db, writing
from app.core.ledger import Entry
from app.policy import SYSTEM
from app.settings.actions import mark_installation
from app.settings.models import installation
from tests import make
from tests.alliances.roster.build import FILES, HEADINGS, workbook

KINDS = ("alliances", "organisations", "people", "seats")
CITY = (210, 2990, 3200, 3563)
DISTRICT = (28, 402, 402, 478)
DISTRICT_REJECTED = [
    {"sheet": "Sheet1", "row": 483, "reason": "没有写联盟。"},
    {"sheet": "Sheet1", "row": 484, "reason": "没有写单位名称。"},
    {"sheet": "Sheet1", "row": 485, "reason": "没有写单位名称。"},
]


def run(app: Flask, file: Path, *options: str) -> Result:
    return app.test_cli_runner().invoke(args=["roster", "import", str(file), *options])


def imported(app: Flask, name: str, *options: str) -> dict[str, Any]:
    result = run(app, FILES / name, "--json", *options)
    assert (result.exit_code, result.stderr) == (0, "")
    db.session.rollback()
    return json.loads(result.stdout)  # type: ignore[no-any-return]  # json


def all_of(column: str, numbers: tuple[int, ...]) -> dict[str, dict[str, int]]:
    empty = {"created": 0, "changed": 0, "unchanged": 0}
    return {kind: empty | {column: number} for kind, number in zip(KINDS, numbers, strict=True)}


def stored() -> tuple[int, ...]:
    return tuple(db.session.scalar(select(func.count()).select_from(model)) or 0 for model in (Alliance, Organisation, Person, Seat))


def entries() -> int:
    return db.session.scalar(select(func.count()).select_from(Entry)) or 0


def test_the_citys_roster_and_then_a_districts_sheet(any_app: Flask) -> None:
    assert imported(any_app, "roster.xlsx") == all_of("created", CITY) | {"rejected": []}
    assert stored() == CITY
    assert db.session.scalar(select(func.count()).select_from(Grant)) == 210
    assert list(ledger.verify()) == []
    assert installation() == "real"
    before = entries()
    assert imported(any_app, "roster.xlsx") == all_of("unchanged", CITY) | {"rejected": []}
    assert imported(any_app, "district_as_kept.xlsx") == all_of("unchanged", DISTRICT) | {"rejected": DISTRICT_REJECTED}
    assert stored() == CITY
    assert entries() == before


def test_a_districts_sheet_alone(any_app: Flask) -> None:
    assert imported(any_app, "district_as_kept.xlsx") == all_of("created", DISTRICT) | {"rejected": DISTRICT_REJECTED}
    assert imported(any_app, "district_as_kept.xlsx") == all_of("unchanged", DISTRICT) | {"rejected": DISTRICT_REJECTED}
    assert stored() == DISTRICT
    assert list(ledger.verify()) == []
    prefixes = list(db.session.scalars(select(Alliance.prefix)))
    assert len(set(prefixes)) == 28
    assert all(prefix.isascii() and 2 <= len(prefix) <= 10 for prefix in prefixes)


def test_a_streets_sheet_again_and_then_its_district_names_the_street(app: Flask) -> None:
    first = imported(app, "street_as_kept.xlsx")
    assert {kind: first[kind]["created"] for kind in KINDS} == {"alliances": 6, "organisations": 92, "people": 93, "seats": 100}
    again = imported(app, "street_as_kept.xlsx")
    assert {kind: again[kind]["unchanged"] for kind in KINDS} == {"alliances": 6, "organisations": 92, "people": 93, "seats": 100}
    assert set(db.session.scalars(select(Street.name))) == {""}
    assert imported(app, "district_as_kept.xlsx")["alliances"] == {"created": 22, "changed": 6, "unchanged": 0}
    known = imported(app, "district_as_kept.xlsx")
    assert {kind: (known[kind]["created"], known[kind]["changed"]) for kind in KINDS} == dict.fromkeys(KINDS, (0, 0))
    assert list(ledger.verify()) == []


def test_a_dry_run_says_the_same_and_writes_nothing(app: Flask) -> None:
    assert imported(app, "district_as_kept.xlsx", "--dry-run") == all_of("created", DISTRICT) | {"rejected": DISTRICT_REJECTED}
    assert stored() == (0, 0, 0, 0)
    assert installation() == ""


def test_without_json_it_speaks_chinese(app: Flask) -> None:
    result = run(app, FILES / "street_as_kept.xlsx")
    assert result.exit_code == 0
    assert result.stdout.splitlines() == [
        "联盟：新增6，变更0，不变0",
        "单位：新增92，变更0，不变0",
        "人员：新增93，变更0，不变0",
        "成员席位：新增100，变更0，不变0",
        "没有读入的行：1",
        "  成员单位 第104行：没有找到联盟“查无此联盟”，写的内容又不够新建。",
    ]


def test_the_district_may_be_said(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "名册.xlsx"
    file.write_bytes(workbook([["街道", *HEADINGS], ["永宁街道", "秋实里社区党建联盟", "供电所", "", "云以宁", "10000000401", ""]]))
    assert json.loads(run(app, file, "--json", "--dry-run").stdout)["rejected"] == [
        {"sheet": "甲", "row": 2, "reason": "没有找到联盟“秋实里社区党建联盟”，写的内容又不够新建。"}
    ]
    assert json.loads(run(app, file, "--json", "--district", "洮北区").stdout)["seats"]["created"] == 1


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "里面没有名单"),
        (b"%PDF-1.7 \x00\x01", "读不出这个文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "旧的xls"),
        ("今天开会\n讨论停车".encode(), "认不出哪一列是单位名称"),
        (b"a" * (5 * 1024 * 1024 + 1), "文件太大，最多5兆字节"),
    ],
)
def test_a_refused_file_exits_2_and_leaves_standard_output_empty(app: Flask, tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "名册.xlsx"
    file.write_bytes(content)
    result = run(app, file, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert words in result.stderr
    assert stored() == (0, 0, 0, 0)


def test_a_demo_takes_no_real_roster(app: Flask) -> None:
    with writing():
        mark_installation("demo", by=SYSTEM, at=make.AT)
    for option in ("--json", "--dry-run"):
        result = run(app, FILES / "street_as_kept.xlsx", option)
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr == "这是演示数据库，不能导入正式名册。\n"
    assert stored() == (0, 0, 0, 0)


def test_a_file_that_is_not_there_exits_2(app: Flask, tmp_path: Path) -> None:
    assert run(app, tmp_path / "nothing.xlsx").exit_code == 2
