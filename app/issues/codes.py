"""Query codes: 16 digits in groups of four. Stored hashed, shown once, never part of an address."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata

from app.core import chance

CODE_LENGTH = 16


def new_code() -> str:
    return chance.digits(CODE_LENGTH)


def code_of(key: str, sending: str) -> str:
    """The query code of one sending: the page's own 128 random bits and what was typed, under the house's key.

    The same sending has the same code, so that a second tap is answered like the first although no code is stored anywhere."""
    if not sending:
        return new_code()
    drawn = hmac.new(key.encode(), f"query code:{sending}".encode(), hashlib.sha256).digest()
    return f"{int.from_bytes(drawn, 'big') % 10**CODE_LENGTH:0{CODE_LENGTH}}"


def in_groups(code: str) -> str:
    """1234 5678 9012 3456, as it is printed and read out."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


def plain_code(typed: str) -> str:
    """The digits of what somebody typed, full-width ones and blanks between them included; "" where they are not 16."""
    digits = "".join(sign for sign in unicodedata.normalize("NFKC", typed) if sign.isdecimal() and sign.isascii())
    return digits if len(digits) == CODE_LENGTH else ""
