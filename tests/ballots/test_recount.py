"""The recount of exported motions: worked cases, refusals in their order, and files that are no such thing."""

from __future__ import annotations

import json
from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from app.ballots.case_json import outcome_json, read_case, read_outcome
from app.ballots.counting import count
from app.ballots.recount import recount, recount_file

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parent / "tally_cases.json").read_text(encoding="utf-8"))
#: Worked out by hand from voting.md, case by case.
OWN: list[dict[str, Any]] = json.loads((Path(__file__).parent / "own_cases.json").read_text(encoding="utf-8"))
Fault = Callable[[dict[str, Any]], None]


def good_case(method: str = "yes_no", secret: bool = False) -> dict[str, Any]:
    """Eight seats: s7 is absent, s8 recused; six have voted."""
    choice: Any = {"yes_no": "for", "choose_one": "a", "approve_any": ["a", "b"]}[method]
    roll: list[dict[str, Any]] = [{"seat": f"s{n}", "present": n != 7, "recused": n == 8, "weight": {"seats": 1}} for n in range(1, 9)]
    ballots = [{"seat": None if secret else f"s{n}", "choice": choice} for n in range(1, 7)]
    if secret:
        for line in roll[:6]:
            line["voted"] = True
    return {
        "method": method,
        "rule": {"base": "entitled", "num": 1, "den": 2, "strict": True},
        "quorum": {"num": 2, "den": 3, "strict": False},
        "dimensions": ["seats"],
        "casting_vote": None,
        "roll": roll,
        "ballots": ballots,
        "options": [] if method == "yes_no" else ["a", "b", "c"],
        "seats_to_fill": None,
    }


def refused(case: object) -> object:
    return recount(case).get("refused")


def put(*path: Any) -> Fault:
    """put("rule", "num", 0): the fault of writing 0 there."""
    *way, last, value = path

    def fault(case: dict[str, Any]) -> None:
        place: Any = case
        for step in way:
            place = place[step]
        place[last] = value

    return fault


def add(field: str, value: Any) -> Fault:
    return lambda case: case[field].append(value)


@pytest.mark.parametrize("worked", CASES, ids=[case["name"] for case in CASES])
def test_every_worked_case_is_counted_as_it_says(worked: dict[str, Any]) -> None:
    assert recount(worked["case"]) == worked["expect"]


@pytest.mark.parametrize("worked", OWN, ids=[case["name"] for case in OWN])
def test_every_case_of_our_own_is_counted_as_it_says(worked: dict[str, Any]) -> None:
    assert recount(worked["case"]) == worked["expect"]


def test_our_own_cases_hold_run_offs_weights_dimensions_and_every_method() -> None:
    assert len({case["name"] for case in OWN}) == len(OWN) >= 60
    assert {case["case"]["method"] for case in OWN} == {"yes_no", "choose_one", "approve_any"}
    assert sum(case["expect"].get("result") == "runoff" for case in OWN) >= 12
    assert sum(case["case"]["round"] == 2 for case in OWN) >= 5
    assert sum(len(case["case"]["dimensions"]) == 2 for case in OWN) >= 8


def test_there_are_worked_cases_of_all_three_methods() -> None:
    assert {case["case"]["method"] for case in CASES} == {"yes_no", "choose_one", "approve_any"}
    assert len(CASES) == 42


@pytest.mark.parametrize("method", ["yes_no", "choose_one", "approve_any"])
@pytest.mark.parametrize("secret", [False, True])
def test_the_case_that_the_faults_are_put_into_is_itself_fine(method: str, secret: bool) -> None:
    assert recount(good_case(method, secret))["result"] == "carried"


SHORT_OF_A_FIELD = [
    "method",
    "rule",
    "quorum",
    "dimensions",
    "casting_vote",
    "roll",
    "ballots",
    "options",
    "seats_to_fill",
]


@pytest.mark.parametrize("field", SHORT_OF_A_FIELD)
def test_a_file_without_a_field_is_invalid(field: str) -> None:
    case = good_case()
    del case[field]
    assert refused(case) == "file.invalid"


