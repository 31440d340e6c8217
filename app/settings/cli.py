"""`flask seed`: what a new database needs before anybody works with it."""

from __future__ import annotations

import click
from flask import Flask

from app.core.clock import now
from app.core.db import writing
from app.policy import SYSTEM
from app.settings import actions


@click.command("seed")
def seed() -> None:
    """Enter the days off that come with the app, once; what somebody changed stays."""
    with writing():
        actions.begin(by=SYSTEM, at=now())


def init_app(app: Flask) -> None:
    app.cli.add_command(seed)
