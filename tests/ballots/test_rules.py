"""What may be decided how, and the case and the words that a motion becomes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from app.ballots.case_json import read_case
from app.ballots.checklist import NONE, Hints, hints
from app.ballots.counting import count
from app.ballots.picture import pictures
from app.ballots.recount import recount
from app.ballots.rules import (
    NOT_OURS,
    ballot_fault,
    ballot_regime,
    case_of,
    consensus_fault,
    consensus_required,
    scrutineer_fault,
    without_seats,
)
from app.ballots.sentences import asks, ballot_words, consensus_words
from app.ballots.shares import Base, Share
from app.meetings.rules import REGIMES

MAJORITY = Share("entitled", 1, 2, True)


def test_every_regime_is_ours_by_consensus_or_ballot_or_says_why_not() -> None:
    assert {regime: (consensus_fault(regime), ballot_fault(regime, "ballot")) for regime in REGIMES} == {
        "none": ("decision.nothing", "decision.nothing"),
        "consensus": (None, None),
        "alliance_majority": ("consensus.ballot_regime", None),
        "alliance_two_thirds": ("consensus.ballot_regime", None),
        "residents_meeting": ("decision.residents_meeting", "decision.residents_meeting"),
        "owners_278_half": ("decision.owners", "decision.owners"),
        "owners_278_threequarters": ("decision.owners", "decision.owners"),
        "dept": ("decision.department", "decision.department"),
    }
    assert NOT_OURS.keys() <= set(REGIMES)


@pytest.mark.parametrize(("outcome", "fault"), [("", "motion.consensus_first"), ("continue", "motion.consensus_first"), ("ballot", None)])
def test_a_consensus_item_is_balloted_only_after_an_objection_that_led_there(outcome: str, fault: str | None) -> None:
    assert ballot_fault("consensus", outcome) == fault
    assert ballot_regime("consensus") == "alliance_majority"
    assert ballot_regime("alliance_two_thirds") == "alliance_two_thirds"


@pytest.mark.parametrize(
    ("base", "entitled", "recused", "able", "needed"),
    [
        ("entitled", 17, 1, 14, 9),  # of 16
        ("entitled", 17, 0, 15, 9),
        ("entitled", 9, 3, 3, 4),
        ("present", 17, 1, 14, 8),
        ("cast", 17, 1, 14, 8),  # nobody has cast: all who may speak are taken
        ("entitled", 3, 3, 0, 1),
    ],
)
def test_consensus_needs_as_many_as_the_majority_would(base: Base, entitled: int, recused: int, able: int, needed: int) -> None:
    assert consensus_required(Share(base, 1, 2, True), entitled, recused, able) == needed


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("孟清和", None),
        ("", "hands.scrutineer"),
        ("　", "hands.scrutineer"),
        ("邱叶", "hands.scrutineer_typist"),
        ("邱 叶", "hands.scrutineer_typist"),
        ("郑安澜", "hands.scrutineer_chair"),
    ],
)
def test_the_scrutineer_is_neither_typist_nor_chair(name: str, fault: str | None) -> None:
    assert scrutineer_fault(name, "邱叶", "郑安澜") == fault


@dataclass
class Facts:
    method: str = "yes_no"
    rule: Any = None
    quorum: Any = None
    totals: Any = None
    casting_vote: str | None = None
    options: Any = None
    seats_to_fill: int | None = None
    max_choices: int | None = None
    round: int = 1
    dimensions: Any = None
    visibility: str = "named"
    bulletin: Any = None
    papers: Any = None
    result: str = ""
    reason: str = ""

    def __post_init__(self) -> None:
        self.rule = self.rule or {"base": "entitled", "num": 1, "den": 2, "strict": True}
        self.quorum = self.quorum or {"num": 2, "den": 3, "strict": False}


@dataclass
class Line:
    seat_id: int
    present: bool = True
    recused: bool = False
    weight: int = 1
    area: int | None = None
    voted: bool | None = None


def example(here: int = 15, recused: int = 1) -> list[Line]:
    """The parking item of the example: 17 on the roll, 15 present, one of them recused."""
    return [Line(number, number <= here, number <= recused) for number in range(1, 18)]


def test_a_motion_becomes_the_case_of_the_file_format() -> None:
    case = case_of(Facts(), [Line(3), Line(4, recused=True)], {3: "for", 4: "withdrawn"})
    assert case == {
        "method": "yes_no",
        "round": 1,
        "max_choices": None,
        "void": None,
        "totals": None,
        "rule": {"base": "entitled", "num": 1, "den": 2, "strict": True},
        "quorum": {"num": 2, "den": 3, "strict": False},
        "dimensions": ["seats"],
        "casting_vote": None,
        "roll": [
            {"seat": "s3", "present": True, "recused": False, "weight": {"seats": 1}},
            {"seat": "s4", "present": True, "recused": True, "weight": {"seats": 1}},
        ],
        "ballots": [{"seat": "s3", "choice": "for"}],
        "options": [],
        "seats_to_fill": None,
    }


def test_a_void_motion_carries_its_reason_into_the_case() -> None:
    case = case_of(Facts(result="void", reason="void.not_notified"), example(), {})
    assert (case["void"], recount(case)["reason"]) == ("not_notified", "void.not_notified")


def test_hiding_the_seats_changes_no_number_and_shows_no_seat() -> None:
    choices = {2: "for", 3: "against", 4: "for", 5: "abstain", 6: "invalid", 16: "for"}
    case = case_of(Facts(), [*example()[:15], Line(16), Line(17, False, True)], choices)
    hidden = without_seats(case)
    assert recount(hidden) == recount(case)
    assert {line["seat"] for line in hidden["roll"]} == {f"n{number}" for number in range(1, 18)}
    assert {ballot["seat"] for ballot in hidden["ballots"]} <= {line["seat"] for line in hidden["roll"]}


def test_hiding_the_seats_gives_the_same_file_whoever_chose_what() -> None:
    one = without_seats(case_of(Facts(), example(), {2: "for", 3: "against", 4: "for"}))
    other = without_seats(case_of(Facts(), example(), {2: "against", 9: "for", 15: "for"}))
    assert one == other


def sentence_of(totals: dict[str, int], *, here: int = 15, recused: int = 1) -> tuple[str, str]:
    outcome = count(read_case(case_of(Facts(totals=totals), example(here, recused), {})))
    words = ballot_words(outcome, MAJORITY, "hands")
    return words.course, words.ending


def test_the_minutes_sentences_are_those_of_the_example() -> None:
    assert "".join(sentence_of({"for": 12, "against": 1, "abstain": 1})) == (
        "应表决16家（应到17家、回避1家），过半数需9票。采用举手方式，实际参加表决14家：赞成12票，反对1票，弃权1票，通过"
    )
    assert "".join(sentence_of({"for": 13, "against": 0, "abstain": 2}, recused=0)) == (
        "应表决17家（应到17家、回避0家），过半数需9票。采用举手方式，实际参加表决15家：赞成13票，反对0票，弃权2票，通过"
    )
    assert sentence_of({"for": 5, "against": 5, "abstain": 1})[1] == "未通过"
    assert sentence_of({"for": 1, "against": 1, "abstain": 1}, here=11) == (
        "应到17家，到会规定人数12家，实到11家，",
        "到会不足规定人数",
    )
    assert consensus_words() == "会议经协商一致形成意见，无单位提出异议。"
    assert consensus_words(2) == "会议经协商一致形成意见，无单位提出异议，2家单位保留意见。"


def test_unreadable_papers_stand_in_the_sentence() -> None:
    choices = dict.fromkeys(range(2, 12), "for") | {12: "invalid"}
    outcome = count(read_case(case_of(Facts(), example(), choices)))
    assert ballot_words(outcome, MAJORITY, "named").course == (
        "应表决16家（应到17家、回避1家），过半数需9票。采用记名方式，实际参加表决10家：赞成10票，反对0票，弃权0票，废票1票，"
    )


def test_what_a_ballot_asks_for_stands_before_it_opens() -> None:
    assert asks(MAJORITY, 17, 1, 15, 1, "zh") == "应表决16家（应到17家、回避1家），过半数需9票"
    assert asks(Share("entitled", 2, 3, False), 9, 0, 9, 0, "zh") == "应表决9家（应到9家、回避0家），三分之二以上需6票"
    assert asks(Share("present", 1, 2, True), 17, 2, 15, 1, "zh") == "实到应表决14家（实到15家、回避1家），过半数需8票"
    assert asks(Share("cast", 1, 2, True), 17, 1, 15, 1, "zh") == "参与表决的过半数"
    assert asks(MAJORITY, 3, 3, 3, 3, "zh") == "应表决0家（应到3家、回避3家）"
    assert asks(Share("yes_no", 1, 2, True), 17, 1, 15, 1, "en") == "more than half of for + against"


# -- the words of every method -----------------------------------------------------------------------------------------

OPTIONS = ["甲", "乙", "丙"]


def ballot_sentence(choices: dict[int, Any], **facts: Any) -> str:
    """The minutes' sentence of nine seats that are all there; seat -> choice as voting.md §8 writes it."""
    motion = Facts(**facts)
    outcome = count(read_case(case_of(motion, [Line(number) for number in range(9)], choices)))
    words = ballot_words(outcome, Share(**motion.rule), "named", round_=motion.round, elects=motion.seats_to_fill is not None)
    return f"{words.course}|{words.ending}"


