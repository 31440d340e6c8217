"""htmx comes from the CDN; where the CDN is down, tampered with or slow, from the app itself, and the page works all the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

from app.config import HTMX_URL
from tests.journeys.conftest import Window


def down(route: Route) -> None:
    route.abort()


def tampered(route: Route) -> None:
    route.fulfill(body="window.stolen = true", content_type="text/javascript", headers={"Access-Control-Allow-Origin": "*"})


def hanging(route: Route) -> None:
    """Never answered: the page must not wait for it."""


def source_of(page: Page) -> str:
    expect(page.locator("html[data-htmx-from]")).to_be_attached()
    return str(page.locator("html").get_attribute("data-htmx-from"))


def test_the_cdn_is_asked_first(window: Window) -> None:
    page = window.open()
    page.goto("/sign-in")
    assert source_of(page) == "cdn"


@pytest.mark.parametrize(("fault", "source"), [(down, "local:error"), (tampered, "local:error"), (hanging, "local:timeout")])
def test_the_own_copy_stands_in(window: Window, fault: object, source: str) -> None:
    page = window.open()
    page.route(HTMX_URL, fault)  # type: ignore[arg-type]  # one of the three above
    page.goto("/sign-in", wait_until="domcontentloaded")
    assert source_of(page) == source
    page.wait_for_function("typeof window.htmx == 'object'")  # named when it is asked for, there a moment later
    assert page.evaluate("window.stolen") is None
    page.reload(wait_until="domcontentloaded")
    assert source_of(page) == "local:remembered"
    window.complaints.clear()  # the browser rightly complains of the CDN
