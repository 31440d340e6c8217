"""Creating people and accounts, giving roles, signing in and out, binding a telephone."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from app.accounts.models import Account, Grant, Person, PersonalLink, SignIn
from app.accounts.rules import PASSWORD_SIGN_IN, ROLE_PLACES, TRIES, hashed, last_four, password_fault
from app.core import chance
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, record
from app.core.pinyin import sort_key
from app.settings import models as settings


def add_person(identity: str, name: str, phone: str = "", *, by: By, at: datetime) -> Person:
    person = Person(identity=identity, name=name, phone=phone, sort_key=sort_key(name)[:120])
    db.session.add(person)
    record("person.add", person, by=by, at=at)
    return person


def official(login: str, name: str, known: Person | None, *, by: By, at: datetime) -> Person:
    """The person for a new account: the one the roster knows already, else a new one. Refused where the login name is taken."""
    check_login(login)
    return known or add_person(f"account:{login}", name, by=by, at=at)


def check_login(login: str) -> None:
    if db.session.scalar(select(Account.id).where(func.lower(Account.login) == login.lower())):
        raise Refused("account.exists", field="login")


def create_account(login: str, person: Person, password_hash: str, *, by: By, at: datetime, must_change: bool = True) -> Account:
    """An account with a password that must be changed at the first sign-in. Refused where the name is taken."""
    login = login.strip()
    check_login(login)
    db.session.flush()
    account = Account(person_id=person.id, login=login, password_hash=password_hash, must_change=must_change)
    db.session.add(account)
    record("account.create", account, by=by, at=at)
    return account


def grant(person: Person, role: str, place: str, place_id: int, *, by: By, at: datetime) -> Grant:
    """Give a role in a place; a role that was ended before comes back."""
    if place not in ROLE_PLACES[role]:
        raise Refused("account.role_place", field="place")
    db.session.flush()
    held = db.session.scalar(
        select(Grant).where(Grant.person_id == person.id, Grant.role == role, Grant.place == place, Grant.place_id == place_id)
    )
    if held is None:
        held = Grant(person_id=person.id, role=role, place=place, place_id=place_id, since=at)
        db.session.add(held)
    elif held.ended_at is None:
        return held
    held.ended_at = None
    record("grant.give", held, by=by, at=at, role=role, place=place, place_id=place_id)
    return held


def end_grant(held: Grant, *, by: By, at: datetime) -> None:
    if held.role == "administrator" and not _other_administrators(held):
        raise Refused("account.last_administrator")
    held.ended_at = at
    record("grant.end", held, by=by, at=at, role=held.role)


def _other_administrators(held: Grant) -> int:
    statement = select(func.count()).select_from(Grant).where(Grant.role == "administrator", Grant.ended_at.is_(None), Grant.id != held.id)
    return db.session.scalar(statement) or 0


def set_password(account: Account, password_hash: str, *, by: By, at: datetime, must_change: bool) -> None:
    """A new password ends every other sign-in of the person."""
    account.password_hash, account.must_change, account.failures = password_hash, must_change, 0
    end_sign_ins(account.person_id, at=at)
    record("account.password", account, by=by, at=at, must_change=must_change)


def check_password(password: str, login: str, field: str = "password") -> None:
    if fault := password_fault(password, login):
        raise Refused(fault, field=field)


def disable(account: Account, *, by: By, at: datetime) -> None:
    for held in db.session.scalars(
        select(Grant).where(Grant.person_id == account.person_id, Grant.role == "administrator", Grant.ended_at.is_(None))
    ):
        if not _other_administrators(held):
            raise Refused("account.last_administrator")
    account.disabled_at = at
    end_sign_ins(account.person_id, at=at)
    record("account.disable", account, by=by, at=at)


def enable(account: Account, *, by: By, at: datetime) -> None:
    account.disabled_at, account.failures = None, 0
    record("account.enable", account, by=by, at=at)


# -- signing in --------------------------------------------------------------------------------------------------------


def sign_in(account: Account, *, by: By, at: datetime) -> tuple[SignIn, str]:
    """A new sign-in and the token for its cookie, which is stored only as a hash."""
    account.failures = 0
    row, token = start_sign_in(account.person_id, "password", at, PASSWORD_SIGN_IN)
    record("account.sign_in", account, by=by, at=at)
    return row, token


def wrong_password(account: Account, *, by: By, at: datetime) -> None:
    account.failures, account.failed_at = account.failures + 1, at
    record("account.wrong_password", account, by=by, at=at, failures=account.failures)


def start_sign_in(person_id: int, kind: str, at: datetime, holds: timedelta, link_id: int | None = None) -> tuple[SignIn, str]:
    token = chance.token()
    row = SignIn(person_id=person_id, token_hash=hashed(token), kind=kind, link_id=link_id, started_at=at, expires_at=at + holds)
    db.session.add(row)
    return row, token


def end_sign_in(sign_in_id: int, *, at: datetime) -> None:
    db.session.execute(update(SignIn).where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None)).values(ended_at=at))


def end_sign_ins(person_id: int, *, at: datetime) -> None:
    db.session.execute(update(SignIn).where(SignIn.person_id == person_id, SignIn.ended_at.is_(None)).values(ended_at=at))


# -- personal links ----------------------------------------------------------------------------------------------------


def make_link(person: Person, *, by: By, at: datetime, slip: bool = False) -> tuple[PersonalLink, str, str]:
    """A new personal link; older ones and the telephones bound by them end at once. Returns the row, the token and the slip code ("")."""
    for old in db.session.scalars(select(PersonalLink).where(PersonalLink.person_id == person.id, PersonalLink.revoked_at.is_(None))):
        revoke_link(old, by=by, at=at)
    token = chance.token()
    code = chance.digits(6) if slip else ""
    link = PersonalLink(person_id=person.id, token_hash=hashed(token), made_at=at)
    if code:
        link.slip_hash = hashed(f"{token}:{code}")
        link.slip_expires_at = at + timedelta(days=settings.number("slip.days"))
    db.session.add(link)
    record("link.make", link, by=by, at=at, slip=bool(code))
    return link, token, code


def revoke_link(link: PersonalLink, *, by: By, at: datetime) -> None:
    link.revoked_at = at
    db.session.execute(update(SignIn).where(SignIn.link_id == link.id, SignIn.ended_at.is_(None)).values(ended_at=at))
    record("link.revoke", link, by=by, at=at)


def binding_fault(link: PersonalLink, person: Person, typed: str, token: str, at: datetime) -> str | None:
    """Why what was typed does not bind: the last four digits of the registered phone, or the slip's six."""
    if link.tries >= TRIES:
        return "link.tries"
    if link.slip_hash and link.slip_expires_at and at < link.slip_expires_at and len(typed) == 6:
        return None if hashed(f"{token}:{typed}") == link.slip_hash else "link.code"
    if not last_four(person.phone):
        return "link.code" if link.slip_hash else "link.no_way"
    return None if typed == last_four(person.phone) else "link.digits"


def count_try(link: PersonalLink, *, by: By, at: datetime) -> None:
    link.tries += 1
    record("link.wrong", link, by=by, at=at, tries=link.tries)


def bind_phone(link: PersonalLink, *, by: By, at: datetime) -> str:
    """This browser is that person's from now on, for 90 days. A slip's code is used up. Returns the token for the cookie."""
    link.tries = 0
    link.slip_hash, link.slip_expires_at = "", None
    _row, token = start_sign_in(link.person_id, "phone", at, timedelta(days=settings.number("link.days")), link.id)
    record("link.bind", link, by=by, at=at)
    return token


def rename_person(person: Person, name: str, *, by: By, at: datetime) -> None:
    person.name, person.sort_key = name, sort_key(name)[:120]
    record("person.rename", person, by=by, at=at)
