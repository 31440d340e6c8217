"""The shape of what is typed to answer a notice."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, ClassVar

from wtforms import FileField, RadioField
from wtforms.validators import InputRequired

from app.core.forms import Form, Line, options, squeeze
from app.core.i18n import say
from app.core.i18n import text as _
from app.meetings.forms import Pick, listed
from app.replies.actions import Said
from app.replies.rules import ANSWERS, STAND_IN

PHONE_HINT = _("手机号，或者后四位；方便联系和签到。")


def plain_phone(typed: str | None) -> str:
    """Digits as people type them: full-width, with blanks and dashes."""
    return re.sub(r"[\s\-—－()（）]", "", unicodedata.normalize("NFKC", squeeze(typed) or ""))


class PlainForm(Form):
    """出席: nothing more to say; 请假: a reason, if one likes. `key` of shown and posted is the seat's id."""

    reason = Line(_("请假原因"), longest=200)

    def said(self, answer: str) -> Said:
        return Said(answer, reason=(self.reason.data or "") if answer == "apology" else "")


class _WithPhone(Form):
    """Whoever comes instead may leave a number."""

    phone = Line(_("代会人电话"), longest=30, description=_("手机号，或者后四位；方便联系和签到。"))

    def validate(self, extra_validators: object = None) -> bool:
        right = bool(super().validate(extra_validators))
        digits = plain_phone(self.phone.data)
        if digits and not re.fullmatch(r"[0-9]{4}|[0-9]{7,20}", digits):
            self.blame("phone", say("请填手机号，或者它的后四位数字。"))
            return False
        return right


class StandInForm(_WithPhone):
    """代会: who comes instead. `key` as above."""

    name = Line(_("代会人姓名"), [InputRequired(_("请写代会人的姓名。"))], longest=30)

    def said(self, answer: str) -> Said:
        return Said(answer, name=self.name.data or "", phone=plain_phone(self.phone.data))


def posted_answer(answer: str, key: object) -> PlainForm | StandInForm:
    """The form that the pressed button belongs to."""
    return StandInForm.posted(key) if answer == STAND_IN else PlainForm.posted(key)


class ToldForm(_WithPhone):
    """What the secretary was told by telephone; `key` of shown and posted is the seat's id."""

    answer = RadioField(_("怎么说的"), choices=options(ANSWERS), validators=[InputRequired(_("请选出席、请假或者代会。"))])
    name = Line(_("代会人姓名"), longest=30)
    reason = Line(_("请假原因"), longest=200)
    said_by = Line(_("谁说的"), longest=60)

    def said(self) -> Said:
        """Only what belongs to the answer is kept."""
        answer, said_by = self.answer.data, self.said_by.data or ""
        if answer == STAND_IN:
            return Said(answer, name=self.name.data or "", phone=plain_phone(self.phone.data), said_by=said_by)
        return Said(answer, reason=(self.reason.data or "") if answer == "apology" else "", said_by=said_by)


class SeatForm(Form):
    """By the group's link: for which unit, and the four digits of somebody whom the roster knows there."""

    unit = Pick(_("您是哪一家的？"), validators=[InputRequired(_("请从列表里选本单位。"))], coerce=int, default=0)
    digits = Line(
        _("手机号后四位"), [InputRequired(_("请填您手机号的后四位。"))], longest=20, description=_("名册上登记的代表或者联络员的手机号。")
    )

    def validate(self, extra_validators: object = None) -> bool:
        right = bool(super().validate(extra_validators))
        if self.unit.data == 0 and not self.unit.errors:
            self.blame("unit", say("请从列表里选本单位。"))
            right = False
        if not self.digits.errors and self.four is None:
            self.blame("digits", say("请填四位数字，例如1234。"))
            right = False
        return right

    @property
    def four(self) -> str | None:
        """The digits; of a whole number its last four. None where it is neither."""
        digits = plain_phone(self.digits.data)
        return digits[-4:] if re.fullmatch(r"[0-9]{4}|[0-9]{11}", digits) else None


class StrangerForm(Form):
    """By the group's link, where the digits are nobody's: who it is."""

    who = Line(_("您的姓名"), [InputRequired(_("请写您的姓名，联盟秘书好核对。"))], longest=30)

    def said(self, answer: str, digits: str) -> Said:
        name = self.who.data
        return Said(answer, name=name, phone=digits) if answer == STAND_IN else Said(answer, phone=digits, said_by=name)


def with_units(form: SeatForm, roll: list[dict[str, Any]]) -> SeatForm:
    """The members of the roll to choose from; of none of them anything else is told."""
    form.unit.choices = listed([(0, say("请选择")), *((line["seat"], line["organisation"]) for line in roll)])
    return form


class Chosen:
    """A file is needed. What is in it, and whether there is one, is looked at with its content (papers.uploaded)."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Form, field: FileField) -> None:
        return None


class PaperForm(Form):
    item = Pick(_("哪一项议题的材料"), validators=[InputRequired(_("请从这次会议的议题里选。"))], coerce=int)
    title = Line(_("材料名称"), longest=80, description=_("留空就用文件名。"))
    file = FileField(_("文件"), [Chosen()], description=_("PDF、Word、Excel或者JPG、PNG，不超过5MB。"))
