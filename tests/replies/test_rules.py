"""Until when a notice can be answered, what the answers mean, and what the texts say. Pure."""

from __future__ import annotations

from datetime import datetime

import pytest

from app.core.clock import at_local
from app.meetings.models import Meeting
from app.meetings.notice_words import Told, changes, correction_words, notice_words, planned, told
from app.replies.forms import plain_phone
from app.replies.rules import Forecast, open_to_replies
from app.replies.texts import private_words, reminder_words

STARTS = datetime.fromisoformat("2026-11-26T14:00+08:00")
BEFORE, AFTER = datetime.fromisoformat("2026-11-26T13:59+08:00"), STARTS
PLAN = Told("2026年11月26日（周四）14:00—16:00", "二楼议事厅", "林知夏", ("供暖报修", "除雪"))


@pytest.mark.parametrize(
    ("state", "kind", "at", "secretary", "is_open"),
    [
        ("notified", "joint", BEFORE, False, True),
        ("notified", "joint", AFTER, False, False),
        ("notified", "joint", AFTER, True, True),
        ("planning", "joint", BEFORE, True, False),
        ("postponed", "joint", BEFORE, True, False),
        ("in_session", "joint", BEFORE, True, False),
        ("notified", "written", BEFORE, True, False),
    ],
)
def test_a_notice_is_answered_until_the_meeting_starts(state: str, kind: str, at: datetime, secretary: bool, is_open: bool) -> None:
    assert open_to_replies(state, kind, STARTS, at, by_secretary=secretary) is is_open


def test_whoever_comes_stands_in_or_gave_a_letter_counts_towards_the_quorum() -> None:
    told = Forecast(coming=9, stand_ins=2, lettered=0, apologies=1, waiting=5, required=12, enough=False)
    assert (told.answered, told.missing) == (12, 1)
    assert Forecast(coming=9, stand_ins=2, lettered=1, apologies=1, waiting=4, required=12, enough=True).missing == 0


def test_a_notice_is_read_back_as_it_was_planned() -> None:
    words = notice_words(_meeting(), "鹤鸣里", PLAN, url="http://x/r/abc", reply_by=BEFORE.date(), issued_on=BEFORE.date())
    assert told(words) == PLAN == planned(_meeting(), PLAN.topics)
    assert words.endswith("联系人：邱叶\n会议安排和回复：http://x/r/abc\n鹤鸣里秘书处\n2026年11月26日")
    assert told("鹤鸣里联席会议") == Told()


def test_a_correction_says_old_and_new_and_is_read_back_as_the_new_plan() -> None:
    now = Told("2026年11月27日（周五）09:00", "社区二楼", "", ("除雪", "清淤"))
    words = correction_words(_meeting(), "鹤鸣里", PLAN, now, url="http://x/r/abc", issued_on=BEFORE.date())
    assert words.splitlines()[:7] == [
        "【更正】",
        "冬季协调会",
        "会议时间：原定2026年11月26日（周四）14:00—16:00，改为2026年11月27日（周五）09:00。",
        "会议地点：原定二楼议事厅，改为社区二楼。",
        "主持人：原定林知夏，另行确定。",
        "增加议题：清淤。",
        "撤下议题：供暖报修。",
    ]
    assert "请各家重新回复一次" in words
    assert told(words) == now


@pytest.mark.parametrize(
    ("topics", "said"),
    [
        (("除雪", "供暖报修"), ["议题的先后有调整。"]),
        (("供暖报修", "除雪"), []),
        (("供暖报修", "除雪", "清淤"), ["增加议题：清淤。"]),
    ],
)
def test_what_changed_of_the_agenda_is_named(topics: tuple[str, ...], said: list[str]) -> None:
    assert changes(PLAN, Told(PLAN.time, PLAN.place, PLAN.chair, topics)) == said


def test_a_place_that_looks_like_a_topic_does_not_become_one() -> None:
    plan = Told("明天", "1．会议室", "", ("2026．年终总结",))
    words = notice_words(_meeting("请注意：\n1．带身份证"), "鹤鸣里", plan, url="u", reply_by=BEFORE.date(), issued_on=BEFORE.date())
    assert told(words) == plan


def test_the_reminder_names_who_has_not_answered_and_asks_politely() -> None:
    words = reminder_words("联席会议", "周四14:00", "二楼", ["甲站", "乙校"], ["派出所"], "http://x/r/abc", "秘书处", missing=1)
    assert words.splitlines() == [
        "【参会回复】",
        "联席会议定于周四14:00在二楼召开。",
        "还没有回复的有2家：甲站、乙校。",
        "列席的还有1家：派出所。",
        "按现在的回复，还要再来1家才够开会的家数。",
        "请这几家点开下面的链接，选本单位、填手机号后四位，回复出席、请假或者代会。来不了也请回一声，好作安排。",
        "http://x/r/abc",
        "已经回复的不用再回。谢谢各位！",
        "秘书处",
    ]
    alone = private_words("甲站", "联席会议", "周四14:00", "二楼", "http://x/r/abc", "秘书处")
    assert (alone.startswith("甲站：您好！"), "乙校" in alone) == (True, False)


def test_digits_are_read_as_people_type_them() -> None:
    assert [plain_phone(typed) for typed in (" 138 0000-1234", "１２３４", "1234　", None)] == ["13800001234", "1234", "1234", ""]


def _meeting(remark: str = "") -> Meeting:
    return Meeting(
        title="冬季协调会",
        starts_at=STARTS,
        ends_at=at_local(STARTS.date(), 16),
        place="二楼议事厅",
        chair_name="林知夏",
        contact="邱叶",
        remark=remark,
    )
