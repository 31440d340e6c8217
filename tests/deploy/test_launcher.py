"""Starting and stopping as a terminal does it: real processes, real signals to a whole process group."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.processes import alive, descendants, kill_all

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_STOP = 5.0


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def launcher(port: int, *words: str, **environ: str) -> subprocess.Popen[str]:
    """The launcher as the leader of a group, as a shell starts it in a terminal."""
    clean = {name: value for name, value in os.environ.items() if name not in ("SECRET_KEY", "PORT")}
    command = (sys.executable, "-m", "deploy.serve", "--app", "tests.deploy.slow_app:app", "--port", str(port), *words)
    return subprocess.Popen(
        command, cwd=ROOT, env=clean | environ, start_new_session=True, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )


def get(port: int, path: str = "/") -> int:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        connection.request("GET", path)
        return connection.getresponse().status


def wait_for(condition: object, seconds: float = 20.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]  # any function without arguments
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@contextmanager
def served(*words: str, **environ: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A launcher whose server answers, and its port. Nothing survives the test, whatever it shows."""
    port = free_port()
    process = launcher(port, *words, **environ)
    family = {process.pid}
    try:
        assert process.stdout is not None
        while "Lianxi is running" not in (line := process.stdout.readline()):
            assert line, "the launcher ended"
        family |= descendants(process.pid)
        yield process, port
    finally:
        kill_all(family | descendants(process.pid))
        process.wait()
        process.stdout.close()  # type: ignore[union-attr]  # it is a pipe


def seconds_until_over(process: subprocess.Popen[str], since: float) -> float:
    process.wait(timeout=20)
    return time.monotonic() - since


@pytest.mark.parametrize("round_number", range(4))
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_to_the_group_answers_what_is_in_flight_and_leaves_nothing(ending: signal.Signals, round_number: int) -> None:
    with served() as (process, port), ThreadPoolExecutor() as people:
        answers = [people.submit(get, port, "/slow?1.2") for _ in range(3)]
        time.sleep(0.4)
        family = descendants(process.pid)
        began = time.monotonic()
        os.killpg(process.pid, ending)
        assert seconds_until_over(process, began) < SECONDS_TO_STOP
        assert [answer.result() for answer in answers] == [200, 200, 200]
        assert process.returncode == 0
        assert len(family) == 3, "granian and two workers"
        assert alive(family, within=0.5) == set()


def test_an_impatient_second_and_third_ctrl_c_change_nothing() -> None:
    with served() as (process, port), ThreadPoolExecutor() as people:
        answer = people.submit(get, port, "/slow?1.5")
        time.sleep(0.3)
        family = descendants(process.pid)
        began = time.monotonic()
        for ending in (signal.SIGINT, signal.SIGINT, signal.SIGTERM):
            os.killpg(process.pid, ending)
            time.sleep(0.2)
        assert seconds_until_over(process, began) < SECONDS_TO_STOP
        assert answer.result() == 200
        assert process.returncode == 0
        assert alive(family, within=0.5) == set()


@pytest.mark.parametrize("moment", [0.0, 0.05, 0.15, 0.3, 0.5, 0.8])
def test_a_signal_in_the_first_moments_stops_everything(moment: float) -> None:
    process = launcher(free_port())
    try:
        wait_for(lambda: descendants(process.pid))
        time.sleep(moment)
        family = descendants(process.pid)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGTERM)
        assert seconds_until_over(process, began) < SECONDS_TO_STOP
        assert process.returncode == 0
        assert alive(family, within=0.5) == set()
    finally:
        process.communicate()


def test_a_request_that_never_ends_cannot_hold_up_the_stop() -> None:
    with served() as (process, port), ThreadPoolExecutor() as people:
        answer = people.submit(get, port, "/slow?9")
        time.sleep(0.3)
        family = descendants(process.pid)
        began = time.monotonic()
        os.killpg(process.pid, signal.SIGINT)
        assert seconds_until_over(process, began) < SECONDS_TO_STOP
        assert process.returncode == 0
        assert alive(family, within=0.5) == set()
        assert isinstance(answer.exception(), OSError | http.client.HTTPException)


def test_open_connections_that_ask_nothing_cannot_hold_up_the_stop() -> None:
    with served() as (process, port):
        with closing(http.client.HTTPConnection("127.0.0.1", port)) as kept, closing(socket.create_connection(("127.0.0.1", port))) as half:
            kept.request("GET", "/")
            assert kept.getresponse().read() == b"answered"
            half.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf")
            time.sleep(0.2)
            began = time.monotonic()
            os.killpg(process.pid, signal.SIGINT)
            assert seconds_until_over(process, began) < SECONDS_TO_STOP
        assert process.returncode == 0


def test_killing_the_launcher_outright_leaves_no_server_behind() -> None:
    with served() as (process, _port):
        family = descendants(process.pid)
        process.kill()
        process.wait()
        assert alive(family, within=6.0) == set()


def test_a_killed_worker_is_replaced() -> None:
    with served() as (process, port):
        before = descendants(process.pid)
        granian = next(pid for pid in before if descendants(pid))
        os.kill(min(descendants(granian)), signal.SIGKILL)
        wait_for(lambda: len(descendants(process.pid) - before) == 1)
        assert get(port) == 200


def test_a_second_server_on_the_same_port_is_refused_in_plain_words() -> None:
    with served() as (_process, port):
        second = launcher(port)
        words, _ = second.communicate(timeout=20)
        assert second.returncode == 2
        assert f"端口 {port}" in words
        assert "make run PORT=8001" in words
        assert get(port) == 200


def test_two_launchers_that_start_together_never_share_a_port() -> None:
    port = free_port()
    both = [launcher(port), launcher(port)]
    try:
        wait_for(lambda: any(one.poll() == 2 for one in both))
        assert sorted(one.poll() is None for one in both) == [False, True]
    finally:
        for one in both:
            one.send_signal(signal.SIGTERM)
            one.communicate(timeout=20)


@pytest.mark.parametrize("port", ["0", "65536", "８０００", "web", "-1"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    process = launcher(0, f"--port={port}")
    words, _ = process.communicate(timeout=20)
    assert (process.returncode, words.count(port) >= 1) == (2, True)


@pytest.mark.parametrize("secret", ["short", "a" * 64, "0123456789abcdef0123456789abcde"])
def test_a_weak_secret_is_refused_off_loopback(secret: str) -> None:
    process = launcher(free_port(), "--host", "0.0.0.0", "--check", SECRET_KEY=secret)
    words, _ = process.communicate(timeout=20)
    assert process.returncode == 2
    assert "SECRET_KEY" in words


@pytest.mark.parametrize(("host", "secret"), [("127.0.0.1", "short"), ("0.0.0.0", "0123456789abcdef" * 2), ("0.0.0.0", "")])
def test_other_secrets_are_not(host: str, secret: str) -> None:
    process = launcher(free_port(), "--host", host, "--check", SECRET_KEY=secret)
    words, _ = process.communicate(timeout=20)
    assert (process.returncode, words) == (0, "")


def test_an_app_that_cannot_start_ends_the_launcher_with_an_error() -> None:
    process = launcher(free_port(), "--app", "tests.deploy.no_such_app:app")
    words, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "The server ended by itself" in words
