"""A proxy that logs times knows who cast when: the order of the requests beside the order of the bulletin."""

from __future__ import annotations

from bench.attacks.evidence import Evidence
from bench.attacks.run import alone
from bench.attacks.score import Score, by_order

ON = "any"


def run(evidence: Evidence, score: Score) -> None:
    lines = len(evidence.lines)
    score.guess(by_order(evidence.posted, lines), evidence.truth)
    score.guess(by_order(evidence.posted[::-1], lines), evidence.truth)
    # Who is early on the roll may be early in the bulletin.
    score.guess(by_order(sorted(evidence.posted), lines), evidence.truth)


if __name__ == "__main__":
    alone(__name__)
