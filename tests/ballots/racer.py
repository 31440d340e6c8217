"""Several processes, each with the app on the same database, that send their requests through its WSGI door all at once."""

from __future__ import annotations

import multiprocessing
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from app.domains import load_models, load_routes
from tests.conftest import make_app

load_models()  # imported once, in the server that the racers are forked from
load_routes()

PATIENCE = 90  # seconds, for a busy machine
Order = dict[str, Any]


def order(signin: str, url: str, **form: str) -> Order:
    """A form that somebody with this sign-in sends to `url`."""
    return {"signin": signin, "url": url, "form": form}


def race(url: str, instance: Path, orders: Sequence[Sequence[Order]]) -> list[Order]:
    """Every list of orders in a process of its own. Returns all orders with their `status` in the end, list by list."""
    patience = PATIENCE + sum(map(len, orders))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.ballots.racer"])
    barrier = context.Barrier(len(orders))
    pipes = [context.Pipe(duplex=False) for _list in orders]
    racers = [
        context.Process(target=run, args=(url, str(instance), list(mine), barrier, pipe[1]), daemon=True)
        for mine, pipe in zip(orders, pipes, strict=True)
    ]
    try:
        for racer in racers:
            racer.start()
        answers = []
        for incoming, _outgoing in pipes:
            assert incoming.poll(patience), "a racer does not answer"
            answers += incoming.recv()
        return answers
    finally:
        for racer in racers:
            racer.kill()
            racer.join()
            racer.close()
        for pipe in pipes:
            for end in pipe:
                end.close()


def run(url: str, instance: str, orders: list[Order], barrier: Barrier, answers: Connection) -> None:
    """What each process does: be ready, wait for the others, send the orders one after the other."""
    app = make_app(Path(instance), url)
    app.config["PROPAGATE_EXCEPTIONS"] = False  # a fault is answered with 500, as a server would
    clients = {order["signin"]: _client(app, order["signin"]) for order in orders}
    app.test_client().get("/healthz")
    barrier.wait(PATIENCE)
    answers.send([order | {"status": _sent(clients[order["signin"]], order)} for order in orders])


def _sent(client: FlaskClient, wanted: Order) -> int:
    """The status in the end: 503 says that nothing was written and that it may be sent again, which a starved machine needs."""
    while (status := client.post(wanted["url"], data=wanted["form"]).status_code) == 503:
        pass
    return status


def _client(app: Flask, signin: str) -> FlaskClient:
    client = app.test_client()
    with client.session_transaction() as session:
        session["signin"] = signin
    return client
