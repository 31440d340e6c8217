"""The PDF: fonts, standards, breaks, one page, characters without a glyph, text that looks like code."""

from __future__ import annotations

import datetime as dt
import io
import re
from dataclasses import replace
from itertools import pairwise

import pypdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.papers.blocks import (
    AnnexList,
    Blanks,
    Column,
    Heading,
    Items,
    LargePrint,
    NameEntry,
    Names,
    QrCode,
    Signature,
    SignInRow,
    SignInTable,
    Space,
    Table,
    paragraph,
)
from app.papers.glyphs import Missing, missing_in
from app.papers.model import Annex, Closing, Distribution, Document, Head
from app.papers.pdf import pages, render_pdf
from app.papers.text import plain_text
from tests.papers import example
from tests.papers.reading import pdf_lines, pdf_pieces, pdf_text, squeezed

STARTS_NO_LINE = "，。、；：？！”’）》〉】〕%"
ENDS_NO_LINE = "“‘（《〈【〔"


@pytest.fixture(scope="module")
def minutes() -> bytes:
    return render_pdf(example.MINUTES).content


def paper(*blocks: object, **changed: object) -> Document:
    """A short paper of the given blocks."""
    short = Document("notice", "通知", "秘书处", dt.date(2026, 11, 18), tuple(blocks))  # type: ignore[arg-type]  # blocks of any kind
    return replace(short, **changed)  # type: ignore[arg-type]  # fields by name


def test_it_says_that_it_is_pdf_a_2a_and_pdf_ua_1(minutes: bytes) -> None:
    root = pypdf.PdfReader(io.BytesIO(minutes)).trailer["/Root"]
    metadata = root["/Metadata"].get_data().decode()
    assert re.findall(r"<pdfaid:part>(.)</pdfaid:part><pdfaid:conformance>(.)</pdfaid:conformance>", metadata) == [("2", "A")]
    assert re.findall(r"<pdfuaid:part>(.)</pdfuaid:part>", metadata) == ["1"]
    assert root["/Lang"] == "zh-CN"
    assert root["/MarkInfo"]["/Marked"]


def test_its_fonts_are_embedded_outlines_and_ours(minutes: bytes) -> None:
    found = set()
    for page in pypdf.PdfReader(io.BytesIO(minutes)).pages:
        for font in page["/Resources"]["/Font"].values():
            below = font.get_object()["/DescendantFonts"][0].get_object()
            assert font.get_object()["/Subtype"] == "/Type0"
            assert {"/FontFile2", "/FontFile3"} & set(below["/FontDescriptor"])
            found.add(re.sub(r"^[A-Z]{6}\+|-Identity-H$", "", font.get_object()["/BaseFont"].lstrip("/")))
    assert found == {"FandolFang-Regular", "MinutesHei-400", "MinutesSong-400", "MinutesSong-700", "MinutesSong-900"}


def test_the_same_paper_gives_the_same_bytes_dated_as_the_paper(minutes: bytes) -> None:
    assert render_pdf(example.MINUTES).content == minutes
    assert pypdf.PdfReader(io.BytesIO(minutes)).metadata["/CreationDate"] == "D:20261118000000Z"
    assert render_pdf(replace(example.MINUTES, number="第5期")).content != minutes


def test_a_page_is_a4_with_the_margins_of_the_standard(minutes: bytes) -> None:
    page = pypdf.PdfReader(io.BytesIO(minutes)).pages[1]
    assert [round(float(one) / 72 * 25.4) for one in page.mediabox] == [0, 0, 210, 297]
    text = [piece for piece in pdf_pieces(minutes) if piece.page == 1 and not piece.artifact]
    assert round(min(piece.x for piece in text) / 72 * 25.4) == 28
    heights = sorted({round(piece.y, 1) for piece in text}, reverse=True)
    assert len(heights) == 22
    assert {round(above - below, 2) for above, below in pairwise(heights)} <= {28.9, 28.95, 29.0}
    assert {piece.size for piece in text} == {16.0}


