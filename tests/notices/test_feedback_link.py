"""A feedback link on every page, signed in or not, also where something went wrong (domain.md §0.5)."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from tests import make

LINK = 'href="/feedback"'


def whole_pages(client: FlaskClient, app: Flask) -> dict[str, bool]:
    """Every page without a number in its address: whether it has the link."""
    paths = [str(rule) for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and not rule.arguments]
    found = {}
    for path in [*sorted(paths), "/no-such-page", "/meetings/999999"]:
        answer = client.get(path)
        if (
            answer.mimetype == "text/html"
            and answer.status_code not in (301, 302, 303, 308)
            and re.match(r"\s*(<!--.*?-->\s*)?<!doctype", answer.text)
        ):
            found[path] = LINK in answer.text
    return found


def test_every_page_has_the_link_for_everybody(app: Flask) -> None:
    home = make.alliance()
    seat = make.seat(home)
    with app.test_request_context():
        from flask import url_for

        assert url_for("notices.feedback") == "/feedback"
    people = (make.secretary(home), make.delegate_of(seat), make.official("supervisor", "city", 0), make.administrator())
    signed_in = [make.sign_in(app.test_client(), person) for person in people]
    for client in (app.test_client(), *signed_in):
        found = whole_pages(client, app)
        assert len(found) > 4
        assert [path for path, has in found.items() if not has] == []
    for path in (f"/report/{home.code}", "/report", "/status", f"/public/{home.code}", "/no-such-page", "/sign-in"):
        assert (path, LINK in app.test_client().get(path).text) == (path, True)
    assert f'href="/public/{home.code}"' in app.test_client().get(f"/report/{home.code}").text
