"""Real servers for tests: a PostgreSQL of the tests' own, the app behind its launcher, and how to start Chromium."""

from __future__ import annotations

import http.client
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.processes import descendants

ROOT = Path(__file__).resolve().parent.parent

# Dozens of servers and commands start from here; an environment that keeps no byte code would have each of them compile the whole house.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
os.environ["PYTHONPYCACHEPREFIX"] = str(ROOT / "build" / "bytecode")

#: For pytest-playwright's `browser_type_launch_args`: Debian's Chromium, and nothing of it talks to the network by itself.
CHROMIUM: dict[str, Any] = {
    "executable_path": "/usr/bin/chromium",
    "headless": True,
    "args": [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ],
}

#: What the app reads from its environment; a test says what it wants and inherits none of it.
APP_VARIABLES = (
    "PORT",
    "DATABASE_URL",
    "LIANXI_INSTANCE",
    "LIANXI_KEYDIR",
    "LIANXI_NOW",
    "LIANXI_DEMO_SCALE",
    "SECRET_KEY",
    "PUBLIC_URL",
    "HTMX_CDN",
    "TRUSTED_HOSTS",
)


def _ends_with_us(name: str, *more: str) -> tuple[str, ...]:
    """Put before a command, so that the process gets signal `name` when the tests are killed outright."""
    return ("setpriv", f"--pdeathsig={name}", *more)


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-25:]) if log.exists() else ""


# -- PostgreSQL --------------------------------------------------------------------------------------------------------

SHARED = "LIANXI_TESTS_POSTGRESQL"  # the folder of a server that another process of this run has started
#: Without autovacuum: it holds a table when it likes, and a test that looks at what is left in one would fail at random.
OPTIONS = ("listen_addresses=", "fsync=off", "full_page_writes=off", "max_connections=200", "timezone=UTC", "autovacuum=off")


@dataclass(frozen=True, slots=True)
class PostgreSQL:
    """A server that listens on a socket in `folder`. Each worker of a run sees only the databases that it made."""

    folder: Path

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://lianxi@/{self._full(name)}?host={self.folder}"

    def create_database(self, name: str, template: str = "") -> str:
        """Create the database, as a copy of `template` where one is named (nobody may be connected to it); return its URL."""
        copied = self._full(template) if template else "template0"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(self._full(name)), sql.Identifier(copied)))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self._full(name))))

    def _full(self, name: str) -> str:
        return f"{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}_{name}"

    def _run(self, statement: sql.Composed) -> None:
        with closing(psycopg.connect(host=str(self.folder), user="lianxi", dbname="postgres", autocommit=True)) as connection:
            connection.execute(statement)


def postgresql_programs() -> Path | None:
    """The newest /usr/lib/postgresql/*/bin, None where Debian's package is missing."""
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda path: int(path.parent.name), default=None)


@contextmanager
def postgresql() -> Iterator[PostgreSQL]:
    """The server of this run: the one that was started already, else one for as long as the context lasts.

    Raises RuntimeError where PostgreSQL is not installed or does not start.
    """
    if folder := os.environ.get(SHARED):
        yield PostgreSQL(Path(folder))
        return
    folder = tempfile.mkdtemp(prefix="lianxi-pg-", dir="/tmp")  # a socket's path may have 107 bytes only
    try:
        with _running_postgres(Path(folder)) as server:
            os.environ[SHARED] = folder
            yield server
    finally:
        os.environ.pop(SHARED, None)
        shutil.rmtree(folder)


