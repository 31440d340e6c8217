from __future__ import annotations

from datetime import date

import pytest

from app.core.workdays import Calendar
from app.settings import seed

DAYS = seed.days()
CALENDAR = Calendar(
    frozenset(day for day, works, _name in DAYS if not works),
    frozenset(day for day, works, _name in DAYS if works),
    frozenset(day.year for day, works, _name in DAYS if not works),
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (date(2026, 2, 14), True),  # a Saturday that is worked
        (date(2026, 2, 15), False),
        (date(2026, 2, 28), True),
        (date(2026, 5, 9), True),
        (date(2026, 9, 20), True),
        (date(2026, 10, 10), True),
        (date(2026, 11, 12), True),
        (date(2026, 11, 14), False),
        (date(2027, 1, 1), True),  # not entered yet: Monday to Friday
        (date(2027, 1, 2), False),
    ],
)
def test_days_of_2026_follow_the_announced_calendar(day: date, works: bool) -> None:
    assert CALENDAR.is_workday(day) is works


@pytest.mark.parametrize(
    ("start", "workdays", "due"),
    [
        (date(2026, 11, 24), 10, date(2026, 12, 8)),  # the dates of the example's task list
        (date(2026, 11, 24), 15, date(2026, 12, 15)),
        (date(2026, 11, 24), 20, date(2026, 12, 22)),
        (date(2026, 11, 24), 25, date(2026, 12, 29)),
        (date(2026, 11, 18), 3, date(2026, 11, 23)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 14), 1, date(2026, 2, 24)),
        (date(2026, 9, 30), 2, date(2026, 10, 9)),
        (date(2026, 11, 12), 0, date(2026, 11, 12)),
        (date(2026, 11, 12), -3, date(2026, 11, 9)),
    ],
)
def test_the_count_starts_on_the_next_working_day(start: date, workdays: int, due: date) -> None:
    assert CALENDAR.after(start, workdays) == due


def test_between_undoes_after() -> None:
    start = date(2026, 9, 18)
    assert [CALENDAR.between(start, CALENDAR.after(start, n)) for n in range(40)] == list(range(40))
    assert CALENDAR.between(date(2026, 12, 8), date(2026, 11, 24)) == -10


def test_only_entered_years_are_known() -> None:
    assert (CALENDAR.knows(date(2026, 12, 31)), CALENDAR.knows(date(2027, 3, 9))) == (True, False)
