"""Answers of one length: whoever sees only how much goes over the wire learns nothing from it (security.md §3.1)."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response
from markupsafe import escape

from app.ballots.sealed.choices import Asked, offered
from app.ballots.sealed.forms import words_of

STEP = 16384


def missing(motion: Asked, shown: Sequence[str]) -> int:
    """How many bytes the shown choices are shorter than the longest that this motion knows, for each seat."""
    if motion.method == "approve_any":
        longest = max(_length(words_of(list(motion.options or ()))), _length(words_of([])))
    else:
        longest = max(_length(words_of(choice)) for _digits, choice in offered(motion))
    return sum(longest - _length(words) for words in shown)


def _length(words: str) -> int:
    return len(str(escape(words)).encode())


def pad(answer: Response, filler: int) -> Response:
    """Blanks up to the next multiple of STEP, after `filler` of them. Uncompressed: a shorter choice compresses better."""
    body = answer.get_data() + b" " * filler
    answer.set_data(body + b" " * (-len(body) % STEP))
    answer.headers["Cache-Control"] = "no-store, no-transform"
    answer.headers["Content-Encoding"] = "identity"
    return answer
