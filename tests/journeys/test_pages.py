"""Every page of the reviewed list, with the showcase on it, at both sizes: axe finds nothing, nothing scrolls sideways."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from tests.journeys.conftest import DESK, PHONE, Window, picture
from tests.journeys.people import bind, link_of, sign_in

PAGES = Path(__file__).with_name("pages.txt")
SIZES = {"phone": PHONE, "desk": DESK}


FINDS = {
    "alliance": "SELECT id FROM alliance WHERE code = 'TB014'",
    "meeting": "SELECT meeting_id FROM minutes ORDER BY id DESC LIMIT 1",
    "code": "SELECT code FROM meeting WHERE id = (SELECT meeting_id FROM minutes ORDER BY id DESC LIMIT 1)",
    "running": "SELECT id FROM meeting WHERE state = 'in_session'",
    "planned": "SELECT id FROM meeting WHERE state = 'planning'",
    "planned_item": "SELECT max(id) FROM agenda_item WHERE meeting_id = (SELECT id FROM meeting WHERE state = 'planning')",
    "seat": "SELECT id FROM seat WHERE alliance_id = (SELECT id FROM alliance WHERE code = 'TB014') ORDER BY id LIMIT 1",
    "issue": "SELECT max(id) FROM issue WHERE goes_to = 'community' AND alliance_id = (SELECT id FROM alliance WHERE code = 'TB014')",
    "motion": "SELECT id FROM motion WHERE state = 'open'",
    "counted": "SELECT id FROM motion WHERE state = 'counted' ORDER BY id DESC LIMIT 1",
    "action": "SELECT id FROM action WHERE number = 'HML-2026-04-02'",
    "extended": "SELECT id FROM action WHERE number = 'HML-2026-03-05'",
    "resolution": "SELECT id FROM resolution ORDER BY id DESC LIMIT 1",
    "assigned": "SELECT min(id) FROM issue WHERE state = 'dispatched' AND channel = 'web'",
    "notified": "SELECT id FROM meeting WHERE state = 'notified'",
    "group": "SELECT code FROM meeting WHERE state = 'notified'",
    "closed": "SELECT min(id) FROM issue WHERE goes_to = 'community' AND state = 'closed'",
    "answered": "SELECT min(id) FROM issue WHERE goes_to = 'community' AND state = 'done'",
    "street": "SELECT min(id) FROM issue WHERE goes_to = 'street' AND state = 'submitted'",
    "reported": "SELECT max(action_id) FROM progress WHERE kind = 'report'",
    "notice": "SELECT code FROM released_notice",
    "sheet": "SELECT id FROM register_template",
}


def listed() -> list[tuple[str, str]]:
    """(who, path with names of things) of every page that is looked at."""
    rows = [line.split() for line in PAGES.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    return [(who, path) for who, path in rows]


def things(showcase: Path) -> dict[str, str]:
    """The ids that the paths of the list need, as the showcase has them."""
    connection = sqlite3.connect(f"file:{showcase / 'lianxi.db'}?mode=ro", uri=True)
    try:
        return {name: str(connection.execute(sql).fetchone()[0]) for name, sql in FINDS.items()}
    finally:
        connection.close()


def enter(page: Page, who: str, showcase: Path) -> None:
    if who == "delegate":
        bind(page, *link_of(showcase, "区水文站"))
    elif who == "unit":
        bind(page, *link_of(showcase, "和美物业"))
    elif who != "anonymous":
        sign_in(page, who)


def faults(page: Page) -> list[str]:
    found = [f"{fault['id']}: {node['html'][:120]}" for fault in Axe().run(page).response["violations"] for node in fault["nodes"]]
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return found + ([f"scrolls {wide} px sideways"] if wide > 0 else [])


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("who", ["anonymous", "qiuye", "linzhixia", "duanqiming", "guanliyuan", "delegate", "unit"])
def test_every_page_is_accessible_and_fits(window: Window, showcase: Path, who: str, size: str) -> None:
    page = window.open(SIZES[size])
    enter(page, who, showcase)
    bad: dict[str, list[str]] = {}
    ids = things(showcase)
    for number, (reader, path) in enumerate(listed()):
        if reader == who:
            answer = page.goto(path.format(**ids))
            assert answer is not None
            assert answer.status == 200, path
            picture(page, f"{size}-{who}-{number:02}")
            if found := faults(page):
                bad[path] = found
    assert bad == {}


def test_every_page_of_the_app_is_on_the_list(app: Flask) -> None:
    """A GET endpoint that no line of pages.txt reaches must be a file, a redirect or the health check."""
    adapter = app.url_map.bind("localhost")
    reached = {adapter.match(path.partition("?")[0].format(**dict.fromkeys(FINDS, "1")))[0] for _who, path in listed()}
    pages = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ()) and rule.endpoint != "static"}
    others = {line[2:].strip() for line in PAGES.read_text(encoding="utf-8").splitlines() if line.startswith("#!")}
    assert sorted(pages - reached - others) == []
