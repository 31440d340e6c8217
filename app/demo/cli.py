"""`flask demo load` and `flask demo accounts`."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from app.core import chance
from app.core.lifecycle import Refused
from app.core.web import sentence

demo = AppGroup("demo", help="Fictional data to look around in; never in a real database.")
LARGE = "演示城市（--scale）还没有，请先装入展示数据：flask demo load"


@demo.command("load")
@click.option("--scale", type=int, help="A whole city's years; without it the showcase.")
@click.option("--seed", type=int, default=2026, show_default=True, help="The same seed gives the same data.")
def load(scale: int | None, seed: int) -> None:
    """Load the showcase: all alliances as shells, and 鹤鸣里 with its meeting. Exit 2 in a real database."""
    if scale is not None:
        click.echo(LARGE, err=True)
        raise SystemExit(2)
    from app.demo import showcase  # heavy, and only here

    try:
        with chance.repeatable(seed):
            loaded = showcase.load(click.echo)
    except Refused as refusal:
        click.echo(sentence(refusal), err=True)
        raise SystemExit(2) from refusal
    click.echo("演示数据已装入。" if loaded else "演示数据早已装入，没有改动。")


@demo.command("accounts")
def accounts() -> None:
    """Print how to sign in to the demo."""
    from app.demo import showcase

    text = showcase.accounts()
    click.echo(text or "还没有装入演示数据。")


def init_app(app: Flask) -> None:
    app.cli.add_command(demo)
