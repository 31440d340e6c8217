"""An administrator imports the city's roster; the secretary of one alliance holds a meeting from its notice to the signed papers.

Desktop with script, phone without. Everything happens today: a real database runs on the true clock.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pypdf
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.core import clock
from tests.journeys.conftest import DESK, PHONE, ROOT, Window, picture
from tests.journeys.installation import (
    ADMINISTRATOR,
    PATIENCE,
    SECRETARY,
    choose_own_password,
    flask,
    open_account,
    window_of,
)
from tests.papers.reading import pdf_text, squeezed, word_paragraphs
from tests.servers import app_server, prepare_database

ROSTER = ROOT / "app" / "demo" / "roster.xlsx"
CODE, ALLIANCE = "TB014", "鹤鸣里社区党建联盟"
PARKING, CARE = "鹤鸣苑周边错时停车", "学生课后托管"
PLACE = "社区党群服务站二楼议事厅"
FONTS = {"FandolFang-Regular", "MinutesHei-400", "MinutesSong-400", "MinutesSong-700", "MinutesSong-900"}
ENTITLED, HERE, NEEDED = 17, 12, 12


@dataclass(frozen=True)
class Desk:
    """Where she works."""

    size: dict[str, int]
    javascript: bool


DESKS = {"desk-js": Desk(DESK, True), "phone-plain": Desk(PHONE, False)}


@pytest.fixture
def house(tmp_path: Path) -> tuple[Path, str]:
    """An empty real installation and its administrator's one-time password."""
    instance = tmp_path / "instance"
    prepare_database(instance)
    return instance, flask(instance, "users", "create", ADMINISTRATOR, "--role", "administrator")


@pytest.fixture
def window(browser: Browser, house: tuple[Path, str]) -> Iterator[Window]:
    with app_server(house[0]) as url, window_of(browser, url) as opened:
        yield opened


def opened(window: Window, desk: Desk) -> Page:
    page = window.open(desk.size, javascript=desk.javascript)
    page.set_default_timeout(PATIENCE)
    return page


def press(name: str, within: Page | Locator) -> None:
    within.get_by_role("button", name=name, exact=True).click()


def card(page: Page, title: str) -> Locator:
    return page.locator("li[id^=item-]").filter(has=page.get_by_role("heading", name=title, exact=True))


# -- the administrator -------------------------------------------------------------------------------------------------


def imports_the_roster(page: Page, one_time: str) -> str:
    """Preview, confirm; then an account for the secretary. Returns its one-time password."""
    choose_own_password(page, ADMINISTRATOR, one_time)
    page.get_by_role("link", name="导入名册").click()
    page.get_by_label("名册文件").set_input_files(ROSTER)
    page.get_by_role("button", name="预览").click(timeout=90_000)
    expect(page.get_by_text("每一行都能用。")).to_be_visible(timeout=90_000)
    created = [row.locator("td").first.inner_text() for row in page.locator("tbody tr").all()[:4]]
    assert created == ["210", "2990", "3200", "3563"]
    page.get_by_role("button", name="确认导入").click(timeout=90_000)
    expect(page.get_by_role("heading", name="联盟", exact=True)).to_be_visible(timeout=90_000)
    expect(page.get_by_text("共210个联盟")).to_be_visible()
    return open_account(page, "邱叶", SECRETARY, "联盟秘书", CODE)


# -- before the meeting ------------------------------------------------------------------------------------------------


def schedules(page: Page) -> None:
    page.get_by_role("link", name="安排会议").click()
    now = clock.local(clock.now())
    starts = min(now + timedelta(hours=1), now.replace(hour=23, minute=59))
    page.get_by_label("日期").fill(f"{now:%Y-%m-%d}")
    page.get_by_label("开始").fill(f"{starts:%H:%M}")
    page.get_by_label("地点").fill(PLACE)
    page.get_by_label("主持单位").select_option(label="鹤鸣里社区党委")
    page.get_by_label("议题").fill(f"1. {CARE}\n2. {PARKING}")
    press("安排会议", page.locator("main"))
    expect(page.get_by_text("会议已安排。")).to_be_visible()


