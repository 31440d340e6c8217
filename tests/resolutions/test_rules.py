from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from app.core.workdays import Calendar
from app.resolutions.rules import (
    ACTION_LIFECYCLE,
    ACTION_STATES,
    OPEN,
    RESOLUTION_LIFECYCLE,
    RESOLUTION_STATES,
    STEPS,
    WORKING,
    Assignment,
    due_text,
    kind_for,
    opening_words,
    standing,
    urgency,
)
from app.settings.seed import days

#: Entries of a thread that are no moves of the lifecycle.
TOLD = {"assign", "edit", "progress", "extend", "chase", "pause", "report", "answer", "follow_up"}
TABLE = days()
CALENDAR = Calendar(
    frozenset(day for day, works, _name in TABLE if not works),
    frozenset(day for day, works, _name in TABLE if works),
    frozenset(day.year for day, _works, _name in TABLE),
)


def d(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("today", "due", "expected"),
    [
        ("2026-12-03", "2026-12-08", ("", 0)),  # Friday, Monday, Tuesday: three left
        ("2026-12-04", "2026-12-08", ("due_soon", 2)),
        ("2026-12-08", "2026-12-08", ("due_soon", 0)),
        ("2026-12-09", "2026-12-08", ("overdue", 1)),
        ("2026-12-05", "2026-12-04", ("overdue", 1)),  # a Saturday after the date: late, though no working day has passed
        ("2026-09-30", "2026-10-09", ("due_soon", 2)),  # 1 to 7 October off: the 8th and the 9th
        ("2026-10-08", "2026-09-30", ("overdue", 1)),  # a week of holidays is one working day
        ("2026-10-10", "2026-10-09", ("overdue", 1)),  # Saturday 10 October is a make-up working day
        ("2026-10-12", "2026-10-09", ("overdue", 2)),
        ("2026-02-14", "2026-02-24", ("due_soon", 1)),  # the Spring Festival lies between; the 14th works, the 24th is the first day back
        ("2026-12-31", "2027-01-04", ("due_soon", 2)),  # 1 January 2027 is not entered: Monday to Friday
        ("2027-01-05", "2027-01-04", ("overdue", 1)),
    ],
)
def test_urgency_is_counted_in_working_days(today: str, due: str, expected: tuple[str, int]) -> None:
    assert urgency("in_progress", d(due), d(today), CALENDAR, 2) == expected


@pytest.mark.parametrize("state", sorted(ACTION_LIFECYCLE.states))
def test_only_what_a_unit_still_works_on_can_be_late(state: str) -> None:
    late = urgency(state, d("2026-12-08"), d("2026-12-11"), CALENDAR, 2)
    assert late == (("overdue", 3) if state in WORKING else ("", 0))
    assert urgency(state, None, d("2026-12-11"), CALENDAR, 2) == ("", 0)


@pytest.mark.parametrize(
    ("workdays", "due"),
    [(10, "2026-12-08"), (15, "2026-12-15"), (20, "2026-12-22"), (25, "2026-12-29"), (1, "2026-11-25"), (30, "2027-01-05")],
)
def test_the_due_dates_of_the_example_follow_from_its_slips(workdays: int, due: str) -> None:
    promise = Assignment("任务", 1, d("2026-11-24"), workdays=workdays)
    assert promise.due_on(CALENDAR) == d(due)


def test_a_date_stands_above_a_number_of_days() -> None:
    assert Assignment("任务", 1, d("2026-11-24"), due=d("2027-03-05"), workdays=10).due_on(CALENDAR) == d("2027-03-05")
    assert Assignment("任务", 1, d("2026-11-24")).due_on(CALENDAR) is None
    assert (CALENDAR.knows(d("2026-12-31")), CALENDAR.knows(d("2027-03-05"))) == (True, False)


@pytest.mark.parametrize(
    ("votes", "kind", "expected"),
    [
        (True, "resident_public", "action"),
        (True, "dispatched", "action"),
        (False, "dispatched", "request_letter"),
        (False, "representatives", "request_letter"),
        (True, "street", "request_letter"),
        (True, "backing", "request_letter"),
        (True, "department", "request_letter"),
    ],
)
def test_observers_bureaus_and_higher_ranks_are_asked_by_letter(votes: bool, kind: str, expected: str) -> None:
    assert kind_for(votes, kind) == expected


@pytest.mark.parametrize(
    ("state", "closed_on", "extended", "expected"),
    [
        ("closed", "2026-11-10", False, "closed"),
        ("closed", "2026-11-12", True, "closed"),
        ("closed", "2026-11-20", False, "open"),  # ended after the meeting: there it was still open
        ("closed", "2026-11-20", True, "extended"),
        ("cancelled", "2026-11-01", False, "cancelled"),
        ("shelved", None, True, "shelved"),
        ("in_progress", None, True, "extended"),
        ("assigned", None, False, "open"),
    ],
)
def test_what_became_of_an_action_is_told_as_of_the_meeting(state: str, closed_on: str | None, extended: bool, expected: str) -> None:
    assert standing(state, d(closed_on) if closed_on else None, extended, d("2026-11-12")) == expected


@dataclass
class Line:
    standing: str
    new_due: date | None = None


def test_the_opening_line_counts_only_what_there_is() -> None:
    done = [Line("closed")] * 5
    assert opening_words([*done, Line("extended", d("2026-11-26"))]) == "上次6件：办成5件，1件延期至11月26日"
    assert opening_words([Line("open"), Line("shelved"), Line("cancelled")]) == "上次3件：办成0件，1件办理中，1件挂账，1件撤销"
    two = [Line("extended", d("2026-11-26")), Line("extended", d("2026-12-01"))]
    assert opening_words(two) == "上次2件：办成0件，2件延期至11月26日、12月1日"


@pytest.mark.parametrize(
    ("due", "workdays", "words", "text"),
    [
        ("2026-12-08", 10, "", "2026年12月8日（10个工作日）"),
        ("2027-03-05", None, "", "2027年3月5日"),
        ("2027-03-09", None, "2026年12月10日起3个月，至2027年3月9日", "2026年12月10日起3个月，至2027年3月9日"),
        (None, None, "", ""),
    ],
)
def test_a_due_date_reads_as_papers_write_it(due: str | None, workdays: int | None, words: str, text: str) -> None:
    assert due_text(d(due) if due else None, workdays, words) == text


def test_every_state_and_every_step_has_its_words() -> None:
    assert set(ACTION_STATES) == ACTION_LIFECYCLE.states
    assert set(RESOLUTION_STATES) == RESOLUTION_LIFECYCLE.states
    assert set(ACTION_LIFECYCLE.moves) | TOLD == set(STEPS)
    assert OPEN | {"closed", "cancelled", "shelved"} == ACTION_LIFECYCLE.states
