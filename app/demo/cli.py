"""`flask demo load` and `flask demo accounts`."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import AppGroup

from app.core import chance
from app.core.lifecycle import Refused
from app.core.web import sentence
from app.settings.models import installation

demo = AppGroup("demo", help="Fictional data to look around in; never in a real database.")
UNFINISHED = "演示数据上次没有装完，不能接着装。请换一个空的数据库（SQLite：删除实例目录中的 lianxi.db*）再装入。"


@demo.command("load")
@click.option("--scale", type=click.IntRange(1, 100), help="The whole city, 1, 10 or 100 times; without it the showcase.")
@click.option("--seed", type=int, default=2026, show_default=True, help="The same seed gives the same data.")
@click.option("--alliances", type=click.IntRange(1), hidden=True, help="Only so many live; for tests.")
@click.option("--months", type=click.IntRange(1, 24), default=24, hidden=True, help="Only the first months; for tests.")
def load(scale: int | None, seed: int, alliances: int | None, months: int) -> None:
    """Load the showcase: all alliances as shells, and 鹤鸣里 with its meeting; with --scale the demo city around it.

    Loading again changes nothing. Exit 2 in a real database, and where an earlier load was broken off.
    """
    from app.demo import showcase  # heavy, and only here
    from app.demo.city import loading

    if installation() == "demo":
        if not showcase.finished():
            click.echo(UNFINISHED, err=True)
            raise SystemExit(2)
        click.echo("演示数据早已装入，没有改动。")
        return
    try:
        with chance.repeatable(seed):
            if scale is None:
                showcase.load(click.echo)
            else:
                loading.load(click.echo, scale=scale, seed=seed, alliances=alliances, months=months)
    except Refused as refusal:
        click.echo(sentence(refusal), err=True)
        raise SystemExit(2) from refusal
    click.echo("演示数据已装入。")


@demo.command("accounts")
def accounts() -> None:
    """Print how to sign in to the demo."""
    from app.demo import showcase

    text = showcase.accounts()
    click.echo(text or "还没有装入演示数据。")


def init_app(app: Flask) -> None:
    app.cli.add_command(demo)
