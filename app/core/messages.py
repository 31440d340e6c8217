"""The sentences of the core's own refusals."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "moved.already": _("这一步已经办过了，或者情况刚刚变了。下面是现在的状态，没有重复保存。"),
    "scan.empty": _("这个文件是空的，请重新选择。"),
    "scan.large": _("文件超过5MB，请换一个小一点的。"),
    "scan.type": _("只收PDF、JPG、PNG格式的扫描件。"),
    "version.clash": _("别人刚刚改过这一段。下面并排列出两份文字，请核对后再保存。"),
}
