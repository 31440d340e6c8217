"""`python -m bench.ballots [--on sqlite|postgresql|both] [--rounds N] [--seconds S] [--save]`: named ballots a second.

Eight delegates vote on their phones, over HTTP on the real server, each for the own seat and each time for the other side, so that every
request writes a ballot, its ledger entry and its once-key. Beside them, in the same run and on the same disk, two loops of a bare
INSERT + COMMIT: durable, which is the most that this database can acknowledge, and not durable, which shows what the disk costs.
Rounds are interleaved and medians compared: what else the machine does disturbs all three alike. Nothing here asserts a time.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import statistics
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from app.core.clock import now
from app.core.db import db
from bench.client import Browser
from bench.processes import cpu_seconds
from bench.scene import cookie
from tests import make, servers
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import room
from tests.conftest import make_app
from tests.servers import app_server, launcher_pid, prepare_database

CLIENTS = 8
SEATS = 40
RESULTS = Path(__file__).resolve().parent / "results"
TABLE = "CREATE TABLE bare (id {serial} PRIMARY KEY, motion INTEGER, seat INTEGER, choice TEXT, at TEXT, salt TEXT)"
ROW = "INSERT INTO bare (motion, seat, choice, at, salt) VALUES (1, {seat}, 'for', '2026-11-12T06:10:00+00:00', '00112233445566778899aabb')"


@dataclass
class Rates:
    """A second, one number a round; cpu: milliseconds of the server a ballot."""

    app: list[float] = field(default_factory=list)
    durable: list[float] = field(default_factory=list)
    loose: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    def lines(self, name: str) -> Iterator[str]:
        app, durable, loose = (statistics.median(rates) for rates in (self.app, self.durable, self.loose))
        waits = sorted(self.waits)
        yield f"{name}"
        yield f"  ballots a second, 8 clients over HTTP      {app:9.1f}   (rounds {self._span(self.app)})"
        yield f"  INSERT + COMMIT a second, durable          {durable:9.1f}   (rounds {self._span(self.durable)})"
        yield f"  INSERT + COMMIT a second, not durable      {loose:9.1f}   (rounds {self._span(self.loose)})"
        yield f"  ratio to the durable limit                 {app / durable:9.3f}"
        yield f"  ratio to the rate without durability       {app / loose:9.4f}"
        yield f"  server CPU a ballot, ms                    {statistics.median(self.cpu):9.2f}"
        middle, late = waits[len(waits) // 2] * 1000, waits[int(len(waits) * 0.95)] * 1000
        yield f"  a ballot takes, ms: median, p95            {middle:9.1f} {late:8.1f}"

    @staticmethod
    def _span(rates: Sequence[float]) -> str:
        return f"{min(rates):.1f} to {max(rates):.1f}"


# -- the app -----------------------------------------------------------------------------------------------------------


@contextmanager
def hall(instance: Path, url: str) -> Iterator[tuple[int, list[Browser], int]]:
    """A meeting in session with an open named motion: (motion, phones of eight delegates, the server's process)."""
    environ = {"DATABASE_URL": url, "SECRET_KEY": "test secret", "LIANXI_KEYDIR": str(instance.parent / "keys")}
    prepare_database(instance, **environ)
    app = make_app(instance, url)
    with app.app_context():
        of = room(SEATS, SEATS, "alliance_majority", at=now() - timedelta(minutes=20))
        motion = boards.motion(of, at=now() - timedelta(minutes=10)).id
        cookies = [(seat.id, cookie(app, make.delegate_of(seat))) for seat in of.seats[:CLIENTS]]
        db.session.remove()
        db.engine.dispose()
    with app_server(instance, **environ) as address:
        phones = []
        for seat, text in cookies:
            phone = Browser(address, label=str(seat))
            name, _, value = text.partition("=")
            phone.cookies[name] = value
            phone.get(f"/motions/{motion}")
            phones.append(phone)
        yield motion, phones, launcher_pid(address)


def together(work: Callable[[int, float], int], seconds: float) -> float:
    """How many a second `CLIENTS` threads do of this work; each gets its number and when to stop."""
    done = [0] * CLIENTS
    faults: list[BaseException] = []
    until = time.monotonic() + seconds

    def one(number: int) -> None:
        try:
            done[number] = work(number, until)
        except BaseException as fault:
            faults.append(fault)

    began = time.monotonic()
    threads = [threading.Thread(target=one, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return sum(done) / (time.monotonic() - began)


def voting(motion: int, phones: Sequence[Browser], waits: list[float]) -> Callable[[int, float], int]:
    sides = [["for", "against"] for _phone in phones]

    def work(number: int, until: float) -> int:
        phone, done = phones[number], 0
        while time.monotonic() < until:
            sides[number].reverse()
            began = time.monotonic()
            phone.post(f"/motions/{motion}/seats/{phone.label}/vote", choice=sides[number][0])
            waits.append(time.monotonic() - began)
            done += 1
        return done

    return work


# -- the bare database -------------------------------------------------------------------------------------------------


def bare_sqlite(path: Path) -> Callable[[bool], Callable[[int, float], int]]:
    """One writer at a time is all that SQLite has: one connection alone, no waiting for others."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute(TABLE.format(serial="INTEGER"))

    def loop(durable: bool) -> Callable[[int, float], int]:
        def work(number: int, until: float) -> int:
            if number:
                return 0
            done = 0
            with closing(sqlite3.connect(path, isolation_level=None)) as connection:
                connection.execute(f"PRAGMA synchronous={'FULL' if durable else 'OFF'}")
                while time.monotonic() < until:
                    connection.execute("BEGIN IMMEDIATE")
                    connection.execute(ROW.format(seat=done))
                    connection.execute("COMMIT")
                    done += 1
            return done

        return work

    return loop


def bare_postgresql(url: str) -> Callable[[bool], Callable[[int, float], int]]:
    """Eight connections: PostgreSQL writes the commits of several with one flush."""
    parts = make_url(url)

    def connect() -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(host=str(parts.query["host"]), user=parts.username, dbname=parts.database, autocommit=True)

    with connect() as connection:
        connection.execute(TABLE.format(serial="BIGSERIAL"))

    def loop(durable: bool) -> Callable[[int, float], int]:
        def work(number: int, until: float) -> int:
            done = 0
            with connect() as connection:
                connection.execute(f"SET synchronous_commit = {'on' if durable else 'off'}")
                while time.monotonic() < until:
                    connection.execute(ROW.format(seat=number))
                    done += 1
            return done

        return work

    return loop


# -- together ----------------------------------------------------------------------------------------------------------


def measure(on: str, turns: int, seconds: float) -> Rates:
    rates, dice = Rates(), random.Random(1)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lianxi-bench-", dir=os.environ.get("BENCH_DIR"))))
        instance = folder / "instance"
        instance.mkdir()
        if on == "postgresql":
            # The tests' server saves the disk; what is measured here is the disk.
            servers.OPTIONS = tuple(option for option in servers.OPTIONS if not option.startswith(("fsync", "full_page")))
            url = stack.enter_context(servers.postgresql()).create_database("ballots")
        else:
            url = f"sqlite:///{instance / 'lianxi.db'}"
        motion, phones, pid = stack.enter_context(hall(instance, url))
        bare = bare_postgresql(url) if on == "postgresql" else bare_sqlite(instance / "bare.db")
        together(voting(motion, phones, []), 1.0)  # whatever is slow the first time
        for _turn in range(turns):
            kinds = ["app", "durable", "loose"]
            dice.shuffle(kinds)
            for kind in kinds:
                if kind == "app":
                    before, counted = cpu_seconds(pid), len(rates.waits)
                    rates.app.append(together(voting(motion, phones, rates.waits), seconds))
                    rates.cpu.append((cpu_seconds(pid) - before) / max(1, len(rates.waits) - counted) * 1000)
                else:
                    getattr(rates, kind).append(together(bare(kind == "durable"), seconds))
    return rates


def main() -> None:
    options = argparse.ArgumentParser(description="Named ballots a second, beside the limit of the same database in the same run.")
    options.add_argument("--on", choices=("sqlite", "postgresql", "both"), default="both")
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seconds", type=float, default=3.0)
    options.add_argument("--save", action="store_true", help="keep what was printed in bench/results")
    given = options.parse_args()
    text = [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, named ballots, {CLIENTS} clients, {given.rounds} rounds of {given.seconds} s of each",
        f"kind, 2 workers, {os.cpu_count()} processors (shared with others)",
    ]
    load = os.getloadavg()[0]
    for on in ("sqlite", "postgresql") if given.on == "both" else (given.on,):
        text += measure(on, given.rounds, given.seconds).lines(on)
    text.append(f"load of the machine before and after: {load:.1f}, {os.getloadavg()[0]:.1f}")
    print("\n".join(text))
    if given.save:
        path = RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-ballots.txt"
        path.write_text("\n".join(text) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
