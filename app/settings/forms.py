"""One setting at a time, and days off as lines."""

from __future__ import annotations

from wtforms import SelectField
from wtforms.validators import DataRequired

from app.core.forms import Form, Line, Words, options
from app.core.i18n import text as _

NEEDED = DataRequired(_("这一项要填。"))


class ValueForm(Form):
    value = Line(_("新的值"), longest=200)


class DaysForm(Form):
    works = SelectField(_("这些日子"), choices=options({"": _("放假"), "1": _("调休上班")}), default="")
    days = Words(_("日期，一行一个"), [NEEDED], longest=4000, description=_("例如2027-01-01 元旦。照国务院办公厅通知录入。"))
