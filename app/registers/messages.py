"""Why something about a register's sheet was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "register_template.ended": _("这张表已经停用。"),
    "register_template.changed": _("别人刚刚改过这张表的对应关系，请核对后再保存。"),
    "register_template.no_columns": _("没有找到标题行。请上传街道发的空白表，标题行要在前20行里。"),
    "register_template.columns": _("这张表的列太多，最多60列。"),
}
