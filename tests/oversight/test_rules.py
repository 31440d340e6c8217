from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from app.core.workdays import Calendar
from app.oversight.rules import (
    KINDS,
    LIFECYCLE,
    NOUNS,
    Limits,
    Period,
    edges,
    elapsed,
    heading,
    next_step,
    period,
    reached,
    reason,
    step_of,
    total_words,
    week,
)
from app.oversight.words import as_of, written
from app.settings import seed

_DAYS = seed.days()
CALENDAR = Calendar(
    frozenset(day for day, works, _name in _DAYS if not works),
    frozenset(day for day, works, _name in _DAYS if works),
    frozenset((2025, 2026)),
)
LIMITS = Limits()


@dataclass
class Facts:
    kind: str
    state: str = "in_progress"
    unit: str = "区水文站"
    day: date = date(2026, 11, 9)
    workdays: int = 4
    step: int = 3
    came: int = 7
    needed: int = 12
    desk: str = ""
    until: date | None = None
    paused: bool = False
    words: str = ""


# -- working days ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "workdays", "latest"),
    [
        (date(2026, 11, 24), 0, date(2026, 11, 24)),
        (date(2026, 11, 24), 1, date(2026, 11, 23)),
        (date(2026, 11, 22), 1, date(2026, 11, 19)),  # a Sunday: Friday was the last working day, so Thursday is one back
        (date(2026, 2, 14), 1, date(2026, 2, 13)),  # a Saturday that works (调休)
        (date(2026, 2, 24), 1, date(2026, 2, 23)),  # the first working day after the Spring Festival
        (date(2026, 2, 24), 2, date(2026, 2, 13)),  # the nine days off and then 14 February
        (date(2026, 2, 28), 3, date(2026, 2, 25)),
        (date(2026, 10, 8), 1, date(2026, 10, 7)),
        (date(2026, 10, 8), 2, date(2026, 9, 29)),
        (date(2027, 1, 4), 3, date(2026, 12, 30)),  # 2027 is not entered: Monday to Friday, New Year's Day among them
        (date(2027, 2, 8), 5, date(2027, 2, 1)),
    ],
)
def test_the_latest_day_that_lies_so_many_working_days_back(today: date, workdays: int, latest: date) -> None:
    assert reached(today, workdays, CALENDAR) == latest
    assert CALENDAR.between(latest, today) >= workdays > CALENDAR.between(latest + timedelta(days=1), today) or workdays == 0


@pytest.mark.parametrize("today", [date(2026, 2, 14), date(2026, 2, 24), date(2026, 10, 10), date(2027, 1, 4)])
def test_one_walk_back_counts_as_the_calendar_counts(today: date) -> None:
    days = [today - timedelta(days=back) for back in (0, 1, 3, 9, 40, 400)] + [today + timedelta(days=5)]
    assert elapsed(days, today, CALENDAR) == {day: max(CALENDAR.between(day, today), 0) for day in days}


@pytest.mark.parametrize("today", [date(2026, 2, 14), date(2026, 2, 23), date(2026, 2, 24), date(2026, 11, 24), date(2027, 1, 2)])
@pytest.mark.parametrize(("kind", "allowed"), [("no_minutes", 5), ("unanswered", 1)])
def test_what_has_a_limit_is_stuck_from_the_working_day_after_it_and_climbs_at_3_5_and_10(today: date, kind: str, allowed: int) -> None:
    of_kind = edges(kind, today, CALENDAR, LIMITS)
    for back in range(60):
        day = today - timedelta(days=back)
        late = CALENDAR.between(day, today) - allowed
        assert (day <= of_kind[-1]) == (late > 0), day
        if late > 0:
            assert step_of(day, of_kind) == (1 if late >= 10 else 2 if late >= 5 else 3 if late >= 3 else 4), day


def test_an_action_is_stuck_on_the_day_after_its_date_even_on_a_day_off() -> None:
    sunday, friday = date(2026, 11, 22), date(2026, 11, 20)
    of_kind = edges("overdue", sunday, CALENDAR, LIMITS)
    assert (friday <= of_kind[-1], sunday <= of_kind[-1], step_of(friday, of_kind)) == (True, False, 4)


