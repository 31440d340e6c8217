"""Answering a notice: a delegate in the lift, whose line breaks twice; a stand-in with the group's link, and the secretary who confirms.

On phones with and without script; the pages of the group's link are read for names and numbers of the roster.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error, Locator, Page, Route, expect

from app.alliances.models import Seat
from app.meetings.models import Meeting
from tests import make
from tests.journeys.conftest import DESK, PHONE, Window, picture
from tests.journeys.installation import PATIENCE, window_of
from tests.journeys.moved import filling, link_for, with_account
from tests.journeys.people import bind, sign_in
from tests.replies import make_replies
from tests.servers import app_server

#: Two days before the meeting.
NOW = "2026-11-12T14:00:00+08:00"
NAMES = {True: "js", False: "plain"}
ROOMS = tuple(f"{what}-{how}" for what in ("lift", "group") for how in NAMES.values())
#: Who sits for whom; the last one is an observer.
ROSTER = {
    "区水文站": "程以宁",
    "和美物业": "罗晴川",
    "第二小学": "顾南星",
    "云杉派出所": "韩映雪",
    "供热公司": "江可风",
    "区民政局": "叶知秋",
}
OBSERVER = "区民政局"
STAND_IN, NOBODYS = "陆远", "7316"


@dataclass(frozen=True)
class Room:
    """A meeting that was called: its secretary's login, a delegate's link and digits, the numbers of the roster."""

    secretary: str
    title: str
    meeting: str
    link: str
    digits: str
    phones: tuple[str, ...]


def call(number: int, name: str) -> Room:
    alliance = make.alliance(f"鹤鸣里第{number}党建联盟")
    seats: list[Seat] = []
    phones = tuple(f"100{number}52{place}84{place}6" for place in range(len(ROSTER)))
    for phone, (unit, person) in zip(phones, ROSTER.items(), strict=True):
        seats.append(make.seat(alliance, unit, person, phone, votes=unit != OBSERVER))
    with_account(f"qiuye-{name}", make.official("secretary", "alliance", alliance.id, "邱叶"))
    meeting: Meeting = make_replies.called(alliance, "错时停车")
    link, digits = link_for(seats[0])
    return Room(f"qiuye-{name}", meeting.title, f"/meetings/{meeting.id}", link, digits, phones)


@pytest.fixture(scope="module")
def house(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Room]]:
    """One installation with a called meeting for each variant."""
    instance = tmp_path_factory.mktemp("replies") / "instance"
    with filling(instance, sqlite_template, NOW):
        rooms = {name: call(number, name) for number, name in enumerate(ROOMS)}
    return instance, rooms


@pytest.fixture(scope="module")
def served(house: tuple[Path, dict[str, Room]]) -> Iterator[str]:
    with app_server(house[0], LIANXI_NOW=NOW) as url:
        yield url


@pytest.fixture
def window(browser: Browser, served: str) -> Iterator[Window]:
    with window_of(browser, served) as opened:
        yield opened


def opened(window: Window, size: dict[str, int], javascript: bool) -> Page:
    page = window.open(size, javascript=javascript)
    page.set_default_timeout(PATIENCE)
    return page


def press(within: Page | Locator, name: str) -> None:
    within.get_by_role("button", name=name, exact=True).click()


# -- in the lift -------------------------------------------------------------------------------------------------------


def answers_from_todays_page(page: Page, room: Room) -> None:
    """Two taps: the line that asks, then the answer."""
    page.goto("/")
    page.locator("main").get_by_role("link", name=f"请回复区水文站能否参会：{room.title}").click()
    expect(page.get_by_text("区水文站能来吗？")).to_be_visible()
    page.wait_for_load_state()
    with page.expect_event("requestfailed"):
        press(page.locator("section.own"), "出席")


def never_leaves(route: Route) -> None:
    route.abort("internetdisconnected")


def loses_the_answer(route: Route) -> None:
    """The server has done it, and its answer is lost on the way."""
    route.fetch(max_redirects=0)
    route.abort("connectionreset")


def standing(page: Page) -> Locator:
    return page.locator("section.own .badge").first


def on_the_list(secretary: Page, room: Room, unit: str) -> tuple[str, list[str]]:
    """(what stands, what stood before it) of a unit on the secretary's list."""
    secretary.goto(f"{room.meeting}/replies")
    line = secretary.locator("ul.roll > li").filter(has=secretary.locator("b", has_text=unit))
    return line.locator("> .row .badge").inner_text(), [words.split()[-1] for words in line.locator("details li").all_text_contents()]


