"""A street supervisor with five minutes, and a liaison of 22 alliances on a telephone.

The showcase with much more in it: the supervisor takes on what is stuck, the liaison pages through what waits in many alliances.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook
from sqlalchemy import func, select

from app.accounts import actions as accounts
from app.accounts.models import Person
from app.alliances import actions as alliances
from app.alliances.models import Alliance, Community, Organisation, Seat, Street
from app.core.db import db, writing
from app.demo.showcase import PASSWORD
from app.policy import SYSTEM
from tests import make
from tests.conftest import make_app
from tests.journeys.conftest import DEMO_DAY, DESK, PHONE, Window, picture
from tests.journeys.cost import Cost
from tests.journeys.installation import PATIENCE, window_of
from tests.journeys.people import bind
from tests.oversight import make_oversight
from tests.oversight.make_oversight import FORTY, TODAY, at, days_back
from tests.papers.reading import squeezed
from tests.servers import app_server

SIZES = {"desk-js": (DESK, True), "phone-plain": (PHONE, False)}
SUPERVISOR, NAME, STREET = "duanqiming", "段启明", "云杉街道"
FIVE_MINUTES = 300
PLAN = "周四上午到社区，和物业一起看现场"
LATE, MEETINGS, TASKS = 80, 70, 90
ALLIANCES = 22


@dataclass(frozen=True)
class Liaison:
    """Whom the unit sends into so many alliances: the link and its digits, and the unit's own words for what waits."""

    link: str
    digits: str
    unit: str


# -- what waits --------------------------------------------------------------------------------------------------------


def twin(instance: Path, place: Path) -> Path:
    """The showcase once more, while a server may be looking at the first."""
    place.mkdir()
    with closing(sqlite3.connect(instance / "lianxi.db")) as first, closing(sqlite3.connect(place / "lianxi.db")) as second:
        first.backup(second)
    return place


def fill_street() -> None:
    """In every alliance of the street something is late, a meeting has no minutes, too few came, a report waits, something is shelved."""
    home = select(Community.id).join(Street, Street.id == Community.street_id).where(Street.name == STREET)
    ids = list(db.session.scalars(select(Alliance.id).where(Alliance.community_id.in_(home)).order_by(Alliance.id)))
    seats = [db.session.scalars(select(Seat).where(Seat.alliance_id == one).order_by(Seat.id).limit(1)).one() for one in ids]
    make_oversight.actions(seats, days_back(LATE, 30))
    make_oversight.shelved(seats, days_back(8, 20))
    make_oversight.short_meetings(ids, days_back(6, 40))
    make_oversight.issues(ids, [at(day) for day in days_back(10, 15)])


def invite_liaison() -> Liaison:
    """Whoever sits in the most alliances for one unit; meetings and tasks in all of them."""
    seats = func.count(Seat.id)
    statement = select(Seat.delegate_id, Seat.organisation_id, seats).where(Seat.ended_at.is_(None), Seat.delegate_id.is_not(None))
    statement = statement.group_by(Seat.delegate_id, Seat.organisation_id).order_by(seats.desc(), Seat.organisation_id)
    person_id, unit_id, number = db.session.execute(statement).first() or (0, 0, 0)
    assert number == ALLIANCES
    person, unit = db.session.get_one(Person, person_id), db.session.get_one(Organisation, unit_id)
    own = list(db.session.scalars(select(Seat).where(Seat.delegate_id == person_id, Seat.organisation_id == unit_id).order_by(Seat.id)))
    with writing():
        accounts.grant(person, "liaison", "organisation", unit_id, by=SYSTEM, at=make.AT)
        _link, token, _code = alliances.invite(own[0], by=SYSTEM, at=make.AT, slip=False)
    days = [TODAY + timedelta(days=1 + number % 20) for number in range(MEETINGS)]
    make_oversight.meetings([seat.alliance_id for seat in own], [at(day) for day in days], state="notified", notified_at=at(TODAY, 8))
    make_oversight.actions(own, [TODAY + timedelta(days=number - 5) for number in range(TASKS)])
    return Liaison(f"/l/{token}", person.phone[-4:], unit.name)


