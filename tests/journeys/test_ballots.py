"""One meeting that decides in every way: consensus, a ballot on paper and phone, a tie with the chair's vote, a secret ballot.

The secretary sits at a desk, five delegates hold telephones, three more vote on paper, and one has sent a letter; with and without script.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from app.accounts import actions as accounts
from app.accounts import passwords
from app.alliances import actions as alliances
from app.alliances.models import Alliance, Organisation
from app.core import clock, ledger
from app.core.db import db, writing
from app.meetings import actions as meetings
from app.policy import SYSTEM, Actor
from app.rulecards import actions as rulecards
from tests import make
from tests.conftest import make_app
from tests.journeys.conftest import DESK, PHONE, Window, picture
from tests.journeys.cost import Cost
from tests.journeys.installation import OWN_PASSWORD, PATIENCE, flask, sign_in, window_of
from tests.journeys.people import bind
from tests.servers import app_server, prepare_database

NAMES = {True: "js", False: "plain"}
CARE, PARKING, FENCE, CANTEEN = "学生课后托管", "院内车位错时开放", "小区北门围栏改建", "邻里食堂满意度"
MEMBERS, NEEDED = 9, 6
PHONES = (0, 1, 2, 3, 6)
HOLDER, GIVER = 6, 7  # who carries the letter, and who signed it
ON_PAPER = 4  # who asks for a paper in the secret ballot
CHAIR = "郑安澜"


@dataclass(frozen=True)
class Hall:
    """A notified meeting of nine members: its secretary's login, its page, units and personal links by number."""

    secretary: str
    meeting: str
    units: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


# -- what was arranged before the day ----------------------------------------------------------------------------------


def arrange(number: int) -> Hall:
    """An alliance whose rule card knows the chair's casting vote, a meeting of today, and nine people with their links."""
    yesterday = clock.now() - timedelta(days=1)
    alliance = make.alliance()
    seats = make.seats(alliance, MEMBERS)
    person = make.secretary(alliance)
    secretary = make.actor(person)
    allow_casting_vote(alliance, secretary)
    login = f"secretary{number}"
    with writing():
        ledger.hold(alliance.id)
        plan = meetings.Plan(starts_at=clock.now() + timedelta(minutes=1), place="二楼议事厅", chair_name=CHAIR)
        meeting = meetings.schedule(alliance, plan, by=secretary, at=yesterday)
        for title in (CARE, PARKING, FENCE, CANTEEN):
            regime = "consensus" if title == CARE else "alliance_majority"
            meetings.add_item(meeting, title, regime=regime, by=secretary, at=yesterday)
        meetings.notify(meeting, "【会议通知】", reason="召集人同意", by=secretary, at=yesterday)
        accounts.create_account(login, person, passwords.make_hash(OWN_PASSWORD), by=SYSTEM, at=yesterday, must_change=False)
        tokens = [alliances.invite(seat, by=SYSTEM, at=yesterday, slip=False)[1] for seat in seats]
    links = tuple((f"/l/{token}", make.delegate_of(seat).phone[-4:]) for token, seat in zip(tokens, seats, strict=True))
    units = tuple(db.session.get_one(Organisation, seat.organisation_id).name for seat in seats)
    return Hall(login, f"/meetings/{meeting.id}", units, links)


def allow_casting_vote(alliance: Alliance, secretary: Actor) -> None:
    with writing():
        ledger.hold(alliance.id)
        drafted = rulecards.draft(alliance.id, {"casting_vote": True}, version=0, by=secretary, at=make.AT)
        word = rulecards.Confirmation("召集人", make.AT.date())
        rulecards.confirm(drafted, word, version=drafted.version, by=secretary, at=make.AT)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[bool, Hall]]:
    instance = tmp_path_factory.mktemp("ballots") / "instance"
    prepare_database(instance)
    app = make_app(instance, f"sqlite:///{instance / 'lianxi.db'}")
    with app.app_context():
        halls = {javascript: arrange(number) for number, javascript in enumerate(NAMES)}
        db.session.remove()
        db.engine.dispose()
    return instance, halls


@pytest.fixture(scope="module")
def served(house: tuple[Path, dict[bool, Hall]]) -> Iterator[str]:
    with app_server(house[0]) as url:
        yield url


