"""What a file changes in what is stored. The stored side bears foreign keys, as a database has them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.alliances.roster import Plan, Roster, compare, parse, read_sheets
from tests.alliances.roster.build import HEADINGS, kept, member, pasted, workbook

NOTHING = Roster()


def stored(roster: Roster) -> Roster:
    """The roster as a database gives it back: other keys, nothing guessed, no memory of files, homes only where people lack a phone."""
    alliances = {one.key: f"a{number}" for number, one in enumerate(roster.alliances)} | {"": ""}
    units = {one.key: f"o{number}" for number, one in enumerate(roster.organisations)} | {"": ""}
    people = {one.key: f"p{number}" for number, one in enumerate(roster.people)} | {"": ""}
    return Roster(
        alliances=tuple(replace(one, key=alliances[one.key], guessed=frozenset(), rows=()) for one in roster.alliances),
        organisations=tuple(
            replace(one, key=units[one.key], alliance="", district="", guessed=frozenset(), rows=()) for one in roster.organisations
        ),
        people=tuple(
            replace(one, key=people[one.key], organisation="" if one.phone else units[one.organisation], rows=()) for one in roster.people
        ),
        seats=tuple(
            replace(
                one,
                key=f"s{number}",
                alliance=alliances[one.alliance],
                organisation=units[one.organisation],
                delegate=people[one.delegate],
                stand_ins=tuple(replace(other, person=people[other.person]) for other in one.stand_ins),
                guessed=frozenset(),
                rows=(),
            )
            for number, one in enumerate(roster.seats)
        ),
        offices=tuple(
            replace(one, person=people[one.person], alliance=alliances[one.alliance], organisation=units[one.organisation])
            for one in roster.offices
        ),
    )


def differences(plan: Plan) -> list[tuple[str, str, tuple[str, ...]]]:
    """(action, name or key, changed fields) of everything that is not kept."""
    steps: list[Any] = [*plan.alliances, *plan.organisations, *plan.people, *plan.seats]
    return [(step.action, getattr(step.wanted, "name", step.wanted.key), step.changed) for step in steps if step.action != "keep"]


def after(first: Roster, second: Roster) -> Plan:
    return compare(second, stored(first))


def test_into_nothing_everything_is_created_and_again_nothing() -> None:
    roster = kept(member(who="何清和/苏听雨", phone="10000002350"), member(name="党代表", who="施可风", remark="列席"))
    one, two = {"created": 1, "changed": 0, "unchanged": 0}, {"created": 2, "changed": 0, "unchanged": 0}
    three = {"created": 3, "changed": 0, "unchanged": 0}
    assert compare(roster, NOTHING).counts() == {"alliances": one, "organisations": two, "people": three, "seats": two}
    assert differences(after(roster, roster)) == []


def test_a_changed_delegate_changes_the_seat_and_the_old_one_stays_a_person() -> None:
    old = pasted("单位,姓名,电话,职务", "供电所,何清和,10000002350,所长")
    plan = after(old, pasted("单位,姓名,电话", "供电所,柳新来,10099000001"))
    assert differences(plan) == [("create", "柳新来", ()), ("change", "s0", ("delegate", "title"))]
    assert (plan.seats[0].wanted.delegate, plan.seats[0].wanted.title) == ("phone:10099000001", "")


def test_what_a_file_lacks_is_never_removed() -> None:
    rich = pasted(
        "单位,单位类型,姓名,电话,职务,备注",
        "供电所,公用事业,何清和/苏听雨,10000002350/10000002351,所长/副所长,周二不在",
        "云锦里社区党委,社区党组织,沈嘉木,10000000201,书记,召集人",
        "党代表,两代表一委员,施可风,,,有表决权",
    )
    poor = pasted("单位,姓名", "供电所,何清和", "云锦里社区党委,", "党代表,施可风")
    assert differences(after(rich, poor)) == []


def test_a_phone_that_was_missing_is_filled_in() -> None:
    plan = after(pasted("单位,姓名", "供电所,何清和"), pasted("单位,姓名,电话", "供电所,何清和,10000002350"))
    assert differences(plan) == [("change", "何清和", ("phone",))]
    assert (plan.people[0].wanted.key, plan.people[0].wanted.phone) == ("p0", "10000002350")


def test_a_phone_of_a_digit_too_few_is_put_right() -> None:
    plan = after(pasted("单位,姓名,电话", "供电所,何清和,1000000235"), pasted("单位,姓名,电话", "供电所,何清和,10000002350"))
    assert differences(plan) == [("change", "何清和", ("phone",))]


def test_another_mobile_phone_is_another_person_and_a_landline_replaces_none() -> None:
    old = pasted("单位,姓名,电话", "供电所,何清和,10000002350")
    assert differences(after(old, pasted("单位,姓名,电话", "供电所,何清和,10000002999"))) == [
        ("create", "何清和", ()),
        ("change", "s0", ("delegate",)),
    ]
    assert differences(after(old, pasted("单位,姓名,电话", "供电所,何清和,0436-3661234"))) == []


def test_the_phone_is_the_person_also_under_another_name() -> None:
    old = pasted("单位,姓名,电话", "供电所,何清和,10000002350")
    assert differences(after(old, pasted("单位,姓名,电话", "供电所,何青和,10000002350"))) == [("change", "何青和", ("name",))]


def test_stand_ins_are_added_and_one_who_becomes_the_delegate_is_none_any_more() -> None:
    old = pasted("单位,姓名", "供电所,何清和/苏听雨")
    plan = after(old, pasted("单位,姓名", "供电所,苏听雨/柳新来"))
    assert differences(plan) == [("create", "柳新来", ()), ("change", "s0", ("delegate", "stand_ins"))]
    assert (plan.seats[0].wanted.delegate, [one.person for one in plan.seats[0].wanted.stand_ins]) == ("p1", [plan.people[1].wanted.key])


def test_a_guess_never_changes_what_is_stored() -> None:
    old = pasted("单位,单位类型,姓名,职责,有无表决权", "锦和物业,两新组织,方景行,代表,是", "派出所,执法与派驻,云以宁,代表,是")
    assert differences(after(old, pasted("单位,姓名", "锦和物业,方景行", "派出所,云以宁"))) == []


def test_what_a_file_says_changes_what_is_stored() -> None:
    old = pasted("单位,姓名", "派出所,云以宁", "锦和物业,方景行")
    new = pasted("单位,单位类型,姓名,有无表决权,备注", "派出所,执法与派驻,云以宁,是,周二", "锦和物业,两新组织,方景行,,")
    plan = after(old, new)
    assert differences(plan) == [("change", "锦和物业", ("kind",)), ("change", "s0", ("votes", "role", "remark"))]
    assert (plan.seats[0].wanted.votes, plan.seats[0].wanted.role) == (True, "member")


def test_a_unit_without_a_number_gets_one_and_keeps_it() -> None:
    headings = ["联盟名称", "单位名称", "单位编号"]
    numbered = kept(["秋实里社区党建联盟", "供电所", "ZL-供电所"], headings=headings)
    assert differences(after(kept(member()), numbered)) == [("change", "供电所", ("code",))]
    assert differences(after(numbered, kept(member()))) == []


def test_a_unit_found_by_its_number_may_have_a_new_name() -> None:
    headings = ["联盟名称", "单位名称", "单位编号"]
    old = kept(["秋实里社区党建联盟", "第二小学", "X1"], headings=headings)
    assert differences(after(old, kept(["秋实里社区党建联盟", "实验小学", "X1"], headings=headings))) == [("change", "实验小学", ("name",))]


def test_a_property_manager_is_found_in_its_district_from_another_alliance() -> None:
    old = kept(member(name="和美物业", who="张采薇", phone="10000002385"))
    plan = after(old, kept(member("松涛里社区党建联盟", "和美物业", who="张采薇")))
    assert differences(plan) == [("create", "松涛里社区党建联盟", ()), ("create", "name:镇赉县||松涛里+o0", ())]
    elsewhere = kept(member("松涛里社区党建联盟", "和美物业", who="张采薇"), district="大安市")
    assert [name for action, name, _ in differences(after(old, elsewhere)) if action == "create"][1] == "和美物业"


def test_an_alliance_is_found_by_its_name_and_keeps_what_it_is_called() -> None:
    full = [["联盟编号", "区县", "街道", "联盟名称", "单位名称"], ["ZL001", "镇赉县", "稻香街道", "秋实里社区党建联盟", "供电所"]]
    old = parse(read_sheets(workbook(full), "名册.xlsx"))
    assert differences(after(old, kept(member("秋实里党建联盟")))) == []
    assert differences(after(old, kept(member(), district=None))) == []
    assert differences(after(old, kept(["稻香街道", "秋实里", "供电所"], headings=["街道", "社区", "单位"]))) == []


def test_an_alliance_that_got_a_code_of_ours_gets_the_citys() -> None:
    old = replace(stored(kept(member())), alliances=tuple(replace(one, code="MADE-UP") for one in stored(kept(member())).alliances))
    coded = kept(["ZL001", *member()], headings=["联盟编号", *HEADINGS])
    assert differences(compare(coded, old)) == [("change", "秋实里社区党建联盟", ("code",))]


def test_an_alliance_found_by_its_code_may_have_a_new_name_but_no_district_from_a_title() -> None:
    headings = ["联盟编号", *HEADINGS]
    old = kept(["ZL001", *member()], headings=headings)
    new = kept(["ZL001", *member("秋实里新城社区党建联盟")], headings=headings, district="大安市")
    assert differences(after(old, new)) == [("change", "秋实里新城社区党建联盟", ("name",))]


def test_a_street_that_was_missing_is_filled_in() -> None:
    plan = after(kept(member()), kept(["稻香街道", *member()], headings=["街道", *HEADINGS]))
    assert differences(plan) == [("change", "秋实里社区党建联盟", ("street",))]


def test_figures_change_only_where_they_are_stored() -> None:
    headings = ["联盟编号", "区县", "街道", "联盟名称", "户籍居民数", "60岁以上占比(%)"]
    old = stored(kept(["ZL001", "镇赉县", "稻香街道", "秋实里社区党建联盟", 3000, 20], headings=headings))
    (alliance,) = old.alliances
    without = replace(old, alliances=(replace(alliance, figures=(("residents", 3000),)),))
    new = kept(["ZL001", "镇赉县", "稻香街道", "秋实里社区党建联盟", 3000, 21], headings=headings)
    assert (differences(compare(new, old)), differences(compare(new, without))) == ([("change", alliance.name, ("figures",))], [])


def test_rows_of_an_alliance_that_is_not_stored_and_cannot_be_placed_are_rejected() -> None:
    plan = after(kept(member(who="何清和")), kept(member(who="何清和"), member("查无此联盟", "某单位", who="某某"), member("查无此联盟")))
    assert [(one.row, one.reason, dict(one.values)) for one in plan.rejected] == [
        (3, "roster.alliance_unknown", {"name": "查无此联盟"}),
        (4, "roster.alliance_unknown", {"name": "查无此联盟"}),
    ]
    assert differences(plan) == []


def test_a_name_that_two_stored_alliances_bear_is_ambiguous() -> None:
    headings = ["街道", *HEADINGS]
    old = kept(["稻香街道", *member()], ["荷塘街道", *member()], headings=headings)
    assert [(one.row, one.reason) for one in after(old, kept(member())).rejected] == [(2, "roster.alliance_ambiguous")]
    assert differences(after(old, kept(["荷塘街道", *member()], headings=headings))) == []


def test_a_district_unit_named_with_and_without_its_district_is_created_once() -> None:
    alliances = [["联盟编号", "区县", "联盟名称"], ["ZL001", "镇赉县", "秋实里社区党建联盟"]]
    old = parse(read_sheets(workbook(alliances), "名册.xlsx"))
    units = [["联盟编号", "区县", "联盟名称", "单位"], ["ZL001", "", "", "供电所"], ["", "镇赉县", "松涛里社区党建联盟", "供电所"]]
    plan = after(old, parse(read_sheets(workbook(units), "名册.xlsx")))
    assert ([step.wanted.key for step in plan.organisations], len(plan.seats)) == (["district:镇赉县|供电所"], 2)


def test_members_who_are_people_keep_their_seats_in_any_order() -> None:
    old = pasted("单位,姓名", "居民代表,喻晴川", "居民代表,柏知微")
    assert differences(after(old, pasted("单位,姓名", "居民代表,柏知微", "居民代表,喻晴川"))) == []
    assert differences(after(old, pasted("单位,姓名", "居民代表,柏知微"))) == []
    replaced = after(old, pasted("单位,姓名", "居民代表,钟采薇", "居民代表,柏知微"))
    assert differences(replaced) == [("create", "钟采薇", ()), ("change", "s0", ("delegate",))]
    third = after(old, pasted("单位,姓名", "居民代表,柏知微", "居民代表,喻晴川", "居民代表,钟采薇"))
    assert [action for action, _, _ in differences(third)] == ["create", "create", "create"]


def test_a_new_namesake_gets_a_key_of_its_own_beside_stored_ones() -> None:
    first = pasted("单位,姓名", "居民代表,喻晴川")
    plan = compare(pasted("单位,姓名", "居民代表,喻晴川", "居民代表,柏知微"), first)
    assert [(step.action, step.wanted.ordinal) for step in plan.organisations] == [("keep", 1), ("create", 2)]
    assert plan.organisations[1].wanted.key == f"{first.organisations[0].key}#2"


def test_secretaries_are_planned_once() -> None:
    roster = pasted("单位,姓名,职责", "云锦里社区党委,鲁嘉木,联盟秘书")
    assert [(one.role, one.alliance) for one in compare(roster, NOTHING).offices] == [("secretary", "code:yjl")]
    assert after(roster, roster).offices == ()
