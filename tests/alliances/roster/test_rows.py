"""Rows of members as offices write them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import app.alliances.roster as package
from app.alliances.roster import NOTES, REFUSALS, REJECTIONS, AllianceHint, parse, read_sheets
from tests.alliances.roster.build import HEADINGS, kept, member, noted, pasted, rejected, seats, workbook

QIUSHILI = "秋实里社区党建联盟"


def test_ditto_marks_take_the_value_above_and_empty_cells_do_not() -> None:
    roster = kept(
        member(name="供电所", who="何清和"),
        member(alliance="同上", name="邮政分公司", who="袁秋实"),
        member(alliance="〃", name="银行支行", who="孔秋实"),
        member(alliance="", name="第二小学", who="彭长风"),
    )
    assert [seat[0] for seat in seats(roster)] == ["供电所", "邮政分公司", "银行支行"]
    assert rejected(roster) == [(5, "roster.alliance_missing")]


def test_a_ditto_mark_in_the_first_row_has_nothing_to_take() -> None:
    assert rejected(kept(member(alliance="同上", who="何清和"))) == [(2, "roster.alliance_missing")]


def test_a_real_merge_gives_its_value_to_the_rows_it_covers_and_no_further() -> None:
    rows = [HEADINGS, member(name="供电所"), member(alliance="", name="邮政分公司"), [], member(alliance="", name="银行支行")]
    roster = parse(read_sheets(workbook(rows, merged=((1, 0, 3, 0),)), "名册.xlsx"), district="镇赉县")
    assert [seat[0] for seat in seats(roster)] == ["供电所", "邮政分公司"]
    assert rejected(roster) == [(5, "roster.alliance_missing")]


@pytest.mark.parametrize("word", ["合计", "总 计", "小计", "合计478家", "总计：478"])
def test_totals_are_passed_over(word: str) -> None:
    roster = kept(member(who="何清和"), [word, "1", "", "", "", ""])
    assert (len(roster.seats), roster.rejected, roster.notes) == (1, (), ())


def test_a_unit_that_begins_like_a_total_is_a_unit() -> None:
    assert [seat[0] for seat in seats(pasted("单位,姓名", "小计量检测站,何清和"))] == ["小计量检测站"]


def test_numbered_empty_rows_and_footers_are_passed_over() -> None:
    headings = ["序号", *HEADINGS]
    roster = kept([1, *member(who="何清和")], [2], [3], ["填表人：何清和"], ["", "注：空缺的另报。"], headings=headings)
    assert (len(roster.seats), roster.rejected, roster.notes) == (1, (), ())


@pytest.mark.parametrize("name", ["", "—", "无", "0", "123"])
def test_a_row_without_a_unit_is_rejected_with_excels_number(name: str) -> None:
    assert rejected(kept(member(who="何清和"), member(name=name, who="某某"))) == [(3, "roster.organisation_missing")]


def test_a_unit_without_a_person_is_a_seat_without_a_delegate() -> None:
    assert seats(kept(member(who="待定", phone="无"))) == [("供电所", "member", "", [])]


def test_a_paragraph_is_no_name() -> None:
    roster = kept(member(name="很长的名字" * 20, who="何清和"))
    assert [(one.row, one.reason, dict(one.values)) for one in roster.rejected] == [
        (2, "roster.too_long", {"field": "organisation_name", "limit": 80})
    ]


def test_a_phone_is_read_from_a_number_and_from_text() -> None:
    roster = kept(member(who="何清和", phone=10000002350), member(name="邮政分公司", who="袁秋实", phone="１００　００００　２３８２"))
    assert [person.phone for person in roster.people] == ["10000002350", "10000002382"]


@pytest.mark.parametrize(
    ("phone", "reason"),
    [("123", "roster.phone_unread"), ("1.38E+10", "roster.phone_unread"), ("1000000235", "roster.phone_odd")],
)
def test_a_phone_that_is_none_is_mentioned_and_the_row_is_taken(phone: str, reason: str) -> None:
    roster = kept(member(who="何清和", phone=phone))
    assert (seats(roster), noted(roster)) == ([("供电所", "member", "何清和", [])], [(2, reason)])


def test_a_missing_phone_is_no_error() -> None:
    roster = kept(member(who="何清和", phone="另报"))
    assert (noted(roster), roster.people[0].phone) == ([], "")


def test_a_phone_without_a_name_is_mentioned() -> None:
    assert noted(kept(member(phone="10000002350"))) == [(2, "roster.phone_without_name")]


def test_of_two_names_the_first_is_the_delegate_and_each_has_an_own_phone_and_title() -> None:
    roster = pasted("单位,姓名,职务,电话", "银行网点,窦思齐/章子衿,主任/副主任,10000000216 / 10000000217")
    assert seats(roster) == [("银行网点", "member", "窦思齐", ["章子衿"])]
    assert [(person.name, person.phone) for person in roster.people] == [("窦思齐", "10000000216"), ("章子衿", "10000000217")]
    assert (roster.seats[0].title, roster.seats[0].stand_ins[0].title) == ("主任", "副主任")


def test_one_title_with_a_stroke_is_one_persons() -> None:
    roster = pasted("单位,姓名,职务", "供电所,何清和,书记、所长")
    assert roster.seats[0].title == "书记、所长"


def test_a_column_of_stand_ins_is_read() -> None:
    roster = pasted("单位,姓名,电话,代会人,代会人电话", "供电所,何清和,10000002350,苏听雨,10000002351")
    assert seats(roster) == [("供电所", "member", "何清和", ["苏听雨"])]
    assert roster.people[1].phone == "10000002351"


def test_a_phone_behind_the_name_is_the_phone() -> None:
    roster = pasted("单位,姓名", "供电所,何清和 10000002350")
    assert [(person.name, person.phone) for person in roster.people] == [("何清和", "10000002350")]


def test_a_mark_behind_the_units_name_is_no_part_of_it_and_other_brackets_are() -> None:
    roster = pasted("单位,姓名", "派出所（列席）,云以宁", "中国银行（城关支行）,孔秋实")
    assert seats(roster) == [("派出所", "observer", "云以宁", []), ("中国银行（城关支行）", "member", "孔秋实", [])]


def test_a_remark_that_is_a_role_is_a_role_and_others_stay_remarks() -> None:
    roster = kept(
        member(name="秋实里社区党委", who="窦晴川", remark="召集人"),
        member(name="交警中队", who="吕以宁", remark="列席，常驻"),
        member(name="供电所", who="何清和", remark="周二不在，周五在"),
    )
    assert [(seat.role, seat.votes, seat.remark) for seat in roster.seats] == [
        ("convener", True, ""),
        ("observer", False, "常驻"),
        ("member", True, "周二不在，周五在"),
    ]


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (["派出所,云以宁", "党代表,唐若谷", "区民政局,陆南乔", "供电所,何清和"], ["observer", "observer", "observer", "member"]),
        (["派出所,云以宁,列席", "消防救援站,沈砚", "党代表,唐若谷"], ["observer", "member", "observer"]),
        (["党代表,唐若谷,列席", "派出所,云以宁"], ["observer", "observer"]),
        (["派出所,云以宁,有表决权", "供电所,何清和,无表决权"], ["member", "observer"]),
    ],
)
def test_police_bureaus_and_deputies_observe_unless_the_file_seats_them(rows: list[str], expected: list[str]) -> None:
    roster = pasted("单位,姓名,备注", *rows)
    assert [seat.role for seat in roster.seats] == expected
    assert [seat.votes for seat in roster.seats] == [role == "member" for role in expected]


def test_an_observer_with_a_vote_is_an_observer_and_mentioned() -> None:
    roster = pasted("单位,姓名,职责,有无表决权", "供电所,何清和,列席,是")
    assert ([(seat.role, seat.votes) for seat in roster.seats], noted(roster)) == (
        [("observer", False)],
        [(2, "roster.observer_with_vote")],
    )


def test_the_party_secretary_of_the_community_is_the_convener_where_nobody_else_is_named() -> None:
    assert [seat.role for seat in pasted("单位,姓名,职务", "云锦里社区党委,沈嘉木,书记", "云锦里社区党委,任知微,副书记").seats] == [
        "convener"
    ]
    assert [seat.role for seat in pasted("单位,姓名,职务", "云锦里社区党委,任知微,副书记").seats] == ["member"]
    named = pasted("单位,姓名,备注", "云锦里社区党委,沈嘉木,", "供电所,何清和,召集人")
    assert [seat.role for seat in named.seats] == ["member", "convener"]


def test_a_kind_nobody_knows_is_mentioned_and_guessed_from_the_name() -> None:
    roster = kept(member(name="锦和物业", kind="红色企业", who="方景行"))
    assert ([(unit.kind, set(unit.guessed)) for unit in roster.organisations], noted(roster)) == (
        [("property", {"kind"})],
        [(2, "roster.kind_unknown")],
    )


def test_the_district_comes_from_a_column_else_the_title_else_the_caller() -> None:
    titled = [["镇赉县社区党建联盟名册"], HEADINGS, member(who="何清和")]
    column = [["镇赉县社区党建联盟名册"], ["区县", *HEADINGS], ["大安市", *member(who="何清和")]]
    untitled = [HEADINGS, member(who="何清和")]
    read = [parse(read_sheets(workbook(rows), "名册.xlsx"), district="洮北区").alliances[0].district for rows in (column, titled, untitled)]
    assert read == ["大安市", "镇赉县", "洮北区"]


def test_a_sheet_without_alliances_names_them_by_their_community() -> None:
    roster = kept(["稻香街道", "秋实里社区", "供电所", "何清和"], headings=["街道", "社区", "单位", "姓名"])
    assert [(one.name, one.street, one.community, one.placed) for one in roster.alliances] == [(QIUSHILI, "稻香街道", "秋实里社区", True)]


def test_rows_of_another_alliance_are_not_pasted_into_this_one() -> None:
    roster = pasted("联盟,单位,姓名", "云锦里党建联盟,供电所,何清和", "秋实里社区党建联盟,邮政分公司,袁秋实", ",银行支行,孔秋实")
    assert ([seat[0] for seat in seats(roster)], rejected(roster)) == (["供电所", "银行支行"], [(3, "roster.other_alliance")])
    assert [(one.key, one.name) for one in roster.alliances] == [("code:yjl", "云锦里社区党建联盟")]


def test_a_hint_without_a_district_leaves_the_titles() -> None:
    sheets = read_sheets(workbook([["镇赉县名册"], ["单位", "姓名"], ["供电所", "何清和"]]), "名册.xlsx")
    assert parse(sheets, alliance=AllianceHint("A1", QIUSHILI)).alliances[0].district == "镇赉县"


def test_every_reason_stands_in_the_lists_that_get_sentences() -> None:
    folder = Path(str(package.__file__)).parent
    sources = [path.read_text("utf-8") for path in folder.glob("*.py") if path.name != "entries.py"]
    used = {reason for source in sources if source.startswith('"""PURE') for reason in re.findall(r'"(roster\.[a-z_]+)"', source)}
    assert used == {*REFUSALS, *REJECTIONS, *NOTES}
