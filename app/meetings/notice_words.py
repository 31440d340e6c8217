"""The notice as a text to copy into the group (domain.md §1, 会议通知). Texts that people pass on are Chinese only."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from app.core.clock import local
from app.core.i18n import WEEKDAYS, day_zh
from app.meetings.models import Meeting


def when_zh(meeting: Meeting) -> str:
    """2026年11月12日（周四）14:00—16:00"""
    start = local(meeting.starts_at)
    until = f"—{local(meeting.ends_at):%H:%M}" if meeting.ends_at else ""
    return f"{weekday_zh(start.date())}{start:%H:%M}{until}"


def weekday_zh(day: date) -> str:
    return f"{day_zh(day)}（周{WEEKDAYS[day.weekday()]}）"


def notice_words(meeting: Meeting, alliance: str, topics: Sequence[str], *, url: str, reply_by: date, issued_on: date) -> str:
    """The whole notice, ready for WeChat. `topics` in the order of the agenda; `url` is the short link of the meeting."""
    lines = ["【会议通知】", meeting.title, f"时间：{when_zh(meeting)}", f"地点：{meeting.place}"]
    if meeting.chair_name:
        lines.append(f"主持：{meeting.chair_name}")
    lines += ["议题：", *(f"{number}．{topic}" for number, topic in enumerate(topics, start=1))]
    lines.append("请各成员单位代表带着本单位意见准时参会，请列席人员准时列席。")
    by = "请收到后" if reply_by < issued_on else f"请于{weekday_zh(reply_by)}前"
    lines.append(f"{by}回复能否参会；不能到会的请说明请假，或者报代会人姓名。")
    if meeting.remark:
        lines.append(f"注意事项：{meeting.remark}")
    if meeting.contact:
        lines.append(f"联系人：{meeting.contact}")
    lines += [f"议题和安排：{url}", f"{alliance}秘书处", day_zh(issued_on)]
    return "\n".join(lines)
