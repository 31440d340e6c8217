"""Entering, proposing and handling issues. The public report has report_forms.py."""

from __future__ import annotations

import unicodedata

from wtforms import BooleanField, DateField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, Optional

from app.core.forms import Form, Line, Words, options, squeeze
from app.core.i18n import text as _
from app.issues.categories import OTHER, names
from app.issues.rules import CHANNELS, PRIVACY, ROUTES

NEEDED = InputRequired(_("这一项要填。"))
TYPED = DataRequired(_("这一项要填。"))  # after trimming: full-width blanks are nothing
DAY = DataRequired(_("请填日期，例如2026-12-01。"))


def category_choices() -> list[SelectChoice]:
    return [SelectChoice(code, words) for code, words in names().items()]


class Day(DateField):
    """A day; what is no day keeps its own words at the field."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not any(valuelist):
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("请填日期，例如2026-12-01。")) from None


class IssueForm(Form):
    """代为登记: the secretary enters what somebody said or wrote."""

    title = Line(_("一句话说是什么事"), [TYPED], longest=80)
    words = Words(_("具体情况"), longest=2000)
    category = SelectField(_("类别"), choices=category_choices, default=OTHER, validators=[NEEDED])
    place = Line(_("地点"), longest=100)
    channel = SelectField(_("诉求来源"), choices=options(CHANNELS), default="grid", validators=[NEEDED])
    hotline_number = Line(_("12345工单号"), longest=40, description=_("12345转来的才填。"))
    hotline_due = Day(_("12345要求办结的日期"), [Optional()])
    privacy = RadioField(_("能不能公开"), choices=options({"": _("按类别定（噪音、违建等实名保密）")} | PRIVACY), default="")
    accept = BooleanField(_("现在就受理"), default=True)


class ProposalForm(Form):
    """A delegate's two fields; the unit is asked only of those who speak for several."""

    words = Words(_("事情"), [TYPED], longest=2000)
    wish = Words(_("希望怎么办"), [TYPED], longest=2000)
    unit = SelectField(_("代表哪家单位提出"), coerce=int)


class AcceptForm(Form):
    title = Line(_("标题"), [TYPED], longest=80, description=_("标题会印在议程上，请用自己的话写，不写姓名和电话。"))
    category = SelectField(_("类别"), choices=category_choices, validators=[NEEDED])
    public_summary = Words(_("公开摘要"), longest=400, description=_("别人只能看到这几句话。不公开就空着。"))
    answer = Words(_("告诉提出人的话"), longest=1000)


class SummaryForm(Form):
    public_summary = Words(_("公开摘要"), longest=400, description=_("别人只能看到这几句话。清空就是不公开。"))


class DeclineForm(Form):
    """Told in words, never without saying where to go, and said twice."""

    reason = Words(_("为什么不属本社区职责"), [TYPED], longest=1000)
    where = Words(_("告诉提出人去找谁、怎么联系"), [TYPED], longest=1000)
    sure = BooleanField(_("已经核对过：这件事确实不归社区，去处也写清楚了"), [InputRequired(_("请再核对一遍，然后勾选。"))])


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


class DispatchForm(Form):
    """分派: one of the four routes, who leads, by when, and what the unit reads."""

    route = RadioField(_("办理路径"), choices=options(ROUTES), default="multi_force", validators=[NEEDED])
    lead_organisation_id = SelectField(_("牵头单位"), coerce=int, default=0)
    lead = Line(_("名单以外的单位"), longest=120, description=_("上面选了，这里就空着。"))
    due = Day(_("完成时限"), [DAY])
    handling_summary = Words(
        _("转办摘要"), [TYPED], longest=2000, description=_("单位只看到这一段，看不到原话和反映人。请删去能认出人的内容。")
    )


class AcknowledgeForm(Form):
    person = Line(_("签收人"), longest=60)


class ReturnForm(Form):
    ground = Words(_("退回依据（法律法规或职责分工）"), [TYPED], longest=1000)


class StartForm(Form):
    contact = Words(_("怎么联系的、说了什么"), [TYPED], longest=1000)
    contacted_on = Day(_("联系日期"), [DAY])


class ShelveForm(Form):
    reason = Words(_("眼下为什么办不了（反映人会看到）"), [TYPED], longest=1000)
    review_on = Day(_("哪天再看"), [DAY])
    approved_by = Line(_("街道同意人"), [TYPED], longest=60)
    approved_on = Day(_("街道同意日期"), [DAY])


class ResumeForm(Form):
    reason = Words(_("为什么恢复办理"), [TYPED], longest=1000)
