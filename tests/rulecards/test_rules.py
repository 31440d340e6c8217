"""The card without a database: what it asks of 1 to 200 seats, what cannot stand on it, what its preview says."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from app.ballots.shares import Quorum, Share, least, required
from app.rulecards.rules import (
    DEFAULT,
    LIFECYCLE,
    complete,
    confirm_fault,
    counts_more_than_seats,
    differences,
    fault,
    preview,
    quorum_of,
    roll_line,
    share_of,
)
from tests.rulecards.make_cards import CONVENER, card, quorum, share

SHARES = [(1, 2, True), (1, 2, False), (2, 3, False), (2, 3, True), (3, 4, False), (3, 4, True), (3, 5, True), (1, 1, False)]


@pytest.mark.parametrize(("num", "den", "strict"), SHARES)
def test_the_least_number_is_the_first_that_meets_the_fraction_for_every_alliance_of_1_to_200(num: int, den: int, strict: bool) -> None:
    held = card(quorum=quorum(num, den, strict=strict))
    for seats in range(1, 201):
        part = Fraction(num, den) * seats
        first = next(x for x in range(seats + 2) if (x > part if strict else x >= part))
        assert least(quorum_of(held), seats) == first
        assert required(Share("entitled", num, den, strict), seats) == first
        assert f"到会规定{first}家" in preview(held, seats)[0]


def test_over_nine_more_than_half_is_five_two_thirds_six_three_quarters_seven() -> None:
    nine = card(quorum=quorum(3, 4))
    assert preview(nine, 9) == ("有9家时：到会规定7家，过半数5票，三分之二以上6票",)


def test_with_seventeen_the_default_says_twelve_nine_and_twelve() -> None:
    assert preview(DEFAULT, 17) == ("有17家时：到会规定12家，过半数9票，三分之二以上12票",)
    assert preview(DEFAULT, 17, language="en") == (
        "with 17 seats: quorum 12 seats, more than half is 9 votes, two thirds or more is 12 votes",
    )


def test_other_bases_are_shown_at_the_quorum() -> None:
    held = card(majority=share(1, 2, strict=True, base="present"), two_thirds=share(2, 3, base="cast"))
    assert preview(held, 17) == ("有17家时：到会规定12家，过半数按实到计算，实到12家时7票，三分之二以上按参与表决的计算，参与12家时8票",)


def test_weights_and_areas_are_counted_each_in_its_own_unit() -> None:
    held = card(weighted=True, dimensions=["seats", "area"])
    assert preview(held, 3, [3, 1, 0], [128_050, 99_950, 1]) == (
        "按票权，共4票：到会规定3票，过半数3票，三分之二以上3票",
        "按面积，共2280.01平方米：到会规定1520.01平方米，过半数1140.01平方米，三分之二以上1520.01平方米",
    )


def test_of_nobody_nothing_is_asked() -> None:
    assert preview(DEFAULT, 0) == ()
    assert preview(card(weighted=True), 2, [0, 0]) == ()


BAD: list[tuple[dict[str, Any], tuple[str, str]]] = [
    ({"quorum": quorum(0, 3)}, ("card.share", "quorum_num")),
    ({"quorum": quorum(4, 3)}, ("card.share", "quorum_num")),
    ({"quorum": quorum(-1, 3)}, ("card.share", "quorum_num")),
    ({"quorum": quorum(3, 3, strict=True)}, ("card.share", "quorum_num")),
    ({"quorum": quorum(100, 101)}, ("card.share", "quorum_num")),
    ({"majority": share(0, 2)}, ("card.share", "alliance_majority_num")),
    ({"majority": share(1, 1, strict=True)}, ("card.share", "alliance_majority_num")),
    ({"majority": share(1, 2)}, ("card.below_its_name", "alliance_majority_num")),
    ({"majority": share(1, 3, strict=True)}, ("card.below_its_name", "alliance_majority_num")),
    ({"two_thirds": share(3, 5, strict=True)}, ("card.below_its_name", "alliance_two_thirds_num")),
    ({"two_thirds": share(2, 3, base="seats")}, ("card.base", "alliance_two_thirds_base")),
    ({"dimensions": ["area"]}, ("card.choice", "dimensions")),
    ({"visibility": "secret"}, ("card.choice", "visibility")),
    ({"proxies": "half"}, ("card.choice", "proxies")),
    ({"rotation": "nobody"}, ("card.choice", "rotation")),
    ({"letters": 0}, ("card.number", "letters")),
    ({"letters": 11}, ("card.number", "letters")),
    ({"notice_workdays": 61}, ("card.number", "notice_workdays")),
    ({"notice_workdays": -1}, ("card.number", "notice_workdays")),
    ({"notice_workdays": 1, "urgent_workdays": 2}, ("card.urgent", "urgent_workdays")),
    ({"weighted": True, "visibility": "hands"}, ("card.hands", "visibility")),
    ({"dimensions": ["seats", "area"], "casting_vote": True}, ("card.casting_vote", "casting_vote")),
]


@pytest.mark.parametrize(("parts", "why"), BAD, ids=lambda value: str(value)[:50])
def test_what_cannot_stand_names_its_field(parts: dict[str, Any], why: tuple[str, str]) -> None:
    assert fault(card(**parts)) == why


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"quorum": quorum(1, 1)},
        {"quorum": quorum(1, 100, strict=True)},
        {"majority": share(3, 5)},
        {"majority": share(50, 99)},
        {"two_thirds": share(66, 99)},
        {"two_thirds": share(2, 3, strict=True)},
        {"casting_vote": True, "visibility": "hands"},
        {"weighted": True, "dimensions": ["seats", "area"]},
        {"notice_workdays": 0, "urgent_workdays": 0},
    ],
)
def test_what_stands(parts: dict[str, Any]) -> None:
    assert fault(card(**parts)) is None


def test_every_share_of_a_sound_card_can_be_reached_and_never_by_nobody() -> None:
    for num in range(1, 13):
        for den in range(num, 13):
            for strict in (False, True):
                held = card(quorum=quorum(num, den, strict=strict))
                if fault(held) is None:
                    assert all(0 < least(quorum_of(held), seats) <= seats for seats in range(1, 201)), (num, den, strict)
                else:
                    assert (num, strict) == (den, True)


def test_a_card_of_former_times_is_filled_up_and_keeps_what_it_says() -> None:
    old = {
        "quorum": quorum(1, 2, strict=True),
        "rules": {"alliance_majority": share(1, 2, strict=True, base="cast")},
        "roll": [{"seat": 3}],
    }
    filled = complete(old)
    assert (filled["quorum"], filled["rules"]["alliance_majority"]["base"], filled["roll"]) == (old["quorum"], "cast", [{"seat": 3}])
    assert {name: filled[name] for name in DEFAULT if name not in ("quorum", "rules")} == {
        name: value for name, value in DEFAULT.items() if name not in ("quorum", "rules")
    }
    assert filled["rules"]["alliance_two_thirds"] == DEFAULT["rules"]["alliance_two_thirds"]
    assert complete(filled) == filled


def test_filling_up_shares_nothing_with_the_default() -> None:
    first = complete({})
    first["quorum"]["num"] = 1
    first["rules"]["alliance_majority"]["base"] = "cast"
    first["dimensions"].append("area")
    assert (quorum_of(DEFAULT), share_of(DEFAULT, "alliance_majority").base, DEFAULT["dimensions"]) == (Quorum(2, 3), "entitled", ["seats"])


def test_differences_are_named_part_by_part() -> None:
    other = card(quorum=quorum(3, 4), two_thirds=share(3, 4), letters=2)
    assert differences(card(), other) == {"quorum", "alliance_two_thirds", "letters"}
    assert differences(card(), card()) == frozenset()


def test_a_line_of_the_roll_has_weight_and_area_only_where_the_card_asks() -> None:
    plain = {"seat": 7, "organisation": "市第三医院", "votes": True}
    assert roll_line(card(), 7, "市第三医院", True, 3, 500) == plain
    weighing = card(weighted=True)
    assert roll_line(weighing, 7, "市第三医院", True, 3, 500) == {**plain, "weight": 3}
    assert roll_line(weighing, 7, "市第三医院", True, 0, None) == {**plain, "weight": 0}
    assert (roll_line(weighing, 7, "市第三医院", True, 1, 5), roll_line(weighing, 7, "市第三医院", True, None, 5)) == (plain, plain)
    by_area = card(dimensions=["seats", "area"])
    assert roll_line(by_area, 7, "市第三医院", True, 3, 500) == {**plain, "area": 500}
    assert roll_line(by_area, 7, "市第三医院", True, 3, None) == {**plain, "area": 0}
    assert (counts_more_than_seats(card()), counts_more_than_seats(weighing), counts_more_than_seats(by_area)) == (False, True, True)


def test_a_confirmation_needs_a_name_and_a_day_that_has_come() -> None:
    today = CONVENER.on
    assert confirm_fault("郑安澜", today, today) is None
    assert confirm_fault("", today, today) == ("card.no_name", "confirmed_by")
    assert confirm_fault("郑安澜", today.replace(day=13), today) == ("card.future", "confirmed_on")


def test_the_life_of_a_card() -> None:
    assert {name: (move.sources, move.target) for name, move in LIFECYCLE.moves.items()} == {
        "confirm": (frozenset({"draft"}), "confirmed"),
        "drop": (frozenset({"draft"}), "dropped"),
        "supersede": (frozenset({"confirmed"}), "superseded"),
    }
