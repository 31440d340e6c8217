"""PostgreSQL leaves deleted rows on their pages until they are needed: after counting, roll and box still lie there (pageinspect)."""

from __future__ import annotations

from typing import Any

import psycopg

from bench.attacks.evidence import Evidence, files_of, folder_of, found
from bench.attacks.run import alone
from bench.attacks.score import Score, attack

ON = "postgresql"


def rows(connection: psycopg.Connection[Any], table: str) -> list[list[bytes]]:
    """Every tuple on the table's pages, dead ones too, in order of the transaction that wrote it."""
    pages = connection.execute("SELECT pg_relation_size(%s) / 8192", (table,)).fetchone()
    read = "SELECT t_xmin::text::bigint, t_attrs FROM heap_page_item_attrs(get_raw_page(%s, %s), %s::regclass) WHERE t_attrs IS NOT NULL"
    tuples = [row for page in range(pages[0] if pages else 0) for row in connection.execute(read, (table, page, table))]
    return [list(attributes) for _xmin, attributes in sorted(tuples, key=lambda row: int(row[0]))]


def run(evidence: Evidence, score: Score) -> None:
    with evidence.postgresql() as connection:
        connection.execute("CREATE EXTENSION IF NOT EXISTS pageinspect")
        number = evidence.motion.to_bytes(4, "little")
        seats = [int.from_bytes(row[1], "little") for row in rows(connection, "secret_roll") if row[0] == number]
        rids = [bytes(row[1])[-16:] for row in rows(connection, "sealed_ballot") if row[0] == number]
    attack(score, list(dict.fromkeys(seats)), list(dict.fromkeys(rids)), evidence.truth)
    score.note(f"{len(set(seats))} dead rows of the roll, {len(set(rids))} of the box")
    folder = folder_of(evidence)
    with evidence.postgresql() as connection:
        names = [
            row[0]
            for row in connection.execute(
                "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relname IN ('secret_roll', 'sealed_ballot')"
            )
        ]
    # The bulletin stands in `motion`, for the alliance; in the tables of the box nothing of it may stand.
    score.readable += found(evidence.needles(), (folder / name for name in names if name and (folder / name).exists()))
    score.readable += found(evidence.needles(), files_of(evidence.copy))


if __name__ == "__main__":
    alone(__name__)
