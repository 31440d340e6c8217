"""Secret ballots to be attacked: a hall of delegates casts in random order, over HTTP on the real server, and the secretary counts."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlencode

from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select

from app.ballots.models import Motion, RollEntry
from app.ballots.sealed import custody
from app.core.clock import now
from app.core.db import db
from bench.attacks.evidence import Evidence
from bench.client import FORM, Browser
from bench.scene import cookie
from tests import make
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import Room, room
from tests.ballots.sealed import make_sealed
from tests.conftest import make_app
from tests.servers import app_server, prepare_database

SECRET = "test secret"
FORMS = re.compile(r"凭词：\s*<b[^>]*>([^<]+)</b>")


@contextmanager
def hall(instance: Path, url: str, seats: int) -> Iterator[tuple[Flask, Room, str]]:
    """A meeting with `seats` delegates in the room on a database of its own, and the server that they reach."""
    environ = {"DATABASE_URL": url, "SECRET_KEY": SECRET, "LIANXI_KEYDIR": str(instance.parent / "keys")}
    prepare_database(instance, **environ)
    app = make_app(instance, url)
    with app.app_context():
        of = room(seats, seats, "alliance_majority", at=now() - timedelta(minutes=20))
        with app_server(instance, **environ) as address:
            yield app, of, address
        db.session.remove()
        db.engine.dispose()


def opened(of: Room, number: int) -> Motion:
    of.item = boards.item(of, f"第{number}次推选", "alliance_majority")
    return make_sealed.opened(of, at=now() - timedelta(minutes=10))


def cast_all(app: Flask, of: Room, motion_id: int, address: str, dice: random.Random, evidence: Evidence) -> None:
    """Every delegate once, in an order that the dice give, each with a choice that they give."""
    seats = list(of.seats)
    dice.shuffle(seats)
    for seat in seats:
        browser = Browser(address)
        name, _, value = cookie(app, make.delegate_of(seat)).partition("=")
        browser.cookies[name] = value
        evidence.receipts[seat.id] = _cast(browser, motion_id, seat.id, str(dice.randint(1, 3)))
        evidence.posted.append(seat.id)
        browser.connection.close()


def _cast(browser: Browser, motion_id: int, seat_id: int, digits: str) -> tuple[str, str]:
    browser.get(f"/motions/{motion_id}")
    chosen = urlencode({"csrf_token": browser.token, "once": "", f"seat-{seat_id}": digits})
    shown = browser.send("POST", f"/motions/{motion_id}/secret/confirm", chosen, FORM)
    form = BeautifulSoup(shown.text, "html.parser").find("form", action=f"/motions/{motion_id}/secret/cast")
    if form is None:
        raise RuntimeError(f"no confirm page: {shown.status} {shown.text[-800:]}")
    fields = {str(one["name"]): str(one.get("value", "")) for one in form.find_all("input")}
    answer = browser.send("POST", f"/motions/{motion_id}/secret/cast", urlencode(fields | {"csrf_token": browser.token}), FORM)
    if answer.status != 303:
        raise RuntimeError(f"not cast: {answer.status} {answer.text[-800:]}")
    found = FORMS.search(shown.text)
    if found is None:
        raise RuntimeError("no receipt on the confirm page")
    words, _, code = " ".join(found[1].split()).rpartition(" ")
    return words, code


def count(of: Room, motion_id: int, evidence: Evidence) -> None:
    """Close and count; the key is remembered only to look for it afterwards."""
    db.session.rollback()
    motion = db.session.get_one(Motion, motion_id)
    if (private := custody.server_key(motion)) is not None:
        evidence.keys.append(private)
    db.session.rollback()
    make_sealed.close(of, motion, now())
    make_sealed.count(of, motion, now())
    db.session.rollback()
    evidence.lines = [(str(words), str(code), choice) for words, code, choice in db.session.get_one(Motion, motion_id).bulletin or ()]
    voted = db.session.scalars(select(RollEntry.seat_id).where(RollEntry.motion_id == motion_id, RollEntry.voted)).all()
    if set(voted) != set(evidence.receipts) or len(evidence.lines) != len(voted):
        raise RuntimeError("the count is not what was cast")
    db.session.rollback()
