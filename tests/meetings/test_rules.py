from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.lifecycle import Refused
from app.meetings.rules import (
    ITEM_LIFECYCLE,
    NOT_OURS,
    REGIME_HINTS,
    REGIME_WORDS,
    REGIMES,
    day_from,
    default_title,
    may_check_in,
    quorum_required,
    time_from,
    topics_of,
    was_notified,
)
from tests.make import AT, later


@dataclass(frozen=True)
class Item:
    id: int = 1
    alliance_id: int = 1
    state: str = "in_discussion"
    regime: str = "consensus"


@pytest.mark.parametrize(
    "typed",
    ["2026-11-12", "2026.11.12", "2026/11/12", "20261112", "2026年11月12日", "２０２６．１１．１２", " 2026-11-12 "],
)
def test_a_day_is_read_as_people_type_it(typed: str) -> None:
    assert day_from(typed) == date(2026, 11, 12)


@pytest.mark.parametrize("typed", ["", "明天", "2026-13-01", "2026-02-30", "12.11.2026", "2026-11", "99999-01-01", "🏮"])
def test_what_is_no_day_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        day_from(typed)


@pytest.mark.parametrize("typed", ["14:05", "14：05", "1405", "１４：０５", "14时5分", "14点05", "14:05:00", "14.05"])
def test_a_time_is_read_as_people_type_it(typed: str) -> None:
    assert time_from(typed) == time(14, 5)


def test_whole_and_half_hours_may_be_words() -> None:
    assert [time_from(typed) for typed in ("14时", "14点", "14点半", "9点")] == [time(14), time(14), time(14, 30), time(9)]


@pytest.mark.parametrize("typed", ["", "25:00", "14:60", "下午两点", "-1:00", "1", "14:5:5:5"])
def test_what_is_no_time_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        time_from(typed)


@given(st.times())
def test_every_time_that_a_browser_sends_comes_back(when: time) -> None:
    assert time_from(f"{when:%H:%M}") == when.replace(second=0, microsecond=0)


def test_a_title_is_made_from_the_alliance_the_kind_and_the_day() -> None:
    name = "鹤鸣里社区党建联盟"
    assert default_title(name, "joint", date(2026, 11, 12), 0) == "鹤鸣里社区党建联盟2026年第四季度联席会议"
    assert default_title(name, "joint", date(2026, 3, 31), 1) == "鹤鸣里社区党建联盟2026年第一季度第二次联席会议"
    assert default_title(name, "coordination", date(2026, 7, 1), 0) == "鹤鸣里社区党建联盟2026年7月议事协调会"
    assert default_title(name, "council", date(2026, 7, 1), 2) == "鹤鸣里社区党建联盟2026年7月第三次居民议事会"


def test_pasted_topics_lose_their_numbers_and_nothing_else() -> None:
    pasted = "1. 错时停车\n二、课后托管\n（3）养老助餐\r\n\n　4、2027年春节安排\n一季度总结\n12345热线件办理\n3.15消费日活动"
    assert topics_of(pasted) == ["错时停车", "课后托管", "养老助餐", "2027年春节安排", "一季度总结", "12345热线件办理", "3.15消费日活动"]


def test_telephones_check_in_from_an_hour_before_until_the_meeting_ends() -> None:
    assert may_check_in("notified", AT, later(-61)) is False
    assert may_check_in("notified", AT, later(-60)) is True
    assert may_check_in("notified", AT, AT + timedelta(days=1)) is False
    assert may_check_in("in_session", AT, AT + timedelta(days=1)) is True
    assert [may_check_in(state, AT, AT) for state in ("planning", "postponed", "cancelled", "ended")] == [False] * 4


def test_an_item_added_after_the_notice_was_not_notified() -> None:
    assert was_notified(AT, later(1), False) is True
    assert was_notified(later(2), later(1), False) is False
    assert was_notified(later(2), later(1), True) is True
    assert was_notified(AT, None, False) is False


@pytest.mark.parametrize("regime", sorted(NOT_OURS))
def test_what_others_decide_cannot_be_decided_here(regime: str) -> None:
    with pytest.raises(Refused) as refusal:
        ITEM_LIFECYCLE.check(Item(regime=regime), "decide")
    assert refusal.value.reason == "item.not_ours"
    assert ITEM_LIFECYCLE.check(Item(regime=regime), "recommend").target == "recommended"


def test_every_regime_has_its_words() -> None:
    assert set(REGIME_WORDS) == set(REGIME_HINTS) == set(REGIMES)


def test_the_quorum_counts_in_whole_seats() -> None:
    assert [quorum_required(17, 2, 3, False), quorum_required(9, 2, 3, False), quorum_required(9, 2, 3, True)] == [12, 6, 7]
    assert [quorum_required(9, 1, 2, True), quorum_required(0, 2, 3, False)] == [5, 0]