def orders_the_agenda(page: Page) -> None:
    """停车 comes first, and by ballot."""
    press("上移", card(page, PARKING))
    expect(page.locator("li[id^=item-] h3")).to_have_text([PARKING, CARE])
    card(page, PARKING).get_by_role("link", name="修改").click()
    page.get_by_label("决定方式").select_option(label="表决，过半数通过")
    press("保存", page.locator("main"))
    expect(card(page, PARKING)).to_contain_text("表决，过半数通过")


def issues_the_notice(page: Page) -> None:
    page.get_by_role("link", name="发会议通知").click()
    words = page.get_by_label("复制到微信群的文字").input_value()
    assert [line for line in (PLACE, PARKING, CARE) if line not in words] == []
    assert words.index(PARKING) < words.index(CARE)
    page.get_by_label("临时通知的理由").fill("召集人林知夏同意")
    press("通知已发出", page.locator("main"))
    expect(page.get_by_text("通知已记为发出。请把文字复制到群里，或者打印。")).to_be_visible()
    with page.expect_download() as arriving:
        page.get_by_role("link", name="会议通知（PDF）").click()
    notice = pdf_text(arriving.value.path().read_bytes())
    assert PLACE in notice
    assert PARKING in notice
    page.locator("main .meta").get_by_role("link").first.click()


# -- the room ----------------------------------------------------------------------------------------------------------


def checks_in(page: Page, *, javascript: bool) -> None:
    """With script by type-ahead, one key each; without by a tap beside each name. The light turns with the twelfth."""
    press("开始会议", page.locator("main"))
    expect(page.locator("#quorum")).to_contain_text(f"还差{NEEDED}家")
    rows = page.locator("#attendance li[id^=seat-]")
    units = [rows.nth(number).locator(".member b").inner_text() for number in range(ENTITLED)]
    for number, unit in enumerate(units[:HERE], 1):
        if javascript:
            page.get_by_label("找成员").fill(unit)
            page.keyboard.press("Enter")
        else:
            press("到", rows.filter(has=page.locator("b", has_text=re.compile(f"^{unit}$"))))
        expect(page.locator("#quorum")).to_contain_text(f"应到{ENTITLED}家，实到{number}家（需{NEEDED}家）")
        expect(page.locator("#quorum")).to_contain_text("到会符合规定" if number >= NEEDED else f"还差{NEEDED - number}家")
    press("请假", rows.nth(HERE))
    expect(rows.nth(HERE)).to_contain_text("请假")


def calls(page: Page, title: str) -> None:
    press("开始讨论", card(page, title))
    expect(card(page, title)).to_contain_text("讨论中")


def votes_on_paper(page: Page) -> None:
    """Named: ten for, one against, one abstains; 17 are entitled, so nine are needed."""
    calls(page, PARKING)
    of = card(page, PARKING)
    of.get_by_label("会议议定").fill("区水文站12月10日起开放院内60个车位。")
    press("保存议定事项", of)
    expect(page.get_by_text("议定事项已保存。")).to_be_visible()
    of.locator("summary", has_text="现场表决").click()
    of.locator("textarea[id^=motion-text]").fill("区水文站开放院内60个车位，试行3个月")
    press("写好表决事项", of)
    for check in ("不是业主共同决定", "牵头、收费或者被反映", "不涉及选定收费单位"):
        of.get_by_label(check).check()
    press("开始表决", of)
    expect(of.get_by_text(f"已表决0家，共{HERE}家。")).to_be_visible()
    of.locator("summary", has_text="录入纸质票").click()
    papers = of.locator("fieldset.paper")
    for number, choice in enumerate(["赞成"] * 10 + ["反对", "弃权"]):
        papers.nth(number).get_by_label(choice, exact=True).check()
    press("录入这些票", of)
    expect(of.get_by_text(f"已表决{HERE}家，共{HERE}家。")).to_be_visible()
    press("结束表决，计票", of)
    expect(of.locator(".formula")).to_contain_text("赞成10票")
    expect(of).to_contain_text("已议定")


