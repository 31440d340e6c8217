"""Why signing in or managing people was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "password.short": _("密码至少10位。"),
    "password.simple": _("密码太简单，请换一个。"),
    "password.wrong": _("现在的密码不对。"),
    "account.exists": _("这个登录名已经有人用了。"),
    "account.role_place": _("这个角色需要选择所在的联盟、街道、区或单位。"),
    "account.no_place": _("没有找到这个联盟、街道、区或单位，请填编号或全称。"),
    "account.place_twice": _("有几个同名的，请填编号。"),
    "account.last_administrator": _("这是最后一位管理员，不能停用。"),
    "link.gone": _("这个链接已经失效，请向联盟秘书要一个新的。"),
    "link.digits": _("后四位不对，请核对后再试。"),
    "link.code": _("验证码不对，请核对后再试。"),
    "link.tries": _("试的次数太多了，请向联盟秘书要一个新的链接。"),
    "link.no_way": _("名册里没有您的手机号。请向联盟秘书要一个六位验证码。"),
}