def test_page_numbers_stand_on_the_outer_side(minutes: bytes) -> None:
    numbers = [piece for piece in pdf_pieces(minutes) if piece.artifact == "Footer"]
    assert [piece.text for piece in numbers[:4]] == ["— 1 —", "— 2 —", "— 3 —", "— 4 —"]
    assert [piece.x > 297 for piece in numbers[:4]] == [True, False, True, False]


def test_the_head_is_black_and_red_only_where_asked(minutes: bytes) -> None:
    assert example.MINUTES.head is not None
    red = render_pdf(replace(example.MINUTES, head=replace(example.MINUTES.head, red=True))).content
    assert [_colours(one) for one in (minutes, red)] == [{"0"}, {"0", "0.9019608 0 0.07058824"}]


def test_no_line_starts_or_ends_with_the_wrong_mark_at_any_width() -> None:
    text = (
        "会议指出：“居民反映的问题，件件有回音！”并强调（详见《民法典》第278条）要做到“民有所呼、我有所应”；对照清单〔2026〕12号逐项落实……"
        "责任单位——物业公司、业委会、派出所等，须于2026年3月28日前完成，完成率达96.5%以上？请联系0436-1234567。“好！”“行、可以；”（一）《附件》、《通知》。"
    )
    shifted = [paragraph("　" * number + text) for number in range(12)]
    narrow = [Table((Column("甲", 8 + number), Column("乙", 40 - number)), ((text, ""),)) for number in range(24)]
    lines = [line for line in pdf_lines(render_pdf(paper(*shifted, *narrow)).content) if line != "甲乙"]
    assert len(lines) > 300
    assert [line for line in lines if line[0] in STARTS_NO_LINE or line[-1] in ENDS_NO_LINE] == []
    assert [pair for pair in pairwise(lines) if pair[0][-1] == pair[1][0] in "…—"] == []
    assert [pair for pair in pairwise(lines) if pair[0][-1].isdigit() and pair[1][0].isdigit()] == []


def test_dates_codes_and_names_stand_on_one_line(minutes: bytes) -> None:
    text = "原定2026年11月12日14时30分完成的HML-2026-03-05由社区党委书记欧阳若水核验，满意率96.5%，电话0436-1234567。" * 3
    shifted = paper(*(paragraph("　" * number + text) for number in range(27)), unbroken=("欧阳若水",))
    for document, pdf, names in ((example.MINUTES, minutes, example.NAMES), (shifted, render_pdf(shifted).content, shifted.unbroken)):
        said, lines = "\n".join(plain_text(document)), "\n".join(pdf_lines(pdf))
        whole = {*re.findall(r"\d{4}年\d{1,2}月\d{1,2}日|\d+时\d+分|HML-[\d-]+|\d{4}-\d{7}|[\d.]+%", said), *names}
        assert {one: lines.count(one) for one in whole} == {one: said.count(one) for one in whole}


def test_names_are_aligned_after_the_colon(minutes: bytes) -> None:
    at = {piece.text: round(piece.x, 1) for piece in pdf_pieces(minutes) if piece.page in (5, 6)}
    assert at["鹤鸣里社区党委"] == at["鹤鸣里社区居民委员会"] == at["区水文站"] == at["云杉街道党工委"]
    assert at["林知夏"] == at["沈既白"] == at["何书禾"]
    assert at["出席："] == at["请假："] == at["列席："] == at["记录："]


def test_the_annexes_start_new_pages_and_the_closing_ends_the_last(minutes: bytes) -> None:
    pieces = [piece for piece in pdf_pieces(minutes) if not piece.artifact]
    first = {piece.text: piece.page for piece in pieces if piece.text.startswith(("附件1", "附件2"))}
    assert first == {"附件1　任务清单": 7, "附件2　商请事项清单": 9}
    last = min((piece for piece in pieces if piece.page == 9), key=lambda piece: piece.y)
    assert (pages(minutes), last.text) == (10, "鹤鸣里社区党建联盟秘书处")
    assert 99 < last.y < 108, "the type area ends 35 mm, 99 points, above the edge"


