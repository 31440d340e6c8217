"""`flask ballots destroy-keys`: the keys of ballots that are over, for a job that runs every few minutes."""

from __future__ import annotations

import click
from flask import Flask

from app.ballots.cli import ballots
from app.ballots.sealed import custody
from app.core.clock import now
from app.policy import SYSTEM


@ballots.command("destroy-keys")
def destroy_keys() -> None:
    """Destroy what opens boxes of ballots that are counted, void, withdrawn, deferred or inquorate. Repeatable; prints their ids."""
    for motion_id in custody.destroy_ended(by=SYSTEM, at=now()):
        click.echo(motion_id)


def init_app(app: Flask) -> None:
    """The command hangs on the group of app.ballots.cli."""
