"""What the secretary types to send a matter round in writing."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired, Optional

from app.ballots.forms import CHECK_WORDS, MotionForm, Number
from app.core.clock import at_local, local
from app.core.forms import Form, Words, options
from app.core.i18n import text as _
from app.core.workdays import Calendar
from app.meetings.forms import Clock, Day
from app.meetings.rules import REGIME_WORDS

#: Regimes of a written ballot. Those that are not the alliance's to decide stand here too, so that the refusal can say what comes next.
REGIMES = ("alliance_majority", "alliance_two_thirds", "residents_meeting", "owners_278_half", "owners_278_threequarters", "dept")
#: Until when on its day, where nobody says so: the end of office hours.
END_OF_DAY = time(17)
MOST_WORKDAYS = 60


class DeadlineForm(Form):
    """A day and a time, or so many working days: one of the two. The day after the sending counts as the first."""

    workdays = Number(_("工作日数"))
    until_day = Day(_("或者截止日期"), [Optional()])
    until_time = Clock(_("截止时间"), [Optional()])
    ours = BooleanField(CHECK_WORDS["ours"])
    recusals = BooleanField(CHECK_WORDS["recusals"])
    comparison = BooleanField(CHECK_WORDS["comparison"])

    def answers(self) -> dict[str, bool]:
        return {name: bool(self[name].data) for name in ("ours", "recusals", "comparison")}

    def unanswered(self) -> list[str]:
        return [name for name, ticked in self.answers().items() if not ticked]

    def validate(self, extra_validators: Any = None) -> bool:
        sound = bool(super().validate(extra_validators))
        if self.workdays.errors or self.until_day.errors:
            return False
        if (self.workdays.data is None) == (self.until_day.data is None):
            self.blame("workdays", str(_("工作日数和截止日期，填一种。")))
            return False
        if self.workdays.data is not None and not 1 <= self.workdays.data <= MOST_WORKDAYS:
            self.blame("workdays", str(_("请填1到%(most)s的整数。", most=MOST_WORKDAYS)))
            return False
        return sound

    def deadline(self, sent: datetime, calendar: Calendar) -> datetime:
        """The instant at which the ballot ends, of a form that is valid."""
        day = self.until_day.data or calendar.after(local(sent).date(), self.workdays.data or 1)
        hour = self.until_time.data or END_OF_DAY
        return at_local(day, hour.hour, hour.minute)


class WrittenForm(DeadlineForm, MotionForm):
    summary = Words(_("说明"), longest=4000, description=_("为什么要定、有什么材料，成员看了就能表态。"))
    regime = SelectField(
        _("决定方式"),
        [InputRequired(_("请从列表里选。"))],
        choices=options({regime: REGIME_WORDS[regime] for regime in REGIMES}),
        default="alliance_majority",
        invalid_choice_message=_("请从列表里选。"),
    )
    visibility = None  # a ballot in writing is named