def test_steps_over_the_spring_festival_count_working_days_only() -> None:
    """Due on 13 February: on the 24th two working days are over (the 14th and the 24th), not eleven."""
    assert [step_of(date(2026, 2, 13), edges("overdue", day, CALENDAR, LIMITS)) for day in (date(2026, 2, 24), date(2026, 2, 25))] == [4, 3]


@pytest.mark.parametrize(
    ("meeting", "step"),
    [
        (date(2026, 11, 24), 0),
        (date(2026, 11, 25), 0),
        (date(2026, 11, 26), 4),
        (date(2026, 11, 27), None),
    ],
)
def test_a_notice_is_missing_when_fewer_working_days_are_left_than_the_card_wants(meeting: date, step: int | None) -> None:
    of_kind = edges("no_notice", date(2026, 11, 24), CALENDAR, LIMITS)
    assert (step_of(meeting, of_kind) if meeting <= of_kind[-1] else None) == step


def test_danger_waits_for_nothing() -> None:
    today = date(2026, 11, 24)
    assert step_of(today, edges("danger", today, CALENDAR, LIMITS)) == 0


def test_edges_never_run_backwards() -> None:
    for kind in KINDS:
        for back in range(0, 420, 7):
            of_kind = edges(kind, date(2027, 3, 1) - timedelta(days=back), CALENDAR, Limits(steps=(1, 1, 2)))
            assert list(of_kind) == sorted(of_kind), kind


# -- how often ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "every", "found"),
    [
        (date(2026, 11, 30), "quarter", Period(date(2026, 10, 1), date(2027, 1, 1), False)),
        (date(2026, 12, 1), "quarter", Period(date(2026, 10, 1), date(2027, 1, 1), True)),
        (date(2027, 3, 1), "quarter", Period(date(2027, 1, 1), date(2027, 4, 1), True)),
        (date(2026, 6, 30), "half", Period(date(2026, 1, 1), date(2026, 7, 1), True)),
        (date(2026, 7, 1), "half", Period(date(2026, 7, 1), date(2027, 1, 1), False)),
        (date(2026, 2, 15), "month", Period(date(2026, 2, 1), date(2026, 3, 1), False)),
        (date(2026, 12, 16), "month", Period(date(2026, 12, 1), date(2027, 1, 1), True)),
        (date(2026, 12, 16), "none", None),
    ],
)
def test_a_meeting_is_asked_for_late_in_its_period(today: date, every: str, found: Period | None) -> None:
    assert period(today, every) == found


def test_a_week_begins_on_monday_and_ends_before_the_next() -> None:
    assert week(date(2026, 11, 22)) == (date(2026, 11, 16), date(2026, 11, 23))
    assert week(date(2027, 1, 1)) == (date(2026, 12, 28), date(2027, 1, 4))


# -- words -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (Facts("overdue"), "超期4个工作日。区水文站牵头，完成时限是2026年11月9日。"),
        (
            Facts("overdue", until=date(2026, 11, 26), paused=True, words="配件26日到。"),
            "超期4个工作日，缓报到2026年11月26日：配件26日到（区水文站牵头，完成时限是2026年11月9日）",
        ),
        (Facts("overdue", until=date(2026, 11, 10), words="配件没到"), "超期4个工作日。区水文站牵头，完成时限是2026年11月9日。"),
        (Facts("reported", words="请街道问一声。"), "2026年11月9日上报：请街道问一声（区水文站牵头）"),
        (Facts("inquorate"), "2026年11月9日的会到会7家，规定要到12家。之后还没有另定会期。"),
        (Facts("no_minutes", "ended", ""), "2026年11月9日开的会，过了4个工作日，纪要还没有印发。"),
        (Facts("no_minutes", "notified", ""), "会期是2026年11月9日，已经过了4个工作日，还没有开会的记录。"),
        (Facts("no_minutes", "in_session", ""), "2026年11月9日的会还没有散会的记录，过了4个工作日。"),
        (Facts("unanswered"), "2026年11月9日提交，过了4个工作日，还没有受理。"),
        (Facts("review_past"), "挂账时说好2026年11月9日复查，过了4个工作日，还没有复查。"),
        (Facts("no_notice", workdays=2), "2026年11月9日开会，还有2个工作日，通知还没有发。"),
        (Facts("no_notice", workdays=0), "2026年11月9日就要开会，通知还没有发。"),
        (Facts("danger"), "2026年11月9日提交，说到了要马上处置的情况，还没有受理。"),
    ],
)
def test_why_it_is_stuck_in_words(facts: Facts, words: str) -> None:
    assert written(reason(facts)) == words


