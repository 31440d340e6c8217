"""Last Thursday's meeting as it stands on the secretary's paper, and how she enters it (补录)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from playwright.sync_api import Locator, Page, expect

from app.core import clock
from tests.journeys.conftest import ROOT
from tests.journeys.cost import Cost
from tests.journeys.installation import OWN_PASSWORD, SECRETARY

ROWS = ROOT / "tests" / "alliances" / "roster" / "files" / "paste17.tsv"
HEATING, STAIRS, STALLS = "冬季供暖保障情况", "楼道堆物清理", "商户外摆时段管理"

# -- dates: the journey runs on any day, its meeting lies on the Thursday before ---------------------------------------


def last_thursday(today: date) -> date:
    return today - timedelta(days=(today.weekday() - 3) % 7 or 7)


def chinese(day: date, *, year: bool = True) -> str:
    return (f"{day.year}年" if year else "") + f"{day.month}月{day.day}日"


THURSDAY = last_thursday(clock.today())
DUE = tuple(THURSDAY + timedelta(days=days) for days in (15, 22, 29))
STAIRS_BY, LINES_BY, VIEWS_BY = (chinese(day, year=False) for day in DUE)


@dataclass(frozen=True)
class Matter:
    """What the secretary's paper says about one topic."""

    title: str
    notes: str
    agreed: tuple[str, ...] = ()
    tasks: tuple[tuple[str, str, date], ...] = ()


MATTERS = (
    Matter(
        HEATING,
        "会议听取供热公司关于冬季供暖保障情况的通报。11月15日起正式供暖，云锦苑室温投诉4件已全部上门处理，热线电话24小时有人值守。",
    ),
    Matter(
        STAIRS,
        "会议听取社区居委会关于楼道堆物情况的汇报。云锦苑6栋楼有堆物43处，其中堵塞消防通道7处。",
        (f"云锦里社区居委会组织入户劝导，{STAIRS_BY}前由居民自行清理。", "锦和物业清理无主物品，集中存放7日后处理。"),
        (("楼道堆物入户劝导", "云锦里社区居委会", DUE[0]),),
    ),
    Matter(
        STALLS,
        "会议听取社区党委关于商户外摆情况的说明。北门沿街有外摆商户21家，早晚高峰占用人行道。",
        (
            "外摆时段为每日9时至17时、19时至21时，不得占用盲道。",
            f"锦和物业{LINES_BY}前划出外摆线，商户不得越线。",
            f"云锦苑业主委员会{VIEWS_BY}前收集居民意见，报联盟秘书处。",
        ),
        (("划设外摆线", "锦和物业", DUE[1]), ("收集居民意见", "云锦苑业主委员会", DUE[2])),
    ),
)


