"""`python -m bench.growth [--copies 10 100] [--rounds N] [--keep FOLDER] [--save]`: what a page costs when the city grows.

Loads the demo city, measures, copies it to ten times and to a hundred times itself, and measures again: for each page the CPU of a
request beside the sign-in page's, which knows no data (so that a busy machine disturbs little), as a ratio to the same page in the single
city, the SQL statements, and how many bytes are answered. Asked in one process of its own, without a server: what grows is the database.
`--keep` loads into a folder that stays, or goes on from the single city that lies there.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import create_app
from app.accounts.models import Account, Grant, Person
from app.alliances.models import Alliance
from app.core.db import db
from app.demo.city.copies import Copier
from app.demo.showcase import HOME
from app.issues.models import Issue
from app.meetings.models import Meeting
from app.minutes.models import Minutes
from app.resolutions.models import Action
from bench.scene import cookie
from tests.house.counting import statements
from tests.servers import prepare_database

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
NOW = "2026-11-24T09:00+08:00"
NULL = "nobody: sign-in page"
PAGES = (
    (NULL, "", "/sign-in"),
    ("secretary: today", "secretary", "/"),
    ("secretary: issues", "secretary", "/issues"),
    ("secretary: meetings", "secretary", "/meetings"),
    ("secretary: a meeting of last year", "secretary", "/meetings/{meeting}"),
    ("secretary: its minutes", "secretary", "/meetings/{published}/minutes"),
    ("secretary: actions", "secretary", "/actions"),
    ("liaison of many alliances: today", "liaison", "/"),
    ("liaison of many alliances: meetings", "liaison", "/meetings"),
    ("street supervisor: today", "street", "/"),
    ("street supervisor: what is stuck", "street", "/oversight"),
    ("city supervisor: today", "city", "/"),
    ("city supervisor: what is stuck", "city", "/oversight"),
    ("administrator: alliances", "administrator", "/alliances"),
    ("administrator: meetings", "administrator", "/meetings"),
)


@dataclass(frozen=True, slots=True)
class Cost:
    """`times`: milliseconds as a multiple of the sign-in page's in the same rounds."""

    milliseconds: float
    times: float
    statements: int
    kilobytes: float
    status: int


def readers() -> dict[str, Person]:
    """Who asks: of each role somebody of the first city; the liaison is the one who sits in the most alliances."""
    by_login = dict(db.session.execute(select(Account.login, Account.person_id)).all())
    busy = select(Grant.person_id).where(Grant.role == "liaison", Grant.ended_at.is_(None)).order_by(Grant.id).limit(1)
    ids = {"secretary": by_login["xietingyu"], "street": by_login["duanqiming"], "city": by_login["jiyunshu"]}
    ids |= {"administrator": by_login["guanliyuan"], "liaison": db.session.scalars(busy).one()}
    return {role: db.session.get_one(Person, key) for role, key in ids.items()}


def paths(secretary: Person) -> dict[str, int]:
    """An ended meeting of the secretary's own alliance, and one with published minutes."""
    places = select(Grant.place_id).where(Grant.person_id == secretary.id, Grant.role == "secretary")
    meeting = select(Meeting.id).where(Meeting.alliance_id.in_(places), Meeting.state == "ended").order_by(Meeting.id).limit(1)
    printed = select(Minutes.meeting_id).where(Minutes.alliance_id.in_(places), Minutes.state == "published").order_by(Minutes.id).limit(1)
    return {"meeting": db.session.scalars(meeting).one(), "published": db.session.scalars(printed).one()}


