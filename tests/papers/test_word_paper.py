"""The Word file: fonts by name, real styles, repeated heads, page numbers on both sides, nothing from outside."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from app.papers.blocks import Heading, Items, NameEntry, Names, Run, paragraph
from app.papers.model import Document
from app.papers.text import plain_text
from app.papers.word import render_word
from tests.papers import example
from tests.papers.reading import squeezed, word_paragraphs


@pytest.fixture(scope="module")
def minutes() -> bytes:
    return render_word(example.MINUTES)


def part(content: bytes, name: str) -> str:
    """A part of the file as text."""
    return zipfile.ZipFile(io.BytesIO(content)).read(name).decode()


def test_the_same_paper_gives_the_same_bytes(minutes: bytes) -> None:
    assert render_word(example.MINUTES) == minutes


def test_its_fonts_are_named_and_have_second_names(minutes: bytes) -> None:
    used = set(re.findall(r'w:eastAsia="([^"]+)"', part(minutes, "word/styles.xml"))) - {"zh-CN"}
    assert used == {"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"}
    second = re.findall(r'w:name="([^"]+)"><w:altName w:val="([^"]+)"', part(minutes, "word/fontTable.xml"))
    assert dict(second)["仿宋_GB2312"] == "仿宋"
    assert set(dict(second)) == used


def test_its_paragraphs_have_styles_of_their_own(minutes: bytes) -> None:
    word = docx.Document(io.BytesIO(minutes))
    styles = {paragraph.text: paragraph.style.name for paragraph in word.paragraphs}
    assert styles["云杉街道鹤鸣里社区党建联盟\n联席会议纪要"] == "纪要标志"
    assert styles["关于错时停车、课后托管\n和养老助餐有关事项的纪要"] == "Title"
    assert styles["三、关于学生课后托管"] == "Heading 1"
    assert styles["附件1　任务清单"] == "附件标题"
    assert styles["会议议定："] == "Normal"
    body, title = word.styles["Normal"], word.styles["Title"]
    assert (body.font.size.pt, body.paragraph_format.line_spacing.pt, title.font.size.pt) == (16, 28.95, 22)


def test_labels_and_results_stand_in_heiti(minutes: bytes) -> None:
    strong = [run.text for one in docx.Document(io.BytesIO(minutes)).paragraphs for run in one.runs if run.style.name == "黑体字"]
    assert strong == ["表决情况：", "通过", "协商情况：", "表决情况：", "通过", "出席：", "请假：", "列席：", "记录："]


def test_the_head_of_every_table_is_repeated_and_rows_are_not_broken(minutes: bytes) -> None:
    tables = docx.Document(io.BytesIO(minutes)).tables[:2]
    assert [[bool(row._tr.findall(f".//{qn('w:tblHeader')}")) for row in table.rows][:3] for table in tables] == [[True, False, False]] * 2
    assert [all(row._tr.findall(f".//{qn('w:cantSplit')}") for row in table.rows[1:]) for table in tables] == [True, True]


def test_the_page_is_a4_with_the_margins_of_the_standard_and_annexes_may_lie_on_their_side(minutes: bytes) -> None:
    sections = docx.Document(io.BytesIO(minutes)).sections
    assert [(round(one.page_width.mm), round(one.page_height.mm)) for one in sections] == [(210, 297), (297, 210), (210, 297)]
    first = sections[0]
    edges = [round(edge.mm) for edge in (first.top_margin, first.bottom_margin, first.left_margin, first.right_margin)]
    assert edges == [37, 35, 28, 26]


def test_page_numbers_stand_right_on_odd_and_left_on_even_pages(minutes: bytes) -> None:
    word = docx.Document(io.BytesIO(minutes))
    feet = [foot.paragraphs[0] for foot in (word.sections[0].footer, word.sections[0].even_page_footer)]
    assert word.settings.odd_and_even_pages_header_footer
    assert [(foot.text, foot.alignment) for foot in feet] == [("—  —", 2), ("—  —", 0)]
    assert all("PAGE" in foot._p.xml for foot in feet)


def test_a_demonstration_says_so_at_the_head_of_every_page() -> None:
    section = docx.Document(io.BytesIO(render_word(example.EVERYTHING))).sections[0]
    assert [head.paragraphs[0].text for head in (section.header, section.even_page_header)] == ["演示数据", "演示数据"]


def test_its_properties_are_those_of_the_paper(minutes: bytes) -> None:
    properties = docx.Document(io.BytesIO(minutes)).core_properties
    assert (properties.title, properties.author, properties.last_modified_by) == (
        "关于错时停车、课后托管和养老助餐有关事项的纪要",
        "鹤鸣里社区党建联盟秘书处",
        "鹤鸣里社区党建联盟秘书处",
    )
    assert (properties.created, properties.comments, properties.language) == (dt.datetime(2026, 11, 18, tzinfo=dt.UTC), "", "zh-CN")


def test_there_is_no_macro_no_link_outside_and_no_picture_of_a_template(minutes: bytes) -> None:
    names = zipfile.ZipFile(io.BytesIO(minutes)).namelist()
    assert [name for name in names if "vba" in name.lower() or name.endswith((".bin", ".jpeg"))] == []
    assert [name for name in names if name.endswith(".rels") and "External" in part(minutes, name)] == []
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(minutes)).infolist()} == {(2000, 1, 1, 0, 0, 0)}


def test_a_rare_character_stays_as_it_is() -> None:
    document = Document("notice", "通知", "秘书处", dt.date(2026, 11, 18), (paragraph("王\U00030edd一"),))
    assert word_paragraphs(render_word(document)) == ["通知", "王\U00030edd一"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=30), min_size=4, max_size=4))
def test_any_text_at_all_makes_a_file_that_says_it(words: list[str]) -> None:
    one, two, three, four = words
    blocks = (
        paragraph(one, Run(two, strong=True), label=three),
        Heading(four),
        Items((one, two)),
        Names("出席", (NameEntry(three, four),)),
    )
    document = replace(example.NOTICE, title=one, blocks=blocks, head=example.MINUTES.head, number=two, issuer=three)
    assert squeezed("".join(word_paragraphs(render_word(document)))) == squeezed("".join(plain_text(document)))