@contextmanager
def _running_postgres(folder: Path) -> Iterator[PostgreSQL]:
    programs = postgresql_programs()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed; `make test` installs it or prints the line that does")
    user: tuple[str, ...] = ()
    if os.geteuid() == 0:  # PostgreSQL refuses to run as root; Debian's package brings this user
        owner = pwd.getpwnam("postgres")
        os.chown(folder, owner.pw_uid, owner.pw_gid)
        user = (f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups")
    log, cluster = folder / "log", folder / "cluster"
    initdb = (programs / "initdb", "--no-sync", "--auth=trust", "--username=lianxi", "--encoding=UTF8", "--locale=C.UTF-8", "-D", cluster)
    settings = [word for option in (*OPTIONS, f"unix_socket_directories={folder}") for word in ("-c", option)]
    with log.open("wb") as output:
        made = subprocess.run((*_ends_with_us("TERM", *user), *initdb), cwd=folder, stdout=output, stderr=subprocess.STDOUT, check=False)
        if made.returncode:
            raise RuntimeError(f"initdb failed:\n{_tail(log)}")
        # A session of its own: Ctrl-C is for the tests, which then stop the server.
        process = subprocess.Popen(
            (*_ends_with_us("QUIT", *user), programs / "postgres", "-D", cluster, *settings),
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        _wait_for_postgres(process, folder, log)
        yield PostgreSQL(folder)
    finally:
        process.send_signal(signal.SIGQUIT)  # at once: nothing in it is worth a checkpoint
        process.wait(timeout=20)


def _wait_for_postgres(process: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(host=str(folder), user="lianxi", dbname="postgres").close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not answer:\n{_tail(log)}") from None
            time.sleep(0.05)


def share_postgresql(config: pytest.Config) -> None:
    """For `pytest_configure`: with several workers the controller starts the one server that all of them use."""
    has_workers = not hasattr(config, "workerinput") and config.getoption("numprocesses", None)
    if has_workers and postgresql_programs() and "not postgresql" not in config.getoption("markexpr", ""):
        stack = ExitStack()
        config.add_cleanup(stack.close)
        stack.enter_context(postgresql())


# -- the app -----------------------------------------------------------------------------------------------------------


def _environment(instance: Path, wanted: Mapping[str, str]) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in APP_VARIABLES}
    return {**inherited, "LIANXI_INSTANCE": str(instance), **wanted}


def prepare_database(instance: Path, **environ: str) -> None:
    """What `make start` does before it serves: migrate and seed. `environ`: the app's variables (DATABASE_URL, ...)."""
    subprocess.run((sys.executable, "-m", "deploy.prepare"), cwd=ROOT, env=_environment(instance, environ), check=True)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on at this moment."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_launchers: dict[str, int] = {}


@contextmanager
def app_server(instance: Path, app: str = "wsgi:app", **environ: str) -> Iterator[str]:
    """The app as `make start` serves it (two processes), on a prepared database: yields http://127.0.0.1:PORT.

    `environ`: the app's variables; none is inherited. What the server says stands in `instance`/server.log.
    `app`: another WSGI app under the same server.
    Raises RuntimeError where it does not come up, or has ended by itself when the context ends.
    """
    instance.mkdir(parents=True, exist_ok=True)
    log = instance / "server.log"
    process, port = _started(log, _environment(instance, environ), app)
    url = f"http://127.0.0.1:{port}"
    _launchers[url] = process.pid
    try:
        yield url
        if process.poll() is not None:
            raise RuntimeError(f"the server ended by itself:\n{_tail(log)}")
    finally:
        del _launchers[url]
        _stop(process)


def launcher_pid(url: str) -> int:
    """The process that an `app_server` was started as; its descendants are the server."""
    return _launchers[url]


def worker_pids(url: str) -> list[int]:
    """The processes that answer the requests of an `app_server`, for tests that kill one."""
    return sorted(pid for pid in descendants(_launchers[url]) if not descendants(pid))


def _started(log: Path, environ: Mapping[str, str], app: str = "wsgi:app") -> tuple[subprocess.Popen[bytes], int]:
    for _attempt in range(5):
        port = free_port()
        with log.open("ab") as output:
            process = subprocess.Popen(
                (*_ends_with_us("TERM"), sys.executable, "-m", "deploy.serve", "--app", app, "--port", str(port)),
                cwd=ROOT,
                env={**environ, "PORT": str(port)},
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        if _answers(process, port):
            return process, port
        _stop(process)
        if process.returncode != 2:  # 2: somebody else took the port meanwhile
            break
    raise RuntimeError(f"the app does not answer:\n{_tail(log)}")


def _answers(process: subprocess.Popen[bytes], port: int) -> bool:
    """True once GET /healthz is 200; False where the server ends, or 60 seconds are over."""
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.05)
    return False


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()  # what it started hears of that (deploy/serve.py)
        process.wait()
