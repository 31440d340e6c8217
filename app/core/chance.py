"""Randomness, in one place: everything that must not be guessed, and everything that the demo must be able to repeat."""

from __future__ import annotations

import random
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

Dice = random.Random
_system: random.Random = secrets.SystemRandom()
_source: random.Random = _system


@contextmanager
def repeatable(seed: int) -> Iterator[None]:
    """The same draws every time, for the demo only: a demo database holds nothing worth guessing."""
    global _source
    _source = random.Random(seed)
    try:
        yield
    finally:
        _source = _system


def dice(*names: object) -> Dice:
    """Dice of their own for whoever is named, the same for the same names: the demo draws lives from them. Nothing secret ever."""
    return Dice(":".join(str(name) for name in names))


def person_id() -> int:
    """An id that tells nothing about the person: 52 random bits, so that every JSON reader keeps it exact."""
    return _source.getrandbits(52) | 1 << 52


def salt() -> str:
    """16 bytes as 32 hexadecimal digits."""
    return f"{_source.getrandbits(128):032x}"


def token() -> str:
    """128 bits for an address that only its holder can know, as 26 letters and digits without look-alikes."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "".join(_source.choice(alphabet) for _ in range(26))


def once() -> str:
    return f"{_source.getrandbits(128):032x}"


def digits(length: int) -> str:
    return "".join(_source.choice("0123456789") for _ in range(length))


def password() -> str:
    """A one-time password that can be read out on the telephone: three groups of four."""
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    return "-".join("".join(_source.choice(alphabet) for _ in range(4)) for _ in range(3))
