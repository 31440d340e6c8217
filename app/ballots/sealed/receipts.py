"""The receipt that stands on the confirm page: two of our words and a code. Drawn here, kept nowhere; the form brings it back, signed."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass

from app.ballots.sealed.words import PLACE, WORDS
from app.core import chance

PHRASE_WORDS = 6


@dataclass(frozen=True, slots=True)
class Receipt:
    """words: two words with a blank between; code: four digits."""

    words: str
    code: str

    @property
    def text(self) -> str:
        return f"{self.words} {self.code}"


def draw() -> Receipt:
    return Receipt(" ".join(_words(2)), chance.digits(4))


def phrase() -> tuple[str, ...]:
    """Six words for a scrutineer: 67 bits."""
    return _words(PHRASE_WORDS)


def _words(number: int) -> tuple[str, ...]:
    return tuple(WORDS[int(chance.salt(), 16) % len(WORDS)] for _word in range(number))


def read(text: str) -> Receipt | None:
    """A receipt as it was written down: two of our words and four digits, with or without blanks between. None for anything else."""
    letters = "".join(letter for letter in text if letter.isalnum())
    words, code = (letters[:2], letters[2:4]), letters[4:]
    if len(code) != 4 or not code.isdecimal() or not all(word in PLACE for word in words):
        return None
    return Receipt(" ".join(words), "".join(str(int(digit)) for digit in code))


def signature(secret: str, motion_id: int, nonce: str, drawn: Mapping[int, Receipt]) -> str:
    """That we drew these receipts for these seats: they are changed by drawing again, not by editing. Says nothing of the choice."""
    text = "|".join((str(motion_id), nonce, *(f"{seat}:{receipt.text}" for seat, receipt in sorted(drawn.items()))))
    return hmac.new(secret.encode(), f"receipt|{text}".encode(), hashlib.sha256).hexdigest()


def is_ours(signed: str, secret: str, motion_id: int, nonce: str, drawn: Mapping[int, Receipt]) -> bool:
    return hmac.compare_digest(signed.encode(), signature(secret, motion_id, nonce, drawn).encode())


def mark(motion_id: int, seat_id: int, nonce: str) -> str:
    """What the roll keeps of the form's nonce, so that the same form is known again. Erased at closing."""
    return hashlib.sha256(f"{motion_id}|{seat_id}|{nonce}".encode()).hexdigest()
