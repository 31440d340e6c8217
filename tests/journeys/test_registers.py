"""The street's register at five o'clock: its own empty sheet uploaded once, the columns named once, exported in one tap ever after.

A desk with script, a telephone without; the street has two alliances with tasks, another street has one that must not be in the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.alliances.models import Community
from app.core.db import db
from tests import make
from tests.journeys.conftest import DESK, PHONE, Window, picture
from tests.journeys.installation import PATIENCE, window_of
from tests.journeys.moved import filling, with_account
from tests.journeys.people import sign_in
from tests.registers.build import cells, street_sheet
from tests.resolutions import make_resolutions
from tests.servers import app_server

TEN_TO_FIVE = "2026-11-24T16:50:00+08:00"
SIZES = {"desk-js": (DESK, True), "phone-plain": (PHONE, False)}
SUPERVISOR = "duanqiming"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TITLE = "云杉街道2026年重点任务台账"
#: The third is last year's.
TASKS = ("清理3单元楼道堆物", "院内标线、告示牌和核验点设置", "去年的路灯检修")


def fill() -> None:
    """Three tasks in two alliances of the street, one of them closed and one of last year; one task elsewhere."""
    first, second = make.alliance("鹤鸣里社区党建联盟"), make.alliance("云锦里社区党建联盟")
    far = make.alliance("河东社区党建联盟", street="河东街道", district="大安市")
    units = (make.seat(first, "和美物业"), make.seat(second, "区水文站"), make.seat(far, "河东物业"))
    helping = make.seat(first, "云杉派出所")
    of_first, of_second = make_resolutions.resolution(first), make_resolutions.resolution(second)
    late, done, last_year = TASKS
    make_resolutions.action(of_first, units[0], late, due=date(2026, 11, 20), assigned_on=date(2026, 11, 13), supports=(helping,))
    make_resolutions.action(of_second, units[1], done, due=date(2026, 11, 27), assigned_on=date(2026, 11, 16), state="closed")
    make_resolutions.action(of_first, units[0], last_year, due=date(2025, 12, 5), assigned_on=date(2025, 11, 20))
    make_resolutions.action(make_resolutions.resolution(far), units[2], "河东的任务")
    street_id = db.session.get_one(Community, first.community_id).street_id
    with_account(SUPERVISOR, make.official("supervisor", "street", street_id, "段启明"))


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    instance = tmp_path_factory.mktemp("five") / "instance"
    with filling(instance, sqlite_template, TEN_TO_FIVE):
        fill()
    with app_server(instance, LIANXI_NOW=TEN_TO_FIVE) as url:
        yield url


@pytest.fixture
def window(browser: Browser, served: str) -> Iterator[Window]:
    with window_of(browser, served) as opened:
        yield opened


# -- what she does -----------------------------------------------------------------------------------------------------


def press(page: Page, name: str) -> None:
    page.wait_for_load_state()
    page.locator("main").get_by_role("button", name=name, exact=True).click()


def opens_the_register(page: Page) -> None:
    page.goto("/")
    page.locator("main").get_by_role("link", name="台账", exact=True).click()
    page.get_by_role("link", name="任务办理台账", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("任务办理台账")


def chooses(page: Page, content: bytes) -> None:
    page.get_by_label("空白表", exact=True).set_input_files({"name": "重点任务台账.xlsx", "mimeType": SHEET, "buffer": content})


def a_letter_is_no_sheet(page: Page, called: str) -> None:
    """A Word file that somebody renamed: the reason stands at the field, what was typed and chosen is still there."""
    letter = BytesIO()
    docx.Document().save(letter)
    chooses(page, letter.getvalue())
    page.get_by_label("叫什么").fill(called)
    page.get_by_label("给谁用").select_option(label="云杉街道（所有联盟）")
    press(page, "上传")
    expect(page.locator(".field.bad .error")).to_have_text(["读不出这个文件。请用WPS或Excel另存为xlsx格式，或存为CSV。"])
    expect(page.locator(".field.bad").get_by_label("空白表", exact=True)).to_be_visible()
    expect(page.get_by_label("叫什么")).to_have_value(called)
    expect(page.get_by_label("给谁用").locator("option:checked")).to_have_text("云杉街道（所有联盟）")


def uploads_the_sheet(page: Page) -> None:
    """Only the file is chosen again."""
    chooses(page, street_sheet())
    press(page, "上传")
    expect(page.get_by_text("表已收到，请核对每一列填什么。")).to_be_visible()
    expect(page.get_by_text("有2列还没有对上，可以选一项，也可以空着。")).to_be_visible()
    expect(page.get_by_text(TITLE)).to_be_visible()


def names_the_columns(page: Page) -> None:
    """What was guessed from the headings stays; the two others are said, one of them at first in two ways at once."""
    columns = page.locator("tbody tr")
    guessed = [columns.nth(number).locator("option:checked").inner_text() for number in range(9)]
    assert guessed == ["序号", "街道", "任务", "牵头单位", "配合单位", "完成时限", "状态", "（空着）", "（空着）"]
    columns.nth(7).get_by_label("固定文字").fill("段启明")
    remark = columns.nth(8)
    remark.get_by_label("填什么").select_option(label="超期天数")
    remark.get_by_label("固定文字").fill("见附件")
    press(page, "保存")
    expect(page.locator(".field.bad .error")).to_have_text(["已经选了“填什么”，请去掉这里的字，或者改选“固定文字”。"])
    expect(columns.nth(7).get_by_label("固定文字")).to_have_value("段启明")
    remark.get_by_label("固定文字").fill("")
    press(page, "保存")
    expect(page.get_by_text("已保存。以后点一下就按这张表导出。")).to_be_visible()


def taken(link: Locator) -> list[list[str]]:
    """Every row of the workbook behind a link."""
    with link.page.expect_download() as arriving:
        link.click()
    return cells(arriving.value.path().read_bytes())


def is_the_streets(rows: list[list[str]], years: str, tasks: list[list[str]]) -> None:
    """The street's own title and headings, the tasks of its two alliances, who filled it in, and as of when below all."""
    assert rows[0][0] == TITLE
    assert rows[1][0] == "填报单位："
    assert rows[4][3:5] == ["牵头单位", "配合单位"]
    assert rows[5 : 5 + len(tasks)] == tasks
    assert rows[5 + len(tasks)][0] == "填表人："
    asked = f"范围：云杉街道2个联盟，{years}；共{len(tasks)}条；演示数据"
    assert re.sub(r"16时5\d分", "16时5x分", rows[-1][0]) == f"截至2026年11月24日16时5x分；{asked}"