@pytest.mark.parametrize(
    ("place", "field"),
    [
        ("rule", "base"),
        ("rule", "num"),
        ("rule", "den"),
        ("rule", "strict"),
        ("quorum", "num"),
        ("quorum", "den"),
        ("quorum", "strict"),
        ("roll", "seat"),
        ("roll", "present"),
        ("roll", "recused"),
        ("roll", "weight"),
        ("ballots", "seat"),
        ("ballots", "choice"),
    ],
)
def test_a_part_without_a_field_is_invalid(place: str, field: str) -> None:
    case = good_case()
    part = case[place][3] if isinstance(case[place], list) else case[place]
    del part[field]
    assert refused(case) == "file.invalid"


ILL_TYPED: list[Fault] = [
    put("method", "elect"),
    put("method", None),
    put("method", ["yes_no"]),
    put("round", 3),
    put("round", 0),
    put("round", True),
    put("round", 1.0),
    put("round", "1"),
    put("round", None),
    put("rule", None),
    put("rule", ["entitled", 1, 2, True]),
    put("rule", "base", "everybody"),
    put("rule", "base", {}),
    put("rule", "num", 0),
    put("rule", "num", -1),
    put("rule", "num", 3),
    put("rule", "num", True),
    put("rule", "num", 1.0),
    put("rule", "num", "1"),
    put("rule", "den", 0),
    put("rule", "den", float("nan")),
    put("rule", "den", 10**5000),
    put("rule", "den", 1),
    put("rule", "strict", 1),
    put("rule", "strict", None),
    put("quorum", None),
    put("quorum", "num", 0),
    put("quorum", "num", 4),
    put("quorum", "num", 2.5),
    put("quorum", {"num": 3, "den": 3, "strict": True}),
    put("dimensions", []),
    put("dimensions", "seats"),
    put("dimensions", ["seats", "seats"]),
    put("dimensions", ["seats", 1]),
    put("dimensions", ["seats", "area"]),
    put("dimensions", [["seats"]]),
    put("casting_vote", "abstain"),
    put("casting_vote", True),
    put("casting_vote", ["for"]),
    put("void", "because"),
    put("void", ""),
    put("void", False),
    put("void", ["other"]),
    put("totals", []),
    put("totals", {"for": 1, "against": 1}),
    put("totals", {"for": 1, "against": 1, "abstain": -1}),
    put("totals", {"for": 1, "against": 1, "abstain": True}),
    put("totals", {"for": 1, "against": 1, "abstain": 0.0}),
    put("totals", {"for": 1, "against": 1, "abstain": 0, "invalid": 1}),
    put("options", None),
    put("options", "abc"),
    put("options", [1]),
    put("options", [["a"]]),
    put("options", [""]),
    put("options", ["\ud800"]),
    put("seats_to_fill", True),
    put("seats_to_fill", 2.0),
    put("seats_to_fill", "2"),
    put("max_choices", False),
    put("max_choices", 1.5),
    put("roll", None),
    put("roll", {"s1": True}),
    put("roll", 0, None),
    put("roll", 0, "s1"),
    put("roll", 0, "seat", None),
    put("roll", 0, "seat", 1),
    put("roll", 0, "seat", ["s1"]),
    put("roll", 0, "present", 1),
    put("roll", 0, "present", None),
    put("roll", 0, "recused", "false"),
    put("roll", 0, "voted", None),
    put("roll", 0, "voted", 1),
    put("roll", 0, "weight", None),
    put("roll", 0, "weight", 1),
    put("roll", 0, "weight", {}),
    put("roll", 0, "weight", {"area": 1}),
    put("roll", 0, "weight", {"seats": -1}),
    put("roll", 0, "weight", {"seats": 1.0}),
    put("roll", 0, "weight", {"seats": True}),
    put("roll", 0, "weight", {"seats": float("inf")}),
    put("roll", 0, "weight", {"seats": 10**600}),
    put("ballots", None),
    put("ballots", {}),
    put("ballots", 0, "for"),
    put("ballots", 0, "seat", 1),
    put("ballots", 0, "seat", {}),
    put("ballots", 0, "choice", None),
    put("ballots", 0, "choice", 1),
    put("ballots", 0, "choice", ["for"]),
    put("ballots", 0, "choice", {"for": 1}),
]


@pytest.mark.parametrize("fault", ILL_TYPED)
def test_an_ill_typed_file_is_invalid(fault: Fault) -> None:
    case = good_case()
    fault(case)
    assert refused(case) == "file.invalid"


