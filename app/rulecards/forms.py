"""The card as it is typed, its confirmation, and what a member weighs."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from wtforms import BooleanField, HiddenField, SelectField, StringField
from wtforms.validators import InputRequired

from app.core.forms import Form, Line, options
from app.core.i18n import text as _
from app.meetings.forms import Day
from app.rulecards.rules import MOST_AREA, MOST_LETTERS, MOST_PARTS, MOST_WEIGHT, MOST_WORKDAYS, REGIMES, Card

NEEDED = InputRequired(_("这一项要填。"))
CHOOSE = _("请从列表里选。")

STRICT_WORDS = {"0": _("以上（含本数）"), "1": _("超过（不含本数）")}
BASE_WORDS = {"entitled": _("应表决"), "present": _("实到"), "cast": _("参与表决"), "yes_no": _("赞成＋反对")}
DIMENSION_WORDS = {"seats": _("只按家数"), "area": _("家数和面积分开计算，两样都要达到")}
VISIBILITY_WORDS = {"named": _("记名"), "hands": _("举手")}
PROXY_WORDS = {"full": _("可以书面委托"), "none": _("不能委托")}
ROTATION_WORDS = {"convener": _("召集人主持"), "units": _("成员单位轮值主持")}


class Number(StringField):
    """A whole number between bounds; full-width digits too. None where it is empty."""

    def __init__(self, label: Any, validators: Any = (), *, least: int, most: int, **options: Any) -> None:
        super().__init__(label, validators, **options)
        self.least, self.most = least, most

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "").strip()
        self.data: int | None = int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= 9 else None
        if typed and (self.data is None or not self.least <= self.data <= self.most):
            self.data = None
            raise ValueError(str(_("请填%(least)s到%(most)s的整数。", least=self.least, most=self.most)))


class Area(StringField):
    """Square metres with at most two decimals, kept in hundredths: 1280.5 is 128050; 1,280.50 and full-width digits are read too."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data // 100}.{self.data % 100:02d}"

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "").strip().replace(",", "")
        self.data: int | None = None
        if not typed:
            return
        found = re.fullmatch(r"([0-9]{1,8})(?:\.([0-9]{1,2}))?", typed)
        hundredths = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0")) if found else MOST_AREA + 1
        if hundredths > MOST_AREA:
            raise ValueError(str(_("面积填平方米数，最多两位小数，例如1280.50。")))
        self.data = hundredths


class Choice(SelectField):
    def __init__(self, label: Any, words: dict[str, Any], **more: Any) -> None:
        super().__init__(label, [InputRequired(CHOOSE)], choices=options(words), invalid_choice_message=CHOOSE, **more)


def _part(label: Any) -> Number:
    return Number(label, [NEEDED], least=1, most=MOST_PARTS)


class CardForm(Form):
    """Names of fields are those at which rules.fault speaks."""

    quorum_num = _part(_("到会规定：分子"))
    quorum_den = _part(_("到会规定：分母"))
    quorum_strict = Choice(_("到会规定：含不含本数"), STRICT_WORDS)
    alliance_majority_num = _part(_("过半数：分子"))
    alliance_majority_den = _part(_("过半数：分母"))
    alliance_majority_strict = Choice(_("过半数：含不含本数"), STRICT_WORDS)
    alliance_majority_base = Choice(_("过半数：按什么计算"), BASE_WORDS)
    alliance_two_thirds_num = _part(_("三分之二：分子"))
    alliance_two_thirds_den = _part(_("三分之二：分母"))
    alliance_two_thirds_strict = Choice(_("三分之二：含不含本数"), STRICT_WORDS)
    alliance_two_thirds_base = Choice(_("三分之二：按什么计算"), BASE_WORDS)
    weighted = BooleanField(_("各家票权不同（默认一家一票）"))
    dimensions = Choice(_("计票口径"), DIMENSION_WORDS)
    visibility = Choice(_("一般的表决方式"), VISIBILITY_WORDS)
    casting_vote = BooleanField(_("赞成反对相等时，主持人可以投决定票"))
    proxies = Choice(_("委托"), PROXY_WORDS)
    letters = Number(_("一人最多代几家"), [NEEDED], least=1, most=MOST_LETTERS)
    stand_ins = BooleanField(_("可以当场指定代会人"))
    notice_workdays = Number(_("会议通知提前几个工作日"), [NEEDED], least=0, most=MOST_WORKDAYS)
    urgent_workdays = Number(_("临时会议提前几个工作日"), [NEEDED], least=0, most=MOST_WORKDAYS)
    rotation = Choice(_("谁主持"), ROTATION_WORDS)
    draft_version = HiddenField()

    def card(self) -> Card:
        def share(name: str) -> dict[str, Any]:
            return {"num": self[f"{name}_num"].data, "den": self[f"{name}_den"].data, "strict": self[f"{name}_strict"].data == "1"}

        plain = (
            "weighted",
            "visibility",
            "casting_vote",
            "proxies",
            "letters",
            "stand_ins",
            "notice_workdays",
            "urgent_workdays",
            "rotation",
        )
        return {
            "quorum": share("quorum"),
            "rules": {regime: {"base": self[f"{regime}_base"].data, **share(regime)} for regime in REGIMES},
            "dimensions": ["seats", "area"] if self.dimensions.data == "area" else ["seats"],
            **{name: self[name].data for name in plain},
        }

    @staticmethod
    def typed_as(card: Card) -> dict[str, Any]:
        """What stands in the fields for a complete card."""
        fields = {name: value for name, value in card.items() if name not in ("quorum", "rules", "dimensions")}
        for name, share in (("quorum", card["quorum"]), *card["rules"].items()):
            fields |= {f"{name}_{part}": value for part, value in share.items()} | {f"{name}_strict": "1" if share["strict"] else "0"}
        return fields | {"dimensions": "area" if "area" in card["dimensions"] else "seats"}


class ConfirmForm(Form):
    """A convener who is signed in types nothing."""

    card_version = HiddenField()


class PaperForm(ConfirmForm):
    """On paper: who said so and when, entered by the secretary."""

    confirmed_by = Line(_("确认人"), [NEEDED], longest=60)
    confirmed_on = Day(_("确认日期"), [NEEDED])


class WeightForm(Form):
    """One member; the page has one of these for each."""

    weight = Number(_("票权"), least=0, most=MOST_WEIGHT)
    area = Area(_("面积（平方米）"))


def seen(typed: object) -> int:
    """The version that a page showed; anything else than a number was never shown."""
    text = str(typed or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
