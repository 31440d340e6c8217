"""Results of every method at their boundaries, with the numbers worked out by hand from voting.md §3 to §5."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.ballots.cases import Ballot, Case, CaseRefused, Method, RollLine, Totals
from app.ballots.counting import Count, Outcome, count
from app.ballots.shares import Base, Quorum, Share, least, meets, required

MORE_THAN_HALF = Share("entitled", 1, 2, True)
TWO_THIRDS = Quorum(2, 3)


def roll(present: int, absent: int = 0, recused: int = 0, recused_absent: int = 0) -> tuple[RollLine, ...]:
    """present holds the recused ones, absent the recused_absent ones; the recused stand last in their group."""
    here = [RollLine(f"s{n}", True, n > present - recused) for n in range(1, present + 1)]
    away = [RollLine(f"a{n}", False, n > absent - recused_absent) for n in range(1, absent + 1)]
    return (*here, *away)


def ballots(**votes: int) -> tuple[Ballot, ...]:
    """ballots(for_=7, against=2): s1 to s7 for, s8 and s9 against."""
    choices = [choice.rstrip("_") for choice, votes_given in votes.items() for _ in range(votes_given)]
    return tuple(Ballot(f"s{n}", choice) for n, choice in enumerate(choices, 1))


def sets(*groups: tuple[int, str]) -> tuple[Ballot, ...]:
    """sets((5, "ab"), (1, "")): five seats approve a and b, one abstains."""
    chosen = [tuple(letters) for given, letters in groups for _ in range(given)]
    return tuple(Ballot(f"s{n}", letters) for n, letters in enumerate(chosen, 1))


def motion(method: Method = "yes_no", base: Base = "entitled", present: int = 12, options: str = "") -> Case:
    return Case(method, replace(MORE_THAN_HALF, base=base), TWO_THIRDS, roll(present), options=tuple(options))


def verdict(case: Case) -> tuple[str, str]:
    outcome = count(case)
    return outcome.result, outcome.reason


def full_verdict(case: Case) -> tuple[str, str, tuple[str, ...], tuple[str, ...], int]:
    outcome = count(case)
    return outcome.result, outcome.reason, outcome.winners, outcome.runoff, outcome.unfilled


@pytest.mark.parametrize(
    ("share", "needed"),
    [
        (Share("entitled", 1, 2, True), 5),
        (Share("entitled", 1, 2, False), 5),
        (Share("entitled", 2, 3, False), 6),
        (Share("entitled", 2, 3, True), 7),
        (Share("entitled", 3, 4, False), 7),
        (Share("entitled", 1, 1, False), 9),
    ],
)
def test_of_nine_a_share_needs_the_least_whole_number_that_meets_it(share: Share, needed: int) -> None:
    assert required(share, 9) == needed
    assert [meets(share, votes, 9) for votes in (needed - 1, needed)] == [False, True]


def test_nothing_is_required_of_an_empty_base_but_a_quorum_of_nobody_is_met_by_nobody() -> None:
    assert required(MORE_THAN_HALF, 0) is None
    assert least(TWO_THIRDS, 0) == 0


@pytest.mark.parametrize(
    ("num", "den", "strict"), [(0, 2, False), (-1, 2, False), (3, 2, False), (1, 0, False), (1, 1, True), (7, 7, True)]
)
def test_a_share_that_everybody_or_nobody_reaches_cannot_be_made(num: int, den: int, strict: bool) -> None:
    with pytest.raises(ValueError, match="whole"):
        Share("cast", num, den, strict)
    with pytest.raises(ValueError, match="whole"):
        Quorum(num, den, strict)


def test_last_thursdays_count_has_every_number_of_the_minutes() -> None:
    case = Case("yes_no", MORE_THAN_HALF, TWO_THIRDS, roll(15, 2, recused=1), ballots(for_=12, against=1, abstain=1))
    numbers = Count(17, 15, 1, 0, 12, 1, 0, 1, 0, 0, base=16, required=9, quorum_required=12)
    assert count(case) == Outcome("yes_no", "carried", "share.met", {"seats": numbers})


@pytest.mark.parametrize(
    ("base", "size", "needed"),
    [("entitled", 14, 8), ("present", 11, 6), ("cast", 9, 5), ("yes_no", 7, 4)],
)
def test_recused_seats_present_or_not_leave_every_base(base: Base, size: int, needed: int) -> None:
    case = motion(base=base)
    case = replace(case, roll=roll(13, 5, recused=2, recused_absent=2), ballots=ballots(for_=4, against=3, abstain=2, invalid=1))
    numbers = count(case).counts["seats"]
    assert numbers == Count(18, 13, 2, 2, 4, 3, 0, 2, 1, 1, base=size, required=needed, quorum_required=12)


def test_a_recused_seat_helps_the_quorum_only_when_it_is_present() -> None:
    case = replace(motion(), ballots=ballots(for_=7))
    assert verdict(replace(case, roll=roll(8, 4, recused=1))) == ("carried", "share.met")
    assert verdict(replace(case, roll=roll(7, 5, recused_absent=1))) == ("inquorate", "quorum.missed")


def test_a_strict_quorum_of_half_is_missed_by_exactly_half() -> None:
    case = replace(motion(), quorum=Quorum(1, 2, True), ballots=ballots(for_=5))
    assert verdict(replace(case, roll=roll(5, 5)))[0] == "inquorate"
    assert verdict(replace(case, roll=roll(6, 4)))[0] == "not_carried"


def test_when_everybody_is_recused_there_is_no_result() -> None:
    outcome = count(replace(motion(), roll=roll(12, recused=12)))
    assert (outcome.result, outcome.reason, outcome.counts["seats"].required) == ("no_result", "base.empty", None)


def test_a_roll_of_nobody_has_no_result() -> None:
    assert verdict(replace(motion(), roll=())) == ("no_result", "base.empty")


def test_void_comes_before_a_missed_quorum_and_a_missed_quorum_before_an_empty_base() -> None:
    empty = replace(motion(base="yes_no"), roll=roll(3, 9))
    assert verdict(replace(empty, void="other")) == ("void", "void.other")
    assert verdict(empty) == ("inquorate", "quorum.missed")


def test_level_votes_carry_where_half_is_enough() -> None:
    case = replace(motion(), rule=Share("yes_no", 1, 2, False), ballots=ballots(for_=6, against=6))
    assert verdict(case) == ("carried", "share.met")


def test_nobody_taking_a_side_is_a_tie_over_those_entitled() -> None:
    assert verdict(replace(motion(), ballots=ballots(abstain=12))) == ("not_carried", "tie")


@pytest.mark.parametrize(
    ("base", "abstain", "expected"),
    [
        ("yes_no", 0, ("carried", "casting_vote")),
        ("cast", 0, ("carried", "casting_vote")),
        ("cast", 1, ("not_carried", "share.missed")),
        ("present", 0, ("not_carried", "share.missed")),
        ("entitled", 0, ("not_carried", "share.missed")),
    ],
)
def test_the_chairs_vote_for_grows_only_the_bases_that_count_ballots(base: Base, abstain: int, expected: tuple[str, str]) -> None:
    # 5 : 5. With the chair 6 of 11 is more than half, 6 of 12 is not.
    case = replace(motion(base=base), ballots=ballots(for_=5, against=5, abstain=abstain), casting_vote="for")
    assert verdict(case) == expected


def test_a_share_that_only_the_grown_base_misses_is_missed() -> None:
    # 6 : 6 under 7/12 of the ballots cast: 7 of 12 would do, 7 of 13 does not.
    case = replace(motion(), rule=Share("cast", 7, 12, False), ballots=ballots(for_=6, against=6), casting_vote="for")
    assert verdict(case) == ("not_carried", "share.missed")


def test_the_chairs_vote_against_ends_a_tie_even_where_half_would_be_enough() -> None:
    case = replace(motion(), rule=Share("yes_no", 1, 2, False), ballots=ballots(for_=6, against=6))
    assert verdict(replace(case, casting_vote="against")) == ("not_carried", "casting_vote")


def test_a_casting_vote_is_not_asked_without_a_tie_a_quorum_or_a_base() -> None:
    case = replace(motion(base="yes_no"), casting_vote="against")
    assert verdict(replace(case, ballots=ballots(for_=7, against=5))) == ("carried", "share.met")
    assert verdict(replace(case, ballots=ballots(abstain=12))) == ("no_result", "base.empty")
    assert verdict(replace(case, roll=roll(7, 5), ballots=ballots(for_=3, against=3))) == ("inquorate", "quorum.missed")


def test_hands_count_like_ballots_and_take_a_casting_vote() -> None:
    hands = replace(motion(), totals=Totals(6, 6, 0), casting_vote="for")
    shown = replace(motion(), ballots=ballots(for_=6, against=6), casting_vote="for")
    assert count(hands) == count(shown)
    assert verdict(hands) == ("carried", "casting_vote")


def homes(area_for: int, area_against: int) -> Case:
    """Three seats of one head each; two vote for, one against; areas in hundredths of a square metre."""
    lines = [("s1", area_for), ("s2", 0), ("s3", area_against)]
    weighed = tuple(RollLine(seat, True, weight={"heads": 1, "area": area}) for seat, area in lines)
    return replace(motion(), roll=weighed, dimensions=("heads", "area"), ballots=ballots(for_=2, against=1))


def test_heads_and_area_must_both_carry() -> None:
    assert verdict(homes(5001, 5000)) == ("carried", "share.met")
    assert verdict(homes(5000, 5001)) == ("not_carried", "share.missed")
    assert verdict(homes(5000, 5000)) == ("not_carried", "tie")
    numbers = count(homes(5001, 5000)).counts["area"]
    assert numbers == Count(10001, 10001, 0, 0, 5001, 5000, 0, 0, 0, 0, 10001, 5001, 6668, weighted=True)


def test_the_lowest_dimension_decides_and_the_first_of_the_lowest_gives_the_reason() -> None:
    lines = (
        RollLine("s1", True, weight={"a": 2, "b": 1, "c": 0, "d": 1}),
        RollLine("s2", True, weight={"a": 1, "b": 1, "c": 0, "d": 1}),
        RollLine("s3", False, weight={"a": 0, "b": 0, "c": 0, "d": 9}),
    )
    case = replace(motion(), roll=lines, ballots=ballots(for_=1, against=1))
    results = {name: verdict(replace(case, dimensions=(name,))) for name in "abcd"}
    assert results == {
        "a": ("carried", "share.met"),
        "b": ("not_carried", "tie"),
        "c": ("no_result", "base.empty"),
        "d": ("inquorate", "quorum.missed"),
    }
    assert verdict(replace(case, dimensions=("a", "b"))) == ("not_carried", "tie")
    assert verdict(replace(case, dimensions=("a", "b", "c"))) == ("no_result", "base.empty")
    assert verdict(replace(case, dimensions=("d", "c", "b", "a"))) == ("inquorate", "quorum.missed")
    missed = replace(lines[1], weight={"a": 3, "b": 1})
    level = replace(case, roll=(lines[0], missed))
    assert verdict(replace(level, dimensions=("a", "b"))) == ("not_carried", "share.missed")
    assert verdict(replace(level, dimensions=("b", "a"))) == ("not_carried", "tie")


def test_one_unit_may_weigh_more_where_the_rule_card_says_so() -> None:
    case = motion("choose_one", options="ab")
    heavy = replace(case.roll[0], weight={"seats": 8})
    case = replace(case, roll=(heavy, *case.roll[1:]), ballots=ballots(a=1, b=9))
    assert full_verdict(case) == ("runoff", "share.missed", (), ("a", "b"), 0)
    assert {option: counted.votes for option, counted in count(case).options.items()} == {"a": 8, "b": 9}
    case = replace(motion("approve_any", options="ab"), roll=case.roll, ballots=sets((1, "a"), (9, "b"), (1, "")))
    assert count(case).counts["seats"].not_voted == 1
    assert full_verdict(replace(case, rule=replace(MORE_THAN_HALF, base="yes_no"))) == ("carried", "share.met", ("b",), (), 0)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"a": 7, "b": 5}, ("carried", "share.met", (), ())),
        ({"a": 6, "b": 5}, ("runoff", "share.missed", (), ("a", "b"))),
        ({"a": 6, "b": 6}, ("runoff", "tie", (), ("a", "b"))),
        ({"a": 6, "none": 6}, ("not_carried", "none.leads", (), ())),
        ({"a": 5, "none": 7}, ("not_carried", "none.leads", (), ())),
        ({"none": 1, "abstain": 11}, ("not_carried", "none.leads", (), ())),
        ({"abstain": 12}, ("not_carried", "share.missed", (), ())),
        ({}, ("not_carried", "share.missed", (), ())),
        ({"a": 6, "none": 5}, ("not_carried", "share.missed", (), ())),
        ({"a": 5, "b": 3, "c": 3, "none": 1}, ("runoff", "share.missed", (), ("a", "b", "c"))),
        ({"b": 3, "a": 5, "c": 4}, ("runoff", "share.missed", (), ("a", "c"))),
        ({"a": 4, "b": 4, "c": 4}, ("runoff", "tie", (), ("a", "b", "c"))),
        ({"c": 4, "a": 4, "b": 3}, ("runoff", "tie", (), ("a", "c"))),
    ],
)
def test_choose_one_in_the_first_round(given: dict[str, int], expected: tuple[str, str, tuple[str, ...], tuple[str, ...]]) -> None:
    result, reason, _, runoff = expected
    winners = ("a",) if result == "carried" else ()
    case = replace(motion("choose_one", options="abc"), ballots=ballots(**given))
    assert full_verdict(case) == (result, reason, winners, runoff, 0)


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"a": 7, "b": 5}, ("carried", "share.met", ("a",), (), 0)),
        ({"a": 6, "b": 5}, ("not_carried", "share.missed", (), (), 0)),
        ({"a": 6, "b": 6}, ("not_carried", "tie", (), (), 0)),
        ({"a": 5, "b": 2, "none": 5}, ("not_carried", "none.leads", (), (), 0)),
    ],
)
def test_choose_one_never_has_a_third_round(
    given: dict[str, int], expected: tuple[str, str, tuple[str, ...], tuple[str, ...], int]
) -> None:
    assert full_verdict(replace(motion("choose_one", options="ab"), ballots=ballots(**given), round=2)) == expected


def test_two_options_that_both_meet_the_share_go_to_a_run_off_and_a_single_leader_does_not() -> None:
    third = replace(motion("choose_one", options="abc"), rule=Share("entitled", 1, 3, False))
    assert full_verdict(replace(third, ballots=ballots(a=5, b=5))) == ("runoff", "tie", (), ("a", "b"), 0)
    outcome = count(replace(third, ballots=ballots(a=5, b=4)))
    assert (outcome.result, outcome.winners) == ("carried", ("a",))
    assert [counted.met for counted in outcome.options.values()] == [True, True, False]


def test_none_of_these_belongs_to_the_ballots_that_made_a_choice() -> None:
    case = replace(motion("choose_one", "yes_no", options="ab"), ballots=ballots(a=4, b=1, none=3, abstain=3, invalid=1))
    numbers = count(case).counts["seats"]
    assert numbers == Count(12, 12, 0, 0, 0, 0, 3, 3, 1, 0, base=8, required=5, quorum_required=8)
    assert count(replace(case, rule=replace(case.rule, base="cast"))).counts["seats"].base == 11


@pytest.mark.parametrize("method", ["choose_one", "approve_any"])
def test_options_of_an_inquorate_or_empty_ballot_win_nothing(method: Method) -> None:
    given = sets((7, "a")) if method == "approve_any" else ballots(a=7)
    late = replace(motion(method, options="ab"), roll=roll(7, 5), ballots=given)
    assert full_verdict(late) == ("inquorate", "quorum.missed", (), (), 0)
    blank = replace(motion(method, "yes_no", options="ab"), ballots=())
    assert full_verdict(blank) == ("no_result", "base.empty", (), (), 0)
    half = replace(blank, rule=Share("yes_no", 1, 2, False))
    assert [counted.met for counted in count(half).options.values()] == [False, False]


@pytest.mark.parametrize(
    ("places", "given", "expected"),
    [
        (None, [(7, "ab"), (5, "c")], ("carried", "share.met", ("a", "b"), (), 0)),
        (None, [(6, "ab"), (6, "c")], ("not_carried", "share.missed", (), (), 0)),
        (None, [(12, "")], ("not_carried", "share.missed", (), (), 0)),
        (3, [(6, "ab"), (6, "c")], ("not_carried", "share.missed", (), (), 3)),
        (3, [(7, "ab"), (5, "c")], ("carried", "share.met", ("a", "b"), (), 1)),
        (5, [(12, "abc")], ("carried", "share.met", ("a", "b", "c"), (), 2)),
        (1, [(8, "ab"), (1, "a"), (3, "")], ("carried", "share.met", ("a",), (), 0)),
        (1, [(8, "bc"), (4, "")], ("runoff", "tie", (), ("b", "c"), 1)),
        (2, [(12, "abc")], ("runoff", "tie", (), ("a", "b", "c"), 2)),
        (2, [(8, "abc"), (1, "c")], ("runoff", "tie", ("c",), ("a", "b"), 1)),
        (2, [(8, "bc"), (1, "b"), (3, "a")], ("carried", "share.met", ("b", "c"), (), 0)),
        (2, [(7, "abc"), (1, "ab"), (1, "b")], ("carried", "share.met", ("a", "b"), (), 0)),
    ],
)
def test_approve_any_fills_its_places(
    places: int | None, given: list[tuple[int, str]], expected: tuple[str, str, tuple[str, ...], tuple[str, ...], int]
) -> None:
    case = replace(motion("approve_any", options="abc"), seats_to_fill=places, ballots=sets(*given))
    assert full_verdict(case) == expected


def test_approve_any_tied_again_in_the_run_off_leaves_the_places_unfilled() -> None:
    second = replace(motion("approve_any", options="abc"), round=2, seats_to_fill=2)
    one_in = replace(second, ballots=sets((8, "abc"), (1, "c")))
    assert full_verdict(one_in) == ("carried", "share.met", ("c",), (), 1)
    assert full_verdict(replace(second, ballots=sets((9, "abc")))) == ("not_carried", "tie", (), (), 2)


def test_an_empty_approval_is_an_abstention_and_an_unreadable_one_is_not_cast() -> None:
    given = (*sets((7, "a"), (2, "")), Ballot("s10", "invalid"))
    case = replace(motion("approve_any", "cast", options="ab"), ballots=given)
    assert count(case).counts["seats"] == Count(12, 12, 0, 0, 0, 0, 0, 2, 1, 2, base=9, required=5, quorum_required=8)
    assert count(replace(case, rule=replace(case.rule, base="yes_no"))).counts["seats"].base == 7


def box(*choices: str, ticks: int) -> Case:
    ticked = tuple(replace(line, voted=n < ticks) for n, line in enumerate(roll(12)))
    return replace(motion(), roll=ticked, ballots=tuple(Ballot(None, choice) for choice in choices))


def test_papers_that_did_not_come_back_are_invalid() -> None:
    outcome = count(box(*["for"] * 7, "against", "invalid", ticks=11))
    assert (outcome.result, outcome.reason) == ("carried", "share.met")
    assert outcome.counts["seats"] == Count(12, 12, 0, 0, 7, 1, 0, 0, 3, 1, base=12, required=7, quorum_required=8)


def test_a_secret_ballot_of_four_is_void_and_of_five_is_not() -> None:
    assert verdict(box(*["for"] * 4, ticks=4)) == ("void", "void.too_few")
    assert verdict(box(*["for"] * 5, ticks=5)) == ("not_carried", "share.missed")
    assert verdict(replace(box(*["for"] * 4, ticks=4), void="key_missing")) == ("void", "void.key_missing")


def test_a_case_that_breaks_a_rule_is_not_counted() -> None:
    with pytest.raises(CaseRefused, match=r"^seat\.twice$") as caught:
        count(replace(motion(), ballots=(Ballot("s1", "for"), Ballot("s1", "against"))))
    assert caught.value.reason == "seat.twice"