@pytest.mark.parametrize("choice", [None, 1, {}, [1], [None], [["a"]], [{}], ["a", "a"], ["a", "b", "a"]])
def test_an_approval_that_is_no_set_of_options_is_invalid(choice: Any) -> None:
    case = good_case("approve_any")
    case["ballots"][0]["choice"] = choice
    assert refused(case) == "file.invalid"


@pytest.mark.parametrize(
    "case", [None, True, 1, 1.5, float("nan"), "yes_no", [], [good_case()], {}, {"method": "yes_no"}, {1: 2}, object()]
)
def test_what_is_no_case_is_invalid(case: object) -> None:
    assert recount(case) == {"refused": "file.invalid"}


def test_optional_fields_and_their_nulls_change_nothing() -> None:
    case = good_case()
    plain = recount(case)
    assert recount({**case, "round": 1, "max_choices": None, "void": None, "totals": None, "title": "停车"}) == plain
    assert recount({**case, "round": 2}) == plain


@pytest.mark.parametrize(
    ("method", "fault", "reason"),
    [
        ("yes_no", put("roll", 1, "seat", "s1"), "roll.twice"),
        ("choose_one", put("options", []), "options.bad"),
        ("choose_one", put("options", ["a", "b", "a"]), "options.bad"),
        ("choose_one", put("options", ["a", "for"]), "options.bad"),
        ("approve_any", put("options", ["a", "b", "none"]), "options.bad"),
        ("approve_any", put("options", ["a", "b", "invalid"]), "options.bad"),
        ("yes_no", put("options", ["a"]), "options.bad"),
        ("approve_any", put("seats_to_fill", 0), "seats.bad"),
        ("approve_any", put("seats_to_fill", -1), "seats.bad"),
        ("approve_any", put("max_choices", 0), "seats.bad"),
        ("choose_one", put("seats_to_fill", 1), "seats.bad"),
        ("yes_no", put("seats_to_fill", 1), "seats.bad"),
        ("choose_one", put("casting_vote", "for"), "casting.forbidden"),
        ("approve_any", put("casting_vote", "against"), "casting.forbidden"),
        ("yes_no", put("ballots", 0, "seat", None), "secret.seat"),
        ("yes_no", put("roll", 6, "voted", False), "secret.seat"),
        ("yes_no", put("ballots", 0, "seat", "s9"), "seat.unknown"),
        ("yes_no", put("ballots", 0, "seat", "s2"), "seat.twice"),
        ("yes_no", put("ballots", 0, "seat", "s7"), "seat.absent"),
        ("yes_no", put("ballots", 0, "seat", "s8"), "seat.recused"),
        ("yes_no", put("ballots", 0, "choice", "none"), "choice.unknown"),
        ("yes_no", put("ballots", 0, "choice", ""), "choice.unknown"),
        ("choose_one", put("ballots", 0, "choice", "for"), "choice.unknown"),
        ("choose_one", put("ballots", 0, "choice", "d"), "choice.unknown"),
        ("approve_any", put("ballots", 0, "choice", ["d"]), "choice.unknown"),
        ("approve_any", put("ballots", 0, "choice", ["none"]), "choice.unknown"),
        ("approve_any", put("ballots", 0, "choice", "a"), "choice.unknown"),
        ("approve_any", put("ballots", 0, "choice", "abstain"), "choice.unknown"),
        ("approve_any", put("max_choices", 1), "choice.too_many"),
    ],
)
def test_a_broken_rule_is_named(method: str, fault: Fault, reason: str) -> None:
    case = good_case(method)
    fault(case)
    assert refused(case) == reason


@pytest.mark.parametrize("method", ["choose_one", "approve_any"])
def test_only_yes_no_has_several_dimensions(method: str) -> None:
    case = good_case(method)
    two_dimensions(case)
    assert refused(case) == "dimensions.many"


def two_dimensions(case: dict[str, Any]) -> None:
    case["dimensions"] = ["seats", "area"]
    for line in case["roll"]:
        line["weight"] = {"seats": 1, "area": 1}


@pytest.mark.parametrize("fault", [two_dimensions, put("roll", 6, "weight", {"seats": 2}), put("roll", 6, "weight", {"seats": 0})])
def test_no_casting_vote_and_no_hands_where_seats_are_weighed_or_measured_twice(fault: Fault) -> None:
    case = good_case()
    fault(case)
    assert "result" in recount(case)
    assert refused({**case, "casting_vote": "for"}) == "casting.forbidden"
    assert refused({**case, "ballots": [], "totals": {"for": 1, "against": 0, "abstain": 0}}) == "hands.mixed"


