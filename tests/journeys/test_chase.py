"""One unit is chased for six weeks on a moved clock: reminded, called, paused, reported to the street, until its promise is closed.

The secretary and the street sit at desks with script, the unit has a telephone without. The server starts anew on each of the days.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.alliances.models import Community
from app.core import clock, ledger
from app.core.db import db, writing
from app.meetings import actions as meetings
from app.policy import SYSTEM
from app.resolutions.models import Resolution
from tests import make
from tests.journeys.conftest import DESK, PHONE, Window, picture
from tests.journeys.installation import PATIENCE, window_of
from tests.journeys.moved import filling, link_for, with_account
from tests.journeys.people import bind, sign_in
from tests.resolutions import make_resolutions
from tests.servers import app_server

TASK = "北门照明改造"
PROMISE = "灯具月底到货，到了就装。"
WHY_PAUSED = "厂家改了到货日期，物业有订货单。"
HELP = "问了三次都说等总部批款，请街道帮着问问。"
RESULT = "北门六盏灯都换好了，晚上看得清台阶。"


@dataclass(frozen=True)
class Matter:
    """What is promised and to be told at the next meeting: paths of both, and how the unit comes in."""

    action: str
    number: str
    opening: str
    link: str
    digits: str


@dataclass
class Days:
    """The installation, served on one day after the other."""

    browser: Browser
    instance: Path
    matter: Matter

    @contextmanager
    def at(self, day: str) -> Iterator[Callable[[str], Page]]:
        """Pages of whoever works on this day, at nine in the morning."""
        with app_server(self.instance, LIANXI_NOW=f"{day}T09:00:00+08:00") as url, window_of(self.browser, url) as window:
            yield lambda login: _of(window, login)


def _of(window: Window, login: str) -> Page:
    page = window.open(DESK if login else PHONE, javascript=bool(login))
    page.set_default_timeout(PATIENCE)
    if login:
        sign_in(page, login)
    return page


def promised() -> Matter:
    alliance = make.alliance("鹤鸣里社区党建联盟")
    unit = make.seat(alliance, "和美物业", "罗晴川", "10000000521", kind="property")
    street = db.session.get_one(Community, alliance.community_id).street_id
    with_account("qiuye", make.official("secretary", "alliance", alliance.id, "邱叶"))
    with_account("duanqiming", make.official("supervisor", "street", street, "段启明"))
    decided = make_resolutions.item(make_resolutions.meeting(alliance, ended=True))
    resolution = db.session.scalars(select(Resolution).where(Resolution.item_id == decided.id)).one()
    action = make_resolutions.action(resolution, unit, TASK, assigned_on=date(2026, 11, 13), due=date(2026, 11, 20))
    with writing():
        ledger.hold(alliance.id)
        starts = datetime(2026, 12, 25, 6, tzinfo=UTC)
        coming = meetings.schedule(
            alliance, meetings.Plan(starts_at=starts, place="二楼议事厅"), by=SYSTEM, at=clock.now(), topics=["除雪"]
        )
    link, digits = link_for(unit)
    return Matter(f"/actions/{action.id}", action.number, f"/meetings/{coming.id}/opening", link, digits)


@pytest.fixture
def days(browser: Browser, sqlite_template: Path, tmp_path: Path) -> Days:
    instance = tmp_path / "instance"
    with filling(instance, sqlite_template, "2026-11-13T10:00:00+08:00"):
        matter = promised()
    return Days(browser, instance, matter)


# -- before it is due ----------------------------------------------------------------------------------------------------


def is_told_and_reminded(days: Days) -> None:
    with days.at("2026-11-16") as of:
        page = of("qiuye")
        page.goto(days.matter.action)
        told = page.locator("#tell-assign").input_value()
        assert "和美物业：您好！" in told
        assert "麻烦贵单位牵头，请在" in told
        page.get_by_text("纸质签收").click()
        page.locator("#paper-acknowledge-name").fill("罗晴川")
        page.get_by_role("button", name="登记签收").click()
        expect(page.locator("main .badge", has_text="已签收")).to_be_visible()
    with days.at("2026-11-18") as of:
        page = of("qiuye")
        page.goto(days.matter.action)
        page.get_by_text("到期前提醒").click()
        assert "还剩2个工作日" in page.locator("#tell-remind").input_value()


# -- late ----------------------------------------------------------------------------------------------------------------


def is_called(days: Days) -> None:
    """Two taps beside the words: 记催办 on today's page, and 记一笔."""
    with days.at("2026-11-23") as of:
        page = of("qiuye")
        page.get_by_role("link", name="记催办").click()
        page.get_by_label("联系了谁（姓名或单位）").fill("罗晴川")
        page.get_by_label("对方答应了什么").fill(PROMISE)
        page.get_by_role("button", name="记一笔").click()
        expect(page.get_by_text(PROMISE)).to_be_visible()
        assert page.url.endswith("/")


