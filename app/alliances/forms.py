"""Members and the alliance's own choices."""

from __future__ import annotations

from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired, Optional, Regexp

from app.alliances.rules import KINDS
from app.core.forms import Form, Line, options
from app.core.i18n import text as _

NEEDED = InputRequired(_("这一项要填。"))
PHONE = Regexp(r"^[\d０-９ -]{5,20}$", message=_("电话只用数字，可以留空。"))


class AllianceForm(Form):
    district = Line(_("区县"), [NEEDED], longest=30)
    street = Line(_("街道"), [NEEDED], longest=30)
    community = Line(_("社区"), [NEEDED], longest=30)
    name = Line(_("联盟名称"), [NEEDED], longest=60, description=_("例如鹤鸣里社区党建联盟。"))
    code = Line(_("联盟编号"), longest=40, description=_("名册上的编号；没有就空着。"))


class PrefixForm(Form):
    prefix = Line(_("任务编号前缀"), [NEEDED], longest=10, description=_("例如HML；任务编号就是HML-2026-04-01。"))


class SeatForm(Form):
    organisation = Line(_("单位名称"), [NEEDED], longest=80)
    kind = SelectField(_("单位类型"), choices=options(KINDS), default="other")
    delegate = Line(_("代表姓名"), longest=30)
    title = Line(_("职务"), longest=40)
    phone = Line(_("手机号"), [Optional(), PHONE], longest=20)
    observer = BooleanField(_("列席（没有表决权）"))


class DelegateForm(Form):
    name = Line(_("代表姓名"), [NEEDED], longest=30)
    title = Line(_("职务"), longest=40)
    phone = Line(_("手机号"), [Optional(), PHONE], longest=20)
