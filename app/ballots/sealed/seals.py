"""PURE. Sealing a ballot so that only the motion's key opens it, and wrapping that key for two scrutineers (PyNaCl; security.md §3.1)."""

from __future__ import annotations

from dataclasses import dataclass

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

#: Bytes of every ballot before it is sealed, whatever it says: an option each of approve_any, the receipt, blanks.
LENGTH = 128
SALT_BYTES = 16


class Unreadable(Exception):
    """The key does not open this: it is another key, or what was sealed has been changed."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A ballot out of the box. digits: see choices.py; words and code: the receipt."""

    digits: str
    words: str
    code: str


def new_key() -> bytes:
    """The private half, 32 bytes."""
    return bytes(PrivateKey.generate())


def public_of(private: bytes) -> bytes:
    return bytes(PrivateKey(private).public_key)


def seal(public: bytes, ballot: Opened) -> bytes:
    """Always LENGTH + 48 bytes. Raises ValueError where the ballot says more than fits."""
    plain = f"{ballot.digits}|{ballot.words}|{ballot.code}".encode()
    if len(plain) > LENGTH:
        raise ValueError(f"a ballot of {len(plain)} bytes")
    return SealedBox(PublicKey(public)).encrypt(plain.ljust(LENGTH))


def unseal(private: bytes, sealed: bytes) -> Opened:
    """Raises Unreadable."""
    digits, words, code = _opened(private, sealed).decode().rstrip().split("|")
    return Opened(digits, words, code)


def _opened(private: bytes, sealed: bytes) -> bytes:
    try:
        return SealedBox(PrivateKey(private)).decrypt(sealed)
    except (CryptoError, ValueError, TypeError) as error:
        raise Unreadable from error


# -- two scrutineers ---------------------------------------------------------------------------------------------------


def key_of_phrase(phrase: str, salt: bytes) -> bytes:
    """A scrutineer's private half, from the phrase alone: Argon2id INTERACTIVE, 64 MB and slow. Never under a lock."""
    return pwhash.argon2id.kdf(
        32,
        phrase.encode(),
        salt,
        opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE,
        memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
    )


def wrap(private: bytes, first: bytes, second: bytes) -> bytes:
    """The key in two layers: the first scrutineer's is the outer one. `first`, `second`: public halves of their phrases."""
    return SealedBox(PublicKey(first)).encrypt(SealedBox(PublicKey(second)).encrypt(private))


def unwrap(layer: bytes, own: bytes) -> bytes:
    """What lies under one layer. Raises Unreadable where the phrase was another."""
    return _opened(own, layer)
