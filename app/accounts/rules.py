"""How long a sign-in holds, how many tries there are, and what a password must be."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

PASSWORD_SIGN_IN = timedelta(hours=12)
TRIES = 5
REST = timedelta(minutes=10)
SHORTEST_PASSWORD = 10
#: Roles that an account can be made for. A liaison or handler may also come by a personal link.
PASSWORD_ROLES = ("secretary", "convener", "liaison", "handler", "supervisor", "administrator")
ROLE_PLACES = {
    "secretary": ("alliance",),
    "convener": ("alliance",),
    "liaison": ("organisation",),
    "handler": ("organisation",),
    "supervisor": ("street", "district", "city"),
    "administrator": ("city",),
}


def resting(failures: int, failed_at: datetime | None, at: datetime) -> bool:
    """After 5 wrong passwords an account rests for ten minutes: slow for guessing, short for a person."""
    return failures >= TRIES and failed_at is not None and at - failed_at < REST


def password_fault(password: str, login: str) -> str | None:
    """The reason why a password is refused. Length counts, kinds of characters do not (ASVS 5.0 6.2.1, 6.2.5)."""
    if len(password) < SHORTEST_PASSWORD:
        return "password.short"
    if len(set(password)) < 4 or password.casefold() == login.casefold():
        return "password.simple"
    return None


def last_four(phone: str) -> str:
    return phone[-4:] if len(phone) >= 4 else ""


def masked(phone: str) -> str:
    """138****0000: how a number stands on paper and on screens (domain.md §8, PIPL)."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 8 else ("****" if phone else "")


def hashed(token: str) -> str:
    """How tokens stand in the database: whoever reads it can sign in as nobody."""
    return hashlib.sha256(token.encode()).hexdigest()
