"""Why an answer to a notice was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "reply.closed": _("会议已经开始、改期或者取消，不再收参会回复。"),
    "reply.answer": _("请选出席、请假或者代会。"),
    "reply.not_on_roll": _("这一家不在本次会议的名单上。"),
    "reply.name_needed": _("请写代会人的姓名。"),
    "reply.settled": _("这一条回复已经处理过了。"),
    "paper.none": _("请选一个文件。"),
    "paper.empty": _("这个文件是空的，没有保存；请重新选择文件，写好的都还在。"),
    "paper.large": _("一份材料不超过5MB，没有保存；可以分成几份，或者存成PDF再传。"),
    "paper.type": _("请传PDF、Word（docx）、Excel（xlsx）或者JPG、PNG图片，没有保存；旧格式和带宏的请另存以后再传。"),
    "paper.many": _("一次会议最多%(most)s份材料。"),
    "paper.item": _("请从这次会议的议题里选。"),
    "reply.flooded": _("这几分钟回复的人太多，还没有收下，请过十分钟再点。"),
    "reply.here": _("这一家已经签到，不用再回复。"),
}
