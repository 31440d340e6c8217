"""What holds for every ballot (end of voting.md §8), and a second count written from the text alone, in fractions, to compare with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ballots.case_json import outcome_json
from app.ballots.cases import CHECKS, Ballot, Case, Method, RollLine, Totals
from app.ballots.counting import Outcome, count
from app.ballots.recount import recount
from app.ballots.shares import Base, Quorum, Share, meets, required

steady = settings(derandomize=True, deadline=None, max_examples=80, database=None)

BASES: tuple[Base, ...] = get_args(Base)
METHODS: tuple[Method, ...] = get_args(Method)
OPTIONS = ("a", "b", "c", "d")
REASONS = {"file.invalid", *(reason for reason, _ in CHECKS)}


@st.composite
def fractions(draw: st.DrawFn) -> tuple[int, int, bool]:
    den = draw(st.integers(1, 12))
    num = draw(st.integers(1, den))
    return num, den, draw(st.booleans()) and num < den


@st.composite
def cases(draw: st.DrawFn, methods: Sequence[Method] = METHODS, weighed: bool = True, seats: int = 14) -> Case:
    """Sound named cases: any roll, any share, quorums mostly low enough to be met, now and then a chair who votes."""
    method = draw(st.sampled_from(methods))
    options = () if method == "yes_no" else OPTIONS[: draw(st.integers(1, 4))]
    dimensions = ("seats", "area") if method == "yes_no" and weighed and draw(st.booleans()) else ("seats",)
    heavy = weighed and draw(st.booleans())
    weights = st.fixed_dictionaries({name: st.integers(0, 3) if heavy else st.just(1) for name in dimensions})
    presence = st.sampled_from([(True, False)] * 12 + [(False, False)] * 2 + [(True, True), (False, True)])
    size = draw(st.integers(0, seats))  # A list of its own length would mostly be short, and short rolls rarely tie.
    lines = draw(st.lists(st.tuples(presence, weights), min_size=size, max_size=size))
    roll = tuple(RollLine(f"s{n}", present, recused, weight) for n, ((present, recused), weight) in enumerate(lines))
    choices = st.sampled_from(ways_to_vote(method, options))
    voted = [(line.seat, draw(choices)) for line in roll if line.present and not line.recused]
    return Case(
        method,
        Share(draw(st.sampled_from(BASES)), *draw(fractions())),
        Quorum(*draw(st.sampled_from([(1, 20, False), (1, 2, True), (2, 3, False)]))),
        roll,
        tuple(Ballot(seat, choice) for seat, choice in voted if choice is not None),
        dimensions,
        options,
        round=draw(st.sampled_from([1, 1, 2])),
        seats_to_fill=draw(st.sampled_from([None, 1, 2, 3])) if method == "approve_any" else None,
    )


def ways_to_vote(method: Method, options: tuple[str, ...]) -> list[str | tuple[str, ...] | None]:
    if method == "yes_no":
        return ["for", "for", "for", "for", "against", "against", "abstain", "invalid", None]
    if method == "choose_one":
        return [*options * 4, "none", "none", "abstain", "invalid", None]
    subsets: list[tuple[str, ...]] = [()]
    for option in options:
        subsets += [(*subset, option) for subset in subsets]
    return [*subsets, "invalid", None]


def plain_count(case: Case) -> dict[str, object]:
    """voting.md §3 to §5 once more, slowly: shares as fractions, thresholds by search, run-offs by sorting. Named ballots only."""
    counts: dict[str, dict[str, int | None]] = {}
    judged: list[dict[str, Any]] = []
    met: dict[str, dict[str, object]] = {}
    for dimension in case.dimensions:
        weight = {line.seat: line.weight[dimension] for line in case.roll}

        def total(seats: list[str], weight: dict[str, int] = weight) -> int:
            return sum(weight[seat] for seat in seats)

        def votes(option: str, weight: dict[str, int] = weight) -> int:
            return sum(
                weight[b.seat]
                for b in case.ballots
                if b.seat and (option == b.choice or (isinstance(b.choice, tuple) and option in b.choice))
            )

        entitled, present = total([x.seat for x in case.roll]), total([x.seat for x in case.roll if x.present])
        here, away = (total([x.seat for x in case.roll if x.recused and x.present is there]) for there in (True, False))
        abstain = votes("abstain") + total([b.seat for b in case.ballots if b.seat and b.choice == ()])
        invalid = votes("invalid")
        sided = total([b.seat for b in case.ballots if b.seat]) - abstain - invalid
        base = {"entitled": entitled - here - away, "present": present - here, "cast": sided + abstain, "yes_no": sided}[case.rule.base]
        share, quorum = Fraction(case.rule.num, case.rule.den), Fraction(case.quorum.num, case.quorum.den)

        def reached(given: int, whole: int, share: Fraction = share) -> bool:
            return whole > 0 and (Fraction(given, whole) > share or (not case.rule.strict and Fraction(given, whole) == share))

        enough = [x for x in range(entitled + 2) if x > quorum * entitled or (not case.quorum.strict and x == quorum * entitled)]
        words = {"yes_no": ["for", "against"], "choose_one": ["none"], "approve_any": []}[case.method]
        counts[dimension] = {
            "entitled": entitled,
            "present": present,
            "recused": here,
            "recused_absent": away,
            **{word: votes(word) for word in words},
            "abstain": abstain,
            "invalid": invalid,
            "not_voted": present - here - sided - abstain - invalid,
            "base": base,
            "required": next((x for x in range(base + 1) if reached(x, base)), None),
            "quorum_required": enough[0],
        }
        met = {option: {"votes": votes(option), "met": reached(votes(option), base)} for option in case.options}
        if present not in enough and present < enough[0]:
            judged.append({"result": "inquorate", "reason": "quorum.missed"})
        elif base == 0:
            judged.append({"result": "no_result", "reason": "base.empty"})
        elif case.method == "yes_no":
            judged.append(plain_yes_no(reached(votes("for"), base), votes("for") == votes("against")))
        elif case.method == "choose_one":
            judged.append(plain_choose_one(case, met, votes("none")))
        else:
            judged.append(plain_approve_any(case, met))
    order = ["inquorate", "no_result", "not_carried", "runoff", "carried"]
    lowest = sorted(judged, key=lambda one: order.index(one["result"]))[0]
    return {"winners": [], "runoff": [], "unfilled": 0, "counts": counts, "options": met, **lowest}


def plain_yes_no(reached: bool, level: bool) -> dict[str, object]:
    if reached:
        return {"result": "carried", "reason": "share.met"}
    return {"result": "not_carried", "reason": "tie" if level else "share.missed"}


def plain_choose_one(case: Case, met: dict[str, Any], none: int) -> dict[str, object]:
    groups = sorted({met[option]["votes"] for option in met}, reverse=True)
    ranks = [[option for option in case.options if met[option]["votes"] == group] for group in groups if group > 0]
    if none and none >= groups[0]:
        return {"result": "not_carried", "reason": "none.leads"}
    if not ranks:
        return {"result": "not_carried", "reason": "share.missed"}
    leaders = ranks[0]
    reason = "share.missed" if len(leaders) == 1 else "tie"
    if len(leaders) == 1 and met[leaders[0]]["met"]:
        return {"result": "carried", "reason": "share.met", "winners": leaders}
    running = leaders if len(leaders) > 1 else [option for rank in ranks[:2] for option in rank]
    if case.round == 2 or len(running) < 2:
        return {"result": "not_carried", "reason": reason}
    return {"result": "runoff", "reason": reason, "runoff": [option for option in case.options if option in running]}


def plain_approve_any(case: Case, met: dict[str, Any]) -> dict[str, object]:
    meeting = [option for option in case.options if met[option]["met"]]
    places = len(meeting) if case.seats_to_fill is None else case.seats_to_fill
    # An option wins for sure when even all its equals fit in; it is out when the places are full without it.
    at_least = {option: sum(met[other]["votes"] >= met[option]["votes"] for other in meeting) for option in meeting}
    more = {option: sum(met[other]["votes"] > met[option]["votes"] for other in meeting) for option in meeting}
    winners = [option for option in meeting if at_least[option] <= places]
    level = [option for option in meeting if at_least[option] > places > more[option]]
    found: dict[str, object] = {"winners": winners, "unfilled": places - len(winners)}
    if level and case.round == 1:
        return {**found, "result": "runoff", "reason": "tie", "runoff": level}
    if winners:
        return {**found, "result": "carried", "reason": "share.met"}
    return {**found, "result": "not_carried", "reason": "tie" if level else "share.missed"}


@pytest.mark.parametrize("method", METHODS)
def test_the_count_agrees_with_a_second_one_written_in_fractions(method: Method) -> None:
    @settings(steady, max_examples=250)
    @given(case=cases(methods=(method,)))
    def agrees(case: Case) -> None:
        assert outcome_json(count(case)) == plain_count(case)

    agrees()


SHARES = [(1, 2, True), (1, 2, False), (2, 3, False), (2, 3, True), (3, 4, False), (3, 4, True), (1, 3, True), (1, 1, False)]


@pytest.mark.parametrize(("num", "den", "strict"), SHARES)
def test_required_is_the_least_integer_from_1_to_200_seats(num: int, den: int, strict: bool) -> None:
    share = Share("entitled", num, den, strict)
    part = Fraction(num, den)
    for base in range(1, 201):
        enough = [x for x in range(base + 1) if (x > part * base if strict else x >= part * base)]
        assert required(share, base) == enough[0]
        assert [x for x in range(base + 1) if meets(share, x, base)] == enough


@pytest.mark.parametrize(("num", "den", "strict"), SHARES)
def test_a_motion_of_1_to_200_seats_turns_exactly_at_the_required_vote(num: int, den: int, strict: bool) -> None:
    for seats in range(1, 201):
        roll = tuple(RollLine(f"s{n}", True) for n in range(seats))
        case = Case("yes_no", Share("entitled", num, den, strict), Quorum(2, 3), roll, totals=Totals(0, 0, 0))
        least = count(case).counts["seats"].required
        assert least is not None
        carried = [count(replace(case, totals=Totals(given, 0, 0))).result for given in (least - 1, least)]
        assert carried == ["not_carried", "carried"]


@steady
@given(case=cases(), order=st.randoms(use_true_random=False))
def test_permuting_roll_and_ballots_changes_nothing(case: Case, order: Any) -> None:
    roll, ballots = list(case.roll), list(case.ballots)
    order.shuffle(roll)
    order.shuffle(ballots)
    assert count(replace(case, roll=tuple(roll), ballots=tuple(ballots))) == count(case)


@steady
@given(case=cases(methods=("choose_one", "approve_any")), shift=st.integers(1, 3))
def test_renaming_options_changes_nothing(case: Case, shift: int) -> None:
    # The new names sort differently, so that no order but that of the motion can be used.
    names = {option: f"{OPTIONS[(n + shift) % 4]}{n}" for n, option in enumerate(case.options)}

    def renamed(choice: str | tuple[str, ...]) -> str | tuple[str, ...]:
        return names.get(choice, choice) if isinstance(choice, str) else tuple(names[option] for option in choice)

    before = count(case)
    ballots = tuple(Ballot(ballot.seat, renamed(ballot.choice)) for ballot in case.ballots)
    after = count(replace(case, options=tuple(names.values()), ballots=ballots))
    assert after == replace(
        before,
        winners=tuple(names[option] for option in before.winners),
        runoff=tuple(names[option] for option in before.runoff),
        options={names[option]: counted for option, counted in before.options.items()},
    )


def with_choice(case: Case, seat: str, choice: str) -> Case:
    others = tuple(ballot for ballot in case.ballots if ballot.seat != seat)
    return replace(case, ballots=(*others, Ballot(seat, choice)))


@steady
@given(case=cases(methods=("yes_no",)))
def test_one_more_for_never_turns_carried_into_not_carried(case: Case) -> None:
    if count(case).result != "carried":
        return
    for line in case.roll:
        if not line.recused:
            arrived = replace(case, roll=tuple(replace(other, present=True) if other is line else other for other in case.roll))
            assert count(with_choice(arrived, line.seat, "for")).result == "carried"


def recused(case: Case, ballot: Ballot) -> Case:
    """The seat stays in the room, leaves the ballot and takes its vote with it."""
    roll = tuple(replace(line, recused=True) if line.seat == ballot.seat else line for line in case.roll)
    return replace(case, roll=roll, ballots=tuple(other for other in case.ballots if other is not ballot))


@settings(steady, max_examples=200)
@given(case=cases(methods=("yes_no",)))
def test_a_recusal_never_helps_the_side_that_loses_a_vote(case: Case) -> None:
    before = count(case).result
    for ballot in case.ballots:
        after = count(recused(case, ballot)).result
        if ballot.choice == "for" and before != "carried":
            assert after != "carried"
        if ballot.choice == "against" and before == "carried":
            assert after == "carried"


@steady
@given(case=cases(weighed=False))
def test_every_present_seat_is_accounted_for_once(case: Case) -> None:
    numbers = count(case).counts["seats"]
    sided = len([ballot for ballot in case.ballots if ballot.choice not in ("abstain", "invalid", ())])
    assert numbers.present == numbers.recused + sided + numbers.abstain + numbers.invalid + numbers.not_voted
    assert numbers.not_voted >= 0


@steady
@given(case=cases(methods=("yes_no",), weighed=False))
def test_hands_and_named_ballots_give_the_same_count(case: Case) -> None:
    readable = tuple(ballot for ballot in case.ballots if ballot.choice != "invalid")
    chosen = [ballot.choice for ballot in readable]
    hands = Totals(chosen.count("for"), chosen.count("against"), chosen.count("abstain"))
    assert count(replace(case, ballots=(), totals=hands)) == count(replace(case, ballots=readable))


@steady
@given(case=cases(weighed=False))
def test_a_secret_box_counts_like_named_ballots(case: Case) -> None:
    if not case.roll:
        return  # Nobody is ticked and nobody voted: nothing tells that it was secret.
    voted = {ballot.seat for ballot in case.ballots}
    ticked = tuple(replace(line, voted=line.seat in voted) for line in case.roll)
    box = count(replace(case, roll=ticked, ballots=tuple(replace(ballot, seat=None) for ballot in case.ballots)))
    named = count(case)
    if len(case.ballots) < 5:
        assert (box.result, box.reason, box.counts) == ("void", "void.too_few", named.counts)
    else:
        assert box == named


@steady
@given(case=cases(methods=("yes_no",), weighed=False), chair=st.sampled_from(["for", "against"]))
def test_a_casting_vote_decides_nothing_but_a_tie(case: Case, chair: Any) -> None:
    without = count(case)
    with_chair = count(replace(case, casting_vote=chair))
    numbers = without.counts["seats"]
    if numbers.votes_for != numbers.votes_against or without.result in ("inquorate", "no_result"):
        assert with_chair == replace(without, casting_vote=chair)
    elif chair == "against":
        assert with_chair == replace(without, result="not_carried", reason="casting_vote", casting_vote=chair)
    else:
        base = numbers.base + (case.rule.base in ("cast", "yes_no"))
        share, given_for = Fraction(case.rule.num, case.rule.den), Fraction(numbers.votes_for + 1, base)
        carried = given_for > share or (given_for == share and not case.rule.strict)
        expected: Outcome = replace(without, result="not_carried", reason="share.missed", casting_vote=chair)
        assert with_chair == (replace(expected, result="carried", reason="casting_vote") if carried else expected)


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["", "a", "for", "s1", "seats", "yes_no", "\ud800"])
any_json = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "seat", "for", "seats", "num"]), inner, max_size=3),
)
WORKED: dict[str, Any] = {
    "method": "approve_any",
    "round": 1,
    "max_choices": 2,
    "void": None,
    "totals": None,
    "rule": {"base": "cast", "num": 1, "den": 2, "strict": True},
    "quorum": {"num": 1, "den": 2, "strict": False},
    "dimensions": ["seats"],
    "casting_vote": None,
    "roll": [{"seat": f"s{n}", "present": True, "recused": False, "weight": {"seats": 1}, "voted": True} for n in range(6)],
    "ballots": [{"seat": None, "choice": ["a"]} for _ in range(6)],
    "options": ["a", "b"],
    "seats_to_fill": 1,
}


def places_in(value: Any) -> list[tuple[Any, ...]]:
    """Every path into a JSON value, leaves and branches alike."""
    inside: list[tuple[Any, Any]] = (
        list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    )
    return [(key, *rest) for key, inner in inside for rest in [(), *places_in(inner)]]


@settings(steady, max_examples=500)
@given(place=st.sampled_from(places_in(WORKED)), value=any_json, drop=st.booleans())
def test_no_spoilt_file_is_answered_with_anything_but_a_count_or_a_refusal(place: tuple[Any, ...], value: Any, drop: bool) -> None:
    case = json.loads(json.dumps(WORKED))
    inside = case
    for step in place[:-1]:
        inside = inside[step]
    if drop:
        del inside[place[-1]]
    else:
        inside[place[-1]] = value
    answer = recount(case)
    json.dumps(answer, ensure_ascii=False, allow_nan=False).encode()
    assert "result" in answer or answer.get("refused") in REASONS


@steady
@given(value=any_json)
def test_anything_that_is_no_case_is_an_invalid_file(value: Any) -> None:
    assert recount(value) == {"refused": "file.invalid"}
