"""From the signed paper to its stored files (docs/ARCHITECTURE.md): rendered from the stored JSON alone, kept by hash, then named.

A kill in between leaves a signed paper without files; `finish` completes it, as often as it is asked.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flask import current_app

from app.core import files, ledger
from app.core.db import db, writing
from app.core.perform import By
from app.minutes import actions, queries
from app.minutes.models import Minutes
from app.papers.glyphs import Missing, substituted
from app.papers.model import Document
from app.papers.text import cleaned


def font_paths() -> tuple[str, ...]:
    """An office's own fonts, put into the instance folder."""
    return (str(Path(current_app.config["INSTANCE"]) / "fonts"),)


def pdf_of(document: Document) -> bytes:
    from app.papers.pdf import render_pdf

    return render_pdf(document, font_paths=font_paths()).content


def word_of(document: Document) -> bytes:
    from app.papers.word import render_word

    return render_word(document)


def missing_characters(document: Document) -> tuple[Missing, ...]:
    """Characters that no font has, with the words around them: the PDF prints 〓 for each."""
    folders = tuple(path for path in font_paths() if Path(path).is_dir())
    return substituted(cleaned(document), folders)[1]


def finish(minutes_id: int, *, by: By, at: datetime) -> bool:
    """Render and store the files of signed minutes and publish them. False where that has happened already. Not inside `writing()`."""
    minutes = db.session.get_one(Minutes, minutes_id)
    if minutes.state != "signed":
        return False
    document = queries.signed_document(minutes)
    pdf, docx = files.keep(pdf_of(document)), files.keep(word_of(document))
    with writing():
        again = db.session.get_one(Minutes, minutes_id)
        ledger.hold(again.alliance_id)
        db.session.refresh(again)
        if again.state != "signed":
            return False
        actions.publish(again, pdf, docx, by=by, at=at)
    return True
