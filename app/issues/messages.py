"""Why something about an issue was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "issue.danger": _("这件事有危险，要立即处置：请先拨打110、119或120，不列入议题，也不合并。"),
    "issue.merge_unknown": _("本联盟没有这个编号的诉求，请核对编号，例如D2026-0001。"),
    "issue.merge_itself": _("不能合并到自己，请填另一条诉求的编号。"),
    "issue.merge_closed": _("那一条已经合并、撤回或办结，请填还在办理的诉求编号。"),
}
