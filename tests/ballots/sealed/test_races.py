"""Real processes against one box, on both databases: no seat twice, nothing acknowledged lost, roll = box wherever a process dies.

The numbers are small here; SEATS=60 RACES=500 KILLS=200 make them those of the promise (security.md §6, battery 2)."""

from __future__ import annotations

import os
import random
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask, current_app

from app.ballots import actions
from app.ballots.models import Motion
from app.ballots.sealed import custody, keys, receipts
from app.core import chance, ledger
from app.core.clock import now
from app.core.db import db, writing
from app.policy import SYSTEM
from tests import make
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import Room, room
from tests.ballots.racer import Order, order
from tests.ballots.sealed import make_sealed as sealed
from tests.ballots.sealed.rounds import after, rounds, told, worker
from tests.ballots.test_races import token

SEATS = int(os.environ.get("SEATS", "8"))
RACES = int(os.environ.get("RACES", "3"))
KILLS = int(os.environ.get("KILLS", "3"))
PROCESSES = 6
IN_ONE_MEETING = 20


def ago(minutes: float) -> datetime:
    return now() - timedelta(minutes=minutes)


def ballot_in(of: Room) -> Motion:
    """A secret ballot on an item of its own."""
    of.item = boards.item(of, "推选", "alliance_majority")
    return sealed.opened(of, at=ago(10))


def cast_order(signin: str, motion_id: int, seat_id: int, digits: str) -> Order:
    """The confirm page as it would be sent, with a receipt that we drew."""
    drawn, nonce = receipts.draw(), chance.once()
    signed = receipts.signature(str(current_app.secret_key), motion_id, nonce, {seat_id: drawn})
    form = {f"seat-{seat_id}": digits, f"receipt-{seat_id}": drawn.text, "nonce": nonce, "signed": signed}
    return order(signin, f"/motions/{motion_id}/secret/cast", **form) | {"seat": seat_id, "receipt": drawn.text}


def published(motion_id: int) -> list[str]:
    """Closes and counts where that has not happened; the receipts of the bulletin."""
    db.session.rollback()
    motion = db.session.get_one(Motion, motion_id, populate_existing=True)
    private = custody.server_key(motion)
    with writing():
        ledger.hold(motion.alliance_id)
        db.session.refresh(motion)
        if motion.state == "open":
            actions.close_motion(motion, by=SYSTEM, at=now())
        if motion.state == "closed":
            actions.count_secret(motion, private, by=SYSTEM, at=now())
    assert motion.state == "counted"
    return sorted(f"{words} {code}" for words, code, _choice in motion.bulletin or ())


def test_six_processes_and_every_seat_has_exactly_one_ballot(any_app: Flask, any_url: str, tmp_path: Path) -> None:
    of = room(SEATS, SEATS, "alliance_majority", at=ago(20))
    motion_id = sealed.opened(of, at=ago(10)).id
    tokens = {seat.id: token(make.delegate_of(seat)) for seat in of.seats}
    draw = random.Random(7)
    lists = []
    for _process in range(PROCESSES):
        mine = [cast_order(tokens[seat], motion_id, seat, "1") for seat in tokens]
        draw.shuffle(mine)
        lists.append([mine])
    db.session.rollback()
    answers = rounds(any_url, tmp_path, lists, 1)[0]
    db.session.rollback()
    done = [answer for answer in answers if answer["status"] == 303]
    assert Counter(answer["status"] for answer in answers) == {303: SEATS, 409: SEATS * (PROCESSES - 1)}
    assert sorted(answer["seat"] for answer in done) == sorted(tokens)
    assert sealed.numbers(db.session.get_one(Motion, motion_id)) == (SEATS, SEATS)
    assert published(motion_id) == sorted(answer["receipt"] for answer in done)
    assert list(ledger.verify()) == []


