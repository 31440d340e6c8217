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
    "issue.hotline_asks": _("12345转来的由12345回访和销号，这里不再打电话。"),
    "issue.nobody_to_ask": _("匿名反映的没有人可以问：把答复写好，直接销号。"),
    "issue.not_followed_up": _("还没有回访。先问反映人解决没有、满不满意，再销号。"),
    "issue.street_asks": _("这件事是社区自己办的，要由街道或者反映人自己来确认。"),
    "issue.who_asked": _("请填街道是谁问的。"),
    "issue.result_names": _("办理结果里有反映人的姓名或电话，单位会看到，请删去。"),
    "issue.no_due": _("这件事现在不在单位手里，不能延长时间。"),
    "issue.extended_once": _("已经延长过一次，不能再延。"),
    "issue.extension_late": _("已经过了时限，不能再申请延长。请直接联系社区商量怎么办。"),
    "issue.extension_earlier": _("新的日期要晚于原来的时限。"),
    "issue.extension_long": _("最多延长原来时间的一半，请填早一点的日期。"),
    "issue.asked_already": _("已经申请过了，正在等答复。"),
    "issue.nothing_asked": _("这件申请已经答复过了。"),
    "issue.why_not": _("不同意的，请写明原因。"),
    "issue.cannot_shelve": _("正在办理的诉求才能申请挂账。"),
    "issue.answered_already": _("您的意见已经记下了，不用再点。"),
    "issue.said_unsolved": _("反映人说没有解决或者只解决了一部分，不能按已解决销号。请重新办理，或者解释说明办结。"),
    "issue.explanation_needed": _("请把给反映人的答复写清楚。"),
    "issue.hotline_day": _("请填12345办结的日期。"),
    "issue.no_digest": _("这件事不能列入答复汇编。"),
    "issue.closing_names": _("要列入答复汇编的答复里有反映人的姓名或电话，请删去。"),
    "issue.reopen_late": _("已经过了可以要求重新办理的日期，请重新反映，或者打电话。"),
    "issue.answer_names": _("公开摘要里有反映人的姓名或电话，请删去。"),
}
