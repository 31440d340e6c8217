"""SQLite puts cells on a page from its end forwards: their offsets tell the order of casting. Rowids, where a table has them, too.

After counting: what is left of the box in the file, in pages that are free now.
"""

from __future__ import annotations

import sqlite3

from bench.attacks.evidence import SQL_ROLL, Evidence, found
from bench.attacks.run import alone
from bench.attacks.score import Score, attack

ON = "sqlite"


def run(evidence: Evidence, score: Score) -> None:
    whole = evidence.copy / "whole"
    source = sqlite3.connect(evidence.copy / "database")
    try:
        marks = source.execute(f"SELECT mark, seat_id FROM secret_roll WHERE motion_id = {evidence.motion}").fetchall()
        rids = [row[0] for row in source.execute(f"SELECT rid FROM sealed_ballot WHERE motion_id = {evidence.motion}")]
        sealed = [row[0] for row in source.execute(f"SELECT sealed FROM sealed_ballot WHERE motion_id = {evidence.motion}")]
        for table in ("secret_roll", "sealed_ballot"):
            try:
                source.execute(f"SELECT rowid FROM {table}")
                score.readable += 1
                score.note(f"{table} has rowids")
            except sqlite3.OperationalError:
                pass
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        source.close()
    content = (evidence.copy / "database").read_bytes()
    by_place = sorted((content.find(str(mark).encode()), seat) for mark, seat in marks)
    box_by_place = sorted((content.find(rid), rid) for rid in rids)
    attack(score, [seat for _at, seat in by_place][::-1], [rid for _at, rid in box_by_place][::-1], evidence.truth)
    whole.write_bytes(content)
    score.readable += found(evidence.needles(), [whole])
    _afterwards(evidence, score, [bytes(one) for one in sealed])


def _afterwards(evidence: Evidence, score: Score, sealed: list[bytes]) -> None:
    """Nothing of the box in the file itself once its log is written back."""
    database = sqlite3.connect(evidence.database())
    try:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        free = database.execute("PRAGMA freelist_count").fetchone()[0]
        left = database.execute(SQL_ROLL.format(motion=evidence.motion) + "1").fetchall()
    finally:
        database.close()
    still = found(sealed, [evidence.database()])
    score.readable += len(left)
    score.note(f"afterwards {still} of {len(sealed)} sealed ballots in the file, {free} free pages")


if __name__ == "__main__":
    alone(__name__)
