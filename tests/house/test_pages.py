"""The judge of every HTML answer finds what it should, and finds nothing in a page that is right."""

from __future__ import annotations

import pytest

from tests.house.pages import faults

RIGHT = """<!doctype html><title>Item 3 · Lianxi</title><h1>Item <b>3</b></h1><p id="a" aria-describedby="b">x</p><label for="b">y</label>
<form action="/x" hx-post="/x" method="post"><input name="csrf_token"><input name="once"><input id="b" hx-target="#a"></form>
<script src="/s.js"></script>"""

WRONG = {
    '<p id="a"></p><p id="a"></p>': "id a stands 2 times",
    "<script>1</script>": "an inline script",
    "<style>p {}</style>": "a style element",
    '<p style="x"></p>': "style on <p>",
    '<p onclick="x"></p>': "onclick on <p>",
    '<p hx-on:click="x"></p>': "hx-on:click on <p>",
    "<form method='get'></form>": "a form without action and method",
    '<form action="/a" method="get" hx-post="/b"></form>': "hx-post /b and action /a differ",
    '<form action="/a" method="post"><input name="once"></form>': "the form /a lacks csrf_token",
    '<form action="/a" method="POST"><input name="csrf_token"></form>': "the form /a lacks once",
}
WRONG_PAGE = {
    "<title>A</title>": "0 h1",
    "<title>A</title><h1>A</h1><h1>B</h1>": "2 h1",
    "<title>A</title><h1>B</h1>": "the title 'A' does not start with 'B'",
    '<title>A</title><h1>A</h1><p hx-target="#q">': "hx-target #q is nowhere on the page",
    '<title>A</title><h1>A</h1><label for="q">': "a label for q that is nowhere",
    '<title>A</title><h1>A</h1><p id="a" aria-describedby="a q">': "aria-describedby q is nowhere",
}


def test_a_page_that_is_right_has_no_faults() -> None:
    assert faults(RIGHT, whole=True) == []


@pytest.mark.parametrize("html", WRONG)
def test_a_fault_is_found_in_a_fragment(html: str) -> None:
    assert faults(html, whole=False) == [WRONG[html]]


@pytest.mark.parametrize("html", WRONG_PAGE)
def test_a_fault_is_found_in_a_page(html: str) -> None:
    assert faults(html, whole=True) == [WRONG_PAGE[html]]
