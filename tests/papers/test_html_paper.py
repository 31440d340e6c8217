"""The preview: escaped, without inline style, headings in order."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from app.papers.blocks import Column, Heading, Table, paragraph
from app.papers.html import render_html
from app.papers.model import Document
from tests.papers import example


@pytest.mark.parametrize("document", example.ALL, ids=lambda document: document.kind)
def test_it_has_no_inline_style_or_script_and_every_class_is_a_papers(document: Document) -> None:
    markup = render_html(document)
    assert re.findall(r" style=|<script|<style| on\w+=", markup) == []
    classes = {name for tag in BeautifulSoup(markup, "html.parser").find_all(class_=True) for name in tag["class"]}
    assert [name for name in classes if not name.startswith("paper")] == []


def test_what_people_type_is_never_markup() -> None:
    trick = '<b onclick="x">&amp;</b>{{ 7*7 }}'
    document = replace(example.NOTICE, title=trick, blocks=(paragraph(trick, label=trick), Table((Column(trick),), ((trick,),))))
    soup = BeautifulSoup(render_html(document), "html.parser")
    assert soup.find_all("b") == []
    assert [soup.h2.get_text(), soup.th.get_text(), soup.td.get_text()] == [trick] * 3
    assert soup.find(class_="paper-scroll")["aria-label"] == trick


def test_headings_follow_the_level_that_the_page_asks_for_and_skip_none() -> None:
    blocks = (Heading("（一）甲", 2), Heading("1．乙", 3), Heading("一、丙"), Heading("1．丁", 3))
    soup = BeautifulSoup(render_html(replace(example.MINUTES, blocks=blocks), heading=3), "html.parser")
    headings = [(tag.name, tag.get_text()) for tag in soup.find_all(re.compile("^h[1-6]$"))]
    assert headings[1:] == [
        ("h4", "（一）甲"),
        ("h5", "1．乙"),
        ("h4", "一、丙"),
        ("h5", "1．丁"),
        ("h4", "附件1　任务清单"),
        ("h4", "附件2　商请事项清单"),
    ]


def test_two_tables_under_one_heading_are_told_apart() -> None:
    table = Table((Column("列"),), (("值",),))
    soup = BeautifulSoup(render_html(replace(example.NOTICE, blocks=(Heading("一"), table, table, Heading("二"), table))), "html.parser")
    assert [one["aria-label"] for one in soup.find_all(class_="paper-scroll")] == ["一", "一（2）", "二"]


def test_a_table_has_a_head_and_can_be_scrolled_by_keyboard() -> None:
    soup = BeautifulSoup(render_html(example.MINUTES), "html.parser")
    regions = soup.find_all(class_="paper-scroll")
    assert [(one["role"], one["tabindex"], one["aria-label"]) for one in regions] == [
        ("region", "0", "附件1　任务清单"),
        ("region", "0", "附件2　商请事项清单"),
    ]
    assert [cell["scope"] for cell in regions[0].thead.find_all("th")] == ["col"] * 7
    assert len(regions[0].tbody.find_all("tr")) == 9
