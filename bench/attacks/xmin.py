"""PostgreSQL writes into every row the number of the transaction that put it there: roll and box in the order of casting."""

from __future__ import annotations

from bench.attacks.evidence import SQL_BOX, SQL_ROLL, Evidence
from bench.attacks.run import alone
from bench.attacks.score import Score, attack

ON = "postgresql"


def look(evidence: Evidence) -> None:
    """While the ballot is open."""
    with evidence.postgresql() as connection:
        seats = [row[0] for row in connection.execute(SQL_ROLL.format(motion=evidence.motion) + "xmin::text::bigint")]
        rids = [bytes(row[0]) for row in connection.execute(SQL_BOX.format(motion=evidence.motion) + "xmin::text::bigint")]
    evidence.orders["xmin"] = (seats, rids)


def run(evidence: Evidence, score: Score) -> None:
    attack(score, *evidence.orders["xmin"], evidence.truth)
    with evidence.postgresql() as connection:  # afterwards: what is left of the roll, in order of its transactions
        left = f"SELECT seat_id FROM roll_entry WHERE motion_id = {evidence.motion} AND voted ORDER BY xmin::text::bigint, ctid"
        score.guess({row[0]: place for place, row in enumerate(connection.execute(left))}, evidence.truth)
        open_box = connection.execute("SELECT count(*) FROM sealed_ballot").fetchone()
    score.readable += open_box[0] if open_box else 0


if __name__ == "__main__":
    alone(__name__)
