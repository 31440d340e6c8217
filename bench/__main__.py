"""`python -m bench [--postgresql] [--city] [--rounds N] [--requests N] [--save]`: what a request costs, beside a null page.

The app and a null Flask app run under the same server settings at the same time. Rounds are interleaved, and what is compared is the
CPU of each server's own processes, so that a busy machine disturbs little; latency is printed too and disturbed by it.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.client import Browser
from bench.pages import Target, targets
from bench.processes import cpu_seconds, pss_megabytes
from tests.servers import APP_VARIABLES, app_server, launcher_pid, postgresql, prepare_database, worker_pids

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "bench" / "results"
CLIENTS = 8
NOW = "2026-11-24T09:00+08:00"


@dataclass
class Measured:
    """One target's rounds: CPU seconds a request, requests a second, and every latency."""

    cpu: list[float] = field(default_factory=list)
    rate: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)

    @property
    def milliseconds(self) -> float:
        return statistics.median(self.cpu) * 1000

    def latency(self, part: float) -> float:
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(part * len(ordered)))] * 1000


def python(environ: Mapping[str, str], *words: str, given: str = "") -> str:
    inherited = {name: value for name, value in os.environ.items() if name not in APP_VARIABLES}
    ran = subprocess.run(
        (sys.executable, *words), cwd=ROOT, env={**inherited, **environ}, input=given, check=True, stdout=subprocess.PIPE, text=True
    )
    return ran.stdout


@contextmanager
def installation(on_postgresql: bool, city: bool) -> Iterator[tuple[Path, dict[str, str]]]:
    """A demo of its own with the measured scene in it: the instance folder and the app's variables."""
    with ExitStack() as stack:
        instance = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lianxi-bench-")))
        environ = {"LIANXI_NOW": NOW, "LIANXI_KEYDIR": f"{instance}-keys"}
        if on_postgresql:
            environ["DATABASE_URL"] = stack.enter_context(postgresql()).create_database("bench")
        prepare_database(instance, **environ)
        everything = {**environ, "LIANXI_INSTANCE": str(instance)}
        python(everything, "-m", "flask", "--app", "wsgi", "demo", "load", *(("--scale", "1") if city else ()))
        yield instance, everything


