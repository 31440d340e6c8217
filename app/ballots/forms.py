"""What the secretary types about a decision, and the three buttons of a delegate."""

from __future__ import annotations

import unicodedata
from datetime import time
from typing import Any

from flask import request
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import AnyOf, InputRequired, ValidationError
from wtforms.widgets import TimeInput

from app.ballots.question import PAPER_CHOICES, WITHDRAWN, Choice, Question
from app.core.forms import Form, Line, PlainSelect, Words, options, squeeze
from app.core.i18n import text as _
from app.meetings.rules import time_from

NEEDED = InputRequired(_("这一项要填。"))
MOST_VOTES = 9999

CHOICE_WORDS = {"for": _("赞成"), "against": _("反对"), "abstain": _("弃权"), "invalid": _("废票、未交回")}
VISIBILITY_WORDS = {"named": _("记名（手机或者纸质票）"), "hands": _("举手"), "secret": _("无记名（密封，用于选举、人事、满意度）")}
METHOD_WORDS = {
    "yes_no": _("赞成、反对、弃权"),
    "choose_one": _("从几项里选一项"),
    "approve_any": _("从几项里可以选多项（选举、选项目）"),
}
OUTCOME_WORDS = {"continue": _("继续协商"), "defer": _("暂缓，放到下次会议"), "ballot": _("表决")}
VOID_WORDS = {
    "not_notified": _("未按规定通知"),
    "recusal_broken": _("应当回避的未回避"),
    "paper_surplus": _("收回的票多于发出的票"),
    "too_few": _("收回的票不足5票"),
    "key_missing": _("缺少密钥，无法开票"),
    "other": _("其他原因"),
}
CHECK_WORDS = {
    "notified": _("参会成员会前知道要表决这一项"),
    "ours": _("不是业主共同决定、居民会议决定或者部门依法决定的事"),
    "recusals": _("牵头、收费或者被反映的单位有利害关系的，已经回避"),
    "comparison": _("不涉及选定收费单位，或者已经比选"),
}


class Clock(StringField):
    """A time of the meeting's day, such as 14:05; full-width digits are read too. None where it is empty."""

    widget = TimeInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return f"{self.data:%H:%M}" if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = (valuelist[0] if valuelist else "").strip()
        try:
            self.data: time | None = time_from(typed) if typed else None
        except ValueError:
            self.data = None
            raise ValueError(str(_("时间写成14:05这样。"))) from None


class Number(StringField):
    """A count of votes: a whole number, full-width digits too. Empty is `empty`."""

    def __init__(self, label: Any, validators: Any = (), *, empty: int | None = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.empty = empty

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)

    def process_formdata(self, valuelist: list[Any]) -> None:
        typed = unicodedata.normalize("NFKC", valuelist[0] if valuelist else "").strip()
        if not typed:
            self.data: int | None = self.empty
        elif typed.isdecimal() and len(typed) <= 9 and int(typed) <= MOST_VOTES:
            self.data = int(typed)
        else:
            self.data = None
            raise ValueError(str(_("请填0到%(most)s的整数。", most=MOST_VOTES)))


def seat_number(value: object) -> int:
    """A seat's id from a form; 0 for whatever is none."""
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal() and len(value) < 18) else 0


class SeatField(SelectField):
    """One of the seats that may speak; which they are is known to the page and checked by the action."""

    widget = PlainSelect()

    def __init__(self, label: Any, validators: Any = (), **kwargs: Any) -> None:
        super().__init__(label, validators, coerce=seat_number, choices=[SelectChoice(0, _("请选单位"))], validate_choice=False, **kwargs)

    def offer(self, seats: list[tuple[int, str]]) -> None:
        self.choices = [SelectChoice(0, _("请选单位")), *(SelectChoice(seat, unit) for seat, unit in seats)]


def _seat_needed(form: Form, field: SeatField) -> None:
    if not field.data:
        raise ValidationError(str(_("请选单位。")))


class DeclareForm(Form):
    """Consensus, with up to three reservations at once; more can be noted afterwards."""

    seat_1 = SeatField(_("保留意见的单位"))
    words_1 = Line(_("保留意见"), longest=400)
    seat_2 = SeatField(_("保留意见的单位"))
    words_2 = Line(_("保留意见"), longest=400)
    seat_3 = SeatField(_("保留意见的单位"))
    words_3 = Line(_("保留意见"), longest=400)
    time = Clock(_("协商一致的时间"))

    def rows(self) -> list[tuple[SeatField, Line]]:
        return [(self[f"seat_{number}"], self[f"words_{number}"]) for number in (1, 2, 3)]

    def reservations(self) -> list[tuple[int, str]]:
        return [(seat.data, words.data or "") for seat, words in self.rows() if seat.data]

    def validate(self, extra_validators: Any = None) -> bool:
        sound = super().validate(extra_validators)
        for seat, words in self.rows():
            if words.data and not seat.data:
                self.blame(seat.name, str(_("请选单位。")))
                sound = False
        return bool(sound)


class ReservationForm(Form):
    seat_1 = SeatField(_("保留意见的单位"), [_seat_needed])
    words_1 = Line(_("保留意见"), [NEEDED], longest=400)


