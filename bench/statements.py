"""How many SQL statements each request of a bench costs: `python -m bench.statements` reads [[name, cookie, path], ...] as JSON from its
standard input and prints {name: number}. The same app on the same database, asked in this process, where statements can be counted."""

from __future__ import annotations

import json
import sys

from app import create_app
from tests.house.counting import statements


def main() -> None:
    app = create_app()
    asked: list[list[str]] = json.load(sys.stdin)
    found = {}
    for name, cookie, path in asked:
        client = app.test_client()
        key, _, value = cookie.partition("=")
        client.set_cookie(key, value)
        client.get(path)  # what is read once per process does not count
        with app.app_context(), statements() as ran:
            answer = client.get(path)
        found[name] = len(ran) if answer.status_code == 200 else -answer.status_code
    print(json.dumps(found))


if __name__ == "__main__":
    main()
