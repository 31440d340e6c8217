"""What is the same and what is not."""

from __future__ import annotations

import time

from app.alliances.roster import Roster, StandIn, compare, parse, read_paste, read_sheets
from app.alliances.roster.identities import LONGEST_KEY
from tests.alliances.roster.build import HEADINGS, kept, member, noted, pasted, rejected, seats, workbook

SONGTAOLI = "松涛里社区党建联盟"


def keys(roster: Roster) -> list[str]:
    return [unit.key for unit in roster.organisations]


def test_utilities_and_property_managers_are_one_in_a_district_and_others_one_in_an_alliance() -> None:
    units = (("供水公司", "公用事业"), ("和美物业", "物业服务企业"), ("第二小学", "学校"))
    roster = kept(*(member(alliance, name, kind) for alliance in ("秋实里社区党建联盟", SONGTAOLI) for name, kind in units))
    assert keys(roster) == [
        "district:镇赉县|供水公司",
        "district:镇赉县|和美物业",
        "alliance:name:镇赉县||秋实里|第二小学",
        "alliance:name:镇赉县||松涛里|第二小学",
    ]
    assert len(roster.seats) == 6


def test_a_number_is_the_identity_of_a_unit_whatever_its_kind() -> None:
    headings = ["联盟编号", "单位名称", "单位编号"]
    roster = kept(["ZL001", "第二小学", "X 1"], ["ZL002", "第二小学", "x1"], ["ZL002", "第二小学", "X2"], headings=headings)
    assert (keys(roster), len(roster.seats)) == (["number:x1", "number:x2"], 3)


def test_one_number_with_two_names_is_a_contradiction() -> None:
    roster = kept(["ZL001", "第二小学", "X1"], ["ZL001", "第三小学", "X1"], headings=["联盟编号", "单位名称", "单位编号"])
    assert [(one.row, one.reason, dict(one.values)) for one in roster.rejected] == [
        (3, "roster.number_two_names", {"number": "X1", "name": "第二小学", "row": 2})
    ]


def test_a_unit_is_the_same_in_another_width_or_spacing() -> None:
    assert keys(kept(member(name="第1小学（东区）"), member(name="第 １ 小学(东区)"))) == ["alliance:name:镇赉县||秋实里|第1小学(东区)"]


def test_a_mobile_phone_is_one_person_in_all_units_and_alliances() -> None:
    roster = kept(
        member(name="供电所", who="何清和", phone="10000002350"),
        member(SONGTAOLI, "邮政分公司", who="何 清和", phone="100-0000-2350"),
    )
    assert [(person.key, person.name, len(person.rows)) for person in roster.people] == [("phone:10000002350", "何清和", 2)]


def test_two_names_with_one_mobile_phone_are_a_contradiction_that_takes_nothing_along() -> None:
    roster = kept(member(who="何清和", phone="10000002350"), member(SONGTAOLI, "邮政分公司", who="袁秋实", phone="10000002350"))
    assert [(one.row, one.reason, dict(one.values)) for one in roster.rejected] == [
        (3, "roster.phone_two_names", {"name": "何清和", "row": 2, "tail": "2350"})
    ]
    assert (len(roster.alliances), len(roster.organisations), len(roster.people)) == (1, 1, 1)


def test_a_landline_is_nobodys_own() -> None:
    roster = kept(member(who="何清和", phone="0436-3661234"), member(name="邮政分公司", who="袁秋实", phone="0436-3661234"))
    assert [(person.key, person.phone) for person in roster.people] == [
        ("org:district:镇赉县|供电所:何清和", "04363661234"),
        ("org:alliance:name:镇赉县||秋实里|邮政分公司:袁秋实", "04363661234"),
    ]


def test_without_a_phone_a_person_is_the_name_in_the_unit() -> None:
    roster = kept(member(who="何清和"), member(SONGTAOLI, who="何清和"), member(name="邮政分公司", who="何清和"))
    assert [(person.name, len(person.rows)) for person in roster.people] == [("何清和", 2), ("何清和", 1)]


