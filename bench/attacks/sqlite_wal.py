"""SQLite's log keeps every commit until it is written back: cut off at each commit, it shows the roll and the box growing together."""

from __future__ import annotations

import struct

from bench.attacks.evidence import Evidence, files_of, found, travelled
from bench.attacks.run import alone
from bench.attacks.score import Score, attack

ON = "sqlite"


def commits(log: bytes) -> list[int]:
    """Where each commit ends: a frame whose header names the database's size (SQLite's file format, §4)."""
    if len(log) < 32:
        return []
    size, salts, ends = struct.unpack(">I", log[8:12])[0], log[16:24], []
    for start in range(32, len(log) - 24 - size + 1, 24 + size):
        if log[start + 8 : start + 16] == salts and struct.unpack(">I", log[start + 4 : start + 8])[0]:
            ends.append(start + 24 + size)
    return ends


def run(evidence: Evidence, score: Score) -> None:
    log = evidence.copy / "database-wal"
    seats: list[int] = []
    rids: list[bytes] = []
    ends = commits(log.read_bytes()) if log.exists() else []
    for on_roll, in_box in travelled(evidence, evidence.copy, ends):
        seats += sorted(on_roll - set(seats))
        rids += sorted(in_box - set(rids))
    attack(score, seats, rids, evidence.truth)
    score.note(f"{len(ends)} commits in the log")
    score.readable += found(evidence.needles(), [path for path in files_of(evidence.copy) if path.parent.name != "trip"])


if __name__ == "__main__":
    alone(__name__)
