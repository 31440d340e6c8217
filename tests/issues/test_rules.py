from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from app.core.lifecycle import Refused
from app.core.workdays import Calendar
from app.issues import categories
from app.issues.codes import code_of, in_groups, plain_code
from app.issues.report_forms import plain_phone
from app.issues.rules import (
    AHEAD,
    CHANNELS,
    ENDING,
    LIFECYCLE,
    OPEN,
    STATES,
    STEPS,
    Clock,
    clock_of,
    desk_of,
    names_somebody,
    sounds_dangerous,
    title_of,
)


@dataclass
class Facts:
    state: str
    dangerous: bool = False
    about_community: bool = False
    from_hotline: bool = False
    privacy: str = "public"
    reopens: int = 0
    id: int = 1
    alliance_id: int = 1


@dataclass
class Times:
    state: str = "submitted"
    reply_by: date | None = None
    hotline_due: date | None = None
    due: date | None = None
    review_on: date | None = None


@pytest.mark.parametrize(
    ("words", "dangerous"),
    [
        ("三楼闻到燃气味", True),
        ("有老人说要轻\n生", True),
        ("邻居家　暴", True),
        ("门前着火", True),
        ("夜间停车难", False),
        ("", False),
        ("供热公司江可风𠮷", False),
    ],
)
def test_danger_words_are_heard_even_through_blanks(words: str, dangerous: bool) -> None:
    assert sounds_dangerous(words) == dangerous


@pytest.mark.parametrize("name", ["table", "merge"])
def test_an_immediate_danger_is_neither_tabled_nor_merged(name: str) -> None:
    with pytest.raises(Refused) as refused:
        LIFECYCLE.check(Facts("accepted", dangerous=True), name)
    assert refused.value.reason == "issue.danger"
    assert LIFECYCLE.check(Facts("accepted"), name).target in ("on_agenda", "merged")


def test_a_danger_is_accepted_and_finished() -> None:
    assert [move.name for move in LIFECYCLE.open_to(Facts("accepted", dangerous=True))] == [
        "merge",
        "withdraw",
        "dispatch",
        "table",
        "finish",
    ]
    assert LIFECYCLE.check(Facts("accepted", dangerous=True), "finish").target == "done"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("门口路灯坏了。晚上看不清。", "门口路灯坏了"),
        ("  路灯\n坏了", "路灯"),
        ("长" * 41, "长" * 39 + "…"),
        ("长" * 40, "长" * 40),
        ("𠮷野家门口", "𠮷野家门口"),
    ],
)
def test_a_title_is_the_first_sentence_at_most_forty_characters(words: str, title: str) -> None:
    assert title_of(words) == title


def test_every_state_has_words_and_so_has_every_category() -> None:
    assert set(STATES) == LIFECYCLE.states
    assert "member" in CHANNELS
    assert len(categories.table()) == 25
    assert {category.code for category in categories.table().values() if category.privacy == "confidential"} >= {
        "NOISE",
        "CLUTTER",
        "PET",
        "ILLEGAL",
        "EV",
        "LEAK",
        "FEE",
    }


@pytest.mark.parametrize("name", ["table"])
def test_what_is_about_the_community_is_never_tabled(name: str) -> None:
    with pytest.raises(Refused) as refused:
        LIFECYCLE.check(Facts("accepted", about_community=True), name)
    assert refused.value.reason == "issue.street_only"


#: Every path of domain.md §6 that is here, by the states it goes through.
@pytest.mark.parametrize(
    ("moves", "states"),
    [
        ("accept dispatch acknowledge start finish", "accepted dispatched acknowledged in_progress done"),
        ("accept dispatch return dispatch acknowledge", "accepted dispatched returned dispatched acknowledged"),
        ("accept dispatch acknowledge start shelve resume finish", "accepted dispatched acknowledged in_progress shelved in_progress done"),
        ("accept finish", "accepted done"),
        ("accept table finish", "accepted on_agenda done"),
        ("accept table unlist dispatch", "accepted on_agenda accepted dispatched"),
        ("decline", "declined"),
        ("accept table assign fulfil follow_up close", "accepted on_agenda dispatched done followed_up closed"),
        ("accept finish follow_up reopen dispatch", "accepted done followed_up reopened dispatched"),
        ("accept finish follow_up close reopen dispatch", "accepted done followed_up closed reopened dispatched"),
    ],
)
def test_an_issue_goes_these_ways(moves: str, states: str) -> None:
    facts, passed = Facts("submitted"), []
    for name in moves.split():
        facts.state = LIFECYCLE.check(facts, name).target
        passed.append(facts.state)
    assert passed == states.split()


