"""Processes with the app on one database: in rounds that all begin together, or working until they are killed."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.ballots import racer
from tests.ballots.racer import PATIENCE, Order
from tests.conftest import make_app


def context() -> ForkServerContext:
    found = multiprocessing.get_context("forkserver")
    found.set_forkserver_preload(["tests.ballots.racer"])
    return found


def rounds(url: str, instance: Path, lists: Sequence[Sequence[Sequence[Order]]], seed: int) -> list[list[Order]]:
    """`lists`: of each process, of each round, its orders. Returns for each round all orders with their `status`."""
    of = context()
    barrier = of.Barrier(len(lists))
    pipes = [of.Pipe(duplex=False) for _process in lists]
    processes = [
        of.Process(target=_run, args=(url, str(instance), mine, barrier, pipe[1], seed + place), daemon=True)
        for place, (mine, pipe) in enumerate(zip(lists, pipes, strict=True))
    ]
    try:
        for process in processes:
            process.start()
        answers = []
        for incoming, _outgoing in pipes:
            assert incoming.poll(PATIENCE + 2 * len(lists[0])), "a process does not answer"
            answers.append(incoming.recv())
        return [[order for mine in answers for order in mine[place]] for place in range(len(lists[0]))]
    finally:
        for process in processes:
            process.kill()
            process.join()


def _run(url: str, instance: str, mine: Sequence[Sequence[Order]], barrier: Barrier, answers: Connection, seed: int) -> None:
    app, draw = _app(url, instance), random.Random(seed)
    clients = _clients(app, [order for orders in mine for order in orders])
    told = []
    for orders in mine:
        barrier.wait(PATIENCE)
        time.sleep(draw.random() * 0.02)  # whoever is first is another one in each round
        told.append([order | {"status": _sent(clients, order)} for order in orders])
    answers.send(told)


def worker(url: str, instance: Path, orders: Sequence[Order]) -> tuple[BaseProcess, Connection]:
    """A process that sends its orders one after the other and tells each answer as (place, status); first (-1, 0) when it is ready."""
    of = context()
    incoming, outgoing = of.Pipe(duplex=False)
    process = of.Process(target=_work, args=(url, str(instance), list(orders), outgoing), daemon=True)
    process.start()
    outgoing.close()
    assert incoming.poll(PATIENCE), "a process does not begin"
    assert incoming.recv() == (-1, 0)
    return process, incoming


def _work(url: str, instance: str, orders: Sequence[Order], answers: Connection) -> None:
    app = _app(url, instance)
    clients = _clients(app, orders)
    for client in clients.values():  # whatever is slow the first time is over when it counts
        client.post("/motions/999999/secret/close")
    answers.send((-1, 0))
    for place, order in enumerate(orders):
        answers.send((place, _sent(clients, order)))


def _sent(clients: Mapping[str, FlaskClient], order: Order) -> int:
    """The status; a machine that is too busy says so (503, nothing written), and the page is sent once more as it is."""
    status = 503
    for _attempt in range(30):
        if status == 503:
            status = clients[order["signin"]].post(order["url"], data=order["form"]).status_code
    return status


def after(answers: Connection, number: int) -> dict[int, int]:
    """Waits until so many orders were answered; what was told by then."""
    found: dict[int, int] = {}
    while len(found) < number:
        assert answers.poll(PATIENCE), "a process does not go on"
        place, status = answers.recv()
        found[place] = status
    return found


def told(answers: Connection) -> dict[int, int]:
    """Everything that a process told before it ended: place -> status."""
    found: dict[int, int] = {}
    try:
        while answers.poll(1):
            place, status = answers.recv()
            found[place] = status
    except EOFError:
        pass
    return found


def _app(url: str, instance: str) -> Flask:
    app = make_app(Path(instance), url)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.test_client().get("/healthz")
    return app


def _clients(app: Flask, orders: Sequence[Order]) -> dict[str, FlaskClient]:
    return {order["signin"]: racer._client(app, order["signin"]) for order in orders}
