"""What is filled in at the end of an issue: by the unit, the desk, the street, and by whoever reported it on the status page."""

from __future__ import annotations

from wtforms import BooleanField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from app.core.forms import Form, Line, Words, options
from app.core.i18n import say
from app.core.i18n import text as _
from app.issues.ending_rules import ASKED, BY_PHONE, ENDINGS, METHODS, SAID, SATISFIED, SOLVED, UNREACHED
from app.issues.endings import Closing, Heard
from app.issues.forms import DAY, TYPED, Day

CHOSEN = InputRequired(_("请选一项。"))
POSTED = {"posted": _("没留联系方式，答复写在查询页")}


class ResultForm(Form):
    result = Words(_("办理结果"), [TYPED], longest=2000, description=_("做了什么、什么时候做的，写几句就行，不用拍照。反映人会看到。"))


class ExtensionForm(Form):
    until = Day(_("希望延长到哪天"), [DAY])
    reason = Words(_("为什么要延长"), [TYPED], longest=1000)


class DecisionForm(Form):
    """Agreed, or not and why; each is a button."""

    agreed = RadioField(_("同意还是不同意"), choices=options({"yes": _("同意"), "no": _("不同意")}), validators=[CHOSEN])
    words = Words(_("不同意的，写明原因"), longest=1000)


class FollowUpForm(Form):
    asked = SelectField(_("谁来问的"), choices=options(ASKED), validators=[CHOSEN])
    name = Line(_("街道回访人"), longest=60, description=_("街道打电话问的，由秘书代为录入时填。"))
    method = SelectField(_("怎么问的"), choices=options(METHODS | POSTED), default="phone", validators=[CHOSEN])
    solved = RadioField(_("解决没有"), choices=options(SAID), validators=[CHOSEN])
    satisfied = RadioField(_("满不满意"), choices=options(SATISFIED), validators=[Optional()])
    words = Words(_("反映人怎么说"), longest=1000)

    def validate(self, extra_validators: object = None) -> bool:
        """Two questions, two answers, but none where nobody was reached; by telephone three words."""
        right = bool(super().validate(extra_validators))
        reached = self.solved.data != UNREACHED
        if right and self.method.data == "posted" and reached:
            self.blame("solved", say("没留联系方式的，这里选“没有联系上”。"))
        elif right and reached and not self.satisfied.data:
            self.blame("satisfied", say("请把两个问题都问到：满不满意也要选。"))
        elif right and reached and self.method.data == "phone" and self.satisfied.data not in BY_PHONE:
            self.blame("satisfied", say("电话里只问三个词：满意、一般、不满意。“一般”请选基本满意。"))
        else:
            return right
        return False

    def heard(self) -> Heard:
        satisfied = self.satisfied.data or "" if self.solved.data != UNREACHED else ""
        words, name = self.words.data or "", self.name.data or ""
        return Heard(self.asked.data, self.method.data, self.solved.data, satisfied, words, name)


class CloseForm(Form):
    ending = RadioField(_("怎么销号"), choices=options(ENDINGS), validators=[CHOSEN])
    words = Words(_("给反映人的答复"), longest=2000)
    hotline_closed_on = Day(_("12345办结的日期"), [Optional()])
    note = Words(_("销号说明（内部）"), longest=1000)
    digest = BooleanField(_("列入每周答复汇编（公开前还要书记签发）"))

    def closing(self) -> Closing:
        words, note = self.words.data or "", self.note.data or ""
        return Closing(self.ending.data, words, note, bool(self.digest.data), self.hotline_closed_on.data)


class ReopenForm(Form):
    reason = Words(_("为什么重新办理"), [TYPED], longest=1000)
    due = Day(_("新的时限"), [DAY])


class ShelvingForm(Form):
    """挂账申请: to the street."""

    cause = Words(_("眼下为什么办不了"), [TYPED], longest=1000)
    reply = Words(_("给反映人的答复"), [TYPED], longest=1000)
    review_on = Day(_("哪天再看"), [DAY])


class SolvedForm(Form):
    """One tap on the status page."""

    solved = RadioField(_("解决了吗？"), choices=options(SOLVED), validators=[CHOSEN])


class SatisfiedForm(Form):
    satisfied = RadioField(_("满意吗？"), choices=options(SATISFIED), validators=[CHOSEN])


class AgainForm(Form):
    reason = Words(_("哪里没有解决？"), [TYPED], longest=1000)


class TakeBackForm(Form):
    sure = BooleanField(_("这件事不用办了"), [InputRequired(_("请先勾选，再点撤回。"))])
