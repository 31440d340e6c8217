"""The attack programs of bench/attacks, small: none links better than chance or reads a sealed field, and each would if it could."""

from __future__ import annotations

import random
from pathlib import Path
from types import ModuleType

import pytest
from flask import Flask

from app.ballots.models import Motion
from app.ballots.sealed import custody, seals
from app.core.db import db
from bench.attacks import election, logs
from bench.attacks.evidence import Evidence, files_of, found, take_copy
from bench.attacks.run import NAMES, gather, modules
from bench.attacks.score import Score, attack, by_name, by_order
from tests.ballots.make_ballots import room
from tests.ballots.sealed import make_sealed

SEATS = 10
#: Reads the whole log of a server, which here all tests write to at once: `python -m bench.attacks` tries it on a server of its own.
OWN_SERVER = ("wal",)


def ballot(app: Flask, url: str, folder: Path) -> tuple[Evidence, list[ModuleType], dict[int, bytes]]:
    """A ballot of ten, cast in random order, copied while open, counted; and which sealed row is really whose."""
    app.config["KEYDIR"] = str(folder.parent / f"{folder.name}-keys")
    of = room(SEATS, SEATS, "alliance_majority")
    motion = make_sealed.opened(of)
    evidence = Evidence(url, motion.id)
    dice = random.Random(SEATS)
    for number in dice.sample(range(SEATS), SEATS):
        paper = make_sealed.cast(of, motion, number, str(dice.randint(1, 3)))
        evidence.receipts[paper.seat_id] = (paper.receipt.words, paper.receipt.code)
        evidence.posted.append(paper.seat_id)
    db.session.rollback()
    take_copy(evidence, folder / "copy", log=False)
    attacks = modules([name for name in NAMES if name not in OWN_SERVER], "postgresql" if evidence.on_postgresql else "sqlite")
    for module in attacks:
        gather(module, evidence)
    owners = owners_of(motion, evidence)
    election.count(of, motion.id, evidence)
    return evidence, attacks, owners


def test_a_receipt_that_stands_in_a_log_is_read(tmp_path: Path) -> None:
    """The control of `logs`, which finds nothing in a server's true logs."""
    log = tmp_path / "server.log"
    log.write_text("POST /motions/7/secret/cast 303\nreceipt-1=春风 明月 1234\n", encoding="utf-8")
    score = Score("logs")
    logs.run(Evidence("sqlite://", 7, receipts={1: ("春风 明月", "1234")}, logs=[log]), score)
    assert score.readable == 2  # the words alone, and with the code


def owners_of(motion: Motion, evidence: Evidence) -> dict[int, bytes]:
    """With the key, which no attacker has."""
    from sqlalchemy import select

    from app.ballots.models import SealedBallot

    private = custody.server_key(motion)
    assert private is not None
    seats = {receipt: seat for seat, receipt in evidence.receipts.items()}
    opened = {row.rid: seals.unseal(private, row.sealed) for row in db.session.scalars(select(SealedBallot))}
    db.session.rollback()
    return {seats[one.words, one.code]: rid for rid, one in opened.items()}


def test_no_attack_links_better_than_chance_or_reads_a_sealed_field(any_app: Flask, any_url: str, tmp_path: Path) -> None:
    evidence, attacks, owners = ballot(any_app, any_url, tmp_path)
    kind = "postgresql" if evidence.on_postgresql else "sqlite"
    scores = {}
    for module in attacks:
        scores[module.__name__.rpartition(".")[2]] = score = Score(module.__name__)
        module.run(evidence, score)
    expected = {"xmin", "ctid", "dead_tuples"} if kind == "postgresql" else {"sqlite_wal", "sqlite_pages"}
    assert set(scores) == expected | {"logs", "access_order"}
    assert {name: (score.linked <= score.bound, score.readable) for name, score in scores.items()} == dict.fromkeys(scores, (True, 0))
    # They have teeth: all of them find whose sealed row is whose, which is why what stands in it is sealed.
    assert {name: scores[name].pairs for name in expected} == dict.fromkeys(expected, owners)


def test_the_search_finds_what_stands_in_a_file(tmp_path: Path) -> None:
    evidence = Evidence("sqlite://", 1, receipts={1: ("春风 明月", "1234")}, keys=[b"k" * 32])
    (tmp_path / "plain").write_bytes("…1|春风 明月|1234…".encode())
    (tmp_path / "json").write_bytes(b'["\\u6625\\u98ce \\u660e\\u6708", "1234"]')
    (tmp_path / "key").write_bytes(b"x" + b"k" * 32)
    (tmp_path / "other").write_bytes("春风".encode())
    seen = [found(evidence.needles(), [path]) for path in files_of(tmp_path)]
    assert dict(zip([path.name for path in files_of(tmp_path)], seen, strict=True)) == {"json": 1, "key": 1, "other": 0, "plain": 2}


@pytest.mark.parametrize("order", ["as cast", "backwards", "by name in the box"])
def test_a_bulletin_in_an_order_that_tells_would_be_linked(order: str) -> None:
    dice = random.Random(3)
    seats = dice.sample(range(100), 40)
    rids = [dice.randbytes(16) for _seat in seats]
    lines = {
        "as cast": seats,
        "backwards": seats[::-1],
        "by name in the box": [seat for _rid, seat in sorted(zip(rids, seats, strict=True))],
    }
    truth = {seat: place for place, seat in enumerate(lines[order])}
    score = Score("control")
    attack(score, seats, rids, truth)
    assert (score.linked >= 40, score.holds) == (True, False)
    random_truth = dict(zip(seats, dice.sample(range(40), 40), strict=True))
    fair = Score("fair")
    attack(fair, seats, rids, random_truth)
    assert fair.holds
    assert (len(by_order(seats, 40)), len(by_name(dict(zip(seats, rids, strict=True)), 40))) == (40, 40)
