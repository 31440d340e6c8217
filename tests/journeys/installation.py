"""Real installations for journeys: prepared as `make start` does, filled on pages and by the commands of the README."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DESK, ROOT, Window
from tests.servers import APP_VARIABLES, app_server, prepare_database

ALLIANCE, CODE = "云锦里社区党建联盟", "YJL"
ADMINISTRATOR, SECRETARY = "guanli", "qiuye"
ONE_TIME = re.compile(r"密码是\s*(\S+)")
OWN_PASSWORD = "云锦里 2026 联席"
PATIENCE = 20_000

expect.set_options(timeout=PATIENCE)


def flask(instance: Path, *words: str) -> str:
    """What `flask --app wsgi WORDS` prints on this installation."""
    inherited = {name: value for name, value in os.environ.items() if name not in APP_VARIABLES}
    command = (sys.executable, "-m", "flask", "--app", "wsgi", *words)
    ran = subprocess.run(command, cwd=ROOT, env={**inherited, "LIANXI_INSTANCE": str(instance)}, check=True, capture_output=True, text=True)
    return ran.stdout.strip()


@contextmanager
def window_of(browser: Browser, url: str) -> Iterator[Window]:
    """Pages of one server; at the end the browser must have had nothing to complain about."""
    opened = Window(browser, url)
    try:
        yield opened
    finally:
        for context in opened.contexts:
            context.close()
    assert opened.complaints == [], opened.complaints


def new_installation(browser: Browser, instance: Path) -> None:
    """An empty real database in `instance`: the administrator by command, the alliance and its secretary on the pages."""
    prepare_database(instance)
    one_time = flask(instance, "users", "create", ADMINISTRATOR, "--role", "administrator")
    with app_server(instance) as url, window_of(browser, url) as window:
        page = patient(window)
        choose_own_password(page, ADMINISTRATOR, one_time)
        page.goto("/alliances")
        for label, words in (("区县", "洮北区"), ("街道", "云杉街道"), ("社区", "云锦里社区"), ("联盟名称", ALLIANCE), ("联盟编号", CODE)):
            page.get_by_label(label, exact=False).and_(page.locator("main form[method=post] input")).fill(words)
        page.get_by_role("button", name="建立", exact=True).click()
        page.get_by_role("heading", name=ALLIANCE).wait_for()
        choose_own_password(patient(window), SECRETARY, open_account(page, "邱叶", SECRETARY, "联盟秘书", CODE))


def patient(window: Window) -> Page:
    page = window.open(DESK, javascript=False)
    page.set_default_timeout(PATIENCE)
    return page


def open_account(page: Page, name: str, login: str, role: str, place: str) -> str:
    """The administrator opens an account; returns the one-time password that the page shows."""
    page.goto("/accounts")
    form = page.locator("form", has=page.get_by_role("button", name="建立账号"))
    form.get_by_label("姓名").fill(name)
    form.get_by_label("登录名").fill(login)
    form.get_by_label("角色").select_option(label=role)
    form.get_by_label("所在的联盟").fill(place)
    form.get_by_role("button", name="建立账号").click()
    found = ONE_TIME.search(page.locator("#notices").inner_text())
    assert found is not None
    return found[1]


def choose_own_password(page: Page, login: str, one_time: str, own: str = OWN_PASSWORD) -> None:
    """The first sign-in, which ends in a password of one's own."""
    sign_in(page, login, one_time)
    page.get_by_label("现在的密码").fill(one_time)
    page.get_by_label("新密码").fill(own)
    page.get_by_role("button", name="保存", exact=True).click()
    page.get_by_role("heading", name="今日待办").wait_for()


def sign_in(page: Page, login: str, password: str = OWN_PASSWORD) -> None:
    page.goto("/sign-in")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url(lambda url: not url.endswith("/sign-in"))


def copy_of(instance: Path, place: Path) -> Path:
    """The same installation once more; nothing may be running on the first."""
    shutil.copytree(instance, place)
    return place
