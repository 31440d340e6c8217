"""Prose of the minutes, the sign-off sheet, the draft of 议定事项公示."""

from __future__ import annotations

from wtforms import BooleanField, FileField, HiddenField
from wtforms.validators import InputRequired

from app.core.forms import Form, Line, Words
from app.core.i18n import text as _
from app.meetings.forms import Day

NEEDED = InputRequired(_("这一项要填。"))


class Versioned(Form):
    version = HiddenField()

    @property
    def seen(self) -> int:
        """The version that the page showed; anything else than a number was never shown."""
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


class HeadForm(Versioned):
    title = Words(_("标题"), longest=200, description=_("要分行的地方按回车。"))
    report_to = Line(_("报"), longest=200)
    send_to = Line(_("送"), longest=200)


class LeadForm(Versioned):
    before = Line(_("召集人出席会议之后的话"), longest=60, description=_("例如：并作说明"))
    after = Line(_("议题由谁确定"), longest=60, description=_("例如：社区党委会议确定的；写在“3个议题”前面。"))


class SectionForm(Versioned):
    before = Words(_("情况和讨论"), longest=8000)
    after = Words(_("接在表决、协商情况后面的话"), longest=2000)


class RequirementsForm(Versioned):
    before = Words(_("有关要求"), longest=8000, description=_("一行一段。改过以后，日期不再跟着签发日期变。"))


class SignOffForm(Form):
    signed_by = Line(_("签发人"), [NEEDED], longest=60)
    signed_on = Day(_("签发日期"), [NEEDED])
    on_paper = BooleanField(_("书记已在纸上签发"))
    scan = FileField(_("签发单扫描件"), description=_("PDF、JPG或PNG，不超过5MB。"))


class PublicNoticeForm(Versioned):
    from_day = Day(_("公示开始"), [NEEDED])
    to_day = Day(_("公示结束"), [NEEDED])


class NoticeItemForm(Form):
    text = Words(_("议定事项"), longest=4000, description=_("一行一条，写成居民看得懂的话；整段清空就不公示这一项。"))