@pytest.mark.parametrize(
    ("facts", "who"),
    [
        (Facts("overdue", step=4), "联盟秘书"),
        (Facts("overdue", step=3), "联盟秘书"),
        (Facts("overdue", step=2), "街道"),
        (Facts("overdue", step=1), "街道"),
        (Facts("overdue", step=1, until=date(2026, 11, 26), paused=True), "联盟秘书"),
        (Facts("overdue", step=2, until=date(2026, 11, 10)), "街道"),
        (Facts("reported", step=0), "街道"),
        (Facts("no_minutes", "ended", "draft"), "社区书记"),
        (Facts("no_minutes", "ended", ""), "联盟秘书"),
        (Facts("no_minutes", "ended", "", step=2), "街道"),
        (Facts("no_minutes", "notified", "", step=1), "联盟秘书"),
        (Facts("inquorate", step=2), "街道"),
        (Facts("no_notice", step=0), "联盟秘书"),
    ],
)
def test_who_does_the_next_step(facts: Facts, who: str) -> None:
    assert next_step(facts).who == who


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (Facts("overdue", step=3), "上报街道，或者缓报一次并说明原因。"),
        (Facts("overdue", step=3, until=date(2026, 11, 10)), "缓报过一次了，上报街道。"),
        (Facts("overdue", step=3, until=date(2026, 11, 26), paused=True), "缓报期内盯着办；到日子还没办好，上报街道。"),
    ],
)
def test_the_ladder_asks_its_secretary_one_question(facts: Facts, words: str) -> None:
    assert next_step(facts).words == words


def test_what_was_reported_waits_for_nothing() -> None:
    today = date(2026, 11, 24)
    assert step_of(today, edges("reported", today, CALENDAR, LIMITS)) == 0


def test_every_kind_has_its_words_at_every_step() -> None:
    for kind in KINDS:
        for step in range(5):
            for state in ("ended", "in_session", "notified"):
                facts = Facts(kind, state, "", step=step)
                assert (bool(next_step(facts).words), "%(" in written(reason(facts))) == (True, False)
    assert set(NOUNS) == {*KINDS, "none_planned"}


def test_headings_say_the_limits_of_the_city() -> None:
    assert [written(heading(step, LIMITS)) for step in range(5)] == [
        "马上要办",
        "过期限10个工作日以上",
        "过期限5到9个工作日",
        "过期限3到4个工作日",
        "刚过期限",
    ]


def test_totals_in_words_stop_counting_where_nobody_needs_the_number() -> None:
    assert total_words({"overdue": 12, "unanswered": 301, "review_past": 0}) == "任务超期12件，诉求没受理300多件"
    assert total_words({}) == ""


def test_an_open_coordination_is_finished_or_dropped_and_nothing_else() -> None:
    assert {(move.name, tuple(move.sources), move.target) for move in LIFECYCLE.moves.values()} == {
        ("finish", ("open",), "done"),
        ("drop", ("open",), "dropped"),
    }


def test_an_instant_as_papers_write_it() -> None:
    assert [as_of(datetime(2026, 11, 24, 9, minute)) for minute in (0, 5)] == ["2026年11月24日9时", "2026年11月24日9时5分"]
