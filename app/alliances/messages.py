"""Why something about alliances or members was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "alliance.prefix": _("编号前缀是2到10位大写字母或数字，字母开头，例如HML。"),
    "alliance.prefix_taken": _("这个编号前缀别的联盟已经在用。"),
    "seat.twice": _("这家单位已经是本联盟成员。"),
    "seat.no_person": _("这一家还没有登记代表，请先填写代表姓名。"),
}
