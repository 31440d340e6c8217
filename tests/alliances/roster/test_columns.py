"""Columns are found by their headings in any of an office's words, else by what stands in them."""

from __future__ import annotations

import pytest

from app.alliances.roster import Columns, Sheet, parse, propose_columns, read_paste, read_sheets
from tests.alliances.roster.build import YUNJINLI, file, paste17, pasted, seats, workbook


def sheet(*rows: list[str]) -> Sheet:
    return read_sheets(workbook(list(rows)), "名册.xlsx")[0]


def test_the_four_files_are_understood_as_they_are() -> None:
    assert propose_columns(file("district_as_kept.xlsx")[0]) == Columns(
        3,
        {0: "index", 1: "street", 2: "alliance_name", 3: "organisation_name", 4: "kind", 5: "delegate", 6: "phone", 7: "remark"},
    )
    assert propose_columns(file("street_as_kept.xlsx")[0]) == Columns(
        2, {0: "alliance_name", 1: "organisation_name", 2: "kind", 3: "delegate", 4: "phone", 5: "remark"}
    )
    alliances, members = file("roster.xlsx")
    assert list(propose_columns(alliances).fields.values()) == [
        "alliance_code", "district", "street", "community", "alliance_name",
        "grid_branches", "service_stations", "building_groups", "residents", "over_60_pct",
    ]  # fmt: skip
    assert list(propose_columns(members).fields.values()) == [
        "alliance_code", "organisation_name", "kind", "delegate", "phone", "role", "votes", "organisation_code",
    ]  # fmt: skip
    assert propose_columns(paste17()) == Columns(1, {0: "organisation_name", 1: "delegate", 2: "title", 3: "phone", 4: "remark"})


@pytest.mark.parametrize(
    ("heading", "name"),
    [
        ("姓 名", "delegate"),
        ("＊姓名", "delegate"),
        ("代表姓名：", "delegate"),
        ("负责人", "delegate"),
        ("手机号码", "phone"),
        ("联系\n电话", "phone"),
        ("联系方式（必填）", "phone"),
        ("职　务", "title"),
        ("是否有表决权", "votes"),
        ("联盟角色", "role"),
        ("备　注", "remark"),
        ("街道（镇）", "street"),
        ("县（市、区）", "district"),
        ("单位性质", "kind"),
        ("单位编号", "organisation_code"),
        ("代会人", "stand_in"),
    ],
)
def test_a_heading_is_known_in_every_spelling(heading: str, name: str) -> None:
    assert propose_columns(sheet(["成员单位", heading])).fields == {0: "organisation_name", 1: name}


def test_headings_are_found_below_titles_and_repeated_ones_are_no_members() -> None:
    rows = [["镇赉县名册"], ["填报单位：专班", "", "2026.3.5"], [], ["单位", "姓名", "电话"], ["供电所", "何清和", "10000002350"]]
    again = [*rows, ["单位", "姓名", "电话"], ["邮政分公司", "袁秋实", "10000002382"]]
    assert propose_columns(sheet(*rows)).header_row == 4
    roster = parse([sheet(*again)], alliance=YUNJINLI)
    assert [unit.name for unit in roster.organisations] == ["供电所", "邮政分公司"]


def test_two_lines_of_headings_are_one() -> None:
    found = propose_columns(sheet(["单位", "姓名", "联系方式"], ["", "", "手机", "职务"], ["供电所", "何清和", "10000002350", "所长"]))
    assert found == Columns(2, {0: "organisation_name", 1: "delegate", 2: "phone", 3: "title"})


def test_the_surer_heading_has_the_field() -> None:
    assert propose_columns(sheet(["工作单位", "单位名称", "联系人", "姓名"])).fields == {1: "organisation_name", 3: "delegate"}


def test_a_paste_without_headings_is_understood_by_its_content() -> None:
    headless = Sheet("", paste17().rows[1:])
    assert propose_columns(headless) == Columns(None, {0: "organisation_name", 1: "delegate", 2: "title", 3: "phone", 4: "role"})
    assert seats(parse([headless], alliance=YUNJINLI)) == seats(parse([paste17()], alliance=YUNJINLI))


@pytest.mark.parametrize(
    ("row", "fields"),
    [
        ("供电所,何清和,10000002350,所长", ["organisation_name", "delegate", "phone", "title"]),
        ("1,何清和,所长,供电所,10000002350", ["delegate", "title", "organisation_name", "phone"]),
        ("居民代表,喻晴川,10000000214", ["organisation_name", "delegate", "phone"]),
        ("稻香街道,秋实里社区党建联盟,供电所,公用事业,何清和", ["street", "alliance_name", "organisation_name", "kind", "delegate"]),
    ],
)
def test_one_row_is_enough_to_guess_from(row: str, fields: list[str]) -> None:
    assert list(propose_columns(read_paste(row.replace(",", "\t"))).fields.values()) == fields


def test_titles_above_members_without_headings_are_no_members() -> None:
    assert seats(pasted("云锦里成员名单", "供电所,何清和,10000002350")) == [("供电所", "member", "何清和", [])]


def test_prose_has_no_columns() -> None:
    assert propose_columns(sheet(["说明", "请于周五前报送"], ["一", "电话不必填写"])).fields == {}


def test_somebody_may_say_what_the_columns_are() -> None:
    given = read_paste("甲\t乙\t丙\n何清和\t供电所\t苏听雨")
    roster = parse([given], alliance=YUNJINLI, columns=Columns(1, {1: "organisation_name", 2: "delegate"}))
    assert seats(roster) == [("供电所", "member", "苏听雨", [])]
    assert parse([given], alliance=YUNJINLI, columns={"": Columns(1, {1: "organisation_name"})}).people == ()
