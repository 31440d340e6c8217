"""Why something about an issue was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "issue.danger": _("这件事有危险，要立即处置：请先拨打110、119或120，不列入议题，也不合并。"),
    "issue.street_only": _("这件事由街道办理，不列入社区的议题，也不写公开摘要。"),
    "issue.title_own_words": _("标题还是居民的原话，会印在议程上。请用自己的话写，例如“西门夜间照明”。"),
    "issue.merge_unknown": _("本联盟没有这个编号的诉求，请核对编号，例如D2026-0001。"),
    "issue.merge_itself": _("不能合并到自己，请填另一条诉求的编号。"),
    "issue.merge_closed": _("那一条已经合并、撤回或办结，请填还在办理的诉求编号。"),
    "issue.lead_unknown": _("请选一家牵头单位；名单上没有的，把单位名称写在下面。"),
    "issue.lead_community": _("关于社区的事不能再转给社区，请选别的单位。"),
    "issue.day_past": _("这个日期已经过了，请填今天或者以后的日期。"),
    "issue.day_ahead": _("这个日期还没有到，请填今天或者以前的日期。"),
    "issue.summary_names": _("转办摘要里有反映人的姓名或电话，请删去后再转。"),
    "issue.returned_once": _("这件事已经退回过一次，不能再退。请街道裁定由谁办理。"),
    "issue.answer_names": _("公开摘要里有反映人的姓名或电话，请删去。"),
}
