"""`flask users create` and `flask users password`: the first administrator, and a way back in."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from app.accounts import actions, passwords, queries
from app.accounts.rules import PASSWORD_ROLES
from app.alliances.queries import place_named
from app.core import chance
from app.core.clock import now
from app.core.db import writing
from app.core.lifecycle import Refused
from app.core.web import sentence
from app.policy import SYSTEM

users = AppGroup("users", help="Accounts with a password.")


@users.command("create")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(PASSWORD_ROLES))
@click.option("--alliance", default="", metavar="CODE", help="For a secretary or convener.")
@click.option("--place", default="", metavar="NAME", help="A supervisor's street or district; a handler's organisation.")
def create(name: str, role: str, alliance: str, place: str) -> None:
    """Create an account and print its one-time password."""
    one_time = chance.password()
    try:
        with writing():
            kind, place_id = place_named(role, alliance or place)
            known = queries.person_without_account(role, kind, place_id, name)
            person = actions.official(name, name, known, by=SYSTEM, at=now())
            actions.create_account(name, person, passwords.make_hash(one_time), by=SYSTEM, at=now())
            actions.grant(person, role, kind, place_id, by=SYSTEM, at=now())
    except Refused as refusal:
        raise click.ClickException(sentence(refusal)) from refusal
    click.echo(one_time)


@users.command("password")
@click.argument("name")
def password(name: str) -> None:
    """Print a new one-time password for the account; its old sessions end."""
    one_time = chance.password()
    password_hash = passwords.make_hash(one_time)
    found = queries.account_by_login(name)
    if found is None:
        raise click.ClickException(f"no account {name}")
    account_id = found[0].id
    with writing():
        actions.set_password(queries.account_for_update(account_id), password_hash, by=SYSTEM, at=now(), must_change=True)
    click.echo(one_time)


def init_app(app: Flask) -> None:
    app.cli.add_command(users)
