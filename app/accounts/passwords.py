"""Argon2id, at most two at a time in a process: each takes 64 MiB."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from app.core import chance

_hasher = PasswordHasher()
_room = threading.BoundedSemaphore(2)
_nobody = ""


def make_hash(password: str) -> str:
    with _room:
        return _hasher.hash(password, salt=bytes.fromhex(chance.salt()))  # 16 bytes, as the library's own; the demo can repeat them


def matches(password_hash: str, password: str) -> bool:
    with _room:
        try:
            return _hasher.verify(password_hash, password)
        except (Argon2Error, InvalidHashError):
            return False


def pretend(password: str) -> None:
    """Take as long for a name that does not exist as for one that does."""
    global _nobody
    _nobody = _nobody or make_hash("nobody")
    matches(_nobody, password)
