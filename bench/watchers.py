"""`python -m bench.watchers [--watchers 6300] [--seconds 60] [--writes 5] [--postgresql] [--save]`: thousands of pages that poll.

Each watcher is a connection of its own that stays open and asks the live poll every two seconds with jitter, spread over many
meetings; meanwhile another process writes. What is reported is the server's own CPU, so that a busy machine disturbs little.
"""

from __future__ import annotations

import argparse
import asyncio
import contextvars
import json
import multiprocessing
import os
import random
import re
import resource
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from bench.__main__ import python
from bench.processes import cpu_seconds, pss_megabytes
from tests.servers import app_server, launcher_pid, postgresql, prepare_database, worker_pids

RESULTS = Path(__file__).resolve().parent / "results"
SEATS = 3  # of each meeting
PROCESSES = 2  # of watchers
RAMP = 15.0  # seconds in which all have connected
SETTINGS = ("GRANIAN_BACKLOG", "GRANIAN_BACKPRESSURE")  # granian's own variables
ADDRESS = re.compile(rb'hx-get="([^"]+)"')


# -- the scene: `python -m bench.watchers --scene` prints the addresses that pages of many meetings poll ------------------------------


def scene(meetings: int) -> list[str]:
    from app import create_app
    from app.core.clock import now
    from app.core.db import db
    from tests import make
    from tests.ballots import make_ballots as boards
    from tests.live.make_live import page_address

    app = create_app()
    addresses = []
    with app.app_context():
        for _each in range(meetings):
            of = boards.room(SEATS, SEATS, "alliance_majority", at=now() - timedelta(minutes=20))
            boards.motion(of, at=now() - timedelta(minutes=10))
            client = make.sign_in(app.test_client(), make.delegate_of(of.seats[0]), by_phone=True)
            db.session.rollback()
            addresses.append(contextvars.Context().run(page_address, client, f"/meetings/{of.meeting.id}"))
    return addresses


def write(a_second: float) -> None:
    """`python -m bench.watchers --write`: members arrive and leave, in one meeting after the other, until it is killed."""
    from sqlalchemy import select

    from app import create_app
    from app.accounts.models import Grant, Person
    from app.alliances.models import Seat
    from app.core import ledger
    from app.core.clock import now
    from app.core.db import db, writing
    from app.meetings import actions as meetings
    from app.meetings.models import Meeting
    from tests import make

    app, number = create_app(), 0
    with app.app_context():
        ids = db.session.scalars(select(Meeting.id).where(Meeting.state == "in_session").order_by(Meeting.id)).all()
        print("writing", flush=True)
        while True:
            begun = time.monotonic()
            meeting_id = ids[number % len(ids)]
            with writing():
                meeting = db.session.get_one(Meeting, meeting_id)
                ledger.hold(meeting.alliance_id)
                seat = db.session.scalars(select(Seat).where(Seat.alliance_id == meeting.alliance_id).order_by(Seat.id.desc())).first()
                held = select(Person).join(Grant, Grant.person_id == Person.id)
                person = db.session.scalars(held.where(Grant.role == "secretary", Grant.place_id == meeting.alliance_id)).one()
                status = "present" if number // len(ids) % 2 else "apology"
                meetings.mark(meeting, seat, meetings.Mark(status), by=make.actor(person), at=now())
            number += 1
            time.sleep(max(0.0, 1 / a_second - (time.monotonic() - begun)))


# -- watchers --------------------------------------------------------------------------------------------------------------------------


@dataclass
class Seen:
    """What the watchers of one process met; latencies in seconds."""

    statuses: Counter[str] = field(default_factory=Counter)
    latencies: list[float] = field(default_factory=list)
    lost: int = 0  # connections that were closed or never opened
    silent: int = 0  # watchers that never had an answer


