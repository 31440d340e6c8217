"""PostgreSQL's write-ahead log keeps every insert with its transaction, also of rows that are gone (pg_waldump and the raw bytes)."""

from __future__ import annotations

import re

from bench.attacks.evidence import Evidence, files_of, folder_of, found, waldump
from bench.attacks.run import alone
from bench.attacks.score import Score, attack

ON = "postgresql"
INSERT = re.compile(r"tx:\s+(\d+),.*desc: (?:HOT_)?INSERT(?:\+INIT)? off:? (\d+).*rel (\d+/\d+/\d+) blk (\d+)")


def look(evidence: Evidence) -> None:
    """Where the rows lay while the ballot was open: the log names places."""
    with evidence.postgresql() as connection:
        for table, column in (("secret_roll", "seat_id"), ("sealed_ballot", "rid")):
            places = connection.execute(f"SELECT ctid::text, {column} FROM {table} WHERE motion_id = {evidence.motion}").fetchall()
            node = connection.execute("SELECT pg_relation_filenode(%s)", (table,)).fetchone()
            assert node is not None
            evidence.places[table] = (str(node[0]), dict(places))


def run(evidence: Evidence, score: Score) -> None:
    lines = waldump(evidence, folder_of(evidence) / "pg_wal")
    orders = {}
    for table, (node, values) in evidence.places.items():
        inserts = sorted((int(m[1]), f"({m[4]},{m[2]})") for line in lines if (m := INSERT.search(line)) and m[3].endswith(f"/{node}"))
        # A place that was free again is written twice: the last time is that of the row which lies there.
        last = {place: tx for tx, place in inserts}
        orders[table] = [values[place] for place in sorted(last, key=lambda place: (last[place], place)) if place in values]
    attack(score, orders["secret_roll"], [bytes(rid) for rid in orders["sealed_ballot"]], evidence.truth)
    score.note(f"{len(orders['secret_roll'])} inserts into the roll in the log")
    score.readable += found(evidence.needles(), files_of(evidence.copy / "pg_wal"))


if __name__ == "__main__":
    alone(__name__)