def test_a_phone_that_another_row_of_the_unit_gives_is_the_persons_in_any_order() -> None:
    roster = kept(member(who="何清和"), member(SONGTAOLI, who="何清和", phone="10000002350"))
    assert [person.key for person in roster.people] == ["phone:10000002350"]


def test_a_row_that_repeats_another_counts_once_and_is_mentioned() -> None:
    roster = kept(member(who="何清和", phone="10000002350"), member(who="何清和", phone="10000002350"), member(who="何清和"))
    assert (len(roster.seats), len(roster.people), roster.rejected) == (1, 1, ())
    assert noted(roster) == [(3, "roster.repeated"), (4, "roster.repeated")]


def test_a_second_person_of_a_unit_stands_in() -> None:
    roster = kept(member(who="何清和"), member(who="苏听雨"))
    assert seats(roster) == [("供电所", "member", "何清和", ["苏听雨"])]
    assert noted(roster) == [(3, "roster.further_person")]


def test_members_who_are_people_have_a_seat_each() -> None:
    rows = ["居民代表,喻晴川", "居民代表,柏知微", "居民代表,喻晴川", "人大代表,白秋实", "人大代表,唐若谷", "网格员,顾南星"]
    roster = pasted("单位,姓名", *rows)
    assert [(unit.name, unit.ordinal, unit.key.rpartition("|")[2]) for unit in roster.organisations] == [
        ("居民代表", 1, "居民代表"),
        ("居民代表", 2, "居民代表#2"),
        ("人大代表", 1, "人大代表"),
        ("人大代表", 2, "人大代表#2"),
        ("网格员", 1, "网格员"),
    ]
    assert noted(roster) == [(4, "roster.repeated")]


def test_a_secretary_is_a_person_and_a_role_and_no_seat() -> None:
    roster = pasted("单位,姓名,职责", "云锦里社区党委,鲁嘉木,联盟秘书", "云锦里社区党委,沈嘉木,召集人")
    assert seats(roster) == [("云锦里社区党委", "convener", "沈嘉木", [])]
    assert [person.name for person in roster.people] == ["鲁嘉木", "沈嘉木"]
    assert [(one.role, one.person, one.alliance) for one in roster.secretaries] == [("secretary", roster.people[0].key, "code:yjl")]


def test_a_liaison_comes_after_the_delegate_and_has_an_office() -> None:
    roster = pasted("单位,姓名,职责", "供电所,苏听雨,联络员", "供电所,何清和,代表", "邮政分公司,袁秋实,联络员")
    assert seats(roster) == [("供电所", "member", "何清和", ["苏听雨"]), ("邮政分公司", "member", "袁秋实", [])]
    assert [one.role for one in roster.offices] == ["liaison", "liaison"]


def test_an_alliance_is_one_by_code_or_name_in_any_order_of_the_sheets() -> None:
    alliances = [["联盟编号", "区县", "街道", "联盟名称"], ["ZL001", "镇赉县", "稻香街道", "秋实里社区党建联盟"]]
    by_code = [["联盟编号", "单位名称"], ["ZL001", "供电所"]]
    by_name = [HEADINGS, member("秋实里党建联盟", "邮政分公司")]
    for sheets in ((alliances, by_code, by_name), (by_name, by_code, alliances)):
        roster = parse(read_sheets(workbook(*sheets), "名册.xlsx"), district="镇赉县")
        assert [(one.code, one.name, one.street, one.placed) for one in roster.alliances] == [
            ("ZL001", "秋实里社区党建联盟", "稻香街道", True)
        ]
        assert len(roster.seats) == 2


def test_an_alliance_named_by_its_code_first_is_found_by_its_name_later() -> None:
    roster = kept(
        ["ZL001", "", "供电所"],
        ["ZL001", "秋实里社区党建联盟", "邮政分公司"],
        ["", "秋实里社区党建联盟", "银行支行"],
        headings=["联盟编号", "联盟名称", "单位"],
    )
    assert ([(one.code, one.name) for one in roster.alliances], len(roster.seats)) == ([("ZL001", "秋实里社区党建联盟")], 3)