def is_given_a_pause_that_the_street_reads(days: Days) -> None:
    with days.at("2026-11-25") as of:
        page = of("qiuye")
        expect(page.get_by_role("link", name="超期几天了，上报街道，还是缓报一次：")).to_be_visible()
        page.get_by_role("link", name="缓报一次", exact=True).click()
        page.get_by_label("缓报到").fill("2026-12-04")
        page.get_by_label("为什么缓报").fill(WHY_PAUSED)
        page.get_by_role("button", name="缓报", exact=True).click()
        expect(page.get_by_text("缓报最多5个工作日，请选2026年12月2日或以前的日期。")).to_be_visible()
        expect(page.get_by_label("为什么缓报")).to_have_value(WHY_PAUSED)
        page.get_by_label("缓报到").fill("2026-12-02")
        page.get_by_role("button", name="缓报", exact=True).click()
        expect(page.get_by_text("已缓报到2026年12月2日（周三），街道看得到原因。")).to_be_visible()
        street = of("duanqiming")
        street.goto("/oversight")
        expect(street.get_by_text(WHY_PAUSED.rstrip("。"))).to_be_visible()
        picture(street, "chase-paused")


def is_reported_and_taken_on(days: Days) -> None:
    with days.at("2026-12-03") as of:
        page = of("qiuye")
        expect(page.get_by_role("link", name="缓报过了还没办好，请上报街道：")).to_be_visible()
        page.get_by_role("link", name="上报街道", exact=True).click()
        page.get_by_label("请街道帮什么").fill(HELP)
        page.get_by_role("button", name="上报街道", exact=True).dblclick()
        expect(page.get_by_text("已上报街道，等街道接手。").first).to_be_visible()
        street = of("duanqiming")
        street.goto("/oversight")
        first = street.locator("main tbody tr").first
        expect(first).to_contain_text("联盟上报")
        expect(first).to_contain_text(HELP.rstrip("。"))
        picture(street, "chase-reported")
        first.get_by_role("link", name="由我协调").click()
        street.locator("main form textarea").first.fill("明天约物业总部到社区。")
        street.get_by_role("button", name="由我协调").click()
        expect(street.get_by_text("已记下：由您协调。")).to_be_visible()
        page.goto(days.matter.action)
        expect(page.get_by_text("街道已经接手协调。")).to_be_visible()


# -- kept ----------------------------------------------------------------------------------------------------------------


def hands_in(days: Days) -> None:
    with days.at("2026-12-14") as of:
        phone = of("")
        bind(phone, days.matter.link, days.matter.digits)
        phone.goto(days.matter.action)
        expect(phone.get_by_text(HELP)).to_have_count(0)  # words between secretary and street
        phone.get_by_label("办理结果").fill(RESULT)
        phone.get_by_role("button", name="申请销号").click()
        expect(phone.get_by_text("已经交给联盟秘书验收")).to_be_visible()


def is_asked_about_and_closed(days: Days) -> None:
    with days.at("2026-12-16") as of:
        page = of("qiuye")
        page.goto(days.matter.action)
        page.get_by_label("验收情况").fill("晚上去看过，六盏都亮。")
        page.get_by_role("button", name="验收通过").click()
        page.get_by_role("button", name="销号", exact=True).click()
        expect(page.get_by_text("请先回访：是否解决、是否满意，两个问题都问过了再按已解决销号。")).to_be_visible()
        page.get_by_label("联盟秘书回访").check()
        page.get_by_label("解决了", exact=True).check()
        page.get_by_role("button", name="记下回访").click()
        expect(page.get_by_text("两个问题都要问：请选是否满意。")).to_be_visible()
        page.get_by_label("满意", exact=True).check()
        page.get_by_role("button", name="记下回访").click()
        expect(page.get_by_text("回访已记下。")).to_be_visible()
        page.get_by_role("button", name="销号", exact=True).click()
        expect(page.locator("main .badge", has_text="已销号").first).to_be_visible()
        picture(page, "chase-closed")


def is_told_at_the_next_meeting(days: Days) -> None:
    with days.at("2026-12-25") as of:
        page = of("qiuye")
        page.goto(days.matter.opening)
        expect(page.get_by_text("上次1件，办成1件")).to_be_visible()


def test_a_unit_is_chased_for_six_weeks_until_its_promise_is_closed(days: Days) -> None:
    is_told_and_reminded(days)
    is_called(days)
    is_given_a_pause_that_the_street_reads(days)
    is_reported_and_taken_on(days)
    hands_in(days)
    is_asked_about_and_closed(days)
    is_told_at_the_next_meeting(days)
