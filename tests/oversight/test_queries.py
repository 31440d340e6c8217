from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app.alliances.models import Alliance, Seat
from app.core import ledger
from app.core.clock import at_local
from app.core.db import db, writing
from app.issues.models import Issue
from app.meetings import actions as meeting_actions
from app.minutes import actions as minutes_actions
from app.oversight import ahead, queries
from app.oversight.models import Turnout
from app.oversight.queries import Asked, Trouble, Wanted
from app.oversight.rules import COUNTED, KINDS, Limits, next_step, reason
from app.oversight.statements import Reach
from app.oversight.words import written
from app.policy import SYSTEM
from app.settings import actions as settings_actions
from app.settings import models as settings
from tests import make
from tests.house.counting import statements
from tests.oversight import make_oversight
from tests.oversight.make_oversight import FORTY, TODAY, at, days_back
from tests.resolutions import make_resolutions

NOW = at_local(TODAY, 9)


@dataclass
class Area:
    """Two alliances of one street and one of another district, each with two members."""

    here: Alliance
    near: Alliance
    far: Alliance
    seats: dict[int, list[Seat]]


@pytest.fixture
def area(any_app: Flask) -> Iterator[Area]:
    with make_resolutions.today_is(TODAY):
        here, near = make.alliance("鹤鸣里社区党建联盟"), make.alliance("文苑里社区党建联盟")
        far = make.alliance("河东社区党建联盟", street="河东街道", district="大安市")
        yield Area(here, near, far, {one.id: make.seats(one, 2) for one in (here, near, far)})


def asked(*alliances: Alliance, kind: str = "", **more: Any) -> Asked:
    ids = frozenset(one.id for one in alliances)
    return queries.everything(Reach(ids, **more), NOW, settings.calendar(), queries.limits(), kind)


def found(of: Asked, **more: Any) -> list[Trouble]:
    return list(queries.troubles(of, queries.areas((0,)), **more).rows)


def kinds(rows: list[Trouble]) -> list[tuple[str, int]]:
    return [(row.kind, row.id) for row in rows]


# -- each kind ---------------------------------------------------------------------------------------------------------


def test_an_action_is_stuck_while_a_unit_works_on_it_past_its_date(area: Area) -> None:
    seats = area.seats[area.here.id]
    late = make_oversight.actions(seats, [date(2026, 11, 19)])
    make_oversight.actions(seats, [TODAY])
    for state in ("submitted", "accepted", "closed", "cancelled", "shelved"):
        make_oversight.actions(seats, [date(2026, 11, 19)], state=state)
    rows = found(asked(area.here))
    assert [(row.kind, row.id, row.workdays, row.step, row.unit) for row in rows] == [("overdue", late[0], 3, 3, _unit(seats[0]))]


def _unit(seat: Seat) -> str:
    from app.alliances.models import Organisation

    return db.session.get_one(Organisation, seat.organisation_id).name


def test_minutes_are_missed_five_working_days_after_the_meeting_until_they_are_signed(area: Area) -> None:
    monday = at(date(2026, 11, 16))
    in_time = make_oversight.meetings([area.here.id], [at(date(2026, 11, 17))])
    late = make_oversight.meetings([area.here.id], [monday])
    make_oversight.meetings([area.here.id], [monday], locked_at=NOW)
    make_oversight.meetings([area.here.id], [monday], state="cancelled")
    planned = make_oversight.meetings([area.here.id], [monday], state="notified")
    rows = found(asked(area.here))
    assert [(row.id, row.kind, row.state, row.workdays) for row in rows] == [
        (late[0], "no_minutes", "ended", 6),
        (planned[0], "no_minutes", "notified", 6),
    ]
    assert in_time[0] not in {row.id for row in rows}


def test_the_setting_for_minutes_is_the_citys(area: Area) -> None:
    make_oversight.meetings([area.here.id], [at(date(2026, 11, 17))])
    with writing():
        settings_actions.decide("minutes.workdays", 0, "4", by=SYSTEM, at=NOW)
    assert [row.kind for row in found(asked(area.here))] == ["no_minutes"]
    assert queries.limits() == Limits(minutes=4)


def test_a_draft_of_the_minutes_waits_for_the_convener(area: Area) -> None:
    held = make_resolutions.meeting(area.here, at=at(date(2026, 11, 10)), ended=True)
    with writing():
        ledger.hold(area.here.id)
        minutes_actions.draft(held, by=SYSTEM, at=NOW)
    assert [(row.kind, row.unit) for row in found(asked(area.here, kind="no_minutes"))] == [("no_minutes", "draft")]


