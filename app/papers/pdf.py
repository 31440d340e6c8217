"""A document as PDF: PDF/A-2a and PDF/UA-1, set by Typst with the shipped fonts and an office's own.

The same document gives the same bytes on every machine with the same fonts: the file's date is the document's date.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from pathlib import Path

from app.papers.glyphs import SHIPPED_FONTS, Missing, substituted
from app.papers.layout import laid_out
from app.papers.model import Document
from app.papers.text import cleaned
from app.papers.typesetter import PaperFailed, typeset

__all__ = ["Missing", "PaperFailed", "Pdf", "pages", "render_pdf"]

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Pdf:
    """The file, and the characters that stand in it as 〓 because no font has them."""

    content: bytes
    missing: tuple[Missing, ...]


def render_pdf(document: Document, *, font_paths: tuple[str | Path, ...] = ()) -> Pdf:
    """The document as PDF. `font_paths` are folders of fonts that go before the shipped ones (instance/fonts).

    Raises PaperFailed where the document is too large or takes too long. A character without a glyph never fails: it becomes
    〓, a note at the end of the paper names it, and it is returned in `missing`.
    """
    folders = tuple(str(path) for path in font_paths if Path(path).is_dir())
    printable, missing = substituted(cleaned(document), folders)
    if missing:
        log.warning("no glyph for %s in a paper of kind %s", ", ".join(sorted({one.codepoint for one in missing})), document.kind)
    content = typeset(laid_out(printable, missing_note(missing)), (*folders, str(SHIPPED_FONTS)))
    return Pdf(content, missing)


def missing_note(missing: tuple[Missing, ...]) -> str:
    """What the paper says about its 〓: every character once, by number."""
    numbers = list(dict.fromkeys(one.codepoint for one in missing))
    return f"注：文中“〓”为字库未收的字，依次为{'、'.join(numbers)}。" if numbers else ""


def pages(pdf: bytes) -> int:
    """The number of pages of a PDF that `render_pdf` made, as its own (never compressed) XMP metadata say."""
    found = re.search(rb"<xmpTPg:NPages>(\d+)</xmpTPg:NPages>", pdf)
    if found is None:
        raise ValueError("no PDF of render_pdf")
    return int(found.group(1))
