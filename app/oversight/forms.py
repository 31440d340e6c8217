"""Taking something on, and what came of it."""

from __future__ import annotations

from wtforms.validators import DataRequired

from app.core.forms import Form, Words
from app.core.i18n import text as _
from app.resolutions.forms import NEEDED, Day

TYPED = DataRequired(_("这一项要填。"))


class TakeForm(Form):
    plan = Words(_("打算怎么协调"), [TYPED], longest=500, description=_("例如“周四上午到社区，和物业、街道城管一起看现场”。"))
    due = Day(_("哪天前办好"), [NEEDED])


class FinishForm(Form):
    outcome = Words(_("协调的结果"), [TYPED], longest=500)


class DropForm(Form):
    outcome = Words(_("为什么不再协调"), [TYPED], longest=500)