def test_the_head_of_a_table_is_repeated_as_an_artifact(minutes: bytes) -> None:
    heads = [(piece.page, bool(piece.artifact)) for piece in pdf_pieces(minutes) if piece.text == "验收标准"]
    assert heads == [(7, False), (8, True)]


def test_the_public_notice_is_one_page_and_long_ones_are_set_smaller() -> None:
    short, usual = replace(example.PUBLIC_NOTICE, blocks=example.PUBLIC_NOTICE.blocks[:3]), example.PUBLIC_NOTICE
    longer = replace(usual, blocks=(*usual.blocks[:-1], *usual.blocks[1:3], usual.blocks[-1]))
    endless = replace(usual, blocks=usual.blocks * 4)
    sizes = []
    for document in (short, usual, longer, endless):
        pdf = render_pdf(document).content
        body = {round(piece.size) for piece in pdf_pieces(pdf) if piece.text.startswith("2026年11月12日")}
        sizes.append((pages(pdf), *body))
    assert sizes == [(1, 16), (1, 14), (1, 12), (3, 12)]


def test_a_one_page_paper_keeps_its_annexes_and_closing() -> None:
    document = replace(example.MINUTES, one_page=True)
    assert pdf_text(render_pdf(document).content) == squeezed("".join(plain_text(document)))


def test_the_watermark_is_on_every_page_and_no_part_of_the_text() -> None:
    pdf = render_pdf(replace(example.SHEET, watermark="演示数据")).content
    marks = [(piece.page, piece.artifact) for piece in pdf_pieces(pdf) if piece.text == "演示数据"]
    assert marks == [(0, "Background"), (1, "Background"), (2, "Background")]
    assert "演示数据" not in pdf_text(pdf)


def test_rows_of_a_sign_in_sheet_are_12_millimetres_and_more() -> None:
    rows = [piece.y for piece in pdf_pieces(render_pdf(example.SHEET).content) if piece.page == 0 and piece.text.startswith("139")]
    assert len(rows) >= 8
    assert min(above - below for above, below in pairwise(rows)) >= 12 / 25.4 * 72


@pytest.mark.parametrize(
    ("character", "codepoint"),
    [("\U00030edd", "U+30EDD"), ("\ue123", "U+E123"), ("😀", "U+1F600"), ("\U0002b73f", "U+2B73F"), ("ע", "U+05E2"), ("\ud800", "U+FFFD")],
)
def test_a_character_without_a_glyph_is_marked_and_reported(character: str, codepoint: str) -> None:
    pdf = render_pdf(paper(Names("出席", (NameEntry("云杉税务所", f"王{character}一"),))))
    shown = "\ufffd" if codepoint == "U+FFFD" else character
    assert pdf.missing == (Missing(shown, codepoint, f"王{shown}一"),)
    assert pdf_text(pdf.content) == f"通知出席：云杉税务所王〓一注：文中“〓”为字库未收的字，依次为{codepoint}。"


def test_rare_standard_characters_are_printed() -> None:
    names = "祝㛃王𬘓李䶮陈堃刘喆赵旻朱镕张璟孙龑周珺瑶"
    pdf = render_pdf(paper(paragraph(names), Heading(names), Heading(names, 2), title=names))
    assert (pdf.missing, pdf_text(pdf.content)) == ((), names * 4)


def test_marks_that_cannot_be_seen_vanish_and_nothing_fails() -> None:
    pdf = render_pdf(paper(paragraph("王\u202e一\u2066二\x00\x07\ufeff三"), title="通\u200b知\r\n书"))
    assert (pdf.missing, pdf_text(pdf.content)) == ((), "通知书王一二三")


