"""Why something about a meeting, its agenda or its attendance was refused."""

from __future__ import annotations

from app.core.i18n import text as _

REASONS = {
    "meeting.kind": _("请选一种会议。"),
    "meeting.past": _("日期已经过去。已经开过的会，请勾选“补录”。"),
    "meeting.not_yet": _("补录的是已经开过的会，日期不能在今天以后。"),
    "meeting.ends_first": _("结束时间要晚于开始时间。"),
    "meeting.chair_seat": _("请从本联盟现在的成员里选主持单位。"),
    "meeting.no_agenda": _("议程还是空的，请先加上议题。"),
    "meeting.over_already": _("会议时间已经过了，请先改时间，再发通知。"),
    "meeting.too_early": _("还没到开会的日子。提前开会的，请先改会议日期。"),
    "meeting.future": _("这个时间还没有到，请核对。"),
    "meeting.end_needed": _("请填会议结束的时间。"),
    "meeting.started": _("会议已经开始，日期和时间不能再改；时间录错了，请用“更正起止时间”。"),
    "meeting.locked": _("纪要已经签发，会议记录不能再改。"),
    "meeting.cancelled": _("会议已经取消，不能再改。"),
    "notice.reason_needed": _("离会议不到%(workdays)s个工作日，请写明召集人同意临时通知的理由。"),
    "agenda.full": _("一次会议最多%(longest)s项议题，没有保存。"),
    "item.title_long": _("一个议题最多%(longest)s个字，其余的写进说明。"),
    "item.regime": _("请选一种决定方式。"),
    "item.regime_late": _("这一项已经议完，要改决定方式，请先“重新讨论”。"),
    "item.no_issues": _("请至少选一条诉求。"),
    "item.foreign_issue": _("选的诉求不是本联盟已受理的诉求，请重新选。"),
    "item.not_in_session": _("会议还没有开始，请先点“开始会议”。"),
    "item.not_ours": _("这件事不由联席会议决定，不能表决，也不能按协商一致议定；请记下建议和下一步。"),
    "item.words_needed": _("请写几个字说明，会写进记录。"),
    "attendance.status": _("请选到、请假或者缺席。"),
    "attendance.not_on_roll": _("这一家不在本次会议的名单上。"),
    "attendance.not_yet": _("会议还没到时间，现在只能先记请假。"),
    "attendance.left_first": _("离会时间要晚于到会时间。"),
    "attendance.one_seat": _("这位代表已经代表另一家到会；一人只能代表一家，请填代会人姓名。"),
    "attendance.not_open": _("现在不能签到：会前60分钟开始，到会议结束为止。"),
    "attendance.taken": _("您单位已由%(name)s签到。要换人，请告诉联盟秘书。"),
    "recusal.item_over": _("这一项已经议完，要改回避，请先“重新讨论”。"),
    "recusal.no_vote": _("请从有表决权的成员里选。"),
    "recusal.twice": _("这一家在这一项上已经登记回避。"),
}
