"""Why something about coordinating was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "coordination.taken": _("%(name)s正在协调这件事，不用再接一次。"),
    "coordination.not_stuck": _("这件事已经不卡了，不用再协调。"),
    "coordination.due_past": _("这一天已经过去，请填今天或以后的日期。"),
}
