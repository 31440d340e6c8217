"""What a resident fills in: as few things as possible, each in plain words."""

from __future__ import annotations

import re
import unicodedata

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import DataRequired, InputRequired

from app.core.forms import Form, Line, Words, options, squeeze
from app.core.i18n import say
from app.core.i18n import text as _
from app.issues import categories
from app.issues.intake import Said
from app.issues.rules import PRIVACY_PLAIN

UNLAWFUL, ABOUT_COMMUNITY = "unlawful", "community"
ABOUT = {
    "no": _("不是"),
    ABOUT_COMMUNITY: _("是（由街道办理，社区看不到）"),
    UNLAWFUL: _("我要反映违纪违法"),
}


def _choices() -> dict[str, list[tuple[str, str]]]:
    """Grouped; the first is for whoever does not know."""
    groups = {say(words): list(rows) for words, rows in categories.groups().items()}
    return {say("不知道选哪个"): [("", say("不知道选哪个，请工作人员看"))]} | groups


def plain_phone(value: str | None) -> str | None:
    """Digits as people type them: full-width, with blanks and dashes."""
    return re.sub(r"[\s\-—－()]", "", unicodedata.normalize("NFKC", squeeze(value) or ""))


class ReportForm(Form):
    words = Words(_("什么事？"), [DataRequired(_("请写几句是什么事。"))], longest=2000, description=_("什么时候、什么情况，写清楚就行。"))
    place = Line(_("在哪里？"), longest=100, description=_("例如：鹤鸣苑3号楼2单元"))
    about = RadioField(
        _("这件事是不是关于社区、社区工作人员，或者社区办的企业？"),
        choices=options(ABOUT),
        validators=[InputRequired(_("请选一项，好知道该由谁来办。"))],
    )
    category = SelectField(_("是哪一类？"), choices=_choices, default="")
    privacy = RadioField(
        _("能不能让别人知道？"),
        choices=options({"": _("按事情的类别定：噪音、养宠物、违建、漏水、物业费等实名保密，别的可公开")} | PRIVACY_PLAIN),
        default="",
    )
    name = Line(_("怎么称呼您？"), longest=30)
    phone = Line(_("您的电话"), longest=30, description=_("留了电话才能给您打电话；不留也行，凭查询码看结果。"))
    consent = BooleanField(_("同意工作人员为办这件事给我打电话"))

    def validate(self, extra_validators: object = None) -> bool:
        """What belongs together is looked at together; every fault stands at its field."""
        right = bool(super().validate(extra_validators))
        digits = plain_phone(self.phone.data) or ""
        if digits and not re.fullmatch(r"\+?[0-9]{7,20}", digits):
            self.blame("phone", say("电话号码只有数字，请核对。"))
        elif self.privacy.data == "anonymous" and (digits or self.name.data):
            self.blame("phone" if digits else "name", say("选了匿名，就不留姓名和电话；要留，请改选实名保密。"))
        elif (digits or self.name.data) and not self.consent.data:
            self.blame("consent", say("留了姓名或电话，请勾选同意；不想留，就删去姓名和电话。"))
        else:
            return right
        return False

    def said(self) -> Said:
        code = self.category.data or categories.OTHER
        privacy = self.privacy.data or categories.table()[code].privacy
        return Said(
            words=self.words.data,
            category=code,
            place=self.place.data or "",
            privacy=privacy,
            about_community=self.about.data == ABOUT_COMMUNITY,
            name=self.name.data or "",
            phone=plain_phone(self.phone.data) or "",
        )


class StatusForm(Form):
    code = Line(_("16位查询码"), [DataRequired(_("请输入回执条上的16位查询码。"))], longest=40)