def test_an_issue_is_stuck_after_the_days_for_taking_it_up_and_a_dangerous_one_at_once(area: Area) -> None:
    late = make_oversight.issues([area.here.id], [at(date(2026, 11, 20), 10)])
    make_oversight.issues([area.here.id], [at(date(2026, 11, 23), 10)])
    make_oversight.issues([area.here.id], [at(date(2026, 11, 10), 10)], state="accepted")
    danger = make_oversight.issues([area.here.id], [at_local(TODAY, 8)], words="楼道里有燃\n 　气味")
    rows = found(asked(area.here))
    assert kinds(rows) == [("danger", danger[0]), ("unanswered", late[0])]
    assert [db.session.get_one(Issue, row.id).dangerous for row in rows] == [True, False]


def test_a_shelved_action_is_stuck_after_its_review(area: Area) -> None:
    ids = make_oversight.shelved(area.seats[area.here.id], [date(2026, 11, 23), TODAY])
    assert kinds(found(asked(area.here))) == [("review_past", ids[0])]


def test_a_notice_is_missed_before_the_meeting_and_not_after_it_went_out(area: Area) -> None:
    tomorrow = at(date(2026, 11, 25))
    soon = make_oversight.meetings([area.here.id], [tomorrow], state="planning")
    make_oversight.meetings([area.here.id], [tomorrow], state="notified")
    make_oversight.meetings([area.here.id], [at(date(2026, 11, 27))], state="planning")
    rows = found(asked(area.here))
    assert [(row.kind, row.id, row.workdays, row.step) for row in rows] == [("no_notice", soon[0], 1, 0)]


def test_a_postponed_meeting_is_stuck_until_its_new_notice_whatever_day_stands_on_it(area: Area) -> None:
    """Postponing keeps the old day: before it there is no day yet, and after it the meeting must not be lost."""
    gone, near = make_oversight.meetings([area.here.id], [at(date(2026, 11, 16)), at(date(2026, 11, 25))], state="postponed")
    make_oversight.meetings([area.here.id], [at(date(2026, 12, 20))], state="postponed")
    rows = found(asked(area.here))
    assert [(row.kind, row.id, row.workdays, row.step) for row in rows] == [("no_day", gone, 6, 2), ("no_day", near, 0, 4)]
    assert [written(reason(row)) for row in rows] == [
        "原定2026年11月16日的会延期了，过了6个工作日，还没有定下新的会期。",
        "会延期了，现在写的会期是2026年11月25日，还没有重新通知。",
    ]


def test_a_postponed_meeting_whose_day_is_over_hides_no_meeting_that_fell_short(area: Area) -> None:
    short = make_oversight.short_meetings([area.here.id], [date(2026, 11, 10)])
    make_oversight.meetings([area.here.id], [at(date(2026, 11, 20))], state="postponed")
    assert {(row.kind, row.id) for row in found(asked(area.here)) if row.kind == "inquorate"} == {("inquorate", short[0])}


def test_an_issue_is_stuck_wherever_it_lies_on_its_way(area: Area) -> None:
    here, unit = [area.here.id], area.seats[area.here.id][0]
    long_ago, lately = at(date(2026, 11, 9)), at(date(2026, 11, 20))
    past = {"due": date(2026, 11, 19), "lead_organisation_id": unit.organisation_id, "accepted_at": long_ago}
    late = [make_oversight.issues(here, [long_ago], state=state, **past)[0] for state in ("dispatched", "acknowledged", "in_progress")]
    outside = make_oversight.issues(
        here, [long_ago], state="dispatched", due=date(2026, 11, 20), lead_words="区水务局", accepted_at=long_ago
    )
    make_oversight.issues(here, [long_ago], state="dispatched", **past | {"due": TODAY})
    shelved = make_oversight.issues(here, [long_ago], state="shelved", review_on=date(2026, 11, 23), **past)
    make_oversight.issues(here, [long_ago], state="shelved", review_on=TODAY, **past)
    back = make_oversight.issues(here, [long_ago], state="returned", **past)
    make_oversight.issues(here, [long_ago], state="returned", accepted_at=at(date(2026, 11, 23)))
    waits = make_oversight.issues(here, [long_ago], state="accepted", accepted_at=at(date(2026, 11, 16)))
    make_oversight.issues(here, [long_ago], state="accepted", accepted_at=lately)
    make_oversight.issues(here, [long_ago], state="on_agenda", **past)
    rows = found(asked(area.here))
    assert sorted((row.kind, row.id, row.unit) for row in rows) == sorted(
        [
            *(("issue_overdue", one, _unit(unit)) for one in late),
            ("issue_overdue", outside[0], "区水务局"),
            ("issue_review", shelved[0], ""),
            ("returned", back[0], ""),
            ("unarranged", waits[0], ""),
        ]
    )
    assert {row.id: row.workdays for row in rows if row.kind != "issue_overdue"} == {shelved[0]: 1, back[0]: 11, waits[0]: 6}


