"""The sentences of the core's own refusals."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "moved.already": _("这一步已经办过了，或者情况刚刚变了。下面是现在的状态，没有重复保存。"),
    "version.clash": _("别人刚刚改过这一段。下面并排列出两份文字，请核对后再保存。"),
}
