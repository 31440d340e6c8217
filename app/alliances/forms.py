"""Members and the alliance's own choices."""

from __future__ import annotations

from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired, Optional, Regexp, ValidationError

from app.alliances.naming import Named, read_line
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


#: What is wrong with a line that should name a person (naming.read_line).
LINE_FAULTS = {
    "name": _("没有读出姓名。请写成：姓名 职务 手机号。"),
    "phone": _("手机号位数不对，请核对；没有手机号就不写。"),
    "phones": _("写了不止一个电话，请只留本人的手机号。"),
    "long": _("太长了：姓名最多30个字，职务最多40个字。"),
}


class SuccessorForm(Form):
    """Somebody new, on one line as it is pasted from a chat."""

    line = Line(
        _("接手人的姓名、职务、手机号"),
        [NEEDED],
        longest=120,
        description=_("写成一行，可以从微信里整段粘贴。没有手机号就不写，会给一张带验证码的纸条。"),
    )
    named: Named

    def validate_line(self, field: Line) -> None:
        found = read_line(field.data or "")
        if isinstance(found, str):
            raise ValidationError(LINE_FAULTS[found])
        self.named = found


class LiaisonForm(SuccessorForm):
    """The same, for the unit's liaison."""


class SecretaryForm(SuccessorForm):
    line = Line(_("接手人的姓名、职务、手机号"), [NEEDED], longest=120, description=_("写成一行，可以从微信里整段粘贴。"))
    login = Line(
        _("登录名"),
        [NEEDED, Regexp(r"^[\w.@-]+$", message=_("只用文字、数字、点、@和横线。"))],
        longest=60,
        description=_("他在别的联盟已经是秘书的，填原来的登录名。"),
    )
    outgoing = SelectField(_("交出人"), [NEEDED], coerce=int)
