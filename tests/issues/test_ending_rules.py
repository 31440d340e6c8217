"""How an issue ends, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from app.core.lifecycle import Refused
from app.core.workdays import Calendar
from app.issues.ending_rules import (
    chase_words,
    confirmed_by,
    hotline_words,
    latest_extension,
    next_route,
    refusal_to_close,
    refusal_to_extend,
    reopens_until,
    result_words,
    still_to_try,
)
from app.issues.rules import LIFECYCLE
from tests.issues.test_rules import Facts

CALENDAR = Calendar(frozenset(), frozenset(), frozenset())
GIVEN, DUE = date(2026, 11, 12), date(2026, 11, 20)  # Thursday to Friday week: six working days


class Told:
    number, title, answer, due = "D2026-0001", "西门路灯", "灯已换好", DUE


def test_more_time_is_half_of_the_working_days_and_one_at_least() -> None:
    assert latest_extension(GIVEN, DUE, CALENDAR) == date(2026, 11, 25)
    assert latest_extension(DUE, DUE, CALENDAR) == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("until", "today", "extended", "reason"),
    [
        (date(2026, 11, 25), DUE, False, None),
        (date(2026, 11, 26), DUE, False, "issue.extension_long"),
        (DUE, GIVEN, False, "issue.extension_earlier"),
        (date(2026, 11, 25), date(2026, 11, 21), False, "issue.extension_late"),
        (date(2026, 11, 25), DUE, True, "issue.extended_once"),
    ],
)
def test_more_time_is_asked_before_the_day_once_and_within_half(until: date, today: date, extended: bool, reason: str | None) -> None:
    assert refusal_to_extend(GIVEN, DUE, until, today, CALENDAR, extended=extended) == reason
    assert refusal_to_extend(GIVEN, None, until, today, CALENDAR, extended=extended) == "issue.no_due"


@pytest.mark.parametrize(
    ("kind", "led", "about_community", "who"),
    [
        ("property", True, False, "desk"),
        ("", True, False, "desk"),
        ("residents_committee", True, False, "street"),
        ("community_party", True, False, "street"),
        ("grid_worker", True, False, "street"),
        ("", False, False, "street"),
        ("property", True, True, "street"),
    ],
)
def test_nobody_asks_about_what_it_did_itself(kind: str, led: bool, about_community: bool, who: str) -> None:
    assert confirmed_by(kind, led, about_community) == who


@pytest.mark.parametrize(
    ("ending", "words", "answers", "reason"),
    [
        ("solved", "", ["yes"], None),
        ("solved", "", ["unreached"], None),
        ("solved", "", ["no"], "issue.said_unsolved"),
        ("solved", "", ["partly"], "issue.said_unsolved"),
        ("solved", "", ["yes", None, "no"], "issue.said_unsolved"),
        ("explained", "管线归供热公司", ["no"], None),
        ("explained", "", ["no"], "issue.explanation_needed"),
    ],
)
def test_solved_is_what_everybody_who_answered_calls_solved(ending: str, words: str, answers: list[str | None], reason: str | None) -> None:
    assert refusal_to_close(ending, words, answers) == reason


def test_a_second_attempt_in_vain_is_the_last_one() -> None:
    tried = [still_to_try(before, "phone", 2) for before in ([], ["unreached"], ["unreached", "unreached"])]
    assert tried == [True, False, False]
    assert still_to_try([], "posted", 2) is False


def test_a_second_beginning_anew_climbs_the_route() -> None:
    assert [next_route(route, 1) for route in (None, "multi_force", "dept_transfer")] == ["multi_force", "multi_force", "dept_transfer"]
    climbed = [next_route(route, 2) for route in ("multi_force", "backing_dept", "dept_transfer", "governance_committee")]
    assert climbed == ["backing_dept", "dept_transfer", "governance_committee", "governance_committee"]
    assert reopens_until(GIVEN, 30) == date(2026, 12, 12)


def test_the_texts_have_the_right_tone_and_no_doubled_stop() -> None:
    told = result_words(Told(), "鹤鸣里社区", "http://x/status", "0000-1")
    assert told.startswith("您好！您反映的事（D2026-0001）有结果了：灯已换好。还有问题的，可以打0000-1，或者凭查询码")
    chase = [chase_words(Told(), "和美物业", "西门路灯不亮。\n台阶处", left, "鹤鸣里社区") for left in (5, 1, -3)]
    assert ["请在11月20日前办理" in chase[0], "快到了" in chase[1], "已经过了3个工作日" in chase[2]] == [True] * 3
    assert [("西门路灯不亮”" in words, "督办" in words, "一起想办法" in words) for words in chase] == [(True, False, True)] * 3
    assert (
        hotline_words("已清运", "当天已清运。", "和美物业", "鹤鸣里社区")
        == "已清运。办理情况：当天已清运。办理单位：和美物业。（鹤鸣里社区）"
    )


@pytest.mark.parametrize(
    ("facts", "name", "reason"),
    [
        (Facts("done", from_hotline=True), "follow_up", "issue.hotline_asks"),
        (Facts("done", privacy="anonymous"), "follow_up", "issue.nobody_to_ask"),
        (Facts("done"), "close", "issue.not_followed_up"),
        (Facts("closed"), "close", "moved.already"),
        (Facts("done"), "reopen", "moved.already"),
    ],
)
def test_the_end_has_its_order(facts: Facts, name: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        LIFECYCLE.check(facts, name)
    assert refused.value.reason == reason


@pytest.mark.parametrize("facts", [Facts("done", from_hotline=True), Facts("done", privacy="anonymous"), Facts("followed_up")])
def test_who_cannot_be_asked_is_closed_from_done(facts: Facts) -> None:
    assert LIFECYCLE.check(facts, "close").target == "closed"
