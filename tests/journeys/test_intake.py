"""A resident without account: on a small telephone, with and without JavaScript, by finger and by keyboard."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from app.demo.intake_example import CODES
from tests.journeys.conftest import PHONE, Window, picture
from tests.journeys.people import sign_in

SMALL = {"width": 360, "height": 740}


def fits(page: Page) -> bool:
    """Whether nothing stands out at the side: the widest thing on the page is no wider than the page."""
    boxes = [page.locator(name).first.bounding_box() for name in ("main", "form", "h1")]
    return all(box is None or box["x"] + box["width"] <= SMALL["width"] for box in boxes)


def code_of(page: Page) -> str:
    code = page.locator("#code").inner_text()
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}", code) is not None
    return code


@pytest.mark.parametrize("javascript", [True, False])
def test_an_elderly_resident_reports_gets_a_slip_and_looks_it_up(window: Window, javascript: bool) -> None:
    page = window.open(SMALL, javascript=javascript)
    page.goto("/sign-in")
    page.get_by_role("link", name="反映一件事", exact=True).click()
    page.get_by_role("link", name="云杉街道").click()
    page.locator("ul.list a").nth(1).click()
    page.get_by_label("什么事？").fill(f"楼门口的台阶松了，下雨天打滑。{javascript}")
    page.get_by_label("在哪里？").fill("2号楼1单元")
    page.get_by_label("不是", exact=True).focus()
    page.keyboard.press("Space")
    page.get_by_label("您的电话").fill("１００ 0000-0061")
    page.get_by_role("button", name="提交").click()  # and did not say that it may be used
    expect(page.get_by_text("留了姓名或电话，请勾选同意；不想留，就删去姓名和电话。")).to_be_visible()
    expect(page.get_by_label("什么事？")).to_have_value(f"楼门口的台阶松了，下雨天打滑。{javascript}")
    expect(page.get_by_label("您的电话")).to_have_value("１００ 0000-0061")
    expect(page.get_by_label("不是", exact=True)).to_be_checked()
    assert fits(page)
    page.get_by_label("同意工作人员为办这件事给我打电话").check()
    page.get_by_role("button", name="提交").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("最迟11月25日前给您回话")
    code = code_of(page)
    picture(page, f"slip-{javascript}")
    page.reload()  # the same sending once more
    assert code_of(page) == code
    page.get_by_role("link", name="查办理情况").click()
    page.get_by_label("16位查询码").fill(code.replace(" ", "　"))
    page.get_by_role("button", name="查", exact=True).click()
    expect(page.get_by_text("已收到")).to_be_visible()
    expect(page.get_by_text("最迟11月25日前给您回话。")).to_be_visible()
    assert page.url.endswith("/status")
    assert fits(page)
    page.get_by_role("link", name="看完了").click()
    expect(page.get_by_label("16位查询码")).to_have_value("")
    page.get_by_label("16位查询码").fill("0000 0000 0000 0000")
    page.get_by_role("button", name="查", exact=True).click()
    expect(page.get_by_text("没有查到。请核对回执条上的16位数字，再输一次。")).to_be_visible()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_report_about_the_community_reaches_its_street_and_nobody_there(window: Window, javascript: bool) -> None:
    resident = window.open(PHONE, javascript=javascript)
    resident.goto("/report/TB014")
    resident.get_by_label("什么事？").fill(f"网格员收了钱不开收据，问了两回都推。{javascript}")
    resident.get_by_label("是（由街道办理，社区看不到）").check()
    resident.get_by_role("button", name="提交").click()
    expect(resident.get_by_text("已交给云杉街道，由街道办理，社区看不到。")).to_be_visible()
    code, number = code_of(resident), resident.get_by_text("编号 J2026-").inner_text().split()[-1]

    secretary = window.open(javascript=javascript)
    sign_in(secretary, "qiuye")
    for address in ("/", "/issues", "/issues?state=all"):
        secretary.goto(address)
        assert [secretary.get_by_text(words).count() for words in ("收据", number)] == [0, 0]

    street = window.open(javascript=javascript)
    sign_in(street, "duanqiming")
    street.goto("/issues?state=submitted")
    street.get_by_role("link", name="网格员收了钱不开收据，问了两回都推").first.click()
    expect(street.get_by_text("关于社区的反映，由街道办理；社区看不到。")).to_be_visible()
    street.get_by_role("button", name="受理", exact=True).click()
    expect(street.get_by_text("已受理。")).to_be_visible()
    picture(street, f"street-desk-{javascript}")

    resident.goto("/status")
    resident.get_by_label("16位查询码").fill(code)
    resident.get_by_role("button", name="查", exact=True).click()
    expect(resident.get_by_text("已受理")).to_be_visible()
    expect(resident.get_by_text("鹤鸣里社区", exact=True)).to_have_count(0)


def test_the_showcase_has_one_of_each(window: Window) -> None:
    """A transfer, a danger, one dispatched, one anonymous, and one about the community that its secretary does not see."""
    resident = window.open(SMALL, javascript=False)
    for name, words in (("LIGHT", "办理单位：和美物业"), ("PET", "最迟11月24日前给您回话。"), ("street", "最迟11月24日前给您回话。")):
        resident.goto("/status")
        resident.get_by_label("16位查询码").fill(CODES[name])
        resident.get_by_role("button", name="查", exact=True).click()
        expect(resident.get_by_text(words)).to_be_visible()
    secretary = window.open()
    sign_in(secretary, "qiuye")
    expect(secretary.get_by_role("link", name="立即处置：7号楼3单元楼道里有很重的燃气味")).to_be_visible()
    secretary.goto("/issues?state=hotline")
    expect(secretary.get_by_text("12345要求11月26日前办结")).to_be_visible()
    secretary.goto("/issues?state=all")
    expect(secretary.get_by_text("社区办事窗口")).to_have_count(0)
