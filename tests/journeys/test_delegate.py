"""A delegate: the personal link, four digits, check-in, a vote and its change, what counted, an action from 签收 to 申请销号.

On a phone and on a desk, with and without script; the secretary sits in a second window.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from app.accounts import actions as accounts
from app.accounts import passwords
from app.alliances import actions as alliances
from app.alliances.queries import seats
from app.core import clock
from app.core.db import db, writing
from app.policy import SYSTEM
from app.resolutions.models import Resolution
from tests import make
from tests.ballots import make_ballots
from tests.conftest import make_app
from tests.journeys.conftest import DESK, PHONE, Window, picture
from tests.journeys.installation import OWN_PASSWORD, PATIENCE, sign_in, window_of
from tests.journeys.people import bind
from tests.resolutions import make_resolutions
from tests.servers import app_server, prepare_database

NAMES = {True: "js", False: "plain"}
SIZES = {"phone": PHONE, "desk": DESK}
VARIANTS = tuple((size, javascript) for size in SIZES for javascript in (True, False))
TASK = "院内标线、告示牌和核验点设置"
RESULT = "标线和告示牌已到位，核验点试运行3天。"


@dataclass(frozen=True)
class Invited:
    """What a delegate holds in hand, and the secretary whose meeting it is."""

    unit: str
    link: str
    digits: str
    secretary: str
    meeting: str


def invite(number: int) -> Invited:
    """A running meeting of three members with an open named ballot; the third delegate has not come yet, and owes a task."""
    now = clock.now()
    room = make_ballots.room(3, 2, "alliance_majority", at=now - timedelta(minutes=10))
    make_ballots.motion(room, at=now - timedelta(minutes=5))
    seat = room.seats[2]
    today = clock.today()
    decided = make_resolutions.item(make_resolutions.meeting(room.alliance, ended=True))
    made = db.session.scalars(select(Resolution).where(Resolution.item_id == decided.id)).one()
    make_resolutions.action(made, seat, TASK, assigned_on=today, due=today + timedelta(days=14))
    login = f"secretary{number}"
    with writing():
        accounts.create_account(login, room.person, passwords.make_hash(OWN_PASSWORD), by=SYSTEM, at=now, must_change=False)
        _link, token, _code = alliances.invite(seat, by=SYSTEM, at=now, slip=False)
    unit = next(unit for seat_id, unit in units(room.alliance.id) if seat_id == seat.id)
    return Invited(unit, f"/l/{token}", make.delegate_of(seat).phone[-4:], login, f"/meetings/{room.meeting.id}")


def units(alliance_id: int) -> list[tuple[int, str]]:
    return [(row.id, row.organisation) for row in seats(alliance_id)]


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[tuple[str, bool], Invited]]:
    """One installation with a meeting for each variant, through the same actions as people's."""
    instance = tmp_path_factory.mktemp("delegates") / "instance"
    prepare_database(instance)
    app = make_app(instance, f"sqlite:///{instance / 'lianxi.db'}")
    with app.app_context():
        invited = {variant: invite(number) for number, variant in enumerate(VARIANTS)}
        db.session.remove()
        db.engine.dispose()
    return instance, invited


@pytest.fixture(scope="module")
def served(house: tuple[Path, dict[tuple[str, bool], Invited]]) -> Iterator[str]:
    with app_server(house[0]) as url:
        yield url


@pytest.fixture
def window(browser: Browser, served: str) -> Iterator[Window]:
    with window_of(browser, served) as opened:
        yield opened


def opened(window: Window, size: str, javascript: bool) -> Page:
    page = window.open(SIZES[size], javascript=javascript)
    page.set_default_timeout(PATIENCE)
    return page


def main(page: Page) -> Locator:
    return page.locator("main")


def is_asked_who_it_is(page: Page, link: str) -> None:
    page.goto(link)
    expect(page.get_by_role("heading", name="绑定这部手机")).to_be_visible()


def a_forwarded_link_binds_nobody(page: Page, invited: Invited) -> None:
    """Somebody else opens it and guesses: refused, with the reason at the field, and still nobody."""
    is_asked_who_it_is(page, invited.link)
    page.get_by_label("手机号后四位").fill(f"{(int(invited.digits) + 1) % 10000:04}")
    page.get_by_role("button", name="是我，绑定").click()
    expect(page.get_by_text("后四位不对，请核对后再试。").first).to_be_visible()
    page.goto(invited.meeting)
    expect(page.get_by_role("heading", name="登录")).to_be_visible()


