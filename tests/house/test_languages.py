"""The sources speak Chinese; every sentence that can reach a screen stands in the English catalogue, with the same blanks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "say": None, "text": None, "gettext": None, "ngettext": (1, 2)}
BLANK = re.compile(r"%\(\w+\)[sd]")


def sentences() -> set[str]:
    methods = [("app/**.py", "python"), ("templates/**.html", "jinja2")]

    def ours(path: str) -> bool:
        return bool({"app", "templates"} & set(Path(path).relative_to(ROOT).parts))

    found = extract_from_dir(str(ROOT), methods, keywords=KEYWORDS, directory_filter=ours)
    return {message if isinstance(message, str) else message[0] for _file, _line, message, _comments, _context in found}


@pytest.fixture(scope="module")
def english() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def test_every_sentence_has_its_english(english: Catalog) -> None:
    there = {str(message.id) for message in english if message.id and message.string and not message.fuzzy}
    assert sorted(sentence for sentence in sentences() if re.search(r"[\u4e00-\u9fff]", sentence) and sentence not in there) == []


def test_english_keeps_the_blanks_of_the_chinese(english: Catalog) -> None:
    pairs = [(str(message.id), str(message.string)) for message in english if message.id]
    changed = [chinese for chinese, translated in pairs if set(BLANK.findall(chinese)) != set(BLANK.findall(translated))]
    assert changed == []


def test_english_is_english(english: Catalog) -> None:
    assert [
        str(message.id)
        for message in english
        if message.id and re.search(r"[\u4e00-\u9fff]", str(message.string)) and "中文" not in str(message.string)
    ] == []


def test_no_sentence_in_the_catalogue_is_forgotten(english: Catalog) -> None:
    assert sorted({str(message.id) for message in english if message.id} - sentences()) == []


def test_chinese_uses_full_width_punctuation() -> None:
    half = re.compile(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]")
    assert sorted(sentence for sentence in sentences() if half.search(sentence)) == []
