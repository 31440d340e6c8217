"""Brings the database of this environment up to date: `python -m deploy.prepare`.

The same as `flask --app wsgi db upgrade` and `flask --app wsgi seed`, but the app is loaded once, which halves the wait.
"""

from __future__ import annotations

from pathlib import Path

from flask.cli import FlaskGroup

from app import create_app
from deploy import demo


def main() -> None:
    app = create_app()
    commands = FlaskGroup(create_app=lambda: app)
    commands.main(args=["db", "upgrade"], standalone_mode=False)
    if (Path(app.config["INSTANCE"]) / demo.UNFINISHED).exists() and demo.emptied(app):
        commands.main(args=["db", "upgrade"], standalone_mode=False)
    commands.main(args=["seed"], standalone_mode=False)


if __name__ == "__main__":
    main()
