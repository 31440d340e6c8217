"""The four files as offices keep them, and the numbers that are known of them."""

from __future__ import annotations

import pytest

from app.alliances.roster import Roster, compare, parse, read_sheets
from tests.alliances.roster.build import FILES, YUNJINLI, file, paste17, rejected, seats
from tests.alliances.roster.test_plan import NOTHING, after, differences

BROKEN = [(483, "roster.alliance_missing"), (484, "roster.organisation_missing"), (485, "roster.organisation_missing")]


@pytest.fixture(scope="module")
def city() -> Roster:
    return parse(file("roster.xlsx"))


@pytest.fixture(scope="module")
def district() -> Roster:
    return parse(file("district_as_kept.xlsx"))


@pytest.fixture(scope="module")
def street() -> Roster:
    return parse(file("street_as_kept.xlsx"))


def sizes(roster: Roster) -> dict[str, int]:
    return {noun: sum(count.values()) for noun, count in compare(roster, NOTHING).counts().items()}


def test_the_city_has_its_known_numbers(city: Roster) -> None:
    assert sizes(city) == {"alliances": 210, "organisations": 2990, "people": 3200, "seats": 3563}
    assert (len(city.secretaries), sum(seat.votes for seat in city.seats), city.rejected, city.notes) == (210, 3064, (), ())


def test_the_city_again_is_unchanged(city: Roster) -> None:
    assert differences(after(city, city)) == []
    assert after(city, city).offices == ()


def test_the_district_has_its_known_numbers_and_broken_rows(district: Roster) -> None:
    assert sizes(district) == {"alliances": 28, "organisations": 402, "people": 402, "seats": 478}
    assert rejected(district) == BROKEN
    assert {one.district for one in district.alliances} == {"镇赉县"}


def test_the_district_after_the_city_is_the_same(city: Roster, district: Roster) -> None:
    plan = after(city, district)
    assert [count["unchanged"] for count in plan.counts().values()] == [28, 402, 402, 478]
    assert (differences(plan), [(one.row, one.reason) for one in plan.rejected]) == ([], BROKEN)


def test_the_district_alone_gives_the_votes_that_the_city_gives(city: Roster, district: Roster) -> None:
    here = {one.key for one in city.alliances if one.district == "镇赉县"}
    known = [(seat.votes, seat.role) for seat in city.seats if seat.alliance in here]
    assert [(seat.votes, seat.role) for seat in district.seats] == known


def test_the_city_after_the_district_only_adds_codes(city: Roster, district: Roster) -> None:
    plan = after(district, city)
    assert {changed for action, _, changed in differences(plan) if action == "change"} == {("code",)}
    assert plan.counts() == {
        "alliances": {"created": 182, "changed": 28, "unchanged": 0},
        "organisations": {"created": 2588, "changed": 402, "unchanged": 0},
        "people": {"created": 2798, "changed": 0, "unchanged": 402},
        "seats": {"created": 3085, "changed": 0, "unchanged": 478},
    }


def test_the_streets_list_changes_one_delegate_and_adds_one_stand_in(city: Roster, street: Roster) -> None:
    plan = after(city, street)
    names = {person.wanted.key: person.wanted.name for person in plan.people}
    units = {unit.wanted.key: unit.wanted.name for unit in plan.organisations}
    changed = [step.wanted for step in plan.seats if step.action == "change"]
    assert [(units[one.organisation], names[one.delegate], [names[other.person] for other in one.stand_ins]) for one in changed] == [
        ("公路管理段", "柳新来", []),
        ("和美物业", "张采薇", ["替补甲"]),
    ]
    assert plan.counts() == {
        "alliances": {"created": 0, "changed": 0, "unchanged": 6},
        "organisations": {"created": 0, "changed": 0, "unchanged": 92},
        "people": {"created": 2, "changed": 0, "unchanged": 91},
        "seats": {"created": 0, "changed": 2, "unchanged": 98},
    }


def test_the_streets_list_alone_creates_six_alliances_and_none_that_cannot_be_placed(street: Roster) -> None:
    plan = compare(street, NOTHING)
    assert [(step.wanted.name, step.wanted.district, step.wanted.street) for step in plan.alliances] == [
        (f"{name}社区党建联盟", "镇赉县", "") for name in ("秋实里", "金穗里", "松涛里", "桂香里", "如意苑", "鹤鸣苑")
    ]
    assert [(one.row, one.reason) for one in plan.rejected] == [(104, "roster.alliance_unknown")]
    assert [(one.row, one.reason) for one in plan.notes] == [(70, "roster.repeated")]
    assert len(plan.seats) == 100


def test_seventeen_pasted_rows_are_seventeen_members() -> None:
    roster = parse([paste17()], alliance=YUNJINLI)
    assert seats(roster) == [
        ("云锦里社区党委", "convener", "沈嘉木", []),
        ("云锦里社区居委会", "member", "沈嘉木", []),
        ("第二小学", "member", "魏南乔", []),
        ("社区卫生服务站", "member", "柳听雨", []),
        ("云锦苑业主委员会", "member", "花清和", []),
        ("锦和物业", "member", "方景行", []),
        ("供热公司", "member", "何可风", []),
        ("水务站", "member", "金映雪", []),
        ("商户联合党支部", "member", "陶安澜", []),
        ("驾校党支部", "member", "姜望舒", []),
        ("快递行业党支部", "member", "戚若谷", []),
        ("老年大学", "member", "谢秋实", []),
        ("第五网格党支部", "member", "邹长风", []),
        ("居民代表", "member", "喻晴川", []),
        ("居民代表", "member", "柏知微", []),
        ("银行网点", "member", "窦思齐", ["章子衿"]),
        ("派出所", "observer", "云以宁", []),
    ]
    assert [person.phone for person in roster.people] == [
        "10000000201", "10000000203", "1000000204", "10000000205", "10000000206", "10000000207", "", "10000000209", "10000000210",
        "10000000211", "10000000212", "10000000213", "10000000214", "", "10000000216", "10000000217", "10000000218",
    ]  # fmt: skip
    assert [(one.row, one.reason) for one in (*roster.rejected, *roster.notes)] == [(5, "roster.phone_odd")]
    assert differences(after(roster, parse([paste17()], alliance=YUNJINLI))) == []


def test_the_paste_is_the_same_as_a_workbook_and_as_csv() -> None:
    text = (FILES / "paste17.tsv").read_text("utf-8").replace("\t", ",")
    for content in (text.encode("utf-8-sig"), text.encode("gb18030")):
        assert seats(parse(read_sheets(content, "名册.csv"), alliance=YUNJINLI)) == seats(parse([paste17()], alliance=YUNJINLI))
