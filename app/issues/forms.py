"""Entering, proposing and handling issues."""

from __future__ import annotations

import unicodedata

from wtforms import BooleanField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired

from app.core.forms import Form, Line, Words, options, squeeze
from app.core.i18n import text as _
from app.issues.categories import OTHER, names
from app.issues.rules import CHANNELS, PRIVACY

NEEDED = InputRequired(_("这一项要填。"))
TYPED = DataRequired(_("这一项要填。"))  # after trimming: full-width blanks are nothing


def category_choices() -> list[SelectChoice]:
    return [SelectChoice(code, words) for code, words in names().items()]


class IssueForm(Form):
    """代为登记: the secretary enters what somebody said or wrote."""

    title = Line(_("一句话说是什么事"), [TYPED], longest=80)
    words = Words(_("具体情况"), longest=2000)
    category = SelectField(_("类别"), choices=category_choices, default=OTHER, validators=[NEEDED])
    place = Line(_("地点"), longest=100)
    channel = SelectField(_("诉求来源"), choices=options(CHANNELS), default="grid", validators=[NEEDED])
    privacy = RadioField(_("能不能公开"), choices=options({"": _("按类别定（噪音、违建等实名保密）")} | PRIVACY), default="")
    accept = BooleanField(_("现在就受理"), default=True)


class ProposalForm(Form):
    """A delegate's two fields; the unit is asked only of those who speak for several."""

    words = Words(_("事情"), [TYPED], longest=2000)
    wish = Words(_("希望怎么办"), [TYPED], longest=2000)
    unit = SelectField(_("代表哪家单位提出"), coerce=int)


class AcceptForm(Form):
    title = Line(_("标题"), [TYPED], longest=80)
    category = SelectField(_("类别"), choices=category_choices, validators=[NEEDED])
    answer = Words(_("告诉提出人的话"), longest=1000)


class DeclineForm(Form):
    """Told in words, never without saying where to go."""

    reason = Words(_("为什么不属本社区职责"), [TYPED], longest=1000)
    where = Words(_("告诉提出人去找谁、怎么联系"), [TYPED], longest=1000)


def plain_number(value: str | None) -> str | None:
    """D2026-0001 as people type it: lower case, full-width characters, long dashes."""
    text = unicodedata.normalize("NFKC", squeeze(value) or "").upper()
    return text.replace("—", "-").replace("–", "-").replace("−", "-")


class MergeForm(Form):
    number = Line(_("合并到哪一条（编号）"), [TYPED], longest=20)

    def master(self) -> str:
        return plain_number(self.number.data) or ""


class WithdrawForm(Form):
    reason = Words(_("为什么撤回"), longest=400)


class FinishForm(Form):
    answer = Words(_("办理结果"), [TYPED], longest=2000)
