"""Genuine exports to be tampered with: a named motion, a secret one with its bulletin, and the ledger of their alliance."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from app.ballots import actions
from app.ballots.models import Motion
from app.ballots.queries import export
from app.core import ledger, ledger_export
from app.core.db import db, writing
from tests.ballots import make_ballots as boards
from tests.ballots.make_ballots import Room, room
from tests.ballots.sealed import make_sealed
from tests.make import later

VERIFIER = Path(__file__).resolve().parents[2] / "static" / "verify" / "lianxi_verify.py"


def verifier() -> ModuleType:
    """The program as a module, for properties that no process per case could check."""
    spec = importlib.util.spec_from_file_location("lianxi_verify", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@dataclass(frozen=True)
class Files:
    """What somebody holds. lines: of the ledger's file; head: of the chain, held from earlier; receipts: of the secret ballot."""

    motion: dict[str, Any]
    secret: dict[str, Any]
    lines: list[str]
    head: str
    receipts: tuple[str, ...]


def named(of: Room) -> Motion:
    """Nine seats, eight there: five for, one against, one abstaining, one unreadable paper."""
    motion = boards.motion(of)
    boards.cast(of, motion, dict.fromkeys(range(5), "for") | {5: "against", 6: "abstain"})
    with writing():
        ledger.hold(of.alliance.id)
        actions.casting.type_papers(motion, {of.seats[7].id: "invalid"}, by=of.secretary, at=later(12))
    boards.close(of, motion)
    return motion


def secret(of: Room) -> tuple[Motion, tuple[str, ...]]:
    """Seven of nine by telephone: five for, two against."""
    of.item = boards.item(of, "推选组长", "alliance_majority")
    motion = make_sealed.opened(of)
    papers = [make_sealed.cast(of, motion, number, "1" if number < 5 else "2") for number in range(7)]
    make_sealed.close(of, motion)
    make_sealed.count(of, motion)
    return motion, tuple(paper.receipt.text for paper in papers)


def made() -> Files:
    of = room(9, 8, "alliance_majority")
    first = named(of)
    second, receipts = secret(of)
    lines = list(ledger_export.lines(of.alliance.id))
    chain = db.session.get_one(ledger.Chain, of.alliance.id)
    found = Files(plain(first), plain(second), [line.rstrip("\n") for line in lines], f"{chain.id}:{chain.seq}:{chain.head}", receipts)
    db.session.rollback()
    return found


def plain(motion: Motion) -> dict[str, Any]:
    """The motion as its file holds it."""
    found: dict[str, Any] = json.loads(json.dumps(export(motion, with_seats=True)))
    return found


def checked(folder: Path, *words: str, motion: object = None, lines: list[str] | None = None) -> tuple[int, str, str]:
    """Run the program as people do: its exit code, what it printed, what it said."""
    files = []
    if lines is not None:
        (folder / "ledger.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        files.append("ledger.jsonl")
    if motion is not None:
        (folder / "motion.json").write_text(json.dumps(motion, ensure_ascii=False, indent=1), encoding="utf-8")
        files.append("motion.json")
    # -I -S: nothing but the standard library can be found.
    ran = subprocess.run((sys.executable, "-I", "-S", VERIFIER, *files, *words), cwd=folder, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout.strip(), ran.stderr.strip()
