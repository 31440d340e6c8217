"""The document as stored, and what a document cannot be."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.papers.blocks import Blanks, Column, Heading, LargePrint, Run, Space, Table, paragraph
from app.papers.model import Document, NotADocument, chinese_date, from_json, to_json
from tests.papers import example


@pytest.mark.parametrize("document", example.ALL, ids=lambda document: document.kind)
def test_a_document_comes_back_from_its_json(document: Document) -> None:
    assert from_json(to_json(document)) == document
    assert to_json(from_json(to_json(document))) == to_json(document)


def test_the_json_is_canonical_and_reads_as_chinese() -> None:
    text = to_json(replace(example.NOTICE, blocks=(paragraph("一", Run("二", strong=True), label="三"), Space(1))))
    assert text == (
        '{"document":{"annexes":[],"blocks":['
        '{"align":"justify","indent":true,"label":"三","runs":[{"strong":false,"text":"一"},{"strong":true,"text":"二"}],"type":"Paragraph"},'
        '{"lines":1,"type":"Space"}],'
        '"closing":null,"date":"2026-11-09","head":null,"issuer":"鹤鸣里社区党建联盟秘书处","kind":"notice","language":"zh","number":"",'
        '"one_page":true,"orientation":"portrait","title":"关于召开鹤鸣里社区党建联盟\\n2026年第四季度联席会议的通知","unbroken":[],'
        '"verification":null,"watermark":""},"version":1}'
    )
    assert to_json(replace(example.NOTICE, blocks=(Space(1.0),))) == to_json(replace(example.NOTICE, blocks=(Space(1),)))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"kind": "poem"}, "document.kind is none of"),
        ({"title": 3}, "document.title is no str"),
        ({"date": "gestern"}, "document.date is no date"),
        ({"one_page": 1}, "document.one_page is no bool"),
        ({"blocks": {}}, "document.blocks is no list"),
        ({"blocks": [{"type": "Poem"}]}, "document.blocks[0] has the unknown type 'Poem'"),
        ({"blocks": [{"type": "Space", "lines": True}]}, "document.blocks[0].lines is no float"),
        ({"blocks": [{"type": "Heading", "text": "一"}]}, "document.blocks[0] does not have the fields of Heading"),
        ({"blocks": [{"type": "Heading", "text": "一", "level": 9}]}, "document.blocks[0]: a heading has level 1, 2 or 3, not 9"),
        ({"closing": []}, "document.closing does not have the fields of Closing"),
        ({"more": 1}, "document does not have the fields of Document"),
    ],
)
def test_what_is_no_document_is_refused_with_its_place(change: dict[str, object], message: str) -> None:
    stored = json.loads(to_json(example.NOTICE))
    stored["document"].update(change)
    with pytest.raises(NotADocument) as refused:
        from_json(json.dumps(stored))
    assert str(refused.value).startswith(message)


@pytest.mark.parametrize("text", ["", "[]", '{"version":2,"document":{}}', '{"version":1}'])
def test_other_text_is_no_document(text: str) -> None:
    with pytest.raises(NotADocument):
        from_json(text)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Heading("一", 4), "a heading has level 1, 2 or 3, not 4"),
        (lambda: Table((), ()), "a table has at least one column"),
        (lambda: Table((Column("一"),), (("1", "2"),)), "a row of 2 cells in a table of 1 columns"),
        (lambda: Blanks(("签名",), 0), "there is at least one column"),
        (lambda: LargePrint("大", 12), "large print is 18 points or more"),
    ],
)
def test_blocks_that_make_no_sense_cannot_be_made(make: Callable[[], object], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        make()


def test_a_date_has_no_leading_zeros() -> None:
    assert chinese_date(dt.date(2026, 3, 8)) == "2026年3月8日"
