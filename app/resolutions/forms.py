"""Assigning an action and the steps of its life."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol, Self

from wtforms import BooleanField, DateField, IntegerField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, TextInput

from app.core.forms import Form, Line, Words, options
from app.core.i18n import say
from app.core.i18n import text as _
from app.meetings.rules import day_from
from app.resolutions.rules import DECIDED_BY, Assignment, kind_for

NEEDED = InputRequired(_("这一项要填。"))
TYPED = DataRequired(_("这一项要填。"))  # after trimming: full-width blanks are nothing
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)


class Day(DateField):
    """A day as a browser sends it, or as people write it: 2026-11-26, 2026.11.26, 2026年11月26日, full-width digits too."""

    data: Any = None

    def __init__(self, label: Any, validators: Sequence[Any] = (), **options: Any) -> None:
        super().__init__(label, list(validators), **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        typed = valuelist[0].strip(" \u3000") if valuelist else ""
        if not typed:
            return
        try:
            day = day_from(typed)
        except ValueError:
            raise ValueError(say("读不出日期，请写成2026-11-26。")) from None
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ValueError(say("读不出日期，请写成2026-11-26。"))
        self.data = day


class Count(IntegerField):
    """A small number; full-width digits too."""

    widget = TextInput()

    def process_formdata(self, valuelist: list[str]) -> None:
        typed = unicodedata.normalize("NFKC", valuelist[0]).strip() if valuelist else ""
        self.data = None
        if not typed:
            return
        if not re.fullmatch(r"\d{1,6}", typed):
            raise ValueError(say("请填整数。"))
        self.data = int(typed)


class UnitChoice(Protocol):
    """A member of the alliance as a choice."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def votes(self) -> bool: ...
    @property
    def kind(self) -> str: ...


def _unit(value: object) -> int:
    """0 is "nothing chosen"; what is no number is no choice either, and none of those on offer."""
    typed = str(value or "")
    return int(typed) if typed.isdecimal() else -1 if typed else 0


class ActionForm(Form):
    title = Line(_("任务"), [TYPED], longest=150)
    lead = SelectField(_("牵头单位"), [NEEDED], coerce=_unit)
    supports = SelectMultipleField(_("配合单位"), coerce=_unit, option_widget=CheckboxInput())
    workdays = Count(
        _("几个工作日"),
        [Optional(), NumberRange(1, 400, message=_("请填1到400之间的数。"))],
        description=_("从安排之日的下一个工作日算起。"),
    )
    due = Day(_("或者完成日期"), [Optional()], description=_("填了日期，就以日期为准。"))
    criteria = Words(_("验收标准"), longest=400)
    due_words = Line(_("时限的说法"), longest=60, description=_("日期说不清时填，例如“2026年12月10日起3个月，至2027年3月9日”。"))
    assigned_on = Day(_("安排日期"), [Optional()])
    via = Line(_("商请方式"), longest=60, description=_("只用于商请函；不填就是发商请函。"))
    is_key = BooleanField(_("重点事项（由书记销号）"))

    def offer(self, units: Sequence[UnitChoice]) -> Self:
        """The alliance's members as choices; the ones that are asked by letter say so."""
        letter = _("（商请函）")
        named = [(unit.id, unit.name if kind_for(unit.votes, unit.kind) == "action" else f"{unit.name}{letter}") for unit in units]
        self.lead.choices = [SelectChoice("", _("请选择")), *(SelectChoice(unit, name) for unit, name in named)]
        self.supports.choices = [SelectChoice(unit.id, unit.name) for unit in units]
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if self.due.data is None and self.workdays.data is None and not self.due.errors and not self.workdays.errors:
            self.blame("workdays", say("请填完成时限：几个工作日，或者一个日期。"))
            valid = False
        return valid

    def assignment(self, today: date) -> Assignment:
        """What was filled in; without a day it is assigned today."""
        return Assignment(
            title=self.title.data,
            lead_organisation_id=self.lead.data,
            assigned_on=self.assigned_on.data or today,
            supports=tuple(unit for unit in self.supports.data if unit != self.lead.data),
            due=self.due.data,
            workdays=None if self.due.data else self.workdays.data,
            due_words=self.due_words.data or "",
            criteria=self.criteria.data or "",
            via=self.via.data or "",
            is_key=bool(self.is_key.data),
        )


class StepForm(Form):
    """What the unit itself reports."""

    words = Words(_("进展"), [TYPED], longest=1000)


class ResultForm(Form):
    words = Words(_("办理结果"), [TYPED], longest=2000)


class PlanForm(Form):
    words = Words(_("打算怎么办"), longest=1000)


class _FromPaper(Form):
    """What the secretary enters for a unit that told her on paper or by telephone."""

    name = Line(_("对方姓名"), [TYPED], longest=30)
    on = Day(_("日期"), [Optional()], description=_("不填就是今天。"))


class PaperAcknowledgeForm(_FromPaper):
    """纸质签收."""


class PaperStepForm(_FromPaper):
    words = Words(_("进展"), [TYPED], longest=1000)


class PaperResultForm(_FromPaper):
    words = Words(_("办理结果"), [TYPED], longest=2000)


class CheckForm(Form):
    words = Words(_("验收情况"), [TYPED], longest=1000)


class ReworkForm(Form):
    words = Words(_("为什么重新办理"), [TYPED], longest=1000)
    due = Day(_("新的完成日期"), [NEEDED])


class ReasonForm(Form):
    words = Words(_("原因"), [TYPED], longest=1000)


class ExtensionForm(Form):
    new_due = Day(_("延期到"), [NEEDED])
    reason = Words(_("延期原因"), [TYPED], longest=400)
    decided_by = RadioField(_("谁同意的"), choices=options(DECIDED_BY), validators=[NEEDED], default="convener")
    asked_on = Day(_("单位书面申请日期"), [Optional()])
    final = BooleanField(_("不再顺延"))
