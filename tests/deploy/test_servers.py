"""The servers of the tests themselves: they come up, keep databases apart, and go when the tests go."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import psycopg
import pytest

from tests import servers
from tests.processes import alive, descendants

ROOT = Path(__file__).resolve().parents[2]


def connect(url: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(url.replace("postgresql+psycopg", "postgresql"), autocommit=True)


def test_a_copied_database_has_the_rows_of_its_template_and_is_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(servers.SHARED, raising=False)
    with servers.postgresql() as server:
        with connect(server.create_database("first")) as first:
            first.execute("CREATE TABLE word AS SELECT '联席' AS word")
        copy = server.create_database("copy", template="first")
        with connect(copy) as second:
            assert second.execute("DELETE FROM word RETURNING word").fetchall() == [("联席",)]
            assert second.execute("SHOW server_encoding").fetchone() == ("UTF8",)
            assert second.execute("SHOW listen_addresses").fetchone() == ("",)
        with connect(server.url("first")) as first:
            assert first.execute("SELECT word FROM word").fetchall() == [("联席",)]
        with servers.postgresql() as joined:
            assert joined == server
        folder = server.folder
    assert not folder.exists()


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_postgresql_goes_with_the_tests_however_they_end(ending: signal.Signals, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(servers.SHARED, raising=False)
    program = """
import signal, time
from tests.servers import postgresql
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell that runs tests in the background has it ignored
with postgresql() as s:
    print(s.folder, flush=True)
    time.sleep(60)
"""
    tests = subprocess.Popen((sys.executable, "-c", program), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert tests.stdout is not None
    folder = Path(tests.stdout.readline().strip())
    assert folder.is_dir()
    family = descendants(tests.pid)
    tests.send_signal(ending)
    tests.wait()
    tests.stdout.close()
    assert alive(family, within=10) == set()
    shutil.rmtree(folder, ignore_errors=True)  # killed outright, nobody was left to do it


SHARING = """
import os, pathlib, pytest
from tests import servers

def pytest_configure(config):
    servers.share_postgresql(config)

@pytest.fixture(scope="session")
def server():
    with servers.postgresql() as server:
        server.create_database("same_name")
        yield server
"""


def test_workers_share_one_server_and_keep_their_databases_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(servers.SHARED, raising=False)
    (tmp_path / "conftest.py").write_text(SHARING)
    for name in ("one", "two"):
        seen = f"open({str(tmp_path / name)!r}, 'w').write(f'{{os.getpid()}} {{server.folder}}')"
        (tmp_path / f"test_{name}.py").write_text(f"import os, time\ndef test_it(server):\n    {seen}\n    time.sleep(1)\n")
    command = (sys.executable, "-m", "pytest", "-q", "-n", "2", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(tmp_path))
    done = subprocess.run(command, cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (first, folder), (second, other_folder) = ((tmp_path / name).read_text().split() for name in ("one", "two"))
    assert first != second
    assert folder == other_folder
    assert not Path(folder).exists()


def test_the_app_is_served_by_two_processes_and_gone_afterwards(tmp_path: Path) -> None:
    servers.prepare_database(tmp_path)
    with servers.app_server(tmp_path, HTMX_CDN="") as url:
        with urllib.request.urlopen(f"{url}/healthz") as answer:
            assert answer.status == 200
        time.sleep(0.2)
        workers = servers.worker_pids(url)
        assert len(workers) == 2
    assert alive(workers) == set()
    assert (tmp_path / "lianxi.db").exists()


def test_an_app_that_refuses_its_environment_says_why(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match="LIANXI_KEYDIR must lie outside"), servers.app_server(tmp_path, LIANXI_KEYDIR=str(tmp_path)):
        pass