def test_alliances_of_one_name_in_two_streets_are_two_and_the_name_alone_says_nothing() -> None:
    headings = ["街道", "联盟名称", "单位名称"]
    rows = [["稻香街道", "秋实里社区党建联盟", "供电所"], ["荷塘街道", "秋实里社区党建联盟", "供电所"], ["", "秋实里社区党建联盟", "邮政"]]
    roster = kept(*rows, headings=headings)
    assert [(one.key, one.street) for one in roster.alliances] == [
        ("name:镇赉县|稻香街道|秋实里", "稻香街道"),
        ("name:镇赉县|荷塘街道|秋实里", "荷塘街道"),
    ]
    assert rejected(roster) == [(4, "roster.alliance_ambiguous")]


def test_a_street_that_only_a_later_row_names_is_the_alliances() -> None:
    roster = kept(["", *member()], ["稻香街道", *member(name="邮政分公司")], headings=["街道", *HEADINGS])
    assert [(one.street, len(one.rows)) for one in roster.alliances] == [("稻香街道", 2)]


def test_one_code_with_two_alliances_is_a_contradiction() -> None:
    rows = [["ZL001", "秋实里社区党建联盟", "供电所"], ["ZL001", SONGTAOLI, "供电所"]]
    assert rejected(kept(*rows, headings=["联盟编号", "联盟名称", "单位名称"])) == [(3, "roster.code_two_names")]


def test_an_alliance_that_nobody_can_place_is_not_placed() -> None:
    roster = kept(member("查无此联盟"), member("秋实里社区党建联盟"))
    assert [(one.name, one.placed) for one in roster.alliances] == [("查无此联盟", False), ("秋实里社区党建联盟", True)]
    assert [one.placed for one in kept(member(), district=None).alliances] == [False]


def test_the_first_words_of_a_seat_are_right() -> None:
    roster = kept(
        member(who="何清和", remark="周二不在"),
        member(who="何清和", remark="列席"),
        member(name="供电所", who="何清和/苏听雨", remark="周五"),
    )
    (seat,) = roster.seats
    assert (seat.role, seat.votes, seat.remark, seat.stand_ins) == ("observer", False, "周二不在", (StandIn(roster.people[1].key),))


def test_keys_fit_their_columns_and_stay_apart() -> None:
    long = "很长的名字" * 15
    roster = kept(*(member(f"{'长' * 50}社区党建联盟", f"{long}{end}", "学校", "何" * 50 + end) for end in "甲乙"))
    everything = [*keys(roster), *(person.key for person in roster.people), *(one.key for one in roster.alliances)]
    assert max(len(key) for key in everything) <= LONGEST_KEY
    assert len(set(everything)) == 5


def test_signs_of_four_bytes_are_kept_in_names() -> None:
    roster = kept(member(name="𠮷祥小学", who="𠮷田"))
    assert (roster.organisations[0].name, roster.people[0].name) == ("𠮷祥小学", "𠮷田")


def cpu(rows: list[str]) -> float:
    sheet = read_paste("\n".join(["区县\t街道\t联盟\t单位\t姓名\t电话", *rows]))
    started = time.process_time()
    roster = parse([sheet])
    compare(roster, roster)
    return time.process_time() - started


def test_ten_times_the_rows_take_about_ten_times_as_long_whatever_they_repeat() -> None:
    shapes = (
        "镇赉县\t稻香街道\t秋实里社区党建联盟\t居民代表\t何清和{0}\t",
        "镇赉县\t第{0}街道\t秋实里社区党建联盟\t供电所\t何清和\t",
        "第{0}县\t\t秋实里社区党建联盟\t供电所\t何清和\t",
        "镇赉县\t稻香街道\t秋实里社区党建联盟\t供电所\t何清和{0}\t",
    )
    for shape in shapes:
        few, many = ([shape.format(f"{number:05}") for number in range(count)] for count in (200, 2_000))
        assert cpu(many) < 30 * max(cpu(few), 0.02)