def test_no_casting_vote_in_a_secret_ballot() -> None:
    assert refused({**good_case(secret=True), "casting_vote": "for"}) == "casting.forbidden"


@pytest.mark.parametrize("seat", [0, 6, 7])
def test_a_secret_ballot_refuses_the_weight_of_any_seat(seat: int) -> None:
    case = good_case(secret=True)
    case["roll"][seat]["weight"] = {"seats": 3}
    assert refused(case) == "secret.weights"


def test_hands_are_not_mixed_with_ballots_or_another_method_or_a_box() -> None:
    hands = {"for": 1, "against": 0, "abstain": 0}
    assert refused({**good_case(), "totals": hands}) == "hands.mixed"
    assert refused({**good_case("choose_one"), "totals": hands, "ballots": []}) == "hands.mixed"
    assert refused({**good_case(secret=True), "totals": hands, "ballots": []}) == "hands.mixed"


def test_the_recused_and_the_absent_raise_no_hand() -> None:
    case = {**good_case(), "ballots": []}
    assert recount({**case, "totals": {"for": 4, "against": 1, "abstain": 1}})["result"] == "carried"
    assert refused({**case, "totals": {"for": 4, "against": 1, "abstain": 2}}) == "hands.count"


@pytest.mark.parametrize(("seat", "reason"), [(6, "seat.absent"), (7, "seat.recused")])
def test_a_tick_obeys_the_same_rules_as_a_ballot(seat: int, reason: str) -> None:
    case = good_case(secret=True)
    case["roll"][seat]["voted"] = True
    assert refused(case) == reason


def test_papers_without_ticks_are_too_many() -> None:
    case = good_case(secret=True)
    for line in case["roll"][:6]:
        del line["voted"]
    assert refused(case) == "secret.count"
    case = good_case(secret=True)
    case["ballots"].append({"seat": None, "choice": "for"})
    assert refused(case) == "secret.count"
    case["ballots"] = case["ballots"][:5]
    counts: Any = recount(case)["counts"]
    assert counts["seats"]["invalid"] == 1


def test_a_void_case_is_still_refused_when_it_breaks_a_rule() -> None:
    case = {**good_case(), "void": "recusal_broken"}
    assert recount(case)["reason"] == "void.recusal_broken"
    case["ballots"][0]["seat"] = "s8"
    assert refused(case) == "seat.recused"


# In each chain every fault is put in on top of the ones before it, and outranks them.
NAMED_CHAIN: list[tuple[Fault, str]] = [
    (put("max_choices", 1), "choice.too_many"),
    (put("ballots", 5, "choice", ["d"]), "choice.unknown"),
    (add("ballots", {"seat": "s8", "choice": []}), "seat.recused"),
    (add("ballots", {"seat": "s7", "choice": []}), "seat.absent"),
    (add("ballots", {"seat": "s1", "choice": []}), "seat.twice"),
    (add("ballots", {"seat": "s9", "choice": []}), "seat.unknown"),
    (add("ballots", {"seat": None, "choice": []}), "secret.seat"),
    (put("totals", {"for": 9, "against": 9, "abstain": 9}), "hands.mixed"),
    (put("roll", 6, "weight", "seats", 2), "secret.weights"),
    (put("casting_vote", "for"), "casting.forbidden"),
    (put("seats_to_fill", 0), "seats.bad"),
    (put("options", ["none"]), "options.bad"),
    (two_dimensions, "dimensions.many"),
    (put("roll", 1, "seat", "s1"), "roll.twice"),
    (put("quorum", "num", 0), "file.invalid"),
]
SECRET_CHAIN: list[tuple[Fault, str]] = [
    (put("ballots", 5, "choice", "none"), "choice.unknown"),
    (add("ballots", {"seat": None, "choice": "for"}), "secret.count"),
    (put("roll", 7, "voted", True), "seat.recused"),
    (put("roll", 6, "voted", True), "seat.absent"),
    (put("ballots", 0, "seat", "s1"), "secret.seat"),
    (put("totals", {"for": 9, "against": 9, "abstain": 9}), "hands.mixed"),
    (put("roll", 6, "weight", {"seats": 2}), "secret.weights"),
    (put("casting_vote", "for"), "casting.forbidden"),
]
HANDS_CHAIN: list[tuple[Fault, str]] = [
    (put("ballots", []), ""),
    (put("totals", {"for": 7, "against": 0, "abstain": 0}), "hands.count"),
    (add("ballots", {"seat": "s9", "choice": "none"}), "hands.mixed"),
]