class Watcher(asyncio.Protocol):
    """One page: asks, reads the answer, follows the address in it, and asks again two seconds after it asked."""

    def __init__(self, address: str, every: float, seen: Seen) -> None:
        self.every, self.seen = every, seen
        self.transport: asyncio.Transport | None = None
        self.request, self.sent, self.got, self.answers = self.request_for(address.encode()), 0.0, b"", 0

    @staticmethod
    def request_for(address: bytes) -> bytes:
        return b"GET " + address + b" HTTP/1.1\r\nHost: 127.0.0.1\r\nHX-Request: true\r\nAccept: text/html\r\n\r\n"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]  # TCP
        asyncio.get_running_loop().call_later(random.random() * self.every, self.ask)

    def ask(self) -> None:
        if self.transport is None or self.transport.is_closing():
            return
        if self.sent:
            self.seen.statuses["late"] += 1  # the last answer is not here yet: a page waits for it
        else:
            self.sent = time.perf_counter()
            self.transport.write(self.request)
        asyncio.get_running_loop().call_later(self.every * random.uniform(0.9, 1.1), self.ask)

    def data_received(self, data: bytes) -> None:
        self.got += data
        head, ended, body = self.got.partition(b"\r\n\r\n")
        if not ended:
            return
        status = head[9:12].decode()
        if status != "204":
            length = re.search(rb"(?i)content-length: (\d+)", head)
            if length is None or len(body) < int(length[1]):
                return
            if found := ADDRESS.search(body):
                self.request = self.request_for(found[1])
        self.seen.statuses[status] += 1
        self.seen.latencies.append(time.perf_counter() - self.sent)
        self.sent, self.got, self.answers = 0.0, b"", self.answers + 1

    def connection_lost(self, _error: Exception | None) -> None:
        self.seen.lost += self.transport is not None
        self.transport = None


async def watching(port: int, addresses: list[str], seconds: float, every: float, pipe: Connection) -> Seen:
    seen, loop, watchers = Seen(), asyncio.get_running_loop(), []
    for number, address in enumerate(addresses):
        try:
            _transport, watcher = await loop.create_connection(lambda address=address: Watcher(address, every, seen), "127.0.0.1", port)
            watchers.append(watcher)
        except OSError:
            seen.lost += 1
        if number % 50 == 49:
            await asyncio.sleep(50 * RAMP / len(addresses))
    await asyncio.sleep(3)
    pipe.send("watching")
    await loop.run_in_executor(None, pipe.recv)  # all the others are, too
    seen.statuses.clear()
    seen.latencies.clear()
    await asyncio.sleep(seconds)
    silent = sum(watcher.answers == 0 for watcher in watchers)
    kept = Seen(Counter(seen.statuses), list(seen.latencies), seen.lost, silent)
    for watcher in watchers:
        if watcher.transport is not None:
            watcher.transport.abort()
    return kept


def watch(port: int, addresses: list[str], seconds: float, every: float, pipe: Connection) -> None:
    many_files()
    pipe.send(asyncio.run(watching(port, addresses, seconds, every, pipe)))


def many_files() -> None:
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def watched(port: int, addresses: list[str], seconds: float, every: float, begin: Callable[[], Any]) -> tuple[Seen, float, Any]:
    """All watchers at once. Returns what they saw, the true seconds, and what `begin` returned when all were connected."""
    pipes, processes = [], []
    for part in range(PROCESSES):
        ours, theirs = multiprocessing.Pipe()
        process = multiprocessing.Process(target=watch, args=(port, addresses[part::PROCESSES], seconds, every, theirs), daemon=True)
        process.start()
        pipes.append(ours)
        processes.append(process)
    for pipe in pipes:
        assert pipe.recv() == "watching"
    before, began = begin(), time.monotonic()
    for pipe in pipes:
        pipe.send("go")
    time.sleep(seconds)
    took, total = time.monotonic() - began, Seen()
    after = begin()
    for pipe in pipes:
        seen = pipe.recv()
        total.statuses += seen.statuses
        total.latencies += seen.latencies
        total.lost += seen.lost
        total.silent += seen.silent
    for process in processes:
        process.join()
    return total, took, (before, after)


# -- the report ------------------------------------------------------------------------------------------------------------------------


def statements(url: str, workers: int) -> Counter[str]:
    """What all workers have run so far: asked until each has told."""
    told: dict[int, dict[str, int]] = {}
    for _attempt in range(200):
        try:
            with urllib.request.urlopen(f"{url}/sql", timeout=5) as answer:
                one = json.load(answer)
        except OSError:  # the server has no room for one more connection
            return Counter()
        told[one["pid"]] = one["ran"]
        if len(told) == workers:
            break
    return sum((Counter(ran) for ran in told.values()), Counter())


def latency(seen: Seen, part: float) -> float:
    ordered = sorted(seen.latencies)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] * 1000 if ordered else float("nan")


def null_cost(seconds: float = 10.0) -> float:
    """CPU seconds of one request of the null page (bench/null.py) under the same server settings."""
    with tempfile.TemporaryDirectory() as folder, app_server(Path(folder), "bench.null:app") as url:
        port, pid = int(url.rpartition(":")[2]), launcher_pid(url)
        seen, _took, (before, after) = watched(port, ["/"] * 200, seconds, 0.5, lambda: cpu_seconds(pid))
        return (after - before) / seen.statuses["200"]