def test_closing_against_casting_leaves_the_receipts_that_were_acknowledged(any_app: Flask, any_url: str, tmp_path: Path) -> None:
    """Five have voted before; six vote in three processes while a fourth closes."""
    left, late = RACES, 0
    while left:
        turns = min(left, IN_ONE_MEETING)
        left -= turns
        of = room(11, 11, "alliance_majority", at=ago(20))
        tokens = [token(make.delegate_of(seat)) for seat in of.seats]
        chair = token(of.person)
        motions, before = [], []
        for _turn in range(turns):
            motion = ballot_in(of)
            before.append([sealed.cast(of, motion, number, "1", at=ago(9)).receipt.text for number in range(5)])
            motions.append(motion.id)
        lists: list[list[list[Order]]] = [
            [[cast_order(tokens[number], motion_id, of.seats[number].id, "1") for number in pair] for motion_id in motions]
            for pair in ((5, 6), (7, 8), (9, 10))
        ]
        lists.append([[order(chair, f"/motions/{motion_id}/secret/close")] for motion_id in motions])
        db.session.rollback()
        for motion_id, held, answers in zip(motions, before, rounds(any_url, tmp_path, lists, left), strict=True):
            cast = [answer for answer in answers if "receipt" in answer]
            assert {answer["status"] for answer in answers if "receipt" not in answer} == {303}
            assert {answer["status"] for answer in cast} <= {303, 409}
            late += sum(answer["status"] == 409 for answer in cast)
            assert published(motion_id) == sorted(held + [answer["receipt"] for answer in cast if answer["status"] == 303])
    print(f"\n{any_url.partition(':')[0]}: {RACES} races, {late} of {6 * RACES} ballots came after the end")
    assert list(ledger.verify()) == []


def test_a_process_killed_while_casting_leaves_roll_and_box_equal(any_app: Flask, any_url: str, tmp_path: Path) -> None:
    draw, cut = random.Random(11), 0
    for _kill in range(KILLS):
        of = room(12, 12, "alliance_majority", at=ago(20))
        motion = sealed.opened(of, at=ago(10))
        motion_id = motion.id
        orders = [cast_order(token(make.delegate_of(seat)), motion_id, seat.id, "1") for seat in of.seats]
        db.session.rollback()
        process, answers = worker(any_url, tmp_path, orders)
        first = after(answers, draw.randrange(len(orders) - 1))
        time.sleep(draw.random() * 0.012)  # about as long as one cast takes
        process.kill()
        process.join()
        acknowledged = {orders[place]["receipt"] for place, status in (first | told(answers)).items() if status == 303}
        roll, box = numbers_of(motion_id)
        assert (roll, roll - len(acknowledged) in (0, 1)) == (box, True)
        cut += roll != len(acknowledged)
        assert keys.read(custody.folder(), keys.key_name(motion_id, public_of(motion_id)))
        rest, others = worker(any_url, tmp_path, orders)  # everybody sends the page once more
        rest.join(60)
        again = told(others)
        assert set(again.values()) == {303}  # "this page's ballot counted", or cast now
        assert published(motion_id) == sorted(order["receipt"] for order in orders)
        assert acknowledged <= {order["receipt"] for order in orders}
    print(f"\n{any_url.partition(':')[0]}: {KILLS} kills while casting, {cut} between the commit and the answer")


def test_a_process_killed_while_closing_loses_neither_key_nor_ballot(any_app: Flask, any_url: str, tmp_path: Path) -> None:
    draw, states = random.Random(13), Counter[str]()
    for _kill in range(KILLS):
        of = room(6, 6, "alliance_majority", at=ago(20))
        motion = sealed.opened(of, at=ago(10))
        motion_id = motion.id
        held = sorted(sealed.cast(of, motion, number, "1", at=ago(9)).receipt.text for number in range(6))
        chair = token(of.person)
        orders = [order(chair, f"/motions/{motion_id}/secret/{verb}") for verb in ("close", "count")]
        public = public_of(motion_id)
        db.session.rollback()
        process, answers = worker(any_url, tmp_path, orders)
        first = after(answers, draw.randrange(2))
        time.sleep(draw.random() * 0.05)  # about as long as closing, or counting, takes
        process.kill()
        process.join()
        done = first | told(answers)
        db.session.rollback()
        state = db.session.get_one(Motion, motion_id, populate_existing=True).state
        states[state] += 1
        if state in ("open", "closed"):
            assert numbers_of(motion_id) == (6, 6)
            assert keys.read(custody.folder(), keys.key_name(motion_id, public))  # never lost while it is needed
        assert done.get(0) != 303 or state != "open"
        assert done.get(1) != 303 or state == "counted"
        assert published(motion_id) == held
        custody.destroy_ended(by=SYSTEM, at=now())
        assert [name for name in sealed.files() if name.startswith(f"{motion_id}-{public[:16]}")] == []
    print(f"\n{any_url.partition(':')[0]}: {KILLS} kills while closing, found {dict(states)}")
    assert list(ledger.verify()) == []


def numbers_of(motion_id: int) -> tuple[int, int]:
    db.session.rollback()
    return sealed.numbers(db.session.get_one(Motion, motion_id))


def public_of(motion_id: int) -> str:
    return db.session.get_one(Motion, motion_id).public_key or ""