HEAD = "应表决9家（应到9家、回避0家），过半数需5票。采用记名方式，实际参加表决"


@pytest.mark.parametrize(
    ("facts", "choices", "sentence"),
    [
        (
            {"method": "choose_one"},
            dict.fromkeys(range(5), "甲") | {5: "乙", 6: "none", 7: "abstain", 8: "invalid"},
            HEAD + "8家：“甲”5票，“乙”1票，“丙”0票，都不同意1票，弃权1票，废票1票，|“甲”通过",
        ),
        (
            {"method": "choose_one"},
            {0: "甲", 1: "none"},
            HEAD + "2家：“甲”1票，“乙”0票，“丙”0票，都不同意1票，弃权0票，都不同意的不少于得票最多的，|未通过",
        ),
        (
            {"method": "choose_one"},
            {0: "甲", 1: "乙"},
            HEAD + "2家：“甲”1票，“乙”1票，“丙”0票，都不同意0票，弃权0票，得票相等，|“甲”、“乙”进入第二轮表决",
        ),
        (
            {"method": "choose_one"},
            {0: "甲", 1: "甲", 2: "乙"},
            HEAD + "3家：“甲”2票，“乙”1票，“丙”0票，都不同意0票，弃权0票，没有一项达到规定票数，|“甲”、“乙”进入第二轮表决",
        ),
        (
            {"method": "choose_one", "round": 2},
            {0: "甲", 1: "乙"},
            "第二轮表决，" + HEAD + "2家：“甲”1票，“乙”1票，“丙”0票，都不同意0票，弃权0票，得票相等，|未通过",
        ),
        (
            {"method": "approve_any"},
            {number: ["甲", "乙"] for number in range(5)} | {5: []},
            HEAD + "6家：“甲”5票，“乙”5票，“丙”0票，弃权1票，|“甲”、“乙”通过",
        ),
        (
            {"method": "approve_any", "seats_to_fill": 2},
            {number: ["甲"] for number in range(5)},
            HEAD + "5家：“甲”5票，“乙”0票，“丙”0票，弃权0票，|“甲”当选，空缺1名",
        ),
        (
            {"method": "approve_any", "seats_to_fill": 1},
            {number: ["甲", "乙"] for number in range(5)},
            HEAD + "5家：“甲”5票，“乙”5票，“丙”0票，弃权0票，得票相等，|“甲”、“乙”进入第二轮表决",
        ),
        (
            {"method": "approve_any", "seats_to_fill": 2},
            {number: ["甲", "乙", "丙"] for number in range(5)} | {5: ["甲"]},
            HEAD + "6家：“甲”6票，“乙”5票，“丙”5票，弃权0票，“甲”当选，得票相等，|“乙”、“丙”进入第二轮表决",
        ),
    ],
)
def test_the_minutes_say_what_became_of_the_options(facts: dict[str, Any], choices: dict[int, Any], sentence: str) -> None:
    assert ballot_sentence(choices, options=OPTIONS, **facts) == sentence


