"""Alembic's environment: one head, the app's own engine, batch mode so that SQLite can alter tables."""

from __future__ import annotations

from alembic import context
from flask import current_app

config = context.config


def run() -> None:
    database = current_app.extensions["migrate"].db
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_as_batch=True,
            compare_type=True,
            user_module_prefix="app.core.db.",
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database; there is no offline mode.")
run()
