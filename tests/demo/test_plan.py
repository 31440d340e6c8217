"""What is planned for the whole city, before anything is entered."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest

from app.core import chance
from app.core.clock import local
from app.core.workdays import Calendar
from app.demo.city import plan
from app.demo.city.homes import LEADS, Home, Member, candidates
from app.demo.city.weights import CATEGORIES, Weights
from app.demo.city.words import Words, texts, written_out
from app.issues.rules import LONGEST_TITLE, sounds_dangerous
from app.policy import Actor
from app.settings import seed

ROSTER = Path(plan.__file__).parents[1] / "alliances.json"


def homes() -> list[Home]:
    """The roster's alliances but the showcase's, without a database."""
    found = []
    for number, row in enumerate(json.loads(ROSTER.read_text(encoding="utf-8"))["alliances"], 1):
        members = tuple(
            Member(100 * number + place, place, one["name"], one["code"], one["votes"], place, "某人")
            for place, one in enumerate(row["members"], 1)
        )
        found.append(Home(number, row["code"], row["name"], row["residents"], Actor(1, "秘书"), members))
    return [home for home in found if home.code != "TB014"]


def days_off() -> Calendar:
    days = seed.days()
    off = frozenset(day for day, works, _name in days if not works)
    return Calendar(off, frozenset(day for day, works, _name in days if works), frozenset(day.year for day in off))


@pytest.fixture(scope="module")
def shares() -> list[plan.Share]:
    return plan.shares(homes(), days_off(), 2026)


def test_the_totals_are_those_of_the_city_with_the_showcase(shares: list[plan.Share]) -> None:
    assert len(shares) == 209
    assert sum(share.issues for share in shares) + 3 + plan.NEIGHBOURS == 7200
    assert sum(len(share.meetings) for share in shares) + 6 + plan.AGAIN == 1260
    assert sum(share.tabled for share in shares) == 610
    assert {len(share.meetings) for share in shares} == set(range(3, 10))


def test_meetings_keep_to_working_days_and_away_from_the_spring_festival(shares: list[plan.Share]) -> None:
    calendar = days_off()
    days = [local(instant).date() for share in shares for instant in share.meetings]
    assert [day for day in days if not calendar.is_workday(day)] == []
    spring = [day for day in calendar.holidays if day.month in (1, 2) and day.day > 3]
    assert [day for day in days if any(abs((day - off).days) < 5 for off in spring)] == []
    months = Counter(day.month for day in days)
    assert min(months[month] for month in (3, 6, 9)) > 1.5 * max(months[month] for month in (1, 2, 4, 5, 7, 8))


def test_alliances_meet_at_even_distances_and_all_but_a_handful_met_in_the_last_whole_quarter(shares: list[plan.Share]) -> None:
    days = [[local(instant).date() for instant in share.meetings] for share in shares]
    quarters = [[4 * day.year + (day.month - 1) // 3 for day in one] for one in days]
    gaps = {later - earlier for one in quarters for earlier, later in pairwise(one)}
    assert (min(gaps), max(gaps)) == (1, 4)
    missed = [one for one in quarters if 4 * 2026 + 2 not in one]
    assert 1 <= len(missed) <= 10


def test_parts_add_up_to_the_whole_whatever_the_weights() -> None:
    assert plan.apportioned(10, [1, 1, 1]) == [4, 3, 3]
    assert plan.apportioned(7, [0.2, 5.8, 1]) == [0, 6, 1]
    assert sum(plan.apportioned(7200, [home.residents for home in homes()])) == 7200


def test_heating_comes_in_winter_and_every_category_has_its_share_of_the_year() -> None:
    dice = chance.dice("heat")
    drawn = [(month, plan.category(Weights("weight_all"), month, dice)) for month in range(1, 13) for _ in range(3000)]
    heat = Counter(month for month, code in drawn if code == "HEAT")
    assert min(heat[month] for month in (11, 12, 1, 2)) > 3 * max(heat[month] for month in (6, 7, 8))
    shares_ = Counter(code for _month, code in drawn)
    far = {code: row["weight_all"] for code, row in CATEGORIES.items() if abs(100 * shares_[code] / len(drawn) - row["weight_all"]) > 1.5}
    assert far == {}


def test_templates_speak_of_no_danger_fit_a_title_and_know_every_category() -> None:
    assert set(texts()["issues"]) == set(texts()["deeds"]) == set(CATEGORIES)
    home = homes()[0]
    words = Words(home, chance.dice("words"))
    told = [words.issue(code) for code in CATEGORIES for _ in range(60)]
    assert [one.title for one in told if sounds_dangerous(one.title + one.words)] == []
    assert max(len(one.title) for one in told) <= LONGEST_TITLE
    assert [one for one in told if "{" in one.title + one.words + one.answer] == []
    assert len(written_out()) == 58


def test_every_deed_finds_a_member_in_every_alliance() -> None:
    leads = {deed[0] for deeds in texts()["deeds"].values() for deed in deeds} | {
        deed[0] for _t, deeds in texts()["free"] for deed in deeds
    }
    assert leads <= set(LEADS)
    assert [(home.code, lead) for home in homes() for lead in sorted(leads) if not candidates(home, lead)] == []


def test_no_two_alliances_tell_the_same_stories() -> None:
    spoken = []
    for home in homes()[:60]:
        words = Words(home, chance.dice(2026, home.code))
        spoken.append({words.issue(plan.category(Weights("weight_all"), n % 12 + 1, words.dice)).words for n in range(40)})
    assert min(len(one) for one in spoken) >= 36
    assert max(len(one & other) for number, one in enumerate(spoken) for other in spoken[:number]) <= 3
