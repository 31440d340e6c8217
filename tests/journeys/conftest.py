"""A real server, Debian's chromium, and nothing that leaves this machine: the CDN's address is answered from static/vendor."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route

from app.config import HTMX_URL
from tests.servers import CHROMIUM, app_server, prepare_database

ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "build" / "pictures"
PHONE = {"width": 390, "height": 844}
DEMO_DAY = "2026-11-24T09:00:00+08:00"
DESK = {"width": 1280, "height": 900}


#: Loopback goes through without being asked about.
ELSEWHERE = re.compile(r"^(?!http://127\.0\.0\.1|data:|blob:)")


def answer(route: Route) -> None:
    """The CDN's htmx comes from our copy, everything else is a fault."""
    url = route.request.url
    if url == HTMX_URL:
        route.fulfill(
            body=(ROOT / "static" / "vendor" / "htmx-4.0.1.min.js").read_bytes(),
            content_type="text/javascript",
            headers={"Access-Control-Allow-Origin": "*"},
        )
    else:
        route.abort()
        raise AssertionError(f"a request to another machine: {url}")


class Window:
    """Opens pages of one size, with or without JavaScript, and notes every complaint of the browser."""

    def __init__(self, browser: Browser, base_url: str) -> None:
        self.browser, self.base_url = browser, base_url
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []

    def open(self, size: dict[str, int] = DESK, *, javascript: bool = True) -> Page:
        context = self.browser.new_context(
            viewport=size,  # type: ignore[arg-type]  # a plain dict is a ViewportSize
            base_url=self.base_url,
            java_script_enabled=javascript,
            locale="zh-CN",
            accept_downloads=True,
        )
        context.route(ELSEWHERE, answer)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.contexts.append(context)
        return page

    def _note(self, message: ConsoleMessage) -> None:
        """A refused form (4xx) is the app's word, not a fault of the page."""
        if message.type == "error" and "status of 4" not in message.text:
            self.complaints.append(message.text)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    return {**browser_type_launch_args, **CHROMIUM}


@pytest.fixture(scope="session")
def showcase(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An instance with the showcase in it, loaded as `make run` loads it."""
    instance = tmp_path_factory.mktemp("showcase")
    prepare_database(instance, LIANXI_NOW=DEMO_DAY)
    load_demo(instance)
    return instance


def load_demo(instance: Path) -> None:
    environment = {**os.environ, "LIANXI_INSTANCE": str(instance), "LIANXI_NOW": DEMO_DAY}
    subprocess.run(
        (sys.executable, "-m", "flask", "--app", "wsgi", "demo", "load"), cwd=ROOT, env=environment, check=True, capture_output=True
    )


@pytest.fixture(scope="session")
def server(showcase: Path) -> Iterator[str]:
    """The showcase, served by the launcher on a free port."""
    with app_server(showcase, LIANXI_NOW=DEMO_DAY) as url:
        yield url


@pytest.fixture
def window(browser: Browser, server: str) -> Iterator[Window]:
    """Pages of the running server; at the end the browser must have had nothing to complain about."""
    opened = Window(browser, server)
    yield opened
    for context in opened.contexts:
        context.close()
    assert opened.complaints == []


def picture(page: Page, name: str) -> None:
    """A screenshot to look at, under build/, where LOOK=1 asks for them: drawing whole pages takes minutes."""
    if not os.environ.get("LOOK"):
        return
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)
