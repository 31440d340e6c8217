"""Why something about a public notice or an objection was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "notice.no_draft": _("还没有公示稿，请先把公示稿的文字改好、保存。"),
    "notice.not_signed": _("纪要签发以后才能公开公示。"),
    "notice.before_minutes": _("签发公示的日期不能早于纪要签发的日期。"),
    "notice.future": _("签发日期不能晚于今天。"),
    "notice.empty": _("公示稿里没有一项内容，不能公开。"),
    "notice.votes": _("公示稿里写了票数或者谁反对，请先到公示稿里改成“协商一致”或“表决通过”。"),
    "notice.mobile": _("公示稿里有手机号码，请先到公示稿里换成办公电话。"),
    "notice.begins_early": _("公示不能在签发以前开始。"),
    "notice.short": _("公示期不足%(workdays)s个工作日，请把结束日期往后移。"),
    "notice.draft_changed": _("公示稿刚刚有人改过，请核对后再公开。"),
    "objection.future": _("日期不能晚于今天。"),
    "objection.outside": _("这一天不在公示期内。公示期以外的意见，请登记为诉求。"),
    "objection.early_reply": _("答复的日期不能早于提出意见的日期。"),
}
