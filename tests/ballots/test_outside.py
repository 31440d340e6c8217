"""Results that are decided elsewhere: the rule at its integer boundaries, what people type, the sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.ballots import outside
from app.ballots.messages import REASONS
from app.ballots.outside import Stated, Totals, area_from, faults, heads_from, needed, result_of
from app.ballots.outside_words import outside_words
from app.minutes.compose import minutes
from app.minutes.record import Drafting
from app.papers.text import plain_text
from tests.minutes.make_record import record, topic

HALF, THREE_QUARTERS = "owners_278_half", "owners_278_threequarters"


def owners(heads: tuple[int, int, int], area: tuple[int, int, int], regime: str = HALF, scope: str = "compound") -> Stated:
    return Stated(regime, scope, "鹤鸣苑", Totals(*heads), Totals(*area), date(2026, 11, 20))


def residents(scope: str, *heads: int) -> Stated:
    return Stated("residents_meeting", scope, "", Totals(*heads), None, date(2026, 11, 20))


GOOD = (9, 6, 6)


@pytest.mark.parametrize(
    ("regime", "heads", "area", "result"),
    [
        (HALF, (9, 6, 4), GOOD, "carried"),
        (HALF, (9, 6, 3), GOOD, "not_carried"),  # exactly half is not more than half
        (HALF, (9, 5, 5), GOOD, "no_quorum"),
        (HALF, (10, 7, 4), GOOD, "carried"),  # 2/3 of 10 is 6⅔
        (HALF, (10, 6, 6), GOOD, "no_quorum"),
        (HALF, GOOD, (9, 6, 3), "not_carried"),
        (HALF, GOOD, (9, 5, 5), "no_quorum"),
        (HALF, (1, 1, 1), (1, 1, 1), "carried"),
        (HALF, (9, 9, 0), (9, 9, 9), "not_carried"),
        (HALF, (9, 0, 0), (9, 0, 0), "no_quorum"),
        (THREE_QUARTERS, (9, 8, 6), (1000, 1000, 750), "carried"),  # exactly three quarters is three quarters or more
        (THREE_QUARTERS, (9, 8, 5), (1000, 1000, 750), "not_carried"),
        (THREE_QUARTERS, (9, 8, 6), (1000, 1000, 749), "not_carried"),
        (THREE_QUARTERS, (9, 6, 4), (9, 6, 6), "not_carried"),  # of 6 it takes 5
        (THREE_QUARTERS, (9, 6, 5), (9, 6, 5), "carried"),
        (THREE_QUARTERS, (9, 5, 5), (9, 9, 9), "no_quorum"),
        (HALF, (3, 2, 2), (1_234_567, 823_045, 411_523), "carried"),  # hundredths: two thirds is 823044.67, half 411522.5
        (HALF, (3, 2, 2), (1_234_567, 823_044, 411_523), "no_quorum"),
        (HALF, (3, 2, 2), (1_234_567, 823_045, 411_522), "not_carried"),
    ],
)
def test_owners_need_two_thirds_of_both_and_then_the_share_of_those_who_took_part(
    regime: str, heads: tuple[int, int, int], area: tuple[int, int, int], result: str
) -> None:
    assert result_of(owners(heads, area, regime)) == result


@pytest.mark.parametrize(
    ("scope", "heads", "result"),
    [
        ("residents", (10, 6, 4), "carried"),
        ("residents", (10, 5, 5), "no_quorum"),  # exactly half is not more than half
        ("residents", (11, 6, 3), "not_carried"),
        ("households", (300, 151, 76), "carried"),
        ("households", (300, 150, 150), "no_quorum"),
        ("groups", (8, 5, 3), "carried"),
        ("delegates", (9, 6, 4), "carried"),
        ("delegates", (9, 6, 3), "not_carried"),
        ("delegates", (10, 6, 6), "no_quorum"),
    ],
)
def test_the_residents_meeting_needs_enough_there_and_more_than_half_of_them(scope: str, heads: tuple[int, int, int], result: str) -> None:
    assert result_of(residents(scope, *heads)) == result


@pytest.mark.parametrize("regime", [HALF, THREE_QUARTERS])
def test_what_is_said_to_be_needed_is_the_least_that_does(regime: str) -> None:
    for whole in range(1, 201):
        there, in_favour = needed(owners((5, 5, 5), (whole, whole, whole), regime), Totals(whole, whole, whole))
        assert in_favour is not None
        tried = ((whole, in_favour), (whole, in_favour - 1), (there, there), (there - 1, there - 1))
        assert [result_of(owners((5, 5, 5), (whole, *one), regime)) for one in tried] == ["carried", "not_carried", "carried", "no_quorum"]


def test_totals_that_cannot_be_are_all_named_at_their_fields() -> None:
    assert list(faults(owners((10, 7, 4), (10, 7, 4)))) == []
    assert list(faults(owners((10, 11, 12), (10, 7, 8)))) == [
        ("outside.present_over", "heads_present"),
        ("outside.for_over", "heads_for"),
        ("outside.for_over", "area_for"),
    ]
    assert list(faults(owners((0, 0, 0), (10, 7, 4)))) == [("outside.nobody", "heads")]
    assert list(faults(replace(owners((10, 7, 4), (10, 7, 4)), area=None))) == [("outside.area", "area")]
    assert list(faults(residents("compound", 10, 6, 4))) == [("outside.scope", "scope")]
    for scope in ("building", "staircase", "range"):
        assert list(faults(replace(owners((10, 7, 4), (10, 7, 4)), scope=scope, scope_words=""))) == [("outside.which", "scope_words")]


@pytest.mark.parametrize("module", ["outside", "question"])
def test_every_reason_that_the_pure_rules_give_has_its_sentence(module: str) -> None:
    text = Path(outside.__file__).with_name(f"{module}.py").read_text(encoding="utf-8")
    given = set(re.findall(r'"((?:outside|options|motion|vote|choice)\.[a-z_]+)"', text))
    assert len(given) > 5
    assert given - set(REASONS) == set()


@pytest.mark.parametrize(
    ("typed", "hundredths"),
    [
        ("12,345.67", 1_234_567),
        ("12,345.67 m²", 1_234_567),
        ("１２３４５．６㎡", 1_234_560),
        ("12345平方米", 1_234_500),
        ("0", 0),
        ("1,234,567.8", 123_456_780),
        ("1，234", 123_400),
    ],
)
def test_areas_as_sheets_have_them(typed: str, hundredths: int) -> None:
    assert area_from(typed) == hundredths


@pytest.mark.parametrize("typed", ["12.345", "1,23", "12,34.5", "-5", "1.", ".5", "五百", "1e3", "99999999999", "9" * 50, "1.2.3", "٣"])
def test_what_is_no_area_is_none(typed: str) -> None:
    with pytest.raises(ValueError, match=re.escape(typed)):
        area_from(typed)


def test_heads_are_whole() -> None:
    assert [heads_from(typed) for typed in ("120", "1,204", "１２０", "120人", "85户")] == [120, 1204, 120, 120, 85]
    for typed in ("1.5", "-1", "十", "人", "99999999"):
        with pytest.raises(ValueError, match=re.escape(typed)):
            heads_from(typed)


def sentence(stated: Stated, language: str = "zh") -> str:
    words = outside_words(stated, "en" if language == "en" else "zh")
    return f"{words.course}|{words.ending}"


def test_the_owners_sentence_has_scope_totals_and_formula() -> None:
    stated = owners((120, 90, 70), (1_234_567, 900_000, 700_000))
    assert sentence(stated) == (
        "2026年11月20日由业主共同表决，范围：全小区（鹤鸣苑）。专有部分面积共12345.67平方米，参与表决9000.00平方米（三分之二以上需8230.45平方米），"
        "同意7000.00平方米（参与表决的过半数需4500.01平方米）；业主共120人，参与表决90人（三分之二以上需80人），同意70人（参与表决的过半数需46人），"
        "|业主共同决定通过"
    )
    assert sentence(replace(stated, regime=THREE_QUARTERS)).endswith("同意70人（参与表决的四分之三以上需68人），|业主共同决定通过")
    assert sentence(stated, "en").startswith("Put to the owners on 20 November 2026, scope: the whole compound (鹤鸣苑). Exclusive floor")


def test_too_few_say_so_and_nothing_is_required_of_them() -> None:
    stated = owners((120, 79, 70), (1_234_567, 900_000, 700_000), scope="building")
    assert sentence(stated).endswith(
        "同意7000.00平方米；业主共120人，参与表决79人（三分之二以上需80人），同意70人，|参与表决的不足规定，未形成决定"
    )


def test_the_residents_meeting_is_told_by_who_made_it_up() -> None:
    assert sentence(residents("households", 300, 160, 80)) == (
        "2026年11月20日召开居民会议（每户一名代表）。应到300户，到会160户（过半数需151户），同意80户（到会的过半数需81户），|会议决定未通过"
    )
    assert sentence(replace(residents("delegates", 9, 6, 4), scope_words="鹤鸣里社区")) == (
        "2026年11月20日召开居民代表会议（鹤鸣里社区）。应到9人，到会6人（三分之二以上需6人），同意4人（到会的过半数需4人），|会议决定通过"
    )


def told(**more: object) -> list[str]:
    one = topic(regime=HALF, outside=owners((120, 90, 70), (1_234_567, 900_000, 700_000)), **more)
    return plain_text(minutes(record(topics=(one,)), Drafting(dated=date(2026, 11, 25))))


def test_the_minutes_tell_it_behind_our_recommendation() -> None:
    text = told(state="recommended", outcome_words="建议业委会组织业主大会")
    at = text.index("本议题依法应当由业主共同决定，本次会议只提出建议，不作表决。建议业委会组织业主大会。")
    assert text[at + 1].startswith("表决结果：2026年11月20日由业主共同表决，范围：全小区（鹤鸣苑）。")
    assert text[at + 1].endswith("同意70人（参与表决的过半数需46人），业主共同决定通过。")


def test_an_item_that_others_decided_is_not_said_to_be_without_a_result() -> None:
    text = told(state="in_discussion")
    assert [line for line in text if "未形成议定事项" in line] == []
    assert len([line for line in text if line.startswith("表决结果：")]) == 1