def agrees(page: Page) -> None:
    of = card(page, CARE)
    calls(page, CARE)
    of.get_by_label("会议议定").fill("在社区党群服务站一楼设课后托管点，限40名，不收取费用。")
    press("保存议定事项", of)
    expect(page.get_by_text("议定事项已保存。")).to_be_visible()
    press("协商一致，无单位提出异议", of)
    expect(of).to_contain_text("已议定")
    of.locator("summary", has_text="加一项任务").click()
    of.get_by_label("任务", exact=True).fill("托管点场所整改并开班")
    of.get_by_label("牵头单位").select_option(label="鹤鸣里社区居民委员会")
    of.get_by_label("几个工作日").fill("20")
    press("安排", of)
    expect(of.locator(".outcome")).to_contain_text("托管点场所整改并开班")


# -- the papers --------------------------------------------------------------------------------------------------------


def signs_off(page: Page) -> tuple[bytes, bytes]:
    """Ends the meeting, gives the minutes a title, enters the paper sign-off; returns PDF and Word as stored."""
    press("结束会议", page.locator("main"))
    expect(page.get_by_text("会议已结束。").first).to_be_visible()
    page.locator("main").get_by_role("link", name="会议纪要", exact=True).click()
    press("起草纪要", page.locator("main"))
    page.get_by_label("标题").fill("关于错时停车和课后托管有关事项的纪要")
    page.get_by_role("button", name="保存", exact=True).first.click()
    expect(page.get_by_label("标题")).to_have_value("关于错时停车和课后托管有关事项的纪要")
    page.locator("summary", has_text="登记签发").click()
    page.get_by_label("签发人").fill("林知夏")
    press("签发", page.locator("main"))
    expect(page.get_by_text("林知夏签发").first).to_be_visible(timeout=60_000)
    expect(page.get_by_text("第1期").first).to_be_visible()
    return download(page, "下载PDF"), download(page, "下载Word")


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as arriving:
        page.get_by_role("link", name=name, exact=True).click()
    return arriving.value.path().read_bytes()


def facts() -> list[str]:
    """What both papers must say, whichever typeface or program shows it."""
    today = clock.today()
    return [
        "云杉街道鹤鸣里社区党建联盟联席会议纪要",
        "第1期",
        f"{today.year}年{today.month}月{today.day}日",
        PLACE,
        "联盟召集人林知夏主持",
        "应到17家，实到12家，请假1家，缺席4家",
        "应表决17家（应到17家、回避0家），过半数需9票。采用记名方式，实际参加表决12家：赞成10票，反对1票，弃权1票，通过。",
        "会议经协商一致形成意见，无单位提出异议。",
        "区水文站12月10日起开放院内60个车位。",
        f"{CODE}-{today.year}-01-01",
        "托管点场所整改并开班",
        "（20个工作日）",
    ]


def fonts_of(pdf: bytes) -> set[str]:
    """Names of the fonts that are embedded; none may be a Type 3, none may be missing."""
    found = set()
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for reference in page["/Resources"].get("/Font", {}).values():
            font = reference.get_object()
            assert font["/Subtype"] == "/Type0"
            assert {"/FontFile2", "/FontFile3"} & set(font["/DescendantFonts"][0].get_object()["/FontDescriptor"])
            found.add(re.sub(r"^[A-Z]{6}\+|-Identity-H$", "", font["/BaseFont"].lstrip("/")))
    return found


@pytest.mark.parametrize("name", DESKS)
def test_a_secretary_holds_a_meeting_from_the_imported_roster_to_the_signed_papers(
    window: Window, house: tuple[Path, str], name: str
) -> None:
    desk = DESKS[name]
    password = imports_the_roster(opened(window, desk), house[1])
    page = opened(window, desk)
    choose_own_password(page, SECRETARY, password)
    schedules(page)
    orders_the_agenda(page)
    issues_the_notice(page)
    checks_in(page, javascript=desk.javascript)
    votes_on_paper(page)
    agrees(page)
    pdf, word = signs_off(page)
    picture(page, f"secretary-{name}")
    texts = {"PDF": pdf_text(pdf), "Word": squeezed("".join(word_paragraphs(word)))}
    assert [(paper, fact) for paper, text in texts.items() for fact in facts() if squeezed(fact) not in text] == []
    assert fonts_of(pdf) == FONTS
    assert flask(house[0], "ledger", "verify") != ""
