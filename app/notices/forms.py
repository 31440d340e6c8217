"""What the 书记 released and how, why it is withdrawn, objections and their answers."""

from __future__ import annotations

from wtforms import RadioField
from wtforms.validators import DataRequired, InputRequired

from app.core.forms import Form, Line, Words, options
from app.core.i18n import text as _
from app.meetings.forms import Day
from app.notices.rules import MANNERS

NEEDED = InputRequired(_("这一项要填。"))
TYPED = DataRequired(_("这一项要填。"))


class ReleaseForm(Form):
    """`manners`: those that whoever is signed in may choose."""

    manner = RadioField(_("怎么签发的"), [InputRequired(_("请选一项。"))])
    released_by = Line(_("签发人"), [TYPED], longest=60)
    released_on = Day(_("签发日期"), [NEEDED])
    from_day = Day(_("公示开始"), [NEEDED])
    to_day = Day(_("公示结束"), [NEEDED])

    def offer(self, manners: tuple[str, ...]) -> None:
        self.manner.choices = options({name: MANNERS[name] for name in manners})
        self.manner.data = self.manner.data or manners[0]
        if "screen" in manners:
            self.manner.description = _("在线签发的，按您的姓名和今天的日期记。")


class WithdrawForm(Form):
    reason = Words(_("为什么撤下"), [TYPED], longest=500, description=_("只留在系统里，不公开。"))


class ObjectionForm(Form):
    who = Line(_("谁提的"), [TYPED], longest=60, description=_("例如“3号楼一位居民”，可以不写姓名。"))
    words = Words(_("提了什么意见"), [TYPED], longest=1000)
    raised_on = Day(_("哪天提的"), [NEEDED])


class ReplyForm(Form):
    reply = Words(_("召集人怎么答复"), [TYPED], longest=1000, description=_("要回到会议再议的，写明理由。"))
    replied_by = Line(_("答复人"), [TYPED], longest=60)
    replied_on = Day(_("答复日期"), [NEEDED])