@pytest.fixture
def window(browser: Browser, served: str) -> Iterator[Window]:
    with window_of(browser, served) as opened:
        yield opened


# -- pages -------------------------------------------------------------------------------------------------------------


def opened(window: Window, size: dict[str, int], javascript: bool) -> Page:
    page = window.open(size, javascript=javascript)
    page.set_default_timeout(PATIENCE)
    return page


def press(name: str, within: Page | Locator) -> None:
    within.get_by_role("button", name=name, exact=True).click()


def unfold(words: str, within: Page | Locator) -> None:
    """Opens what is folded away; a card that was swapped in may stand open already."""
    summary = within.locator("summary", has_text=words).first
    if not summary.locator("xpath=..").evaluate("one => one.open"):
        summary.click()


def card(page: Page, title: str) -> Locator:
    return page.locator("li[id^=item-]").filter(has=page.get_by_role("heading", name=title, exact=True))


def counts(within: Page | Locator, *lines: str) -> None:
    """What stands beside the bars of the result, every line of it."""
    expect(within.locator("dl.bars dt")).to_have_text([re.compile(rf"^\s*{line}\s*$") for line in lines])


def anew(desk: Page, hall: Hall) -> None:
    """The meeting's page as it stands now."""
    desk.goto(hall.meeting)


# -- the room ----------------------------------------------------------------------------------------------------------


def enters_a_letter(desk: Page, hall: Hall) -> None:
    desk.goto(f"{hall.meeting}/letters")
    unfold("登记一份委托书", desk)
    desk.get_by_label("委托的成员", exact=True).select_option(label=hall.units[GIVER])
    desk.get_by_label("受委托的成员", exact=True).select_option(label=hall.units[HOLDER])
    desk.get_by_label("委托书由谁签字").fill("单位负责人")
    press("登记", desk)
    expect(desk.get_by_text(f"{hall.units[GIVER]}委托{hall.units[HOLDER]}")).to_be_visible()


def brings_them_in(desk: Page, hall: Hall, phones: dict[int, Page]) -> None:
    """One by telephone, the others as listed, but not the one who sent a letter: that one counts as soon as its holder is here."""
    anew(desk, hall)
    press("开始会议", desk.locator("main"))
    expect(desk.locator("#quorum")).to_contain_text(f"应到{MEMBERS}家，实到0家（需{NEEDED}家）")
    phones[0].goto(hall.meeting)
    press("会议签到", phones[0])
    expect(phones[0].get_by_text("已签到，")).to_be_visible()
    anew(desk, hall)
    press("全部按名单到会", desk)
    expect(desk.locator("#quorum")).to_contain_text(f"应到{MEMBERS}家，实到{MEMBERS}家")
    expect(desk.locator("#quorum")).to_contain_text("委托1家")
    expect(desk.get_by_role("button", name="全部按名单到会")).to_have_count(0)


def calls(desk: Page, title: str) -> None:
    """The item is on the table as soon as its card says so."""
    press("开始讨论", card(desk, title))
    expect(card(desk, title)).to_contain_text("讨论中")


def agrees(desk: Page) -> None:
    calls(desk, CARE)
    press("协商一致，无单位提出异议", card(desk, CARE))
    expect(card(desk, CARE)).to_contain_text("会议经协商一致形成意见，无单位提出异议。")


def opens(desk: Page, title: str, text: str, way: str = "") -> str:
    """Words, check list, open. Returns the path of the vote's page, as the message to the group names it."""
    of = card(desk, title)
    unfold("现场表决", of)
    of.locator("textarea[id^=motion-text]").fill(text)
    if way:
        of.get_by_label(way).check()
    press("写好表决事项", of)
    for check in ("不是业主共同决定", "牵头、收费或者被反映", "不涉及选定收费单位"):
        of.get_by_label(check).check()
    press("开始表决", of)
    words = of.locator("textarea[id^=invite-]").input_value()
    found = re.search(r"/motions/\d+", words)
    assert found is not None, words
    return found[0]


