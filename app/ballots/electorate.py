"""PURE. What a motion fixes at opening about who may vote on what, as one hash (security.md §2: the electorate hash)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence


def electorate_hash(seat_ids: Iterable[int], options: Sequence[str]) -> str:
    """sha256 of the canonical JSON `[["s3", "s17", ...], ["option", ...]]`: seats in order of id, options in the motion's ([] in yes_no).

    An exported motion holds both, so that anybody computes it again (static/verify/lianxi_verify.py)."""
    text = json.dumps([[f"s{seat}" for seat in sorted(seat_ids)], list(options)], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