def measure(app: Flask, cookies: Mapping[str, str], values: Mapping[str, int], rounds: int) -> dict[str, Cost]:
    """CPU of this process a GET, the median of interleaved `rounds` after one that warms."""
    asked = {name: _client(app, cookies.get(role, "")) for name, role, _path in PAGES}
    urls = {name: path.format(**values) for name, _role, path in PAGES}
    answers = {name: client.get(urls[name]) for name, client in asked.items()}
    times: dict[str, list[float]] = {name: [] for name in asked}
    for _number in range(rounds):
        for name, client in asked.items():
            before = time.process_time()
            client.get(urls[name])
            times[name].append((time.process_time() - before) * 1000)
    found = {}
    for name, client in asked.items():
        with app.app_context(), statements() as ran:
            client.get(urls[name])
        middle, null = statistics.median(times[name]), statistics.median(times[NULL])
        found[name] = Cost(middle, middle / null, len(ran), len(answers[name].data) / 1000, answers[name].status_code)
    return found


def _client(app: Flask, signed: str) -> FlaskClient:
    client = app.test_client()
    if signed:
        key, _, value = signed.partition("=")
        client.set_cookie(key, value)
    return client


def rows() -> str:
    counts = {model.__tablename__: db.session.scalar(select(func.count(model.id))) for model in (Alliance, Issue, Meeting, Action)}
    db.session.rollback()
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def grown(rounds: int, copies: list[int]) -> Iterator[tuple[int, str, dict[str, Cost]]]:
    """(how many cities, how many rows, what pages cost), the single city first."""
    app = create_app()
    with app.app_context():
        people = readers()
        cookies = {role: cookie(app, person) for role, person in people.items()}
        values = paths(people["secretary"])
        copier = Copier(db.session.scalars(select(Alliance).where(Alliance.code == HOME)).one())
        db.session.rollback()
    made = 1
    for scale in (1, *copies):
        with app.app_context():
            for number in range(made + 1, scale + 1):
                copier.copy(number, lambda _words: None)
            counted = rows()
        made = max(made, scale)
        yield scale, counted, measure(app, cookies, values, rounds)  # outside: each request has a context of its own


def table(results: list[tuple[int, str, dict[str, Cost]]]) -> list[str]:
    lines = [f"{scale:>4} times: {words}" for scale, words, _costs in results]
    first = results[0][2]
    head = "".join(f"{f'x{scale}':>9}{'SQL':>5}" for scale, _words, _costs in results[1:])
    lines.append(f"{'':38}{'CPU ms':>8}{'SQL':>5}{'kB':>7}{head}")
    for name, one in first.items():
        later = "".join(f"{costs[name].times / one.times:9.2f}{costs[name].statements:5}" for _s, _w, costs in results[1:])
        wrong = "".join(f"  {costs[name].status}!" for _s, _w, costs in results if costs[name].status != 200)
        lines.append(f"{name:38}{one.milliseconds:8.1f}{one.statements:5}{one.kilobytes:7.0f}{later}{wrong}")
    return lines


def _load(folder: Path) -> dict[str, str]:
    environ = {"LIANXI_NOW": NOW, "LIANXI_KEYDIR": f"{folder}-keys", "LIANXI_INSTANCE": str(folder)}
    if not (folder / "lianxi.db").exists():
        prepare_database(folder, **{name: value for name, value in environ.items() if name != "LIANXI_INSTANCE"})
        command = (sys.executable, "-m", "flask", "--app", "wsgi", "demo", "load", "--scale", "1")
        subprocess.run(command, cwd=ROOT, env=os.environ | environ, check=True, stdout=subprocess.DEVNULL)
    return environ


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.growth", description=__doc__)
    parser.add_argument("--copies", type=int, nargs="*", default=[10, 100])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--keep", type=Path, help="folder of an instance that holds the single city, or will")
    parser.add_argument("--save", action="store_true", help="keep the table in bench/results/")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="lianxi-growth-") as folder:
        os.environ.update(_load(options.keep or Path(folder) / "instance"))
        results: list[tuple[int, str, dict[str, Cost]]] = []
        for result in grown(options.rounds, sorted(options.copies)):
            results.append(result)
            print(f"measured {result[0]} times", file=sys.stderr)
    lines = [f"# {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, SQLite, the demo city and its copies, {options.rounds} rounds", *table(results)]
    print("\n".join(lines))
    if options.save:
        (RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-growth.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
