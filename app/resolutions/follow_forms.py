"""Chasing, pausing, reporting to the street, asking about the result, and the three ways to end."""

from __future__ import annotations

from typing import Any

from wtforms import RadioField
from wtforms.validators import Optional

from app.core.forms import Form, Line, Words, options
from app.core.i18n import say
from app.core.i18n import text as _
from app.resolutions.follow_rules import ASKED, HOW, HOW_ASKED, SATISFIED, SHELVED_BY, SOLVED
from app.resolutions.forms import NEEDED, TYPED, Day
from app.resolutions.rules import ENDINGS


class ChaseForm(Form):
    """催办记录: who was reached, how, what was promised, and for which day."""

    name = Line(_("联系了谁（姓名或单位）"), [TYPED], longest=30)
    how = RadioField(_("怎么联系的"), choices=options(HOW), validators=[NEEDED], default="phone")
    words = Words(_("对方答应了什么"), [TYPED], longest=1000)
    promised_on = Day(_("答应哪天办好"), [Optional()])


class PauseForm(Form):
    """缓报."""

    until = Day(_("缓报到"), [NEEDED])
    reason = Words(_("为什么缓报"), [TYPED], longest=400, description=_("街道看得到这句话。"))


class ReportForm(Form):
    """上报街道."""

    words = Words(_("请街道帮什么"), [TYPED], longest=400, description=_("街道会在“卡住的事”最前面看到这句话。"))


class FollowUpForm(Form):
    """回访: 是否解决 and 是否满意 are two questions, and both are put."""

    asked = RadioField(_("谁问的"), choices=options(ASKED), validators=[NEEDED])
    name = Line(_("问了谁"), longest=60, description=_("例如“3号楼居民代表”。"))
    how = RadioField(_("怎么问的"), choices=options(HOW_ASKED), validators=[NEEDED], default="phone")
    solved = RadioField(_("是否解决"), choices=options(SOLVED), validators=[NEEDED])
    satisfied = RadioField(_("是否满意"), choices=options(SATISFIED), validators=[Optional()])
    words = Words(_("对方怎么说"), longest=1000)
    day = Day(_("回访日期"), [Optional()], description=_("不填就是今天。"))

    def offer(self, askers: frozenset[str]) -> FollowUpForm:
        """Only those whose answers count here; a single one needs no choice."""
        self.asked.choices = [one for one in options(ASKED) if one.value in askers]
        if self.asked.data is None and len(askers) == 1:
            self.asked.data = next(iter(askers))
        return self

    def validate(self, extra_validators: Any = None) -> bool:
        valid = bool(super().validate(extra_validators))
        if self.solved.data in ("yes", "no") and not self.satisfied.data and not self.satisfied.errors:
            self.blame("satisfied", say("两个问题都要问：请选是否满意。"))
            valid = False
        if self.asked.data == "reporter" and not self.name.data:
            self.blame("name", say("请写签字的人。"))
            valid = False
        return valid


class CloseForm(Form):
    ending = RadioField(_("怎样销号"), choices=options(ENDINGS), validators=[NEEDED], default="solved")
    words = Words(_("销号说明"), longest=1000, description=_("解释说明办结的，写清怎么向反映人说明的。"))
    on = Day(_("销号日期"), [Optional()], description=_("不填就是今天。"))
    signed_by = Line(_("书记签字"), longest=30)
    signed_on = Day(_("签字日期"), [Optional()], description=_("不填就是今天。"))

    def explained(self) -> bool:
        """Whether an ending with an explanation has one; else its field says so."""
        if self.ending.data != "explained" or self.words.data:
            return True
        self.blame("words", say("解释说明办结，请写怎么说明的。"))
        return False


class ShelveForm(Form):
    """挂账, entered from paper: who agreed, under which number, and when."""

    words = Words(_("为什么挂账"), [TYPED], longest=1000)
    review_on = Day(_("下次复查"), [NEEDED])
    approved_by = RadioField(_("谁同意的"), choices=options(SHELVED_BY), validators=[NEEDED], default="meeting")
    approved_number = Line(_("会议届次、表决或者来函编号"), [TYPED], longest=60)
    approved_on = Day(_("同意的日期"), [NEEDED])


class StreetShelveForm(Form):
    """挂账 by the street's own tap: its name and today's date are the approval."""

    words = Words(_("为什么挂账"), [TYPED], longest=1000)
    review_on = Day(_("下次复查"), [NEEDED])