@pytest.fixture(scope="module")
def house(showcase: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Liaison]:
    instance = twin(showcase, tmp_path_factory.mktemp("stuck") / "instance")
    app = make_app(instance, f"sqlite:///{instance / 'lianxi.db'}")
    with app.app_context():
        fill_street()
        liaison = invite_liaison()
        db.session.remove()
        db.engine.dispose()
    return instance, liaison


@pytest.fixture(scope="module")
def served(house: tuple[Path, Liaison]) -> Iterator[str]:
    with app_server(house[0], LIANXI_NOW=DEMO_DAY) as url:
        yield url


@pytest.fixture
def window(browser: Browser, served: str) -> Iterator[Window]:
    with window_of(browser, served) as opened:
        yield opened


def opened(window: Window, size: dict[str, int], javascript: bool) -> Page:
    page = window.open(size, javascript=javascript)
    page.set_default_timeout(PATIENCE)
    return page


def fits(page: Page) -> None:
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0


# -- the supervisor ----------------------------------------------------------------------------------------------------


def comes_in(page: Page, cost: Cost) -> None:
    page.goto("/sign-in")
    cost.fill(page.get_by_label("登录名"), SUPERVISOR)
    cost.fill(page.get_by_label("密码"), PASSWORD)
    cost.press(page.get_by_role("button", name="登录", exact=True))
    expect(page.get_by_role("heading", name="今日待办")).to_be_visible()
    expect(page.locator("ol.todo > li")).to_have_count(3)
    fits(page)
    cost.press(page.get_by_role("link", name="看全部卡住的事"))


def looks_at_late_ones_nobody_has(page: Page, cost: Cost) -> None:
    """The number stands beside the kind, pages go on, and the whole page says why nobody is ranked."""
    expect(page.get_by_text("不排名：排名会让人少报问题，给基层添负担。这里只列需要帮一把的事。")).to_be_visible()
    fits(page)
    cost.press(page.locator("main").get_by_role("link", name="任务超期", exact=True))
    page.get_by_label("由谁协调").select_option(label="还没有人协调的")
    cost.fields, cost.taps = cost.fields + 1, cost.taps + 2
    cost.press(page.get_by_role("button", name="查看"))
    first = [link.inner_text() for link in page.locator("tbody td:first-child .nowrap").all()]
    cost.press(page.get_by_role("link", name="下一页"))
    second = [link.inner_text() for link in page.locator("tbody td:first-child .nowrap").all()]
    assert len(first) > 20
    assert set(first) & set(second) == set()
    page.go_back()


def takes_one_on(page: Page, cost: Cost) -> str:
    """The first of the list. Returns its number."""
    row = page.locator("tbody tr").first
    number = row.locator(".nowrap").first.inner_text()
    cost.press(row.get_by_role("link", name="由我协调"))
    expect(page.locator("main .meta").first).to_contain_text(number)
    fits(page)
    cost.fill(page.get_by_label("打算怎么协调"), PLAN)
    cost.fill(page.get_by_label("哪天前办好"), "2026-11-24")
    cost.press(page.get_by_role("button", name="由我协调"))
    expect(page.get_by_text("已记下：由您协调。到期会出现在您的今日待办里。")).to_be_visible()
    return number


def finds_it_on_todays_page(page: Page, cost: Cost) -> None:
    cost.press(page.get_by_role("link", name="今日", exact=True).locator("visible=true").first)
    expect(page.get_by_role("link", name=f"由您协调：{FORTY}").first).to_be_visible()
    fits(page)


