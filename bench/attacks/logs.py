"""What servers write beside the database: their logs, and everything else that grew in the instance's folder."""

from __future__ import annotations

from bench.attacks.evidence import Evidence, found
from bench.attacks.run import alone
from bench.attacks.score import Score

ON = "any"


def run(evidence: Evidence, score: Score) -> None:
    score.readable += found(evidence.needles(), evidence.logs)
    score.note(f"{sum(path.stat().st_size for path in evidence.logs)} bytes of logs")
    paths = [f"/motions/{evidence.motion}/secret/cast".encode()]
    score.note(f"casts named in them: {found(paths, evidence.logs)}")


if __name__ == "__main__":
    alone(__name__)
