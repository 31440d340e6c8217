"""/issues/<id>/bundle.pdf  /actions/<id>/bundle.pdf, and the same as Word: one matter, one paper (一事一卷)"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request

from app.bundles import queries
from app.bundles.compose import bundle
from app.bundles.queries import Gathered, Reader
from app.bundles.rules import plain_of
from app.core.clock import now
from app.core.web import actor, attachment, requires
from app.issues.addresses import at_desk
from app.issues.models import Issue
from app.minutes.publishing import pdf_of, word_of
from app.papers.model import Document, map_text
from app.resolutions.models import Action

blueprint = Blueprint("bundles", __name__)
FORMATS = {
    "pdf": (pdf_of, "application/pdf"),
    "docx": (word_of, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
}


def _reader() -> Reader:
    held = actor().places
    desk = held.get("secretary", frozenset()) | held.get("convener", frozenset())
    return Reader(desk, held.get("supervisor", frozenset()))


def document_of(gathered: Gathered) -> Document:
    """The paper, after every text of it went past what this reader must not find in it."""
    paper: Document = map_text(bundle(gathered.matter), plain_of(gathered.names, gathered.hidden))
    return paper


def _download(gathered: Gathered, number: str, ending: str) -> Any:
    render, media_type = FORMATS[ending]
    return attachment(render(document_of(gathered)), f"{number}一事一卷.{ending}", media_type, plain=f"bundle.{ending}")


@blueprint.get("/issues/<int:issue_id>/bundle.<any(pdf,docx):ending>")
@requires("bundles.read", lambda issue_id, ending: at_desk(issue_id))
def of_issue(issue: Issue) -> Any:
    return _download(queries.of_issue(issue, _reader(), now()), issue.number, (request.view_args or {})["ending"])


@blueprint.get("/actions/<int:action_id>/bundle.<any(pdf,docx):ending>")
@requires("bundles.read", Action)
def of_action(action: Action, ending: str) -> Any:
    return _download(queries.of_action(action, _reader(), now()), action.number, ending)