def test_the_days_for_arranging_an_issue_are_the_citys(area: Area) -> None:
    make_oversight.issues([area.here.id], [at(date(2026, 11, 9))], state="accepted", accepted_at=at(date(2026, 11, 20)))
    assert found(asked(area.here)) == []
    with writing():
        settings_actions.decide("issue.arrange_workdays", 0, "1", by=SYSTEM, at=NOW)
    assert [row.kind for row in found(asked(area.here))] == ["unarranged"]


def test_what_is_about_the_community_waits_for_the_street_and_shows_its_number_only(area: Area) -> None:
    dangerous = make_oversight.issues([area.here.id], [at_local(TODAY, 8)], words="有人说要轻生", goes_to="street", number="J2026-0001")
    late = make_oversight.issues([area.here.id], [at(date(2026, 11, 10))], goes_to="street", number="J2026-0002")
    rows = found(asked(area.here))
    assert [(row.kind, row.id, row.title, row.desk) for row in rows] == [
        ("danger", dangerous[0], "J2026-0001", "street"),
        ("unanswered", late[0], "J2026-0002", "street"),
    ]
    assert [next_step(row).who for row in rows] == ["街道", "街道"]
    assert found(asked(area.here, text=FORTY[:6])) == []


# -- too few members ---------------------------------------------------------------------------------------------------


def _ended(alliance: Alliance, came: int) -> Any:
    """A meeting entered on its day, to which `came` of its members came."""
    start = at(date(2026, 11, 19))
    held = make_resolutions.meeting(alliance, at=start)
    seats = list(db.session.scalars(select(Seat).where(Seat.alliance_id == alliance.id).order_by(Seat.id)))
    with writing():
        ledger.hold(alliance.id)
        for seat in seats[:came]:
            meeting_actions.mark(held, seat, meeting_actions.Mark("present"), by=SYSTEM, at=start + timedelta(hours=1))
        meeting_actions.end(held, None, by=SYSTEM, at=start + timedelta(hours=2))
    return held


def test_a_meeting_that_fell_short_is_stuck_until_another_one_is_planned(area: Area) -> None:
    held = _ended(area.here, 1)
    rows = [row for row in found(asked(area.here)) if row.kind == "inquorate"]
    assert [(row.id, row.came, row.needed, row.day) for row in rows] == [(held.id, 1, 2, date(2026, 11, 19))]
    make_oversight.meetings([area.here.id], [at(date(2026, 12, 9))], state="cancelled")
    assert [row.kind for row in found(asked(area.here))] == ["inquorate"]
    make_oversight.meetings([area.here.id], [at(date(2026, 12, 10))], state="planning")
    assert found(asked(area.here)) == []


def test_mending_the_list_of_a_meeting_that_is_over_counts_it_anew(area: Area) -> None:
    held = _ended(area.here, 1)
    last = area.seats[area.here.id][1]
    with writing():
        ledger.hold(area.here.id)
        meeting_actions.mark(held, db.session.get_one(Seat, last.id), meeting_actions.Mark("present"), by=SYSTEM, at=NOW)
    assert (found(asked(area.here)), db.session.get_one(Turnout, held.id).came) == ([], 2)
    assert list(ledger.verify()) == []


