"""Why something about minutes or a public notice was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "minutes.not_ended": _("会议还没有结束，结束后才能起草。"),
    "minutes.ballot_open": _("还有表决没有结束，结束或撤下表决后才能签发。"),
    "minutes.locked": _("纪要已经签发，不能再改。"),
    "minutes.before_meeting": _("签发日期不能早于会议日期。"),
    "minutes.future": _("签发日期不能晚于今天。"),
    "public_notice.days": _("公示结束日期不能早于开始日期。"),
    "public_notice.named": _("公示上不能出现姓名：%(name)s。"),
}