@pytest.mark.parametrize("javascript", [True, False], ids=NAMES.values())
def test_a_delegate_answers_in_the_lift_and_a_lost_line_makes_it_neither_twice_nor_nothing(
    window: Window, house: tuple[Path, dict[str, Room]], javascript: bool
) -> None:
    room = house[1][f"lift-{NAMES[javascript]}"]
    page, secretary = opened(window, PHONE, javascript), opened(window, DESK, True)
    sign_in(secretary, room.secretary)
    bind(page, room.link, room.digits)

    page.route("**/reply", never_leaves)
    answers_from_todays_page(page, room)
    assert on_the_list(secretary, room, "区水文站") == ("还没有回复", [])
    page.unroute("**/reply")
    page.route("**/reply", loses_the_answer)
    with pytest.raises(Error, match="ERR_CONNECTION_RESET"):
        page.reload()  # the browser sends the same form again
    assert on_the_list(secretary, room, "区水文站") == ("出席", [])
    page.unroute("**/reply")
    page.reload()
    expect(standing(page)).to_have_text("出席")
    assert page.url.partition("#")[0].endswith(room.meeting)
    assert on_the_list(secretary, room, "区水文站") == ("出席", [])

    page.reload()
    expect(standing(page)).to_have_text("出席")
    page.locator("section.own summary", has_text="请假").click()
    page.get_by_label("请假原因").fill("临时去省里开会")
    page.locator("section.own").get_by_role("button", name="请假", exact=True).dblclick()
    expect(page.get_by_text("已回复：请假。会议开始以前都可以改。")).to_be_visible()
    expect(standing(page)).to_have_text("请假")
    picture(page, f"reply-{NAMES[javascript]}")
    assert on_the_list(secretary, room, "区水文站") == ("请假", ["出席"])
    expect(secretary.get_by_text("临时去省里开会")).to_be_visible()
    page.goto("/")
    expect(page.get_by_text(f"请回复区水文站能否参会：{room.title}")).to_have_count(0)
    window.complaints[:] = [words for words in window.complaints if "net::ERR_" not in words]  # we cut the line ourselves


# -- the link that was passed on ---------------------------------------------------------------------------------------


def reads(page: Page, room: Room) -> None:
    """A faceless page: nobody's name and nobody's number of the roster stands anywhere in it."""
    html = re.sub(r'name="once" value="\w+"', "", page.content())  # random digits
    assert "和美物业" in html or page.get_by_role("heading", level=1).inner_text() == room.title
    assert [name for name in ROSTER.values() if name in html] == []
    assert [phone for phone in room.phones if phone in html or phone[-4:] in html] == []
    assert page.context.cookies() == []  # nobody is followed


def reminder(secretary: Page, room: Room) -> str:
    """Its sentence about who has not answered."""
    secretary.goto(f"{room.meeting}/replies")
    lines = secretary.get_by_label("复制到微信群的文字").input_value().splitlines()
    return " ".join(line for line in lines if "没有回复的" in line)


def group_address(secretary: Page, room: Room) -> str:
    """As it stands in the text for the group."""
    secretary.goto(f"{room.meeting}/replies")
    lines = secretary.get_by_label("复制到微信群的文字").input_value().splitlines()
    return next(line for line in lines if "/r/" in line)