def round_of(ask: Callable[[Browser], object], browsers: list[Browser], requests: int, pid: int, into: Measured) -> None:
    """`requests` divided among the browsers, each on its own connection, all at once."""
    each = max(1, requests // len(browsers))
    latencies: list[float] = []
    faults: list[BaseException] = []

    def run(browser: Browser) -> None:
        browser.connection.close()  # the server ends connections that were idle since the last round
        try:
            for _number in range(each):
                begun = time.monotonic()
                ask(browser)
                latencies.append(time.monotonic() - begun)
        except BaseException as fault:  # a thread's failure must reach the bench
            faults.append(fault)

    before, begun = cpu_seconds(pid), time.monotonic()
    threads = [threading.Thread(target=run, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    into.cpu.append((cpu_seconds(pid) - before) / (each * len(browsers)))
    into.rate.append(each * len(browsers) / (time.monotonic() - begun))
    into.latencies += latencies


def browsers_of(target: Target, url: str, scene: Mapping[str, Any]) -> list[Browser]:
    """Eight of them; on phones eight different delegates."""
    if target.who == "phone":
        made = [Browser(url, dict((phone["cookie"].split("=", 1),)), label=str(phone["seat"])) for phone in scene["phones"]]
    else:
        login = scene["login"] if target.who == "scene" else target.who
        signed = dict((scene["accounts"][login].split("=", 1),)) if login else {}
        made = [Browser(url, dict(signed)) for _number in range(CLIENTS)]
    if target.ask is not None and target.who:
        made[0].get("/")
    return made


def get(path: str) -> Callable[[Browser], object]:
    return lambda browser: browser.get(path)


def measure(
    url: str, null_url: str, scene: Mapping[str, Any], rounds: int, requests: int
) -> tuple[Measured, dict[str, Measured], list[str]]:
    null, found, missing = Measured(), {}, []
    idle = [Browser(null_url) for _number in range(CLIENTS)]
    asked: dict[str, tuple[Target, list[Browser]]] = {}
    for target in targets(scene):
        made = browsers_of(target, url, scene)
        try:
            (target.ask or get(target.path))(made[0])  # warm, and known to answer
        except RuntimeError as fault:
            missing.append(f"{target.name}: {str(fault).splitlines()[0]}")
            continue
        asked[target.name], found[target.name] = (target, made), Measured()
    for _number in range(rounds):
        round_of(get("/"), idle, requests, launcher_pid(null_url), null)
        for name, (target, made) in asked.items():
            round_of(target.ask or get(target.path), made, max(CLIENTS, requests // target.share), launcher_pid(url), found[name])
    return null, found, missing


def statements(environ: Mapping[str, str], scene: Mapping[str, Any]) -> dict[str, int]:
    """SQL statements of each page that is a plain GET by somebody signed in."""
    asked = []
    for target in targets(scene):
        if target.path and target.who:
            login = scene["login"] if target.who == "scene" else target.who
            cookie = scene["phones"][0]["cookie"] if target.who == "phone" else scene["accounts"][login]
            asked.append([target.name, cookie, target.path])
    found: dict[str, int] = json.loads(python(environ, "-m", "bench.statements", given=json.dumps(asked)))
    return found


def first_answer(instance: Path, environ: Mapping[str, str]) -> float:
    """Seconds from the start of the server to its first answer, the median of three."""
    times = []
    for _number in range(3):
        begun = time.monotonic()
        with app_server(instance, **{name: value for name, value in environ.items() if name != "LIANXI_INSTANCE"}):
            times.append(time.monotonic() - begun)
    return statistics.median(times)


def first_visit(url: str, path: str, cookie: str) -> tuple[int, list[str]]:
    """Bytes that a browser fetches on its first visit, compressed where the server does so, and what they were."""
    import re

    browser = Browser(url, dict((cookie.split("=", 1),)))
    gzip = {"Accept-Encoding": "gzip"}
    page = browser.send("GET", path, headers=gzip)
    plain = browser.get(path).text
    paths = dict.fromkeys(re.findall(r'(?:src|href)="(/static/[^"]+)"', plain))
    sizes = {path: len(page.body), **{one: len(browser.send("GET", one, headers=gzip).body) for one in paths}}
    return sum(sizes.values()), [f"{name} {size}" for name, size in sizes.items()]


def table(null: Measured, found: Mapping[str, Measured], counted: Mapping[str, int], scene: Mapping[str, Any]) -> list[str]:
    goals = {target.name: target.goal for target in targets(scene)}
    lines = [f"{'':44}{'CPU ms':>8}{'x null':>8}{'goal':>6}{'SQL':>5}{'req/s':>8}{'p50 ms':>8}{'p99 ms':>8}"]
    for name, one in (("null page, 15 kB", null), *found.items()):
        goal = f"{goals[name]:g}" if goals.get(name) else ""
        sql = str(counted[name]) if name in counted else ""
        ratio = one.milliseconds / null.milliseconds
        row = f"{one.milliseconds:8.2f}{ratio:8.1f}{goal:>6}{sql:>5}{statistics.median(one.rate):8.0f}"
        lines.append(f"{name:44}{row}{one.latency(0.5):8.1f}{one.latency(0.99):8.1f}")
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--postgresql", action="store_true", help="on a PostgreSQL of its own instead of SQLite")
    parser.add_argument("--city", action="store_true", help="with the demo city instead of the showcase")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--requests", type=int, default=200, help="of each target in each round")
    parser.add_argument("--save", action="store_true", help="keep the table in bench/results/")
    options = parser.parse_args()
    lines = [
        f"# {datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {'PostgreSQL' if options.postgresql else 'SQLite'}, "
        f"{'demo city' if options.city else 'showcase'}, {options.rounds} rounds of {options.requests} requests, {CLIENTS} clients, "
        f"{os.cpu_count()} shared cores"
    ]
    with installation(options.postgresql, options.city) as (instance, environ):
        scene = json.loads(python(environ, "-m", "bench.scene"))
        variables = {name: value for name, value in environ.items() if name != "LIANXI_INSTANCE"}
        with app_server(instance, **variables) as url, app_server(instance / "null", app="bench.null:app") as null_url:
            null, found, missing = measure(url, null_url, scene, options.rounds, options.requests)
            memory = [pss_megabytes(pid) for pid in worker_pids(url)]
            null_memory = [pss_megabytes(pid) for pid in worker_pids(null_url)]
            visit, parts = first_visit(url, f"/meetings/{scene['meeting']}", scene["phones"][0]["cookie"])
        lines += table(null, found, statements(environ, scene), scene)
        lines += [f"not measured: {words}" for words in missing]
        lines += [
            f"memory of the workers (PSS): {', '.join(f'{one:.0f} MB' for one in memory)}; of the null app's: "
            f"{', '.join(f'{one:.0f} MB' for one in null_memory)} (goal 80 MB)",
            f"start to first answer: {first_answer(instance, variables):.2f} s (goal 1 s)",
            f"first visit of a phone: {visit / 1000:.1f} kB ({'; '.join(parts)}) (goal 60 kB)",
        ]
    print("\n".join(lines))
    if options.save:
        RESULTS.mkdir(exist_ok=True)
        kind = ("postgresql" if options.postgresql else "sqlite") + ("-city" if options.city else "")
        (RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-pages-{kind}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
