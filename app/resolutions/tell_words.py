"""What is told to a unit about an action, to be copied into WeChat: an equal is asked, a bureau is requested, one's own grid is told. PURE.

The tone follows from the direction of power (domain.md, opening decision 3): what a community writes to a unit of higher rank never
reminds and never presses. Messages are Chinese only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from app.resolutions.follow_rules import OF_THE_COMMUNITY

OCCASIONS = ("assign", "remind", "chase", "thanks", "correct")


@dataclass(frozen=True, slots=True)
class Matter:
    """`due`: 2026年12月8日（10个工作日） or "". `days`: working days left (remind) or past (chase). `changes`: sentences of `changes`."""

    kind: str
    number: str
    title: str
    lead: str
    lead_kind: str
    due: str
    sender: str
    supports: tuple[str, ...] = ()
    criteria: str = ""
    days: int | None = None
    ending: str = ""
    changes: str = ""

    @property
    def named(self) -> str:
        return f"“{self.title}”（{self.number}）"


def audience(kind: str, lead_kind: str) -> str:
    """bureau: asked by letter; own: the community's own people; member: an equal."""
    if kind == "request_letter":
        return "bureau"
    return "own" if lead_kind in OF_THE_COMMUNITY else "member"


def occasion(state: str, urgency: str, corrected: bool) -> str:
    """What there is to tell now; "" where there is nothing (shelved, cancelled, waiting for its check)."""
    if state == "closed":
        return "thanks"
    if state not in ("assigned", "acknowledged", "in_progress", "rework"):
        return ""
    if corrected:
        return "correct"
    if urgency == "overdue":
        return "chase"
    return "assign" if state == "assigned" else "remind"


def words(of: Matter, what: str, url: str = "") -> str:
    """The text, its address on a line of its own, and whose word it is."""
    to = audience(of.kind, of.lead_kind)
    body = {"member": _to_member, "bureau": _to_bureau, "own": _to_own}[to](of, what)
    lines = [body] + [url] * bool(url) + ([] if to == "own" else [of.sender])
    return "\n".join(lines)


# -- to an equal -------------------------------------------------------------------------------------------------------


def _to_member(of: Matter, what: str) -> str:
    greeting = f"{of.lead}：您好！"
    if what == "assign":
        by_when = f"，请在{of.due}前办好" if of.due else ""
        return "\n".join(
            (
                f"{greeting}联席会议议定的{of.named}，麻烦贵单位牵头{by_when}。",
                *_details(of),
                "请点开下面的链接签收；有困难请早些告诉我们，一起想办法。",
            )
        )
    if what == "remind":
        left = _left(of.days)
        due = f"约定的时间是{of.due}{left}。" if of.due else ""
        return f"{greeting}{of.named}{due}麻烦您方便时告诉我们办到哪一步了，有困难一起想办法。"
    if what == "chase":
        past = f"，已经过了{of.days}个工作日" if of.days else ""
        said = f"{greeting}{of.named}约定的时间是{of.due}{past}。"
        return f"{said}知道您那边事情也多，麻烦回个话：难在哪里，大约哪天能办好？需要我们协调的请直说。"
    if what == "thanks":
        done = "已经向大家说明情况，办结了" if of.ending == "explained" else "已经办成、销号了"
        return f"{greeting}{of.named}{done}，谢谢贵单位！下次会议上我们会向各家报告。"
    return f"【更正】{greeting}{of.named}有改动：{of.changes}请以这一条为准，给您添麻烦了。"


def _details(of: Matter) -> list[str]:
    found = [f"配合单位：{'、'.join(of.supports)}"] if of.supports else []
    return found + ([f"怎样算办好：{of.criteria.strip().replace(chr(10), '，').rstrip('。')}"] if of.criteria.strip() else [])


def _left(days: int | None) -> str:
    if days is None:
        return ""
    return f"，还剩{days}个工作日" if days else "，就是今天"


# -- to a bureau, an observer, a higher rank ---------------------------------------------------------------------------


def _to_bureau(of: Matter, what: str) -> str:
    if what == "assign":
        by_when = f"，望于{of.due}前反馈" if of.due else ""
        contact = f"联系单位：{of.supports[0]}。" if of.supports else ""
        asked = f"{of.lead}：\n经联席会议研究，现就{of.named}商请贵单位予以支持{by_when}。{contact}"
        return f"{asked}商请函随后送达，也可以点开下面的链接看。谢谢支持。"
    if what == "remind":
        due = f"，望于{of.due}前反馈" if of.due else ""
        return f"{of.lead}：您好。此前商请的{of.named}{due}。如需补充材料，请告知我们。谢谢支持。"
    if what == "chase":
        due = f"，原望于{of.due}前反馈" if of.due else ""
        return f"{of.lead}：您好。此前商请的{of.named}{due}，不知是否方便告知进展？如需我们配合，或者另商时间，请告知。谢谢支持。"
    if what == "thanks":
        return f"{of.lead}：您好。商请的{of.named}已有结果，感谢贵单位的大力支持。"
    return f"【更正】{of.lead}：您好。此前商请的{of.named}有变动：{of.changes}请以此为准，谢谢支持。"


# -- to one's own people -----------------------------------------------------------------------------------------------


def _to_own(of: Matter, what: str) -> str:
    if what == "assign":
        return f"{of.named}由{of.lead}牵头，{f'{of.due}前办好。' if of.due else ''}收到请签收。"
    if what == "remind":
        return f"{of.named}{f'{of.due}到期{_left(of.days)}。' if of.due else ''}请报一下进度。"
    if what == "chase":
        past = f"过了{of.days}个工作日了" if of.days else "到期了"
        return f"{of.named}{past}。今天回个话：卡在哪里，哪天办好。"
    if what == "thanks":
        return f"{of.named}{'已说明情况，办结' if of.ending == 'explained' else '已销号'}。大家辛苦了。"
    return f"【更正】{of.named}：{of.changes}按新的办。"


# -- corrections -------------------------------------------------------------------------------------------------------


class Promise(Protocol):
    """What of an action may be corrected."""

    @property
    def title(self) -> str: ...
    @property
    def due(self) -> date | None: ...
    @property
    def criteria(self) -> str: ...


def changes(kind: str, before: Promise, lead_before: str, after: Promise, lead_after: str) -> str:
    """“完成时限由2026年12月8日改为2026年12月15日。”: old and new of everything that was changed; "" where nothing was."""
    letter = kind == "request_letter"
    pairs = (
        ("事项", f"“{before.title}”", f"“{after.title}”"),
        ("商请单位" if letter else "牵头单位", lead_before, lead_after),
        ("希望反馈时间" if letter else "完成时限", _day(before.due), _day(after.due)),
        ("验收标准", _criteria(before.criteria), _criteria(after.criteria)),
    )
    return "".join(_changed(pairs))


def moved(kind: str, old: date | None, new: date | None) -> str:
    """The same for a date that was put off (延期)."""
    return "".join(_changed([("希望反馈时间" if kind == "request_letter" else "完成时限", _day(old), _day(new))]))


def _changed(pairs: Iterable[tuple[str, str, str]]) -> list[str]:
    return [f"{what}由{old}改为{new}。" for what, old, new in pairs if old != new]


def _criteria(words: str) -> str:
    return f"“{words}”" if words else "空白"


def _day(day: date | None) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if day else "没有定"
