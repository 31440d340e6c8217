"""`flask ledger verify` and `flask tables`."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from app import policy
from app.core import ledger, ledger_export
from app.domains import lifecycles
from app.reactions import REACTIONS
from app.settings.rules import SETTINGS

SHORTEST = 16
ledger_commands = AppGroup("ledger", help="The chain of everything that happened.")


@ledger_commands.command("verify")
@click.option("--head", "heads", multiple=True, metavar="CHAIN:SEQ:HASH", help="Held from earlier; minutes print the first 16 digits.")
def verify(heads: tuple[str, ...]) -> None:
    """Recompute every chain and compare it with the live rows. Exit 0 where all is whole, 1 with the first broken entry of each chain."""
    held = []
    for head in heads:
        chain, seq, known = head.split(":")
        if len(known) < SHORTEST:
            raise click.BadParameter(f"{head}: at least {SHORTEST} digits of the hash, as printed at the end of minutes")
        held.append((int(chain), int(seq), known))
    broken = list(ledger.verify(held))
    for fault in broken:
        click.echo(f"chain {fault.chain}, entry {fault.seq}: {fault.what}")
    if broken:
        raise SystemExit(1)
    click.echo("ok")


@ledger_commands.command("export")
@click.option("--chain", "chain", type=int, default=ledger.CITY, metavar="N", help="The alliance's number; 0 is the city itself.")
def export(chain: int) -> None:
    """Print a chain as JSON lines for the stand-alone verifier (static/verify/lianxi_verify.py). Words of people are left out."""
    told = False
    for line in ledger_export.lines(chain):
        click.echo(line, nl=False)
        told = True
    if not told:
        click.echo(f"there is no chain {chain}", err=True)
        raise SystemExit(2)


@click.command("tables")
def tables() -> None:
    """The four tables that say what the house does: who may, what can happen, what follows, what may be decided."""
    click.echo("POLICY")
    for action, rule in sorted(policy.POLICY.items()):
        condition = f"  only if {rule.only_if.__name__}" if rule.only_if else ""
        click.echo(f"  {action:24} {' '.join(sorted(rule.roles))}{condition}")
    for lifecycle in lifecycles():
        click.echo(f"LIFECYCLE {lifecycle.noun} (starts {lifecycle.first})")
        for move in lifecycle.moves.values():
            click.echo(f"  {move.name:14} {' '.join(sorted(move.sources))} -> {move.target}  needs {move.needs}")
    click.echo("REACTIONS")
    for event, reactions in sorted(REACTIONS.items()):
        click.echo(f"  {event:24} {' '.join(getattr(reaction, '__name__', '') for reaction in reactions)}")
    click.echo("SETTINGS")
    for name, setting in SETTINGS.items():
        click.echo(f"  {name:28} {setting.default}  {setting.words}")


def init_app(app: Flask) -> None:
    app.cli.add_command(ledger_commands)
    app.cli.add_command(tables)