def run(options: argparse.Namespace) -> list[str]:
    many_files()
    null = null_cost()
    with ExitStack() as stack:
        instance = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lianxi-watchers-")))
        environ = {"LIANXI_KEYDIR": f"{instance}-keys", "LIANXI_INSTANCE": str(instance), "SECRET_KEY": "watchers " * 5}
        if options.postgresql:
            environ["DATABASE_URL"] = stack.enter_context(postgresql()).create_database("watchers")
        given = {name: value for name, value in environ.items() if name != "LIANXI_INSTANCE"}
        prepare_database(instance, **given)
        addresses = json.loads(python(environ, "-m", "bench.watchers", "--scene", "--meetings", str(options.meetings)))
        url = stack.enter_context(app_server(instance, "bench.counted:app", **given))
        port, pid, workers = int(url.rpartition(":")[2]), launcher_pid(url), len(worker_pids(url))
        everybody = [addresses[number % len(addresses)] for number in range(options.watchers)]
        words = (sys.executable, "-m", "bench.watchers", "--write", "--writes", str(options.writes))
        writers: list[subprocess.Popen[bytes]] = []

        def begin() -> tuple[float, Counter[str], tuple[float, float, float]]:
            if options.writes and not writers:
                writers.append(subprocess.Popen(words, env={**os.environ, **environ}, stdout=subprocess.PIPE))
                assert writers[0].stdout is not None
                writers[0].stdout.readline()
            return cpu_seconds(pid), statements(url, workers), os.getloadavg()

        seen, took, (before, after) = watched(port, everybody, options.seconds, options.every, begin)
        for writer in writers:
            writer.terminate()
            writer.wait()
        memory = sum(pss_megabytes(worker) for worker in worker_pids(url))
    asked = sum(number for status, number in seen.statuses.items() if status.isdigit())
    cpu, ran = after[0] - before[0], after[1] - before[1]
    cores = os.cpu_count() or 1
    return [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {options.watchers} watchers on connections that stay open, {options.meetings} meetings,",
        f"each asks every {options.every:g} s ±10 %; {'PostgreSQL' if options.postgresql else 'SQLite'}; "
        f"{options.writes:g} writes a second asked for; {took:.0f} s; {workers} workers, {cores} cores (shared with others)",
        f"granian: {', '.join(f'{name} {os.environ[name]}' for name in SETTINGS if name in os.environ) or 'as deploy/serve.py has it'}",
        f"load of the machine before and after: {before[2][0]:.1f}, {after[2][0]:.1f}",
        "",
        f"polls answered          {asked} = {asked / took:.0f} a second (wanted {options.watchers / options.every:.0f})",
        f"by status               {', '.join(f'{status}: {number}' for status, number in sorted(seen.statuses.items()))}",
        f"connections lost        {seen.lost}; watchers that were never answered {seen.silent}",
        f"latency                 p50 {latency(seen, 0.5):.1f} ms, p99 {latency(seen, 0.99):.1f} ms (clients share the machine)",
        f"CPU of the server       {cpu:.2f} s = {100 * cpu / took / cores:.1f} % of the machine, {1e6 * cpu / asked:.0f} µs a poll",
        f"null page               {1e6 * null:.0f} µs; a poll is {cpu / asked / null:.3f} of it",
        f"SQL                     {', '.join(f'{name} {number / took:.1f}/s' for name, number in ran.most_common())}",
        f"memory of the workers   {memory:.0f} MB (PSS, all together)",
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description="Thousands of pages that poll, and what it costs.")
    parser.add_argument("--watchers", type=int, default=6300)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--every", type=float, default=2.0, help="seconds between two polls of one page")
    parser.add_argument("--writes", type=float, default=5, help="writes a second in other meetings and these")
    parser.add_argument("--meetings", type=int, default=210, help="of as many alliances, among which the watchers are spread")
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--save", action="store_true", help="keep the report in bench/results")
    parser.add_argument("--scene", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--write", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.scene:
        print(json.dumps(scene(options.meetings)))
    elif options.write:
        write(options.writes)
    else:
        report = run(options)
        print("\n".join(report))
        if options.save:
            RESULTS.mkdir(exist_ok=True)
            kind = "-postgresql" if options.postgresql else ""
            (RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-watchers{kind}.txt").write_text("\n".join((" ".join(sys.argv[1:]), *report)) + "\n")


if __name__ == "__main__":
    main()