class ObjectionForm(Form):
    objector = SeatField(_("提出异议的单位"), [_seat_needed])
    objection = Words(_("异议"), [NEEDED], longest=1000)
    outcome = RadioField(_("主持人决定"), [InputRequired(_("请选主持人的决定。"))], choices=options(OUTCOME_WORDS), validate_choice=False)
    time = Clock(_("提出异议的时间"))


class MotionForm(Form):
    text = Words(_("表决事项"), [NEEDED], longest=1000)
    visibility = RadioField(_("表决方式"), choices=options(VISIBILITY_WORDS), default="named", validate_choice=False)
    method = RadioField(_("表决办法"), choices=options(METHOD_WORDS), default="yes_no", validate_choice=False)
    options = Words(_("选项"), longest=2000, description=_("从几项里选的才填，一行写一项。"))
    max_choices = Number(_("每张票最多选几项"), description=_("不填，选几项都可以。"))
    seats_to_fill = Number(_("应选名额"), description=_("选举才填；不填，达到规定票数的都通过。"))

    def question(self) -> Question:
        lines = tuple(filter(None, (squeeze(line) for line in (self.options.data or "").splitlines())))
        return Question(self.method.data or "", lines, self.max_choices.data, self.seats_to_fill.data)


class Checks(Form):
    """What is asked before a ballot opens (voting.md §1)."""

    notified = BooleanField(CHECK_WORDS["notified"])
    ours = BooleanField(CHECK_WORDS["ours"])
    recusals = BooleanField(CHECK_WORDS["recusals"])
    comparison = BooleanField(CHECK_WORDS["comparison"])
    time = Clock(_("表决的时间"))

    def answers(self) -> dict[str, bool]:
        return {name: bool(self[name].data) for name in CHECK_WORDS}

    def unanswered(self, notified: bool) -> list[str]:
        """The questions that are still open; one that the notice answers is none."""
        return [name for name, ticked in self.answers().items() if not ticked and not (name == "notified" and notified)]


class OpenForm(Checks):
    pass


class HandsCount(Form):
    """What was counted in the room."""

    votes_for = Number(_("赞成"), [NEEDED])
    votes_against = Number(_("反对"), empty=0)
    votes_abstain = Number(_("弃权"), empty=0)
    scrutineer = Line(_("监票人"), [NEEDED], longest=30)
    time = Clock(_("表决的时间"))

    def totals(self) -> dict[str, int]:
        return {choice: self[f"votes_{choice}"].data for choice in ("for", "against", "abstain")}


class HandsForm(HandsCount):
    """A show of hands in one form, text to result."""

    text = Words(_("表决事项"), [NEEDED], longest=1000)


class CloseForm(Form):
    time = Clock(_("结束的时间"))


def paper_marks(asked: Question) -> list[tuple[str, object]]:
    """What a paper can say: (value, words), in the order of the paper."""
    if asked.method == "yes_no":
        return [(choice, CHOICE_WORDS[choice]) for choice in PAPER_CHOICES]
    beside = {"none": _("都不同意"), "abstain": _("弃权")} if asked.method == "choose_one" else {"abstain": _("弃权（一项都没选）")}
    return [*((option, option) for option in asked.options), *beside.items(), ("invalid", CHOICE_WORDS["invalid"])]


def choice_from(method: str, values: list[str]) -> Choice:
    """What was ticked, as voting.md §8 writes it; more ticks than a ballot holds are no choice at all."""
    if method == "approve_any":
        return [] if values == ["abstain"] else values[0] if values in (["invalid"], [WITHDRAWN]) else values
    return values[0] if len(values) == 1 else ""


class VoteForm(Form):
    """A delegate's own ballot: one button, or the ticked options."""

    choice = SelectMultipleField(choices=[], validate_choice=False)

    def chosen(self, method: str) -> Choice:
        ticked = list(self.choice.data or [])
        return ticked if method == "approve_any" else choice_from(method, ticked)


class PapersForm(Form):
    """The papers of several seats at once: fields seat-<id>, where empty means that no paper is here yet."""

    time = Clock(_("表决的时间"))

    def typed(self) -> dict[int, list[str]]:
        found: dict[int, list[str]] = {}
        for name, value in request.form.items(multi=True):
            seat = seat_number(name[5:]) if name.startswith("seat-") else 0
            if seat and value:
                found.setdefault(seat, []).append(value)
        return found

    def choices(self, method: str) -> dict[int, Choice]:
        return {seat: choice_from(method, values) for seat, values in self.typed().items()}


class PaperForm(Form):
    """The correction of one seat's ballot."""

    choice = SelectMultipleField(_("改为"), [InputRequired(_("请选一项。"))], choices=[], validate_choice=False)
    reason = Line(_("更正的原因"), [NEEDED], longest=200)

    def chosen(self, method: str) -> Choice:
        return choice_from(method, list(self.choice.data or []))


class CastingForm(Form):
    """主持人决定票: one of two buttons."""

    side = HiddenField(validators=[AnyOf(("for", "against"), message=_("请选赞成或者反对。"))])


class EndForm(Form):
    words = Line(_("原因"), [NEEDED], longest=400)
    move = HiddenField(validators=[AnyOf(("defer", "withdraw"), message=_("请选暂缓或者撤回。"))])


class VoidForm(Form):
    reason = SelectField(_("作废的原因"), choices=options(VOID_WORDS), validate_choice=False)
    words = Line(_("说明"), [NEEDED], longest=400)
