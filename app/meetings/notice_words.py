"""What the group is told of a meeting, as texts to copy (domain.md §1, 会议通知; decision 13): the notice, its correction, that it is put
off or cancelled. Texts that people pass on are Chinese only.

What people were told last stands in the last notice's own words: `told` reads it back, so that a correction names what has changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.core.clock import local
from app.core.i18n import WEEKDAYS, day_zh
from app.meetings.models import Meeting
from app.meetings.rules import CORRECTION

TIME, PLACE, CHAIR, TOPICS = "时间：", "地点：", "主持：", "议题："
_TOPIC = re.compile(r"\d+．(.+)")


def when_zh(meeting: Meeting) -> str:
    """2026年11月12日（周四）14:00—16:00"""
    start = local(meeting.starts_at)
    until = f"—{local(meeting.ends_at):%H:%M}" if meeting.ends_at else ""
    return f"{weekday_zh(start.date())}{start:%H:%M}{until}"


def weekday_zh(day: date) -> str:
    return f"{day_zh(day)}（周{WEEKDAYS[day.weekday()]}）"


@dataclass(frozen=True, slots=True)
class Told:
    """What a notice says that people act upon. Empty where its words say nothing of it."""

    time: str = ""
    place: str = ""
    chair: str = ""
    topics: tuple[str, ...] = ()


def planned(meeting: Meeting, topics: Sequence[str]) -> Told:
    """What a notice of today would say; `topics` in the order of the agenda."""
    return Told(when_zh(meeting), meeting.place, meeting.chair_name, tuple(topics))


def told(words: str) -> Told:
    """What a notice of ours said. In a correction the arrangement as it is now stands below what was changed."""
    found: dict[str, str] = {}
    topics: list[str] = []
    counting = False
    for line in words.splitlines():
        topic = _TOPIC.fullmatch(line)
        if counting and topic:
            topics.append(topic[1])
            continue
        counting = line == TOPICS
        for label in (TIME, PLACE, CHAIR):
            if line.startswith(label) and not topics:
                found[label] = line.removeprefix(label)
    return Told(found.get(TIME, ""), found.get(PLACE, ""), found.get(CHAIR, ""), tuple(topics))


def notice_words(meeting: Meeting, alliance: str, plan: Told, *, url: str, reply_by: date, issued_on: date) -> str:
    """The whole notice, ready for WeChat. `url` is the short link of the meeting, where members answer."""
    lines = ["【会议通知】", meeting.title, *_arrangement(plan)]
    lines.append("请各成员单位代表带着本单位意见准时参会，请列席人员准时列席。")
    by = "请收到后" if reply_by < issued_on else f"请于{weekday_zh(reply_by)}前"
    lines.append(f"{by}点开下面的链接回复出席、请假或者代会：选本单位，填手机号后四位。")
    return _signed(lines, meeting, alliance, url, issued_on)


def correction_words(meeting: Meeting, alliance: str, before: Told, plan: Told, *, url: str, issued_on: date) -> str:
    """【更正】: what is changed, old and new, then the arrangement as it is now."""
    lines = [CORRECTION, meeting.title, *changes(before, plan), "改后的安排：", *_arrangement(plan)]
    if before.time != plan.time:
        lines.append("时间改了，请各家重新回复一次出席、请假或者代会；给大家添麻烦了。")
    else:
        lines.append("已经回复过的不用再回，有变化的点开下面的链接改；给大家添麻烦了。")
    return _signed(lines, meeting, alliance, url, issued_on)


def changes(before: Told, now: Told) -> list[str]:
    """One line for each thing that is no longer as it was told."""
    found = []
    if before.time != now.time:
        found.append(f"会议时间：原定{before.time}，改为{now.time}。" if before.time else f"会议时间定为{now.time}。")
    if before.place != now.place:
        found.append(f"会议地点：原定{before.place}，改为{now.place}。" if before.place else f"会议地点定在{now.place}。")
    if before.chair != now.chair:
        old = f"原定{before.chair}，" if before.chair else ""
        found.append(f"主持人：{old}改为{now.chair}。" if now.chair else f"主持人：{old}另行确定。")
    return found + _topics_changed(before.topics, now.topics)


def _topics_changed(before: Sequence[str], now: Sequence[str]) -> list[str]:
    added, gone = [one for one in now if one not in before], [one for one in before if one not in now]
    found = [f"增加议题：{'；'.join(added)}。"] if added else []
    found += [f"撤下议题：{'；'.join(gone)}。"] if gone else []
    if not found and list(before) != list(now):
        found.append("议题的先后有调整。")
    return found


def postponed_words(meeting: Meeting, alliance: str, before: Told, issued_on: date) -> str:
    """A meeting that was called and is put off; its new day comes with a notice of its own."""
    was = f"原定{before.time}召开的" if before.time else ""
    lines = ["【会议延期】", f"{was}{meeting.title}延期，时间定下来另行通知。", "之前的回复不再算数，定了时间再请各家回复一次。"]
    return "\n".join([*lines, "给大家添麻烦了，请互相转告。", f"{alliance}秘书处", day_zh(issued_on)])


def cancelled_words(meeting: Meeting, alliance: str, before: Told, issued_on: date) -> str:
    was = f"原定{before.time}召开的" if before.time else ""
    lines = ["【会议取消】", f"{was}{meeting.title}取消，请不要前来。", "列入的议题由秘书处另行安排，需要再开会的会重新通知。"]
    return "\n".join([*lines, "给大家添麻烦了，请互相转告。", f"{alliance}秘书处", day_zh(issued_on)])


def _arrangement(plan: Told) -> list[str]:
    lines = [f"{TIME}{plan.time}", f"{PLACE}{plan.place}"]
    if plan.chair:
        lines.append(f"{CHAIR}{plan.chair}")
    return [*lines, TOPICS, *(f"{number}．{topic}" for number, topic in enumerate(plan.topics, start=1))]


def _signed(lines: list[str], meeting: Meeting, alliance: str, url: str, issued_on: date) -> str:
    if meeting.remark:
        lines.append(f"注意事项：{meeting.remark}")
    if meeting.contact:
        lines.append(f"联系人：{meeting.contact}")
    return "\n".join([*lines, f"会议安排和回复：{url}", f"{alliance}秘书处", day_zh(issued_on)])