def test_the_minutes_say_that_the_chair_broke_a_tie() -> None:
    rule = {"base": "yes_no", "num": 1, "den": 2, "strict": True}
    head = "赞成＋反对的过半数。采用记名方式，实际参加表决4家：赞成2票，反对2票，弃权0票，赞成反对相等，"
    choices = {0: "for", 1: "for", 2: "against", 3: "against"}
    assert ballot_sentence(choices, rule=rule, casting_vote="for") == head + "主持人投赞成票，|通过"
    assert ballot_sentence(choices, rule=rule, casting_vote="against") == head + "主持人投反对票，|未通过"


def test_two_dimensions_without_a_quorum_say_so_for_each() -> None:
    lines = [Line(number, present=number < 8, area=100 if number < 8 else 100_000) for number in range(9)]
    outcome = count(read_case(case_of(Facts(dimensions=["seats", "area"]), lines, {0: "for"})))
    words = ballot_words(outcome, MAJORITY, "named")
    assert words.ending == "到会不足规定人数"
    area = "应到1008.00平方米，到会规定人数672.00平方米，实到8.00平方米，到会不足规定人数"
    assert words.course.endswith(f"；按专有部分面积计：{area}；合计结果：")


# -- the picture -------------------------------------------------------------------------------------------------------


def drawn(choices: dict[int, Any], **facts: Any) -> list[tuple[str, str, bool, bool]]:
    motion = Facts(**facts)
    outcome = count(read_case(case_of(motion, [Line(number) for number in range(10)], choices)))
    return [(bar.choice, bar.width, bar.wins, bar.line) for picture in pictures(outcome, Share(**motion.rule)) for bar in picture.bars]


