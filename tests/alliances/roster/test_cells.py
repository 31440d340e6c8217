"""What people write into cells."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.alliances.roster import cells
from app.alliances.roster.kinds import guess_kind, kind_of, role_of, votes_of
from app.alliances.roster.places import community_in, district_of, stem


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("10000000201", ["10000000201"]),
        ("１０００００００２０１", ["10000000201"]),
        ("100 0000 0203", ["10000000203"]),
        ("100-0000-0203", ["10000000203"]),
        ("100－0000—0203", ["10000000203"]),
        ("10000000206（微信同号）", ["10000000206"]),
        ("手机：10000000206", ["10000000206"]),
        ("+86 10000000206", ["10000000206"]),
        ("8610000000206", ["10000000206"]),
        ("10000000206.0", ["10000000206"]),
        ("\u202d10000000206\u202c", ["10000000206"]),
        ("1.0000000206E+10", ["10000000206"]),
        ("10000000216 / 10000000217", ["10000000216", "10000000217"]),
        ("10000000216 10000000217", ["10000000216", "10000000217"]),
        ("10000000216、10000000216", ["10000000216"]),
        ("0436-3661234", ["04363661234"]),
        ("04363661234转8001", ["04363661234"]),
        ("3661234", ["3661234"]),
        ("另报", []),
        ("无", []),
        ("", []),
    ],
)
def test_a_phone_is_read_however_it_is_written(written: str, numbers: list[str]) -> None:
    read = cells.read_phones(written)
    assert (list(read.numbers), read.unread, read.odd) == (numbers, False, False)


@pytest.mark.parametrize("written", ["123", "1.38E+10", "1E+10", "220802199001011234"])
def test_digits_that_are_no_phone_are_reported_and_not_guessed(written: str) -> None:
    assert cells.read_phones(written) == cells.Phones(unread=True)


def test_a_phone_with_a_digit_too_few_is_kept_and_reported() -> None:
    assert cells.read_phones("１００００００２０４") == cells.Phones(("1000000204",), odd=True)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("张三", ["张三"]),
        ("张 三", ["张三"]),
        ("袁\u3000清和", ["袁清和"]),
        ("张  三丰", ["张三丰"]),
        ("欧阳 修文", ["欧阳修文"]),
        ("欧阳 修", ["欧阳修"]),
        ("张三/李四", ["张三", "李四"]),
        ("张三、李四", ["张三", "李四"]),
        ("张三，李四", ["张三", "李四"]),
        ("张三 李四", ["张三", "李四"]),
        ("张三\n李四", ["张三", "李四"]),
        ("张 三 李四", ["张三", "李四"]),
        ("花清和", ["花清和"]),
        ("张三10000000206", ["张三"]),
        ("张三（书记）", ["张三"]),
        ("𠮷田𠀋", ["𠮷田𠀋"]),
        ("阿依古丽·买买提", ["阿依古丽·买买提"]),
        ("John Smith", ["John Smith"]),
        ("待定", []),
        ("—", []),
        ("0", []),
        ("", []),
    ],
)
def test_names_are_told_apart_and_put_together(written: str, names: list[str]) -> None:
    assert list(cells.read_names(written).names) == names


@pytest.mark.parametrize("mark", ["同上", "〃", "″", " 同 上 ", "——〃——"])
def test_ditto_marks_are_known(mark: str) -> None:
    assert cells.is_ditto(mark)


def test_another_width_or_spacing_is_the_same_name() -> None:
    assert cells.plain("第１ 小学（东区）") == cells.plain("第1小学(东区)")
    assert cells.title_of("第一 小学\u3000分校") == "第一小学分校"


@pytest.mark.parametrize(
    ("title", "district"),
    [
        ("镇赉县社区党建联盟成员单位台账", "镇赉县"),
        ("镇赉县部分联盟成员单位名册（2026年11月更新）", "镇赉县"),
        ("2026年洮北区社区党建联盟名册", "洮北区"),
        ("白城市洮北区社区党建联盟名册", "洮北区"),
        ("吉林省白城市洮南市社区党建联盟", "洮南市"),
        ("经开区社区党建联盟", "经开区"),
        ("关于报送镇赉县联盟名册的表", "镇赉县"),
        ("填报单位：社区党建联盟工作专班", ""),
        ("云锦里社区党建联盟成员名册", ""),
        ("全区社区党建联盟名册", ""),
    ],
)
def test_the_district_is_read_from_a_title(title: str, district: str) -> None:
    assert district_of(title) == district


def test_an_alliance_is_told_apart_by_what_is_its_own() -> None:
    assert {stem(name) for name in ("秋实里社区党建联盟", "秋实里党建联盟", "秋实里社区联盟")} == {"秋实里"}
    assert stem("秋实苑社区党建联盟") == "秋实苑"
    assert (community_in("秋实里社区党建联盟"), community_in("查无此联盟")) == ("秋实里社区", "")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("云锦里社区党委", "community_party"),
        ("云锦里社区居委会", "residents_committee"),
        ("秋实里社区居民委员会", "residents_committee"),
        ("第二小学", "school"),
        ("幼儿园", "school"),
        ("老年大学", "school"),
        ("社区卫生服务站", "health"),
        ("云锦苑业主委员会", "owners_committee"),
        ("锦和物业", "property"),
        ("供热公司", "utility"),
        ("水务站", "resident_public"),
        ("云杉税务所", "resident_public"),
        ("商户联合党支部", "two_new"),
        ("民营医院党支部", "two_new"),
        ("大学生志愿者协会", "two_new"),
        ("第五网格党支部", "grid_worker"),
        ("第二居民小组代表", "resident_rep"),
        ("派出所", "dispatched"),
        ("消防救援站", "dispatched"),
        ("政协委员", "representatives"),
        ("区民政局", "department"),
        ("银行网点", "resident_public"),
    ],
)
def test_a_kind_is_guessed_from_the_name(name: str, kind: str) -> None:
    assert guess_kind(name) == kind


def test_words_for_kinds_roles_and_votes_are_read() -> None:
    assert [kind_of(label) for label in ("社区党组织", "两代表一委员", "物业服务企业", "外星人")] == [
        "community_party", "representatives", "property", "",
    ]  # fmt: skip
    assert [role_of(word) for word in ("联盟秘书", "召集人", "列席", "代表", "组长")] == ["secretary", "convener", "observer", "member", ""]
    assert [votes_of(word) for word in ("是", "否", "√", "", "也许")] == [True, False, True, None, None]


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0123456789０１- /、张三（）\u3000.eE+")), max_size=40))
def test_no_cell_is_too_strange_to_be_read(text: str) -> None:
    assert all(re.fullmatch(r"[0-9]{7,15}", number) for number in cells.read_phones(text).numbers)
    assert all(name == name.strip() and name for name in cells.read_names(text).names)
    assert cells.plain(text).split() in ([], [cells.plain(text)])
