"""Runs attacks over rounds of ballots, on each database, and says what they found."""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.attacks import election
from bench.attacks.evidence import Evidence, take_copy
from bench.attacks.score import HEAD, Score
from tests.servers import postgresql

RESULTS = Path(__file__).resolve().parents[1] / "results"
NAMES = ("xmin", "ctid", "dead_tuples", "wal", "sqlite_wal", "sqlite_pages", "logs", "access_order")


def modules(names: Sequence[str], on: str) -> list[ModuleType]:
    found: list[Any] = [import_module(f"bench.attacks.{name}") for name in names]
    return [module for module in found if module.ON in (on, "any")]


def gather(module: ModuleType, evidence: Evidence) -> None:
    if hasattr(module, "look"):
        module.look(evidence)


def rounds(on: str, names: Sequence[str], seats: int, turns: int, seed: int) -> list[Score]:
    """`turns` ballots of `seats` voters on a fresh database, attacked one after the other."""
    attacks = modules(names, on)
    scores = {module.__name__: Score(f"{on}: {module.__name__.rpartition('.')[2]}") for module in attacks}
    if not attacks:
        return []
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lianxi-attacks-")))
        instance = folder / "instance"
        instance.mkdir()
        url = f"sqlite:///{instance / 'lianxi.db'}"
        if on == "postgresql":
            url = stack.enter_context(postgresql()).create_database("attacks")
        app, of, address = stack.enter_context(election.hall(instance, url, seats))
        dice = random.Random(seed)
        for turn in range(1, turns + 1):
            motion_id = election.opened(of, turn).id
            evidence = Evidence(url, motion_id, logs=sorted(instance.glob("*.log")))
            election.cast_all(app, of, motion_id, address, dice, evidence)
            take_copy(evidence, folder / f"copy{turn}")
            for module in attacks:
                gather(module, evidence)
            election.count(of, motion_id, evidence)
            for module in attacks:
                module.run(evidence, scores[module.__name__])
            shutil.rmtree(evidence.copy)
    return list(scores.values())


def main(names: Sequence[str] = NAMES, words: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(description="Try to link voters to their secret ballots; to read a sealed one; to find the key.")
    options.add_argument("--seats", type=int, default=44)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--save", action="store_true", help="keep what was printed in bench/results")
    options.add_argument("--on", choices=("sqlite", "postgresql", "both"), default="both")
    given = options.parse_args(words)
    scores: list[Score] = []
    for on in ("sqlite", "postgresql") if given.on == "both" else (given.on,):
        scores += rounds(on, names, given.seats, given.rounds, given.seed)
    text = [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {given.seats} voters, {given.rounds} ballots on each database, seed {given.seed}",
        "linked: voters joined to their own line of the bulletin; paired: voters joined to their sealed ballot, which says nothing",
        HEAD,
        *(score.line() for score in scores),
    ]
    print("\n".join(text))
    if given.save:
        path = RESULTS / f"{datetime.now(UTC):%Y-%m-%d}-attacks.txt"
        path.write_text("\n".join(text) + "\n", encoding="utf-8")
    return 0 if all(score.holds for score in scores) else 1


def alone(name: str) -> None:
    """One attack as a program: `python -m bench.attacks.wal`."""
    # As a program the module is called __main__, and its file is named like the attack.
    spec = sys.modules[name].__spec__
    sys.exit(main((spec.name.rpartition(".")[2],) if spec else NAMES))