def test_an_alliance_that_missed_the_whole_period_before_is_stuck_until_it_meets_or_plans_to(area: Area) -> None:
    both = [area.here.id, area.near.id]
    make_oversight.meetings(both, [at(date(2026, 5, 20))] * 2, locked_at=NOW)  # far has never met: nobody knows since when it should
    make_oversight.meetings([area.near.id], [at(date(2026, 9, 30))], locked_at=NOW)
    of = asked(area.here, area.near, area.far)
    rows = found(of)
    assert [(row.kind, row.id, row.title, row.about) for row in rows] == [
        ("missed", area.here.id, area.here.name, f"alliance:{area.here.id}"),
    ]
    assert [written(reason(row)) for row in rows] == ["该在2026年9月30日以前开的会没有开，之后也还没有安排。"]
    with writing():
        settings_actions.decide("meeting.every", 0, "none", by=SYSTEM, at=NOW)
    assert found(asked(area.here)) == []
    make_oversight.meetings([area.here.id], [at(date(2026, 12, 3))], state="planning")
    assert found(of) == []


# -- order, pieces, filters --------------------------------------------------------------------------------------------


def _mixed(area: Area) -> None:
    """Several of every kind on every step, many of them on the same days."""
    both = [area.here.id, area.near.id]
    seats = area.seats[area.here.id] + area.seats[area.near.id]
    days = [*days_back(12), *days_back(12), *days_back(4, 20)]
    make_oversight.actions(seats, days)
    make_oversight.shelved(seats, days_back(9))
    make_oversight.meetings(both, [at(day, 14 + place % 2) for place, day in enumerate(days_back(14, 5))])
    make_oversight.short_meetings(both, [date(2026, 11, 20), TODAY])
    make_oversight.issues(both, [at(day, 10) for day in [*days, *days]])
    make_oversight.issues(both, [at_local(TODAY, 8)] * 3, words="闻到煤气")
    make_oversight.meetings(both, [at(TODAY, 15), at(date(2026, 11, 25))] * 2, state="planning")
    make_oversight.meetings(both, [at(date(2026, 11, 20)), at(date(2026, 11, 25))] * 2, state="postponed")
    for day in days_back(4, 6):
        for state in ("dispatched", "shelved", "returned", "accepted"):
            make_oversight.issues(both, [at(day)], state=state, due=day, review_on=day, accepted_at=at(day))


@pytest.mark.parametrize("size", [1, 7, 50])
def test_the_pieces_one_after_the_other_are_the_whole_list_in_order_of_need(area: Area, size: int) -> None:
    _mixed(area)
    of = asked(area.here, area.near)
    whole = found(of, size=1000)
    assert len(whole) > 100
    order = [(row.step, row.at, list(KINDS).index(row.kind), row.id) for row in whole]
    assert order == sorted(order)
    pieces, after = [], ""
    while True:
        part = queries.troubles(of, queries.areas((0,)), after=after, size=size)
        pieces += kinds(list(part.rows))
        after = part.after
        if not after:
            break
    assert pieces == kinds(whole)


@pytest.mark.parametrize(
    "after",
    ["", "x", "9~2026-11-24T00:00:00+00:00~overdue~1", "1~2026-11-24~overdue~1", "1~0001-01-01T00:00:00+00:00~overdue~1", "1~~overdue~"],
)
def test_an_address_that_nobody_wrote_shows_the_beginning(area: Area, after: str) -> None:
    make_oversight.actions(area.seats[area.here.id], days_back(3))
    assert len(found(asked(area.here), after=after)) == 3


def test_a_reader_sees_the_named_alliances_only_and_the_city_all(area: Area) -> None:
    _mixed(area)
    make_oversight.actions(area.seats[area.far.id], days_back(2))
    assert {row.alliance_id for row in found(asked(area.far), size=1000)} == {area.far.id}
    city = queries.everything(Reach(None), NOW, settings.calendar(), queries.limits())
    assert {row.alliance_id for row in found(city, size=1000)} == {area.here.id, area.near.id, area.far.id}
    assert [(row.street, row.district) for row in found(asked(area.far), size=1)] == [("河东街道", "大安市")]


def test_text_is_looked_for_in_titles_numbers_and_names_of_alliances_as_it_is_typed(area: Area) -> None:
    odd, plain = make_oversight.actions(area.seats[area.here.id], days_back(2), title="标线100%_完成")
    other = make_oversight.actions(area.seats[area.near.id], days_back(1))[0]
    places = queries.areas((0,))

    def ids(text: str) -> set[int]:
        near = queries.reach(places, Wanted(text=text), True, 1)
        return {row.id for row in found(queries.everything(near, NOW, settings.calendar(), queries.limits()))}

    assert (ids("100%_"), ids("文苑里"), ids("%"), ids("没有的")) == ({odd, plain}, {other}, {odd, plain}, set())