def types_papers(desk: Page, hall: Hall, title: str, choices: dict[int, str]) -> None:
    of = card(desk, title)
    unfold("录入纸质票", of)
    for number, choice in choices.items():
        paper = of.locator("fieldset.paper").filter(has=desk.locator("legend", has_text=hall.units[number]))
        paper.get_by_label(choice, exact=True).check()
    press("录入这些票", of)


# -- a named ballot on paper and phone ---------------------------------------------------------------------------------


def votes_in_two_taps(phone: Page, path: str) -> int:
    """The link in the message, and the choice. Returns how many taps it took until the page said that it counts."""
    cost = Cost()
    phone.goto(path)
    cost.taps += 1
    cost.press(phone.get_by_role("button", name="赞成", exact=True))
    expect(phone.get_by_text("您投的是：赞成。在结束前可以修改。")).to_be_visible()
    return cost.taps


def paper_and_phone_make_one_count(desk: Page, hall: Hall, phones: dict[int, Page], name: str) -> None:
    calls(desk, PARKING)
    path = opens(desk, PARKING, "开放院内60个车位，试行3个月")
    phones[1].goto(path)
    picture(phones[1], f"ballot-vote-{name}")
    assert votes_in_two_taps(phones[0], path) == 2
    anew(desk, hall)
    expect(card(desk, PARKING).get_by_text(f"已表决1家，共{MEMBERS}家。")).to_be_visible()
    phones[1].get_by_role("button", name="反对", exact=True).dblclick()
    expect(phones[1].get_by_text("您投的是：反对。在结束前可以修改。")).to_be_visible()
    press("赞成", phones[1])
    expect(phones[1].get_by_text("您投的是：赞成。在结束前可以修改。")).to_be_visible()
    phones[1].reload()
    expect(phones[1].get_by_role("button", name="赞成", exact=True)).to_have_attribute("aria-pressed", "true")
    types_papers(desk, hall, PARKING, {2: "反对", 3: "赞成", ON_PAPER: "赞成", 5: "弃权", 8: "赞成"})
    expect(card(desk, PARKING).get_by_text(f"已表决7家，共{MEMBERS}家。")).to_be_visible()
    expect(card(desk, PARKING).get_by_text(f"还没有投的：{hall.units[HOLDER]}、{hall.units[GIVER]}。")).to_be_visible()
    phones[3].goto(path)
    expect(phones[3].get_by_text("由秘书按纸质票代录：赞成。在结束前可以修改。")).to_be_visible()
    press("结束表决，计票", card(desk, PARKING))
    counts(card(desk, PARKING), "赞成 5", "反对 1", "弃权 1", "未投 2")
    expect(card(desk, PARKING).locator(".badge", has_text=re.compile("^通过$"))).to_be_visible()
    phones[1].goto(path)
    counts(phones[1], "赞成 5", "反对 1", "弃权 1", "未投 2")
    expect(phones[1].get_by_role("button", name="赞成", exact=True)).to_have_count(0)


# -- a tie, a recusal, a carried vote ----------------------------------------------------------------------------------


def stands_back(phone: Page, hall: Hall) -> None:
    phone.goto(hall.meeting)
    unfold("本单位有利害关系，申请回避", card(phone, FENCE))
    card(phone, FENCE).get_by_label("有什么利害关系").first.fill("承建围栏")
    press("本单位回避", card(phone, FENCE))
    expect(card(phone, FENCE)).to_contain_text("承建围栏")


def casts_for_another(phone: Page, hall: Hall, path: str) -> None:
    """The holder's own vote on the vote's page, the other's on the page of what is carried."""
    phone.goto(path)
    press("赞成", phone.get_by_role("form", name=f"{hall.units[HOLDER]}的表决"))
    expect(phone.get_by_text("您投的是：赞成。在结束前可以修改。")).to_be_visible()
    phone.goto(hall.meeting)
    phone.get_by_role("link", name="我代投的票").click()
    press("反对", phone.locator("form").filter(has_text=f"代{hall.units[GIVER]}投"))
    expect(phone.get_by_text("已代投：反对。在结束前可以修改。")).to_be_visible()


