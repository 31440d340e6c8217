"""The sources speak Chinese; every sentence that can reach a screen stands in the English catalogue, with the same blanks."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[2]
CATALOGUE = ROOT / "app" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
KEYWORDS = {"_": None, "say": None, "text": None, "gettext": None, "ngettext": (1, 2)}
BLANK = re.compile(r"%\(\w+\)[sd]")
CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: A sentence of blanks only, held together by Chinese punctuation, is Chinese too.
CHINESE_WRITTEN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]")
#: What of a template is no text of its own: comments, and sentences that the catalogue translates.
MARKED = re.compile(r"""\{#.*?#\}|\b_\(\s*(?:"[^"]*"|'[^']*')""", re.DOTALL)
#: The name of a language is written in that language.
OWN_NAME = "中文"


@cache
def sentences() -> frozenset[str]:
    """What `pybabel extract -F babel.cfg` would find; a template that cannot be read is an error (silent = false)."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)

    def ours(path: str) -> bool:
        return Path(path).relative_to(ROOT).parts[0] in ("app", "templates")

    found = extract_from_dir(str(ROOT), methods, options, keywords=KEYWORDS, directory_filter=ours)
    messages = {message if isinstance(message, str) else message[0] for _file, _line, message, _comments, _context in found}
    return frozenset(message for message in messages if CHINESE_WRITTEN.search(message))


@pytest.fixture(scope="module")
def english() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def test_every_sentence_has_its_english(english: Catalog) -> None:
    there = {str(message.id) for message in english if message.id and message.string and not message.fuzzy}
    assert sorted(sentences() - there) == []


def test_english_keeps_the_blanks_of_the_chinese(english: Catalog) -> None:
    pairs = [(str(message.id), str(message.string)) for message in english if message.id]
    assert [chinese for chinese, translated in pairs if set(BLANK.findall(chinese)) != set(BLANK.findall(translated))] == []
    assert [chinese for chinese, translated in pairs if "%" in BLANK.sub("", chinese + translated)] == []


def test_english_is_english(english: Catalog) -> None:
    pairs = [(str(message.id), str(message.string)) for message in english if message.id]
    assert [chinese for chinese, translated in pairs if CHINESE.search(translated.replace(OWN_NAME, ""))] == []


def test_no_sentence_in_the_catalogue_is_forgotten(english: Catalog) -> None:
    assert sorted({str(message.id) for message in english if message.id} - sentences()) == []


def test_the_catalogue_stays_the_same_from_one_extraction_to_the_next(english: Catalog) -> None:
    ids = [str(message.id) for message in english if message.id]
    assert ids == sorted(ids)
    assert [message.id for message in english if message.locations or message.fuzzy] == []
    assert list(english.obsolete) == []


def test_chinese_uses_full_width_punctuation() -> None:
    half = re.compile(r"[\u4e00-\u9fff][,;:?!()\"]|[,;:?!()\"][\u4e00-\u9fff]|[\u4e00-\u9fff]\.|\.\.\.")
    assert sorted(sentence for sentence in sentences() if half.search(sentence)) == []


def test_templates_hold_no_chinese_beside_the_catalogue() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "templates").rglob("*.html"))
        for line in MARKED.sub("", path.read_text(encoding="utf-8")).replace(OWN_NAME, "").splitlines()
        if CHINESE.search(line)
    ]
    assert found == []
