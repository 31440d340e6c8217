"""Several processes and one ballot, on both databases: nothing is lost, nothing stands twice, and who comes second sees the true state.
SEATS=60 makes it as large as the promise (security.md §6, battery 2); never fewer than 8.

Each was seen to fail: without `ledger.hold` in core/web.py votes are refused by the constraint or lost at closing, without the
comparison of states in core/perform.py as well two people close, without the once-key a double tap is refused.
"""

from __future__ import annotations

import json
import os
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts import actions as accounts
from app.accounts.models import Person
from app.ballots import casting
from app.ballots.models import Motion, RollEntry, Vote
from app.core import ledger
from app.core.clock import now
from app.core.db import db, writing
from app.core.ledger import Entry
from tests import make
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import Room, room
from tests.ballots.racer import Order, order, race

SEATS = int(os.environ.get("SEATS", "10"))
PROCESSES = 6


@pytest.fixture
def of(any_app: Flask) -> Room:
    """A meeting that runs now: other processes ask the true clock."""
    return room(SEATS, SEATS, "alliance_majority", at=now() - timedelta(minutes=20))


def token(person: Person) -> str:
    with writing():
        _row, made = accounts.start_sign_in(person.id, "password", datetime.now(UTC), timedelta(days=1))
    return made


def open_ballot(of: Room) -> Motion:
    return boards.motion(of, at=now() - timedelta(minutes=10))


def held(url: str, instance: Path, orders: Sequence[Sequence[Order]]) -> list[Order]:
    """The race, between two looks of this process at the database."""
    db.session.rollback()
    answers = race(url, instance, orders)
    db.session.rollback()
    return answers


def statuses(answers: Sequence[Mapping[str, Any]]) -> Counter[int]:
    return Counter(answer["status"] for answer in answers)


def entries(verb: str) -> list[str]:
    return list(db.session.scalars(select(Entry.subject).where(Entry.verb == verb)))


def the(motion_id: int) -> Motion:
    return db.session.get_one(Motion, motion_id, populate_existing=True)


def vote_url(motion_id: int, seat_id: int) -> str:
    return f"/motions/{motion_id}/seats/{seat_id}/vote"


def test_two_people_close_one_ballot_once(of: Room, any_url: str, tmp_path: Path) -> None:
    motion_id = open_ballot(of).id
    people = [of.person, make.official("convener", "alliance", of.alliance.id)]
    answers = held(any_url, tmp_path, [[order(token(person), f"/motions/{motion_id}/close")] for person in people])
    assert statuses(answers) == {303: 1, 409: 1}
    assert (the(motion_id).state, the(motion_id).result) == ("counted", "not_carried")
    assert (len(entries("motion.close")), len(entries("motion.count"))) == (1, 1)
    assert len(entries("roll.settle")) == SEATS
    assert list(ledger.verify()) == []


def test_six_processes_vote_for_all_seats_and_every_seat_has_one_vote(of: Room, any_url: str, tmp_path: Path) -> None:
    motion_id = open_ballot(of).id
    tokens = {seat.id: token(make.delegate_of(seat)) for seat in of.seats}
    draw = random.Random(7)
    orders = []
    for _process in range(PROCESSES):
        mine = [order(tokens[seat], vote_url(motion_id, seat), choice=draw.choice(("for", "against", "abstain"))) for seat in tokens]
        draw.shuffle(mine)
        orders.append(mine)
    answers = held(any_url, tmp_path, orders)
    assert statuses(answers) == {303: SEATS * PROCESSES}
    votes = db.session.scalars(select(Vote).where(Vote.motion_id == motion_id)).all()
    assert sorted(vote.seat_id for vote in votes) == sorted(tokens)
    assert sorted(entries("vote.cast")) == sorted(f"vote:{vote.id}" for vote in votes)
    for vote in votes:  # the order of commits decides, and the ledger tells it
        bodies = db.session.scalars(select(Entry.body).where(Entry.subject == f"vote:{vote.id}").order_by(Entry.seq)).all()
        assert json.loads(bodies[-1])["facts"]["choice"] == vote.choice
    assert list(ledger.verify()) == []


def test_what_was_acknowledged_while_the_ballot_closed_is_counted(of: Room, any_url: str, tmp_path: Path) -> None:
    motion_id = open_ballot(of).id
    tokens = {seat.id: token(make.delegate_of(seat)) for seat in of.seats}
    choices = ("for", "against", "abstain")
    voters = [
        [order(tokens[seat.id], vote_url(motion_id, seat.id), choice=choices[turn % 3]) for turn in range(6) for seat in of.seats[part::4]]
        for part in range(4)
    ]
    chair = token(of.person)
    moments = [order(chair, "/motions/999999/close")] * 8  # so that the end falls among the votes
    answers = held(any_url, tmp_path, [*voters, [*moments, order(chair, f"/motions/{motion_id}/close")]])
    cast = [answer for answer in answers if answer["url"].endswith("/vote")]
    assert set(statuses(cast)) == {303, 409}
    last = {int(answer["url"].split("/")[4]): answer["form"]["choice"] for answer in cast if answer["status"] == 303}
    motion = the(motion_id)
    assert {seat: vote.choice for seat, vote in casting.votes_of(motion).items()} == last
    assert motion.counts is not None
    assert {choice: motion.counts["counts"]["seats"][choice] for choice in choices} == {
        choice: list(last.values()).count(choice) for choice in choices
    }
    assert list(ledger.verify()) == []


def test_a_double_tap_with_one_key_is_one_ballot(of: Room, any_url: str, tmp_path: Path) -> None:
    chair, url = token(of.person), f"/meetings/{of.meeting.id}/items/{of.item.id}/motions"
    form = {"text": "停车", "visibility": "named", "once": "k" * 32}
    answers = held(any_url, tmp_path, [[order(chair, url, **form)] for _tap in range(4)])
    assert statuses(answers) == {303: 4}
    assert [motion.state for motion in db.session.scalars(select(Motion))] == ["draft"]
    assert len(entries("motion.create")) == 1


def test_papers_typed_at_two_desks_are_all_there(of: Room, any_url: str, tmp_path: Path) -> None:
    motion_id = open_ballot(of).id
    desks = [of.person, make.secretary(of.alliance)]
    halves = [of.seats[: SEATS * 6 // 10], of.seats[SEATS * 4 // 10 :]]  # the seats in the middle are typed at both, and alike
    orders = [
        [order(token(person), f"/motions/{motion_id}/papers", **{f"seat-{seat.id}": "for" for seat in half})]
        for person, half in zip(desks, halves, strict=True)
    ]
    answers = held(any_url, tmp_path, orders)
    assert statuses(answers) == {303: 2}
    assert len(casting.votes_of(the(motion_id))) == SEATS
    assert len(entries("vote.cast")) == SEATS
    assert len(db.session.scalars(select(RollEntry)).all()) == SEATS
    assert list(ledger.verify()) == []