class Secretary:
    """At her own page: `javascript` says whether what she types saves itself."""

    def __init__(self, page: Page, cost: Cost, *, javascript: bool) -> None:
        self.page, self.cost, self.javascript = page, cost, javascript

    def press(self, name: str, within: Locator | None = None) -> None:
        self.cost.press((within or self.page.locator("main")).get_by_role("button", name=name, exact=True))

    def follow(self, name: str) -> None:
        self.cost.press(self.page.locator("main").get_by_role("link", name=name, exact=True))

    def unfold(self, name: str, within: Locator) -> None:
        self.cost.press(within.locator("summary", has_text=name).first)

    def card(self, title: str) -> Locator:
        return self.page.locator("li[id^=item-]").filter(has=self.page.get_by_role("heading", name=title, exact=True))

    def member(self, unit: str) -> Locator:
        return self.page.locator("li[id^=seat-], li[id^=observer-]").filter(has=self.page.locator(".member b", has_text=unit))

    def download(self, name: str) -> bytes:
        with self.page.expect_download() as arriving:
            self.follow(name)
        return arriving.value.path().read_bytes()

    # -- before the meeting's record -------------------------------------------------------------------------------

    def signs_in(self) -> None:
        self.page.goto("/sign-in")
        self.cost.fill(self.page.get_by_label("登录名"), SECRETARY)
        self.cost.fill(self.page.get_by_label("密码"), OWN_PASSWORD)
        self.press("登录")
        self.page.get_by_role("heading", name="今日待办").wait_for()

    def pastes_the_members(self) -> None:
        self.cost.press(self.page.get_by_role("link", name="联盟", exact=True).locator("visible=true").first)
        self.follow("从WPS粘贴名单")
        self.cost.paste(self.page.get_by_label("从WPS或Excel复制的行"), ROWS.read_text(encoding="utf-8"))
        self.press("预览")
        expect(self.page.get_by_text("新增17行，变更0行，不变0行")).to_be_visible()
        self.press("确认保存")
        expect(self.page.get_by_text("有表决权的16家，列席1家")).to_be_visible()

    def schedules(self) -> None:
        self.follow("安排会议")
        self.cost.press(self.page.get_by_label("补录：这次会已经开过"))
        self.cost.fill(self.page.get_by_label("日期"), THURSDAY.isoformat())
        self.cost.fill(self.page.get_by_label("开始"), "14:30")
        self.cost.fill(self.page.get_by_label("结束"), "16:00")
        self.cost.fill(self.page.get_by_label("地点"), "社区党群服务站二楼会议室")
        self.cost.choose(self.page.get_by_label("主持单位"), "云锦里社区党委")
        self.cost.fill(self.page.get_by_label("议题"), "\n".join(matter.title for matter in MATTERS))
        self.press("安排会议")
        self.cost.press(self.card(STALLS).get_by_role("link", name="修改"))
        self.cost.choose(self.page.get_by_label("决定方式"), "表决，过半数通过")
        self.press("保存")
        self.press("开始会议")
        expect(self.page.get_by_text("还有3项没有议完。")).to_be_visible()

    # -- the record ------------------------------------------------------------------------------------------------

    def takes_attendance(self) -> None:
        self.press("全部按名单到会")
        expect(self.page.get_by_text("实到15家（需11家）").first).to_be_visible()
        for unit in ("水务站", "老年大学"):
            self.cost.press(self.member(unit).get_by_role("link", name="更正"))
            self.press("改为请假", self.member(unit))
            expect(self.member(unit)).to_contain_text("请假")
        self.press("请假", self.member("云锦里社区居委会"))
        self.corrects("云锦里社区居委会", "代会人", "顾南星", "代会")
        self.corrects("第二小学", "到会时间", "14:50", "14:50")
        self.press("到", self.member("派出所"))
        expect(self.page.get_by_text("实到14家（需11家）").first).to_be_visible()

    def corrects(self, unit: str, field: str, words: str, shown: str) -> None:
        self.cost.press(self.member(unit).get_by_role("link", name="更正"))
        self.cost.fill(self.member(unit).get_by_label(field), words)
        self.press("保存", self.member(unit))
        expect(self.member(unit).locator("> .row > span").filter(has_text=shown).first).to_be_visible()

    def comes_to(self, matter: Matter) -> Locator:
        """The next item stands unfolded as soon as the one before it is done with."""
        card = self.card(matter.title)
        expect(card.get_by_label("讨论记录")).to_be_visible()
        return card

    def writes(self, matter: Matter) -> Locator:
        """Notes, and what was agreed."""
        card = self.comes_to(matter)
        self.cost.fill(card.get_by_label("讨论记录"), matter.notes)
        if not self.javascript:
            self.press("保存记录", card)
        expect(card.get_by_text("已保存，共")).to_be_visible()
        if matter.agreed:
            self.cost.fill(card.get_by_label("会议议定"), "\n".join(matter.agreed))
            self.press("保存议定事项", card)
            expect(self.page.get_by_text("议定事项已保存。")).to_be_visible()
        return card

    def reports(self, matter: Matter) -> None:
        card = self.writes(matter)
        self.unfold("暂缓、撤下或者别的结果", card)
        self.press("记为已通报", card)
        expect(card).to_contain_text("已通报")

    def agrees(self, matter: Matter) -> None:
        card = self.writes(matter)
        self.press("协商一致，无单位提出异议", card)
        expect(card).to_contain_text("已议定")

    def counts_hands(self, matter: Matter, recused: str, reason: str, votes: tuple[str, str, str]) -> None:
        card = self.comes_to(matter)
        self.unfold("登记回避", card)
        self.cost.choose(card.get_by_label("成员", exact=True), recused)
        self.cost.fill(card.get_by_label("回避原因"), reason)
        self.press("登记", card)
        expect(card).to_contain_text(f"{recused}：回避")
        self.writes(matter)
        for label, number in zip(("赞成", "反对", "弃权"), votes, strict=True):
            self.cost.fill(card.get_by_role("textbox", name=label), number)  # a radio speaks of 赞成、反对、弃权 too
        self.cost.fill(card.get_by_label("监票人"), "喻晴川")
        self.cost.fill(card.get_by_label("表决的时间"), "15:30")  # one member came after the start
        self.press("计票", card)
        expect(card).to_contain_text("应表决15家")
        expect(card).to_contain_text("已议定")

    def assigns(self, matter: Matter) -> None:
        card = self.card(matter.title)
        if card.get_attribute("data-folded") is not None:  # without script only the last one still stands unfolded
            self.cost.press(card.get_by_role("link", name="打开"))
        for title, lead, due in matter.tasks:
            self.unfold("加一项任务", card)
            self.cost.fill(card.get_by_label("任务", exact=True), title)
            self.cost.choose(card.get_by_label("牵头单位"), lead)
            self.cost.fill(card.get_by_label("或者完成日期"), due.isoformat())
            self.press("安排", card)
            expect(card.get_by_role("link", name="YJL-").last).to_be_visible()
            expect(card.locator(".outcome")).to_contain_text(title)

    # -- the papers ------------------------------------------------------------------------------------------------

    def ends(self) -> bytes:
        """The meeting is over; returns the sign-in sheet."""
        self.press("结束会议")
        expect(self.page.get_by_text("会议已结束。").first).to_be_visible()
        return self.download("签到表（PDF）")

    def drafts(self) -> bytes:
        """The minutes, as the Word file that goes to the 书记."""
        self.follow("会议纪要")
        self.press("起草纪要")
        return self.download("下载Word草稿")

    def enters_the_sign_off(self) -> None:
        self.unfold("登记签发", self.page.locator("main"))
        self.press("签发")
        expect(self.page.get_by_text("沈嘉木签发")).to_be_visible(timeout=60_000)
