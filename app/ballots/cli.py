"""`flask ballots recount FILE`: anybody's recount of an exported motion. `flask ballots tell-heads`: a daily job."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup

from app.ballots import heads
from app.ballots.recount import recount_file
from app.core.clock import now
from app.policy import SYSTEM

ballots = AppGroup("ballots", help="Ballots and how they are counted.")


@ballots.command("recount")
@click.argument("file")
def recount(file: str) -> None:
    """Print the result of FILE as JSON: one case, or a list of cases. A single refused case exits with 2, so does an unreadable file."""
    try:
        content = Path(file).read_bytes()
    except (OSError, ValueError) as fault:  # a name with a null byte is no name
        click.echo(f"cannot read {file}: {getattr(fault, 'strerror', None) or fault}", err=True)
        raise SystemExit(2) from fault
    result, code = recount_file(content)
    click.echo(result)
    raise SystemExit(code)


@ballots.command("tell-heads")
def tell_heads() -> None:
    """Write the heads of all alliances' ledgers that have moved into the city's ledger. Repeatable; prints how many."""
    click.echo(heads.tell(by=SYSTEM, at=now()))


def init_app(app: Flask) -> None:
    app.cli.add_command(ballots)
