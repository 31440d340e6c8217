"""One line that names a person, as people paste it."""

from __future__ import annotations

import pytest

from app.alliances.naming import Named, read_line

ONE = Named("张三", "", "10100000001")


@pytest.mark.parametrize(
    ("line", "read"),
    [
        ("张三 10100000001", ONE),
        ("张三10100000001", ONE),
        ("10100000001 张三", ONE),
        ("张三 101 0000 0001", ONE),
        ("张三　１０１－００００－０００１", ONE),
        ("张三 +86 10100000001", ONE),
        ("姓名：张三，电话：101-0000-0001", ONE),
        ("张三 副所长 10100000001", Named("张三", "副所长", "10100000001")),
        ("张三（副所长）\t10100000001", Named("张三", "副所长", "10100000001")),
        ("张 三 副所长", Named("张三", "副所长", "")),
        ("张三 0436-3200000", Named("张三", "", "04363200000")),
        ("张三", Named("张三", "", "")),
    ],
)
def test_a_pasted_line_gives_name_title_and_phone(line: str, read: Named) -> None:
    assert read_line(line) == read


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("", "name"),
        ("10100000001", "name"),
        ("3号楼 张三", "name"),
        ("张三 1010000", "phone"),
        ("张三 101000000012", "phone"),
        ("张三 10100000001 10100000002", "phones"),
        ("长" * 31, "long"),
        ("张三 " + "长" * 41, "long"),
    ],
)
def test_a_line_that_cannot_be_read_says_in_what_respect(line: str, fault: str) -> None:
    assert read_line(line) == fault
