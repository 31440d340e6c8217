"""How the people of the showcase come in: by name and password, or by a personal link and four digits."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Page

from app.demo.showcase import PASSWORD


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    page.goto("/sign-in")
    page.get_by_label("登录名").fill(login)
    page.get_by_label("密码").fill(password)
    page.get_by_role("button", name="登录", exact=True).click()
    page.wait_for_url("/")


def link_of(showcase: Path, unit: str) -> tuple[str, str]:
    """(path of the personal link, last four digits) of a delegate, as the paper in the pocket says."""
    text = (showcase / "demo-accounts.txt").read_text(encoding="utf-8")
    found = re.search(rf"{unit} \S+，后四位 (\d{{4}})：\S+?(/l/\w+)", text)
    assert found is not None
    return found[2], found[1]


def bind(page: Page, path: str, digits: str) -> None:
    page.goto(path)
    page.get_by_label("手机号后四位").fill(digits)
    page.get_by_role("button", name="是我，绑定").click()
    page.wait_for_url("/")
