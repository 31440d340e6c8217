"""What is told around the replies, as texts to copy into WeChat (domain.md, decision 13). PURE; Chinese only; to equals, so they ask.

A text for the group names members, never people; one for a single unit may be sent to its delegate or liaison."""

from __future__ import annotations

from collections.abc import Sequence


def reminder_words(
    title: str, when: str, place: str, units: Sequence[str], observers: Sequence[str], url: str, office: str, *, missing: int = 0
) -> str:
    """Who has not answered yet, for the group. `missing`: how many more must come for the meeting to be held, 0 where enough will."""
    lines = ["【参会回复】", f"{title}定于{when}在{place}召开。"]
    if units:
        lines.append(f"还没有回复的有{len(units)}家：{'、'.join(units)}。")
    if observers:
        lines.append(f"列席的还{'有' if units else '没有回复的有'}{len(observers)}家：{'、'.join(observers)}。")
    if missing:
        lines.append(f"按现在的回复，还要再来{missing}家才够开会的家数。")
    lines.append("请这几家点开下面的链接，选本单位、填手机号后四位，回复出席、请假或者代会。来不了也请回一声，好作安排。")
    return "\n".join([*lines, url, "已经回复的不用再回。谢谢各位！", office])


def private_words(unit: str, title: str, when: str, place: str, url: str, office: str) -> str:
    """For one unit that has not answered."""
    lines = [f"{unit}：您好！", f"{title}定于{when}在{place}召开，还没有收到贵单位的回复，想问一下能不能来。"]
    lines.append("来不了的，请假、请人代会都可以，点开就能回：")
    return "\n".join([*lines, url, "直接告诉我也行，我来登记。谢谢！", office])


def all_answered_words(title: str, when: str, place: str, office: str) -> str:
    """Nobody is missing: what the group may hear on the day before."""
    lines = ["【会议提醒】", f"{title}定于{when}在{place}召开，各家都已回复，谢谢大家。"]
    return "\n".join([*lines, "临时有变化的，请提前告诉秘书处。", office])
