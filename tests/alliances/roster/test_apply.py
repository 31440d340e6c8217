"""What a roster leaves in the database, and what it leaves alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.accounts import actions as accounts
from app.accounts.models import Grant, Person, PersonalLink, SignIn
from app.alliances import actions, queries
from app.alliances.models import Alliance, Organisation, Seat
from app.alliances.people import person_for, person_identity
from app.alliances.roster import parse, read_paste, read_sheets
from app.alliances.roster.apply import bring_in
from app.alliances.roster.pages import hint_of
from app.core import clock, ledger
from app.core.db import Busy, db, writing
from app.core.ledger import Entry
from app.core.lifecycle import Refused
from app.meetings.models import Attendance
from app.policy import SYSTEM
from app.settings.actions import mark_installation
from app.settings.models import installation
from tests import make
from tests.alliances.roster.build import HEADINGS, workbook
from tests.alliances.roster.make_roster import PASTE17, count, members, paste, seat_of, stand_ins, yunjinli
from tests.house.counting import statements
from tests.meetings import make_meetings

HEAD = "单位,姓名,职务,电话,备注\n"


def city(*rows: list[Any], kind: str = "real", headings: tuple[str, ...] = ("街道", *HEADINGS), at: datetime = make.AT) -> None:
    """A sheet of an office of 镇赉县, imported."""
    roster = parse(read_sheets(workbook([list(headings), *rows]), "名册.xlsx"), district="镇赉县")
    with writing():
        bring_in(roster, kind=kind, by=SYSTEM, at=at)


def row(alliance: str, unit: str, kind: str = "", who: str = "", phone: str = "", street: str = "永宁街道") -> list[Any]:
    return [street, f"{alliance}社区党建联盟", unit, kind, who, phone, ""]


def entries(verb: str) -> int:
    return db.session.scalar(select(func.count()).select_from(Entry).where(Entry.verb == verb)) or 0


# -- members -----------------------------------------------------------------------------------------------------------


def test_seventeen_pasted_rows_are_seventeen_members_in_their_order(any_app: Flask) -> None:
    alliance = yunjinli()
    paste(alliance, PASTE17)
    found = members(alliance)
    assert len(found) == 17
    assert found[:2] == [
        ("云锦里社区党委", "沈嘉木", "书记", "10000000201", True),
        ("云锦里社区居委会", "沈嘉木", "主任", "10000000201", True),
    ]
    assert found[15:] == [("银行网点", "窦思齐", "主任", "10000000216", True), ("派出所", "云以宁", "民警", "10000000218", False)]
    assert stand_ins() == [("章子衿", "副主任")]
    assert seat_of(alliance, "云锦里社区党委").role == "convener"
    assert count(Person) == 17
    assert list(ledger.verify()) == []


def test_the_same_rows_again_leave_no_trace(any_app: Flask) -> None:
    alliance = yunjinli()
    paste(alliance, PASTE17)
    before = (count(Entry), count(Seat), count(Organisation), count(Person))
    assert paste(alliance, PASTE17).counts()["seats"] == {"created": 0, "changed": 0, "unchanged": 17}
    assert (count(Entry), count(Seat), count(Organisation), count(Person)) == before


def test_what_the_rows_lack_stays(app: Flask) -> None:
    alliance = yunjinli()
    paste(alliance, PASTE17)
    paste(alliance, HEAD + "水务站,金映雪,站长,10000000208,")
    assert len(members(alliance)) == 17
    assert ("水务站", "金映雪", "站长", "10000000208", True) in members(alliance)
    assert count(Person) == 17  # the number came to the same person


def test_a_new_delegate_takes_the_seat_and_the_old_one_stays_a_person(app: Flask) -> None:
    alliance = yunjinli()
    paste(alliance, HEAD + "供热公司,何可风,片区经理,10000000207,")
    old = seat_of(alliance, "供热公司").delegate_id
    paste(alliance, HEAD + "供热公司,金映雪,经理,10000000208,")
    assert members(alliance) == [("供热公司", "金映雪", "经理", "10000000208", True)]
    assert db.session.get_one(Person, old).name == "何可风"
    body = db.session.scalars(select(Entry.body).where(Entry.verb == "seat.change")).one()
    assert f'"was":{old}' in body


def test_a_stand_in_who_becomes_the_delegate_stands_in_no_longer(any_app: Flask) -> None:
    alliance = yunjinli()
    paste(alliance, HEAD + "银行网点,窦思齐/章子衿,主任/副主任,10000000216 / 10000000217,")
    paste(alliance, HEAD + "银行网点,章子衿,,10000000217,")
    assert members(alliance) == [("银行网点", "章子衿", "副主任", "10000000217", True)]
    assert stand_ins() == []


def test_a_member_that_had_left_comes_back_to_its_seat(any_app: Flask) -> None:
    alliance = yunjinli()
    paste(alliance, PASTE17)
    seat = seat_of(alliance, "老年大学")
    with writing():
        actions.end_seat(seat, by=SYSTEM, at=make.AT)
    paste(alliance, HEAD + "老年大学,谢秋实,校长,10000000212,")
    assert seat_of(alliance, "老年大学").id == seat.id
    assert seat_of(alliance, "老年大学").ended_at is None
    assert count(Seat) == 17
    assert list(ledger.verify()) == []


def test_a_paste_changes_nothing_of_a_meeting_whose_notice_went_out(app: Flask) -> None:
    alliance = yunjinli()
    paste(alliance, PASTE17)
    meeting = make_meetings.notified(alliance)

    def frozen() -> tuple[Any, ...]:
        db.session.expire_all()
        attendance = db.session.execute(select(*Attendance.__table__.columns).order_by(Attendance.id)).all()
        return meeting.snapshot, meeting.version, [tuple(one) for one in attendance]

    before = frozen()
    assert len(before[0]["roll"]) == 17
    paste(alliance, HEAD + "新来的药店,姚远,店长,10000000299,\n供热公司,金小雪,经理,10000000298,\n水务站,金映雪,站长,,列席")
    assert len(members(alliance)) == 18
    assert frozen() == before


# -- people ------------------------------------------------------------------------------------------------------------


def test_another_name_under_a_phone_ends_its_link_and_the_bound_phone(any_app: Flask) -> None:
    alliance = yunjinli()
    paste(alliance, HEAD + "老年大学,谢秋实,校长,10000000212,\n供热公司,何可风,,10000000207,")
    with writing():
        for unit in ("老年大学", "供热公司"):
            link, _token, _code = accounts.make_link(make.delegate_of(seat_of(alliance, unit)), by=SYSTEM, at=make.AT)
            db.session.flush()
            accounts.bind_phone(link, by=SYSTEM, at=make.AT)
    paste(alliance, HEAD + "老年大学,谢冬实,校长,10000000212,\n供热公司,何　可风,,10000000207,")
    assert members(alliance)[0][:2] == ("老年大学", "谢冬实")
    assert count(Person) == 2
    links = db.session.execute(select(PersonalLink.revoked_at.is_(None)).order_by(PersonalLink.id)).scalars().all()
    assert links == [False, True]
    assert db.session.execute(select(SignIn.ended_at.is_(None)).order_by(SignIn.id)).scalars().all() == [False, True]
    assert list(ledger.verify()) == []


def test_forms_and_files_know_the_same_person(app: Flask) -> None:
    alliance = yunjinli()
    paste(alliance, HEAD + "供热公司,何可风,,１０００００００２０７,\n水务站,Jin Yue,,,")
    heat, water = seat_of(alliance, "供热公司"), seat_of(alliance, "水务站")
    with writing():
        assert person_for(water, "何可风", "100 0000 0207", by=SYSTEM, at=make.AT).id == heat.delegate_id
        assert person_for(water, "ＪＩＮ ＹＵＥ", "", by=SYSTEM, at=make.AT).id == water.delegate_id
        assert person_for(water, "窦思齐", "0436-3210000", by=SYSTEM, at=make.AT).phone == "04363210000"
    assert count(Person) == 3


@pytest.mark.parametrize(
    ("phone", "identity"),
    [
        ("10000000207", "phone:10000000207"),
        ("１００ ００００ ０２０７", "phone:10000000207"),
        ("0436-3210000", "org:alliance:7|水务站:jinyue"),
        ("", "org:alliance:7|水务站:jinyue"),
    ],
)
def test_only_a_mobile_phone_identifies(phone: str, identity: str) -> None:
    assert person_identity("Jin Ｙue", phone, "alliance:7|水务站") == identity


def test_a_delegate_without_phone_who_left_is_known_when_coming_back(app: Flask) -> None:
    alliance = yunjinli()
    for name in ("金映雪", "何可风", "金映雪"):
        paste(alliance, HEAD + f"水务站,{name},站长,,")
    assert count(Person) == 2
    assert members(alliance) == [("水务站", "金映雪", "站长", "", True)]


# -- members by hand and by file ---------------------------------------------------------------------------------------


def test_a_member_entered_by_hand_is_the_one_that_a_file_names(app: Flask) -> None:
    alliance = yunjinli()
    made = make.seat(alliance, "老年大学", "谢秋实", "10000000212", kind="school")
    paste(alliance, HEAD + "老年大学,谢秋实,校长,10000000212,")
    assert seat_of(alliance, "老年大学").id == made.id
    with pytest.raises(Refused, match=r"seat\.twice"), writing():
        actions.add_member(alliance, "老年大学", "other", votes=True, by=SYSTEM, at=make.AT)


def test_a_utility_is_one_organisation_for_its_district(app: Flask) -> None:
    city(row("秋实里", "供电所", "公用事业", "云以宁", "10000000401"), row("桂香里", "供电所", "公用事业", "云以宁", "10000000401"))
    city(row("秋实里", "供电所", "公用事业", "云以宁", "10000000401", street="永宁街道"))
    here = make.alliance("别处社区党建联盟", district="镇赉县")
    elsewhere = make.alliance("远处社区党建联盟", district="洮北区")
    make.seat(here, "供电所", kind="utility")
    make.seat(elsewhere, "供电所", kind="utility")
    assert count(Organisation) == 2
    assert count(Seat) == 4


def test_residents_representatives_are_members_of_their_own_by_hand_and_by_file(app: Flask) -> None:
    alliance = yunjinli()
    paste(alliance, HEAD + "居民代表,喻晴川,,10000000214,\n居民代表,柏知微,,,")
    make.seat(alliance, "居民代表", "顾南枝", kind="resident_rep")
    assert [name for _unit, name, *_rest in members(alliance)] == ["喻晴川", "柏知微", "顾南枝"]
    paste(alliance, HEAD + "居民代表,柏知微,,,\n居民代表,喻晴川,,10000000214,")
    assert [name for _unit, name, *_rest in members(alliance)] == ["喻晴川", "柏知微", "顾南枝"]


# -- offices -----------------------------------------------------------------------------------------------------------


def test_a_secretary_gets_a_role_and_no_seat(any_app: Flask) -> None:
    alliance = yunjinli()
    rows = "单位,姓名,职务,电话,职责\n云锦里社区党委,鲁嘉木,,10000000220,联盟秘书\n"
    assert paste(alliance, rows).counts()["seats"]["created"] == 0
    assert [(one.role, one.name, one.login) for one in queries.officers(alliance.id)] == [("secretary", "鲁嘉木", "")]
    before = count(Entry)
    paste(alliance, rows)
    assert (count(Grant), count(Seat), count(Entry)) == (1, 0, before)


def test_a_role_that_was_ended_comes_back(app: Flask) -> None:
    alliance = yunjinli()
    rows = "单位,姓名,职务,电话,职责\n供热公司,何可风,,10000000207,\n供热公司,鲁嘉木,,10000000220,联络员\n"
    paste(alliance, rows)
    held = db.session.scalars(select(Grant)).one()
    assert (held.role, held.place) == ("liaison", "organisation")
    with writing():
        accounts.end_grant(held, by=SYSTEM, at=make.AT)
    paste(alliance, rows)
    assert db.session.scalars(select(Grant)).one().ended_at is None
    assert list(ledger.verify()) == []


# -- alliances ---------------------------------------------------------------------------------------------------------


def test_an_alliance_without_number_gets_a_prefix_of_its_initials_and_a_code_of_its_own(any_app: Flask) -> None:
    city(row("秋实里", "供电所"), row("秋时里", "供电所"), row("鹤鸣里", "供电所"))
    found = db.session.execute(select(Alliance.name, Alliance.prefix, Alliance.code).order_by(Alliance.id)).all()
    assert [tuple(one) for one in found] == [
        ("秋实里社区党建联盟", "QSL", "自编QSL"),
        ("秋时里社区党建联盟", "QSL2", "自编QSL2"),
        ("鹤鸣里社区党建联盟", "HML", "自编HML"),
    ]


def test_an_alliance_with_number_keeps_it_and_a_later_file_brings_it(app: Flask) -> None:
    city(row("秋实里", "供电所"))
    headings = ("联盟编号", "街道", *HEADINGS)
    city(["TB188", *row("秋实里", "供电所", street="荷塘街道")], ["tb-189", *row("桂香里", "供电所")], headings=headings)
    found = db.session.execute(select(Alliance.code, Alliance.prefix).order_by(Alliance.id)).all()
    assert [tuple(one) for one in found] == [("自编QSL", "QSL"), ("TB188", "TB188"), ("tb-189", "GXL")]
    city(["TB190", *row("秋实里", "供电所")], headings=headings)
    assert db.session.scalar(select(Alliance.code).order_by(Alliance.id).limit(1)) == "TB190"
    assert entries("alliance.change") == 1
    assert list(ledger.verify()) == []


# -- the database as a whole -------------------------------------------------------------------------------------------


def test_pasted_rows_make_an_unmarked_database_real_and_leave_a_demo_a_demo(app: Flask) -> None:
    alliance = yunjinli()
    paste(alliance, HEAD + "水务站,金映雪,,,")
    assert installation() == "real"


def test_a_demo_takes_pasted_rows_and_no_real_roster(app: Flask) -> None:
    alliance = yunjinli()
    with writing():
        mark_installation("demo", by=SYSTEM, at=make.AT)
    paste(alliance, HEAD + "水务站,金映雪,,,")
    assert installation() == "demo"
    with pytest.raises(Refused, match=r"installation\.demo"):
        city(row("秋实里", "供电所"))
    city(row("秋实里", "供电所"), kind="demo")
    assert count(Alliance) == 2


def test_on_an_invented_clock_pasted_rows_decide_nothing(app: Flask) -> None:
    alliance = yunjinli()
    clock.set_now("2026-11-24T09:00:00+08:00")
    try:
        paste(alliance, HEAD + "水务站,金映雪,,,")
    finally:
        clock.set_now("")
    assert installation() == ""


def test_an_alliance_that_nobody_held_stops_the_import_and_nothing_is_written(app: Flask) -> None:
    alliance = yunjinli()
    roster = parse([read_paste((HEAD + "水务站,金映雪,,,").replace(",", "\t"))], alliance=hint_of(alliance))
    with pytest.raises(Busy), writing():
        bring_in(roster, kind="", by=SYSTEM, at=make.AT, alliances=())
    assert (count(Seat), installation()) == (0, "")


def test_seventeen_rows_cost_as_many_statements_as_one_besides_their_own_rows(any_app: Flask) -> None:
    one, many = yunjinli(), make.alliance("桂香里社区党建联盟")
    paste(yunjinli(), HEAD + "水务站,金映雪,,,")  # marks the database
    with statements() as few:
        paste(one, HEAD + "银行网点,窦思齐/章子衿,主任/副主任,10000000416 / 10000000417,")
    with statements() as all_of_them:
        paste(many, PASTE17)
    assert len([one for one in all_of_them if not one.startswith("INSERT")]) == len([one for one in few if not one.startswith("INSERT")])


def test_what_happened_before_the_import_keeps_its_time(app: Flask) -> None:
    city(row("秋实里", "供电所", "", "云以宁", "10000000401"))
    city(row("秋实里", "供电所", "", "沈嘉木", "10000000402"), at=make.AT + timedelta(days=1))
    times = db.session.execute(select(Entry.verb, Entry.at).where(Entry.verb.in_(("seat.add", "seat.change"))).order_by(Entry.seq)).all()
    assert [(verb, at[:10]) for verb, at in times] == [("seat.add", "2026-11-12"), ("seat.change", "2026-11-13")]
