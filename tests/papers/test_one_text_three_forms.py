"""A fact that is in one form of a paper is in all three."""

from __future__ import annotations

import re

import pytest

from app.papers.html import render_html
from app.papers.model import Document
from app.papers.pdf import render_pdf
from app.papers.text import clean, plain_text
from app.papers.word import render_word
from tests.papers import example
from tests.papers.reading import html_text, pdf_text, squeezed, word_paragraphs

EACH = pytest.mark.parametrize("document", example.ALL, ids=lambda document: document.kind)


@EACH
def test_the_pdf_says_what_the_plain_text_says(document: Document) -> None:
    assert pdf_text(render_pdf(document).content) == squeezed("".join(plain_text(document)))


@EACH
def test_the_word_file_says_it_paragraph_by_paragraph(document: Document) -> None:
    assert [squeezed(line) for line in word_paragraphs(render_word(document))] == _by_paragraph(document)


@EACH
def test_the_preview_says_what_the_plain_text_says(document: Document) -> None:
    assert html_text(render_html(document)) == squeezed("".join(plain_text(document)))


def test_the_example_minutes_read_like_the_example() -> None:
    lines = plain_text(example.MINUTES)
    assert lines[:4] == [
        "云杉街道鹤鸣里社区党建联盟联席会议纪要",
        "第4期",
        "鹤鸣里社区党建联盟秘书处　2026年11月18日",
        "关于错时停车、课后托管和养老助餐有关事项的纪要",
    ]
    assert lines[-3:] == [
        "报：云杉街道党工委、云杉街道办事处。",
        "送：联盟各成员，各列席单位。",
        "鹤鸣里社区党建联盟秘书处　2026年11月18日印发",
    ]
    assert "附件：1．任务清单　2．商请事项清单" in lines
    assert "请假：云杉税务所　韩映雪　　供热公司　江可风" in lines
    assert [line for line in lines if line.startswith("表决情况：")] == [
        "表决情况：应表决16家（应到17家、回避1家），过半数需9票。采用举手方式，实际参加表决14家：赞成12票，反对1票，弃权1票，"
        "通过。讨论中提出的意见已吸收进下列事项。",
        "表决情况：应表决17家（应到17家、回避0家），过半数需9票。采用举手方式，实际参加表决15家：赞成13票，反对0票，弃权2票，通过。",
    ]
    assert sum(bool(re.match(r"HML-2026-\d\d-\d\d\t", line)) for line in lines) == 9


def test_what_cannot_be_seen_is_taken_out_and_line_ends_are_one_kind() -> None:
    assert clean("王\u202e一\u200b二\x00\x1b") == "王一二"
    assert clean("一\r\n二\u2028三\x0b四\r五") == "一\n二\n三\n四\n五"
    assert clean("一\t二\u00a0三　四") == "一 二 三　四"
    assert clean("葛\U000e0100城☑\ufe0f") == "葛城☑"
    assert clean("\ud800一\uffff") == "\ufffd一\ufffd"


def _by_paragraph(document: Document) -> list[str]:
    """The plain text squeezed line by line; attendance and annexes are one paragraph in Word too."""
    return [squeezed(line) for line in plain_text(document)]