def checks_in(page: Page, invited: Invited) -> None:
    """Two impatient taps are one arrival."""
    main(page).get_by_role("link", name=re.compile("^(会议正在进行|请参加)")).first.click()
    expect(page.get_by_text(f"您代表{invited.unit}")).to_be_visible()
    page.get_by_role("button", name="会议签到").dblclick()
    expect(page.get_by_text("已签到，")).to_be_visible()
    expect(page.get_by_text("应到3家，实到3家（需2家）").first).to_be_visible()


def votes(page: Page, invited: Invited) -> None:
    """Votes, changes the vote, goes back and taps again: one ballot, and the last word counts."""
    expect(page.get_by_text(f"您正代表{invited.unit}表决")).to_be_visible()
    page.get_by_role("button", name="反对").click()
    expect(page.get_by_text("您投的是：反对。在结束前可以修改。")).to_be_visible()
    page.get_by_role("button", name="赞成").dblclick()
    expect(page.get_by_text("您投的是：赞成。在结束前可以修改。")).to_be_visible()
    expect(page.get_by_role("button", name="赞成")).to_have_attribute("aria-pressed", "true")
    page.go_back()
    page.goto(invited.meeting)
    expect(page.get_by_text("您投的是：赞成。在结束前可以修改。")).to_be_visible()
    expect(page.get_by_text("已表决1家，共3家。")).to_be_visible()


def an_old_page_changes_nothing(page: Page) -> None:
    """The page of before the vote, sent once more as it was: its key is used up, and what was chosen since then stands."""
    old = page.locator("form.votes")
    words = {name: old.locator(f"input[name={name}]").input_value() for name in ("csrf_token", "once")}
    url = old.get_attribute("action") or ""
    page.get_by_role("button", name="反对").click()
    expect(page.get_by_text("您投的是：反对。在结束前可以修改。")).to_be_visible()
    page.get_by_role("button", name="赞成").click()
    expect(page.get_by_text("您投的是：赞成。在结束前可以修改。")).to_be_visible()
    answer = page.request.post(url, form={**words, "choice": "against"})
    assert answer.ok
    page.reload()
    expect(page.get_by_text("您投的是：赞成。在结束前可以修改。")).to_be_visible()


def the_ballot_is_closed(page: Page, invited: Invited) -> None:
    sign_in(page, invited.secretary)
    page.goto(invited.meeting)
    expect(page.get_by_text("已表决1家，共3家。")).to_be_visible()
    page.get_by_role("button", name="结束表决，计票").click()
    expect(page.get_by_text("未通过").first).to_be_visible()


def sees_what_counted(page: Page, invited: Invited) -> None:
    page.goto(invited.meeting)
    expect(page.locator(".formula")).to_contain_text("赞成1票")
    page.get_by_text("各家的选择（联盟内部）").click()
    counted = page.locator("details", has_text="各家的选择").locator("dl")
    expect(counted).to_have_text(re.compile(rf"^\s*赞成\s*{invited.unit}\s*$"))
    expect(page.get_by_role("button", name="赞成")).to_have_count(0)


def works_on_the_task(page: Page) -> None:
    page.goto("/")
    main(page).get_by_role("link", name=TASK).first.click()
    page.get_by_role("button", name="签收").dblclick()
    expect(page.get_by_role("button", name="申请销号")).to_be_visible()
    page.get_by_label("办理结果").fill(RESULT)
    page.get_by_role("button", name="申请销号").click()
    expect(page.get_by_text("已经交给联盟秘书验收")).to_be_visible()
    steps = page.locator("ol.thread > li")
    expect(steps).to_have_count(4)  # 会议议定、安排、签收、申请销号
    expect(steps.filter(has_text=RESULT)).to_have_count(1)


def signs_out(page: Page, invited: Invited) -> None:
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_text("已经退出登录。")).to_be_visible()
    page.goto(invited.meeting)
    expect(page.get_by_role("heading", name="登录")).to_be_visible()
    is_asked_who_it_is(page, invited.link)


@pytest.mark.parametrize(("size", "javascript"), VARIANTS, ids=[f"{size}-{NAMES[javascript]}" for size, javascript in VARIANTS])
def test_a_delegate_checks_in_votes_and_hands_in_an_action(
    window: Window, house: tuple[Path, dict[tuple[str, bool], Invited]], size: str, javascript: bool
) -> None:
    invited = house[1][size, javascript]
    a_forwarded_link_binds_nobody(opened(window, "phone", javascript), invited)
    page = opened(window, size, javascript)
    bind(page, invited.link, invited.digits)
    checks_in(page, invited)
    votes(page, invited)
    an_old_page_changes_nothing(page)
    picture(page, f"delegate-{size}-{NAMES[javascript]}")
    is_asked_who_it_is(opened(window, "phone", javascript), invited.link)
    the_ballot_is_closed(opened(window, "desk", javascript), invited)
    sees_what_counted(page, invited)
    works_on_the_task(page)
    signs_out(page, invited)
