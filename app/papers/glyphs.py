"""Which characters the fonts can print. What none of them has becomes 〓 in the PDF, and the secretary is told.

A name never breaks an export: the typesetter refuses a text with a missing glyph in PDF/A, so it never gets one.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from app.papers.model import Document, map_text

SHIPPED_FONTS = Path(__file__).with_name("fonts")
SUBSTITUTE = "〓"
EXCERPT = 12


@dataclass(frozen=True, slots=True)
class Missing:
    """A character that no font has: itself, “U+30EDD”, and the words around it."""

    character: str
    codepoint: str
    where: str


@lru_cache(maxsize=4)
def covered(folders: tuple[str, ...] = ()) -> frozenset[int]:
    """The code points that the shipped fonts and those in `folders` have between them. Broken font files are passed over."""
    points: set[int] = set()
    for folder in (*folders, str(SHIPPED_FONTS)):
        for path in sorted(Path(folder).rglob("*")):
            if path.suffix.lower() in (".otf", ".ttf", ".ttc", ".otc"):
                points |= _in_file(path)
    return frozenset(points)


def _in_file(path: Path) -> set[int]:
    from fontTools.ttLib import TTCollection, TTFont, TTLibError

    try:
        with path.open("rb") as stream:
            fonts = TTCollection(stream, lazy=True).fonts if path.suffix.lower() in (".ttc", ".otc") else [TTFont(stream, lazy=True)]
            return {point for font in fonts for point in font.getBestCmap() or {}}
    except (TTLibError, OSError):
        return set()


def missing_in(text: str, folders: tuple[str, ...] = ()) -> tuple[Missing, ...]:
    """The characters of a text that no font has, each once, in order of appearance."""
    known = covered(folders)
    found: dict[str, Missing] = {}
    for position, character in enumerate(text):
        if not _printable(character, known) and character not in found:
            around = text[max(0, position - EXCERPT) : position + EXCERPT + 1]
            found[character] = Missing(character, f"U+{ord(character):04X}", around.replace("\n", " "))
    return tuple(found.values())


def substituted(document: Document, folders: tuple[str, ...] = ()) -> tuple[Document, tuple[Missing, ...]]:
    """The document with 〓 for what no font has, and what was replaced: each character once for every text it stands in."""
    found: dict[Missing, None] = {}

    def printable(text: str) -> str:
        if text.isascii():
            return text
        absent = missing_in(text, folders)
        found.update(dict.fromkeys(absent))
        return text.translate({ord(one.character): SUBSTITUTE for one in absent})

    result = map_text(document, printable)
    assert isinstance(result, Document)
    return result, tuple(found)


def _printable(character: str, known: frozenset[int]) -> bool:
    """A private-use character is never printable: what one font draws there is another character in the next."""
    return character == "\n" or (ord(character) in known and unicodedata.category(character) not in ("Co", "Cs", "Cn"))