def test_bars_are_drawn_to_scale_and_options_have_the_line() -> None:
    assert drawn(dict.fromkeys(range(6), "for") | {6: "against"}) == [
        ("for", "60.00", True, True),
        ("against", "10.00", False, False),
        ("abstain", "0.00", False, False),
        ("not_voted", "30.00", False, False),
    ]
    assert drawn({number: ["甲", "乙"] for number in range(6)} | {6: ["乙"], 7: []}, method="approve_any", options=OPTIONS) == [
        ("甲", "60.00", True, True),
        ("乙", "70.00", True, True),
        ("丙", "0.00", False, True),
        ("abstain", "10.00", False, False),
        ("not_voted", "20.00", False, False),
    ]
    assert drawn({0: "none"}, method="choose_one", options=["甲"])[:2] == [("甲", "0.00", False, True), ("none", "10.00", False, False)]
    assert drawn({}, result="void", reason="void.other") == []


def test_the_line_stands_where_the_needed_votes_are() -> None:
    outcome = count(read_case(case_of(Facts(), [Line(number) for number in range(10)], {0: "for"})))
    picture = pictures(outcome, MAJORITY)[0]
    assert (picture.threshold, picture.needed, picture.required) == ("60.00", "6票", 6)


# -- what the software sees before a ballot opens ----------------------------------------------------------------------


def test_the_check_list_names_whom_and_what_it_sees() -> None:
    units = {1: "和美物业", 2: "银杏小学", 3: "供热公司"}
    words = ("请和美物业、供热公司商量停车收费", "动用维修资金")
    assert hints(words, units, recused={3}, requested={2}) == Hints(("和美物业",), ("银杏小学",), ("维修资金",), ("收费",))
    assert hints(("路灯",), units, recused=(), requested=()) == NONE
