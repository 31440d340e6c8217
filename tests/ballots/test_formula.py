"""The sentence beside a result, for every way a ballot can end."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.ballots.cases import Ballot, Case, RollLine, Totals, VoidReason
from app.ballots.counting import count
from app.ballots.formula import base_words, formula, formula_en, share_words
from app.ballots.formula_words import SENTENCES, UNITS, VOID_WORDS, numeral
from app.ballots.shares import Base, Quorum, Share


def room(present: int, absent: int = 0, recused: int = 0, recused_absent: int = 0) -> tuple[RollLine, ...]:
    here = [RollLine(f"s{n}", True, n > present - recused) for n in range(1, present + 1)]
    away = [RollLine(f"a{n}", False, n > absent - recused_absent) for n in range(1, absent + 1)]
    return (*here, *away)


def hands(votes_for: int, against: int, abstain: int = 0, base: Base = "entitled", num: int = 1, den: int = 2) -> Case:
    """Twelve present; more than half unless another fraction is given, which then is `or more`."""
    share = Share(base, num, den, (num, den) == (1, 2))
    return Case("yes_no", share, Quorum(2, 3), room(12), totals=Totals(votes_for, against, abstain))


def sentences(case: Case, names: dict[str, str] | None = None) -> tuple[str, str]:
    outcome = count(case)
    return formula(outcome, case.rule, names), formula_en(outcome, case.rule, names)


def test_the_sentence_of_the_example_minutes() -> None:
    case = replace(hands(12, 1, 1), roll=room(15, 2, recused=1))
    assert sentences(case) == (
        "应表决16家（应到17家、回避1家），过半数需9票，赞成12票，通过",
        "16 seats entitled to vote (17 seats on the roll, 1 seat recused), more than half is 9 votes, 12 votes for, carried",
    )


def test_recused_seats_are_named_together_whether_they_came_or_not() -> None:
    case = replace(hands(7, 2), roll=room(11, 5, recused=1, recused_absent=2))
    assert formula(count(case), case.rule) == "应表决13家（应到16家、回避3家），过半数需7票，赞成7票，通过"


@pytest.mark.parametrize(
    ("case", "chinese"),
    [
        (hands(6, 5), "应表决12家（应到12家、回避0家），过半数需7票，赞成6票，未通过"),
        (hands(6, 6), "应表决12家（应到12家、回避0家），过半数需7票，赞成6票、反对6票，赞成反对相等，未通过"),
        (hands(8, 4, num=2, den=3), "应表决12家（应到12家、回避0家），三分之二以上需8票，赞成8票，通过"),
        (hands(9, 3, num=3, den=4), "应表决12家（应到12家、回避0家），四分之三以上需9票，赞成9票，通过"),
        (hands(6, 3, 1, "cast"), "参与表决10票（赞成6票、反对3票、弃权1票），过半数需6票，赞成6票，通过"),
        (hands(6, 3, 1, "yes_no"), "赞成＋反对9票（赞成6票、反对3票），过半数需5票，赞成6票，通过"),
        (hands(0, 0, 9, "yes_no"), "赞成＋反对0票（赞成0票、反对0票），无结果"),
        (
            replace(hands(6, 3, base="present"), roll=room(11, 4, recused=1, recused_absent=1)),
            "实到应表决10家（实到11家、回避1家），过半数需6票，赞成6票，通过",
        ),
        (replace(hands(0, 0), roll=room(12, recused=12)), "应表决0家（应到12家、回避12家），无结果"),
        (replace(hands(7, 0), roll=room(7, 5)), "应到12家，到会规定人数8家，实到7家，到会不足规定人数"),
        (replace(hands(7, 0), void="recusal_broken"), "作废（应当回避的未回避）"),
        (
            replace(hands(6, 6), casting_vote="for"),
            "应表决12家（应到12家、回避0家），过半数需7票，赞成6票、反对6票，赞成反对相等，主持人投赞成票后赞成7票、需7票，通过",
        ),
        (
            replace(hands(5, 5), casting_vote="for"),
            "应表决12家（应到12家、回避0家），过半数需7票，赞成5票、反对5票，赞成反对相等，主持人投赞成票后赞成6票、需7票，未通过",
        ),
        (
            replace(hands(6, 6, base="cast"), casting_vote="for"),
            "参与表决12票（赞成6票、反对6票、弃权0票），过半数需7票，赞成6票、反对6票，赞成反对相等，主持人投赞成票后赞成7票、需7票，通过",
        ),
        (
            replace(hands(6, 6), casting_vote="against"),
            "应表决12家（应到12家、回避0家），过半数需7票，赞成6票、反对6票，赞成反对相等，主持人投反对票，未通过",
        ),
        (replace(hands(7, 5), casting_vote="against"), "应表决12家（应到12家、回避0家），过半数需7票，赞成7票，通过"),
    ],
)
def test_every_ending_of_a_yes_no_ballot_has_its_sentence(case: Case, chinese: str) -> None:
    assert formula(count(case), case.rule) == chinese


def test_the_required_votes_grow_with_the_base_when_the_chair_votes() -> None:
    case = replace(hands(6, 6, base="yes_no", num=2, den=3), casting_vote="for")
    assert sentences(case) == (
        "赞成＋反对12票（赞成6票、反对6票），三分之二以上需8票，赞成6票、反对6票，赞成反对相等，主持人投赞成票后赞成7票、需9票，未通过",
        "12 votes for or against (6 votes for, 6 votes against), two thirds or more is 8 votes, 6 votes for and 6 votes against, a tie, "
        "with the chair's vote 7 votes for and 9 votes needed, not carried",
    )


@pytest.mark.parametrize(
    ("case", "english"),
    [
        (replace(hands(7, 0), roll=room(7, 5)), "12 seats on the roll, quorum 8 seats, 7 seats present, inquorate"),
        (replace(hands(7, 0), void="key_missing"), "void (the key is missing, the box cannot be opened)"),
        (
            hands(1, 0, 11, "cast"),
            "12 votes cast (1 vote for, 0 votes against, 11 votes abstaining), more than half is 7 votes, 1 vote for, not carried",
        ),
        (hands(0, 0, 9, "yes_no"), "0 votes for or against (0 votes for, 0 votes against), no result"),
    ],
)
def test_every_ending_has_its_sentence_in_english(case: Case, english: str) -> None:
    assert formula_en(count(case), case.rule) == english


@pytest.mark.parametrize(
    ("num", "den", "strict", "chinese", "english"),
    [
        (1, 2, True, "过半数", "more than half"),
        (2, 4, True, "过半数", "more than half"),
        (1, 2, False, "二分之一以上", "half or more"),
        (2, 3, False, "三分之二以上", "two thirds or more"),
        (2, 3, True, "超过三分之二", "more than two thirds"),
        (3, 4, False, "四分之三以上", "three quarters or more"),
        (3, 5, True, "超过五分之三", "more than 3/5"),
        (7, 10, False, "十分之七以上", "7/10 or more"),
        (11, 20, False, "二十分之十一以上", "11/20 or more"),
        (67, 100, False, "100分之六十七以上", "67/100 or more"),
        (5, 5, False, "全数", "all"),
    ],
)
def test_a_share_is_spelt_in_lowest_terms(num: int, den: int, strict: bool, chinese: str, english: str) -> None:
    share = Share("entitled", num, den, strict)
    assert (share_words(share), share_words(share, "en")) == (chinese, english)


def test_numerals_are_read_as_people_say_them() -> None:
    assert [numeral(value) for value in (1, 9, 10, 12, 20, 34, 99, 100)] == ["一", "九", "十", "十二", "二十", "三十四", "九十九", "100"]


def test_the_bases_have_the_words_of_the_glossary() -> None:
    bases: tuple[Base, ...] = ("entitled", "present", "cast", "yes_no")
    assert [base_words(base) for base in bases] == ["应到", "实到", "参与表决", "赞成＋反对"]
    assert [base_words(base, "en") for base in bases] == ["entitled", "present", "cast", "for + against"]


def test_heads_and_area_are_told_apart_and_end_in_one_result() -> None:
    lines = tuple(RollLine(f"s{n}", True, weight={"heads": 1, "area": area}) for n, area in ((1, 8050), (2, 6000), (3, 14050)))
    ballots = (Ballot("s1", "for"), Ballot("s2", "for"), Ballot("s3", "against"))
    case = Case("yes_no", Share("entitled", 1, 2, True), Quorum(2, 3), lines, ballots, ("heads", "area"))
    assert sentences(case) == (
        "按人数计：应表决3人（应到3人、回避0人），过半数需2票，赞成2票，通过；"
        "按专有部分面积计：应表决281.00平方米（应到281.00平方米、回避0.00平方米），过半数需140.51平方米，"
        "赞成140.50平方米、反对140.50平方米，赞成反对相等，未通过；合计结果：未通过",
        "by heads: 3 people entitled to vote (3 people on the roll, 0 people recused), more than half is 2 votes, 2 votes for, carried; "
        "by exclusive floor area: 281.00 m² entitled to vote (281.00 m² on the roll, 0.00 m² recused), more than half is 140.51 m², "
        "140.50 m² for and 140.50 m² against, a tie, not carried; together: not carried",
    )


def test_weighed_seats_are_added_up_in_votes_and_an_unknown_measure_keeps_its_name() -> None:
    lines = tuple(RollLine(f"s{n}", True, weight={"seats": 2, "shares": 5}) for n in (1, 2, 3))
    ballots = (Ballot("s1", "for"), Ballot("s2", "for"), Ballot("s3", "against"))
    case = Case("yes_no", Share("entitled", 1, 2, True), Quorum(2, 3), lines, ballots)
    assert formula(count(case), case.rule) == "应表决6票（应到6票、回避0票），过半数需4票，赞成4票，通过"
    case = replace(case, dimensions=("shares", "seats"))
    assert formula(count(case), case.rule).startswith(
        "按shares计：应表决15票（应到15票、回避0票），过半数需8票，赞成10票，通过；按家数计：应表决6票"
    )


def chosen(**votes: int) -> Case:
    choices = [choice for choice, given in votes.items() for _ in range(given)]
    ballots = tuple(Ballot(f"s{n}", choice) for n, choice in enumerate(choices, 1))
    return Case("choose_one", Share("entitled", 1, 2, True), Quorum(2, 3), room(12), ballots, options=("a", "b", "c"))


NAMES = {"a": "东侧", "b": "西侧", "c": "方案3"}


@pytest.mark.parametrize(
    ("case", "ending"),
    [
        (chosen(a=7, b=4, none=1), "东侧得7票、西侧得4票、方案3得0票、都不同意的1票，通过：东侧"),
        (chosen(a=6, b=4, c=2), "东侧得6票、西侧得4票、方案3得2票，进入第二轮表决：东侧、西侧"),
        (chosen(a=5, c=5), "东侧得5票、西侧得0票、方案3得5票，得票相等，进入第二轮表决：东侧、方案3"),
        (chosen(a=5, none=5), "东侧得5票、西侧得0票、方案3得0票、都不同意的5票，都不同意的不少于得票最多的，未通过"),
        (replace(chosen(a=6, b=5), round=2), "东侧得6票、西侧得5票、方案3得0票，未通过"),
    ],
)
def test_a_choice_of_one_names_its_options(case: Case, ending: str) -> None:
    assert formula(count(case), case.rule, NAMES) == "应表决12家（应到12家、回避0家），过半数需7票，" + ending


def test_an_election_says_who_won_who_goes_on_and_what_stays_empty() -> None:
    approvals = [("a", "b", "c")] * 8 + [("a",)]
    ballots = tuple(Ballot(f"s{n}", choice) for n, choice in enumerate(approvals, 1))
    case = Case("approve_any", Share("yes_no", 1, 2, True), Quorum(2, 3), room(12), ballots, options=("a", "b", "c"), seats_to_fill=2)
    assert sentences(case, NAMES) == (
        "作出选择9票，过半数需5票，东侧得9票、西侧得8票、方案3得8票，得票相等，通过：东侧，进入第二轮表决：西侧、方案3，空缺1名",
        "9 votes with a choice, more than half is 5 votes, 东侧 9 votes, 西侧 8 votes, 方案3 8 votes, votes level, "
        "carried: 东侧, run-off: 西侧, 方案3, 1 unfilled",
    )
    assert formula(count(replace(case, rule=Share("cast", 1, 2, True))), Share("cast", 1, 2, True)).startswith("参与表决9票（弃权0票），")
    elected = [words(count(case), case.rule, NAMES, elects=True) for words in (formula, formula_en)]
    assert ["，当选：东侧，进入第二轮表决：" in elected[0], ", elected: 东侧, run-off: " in elected[1]] == [True, True]


def test_both_languages_have_the_same_words() -> None:
    assert SENTENCES["zh"].keys() == SENTENCES["en"].keys()
    assert UNITS["zh"].keys() == UNITS["en"].keys()
    reasons: tuple[VoidReason, ...] = ("not_notified", "recusal_broken", "paper_surplus", "too_few", "key_missing", "other")
    assert (tuple(VOID_WORDS["zh"]), tuple(VOID_WORDS["en"])) == (reasons, reasons)
