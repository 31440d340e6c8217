"""Why a setting was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "setting.value": _("请填%(least)s到%(most)s之间的数，或从列表里选一项。"),
    "setting.city_only": _("这一项由全市统一规定，联盟不能单独修改。"),
    "installation.real": _("这是正式数据库，不能装入演示数据。"),
    "installation.demo": _("这是演示数据库，不能导入正式名册。"),
    "installation.clock": _("设置了LIANXI_NOW的系统不能用于正式数据。"),
    "day.unreadable": _("第%(line)s行读不出日期，请写成2027-01-01。"),
}