@pytest.mark.parametrize(
    ("case", "chain"),
    [
        (good_case("approve_any"), NAMED_CHAIN),
        (good_case(secret=True), SECRET_CHAIN),
        (good_case(), HANDS_CHAIN),
    ],
)
def test_of_several_faults_the_earliest_in_the_order_is_named(case: dict[str, Any], chain: list[tuple[Fault, str]]) -> None:
    case = deepcopy(case)
    for fault, reason in chain:
        fault(case)
        assert recount(case).get("refused", "") == reason


def test_weights_far_beyond_any_float_are_counted_exactly() -> None:
    case = good_case()
    for line in case["roll"]:
        line["weight"] = {"seats": 10**599}
    case["roll"][0]["weight"]["seats"] += 1
    counts: Any = json.loads(recount_file(json.dumps(case))[0])["counts"]
    assert counts["seats"]["for"] == 6 * 10**599 + 1
    assert counts["seats"]["required"] == (7 * 10**599 + 1) // 2 + 1


def test_a_single_case_prints_its_result_and_leaves_0() -> None:
    case = good_case("choose_one")
    case["options"][0] = "东侧"
    for ballot in case["ballots"]:
        ballot["choice"] = "东侧"
    text, code = recount_file(json.dumps(case))
    assert (json.loads(text), code) == (recount(case), 0)
    assert '"winners": ["东侧"]' in text


def test_a_single_refused_case_leaves_2() -> None:
    case = good_case()
    case["ballots"].append(case["ballots"][0])
    assert recount_file(json.dumps(case)) == ('{"refused": "seat.twice"}', 2)


def test_a_list_prints_every_result_with_the_refusals_among_them_and_leaves_0() -> None:
    text, code = recount_file(json.dumps([case["case"] for case in CASES] + [[], None, 7]))
    assert code == 0
    assert json.loads(text) == [case["expect"] for case in CASES] + [{"refused": "file.invalid"}] * 3
    assert recount_file("[]") == ("[]", 0)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "yes_no",
        "{",
        "{}",
        "null",
        "NaN",
        '"case"',
        json.dumps(good_case()) + ",",
        json.dumps(good_case())[:-1] + ', "note": NaN}',
        json.dumps(good_case())[:-1] + ', "note": [[-Infinity]]}',
        json.dumps(good_case())[:-1] + ', "note": 1' + "0" * 5000 + "}",
        json.dumps(good_case())[:-1] + ', "method": "yes_no"}',
        json.dumps(good_case())[:-1] + ', "totals": {"for": 1, "for": 1, "against": 0, "abstain": 0}}',
        "[" * 200_000 + "]" * 200_000,
        '{"method":' * 200_000,
        b"\xff\xfe{}",
        b"\x00",
    ],
)
def test_a_text_that_is_no_plain_json_is_invalid_and_leaves_2(text: str | bytes) -> None:
    assert recount_file(text) == ('{"refused": "file.invalid"}', 2)


def test_an_unreadable_case_does_not_take_the_rest_of_its_list_down() -> None:
    fine = json.dumps(good_case())
    twice = fine[:-1] + ', "options": []}'
    nothing = fine.replace('"num": 1', '"num": NaN')
    long = fine.replace('"den": 2', '"den": 2' + "0" * 5000)
    text, code = recount_file(f"[{twice}, {nothing}, {long}, {fine}]")
    assert code == 0
    assert json.loads(text) == [{"refused": "file.invalid"}] * 3 + [recount(good_case())]


def test_a_file_saved_by_a_windows_editor_is_read() -> None:
    fine = json.dumps(good_case())
    assert recount_file(b"\xef\xbb\xbf" + fine.encode()) == recount_file(fine)


@pytest.mark.parametrize("worked", [case for case in CASES if "result" in case["expect"]], ids=lambda worked: worked["name"])
def test_a_stored_result_is_read_back_as_it_was_counted(worked: dict[str, Any]) -> None:
    case = read_case(worked["case"])
    outcome = count(case)
    assert read_outcome(json.loads(json.dumps(outcome_json(outcome))), case.method, case.casting_vote) == outcome
