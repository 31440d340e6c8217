"""Why something about a rule card was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "card.share": _("分子大于0、不大于分母，分母最大100；“超过”全部做不到。"),
    "card.base": _("请选按什么计算。"),
    "card.below_its_name": _("这一项的比例不能低于它的名称：过半数要超过二分之一，三分之二以上不能少于三分之二。"),
    "card.choice": _("请从列表里选。"),
    "card.number": _("这个数太大或者太小。"),
    "card.urgent": _("临时会议的提前天数不能比一般会议长。"),
    "card.hands": _("举手是一家一票的办法。按票权或者面积计算的，请选记名。"),
    "card.casting_vote": _("按票权或者面积计算的表决，不设主持人的决定票。"),
    "card.changed": _("这份草案刚才已被别人改过，没有保存。请先看现在的草案，再决定要不要照您填的保存。"),
    "card.no_name": _("请填确认人姓名。"),
    "card.future": _("确认日期不能晚于今天。"),
    "seat.gone": _("名单上有一家刚才已退出联盟，没有保存，请核对以后再来。"),
    "seat.weight": _("票权填0到10000的整数。"),
    "seat.area": _("面积填平方米数，最多两位小数，例如1280.50。"),
}
