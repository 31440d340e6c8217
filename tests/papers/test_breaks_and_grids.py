"""Where lines, titles and columns may be broken."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.papers.blocks import Column, NameEntry, Names, QrCode, Table
from app.papers.breaks import atoms, title_lines
from app.papers.grids import BODY, STEPS, column_widths, names_grid, one_page_body
from tests.papers import example


def whole(text: str, unbroken: tuple[str, ...] = (), limit: float = 20.0) -> list[str]:
    return [atom.text for atom in atoms(text, unbroken, limit) if atom.whole]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("自2026年12月10日起至2027年3月9日止", ["2026年12月10日", "2027年3月9日"]),
        ("12月8日前，18时30分至次日7时", ["12月8日", "18时30分", "7时"]),
        ("编号HML-2026-03-05，〔2026〕12号，第4期", ["HML-2026-03-05", "〔2026〕12号", "第4期"]),
        ("电话0436-1234567，邮箱a.b@x.gov.cn，满意率96.5%", ["0436-1234567", "a.b@x.gov.cn", "96.5%"]),
        ("应到17家，实到15家", []),
    ],
)
def test_dates_and_codes_are_whole(text: str, expected: list[str]) -> None:
    assert whole(text) == expected
    assert "".join(atom.text for atom in atoms(text)) == text


def test_names_are_whole_and_the_longer_name_wins() -> None:
    assert whole("书记郑安澜和郑安澜儿", ("郑安澜", "郑安澜儿", "")) == ["郑安澜", "郑安澜儿"]


def test_what_is_wider_than_its_line_may_be_broken() -> None:
    assert [(atom.text, atom.whole, atom.loose) for atom in atoms("见HML-2026-04-01。", limit=5)] == [
        ("见", False, False),
        ("HML-2026-04-01", False, True),
        ("。", False, False),
    ]
    assert [atom.loose for atom in atoms("A" * 40)] == [True]
    assert [(atom.whole, atom.loose) for atom in atoms("很长的名字", ("很长的名字",), limit=3)] == [(False, False)]


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("关于错时停车有关事项的纪要", ("关于错时停车有关事项的纪要",)),
        ("关于错时停车、课后托管和养老助餐有关事项的纪要", ("关于错时停车、课后托管", "和养老助餐有关事项的纪要")),
        ("鹤鸣里社区党建联盟2026年第四季度联席会议议定事项公示", ("鹤鸣里社区党建联盟2026年第四季度", "联席会议议定事项公示")),
        ("关于错时共享停车等民生事项\n协商议事的会议纪要", ("关于错时共享停车等民生事项", "协商议事的会议纪要")),
        ("", ("",)),
    ],
)
def test_a_title_is_broken_where_it_says_or_between_words(title: str, expected: tuple[str, ...]) -> None:
    assert title_lines(title, 20) == expected


def test_a_title_is_never_broken_inside_a_word_a_date_or_a_name() -> None:
    for room in range(8, 24):
        lines = title_lines("关于2026年11月12日联席会议纪要和王小明同志会议通知有关事项的公示", room, ("王小明",))
        joined = "|".join(lines)
        assert [
            word for word in ("2026年11月12日", "联席会议", "会议纪要", "王小明", "会议通知", "有关事项", "公示") if word not in joined
        ] == []


def test_short_units_stand_in_two_columns_and_long_ones_in_one() -> None:
    short = names_grid(Names("列席", (NameEntry("一组", "王一"), NameEntry("二组", "李二"), NameEntry("三组", "张三"))))
    assert (short.columns, [len(row) for row in short.rows], short.unit) == (2, [2, 1], 3.0)
    long = names_grid(example.PRESENT)
    assert (long.columns, len(long.rows), {cell.fits for row in long.rows for cell in row}) == (1, 15, {True})
    endless = names_grid(Names("出席", (NameEntry("很长的单位" * 8, "王一"), NameEntry("短", "李二"))))
    assert [cell.fits for row in endless.rows for cell in row] == [False, True]
    assert endless.rows[0][0].text("\t") == "很长的单位" * 8 + "　王一"


def test_a_column_is_as_wide_as_what_must_stay_whole_and_the_others_share_the_rest() -> None:
    table = Table((Column("编号", 1), Column("任务", 4), Column("标准", 4)), (("HML-2026-04-01", "长" * 40, "长" * 40),))
    widths = column_widths(table, 156, 10.5)
    assert [round(one) for one in widths] == [31, 62, 62]
    assert round(sum(widths), 6) == 156
    full = replace(table, columns=tuple(Column("很窄", 1) for _ in range(3)), rows=(("HML-2026-04-01",) * 3,))
    assert column_widths(full, 60, 10.5) == [20, 20, 20]


def test_a_one_page_paper_in_word_takes_the_first_size_that_should_fit() -> None:
    short = replace(example.PUBLIC_NOTICE, blocks=example.PUBLIC_NOTICE.blocks[:3])
    endless = replace(example.PUBLIC_NOTICE, blocks=example.PUBLIC_NOTICE.blocks * 4)
    assert [one_page_body(one) for one in (short, endless)] == [BODY, STEPS[-1]]
    assert one_page_body(example.PUBLIC_NOTICE).size == 13
    without = replace(example.NOTICE, blocks=tuple(block for block in example.NOTICE.blocks if not isinstance(block, QrCode)))
    assert [one_page_body(one) for one in (without, example.NOTICE)] == [BODY, STEPS[2]]
