"""The live poll behind the real server, on both databases: what one process writes, watchers of all workers see within two seconds."""

from __future__ import annotations

import http.client
import time
from pathlib import Path

from flask import Flask

from app.core.db import db
from tests.ballots import make_ballots as boards
from tests.live.make_live import ago, delegate, page_address, running
from tests.servers import app_server

WATCHERS = 8


def ask(port: int, connection: http.client.HTTPConnection, address: str) -> tuple[int, str]:
    connection.request("GET", address, headers={"Host": f"127.0.0.1:{port}"})
    answer = connection.getresponse()
    return answer.status, answer.read().decode()


def test_a_write_is_seen_by_every_watcher_within_two_seconds(any_app: Flask, any_url: str, tmp_path: Path) -> None:
    of = running()
    motion = boards.motion(of, at=ago(10))
    address = page_address(delegate(any_app.test_client(), of), f"/meetings/{of.meeting.id}")
    db.session.rollback()
    # the token was made here: the server has the same secret
    with app_server(tmp_path / "server", DATABASE_URL=any_url, SECRET_KEY="test secret", PUBLIC_URL="http://localhost") as url:
        port = int(url.rpartition(":")[2])
        watchers = [http.client.HTTPConnection("127.0.0.1", port, timeout=10) for _each in range(WATCHERS)]
        for _round in range(2):  # the first poll of a worker draws the fragment
            for watcher in watchers:
                assert ask(port, watcher, address)[0] == 204
        boards.cast(of, motion, {0: "for"}, at=ago(9))
        written, seen = time.monotonic(), [""] * WATCHERS
        while "" in seen and time.monotonic() < written + 2:
            for number, watcher in enumerate(watchers):
                seen[number] = seen[number] or ask(port, watcher, address)[1]
            time.sleep(0.1)
        assert ["已投1家，共9家。" in html for html in seen] == [True] * WATCHERS
        for watcher in watchers:
            watcher.close()
