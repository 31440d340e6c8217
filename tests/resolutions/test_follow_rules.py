from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from app.alliances.rules import KINDS
from app.core.workdays import Calendar
from app.resolutions import messages
from app.resolutions.follow_rules import OF_THE_COMMUNITY, confirmed_by, question, refusal_to_close, still_to_ask

CALENDAR = Calendar(frozenset(), frozenset(), frozenset((2026,)))
MONDAY, THURSDAY = date(2026, 11, 16), date(2026, 11, 19)


@dataclass
class Promise:
    state: str = "in_progress"
    due: date | None = MONDAY
    paused_until: date | None = None
    reported_on: date | None = None
    answered_on: date | None = None
    reworks: int = 0


@pytest.mark.parametrize(
    ("of", "today", "asks"),
    [
        (Promise(), MONDAY, ""),
        (Promise(), date(2026, 11, 18), ""),  # two working days late
        (Promise(), THURSDAY, "decide"),  # three
        (Promise("assigned"), date(2026, 11, 30), "decide"),
        (Promise(due=None), THURSDAY, ""),
        (Promise("submitted"), THURSDAY, ""),
        (Promise("closed"), THURSDAY, ""),
        (Promise(paused_until=THURSDAY), THURSDAY, "paused"),  # its last day is part of it
        (Promise(paused_until=date(2026, 11, 18)), THURSDAY, "report"),
        (Promise(reported_on=MONDAY), THURSDAY, "reported"),
        (Promise(reported_on=MONDAY, answered_on=THURSDAY), THURSDAY, "answered"),
        (Promise(paused_until=date(2026, 11, 30), reported_on=MONDAY), THURSDAY, "reported"),
        (Promise(reworks=1), MONDAY, ""),
        (Promise(reworks=2), MONDAY, "report"),  # done again twice: up the route, though nothing is late
        (Promise(reworks=2), THURSDAY, "decide"),
    ],
)
def test_what_is_asked_of_the_secretary(of: Promise, today: date, asks: str) -> None:
    assert question(of, today, CALENDAR, 3) == asks


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_community_never_confirms_its_own_work(kind: str) -> None:
    own = kind in ("community_party", "residents_committee", "grid_worker")
    assert (kind in OF_THE_COMMUNITY, "secretary" in confirmed_by(kind)) == (own, not own)
    assert {"street", "reporter"} <= confirmed_by(kind)


@dataclass
class Said:
    asked: str
    solved: str


YES, NO, NOBODY = Said("secretary", "yes"), Said("secretary", "no"), Said("secretary", "unreached")


@pytest.mark.parametrize(
    ("ending", "kind", "answers", "reason"),
    [
        ("solved", "school", [], None),
        ("solved", "school", [YES], None),
        ("solved", "school", [NO], "action.not_solved"),
        ("solved", "school", [NO, YES], None),  # the newest counts
        ("solved", "school", [NO, NOBODY], "action.not_solved"),  # nobody reached says nothing
        ("explained", "school", [NO], None),
        ("solved", "residents_committee", [], "action.unconfirmed"),
        ("solved", "residents_committee", [YES], "action.unconfirmed"),  # by herself
        ("explained", "residents_committee", [YES], "action.unconfirmed"),
        ("solved", "residents_committee", [Said("street", "yes")], None),
        ("solved", "grid_worker", [Said("reporter", "yes")], None),
        ("solved", "community_party", [Said("street", "unreached")], "action.unconfirmed"),
        ("solved", "community_party", [Said("street", "no")], "action.not_solved"),
        ("explained", "community_party", [Said("street", "no")], None),
    ],
)
def test_why_an_action_cannot_end_so(ending: str, kind: str, answers: list[Said], reason: str | None) -> None:
    assert refusal_to_close(ending, kind, answers) == reason
    assert reason is None or reason in messages.REASONS


@pytest.mark.parametrize(
    ("kind", "ending", "answers", "asks"),
    [
        ("action", "solved", [], True),
        ("action", "solved", [NOBODY], True),
        ("action", "solved", [NOBODY, NOBODY], False),  # two attempts are enough
        ("action", "solved", [YES], False),
        ("action", "explained", [], False),
        ("request_letter", "solved", [], False),
    ],
)
def test_both_questions_are_put_before_it_ends_as_solved(kind: str, ending: str, answers: list[Said], asks: bool) -> None:
    assert still_to_ask(kind, ending, "school", answers) == asks
