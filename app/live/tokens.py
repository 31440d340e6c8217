"""What a page may poll with: a sealed note that names the meeting, the audience, the epoch and its own end (security.md §4, live poll).

Only pages make tokens, after the permission was asked; the poll checks them and never makes one.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass

SECONDS = 600
LAST_SECONDS = 120  # of a token's life: the page is sent for a new one
AUDIENCES = ("inside", "screen")
LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Pass:
    """audience: inside (everybody who may read the meeting), screen (everybody in the room). `expires`: seconds since 1970."""

    alliance_id: int
    audience: str
    language: str
    epoch: str
    expires: int

    def ends_soon(self, second: int) -> bool:
        return self.expires - second < LAST_SECONDS


def key_from(secret: str | bytes) -> bytes:
    """A key of its own, so that no other signature of this installation is ever a token."""
    return hmac.digest(secret.encode() if isinstance(secret, str) else secret, b"live poll", "sha256")


def sealed(key: bytes, meeting_id: int, passed: Pass) -> str:
    words = f"{passed.alliance_id}-{passed.audience}-{passed.language}-{passed.epoch}-{passed.expires}"
    return f"{words}-{_mac(key, meeting_id, words)}"


def opened(key: bytes, meeting_id: int, token: str, second: int) -> Pass | None:
    """What the token says, None where it is not ours, of another meeting, or over."""
    words, _dash, mac = token.rpartition("-")
    if not hmac.compare_digest(mac.encode(), _mac(key, meeting_id, words).encode()):
        return None
    alliance_id, audience, language, epoch, expires = words.split("-")
    return Pass(int(alliance_id), audience, language, epoch, int(expires)) if second < int(expires) else None


def _mac(key: bytes, meeting_id: int, words: str) -> str:
    """128 bits."""
    return hmac.digest(key, f"{meeting_id}-{words}".encode(), "sha256").hex()[:32]
