"""`flask minutes render` and `flask minutes finish`."""

from __future__ import annotations

from pathlib import Path

import click
from flask import Flask
from flask.cli import AppGroup
from markupsafe import Markup

from app.core import files
from app.core.clock import now, today
from app.core.db import db
from app.meetings.models import Meeting
from app.minutes import publishing, queries
from app.minutes.models import Minutes
from app.papers.model import Document
from app.policy import SYSTEM

minutes_commands = AppGroup("minutes", help="Minutes as files.")


@minutes_commands.command("render")
@click.argument("meeting")
@click.option("--format", "kind", type=click.Choice(["pdf", "docx", "html"]), required=True)
@click.option("-o", "--output", "output", type=click.Path(dir_okay=False, path_type=Path), required=True, metavar="FILE")
def render(meeting: str, kind: str, output: Path) -> None:
    """Write the minutes of MEETING (an id, or `latest`) to FILE: the stored file where they are published, else the draft.

    Exits 2 where there is no such meeting or it has no minutes.
    """
    found = _meeting(meeting)
    minutes = queries.minutes_of(found.id) if found else None
    if found is None or minutes is None:
        raise click.UsageError(f"no minutes of meeting {meeting}")
    output.write_bytes(_content(minutes, queries.document_of(minutes, found, today()), kind))


def _meeting(wanted: str) -> Meeting | None:
    if wanted == "latest":
        return queries.newest_with_minutes()
    return db.session.get(Meeting, int(wanted)) if wanted.isdecimal() and len(wanted) < 10 else None


def _content(minutes: Minutes, document: Document, kind: str) -> bytes:
    if kind == "html":
        return _page(document).encode()
    stored = minutes.pdf_sha256 if kind == "pdf" else minutes.docx_sha256
    if stored:
        return files.read(stored)
    return publishing.pdf_of(document) if kind == "pdf" else publishing.word_of(document)


def _page(document: Document) -> str:
    """The paper as a page of its own, without looks."""
    from app.papers.html import render_html

    head = Markup('<!doctype html>\n<html lang="zh-CN"><head><meta charset="utf-8"><title>{}</title></head><body>\n{}\n</body></html>\n')
    return str(head.format(document.title.replace("\n", ""), render_html(document, heading=1)))


@minutes_commands.command("finish")
def finish() -> None:
    """Store the files of signed minutes that something stopped before: safe to repeat."""
    ids = [minutes.id for minutes in queries.unfinished()]
    done = [minutes_id for minutes_id in ids if publishing.finish(minutes_id, by=SYSTEM, at=now())]
    click.echo(str(len(done)))


def init_app(app: Flask) -> None:
    app.cli.add_command(minutes_commands)