def test_text_that_looks_like_a_template_is_printed_as_it_stands() -> None:
    tricks = ['#read("/etc/passwd")', "$x$", "*a*", "_b_", "<b>&amp;", "=cmd|'/C'!A0", "= 标题", "//x", "\\u{41}", "`raw`", "@ref"]
    tricks += ['"], ["x"', "--- ...", "- a", "1. b", "https://x.example", "'x' \"y\"", "~", "]#[", "{{ x }}"]
    document = paper(
        *(paragraph(one, label=one) for one in tricks),
        *(Heading(one) for one in tricks),
        Items(tuple(tricks)),
        Names("#x", tuple(NameEntry(one, one) for one in tricks)),
        Table((Column("#a"), Column("$b$")), tuple((one, one) for one in tricks)),
        title="#sys.inputs",
        issuer="#issuer",
        number="*第*",
        head=example.MINUTES.head,
    )
    assert pdf_text(render_pdf(document).content) == squeezed("".join(plain_text(document)))


def test_nothing_is_too_long_for_line_or_cell() -> None:
    words = ("A" * 300, "https://lianxi.example/" + "a/b-c." * 60, "9" * 200, "很长的单位名称" * 30)
    document = paper(
        *(paragraph(one, label="标签") for one in words),
        *(Heading(one, 3) for one in words),
        Names("出席", tuple(NameEntry(one, one) for one in words)),
        Table(tuple(Column("列", 1 + 9 * (number == 0)) for number in range(8)), tuple((one,) * 8 for one in words)),
        title="很长的题目" * 20,
        unbroken=words,
    )
    pdf = render_pdf(document).content
    right = max(piece.x for piece in pdf_pieces(pdf))
    # a row that is broken between pages comes cell by cell for each page
    assert sorted(pdf_text(pdf)) == sorted(squeezed("".join(plain_text(document))))
    assert right < 595 - 26 / 25.4 * 72


def test_headings_may_start_deep_and_skip_levels() -> None:
    pdf = render_pdf(paper(Heading("（一）甲", 2), Heading("1．乙", 3), Heading("一、丙"), Heading("1．丁", 3)))
    outline = [entry.title for entry in _flat(pypdf.PdfReader(io.BytesIO(pdf.content)).outline)]
    assert outline == ["通知", "（一）甲", "1．乙", "一、丙", "1．丁"]


def test_forty_six_pages_are_set() -> None:
    chapter = example.BODY[1:16]
    document = replace(example.MINUTES, blocks=(*chapter * 19, Space(2), *example.BODY))
    pdf = render_pdf(document).content
    assert pages(pdf) >= 46
    assert pages(pdf) == len(pypdf.PdfReader(io.BytesIO(pdf)).pages)
    assert pdf_text(pdf) == squeezed("".join(plain_text(document)))


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=40), min_size=5, max_size=5))
def test_any_text_at_all_makes_a_paper(words: list[str]) -> None:
    one, two, three, four, five = words
    document = paper(
        paragraph(one, label=two),
        Heading(three, 2),
        Names(four, (NameEntry(one, five), NameEntry("", two))),
        Table((Column(one),), ((two,), (three,))),
        SignInTable(one, (SignInRow(two, three, four, five, one),), blank=1),
        AnnexList((one, two)),
        Signature((three, four)),
        Blanks((five, one)),
        LargePrint(two),
        QrCode(f"https://lianxi.example/{three}", four),
        title=five,
        annexes=(Annex(one, two, (Heading(three),), landscape=True),),
        closing=Closing((Distribution(four, five),), one, dt.date(2026, 1, 1)),
        head=Head((two, three)),
        watermark=four,
        issuer=one,
        number=two,
        unbroken=(three,),
    )
    pdf = render_pdf(document)
    assert pages(pdf.content) >= 1
    assert all(missing_in(one.character) for one in pdf.missing)


def _colours(pdf: bytes) -> set[str]:
    """The fill colours of the first page's text that is no artifact."""
    content = pypdf.PdfReader(io.BytesIO(pdf)).pages[0].get_contents().get_data().decode("latin-1")
    real = re.sub(r"/Artifact.*?EMC", "", content, flags=re.S)
    return set(re.findall(r"/c\d cs ([\d. ]+) scn", real))


def _flat(outline: list[object]) -> list[pypdf.generic.Destination]:
    return [inner for one in outline for inner in (_flat(one) if isinstance(one, list) else [one])]  # type: ignore[list-item]  # pypdf nests lists
