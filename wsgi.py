"""The WSGI entry: `flask --app wsgi ...`, `granian --interface wsgi wsgi:app`."""

from app import create_app

app = create_app()