def takes_a_sheet_away(page: Page, cost: Cost, number: str) -> None:
    """Only what was taken on: the sheet keeps the filter, names no telephone and scores nobody."""
    cost.press(page.get_by_role("link", name="看全部卡住的事"))
    page.get_by_label("由谁协调").select_option(label="由我协调的")
    cost.fields, cost.taps = cost.fields + 1, cost.taps + 2
    cost.press(page.get_by_role("button", name="查看"))
    with page.expect_download() as arriving:
        cost.press(page.get_by_role("link", name="导出表格"))
    head, *rows = CalamineWorkbook.from_filelike(BytesIO(arriving.value.path().read_bytes())).get_sheet_by_index(0).to_python()
    assert [words for words in head if any(sign in str(words) for sign in ("分", "名次", "电话"))] == []
    taken = dict(zip(head, next(row for row in rows if row[2] == number), strict=True))
    assert {name: taken[name] for name in ("类别", "事项", "由谁协调", "打算怎么协调", "哪天前")} == {
        "类别": "任务超期",
        "事项": FORTY,
        "由谁协调": NAME,
        "打算怎么协调": PLAN,
        "哪天前": "2026年11月24日",
    }


def prints_one_page(page: Page, cost: Cost) -> None:
    with page.expect_download() as arriving:
        cost.press(page.get_by_role("link", name="打印一页"))
    paper = PdfReader(BytesIO(arriving.value.path().read_bytes()))
    assert len(paper.pages) == 1
    words = squeezed(paper.pages[0].extract_text())
    assert [fact for fact in (STREET, "由我协调", "任务超期", "排名会让人少报问题") if fact not in words] == []


@pytest.mark.parametrize("name", SIZES)
def test_a_supervisor_with_five_minutes_takes_one_thing_on_and_takes_a_sheet_away(window: Window, name: str) -> None:
    cost, page = Cost(), opened(window, *SIZES[name])
    comes_in(page, cost)
    picture(page, f"stuck-{name}")
    looks_at_late_ones_nobody_has(page, cost)
    number = takes_one_on(page, cost)
    finds_it_on_todays_page(page, cost)
    picture(page, f"stuck-today-{name}")
    takes_a_sheet_away(page, cost, number)
    prints_one_page(page, cost)
    print(f"supervisor-{name}: {cost.fields} fields, {cost.characters} characters, {cost.taps} taps, {cost.seconds:.0f} s")
    assert cost.seconds < FIVE_MINUTES


# -- the liaison -------------------------------------------------------------------------------------------------------


def all_of(page: Page, heading: str) -> list[str]:
    """Every line of a group of today's page, page by page: its link and the alliance below it."""
    page.goto("/")
    page.get_by_role("link", name=f"看全部：{heading}").click()
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    found: list[str] = []
    while True:
        fits(page)
        found += [line.get_attribute("href") or "" for line in page.locator("ul.list > li > a").all()]
        onward = page.get_by_role("link", name="下一页")
        if not onward.count():
            return found
        onward.click()


@pytest.mark.parametrize("javascript", [True, False], ids=["js", "plain"])
def test_a_liaison_of_many_alliances_finds_every_meeting_and_task_on_a_telephone(
    window: Window, house: tuple[Path, Liaison], javascript: bool
) -> None:
    liaison, page = house[1], opened(window, PHONE, javascript)
    bind(page, liaison.link, liaison.digits)
    expect(page.locator("ol.todo > li")).to_have_count(3)
    picture(page, f"liaison-{'js' if javascript else 'plain'}")
    shown = page.locator("ul.list > li .meta").all_inner_texts()
    assert len({words.split("·")[0].strip() for words in shown}) > 3  # lines of several alliances, each with its name
    meetings, tasks = all_of(page, "要参加的会"), all_of(page, "本单位的任务")
    assert (len(meetings), len(set(meetings))) == (MEETINGS, MEETINGS)
    assert (len(tasks), len(set(tasks))) == (TASKS, TASKS)
    page.goto(tasks[-1])
    expect(page.get_by_role("heading", name=FORTY)).to_be_visible()
