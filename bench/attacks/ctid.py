"""PostgreSQL puts rows one behind the other: their places tell the order of casting."""

from __future__ import annotations

from bench.attacks.evidence import SQL_BOX, SQL_ROLL, Evidence
from bench.attacks.run import alone
from bench.attacks.score import Score, attack

ON = "postgresql"


def look(evidence: Evidence) -> None:
    with evidence.postgresql() as connection:
        seats = [row[0] for row in connection.execute(SQL_ROLL.format(motion=evidence.motion) + "ctid")]
        rids = [bytes(row[0]) for row in connection.execute(SQL_BOX.format(motion=evidence.motion) + "ctid")]
    evidence.orders["ctid"] = (seats, rids)


def run(evidence: Evidence, score: Score) -> None:
    attack(score, *evidence.orders["ctid"], evidence.truth)
    with evidence.postgresql() as connection:
        left = connection.execute(f"SELECT seat_id FROM roll_entry WHERE motion_id = {evidence.motion} AND voted ORDER BY ctid")
        score.guess({row[0]: place for place, row in enumerate(left)}, evidence.truth)


if __name__ == "__main__":
    alone(__name__)
