from __future__ import annotations

from datetime import date

from app.core.workdays import Calendar
from app.minutes import rules

CALENDAR = Calendar(frozenset((date(2026, 10, 1), date(2026, 10, 2))), frozenset((date(2026, 10, 10),)), frozenset((2026,)))


def test_the_notice_hangs_for_working_days_from_the_one_after_the_sign_off() -> None:
    first, last = rules.notice_days(CALENDAR, date(2026, 11, 18), 3)
    assert (first, last, rules.slip_day(CALENDAR, last)) == (date(2026, 11, 19), date(2026, 11, 23), date(2026, 11, 24))


def test_holidays_and_make_up_days_move_it() -> None:
    assert rules.notice_days(CALENDAR, date(2026, 9, 29), 3) == (date(2026, 9, 30), date(2026, 10, 6))
    assert rules.notice_days(CALENDAR, date(2026, 10, 9), 1) == (date(2026, 10, 10), date(2026, 10, 10))


def test_members_that_are_people_are_called_what_they_are() -> None:
    kinds = [("school", "银杏小学"), ("grid_worker", "网格长"), ("resident_rep", "第二居民小组代表"), ("resident_rep", "第三居民小组代表")]
    assert rules.personal_members(kinds) == ("网格长", "居民小组代表")
    assert rules.personal_members([("grid_worker", "一网格"), ("resident_rep", "议事员")]) == ("网格员", "居民代表")
    assert rules.personal_members([("grid_worker", "第五网格党支部")]) == ()


def test_higher_ranking_observers_come_first_and_strangers_last() -> None:
    kinds = ["", "representatives", "dispatched", "department", "street"]
    assert sorted(kinds, key=rules.observer_rank) == ["street", "department", "dispatched", "representatives", ""]


def test_a_walk_in_of_the_street_ranks_with_the_street() -> None:
    assert [rules.guest_kind(*one) for one in (("云杉街道党工委", "department"), ("区民政局", "department"), ("街道幼儿园", "school"))] == [
        "street",
        "department",
        "school",
    ]
