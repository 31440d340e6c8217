"""The WSGI entry: `flask --app wsgi ...`, `granian --interface wsgi wsgi:app`."""

import click

from app import create_app

run_by_flask = click.get_current_context(silent=True) is not None
app = create_app(commands=run_by_flask)