def test_filters_of_places_never_reach_beyond_the_readers_own(area: Area) -> None:
    places = queries.areas((area.here.id, area.near.id))
    far = queries.areas((0,))[area.far.id]
    for wanted in (Wanted(alliance=area.far.id), Wanted(street=far.street_id), Wanted(district=far.district_id)):
        assert queries.reach(places, wanted, False, 1).alliances == frozenset()
    assert queries.reach(places, Wanted(alliance=area.near.id), False, 1).alliances == {area.near.id}


def test_what_somebody_coordinates_carries_the_name_and_can_be_filtered(area: Area) -> None:
    first, second, third = make_oversight.actions(area.seats[area.here.id], days_back(3))
    person = make.official("supervisor", "street", 1, "段启明")
    other = make.official("supervisor", "street", 1, "何清")
    make_oversight.coordinations(person.id, area.here.id, [f"action:{first}"], [TODAY])
    make_oversight.coordinations(other.id, area.here.id, [f"action:{second}"], [TODAY])
    assert {row.id: row.taken_by_id for row in found(asked(area.here))} == {first: person.id, second: other.id, third: 0}
    assert kinds(found(asked(area.here, whose="mine", person_id=person.id))) == [("overdue", first)]
    assert kinds(found(asked(area.here, whose="nobody"))) == [("overdue", third)]


def test_totals_count_each_kind_and_no_further_than_needed(area: Area) -> None:
    make_oversight.actions(area.seats[area.here.id], [TODAY - timedelta(days=1)] * (COUNTED + 40))
    make_oversight.issues([area.here.id], [at(date(2026, 11, 10))] * 3)
    of = asked(area.here)
    assert {kind: count for kind, count in queries.totals(of).items() if count} == {"overdue": COUNTED + 1, "unanswered": 3}
    assert queries.totals(replace(of, kinds=("unanswered",))) == {"unanswered": 3}


@pytest.mark.parametrize("many", [1, 3, 300])
def test_a_piece_costs_one_statement_whatever_its_length(area: Area, many: int) -> None:
    make_oversight.actions(area.seats[area.here.id], [TODAY - timedelta(days=5)] * many)
    of, places = asked(area.here), queries.areas((0,))
    with statements() as ran:
        queries.troubles(of, places)
        queries.totals(of)
    assert len(ran) == 2


# -- the week, and who should meet -------------------------------------------------------------------------------------


def test_the_week_in_order_of_time_and_in_pieces(area: Area) -> None:
    monday, after = at_local(date(2026, 11, 23), 0), at_local(date(2026, 11, 30), 0)
    times = [at(date(2026, 11, 23) + timedelta(days=place % 7), 9) for place in range(9)]
    ids = make_oversight.meetings([area.here.id, area.near.id], times, state="notified")
    make_oversight.meetings([area.here.id], [monday - timedelta(seconds=1), after], state="notified")
    make_oversight.meetings([area.here.id], [monday], state="cancelled")
    seen, key = [], ""
    while True:
        part = ahead.week_meetings({area.here.id, area.near.id}, monday, after, after=key, size=2)
        seen += [row.id for row in part.rows]
        key = part.after
        if not key:
            break
    assert seen == [row for _at, row in sorted(zip(times, ids, strict=True))]
    assert len(ahead.week_meetings(None, monday, after).rows) == 9


def test_an_alliance_without_a_meeting_held_or_planned_in_the_period_is_named(area: Area) -> None:
    first, after = at_local(date(2026, 10, 1), 0), at_local(date(2027, 1, 1), 0)
    now = at_local(date(2026, 12, 1), 9)

    def quiet() -> dict[int, datetime | None]:
        found = ahead.none_planned({area.here.id, area.near.id}, first, after, now).rows
        return {row.id: row.last_at for row in found}

    before = at(date(2026, 9, 30))
    make_oversight.meetings([area.here.id], [before])
    make_oversight.meetings([area.near.id], [at(date(2026, 11, 3))], state="postponed")
    make_oversight.meetings([area.near.id], [at(date(2026, 11, 4))], state="cancelled")
    assert quiet() == {area.here.id: before, area.near.id: None}
    make_oversight.meetings([area.near.id], [at(date(2026, 12, 20))], state="postponed")
    make_oversight.meetings([area.here.id], [at(date(2026, 10, 1), 8)])
    assert quiet() == {}
