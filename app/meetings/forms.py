"""The shape of what is typed about meetings."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from wtforms import BooleanField, FileField, HiddenField, IntegerField, SelectField, SelectMultipleField
from wtforms.fields import Field
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TimeInput

from app.core.forms import Form, Line, PlainSelect, Words, options
from app.core.i18n import text as _
from app.meetings.rules import HELD_KINDS, REGIME_WORDS, day_from, time_from

NEEDED = InputRequired(_("这一项要填。"))
WRITTEN = DataRequired(_("这一项要填。"))  # of words: blanks alone are none
CHOOSE = _("请从列表里选。")


class Day(Field):
    """A day: from the browser's calendar or typed, with full-width digits, dots or 年月日."""

    widget = DateInput()
    fault = _("请填日期，例如2026-11-12。")
    read = staticmethod(day_from)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return self.shown(self.data) if self.data else ""

    def shown(self, value: Any) -> str:
        return str(value)

    def process_formdata(self, valuelist: list[str]) -> None:
        text = valuelist[0].strip() if valuelist else ""
        self.data: Any = None
        if not text:
            return
        try:
            self.data = self.read(text)
        except ValueError:
            raise ValueError(self.fault) from None


class Clock(Day):
    """A time of the day, HH:MM."""

    widget = TimeInput()
    fault = _("请填时间，例如14:05。")
    read = staticmethod(time_from)  # type: ignore[assignment]  # the same reading, of a time

    def shown(self, value: Any) -> str:
        return f"{value:%H:%M}"


class Pick(SelectField):
    """One of a list; anything else is answered in our words."""

    widget = PlainSelect()

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, invalid_value_message=CHOOSE, invalid_choice_message=CHOOSE, **options)


class Number(IntegerField):
    """A whole number; full-width digits are digits too."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        if valuelist and valuelist[0].strip():
            try:
                self.data = int(valuelist[0])
            except ValueError:
                raise ValueError(_("请填数字。")) from None


def listed(rows: Iterable[tuple[int, str]]) -> list[SelectChoice]:
    """Choices from (id, name); names of units and people are not translated."""
    return [SelectChoice(value, label) for value, label in rows]


class MeetingForm(Form):
    kind = Pick(_("会议类型"), validators=[NEEDED], choices=options(HELD_KINDS), default="joint")
    day = Day(_("日期"), [NEEDED])
    starts = Clock(_("开始"), [NEEDED])
    ends = Clock(_("结束"), [Optional()])
    place = Line(_("地点"), [WRITTEN], longest=120)
    chair_seat = Pick(_("主持单位"), coerce=int, default=0)
    chair_name = Line(_("主持人"), longest=60, description=_("留空就是主持单位的代表。"))
    recorder = Line(_("记录人"), longest=60)
    contact = Line(_("联系人"), longest=120, description=_("姓名和电话，写进通知；不在公开链接里显示。"))
    title = Line(_("会议名称"), longest=120)
    remark = Words(_("注意事项"), longest=1000)
    late_entry = BooleanField(_("补录：这次会已经开过"))


class ScheduleForm(MeetingForm):
    agenda = Words(_("议题"), longest=10000, description=_("一行一个，可以整段粘贴；上次会议议定事项的办理情况会自动排在最前。"))


class ItemForm(Form):
    title = Line(_("议题"), [WRITTEN], longest=120)
    regime = Pick(_("决定方式"), validators=[NEEDED], choices=options(REGIME_WORDS), default="consensus")
    presenter = Line(_("汇报人"), longest=80)
    summary = Words(_("说明"), longest=4000)


class Ticks(SelectMultipleField):
    """Several of a list, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: Any, **options: Any) -> None:
        super().__init__(label, invalid_value_message=CHOOSE, invalid_choice_message=CHOOSE, **options)


class IssuesForm(Form):
    issues = Ticks(_("已受理的诉求"), coerce=int)
    item_title = Line(_("合成一个议题，名称"), longest=120, description=_("留空就用第一条诉求的标题。"))


class PositionForm(Form):
    position = Number(_("排到第几项"), [InputRequired(_("请填数字。")), NumberRange(1, 60, message=_("请填1到60。"))])


class NoticeForm(Form):
    reason = Line(_("临时通知的理由"), longest=200)


class ReasonForm(Form):
    reason = Line(_("理由"), [WRITTEN], longest=200)


class StartForm(Form):
    started = Clock(_("开始时间"), [Optional()])


class EndForm(Form):
    ended = Clock(_("结束时间"), [Optional()])


class TimesForm(Form):
    started = Clock(_("实际开始"), [NEEDED])
    ended = Clock(_("实际结束"), [Optional()])


class MarkForm(Form):
    status = HiddenField(default="present")
    stand_in = Line(_("代会人"), longest=60)
    known = HiddenField()  # a stand-in named beforehand, by one tap
    arrived = Clock(_("到会时间"), [Optional()])
    left = Clock(_("提前离会"), [Optional()])
    remark = Line(_("备注"), longest=120)


class WalkInForm(Form):
    unit = Line(_("单位"), longest=80)
    name = Line(_("姓名"), [WRITTEN], longest=60)
    arrived = Clock(_("到会时间"), [Optional()])


class NotesForm(Form):
    notes = Words(_("讨论记录"), longest=20000)
    version = HiddenField()
    editor = HiddenField()
    over = HiddenField()


class AgreedForm(Form):
    agreed = Words(_("会议议定"), longest=10000, description=_("一行一条，写明单位和时限，不用写序号。"))
    agreed_version = HiddenField()


class OutcomeForm(Form):
    words = Line(_("说明"), longest=1000)


class LetterForm(Form):
    giver = Pick(_("委托的成员"), validators=[NEEDED], coerce=int)
    holder = Pick(_("受委托的成员"), validators=[NEEDED], coerce=int, description=_("由它的代表或者代会人一并表决。"))
    signer = Line(_("委托书由谁签字"), longest=60)
    counts_from = Clock(_("从几点起算"), [Optional()], description=_("留空就从现在起；会后补录的从会议开始起。"))
    scan = FileField(_("委托书照片或扫描件"), description=_("PDF、JPG或PNG，不超过5MB。"))


class OwnLetterForm(Form):
    """A delegate's own letter, by telephone; `key` of shown and posted is the seat's id."""

    holder = Pick(_("委托哪一家代为表决"), validators=[NEEDED], coerce=int)


class CodeForm(Form):
    code = Line(_("现场码"), [InputRequired(_("请填纸条上的6位数字。"))], longest=12)


class StandBackForm(Form):
    interest = Line(_("有什么利害关系"), longest=200)


class AskRecusalForm(Form):
    whom = Pick(_("申请哪一家回避"), validators=[NEEDED], coerce=int)
    ground = Line(_("有什么利害关系"), [WRITTEN], longest=200)


class RecusalForm(Form):
    seat = Pick(_("成员"), validators=[NEEDED], coerce=int)
    recusal_reason = Line(_("回避原因"), longest=200)
    requested = BooleanField(_("由别人申请，等主持人决定"))
