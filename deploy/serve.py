"""Serves the app, and stops it within five seconds whatever the terminal sends.

    python -m deploy.serve [--app wsgi:app] [--host 127.0.0.1] [--port 8000] [--demo] [--check]

Ctrl-C in a terminal reaches a whole process group. Where that group holds granian and its workers, a worker may be told
to stop before it can listen, and then waits for ever. So granian gets a session of its own, hears of the end once, from
here, and what is left after the grace is killed. Only the standard library is needed.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import ipaddress
import os
import resource
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
READY = 0  # no signal has this number: the server answers
GRACE = 4.0  # seconds for requests in flight, so that all is over within five
GRACE_UNREADY = 1.0  # nobody is served yet, but a worker may not hear the signal
WORKERS = 2
CONNECTIONS = 8192  # a worker holds, idle ones included; telephones that watch a meeting stay connected (docs/decisions/0010-live-poll.md)
LISTENING = "0A"  # in the kernel's table of sockets
EVERYWHERE = {"0.0.0.0": "127.0.0.1", "::": "::1"}


class Bell:
    """Turns signals into bytes to wait for, so that none is lost between two looks and none interrupts what is half done."""

    def __init__(self) -> None:
        self._read, self._write = socket.socketpair()
        self._read.setblocking(False)
        self._write.setblocking(False)
        signal.set_wakeup_fd(self._write.fileno(), warn_on_full_buffer=False)
        for number in (*STOPPING, signal.SIGCHLD):
            signal.signal(number, lambda *_: None)

    def ring(self, number: int) -> None:
        self._write.send(bytes([number]))

    def wait(self, seconds: float | None = None) -> bytes:
        """The numbers rung since the last look; empty when the time is over."""
        ready, _, _ = select.select([self._read], [], [], seconds)
        return self._read.recv(4096) if ready else b""


def say(chinese: str, english: str) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        print(f"{chinese}\n{english}", flush=True)


def parse(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Serve Lianxi until Ctrl-C.")
    parser.add_argument("--app", default="wsgi:app", help="module:name of the WSGI app (default: %(default)s)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", default=os.environ.get("PORT") or "8000", help="port, also by PORT (default: 8000)")
    parser.add_argument("--demo", action="store_true", help="load the demo into an empty database once the server answers")
    parser.add_argument("--check", action="store_true", help="only say whether serving is possible")
    return parser.parse_args(words)


def on_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def weak(secret: str) -> bool:
    """Short, or made of a handful of characters. An unset key is strong: the app makes its own."""
    return bool(secret) and (len(secret) < 32 or len(set(secret)) < 10)


def reserve(host: str, port: str, environ: Mapping[str, str]) -> socket.socket | None:
    """Hold the address for granian, or say in plain words why it cannot be served and return None."""
    if not on_loopback(host) and weak(environ.get("SECRET_KEY", "")):
        say(
            "SECRET_KEY 太短，不能对外提供服务。请设置至少32位的随机字符，或取消设置，由系统自动生成。",
            "SECRET_KEY is too weak to serve other machines. Set 32 random characters or more, or unset it: the app makes its own.",
        )
        return None
    if not (port.isascii() and port.isdigit() and 0 < int(port) < 65536):
        say(f"端口应为1至65535的数字：{port}", f"A port is a number from 1 to 65535: {port}")
        return None
    held = socket.socket(socket.AF_UNIX)
    try:
        # A listener is found by binding; another launcher whose server is not up yet, by the name that it holds.
        held.bind(f"\0lianxi {host} {port}")
        family, kind, protocol, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections that are over do not count
            probe.bind(address)
    except OSError as error:
        held.close()
        say(
            f"不能使用 {host} 的端口 {port}，可能已经有程序（或另一个联席）在使用。请先停止它，或换一个端口：make run PORT=8001",
            f"Cannot use port {port} of {host} ({error.strerror}), perhaps another Lianxi is running. "
            "Stop it, or choose another port: make run PORT=8001",
        )
        return None
    return held


def start(*command: str, **environ: str) -> subprocess.Popen[bytes]:
    """A child in a session of its own, which is told to stop even where this process is killed outright."""
    orphan_care = ("setpriv", "--pdeathsig", "TERM") if shutil.which("setpriv") else ()
    return subprocess.Popen(
        (*orphan_care, sys.executable, *command), cwd=ROOT, stdin=subprocess.DEVNULL, start_new_session=True, env={**os.environ, **environ}
    )


def start_server(options: argparse.Namespace) -> subprocess.Popen[bytes]:
    raise_open_files()
    workers = ("--workers", str(WORKERS), "--blocking-threads", "16", "--workers-kill-timeout", "5", "--respawn-failed-workers")
    held = ("--backlog", str(CONNECTIONS), "--backpressure", str(CONNECTIONS))
    place = ("--host", options.host, "--port", options.port, "--no-ws", "--log-level", "warning")
    return start("-m", "granian", "--interface", "wsgi", *place, *workers, *held, options.app, PORT=options.port)


def raise_open_files() -> None:
    """A watcher's connection is an open file: as many as the system lets us have."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def listeners(port: int) -> int:
    """How many sockets listen on the port: each worker has its own, and from then on it hears signals."""
    tables = [table for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")) if table.exists()]
    rows = [row.split() for table in tables for row in table.read_text().splitlines()]
    return sum(row[1].endswith(f":{port:04X}") and row[3] == LISTENING for row in rows)


def ring_when_answering(bell: Bell, host: str, port: int) -> None:
    """Ring READY once the app answers and every worker is up."""
    while True:
        connection = http.client.HTTPConnection(EVERYWHERE.get(host, host), port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status < 500 and listeners(port) >= WORKERS:
                return bell.ring(READY)
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.05)


def ended(child: subprocess.Popen[bytes]) -> bool:
    """True once the child is over; it stays in the process table, so that its group can still be found and cleared."""
    return os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def kill_group(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):  # the whole group is over
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()


def stop(bell: Bell, children: Sequence[subprocess.Popen[bytes]], grace: float) -> None:
    """Tell each child once, let requests in flight finish, and kill what remains. Repeated signals change nothing."""
    deadline = time.monotonic() + grace
    for child in children:
        if not ended(child):
            os.kill(child.pid, signal.SIGTERM)
    while not all(ended(child) for child in children) and (left := deadline - time.monotonic()) > 0:
        bell.wait(left)
    for child in children:
        kill_group(child)


def serve(bell: Bell, options: argparse.Namespace) -> int:
    """Until a signal asks for the end (0) or granian ends by itself (1)."""
    server = start_server(options)
    children = [server]
    threading.Thread(target=ring_when_answering, args=(bell, options.host, int(options.port)), daemon=True).start()
    ready = False
    while True:
        rung = bell.wait()
        if any(number in rung for number in STOPPING):
            stop(bell, children, GRACE if ready else GRACE_UNREADY)
            say("联席已停止。", "Lianxi has stopped.")
            return 0
        if ended(server):
            stop(bell, children, 0)
            say("服务意外退出，原因见上。", "The server ended by itself; the reason stands above.")
            return 1
        if READY in rung:
            ready = True
            say(f"联席已启动：http://{options.host}:{options.port}  （按 Ctrl-C 停止）", "Lianxi is running; Ctrl-C stops it.")
            if options.demo:
                accounts = ("--accounts",) if on_loopback(options.host) else ()
                children.append(start("-m", "deploy.demo", *accounts, PORT=options.port))


def main(words: Sequence[str]) -> int:
    options = parse(words)
    bell = Bell()
    held = reserve(options.host, options.port, os.environ)
    if held is None:
        return 2
    with held:
        return 0 if options.check else serve(bell, options)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