def a_tie_is_the_chairs(desk: Page, hall: Hall, phones: dict[int, Page], name: str) -> None:
    """Eight count, because one stands back: four for, four against, and the chair's vote makes five."""
    calls(desk, FENCE)
    stands_back(phones[3], hall)
    anew(desk, hall)
    expect(card(desk, FENCE).locator(".recusal")).to_contain_text(hall.units[3])
    path = opens(desk, FENCE, "改建北门围栏")
    phones[3].goto(path)
    expect(phones[3].get_by_text(f"{hall.units[3]}回避这一项，不参加表决。")).to_be_visible()
    casts_for_another(phones[HOLDER], hall, path)
    picture(phones[HOLDER], f"ballot-carried-{name}")
    anew(desk, hall)
    types_papers(desk, hall, FENCE, {0: "赞成", 1: "赞成", ON_PAPER: "赞成", 2: "反对", 5: "反对", 8: "反对"})
    expect(card(desk, FENCE).get_by_text(f"已表决8家，共{MEMBERS - 1}家。")).to_be_visible()
    press("结束表决，计票", card(desk, FENCE))
    expect(card(desk, FENCE).get_by_text("赞成反对相等。规则卡规定主持人有决定票。")).to_be_visible()
    press("主持人投赞成", card(desk, FENCE))
    counts(card(desk, FENCE), "赞成 4", "反对 4", "弃权 0")
    expect(card(desk, FENCE).locator(".badge", has_text=re.compile("^通过$"))).to_be_visible()


# -- a secret ballot ---------------------------------------------------------------------------------------------------


def prints_codes(desk: Page, hall: Hall) -> dict[str, str]:
    """unit -> the six digits on its slip."""
    desk.goto(f"{hall.meeting}/codes")
    press(f"给还没有的{MEMBERS}人生成，打印一页", desk)
    expect(desk.get_by_text("现场码只显示这一次")).to_be_visible()
    rows = desk.locator("tbody tr").all()
    found = {row.locator("b").inner_text(): row.locator("td.big").inner_text() for row in rows}
    assert sorted(found) == sorted(hall.units)
    return found


def is_asked_for_the_code(phone: Page, path: str, code: str) -> None:
    """Whoever has not typed it is asked when voting; nothing is cast meanwhile."""
    phone.goto(path)
    press("赞成", phone)
    expect(phone.get_by_role("heading", name="先输入现场码")).to_be_visible()
    phone.get_by_role("textbox", name="现场码").fill(code)
    press("确认", phone)


def types_the_code(phone: Page, hall: Hall, code: str) -> None:
    phone.goto(hall.meeting)
    phone.get_by_role("textbox", name="现场码").fill(code)
    press("确认", phone)
    expect(phone.get_by_text("这部手机已输入现场码。")).to_be_visible()


def the_old_page_casts_nothing(phone: Page, path: str, url: str, old: dict[str, str | float | bool]) -> None:
    """The confirm page sent once more as it was, as by going back: the vote's page still says that this seat has voted."""
    assert phone.request.post(url, form=old).ok
    phone.goto(path)
    expect(phone.get_by_text("贵单位已投票")).to_be_visible()
    expect(phone.get_by_role("button", name="赞成", exact=True)).to_have_count(0)


def casts_secretly(phone: Page, path: str, choice: str) -> str:
    """Choose, look, write the words down, cast with an impatient finger. Returns the receipt."""
    phone.goto(path)
    press(choice, phone)
    expect(phone.locator(".who")).to_have_text(choice)
    receipt = phone.locator("b.big").inner_text()
    form = phone.locator("form").filter(has=phone.get_by_role("button", name="投出这一票"))
    url = form.get_attribute("action") or ""
    old: dict[str, str | float | bool] = {
        one.get_attribute("name") or "": one.input_value() for one in form.locator("input[type=hidden]").all()
    }
    phone.get_by_role("button", name="投出这一票").dblclick()
    expect(phone.get_by_text("贵单位已投票")).to_be_visible()
    the_old_page_casts_nothing(phone, path, url, old)
    return receipt


def casts_two(phone: Page, hall: Hall, path: str) -> list[str]:
    """The holder of a letter: for her own unit 赞成, for the other 反对. Returns both receipts."""
    phone.goto(path)
    for number, choice in ((HOLDER, "赞成"), (GIVER, "反对")):
        phone.get_by_role("group", name=f"{hall.units[number]}的表决").get_by_label(choice, exact=True).check()
    press("下一步：核对并领凭词", phone)
    receipts = [one.inner_text() for one in phone.locator("b.big").all()]
    press("投出这几票", phone)
    expect(phone.get_by_text("贵单位已投票")).to_have_count(2)
    return receipts


