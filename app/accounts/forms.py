"""Signing in, passwords, new accounts."""

from __future__ import annotations

from wtforms import PasswordField, RadioField, SelectField
from wtforms.validators import DataRequired, Regexp

from app.accounts.rules import PASSWORD_ROLES
from app.core.forms import Form, Line, options
from app.core.i18n import text as _

NEEDED = DataRequired(_("这一项要填。"))

ROLE_WORDS = {
    "secretary": _("联盟秘书"),
    "convener": _("召集人（社区党委书记）"),
    "liaison": _("联络员"),
    "handler": _("经办人"),
    "supervisor": _("上级查看"),
    "administrator": _("管理员"),
    "delegate": _("成员单位代表"),
    "observer": _("列席人员"),
}


class SignInForm(Form):
    login = Line(_("登录名"), [NEEDED], longest=60)
    password = PasswordField(_("密码"), [NEEDED])


class PasswordForm(Form):
    current = PasswordField(_("现在的密码"), [NEEDED])
    password = PasswordField(_("新密码"), [NEEDED], description=_("至少10位，可以是一句好记的话。"))


class AccountForm(Form):
    name = Line(_("姓名"), [NEEDED], longest=30)
    login = Line(_("登录名"), [NEEDED, Regexp(r"^[\w.@-]+$", message=_("只用文字、数字、点、@和横线。"))], longest=60)
    role = SelectField(
        _("角色"),
        choices=options({role: ROLE_WORDS[role] for role in PASSWORD_ROLES}),
        validators=[NEEDED],
    )
    place = Line(
        _("所在的联盟、街道、区或单位"),
        longest=80,
        description=_("填联盟编号或名称；上级查看填街道或区的名称，全市的不填；管理员不填。"),
    )


class BindForm(Form):
    digits = Line(
        _("手机号后四位，或纸条上的六位验证码"),
        [NEEDED, Regexp(r"^[0-9０-９]{4}$|^[0-9０-９]{6}$", message=_("请填四位或六位数字。"))],
        longest=6,
    )


class LanguageForm(Form):
    language = RadioField(_("语言"), choices=options({"zh": "中文", "en": "English"}), validators=[NEEDED])
