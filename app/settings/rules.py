"""Everything that a city or an alliance may decide for itself: name -> type, default, words. Defaults come from domain.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["number", "text", "choice", "yes_no"]


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


@dataclass(frozen=True, slots=True)
class Setting:
    """One decision. `by_alliance`: an alliance may differ from its city. `unit` follows a number on the screen."""

    default: int | str | bool
    kind: Kind
    words: str
    unit: str = ""
    by_alliance: bool = False
    least: int = 0
    most: int = 1000
    choices: tuple[tuple[str, str], ...] = ()


HEADS = (("black", _("黑色（默认）")), ("red", _("红色（街道同意后）")))

EVERY = (("month", _("每月")), ("quarter", _("每季度")), ("half", _("每半年")), ("none", _("不定期")))

SETTINGS: Mapping[str, Setting] = {
    "issue.accept_workdays": Setting(1, "number", _("诉求受理时限"), _("个工作日")),
    "issue.arrange_workdays": Setting(5, "number", _("诉求受理后几天内分派或列入议题"), _("个工作日"), least=1, most=60),
    "issue.web_flood": Setting(20, "number", _("网页反映10分钟内每个联盟最多收"), _("件"), least=3),
    "issue.follow_up_workdays": Setting(3, "number", _("办结后几天内回访"), _("个工作日"), least=1),
    "issue.follow_up_attempts": Setting(2, "number", _("回访联系不上，试几次可以销号"), _("次"), least=1, most=5),
    "issue.reopen_days": Setting(30, "number", _("销号后多久内反映人可以要求重新办理"), _("天"), least=1, most=365),
    "issue.reopen_workdays": Setting(15, "number", _("重新办理时限"), _("个工作日"), least=1, most=60),
    "issue.review_workdays": Setting(30, "number", _("挂账的诉求多久再看一次"), _("个工作日"), least=1),
    "action.acknowledge_workdays": Setting(1, "number", _("任务签收时限"), _("个工作日")),
    "action.progress_workdays": Setting(10, "number", _("进展反馈间隔"), _("个工作日")),
    "action.default_workdays": Setting(15, "number", _("任务默认时限"), _("个工作日"), by_alliance=True, least=1),
    "action.rework_workdays": Setting(5, "number", _("重新办理时限"), _("个工作日"), least=1),
    "action.due_soon_workdays": Setting(2, "number", _("即将到期提醒提前"), _("个工作日")),
    "ladder.secretary": Setting(3, "number", _("超期满几天请秘书决定上报或缓报"), _("个工作日"), least=1, most=60),
    "ladder.pause": Setting(5, "number", _("缓报一次最多"), _("个工作日"), least=1, most=20),
    "ladder.street": Setting(5, "number", _("超期满几天街道出面"), _("个工作日"), least=1, most=60),
    "ladder.committee": Setting(10, "number", _("超期满几天提请治理委员会"), _("个工作日"), least=1, most=120),
    "minutes.workdays": Setting(5, "number", _("会后印发纪要时限"), _("个工作日"), least=1, most=60),
    "meeting.every": Setting("quarter", "choice", _("联席会议多久开一次"), choices=EVERY),
    "coordination.workdays": Setting(5, "number", _("由我协调的默认期限"), _("个工作日"), least=1, most=60),
    "request_letter.workdays": Setting(3, "number", _("商请函在任务单之后"), _("个工作日"), by_alliance=True),
    "notice_period.workdays": Setting(3, "number", _("议定事项公示期"), _("个工作日"), by_alliance=True, least=1),
    "minutes.head": Setting("black", "choice", _("纪要标志颜色"), by_alliance=True, choices=HEADS),
    "public.phone": Setting("", "text", _("公示上的社区电话"), by_alliance=True),
    "public.street_phone": Setting("", "text", _("公示上的街道电话"), by_alliance=True),
    "public.window": Setting("社区党群服务站一楼窗口", "text", _("公示上的意见窗口"), by_alliance=True),
    "public.hours": Setting("周一至周五8时30分至17时", "text", _("公示上的接待时间"), by_alliance=True),
    "public.feedback": Setting("12345", "text", _("对这个网站的意见建议：电话或网址"), by_alliance=True),
    "link.days": Setting(90, "number", _("手机绑定有效期"), _("天"), least=1),
    "slip.days": Setting(7, "number", _("纸条验证码有效期"), _("天"), least=1, most=30),
}


def checked(name: str, text: str) -> int | str | bool:
    """The value that `text` means for the setting. Raises ValueError where it means none."""
    setting = SETTINGS[name]
    if setting.kind == "yes_no":
        return text in ("1", "y", "true", "True")
    if setting.kind == "number":
        number = int(text)  # full-width digits are digits
        if not setting.least <= number <= setting.most:
            raise ValueError(text)
        return number
    if setting.kind == "choice" and text not in dict(setting.choices):
        raise ValueError(text)
    return text
