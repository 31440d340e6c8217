"""/meetings/<id>/papers: 材料附件, put up by the secretary, opened by everybody who is called to the meeting"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, make_response, request, url_for

from app.core import files
from app.core.clock import now
from app.core.db import db, writing
from app.core.i18n import say
from app.core.web import Unchanged, actor, attachment, claimed, page, remember, requires, saved, take
from app.meetings import queries as meetings
from app.meetings.forms import listed
from app.meetings.models import Meeting
from app.policy import may
from app.replies import papers, queries
from app.replies.forms import PaperForm
from app.replies.models import ItemPaper


def stand_on(blueprint: Blueprint) -> None:
    blueprint.add_url_rule("/meetings/<int:meeting_id>/papers", view_func=show_papers, methods=("GET",))
    blueprint.add_url_rule("/meetings/<int:meeting_id>/papers", view_func=add_paper, methods=("POST",))
    blueprint.add_url_rule("/meetings/<int:meeting_id>/papers/<int:paper_id>/remove", view_func=remove_paper, methods=("POST",))
    blueprint.add_url_rule("/meetings/<int:meeting_id>/papers/<int:paper_id>/file", view_func=paper_file, methods=("GET",))


def paper_of(meeting_id: int, paper_id: int) -> ItemPaper | None:
    row = db.session.get(ItemPaper, paper_id)
    return row if row is not None and row.meeting_id == meeting_id and row.removed_at is None else None


def papers_page(meeting: Meeting, status: int = 200, **_ids: Any) -> Any:
    return page(
        "replies/papers.html",
        run=may(actor(), "meetings.run", meeting) and not meeting.locked_at,
        status=status,
        meeting=meeting,
        form=_with_items(PaperForm.shown(), meeting),
        found=queries.papers_of(meeting.id),
    )


def _with_items(form: PaperForm, meeting: Meeting) -> PaperForm:
    form.item.choices = listed((item.id, item.title) for item in meetings.items(meeting.id) if item.state != "withdrawn")
    return form


def _page_of_paper(_paper: ItemPaper, status: int = 200, **_ids: Any) -> Any:
    return papers_page(db.session.get_one(Meeting, (request.view_args or {})["meeting_id"]), status)


@requires("meetings.read", Meeting)
def show_papers(meeting: Meeting) -> Any:
    return papers_page(meeting)


@requires("meetings.run", Meeting, shows=papers_page, slow=True)
def add_paper(meeting: Meeting) -> Any:
    """The file is written to disk before the transaction that speaks of it."""
    form = _with_items(PaperForm.posted(), meeting)
    if not form.validate():
        return papers_page(meeting, 422)
    paper, item_id, title = papers.uploaded("file"), form.item.data, form.title.data or ""
    answer = make_response(saved(url_for("replies.show_papers", meeting_id=meeting.id)))
    with writing():
        if (before := claimed()) is not None:
            raise Unchanged(before)
        take(meeting)
        papers.add_paper(meeting, item_id, title, paper, by=actor(), at=now())
        remember(answer)
    return saved(url_for("replies.show_papers", meeting_id=meeting.id), say("材料已放上，代表在会议页面就能打开。"))


@requires("meetings.run", paper_of, shows=_page_of_paper)
def remove_paper(paper: ItemPaper) -> Any:
    papers.remove_paper(paper, by=actor(), at=now())
    return saved(url_for("replies.show_papers", meeting_id=paper.meeting_id), say("材料已撤下。"))


@requires("meetings.read", paper_of)
def paper_file(paper: ItemPaper) -> Any:
    """Inside the alliance only, and never shown inside our page."""
    stored = db.session.get(files.StoredFile, paper.file_id) if paper.file_id else None
    if stored is None:
        abort(404)
    ending = stored.name.rpartition(".")[2]
    return attachment(files.read(stored.sha256), f"{paper.title}.{ending}", stored.media_type, plain=stored.name)
