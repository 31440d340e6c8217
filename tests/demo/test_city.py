"""A small demo city: the same twice, true to its ledger, never over real work, and honest about a load that was broken off."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts.models import Account, Person, PersonalLink
from app.alliances.models import Alliance, Seat
from app.ballots.models import Motion
from app.core import ledger
from app.core.clock import now
from app.core.db import db, writing
from app.demo import showcase
from app.demo.cli import UNFINISHED
from app.issues.actions import report
from app.issues.models import Issue
from app.issues.rules import ROUTES
from app.meetings.models import Meeting
from app.minutes.models import Minutes
from app.policy import SYSTEM
from app.resolutions.models import Action
from app.settings.actions import mark_installation
from tests.conftest import make_app
from tests.make import AT, secretary, sign_in
from tests.servers import APP_VARIABLES

ROOT = Path(__file__).resolve().parents[2]
SMALL = ("--scale", "1", "--alliances", "3", "--months", "4")


def command(instance: Path, hash_seed: str, *words: str) -> subprocess.Popen[str]:
    clean = {name: value for name, value in os.environ.items() if name not in APP_VARIABLES}
    environ = {**clean, "LIANXI_INSTANCE": str(instance), "LIANXI_NOW": "2026-11-24T09:00:00+08:00", "PYTHONHASHSEED": hash_seed}
    line = (sys.executable, "-m", "flask", "--app", "wsgi", "demo", "load", *words)
    return subprocess.Popen(line, cwd=ROOT, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def load(instance: Path, template: Path, hash_seed: str, size: tuple[str, ...] = SMALL) -> Path:
    """Load the small city, or what `size` says, into a fresh instance by the command itself."""
    instance.mkdir()
    shutil.copy(template, instance / "lianxi.db")
    running = command(instance, hash_seed, *size)
    said, _ = running.communicate(timeout=300)
    assert running.returncode == 0, said
    return instance


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """The instance folder of a small city."""
    return load(tmp_path_factory.mktemp("city") / "one", sqlite_template, "1")


@pytest.fixture
def inside(city: Path) -> Iterator[Flask]:
    app = make_app(city, f"sqlite:///{city / 'lianxi.db'}")
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def rows(instance: Path) -> dict[str, list[str]]:
    """Every row of every table, in an order of its own."""
    with sqlite3.connect(instance / "lianxi.db") as file:
        tables = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")]
        found = {name: sorted(map(repr, file.execute(f"SELECT * FROM {name}"))) for name in tables}
    file.close()
    return found


def heads() -> list[tuple[int, int, str]]:
    return [(row.id, row.seq, row.head) for row in db.session.scalars(select(ledger.Chain).order_by(ledger.Chain.id))]


def count(model: type[object]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_same_seed_gives_the_same_rows_ids_hashes_and_files_in_every_process(city: Path, tmp_path: Path, sqlite_template: Path) -> None:
    again = load(tmp_path / "two", sqlite_template, "77")
    first, second = rows(city), rows(again)
    assert {name for name in first if first[name] != second[name]} == set()
    assert sorted(path.name for path in (city / "files").rglob("*")) == sorted(path.name for path in (again / "files").rglob("*"))
    assert (city / showcase.PEOPLE).read_text() == (again / showcase.PEOPLE).read_text()


def test_every_chain_of_the_city_verifies(inside: Flask) -> None:
    assert list(ledger.verify()) == []
    assert len(heads()) == 211


def test_only_so_many_alliances_live_and_the_showcase_stands_among_them(inside: Flask) -> None:
    alive = select(Alliance.code).join(Issue, Issue.alliance_id == Alliance.id).distinct().order_by(Alliance.code)
    assert list(db.session.scalars(alive)) == ["DA001", "DA002", "DA003", "TB014"]
    home = select(Meeting.title).join(Alliance, Alliance.id == Meeting.alliance_id).where(Alliance.code == "TB014")
    assert "鹤鸣里社区党建联盟2026年第四季度联席会议" in list(db.session.scalars(home))


def test_what_happened_was_entered_then_and_never_before_it_happened(inside: Flask) -> None:
    living = select(Alliance.id).where(Alliance.code.in_(("DA001", "DA002", "DA003")))
    entries = db.session.execute(select(ledger.Entry.at, ledger.Entry.body).where(ledger.Entry.chain_id.in_(living))).all()
    times = [(at, json.loads(body)["entered"]) for at, body in entries]
    assert [(at, entered) for at, entered in times if not at <= entered < "2025-04"] == []
    assert {entered[:7] for _at, entered in times} == {"2024-11", "2024-12", "2025-01", "2025-02", "2025-03"}


def test_minutes_of_the_city_are_published_from_paper_and_hold_their_signed_model(inside: Flask) -> None:
    statement = select(Minutes).join(Alliance, Alliance.id == Minutes.alliance_id).where(Alliance.code != "TB014")
    papers = db.session.scalars(statement.where(Minutes.state != "draft")).all()
    assert len(papers) > 0
    assert {(one.state, one.on_paper, one.document is not None, one.pdf_sha256) for one in papers} == {("published", True, True, None)}


def test_the_page_of_minutes_without_stored_files_offers_the_paper_and_speaks_of_no_hash(city: Path, tmp_path: Path) -> None:
    shutil.copytree(city, tmp_path / "copy")
    app = make_app(tmp_path / "copy", f"sqlite:///{tmp_path / 'copy' / 'lianxi.db'}")
    with app.app_context():
        minutes = db.session.scalars(select(Minutes).where(Minutes.state == "published", Minutes.pdf_sha256.is_(None)).limit(1)).one()
        client = sign_in(app.test_client(), secretary(db.session.get_one(Alliance, minutes.alliance_id)))
        page = client.get(f"/meetings/{minutes.meeting_id}/minutes").get_data(as_text=True)
        assert ("下载PDF" in page, "SHA-256" in page) == (True, False)
        header = client.get(f"/meetings/{minutes.meeting_id}/minutes.docx").headers["Content-Disposition"]
        assert ('filename="minutes.docx"' in header, "draft" in header) == (True, False)
        db.session.remove()
        db.engine.dispose()


def test_somebody_of_every_kind_can_sign_in(inside: Flask, city: Path) -> None:
    text = (city / showcase.PEOPLE).read_text()
    logins = set(db.session.scalars(select(Account.login)))
    assert len(logins) == 8
    assert {login for login in logins if login not in text} == set()
    held = select(Person.name, func.count(Seat.id).label("seats")).join(PersonalLink, PersonalLink.person_id == Person.id)
    held = held.join(Seat, Seat.delegate_id == Person.id).where(PersonalLink.revoked_at.is_(None)).group_by(Person.id)
    served = {row.name: row.seats for row in db.session.execute(held)}
    assert served["钱知微"] == 22
    assert {name for name in served if name not in text} == set()
    assert text.count("/l/") == len(served)


def test_loading_again_changes_nothing(inside: Flask, city: Path) -> None:
    before = heads()
    answer = inside.test_cli_runner().invoke(args=["demo", "load", *SMALL])
    assert (answer.exit_code, answer.output) == (0, "演示数据早已装入，没有改动。\n")
    assert heads() == before


def test_a_real_database_is_refused_and_left_as_it_is(app: Flask) -> None:
    with writing():
        mark_installation("real", by=SYSTEM, at=now())
    before = heads()
    answer = app.test_cli_runner().invoke(args=["demo", "load", *SMALL])
    assert answer.exit_code == 2
    assert (heads(), count(Alliance)) == (before, 0)


def test_a_load_that_was_killed_is_told_apart_and_not_mistaken_for_a_demo(tmp_path: Path, sqlite_template: Path) -> None:
    shutil.copy(sqlite_template, tmp_path / "lianxi.db")
    running = command(tmp_path, "1", *SMALL)
    with sqlite3.connect(tmp_path / "lianxi.db", timeout=30) as file:
        while file.execute("SELECT count(*) FROM alliance").fetchone() == (0,):
            assert running.poll() is None
            time.sleep(0.02)
    file.close()
    running.send_signal(signal.SIGKILL)
    running.communicate()
    again = command(tmp_path, "1", *SMALL)
    said, _ = again.communicate(timeout=60)
    assert (again.returncode, said.strip()) == (2, UNFINISHED)


def test_issues_went_to_somebody_along_the_routes_by_the_actions_of_people(inside: Flask) -> None:
    handed = select(Issue).join(Alliance, Alliance.id == Issue.alliance_id).where(Alliance.code != "TB014", Issue.route.is_not(None))
    found = db.session.scalars(handed).all()
    assert {one.route for one in found} <= set(ROUTES)
    led = {(one.route == "multi_force", one.lead_organisation_id is not None, bool(one.lead_words)) for one in found}
    assert led == {(True, True, False), (False, False, True)}
    done = next(one for one in found if one.state == "closed" and not one.returns and not one.reopens and one.shelved_on is None)
    verbs = select(ledger.Entry.verb).where(ledger.Entry.subject == f"issue:{done.id}").order_by(ledger.Entry.seq)
    life = ("report", "accept", "dispatch", "acknowledge", "start", "finish", "follow_up", "close")
    assert list(db.session.scalars(verbs)) == [f"issue.{verb}" for verb in life]


def test_the_small_city_holds_every_kind_of_thing(inside: Flask) -> None:
    assert {count(model) > 0 for model in (Issue, Meeting, Minutes, Action, Motion)} == {True}


def test_a_city_taken_twice_verifies_and_its_copies_are_told_apart_and_go_on_by_themselves(app: Flask) -> None:
    answer = app.test_cli_runner().invoke(args=["demo", "load", "--scale", "2", "--alliances", "2", "--months", "3"])
    assert answer.exit_code == 0, answer.output
    assert list(ledger.verify()) == []
    assert count(Alliance) == 210 + 209
    copy = db.session.scalars(select(Alliance).where(Alliance.code == "DA001-2")).one()
    first = db.session.scalars(select(Alliance).where(Alliance.code == "DA001")).one()
    assert copy.name == f"{first.name}·2"
    issues = [
        db.session.scalars(select(Issue.number).where(Issue.alliance_id == one.id).order_by(Issue.number)).all() for one in (first, copy)
    ]
    assert len(issues[0]) > 0
    assert issues[0] == issues[1]
    with writing():
        ledger.hold(copy.id)
        added = report(copy, "楼道灯不亮", "三楼楼道灯不亮。", category="LIGHT", channel="grid", by=SYSTEM, at=AT)
        number = added.number
    assert number not in issues[1]
    assert list(ledger.verify()) == []