def hands_out_a_paper(desk: Page, hall: Hall) -> None:
    anew(desk, hall)
    unfold("纸质票（已发0张）", card(desk, CANTEEN))
    card(desk, CANTEEN).get_by_label("领纸质票的成员").select_option(label=hall.units[ON_PAPER])
    press("发一张纸质票", card(desk, CANTEEN))
    expect(card(desk, CANTEEN)).to_contain_text("纸质票（已发1张）")


def opens_the_box(desk: Page, hall: Hall) -> None:
    anew(desk, hall)
    press("结束投票", card(desk, CANTEEN))
    of = card(desk, CANTEEN)
    expect(of.get_by_text("共7家投票，票箱还没有打开。")).to_be_visible()
    expect(of.get_by_text("请先录入收回的纸质票，再开票。")).to_be_visible()
    of.get_by_label("赞成", exact=True).fill("1")
    of.get_by_label("监票人", exact=True).fill("宁怀瑾")
    of.get_by_label("另一位监票人").fill("陶安澜")
    press("录入这些票", of)
    press("开票", of)
    counts(of, "赞成 5", "反对 2", "弃权 0", "未投 2")
    expect(of.get_by_text("密钥正在销毁。")).to_have_count(0)


def finds(phone: Page, path: str, receipt: str, choice: str) -> None:
    phone.goto(path)
    phone.get_by_role("link", name="用凭词查我的票").click()
    phone.get_by_label("我的凭词").fill(receipt)
    press("查找", phone)
    expect(phone.locator("#found .who")).to_have_text(choice)
    expect(phone.locator("summary", has_text="全部公布的票（6张）")).to_be_visible()


def everybody_finds_the_own_ballot(desk: Page, hall: Hall, phones: dict[int, Page], name: str) -> None:
    codes = prints_codes(desk, hall)
    anew(desk, hall)
    calls(desk, CANTEEN)
    path = opens(desk, CANTEEN, "对邻里食堂满意", "无记名")
    hands_out_a_paper(desk, hall)
    is_asked_for_the_code(phones[0], path, codes[hall.units[0]])
    for number in PHONES[1:]:
        types_the_code(phones[number], hall, codes[hall.units[number]])
    phones[0].goto(path)
    press("赞成", phones[0])
    picture(phones[0], f"ballot-confirm-{name}")
    choices = {0: "赞成", 1: "赞成", 2: "反对", 3: "赞成"}
    receipts = {number: casts_secretly(phones[number], path, choice) for number, choice in choices.items()}
    for_own, for_other = casts_two(phones[HOLDER], hall, path)
    phones[0].goto(path)
    expect(phones[0].get_by_text("已投7家，共9家。").first).to_be_visible()
    opens_the_box(desk, hall)
    for number, choice in choices.items():
        finds(phones[number], path, receipts[number], choice)
    finds(phones[HOLDER], path, for_own, "赞成")
    finds(phones[HOLDER], path, for_other, "反对")


@pytest.mark.parametrize("javascript", NAMES, ids=NAMES.values())
def test_a_meeting_decides_in_every_way(window: Window, house: tuple[Path, dict[bool, Hall]], javascript: bool) -> None:
    hall, name = house[1][javascript], NAMES[javascript]
    desk = opened(window, DESK, javascript)
    sign_in(desk, hall.secretary)
    phones = {number: opened(window, PHONE, javascript) for number in PHONES}
    for number, phone in phones.items():
        bind(phone, *hall.links[number])
    enters_a_letter(desk, hall)
    brings_them_in(desk, hall, phones)
    agrees(desk)
    paper_and_phone_make_one_count(desk, hall, phones, name)
    a_tie_is_the_chairs(desk, hall, phones, name)
    everybody_finds_the_own_ballot(desk, hall, phones, name)
    picture(desk, f"ballots-{name}")
    for page in (desk, *phones.values()):
        page.close()  # they poll, and nobody lets their requests through while we wait for a command
    assert flask(house[0], "ledger", "verify") != ""