@pytest.mark.parametrize(
    ("state", "name"),
    [
        ("submitted", "dispatch"),
        ("dispatched", "start"),
        ("dispatched", "finish"),
        ("acknowledged", "return"),
        ("shelved", "finish"),
        ("done", "accept"),
        ("done", "reopen"),
        ("reopened", "finish"),
        ("closed", "follow_up"),
    ],
)
def test_no_step_is_left_out(state: str, name: str) -> None:
    with pytest.raises(Refused) as refused:
        LIFECYCLE.check(Facts(state), name)
    assert refused.value.reason == "moved.already"


@pytest.mark.parametrize(
    ("words", "about_community", "desk"),
    [
        ("路灯坏了", False, "community"),
        ("闻到燃气味", False, "danger"),
        ("网格员不接电话", True, "street"),
        ("网格员说有人要轻生也不管", True, "street"),
    ],
)
def test_a_report_goes_to_the_desk_it_belongs_to(words: str, about_community: bool, desk: str) -> None:
    assert desk_of(words, about_community) == desk


CALENDAR = Calendar(frozenset(), frozenset(), frozenset())
FRIDAY, MONDAY, TUESDAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 24)


@pytest.mark.parametrize(
    ("times", "clock"),
    [
        (Times(), Clock("reply", MONDAY, -1)),
        (Times(reply_by=date(2026, 11, 25)), Clock("reply", date(2026, 11, 25), 1)),
        (Times(hotline_due=FRIDAY), Clock("hotline", FRIDAY, -2)),
        (Times("accepted"), None),
        (Times("accepted", hotline_due=TUESDAY), Clock("hotline", TUESDAY, 0)),
        (Times("dispatched", due=date(2026, 11, 27)), Clock("work", date(2026, 11, 27), 3)),
        (Times("in_progress", due=date(2026, 11, 27), hotline_due=date(2026, 12, 1)), Clock("work", date(2026, 11, 27), 3)),
        (Times("shelved", review_on=date(2026, 12, 1)), Clock("review", date(2026, 12, 1), 5)),
        (Times("done", due=FRIDAY, hotline_due=FRIDAY), None),
    ],
)
def test_one_clock_runs_for_an_issue_of_friday_on_tuesday(times: Times, clock: Clock | None) -> None:
    assert clock_of(times, FRIDAY, 1, TUESDAY, CALENDAR) == clock


@pytest.mark.parametrize(
    ("summary", "found"),
    [
        ("西门路灯不亮", False),
        ("方小满说西门路灯不亮", True),
        ("请联系 100 0000-0037", True),
        ("方小满", True),
        ("方 小 满", True),
    ],
)
def test_a_summary_that_names_the_reporter_is_found_out(summary: str, found: bool) -> None:
    assert names_somebody(summary, "方小满", "10000000037") == found
    assert names_somebody(summary, "", "") is False


def test_the_same_sending_has_the_same_code_and_no_other_has() -> None:
    codes = [code_of("key", "one"), code_of("key", "one"), code_of("key", "two"), code_of("other", "one"), code_of("key", "")]
    assert codes[0] == codes[1]
    assert len(set(codes)) == 4
    assert {(len(code), code.isdecimal()) for code in codes} == {(16, True)}


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1234 5678 9012 3456", "1234567890123456"),
        ("１２３４－５６７８　9012—3456", "1234567890123456"),
        ("1234", ""),
        ("12345678901234567", ""),
        ("D2026-0001", ""),
        ("", ""),
    ],
)
def test_a_code_is_read_as_people_type_it(typed: str, code: str) -> None:
    assert plain_code(typed) == code
    assert plain_code(in_groups("1234567890123456")) == "1234567890123456"


def test_a_telephone_is_read_as_people_type_it() -> None:
    assert [plain_phone(typed) for typed in ("１００ 0000-0037", " (0436) 123 4567 ", None)] == ["10000000037", "04361234567", ""]


def test_whoever_reported_reads_words_for_every_step_and_every_open_state() -> None:
    assert set(STEPS) == {"report", *LIFECYCLE.moves, "extend", "ask_in_vain", "rate"}
    assert set(AHEAD) == {*OPEN, *ENDING, "closed"}


def test_every_category_stands_in_one_plain_group() -> None:
    grouped = [code for _words, codes in categories.GROUPS for code in codes.split()]
    assert sorted(grouped) == sorted(categories.table())