LATE = ["1.0", "云杉街道", TASKS[0], "和美物业", "云杉派出所", "2026-11-20", "待签收", "段启明", "2.0"]
DONE = ["2.0", "云杉街道", TASKS[1], "区水文站", "", "2026-11-27", "已销号", "段启明", ""]


@pytest.mark.parametrize("name", SIZES)
def test_a_street_sends_its_own_sheet_by_five_and_next_time_with_one_tap(window: Window, name: str) -> None:
    size, javascript = SIZES[name]
    page, called = window.open(size, javascript=javascript), f"街道重点任务{name}"
    page.set_default_timeout(PATIENCE)
    sign_in(page, SUPERVISOR)
    opens_the_register(page)
    a_letter_is_no_sheet(page, called)
    uploads_the_sheet(page)
    names_the_columns(page)
    picture(page, f"register-{name}")
    own = page.locator("li.card").filter(has_text=called)
    everything = taken(own.get_by_role("link", name="按这张表导出"))
    assert [row[2] for row in everything[5:8]] == [TASKS[2], TASKS[0], TASKS[1]]
    page.get_by_label("按安排日期").select_option(label="2026年")
    press(page, "选好了")
    is_the_streets(taken(own.get_by_role("link", name="按这张表导出")), "2026年", [LATE, DONE])

    again = window.open(size, javascript=javascript)
    again.set_default_timeout(PATIENCE)
    sign_in(again, SUPERVISOR)
    again.goto("/registers")
    picture(again, f"registers-{name}")
    is_the_streets(taken(again.get_by_role("link", name=f"按“{called}”导出今年的")), "2026年", [LATE, DONE])