def chooses(page: Page, room: Room, unit: str, digits: str) -> None:
    reads(page, room)
    page.get_by_label("您是哪一家的？").select_option(label=unit)
    page.get_by_label("手机号后四位").fill(digits)
    press(page, "下一步")


def a_stranger_is_asked_who_it_is(page: Page, room: Room) -> None:
    """Digits of nobody: a name, and whoever it is waits."""
    page.get_by_label("手机号后四位").fill(NOBODYS)
    press(page, "下一步")
    expect(page.locator(".field.bad .error")).to_have_text(["请从列表里选本单位。"])
    expect(page.get_by_label("手机号后四位")).to_have_value(NOBODYS)
    chooses(page, room, "和美物业", NOBODYS)
    expect(page.get_by_role("heading", level=1)).to_have_text("您是来代会的吗？")
    reads(page, room)
    picture(page, f"stand-in-{room.secretary}")
    page.get_by_label("您的姓名").fill(STAND_IN)
    page.get_by_role("button", name="是，我来代会").dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("已记下，等联盟秘书确认")
    expect(page.get_by_text("和美物业：代会。联盟秘书核对以后算数；着急的请直接告诉联盟秘书。")).to_be_visible()
    reads(page, room)
    page.get_by_role("link", name="看会议和议题").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(room.title)
    reads(page, room)
    assert STAND_IN not in page.content()


def whose_digits_are_right_answers_at_once(page: Page, room: Room) -> None:
    chooses(page, room, "第二小学", room.phones[2][-4:])
    expect(page.get_by_role("heading", level=1)).to_have_text("第二小学能来吗？")
    assert [name for name in ROSTER.values() if name in page.content()] == []
    press(page, "出席")
    expect(page.get_by_role("heading", level=1)).to_have_text("收到：第二小学出席")


def confirms(secretary: Page, room: Room) -> None:
    """From today's page to the one thing that waits, and one tap."""
    secretary.goto("/")
    secretary.get_by_role("link", name=f"有参会回复等您确认：{room.title}").first.click()
    waiting = secretary.locator("li.card").filter(has_text=STAND_IN)
    expect(waiting).to_have_count(1)
    expect(waiting).to_contain_text("和美物业")
    expect(waiting).to_contain_text(f"填的数字：{NOBODYS}")
    picture(secretary, f"to-confirm-{room.secretary}")
    press(waiting, "确认")
    expect(secretary.get_by_text("已确认，按这个回复安排。")).to_be_visible()
    expect(secretary.get_by_text("等您确认", exact=True)).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False], ids=NAMES.values())
def test_a_stand_in_with_the_forwarded_link_waits_for_the_secretary_and_meets_nobodys_name(
    window: Window, house: tuple[Path, dict[str, Room]], javascript: bool
) -> None:
    room = house[1][f"group-{NAMES[javascript]}"]
    phone, secretary = opened(window, PHONE, javascript), opened(window, DESK, javascript)
    sign_in(secretary, room.secretary)
    address = group_address(secretary, room)
    everybody = "还没有回复的有5家：区水文站、和美物业、第二小学、云杉派出所、供热公司。"
    assert reminder(secretary, room) == everybody

    phone.goto(address)
    a_stranger_is_asked_who_it_is(phone, room)
    whose_digits_are_right_answers_at_once(phone, room)

    assert on_the_list(secretary, room, "和美物业") == ("还没有回复", [])
    assert reminder(secretary, room) == "还没有回复的有4家：区水文站、和美物业、云杉派出所、供热公司。"
    confirms(secretary, room)
    assert on_the_list(secretary, room, "和美物业") == ("代会", [])
    assert reminder(secretary, room) == "还没有回复的有3家：区水文站、云杉派出所、供热公司。"
    expect(secretary.locator("ul.roll > li").filter(has_text=STAND_IN)).to_have_count(1)
    phone.goto(address)
    reads(phone, room)
    assert STAND_IN not in phone.content()
