"""Why something about a resolution or an action was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "resolution.adopted": _("纪要已经签发，议定事项不能再改。要改，请在下次会议重新议定。"),
    "resolution.over": _("这项决议已经结束，不能再加任务。"),
    "action.no_member": _("请从本联盟成员里选单位。"),
    "action.due_past": _("完成日期早于安排日期，请核对。"),
    "action.due_past_today": _("这一天已经过去，请填今天或以后的日期。"),
    "action.acknowledged_already": _("单位已经签收，内容不能再改。要变动，请延期，或者撤销后另加一项。"),
    "action.other_kind": _("给成员的是任务，给列席单位和部门的是商请函，编号不同。请撤销这一项，再加一项。"),
    "action.not_acknowledged": _("请先签收，再反馈进展。"),
    "action.no_progress": _("这一项现在不用反馈，也不用催办。"),
    "action.no_extension": _("这一项现在不能延期：没有完成时限，或者已经不在办理。"),
    "action.no_meeting": _("还没有开过会，请选召集人审批。"),
    "action.future": _("这一天还没有到，请填今天或以前的日期。"),
    "action.extension_earlier": _("新的日期要晚于现在的完成时限。"),
    "action.extension_once": _("这一项已经延期过一次，再延期要由会议决定。"),
    "action.extension_final": _("上次延期时已经明确不再顺延。"),
    "action.not_late": _("这一项还没有超期，不用上报，也不用缓报。"),
    "action.pause_once": _("这一项已经缓报过一次，请上报街道。"),
    "action.pause_long": _("缓报最多%(days)s个工作日，请选%(year)s年%(month)s月%(day)s日或以前的日期。"),
    "action.reported": _("已经上报街道，等街道答复。"),
    "action.unconfirmed": _("社区自己牵头的事，要由街道确认，或者由诉求人本人签字确认，才能销号。"),
    "action.not_solved": _("最近一次回访说没有解决。请重新办理，或者按解释说明办结。"),
    "action.unsigned": _("这是重点事项，由书记销号：请填签字的人和日期。"),
    "action.no_follow_up": _("现在还不到回访的时候：要等单位申请销号。"),
    "action.own_work": _("社区自己牵头的事，秘书不能自己回访：请街道确认，或者登记诉求人的纸质签字。"),
}
