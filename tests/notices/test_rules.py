"""What a public paper may say, how long it hangs, and where that leaves what was agreed."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.workdays import Calendar
from app.notices import rules

# Saturday 14 November 2026 is made up for, Monday 16 is off: invented, so that the calendar is seen to count.
CALENDAR = Calendar(frozenset({date(2026, 11, 16)}), frozenset({date(2026, 11, 14)}), frozenset({2026}))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("区水文站开放60个车位，每天19时至次日7时30分。", None),
        ("经表决通过，二次供水改造按三分之二以上业主同意的方案办。", None),
        ("停车票由物业发。反对乱停乱放。", None),
        ("赞成12票，通过。", "notice.votes"),
        ("十二票赞成", "notice.votes"),
        ("有1家反对。", "notice.votes"),
        ("弃权两家", "notice.votes"),
        ("电话0436-1234567", None),
        ("登记电话13812345678", "notice.mobile"),
    ],
)
def test_no_counts_no_dissent_and_no_mobile_number_get_out(text: str, fault: str | None) -> None:
    assert rules.words_fault(text) == fault


def test_the_period_stays_as_drafted_while_it_is_long_enough_and_is_counted_anew_where_not() -> None:
    drafted = (date(2026, 11, 13), date(2026, 11, 17))  # Friday, made-up Saturday, Tuesday
    assert rules.workdays_of(CALENDAR, *drafted) == 3
    assert rules.period(CALENDAR, drafted, date(2026, 11, 12), 3) == drafted
    assert rules.period(CALENDAR, drafted, date(2026, 11, 13), 3) == drafted
    assert rules.period(CALENDAR, drafted, date(2026, 11, 14), 3) == (date(2026, 11, 17), date(2026, 11, 19))
    assert rules.period(CALENDAR, drafted, date(2026, 11, 12), 4) == (date(2026, 11, 13), date(2026, 11, 18))


def test_what_was_agreed_is_in_force_after_its_days_unless_somebody_objected() -> None:
    last, after = date(2026, 11, 17), date(2026, 11, 18)
    assert rules.standing(False, last, after, 0, 0) == ""
    assert [rules.standing(True, last, day, 0, 0) for day in (last, after)] == ["announced", "in_force"]
    assert [rules.standing(True, last, day, 1, 0) for day in (last, after)] == ["announced", "objected"]
    assert [rules.standing(True, last, day, 0, 1) for day in (last, after)] == ["sent_back", "sent_back"]


def test_the_paper_is_released_after_its_minutes_and_not_tomorrow() -> None:
    signed, today = date(2026, 11, 13), date(2026, 11, 16)
    days = (date(2026, 11, 12), signed, today, date(2026, 11, 17))
    assert [rules.day_fault(day, signed, today) for day in days] == ["notice.before_minutes", None, None, "notice.future"]
