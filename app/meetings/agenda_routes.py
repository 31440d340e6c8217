"""/meetings/<id>/items: the agenda, and what becomes of an item"""

from __future__ import annotations

from typing import Any

from flask import request

from app.core.clock import now
from app.core.db import db
from app.core.i18n import say
from app.core.web import actor, requires, saved
from app.meetings import actions, pages, queries
from app.meetings.addresses import as_chair, blueprint, item_of, item_url, meeting_here, on_the_page, show_url
from app.meetings.forms import AgreedForm, ItemForm, NotesForm, OutcomeForm, PositionForm
from app.meetings.models import AgendaItem, Meeting
from app.meetings.pages import item_page, meeting_page


@blueprint.post("/meetings/<int:meeting_id>/items")
@requires("meetings.run", Meeting, shows=meeting_page)
def add_item(meeting: Meeting) -> Any:
    form = ItemForm.posted()
    if not form.validate():
        return meeting_page(meeting, 422)
    item = actions.add_item(meeting, form.title.data, by=actor(), at=now(), **_item_words(form))
    db.session.flush()
    return saved(show_url(meeting, f"item-{item.id}"), say("议题已加上。"))


def _item_words(form: ItemForm) -> dict[str, str]:
    return {"summary": form.summary.data or "", "presenter": form.presenter.data or "", "regime": form.regime.data}


@blueprint.post("/meetings/<int:meeting_id>/items/from-issues")
@requires("meetings.run", Meeting, shows=meeting_page)
def table_issues(meeting: Meeting) -> Any:
    form = pages.issues_form(meeting, queries.accepted_issues(meeting.alliance_id), posted=True)
    if not form.validate():
        return meeting_page(meeting, 422)
    chosen = queries.issues_named(meeting.alliance_id, form.issues.data or [])
    item = actions.table_issues(meeting, chosen, form.item_title.data or "", by=actor(), at=now())
    return saved(show_url(meeting, f"item-{item.id}"), say("诉求已列入议题。"))


@blueprint.get("/meetings/<int:meeting_id>/items/<int:item_id>/edit")
@requires("meetings.run", item_of)
def edit_item(item: AgendaItem) -> Any:
    return item_page(item)


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/edit")
@requires("meetings.run", item_of, shows=item_page)
def update_item(item: AgendaItem) -> Any:
    form = ItemForm.posted(item.id)
    if not form.validate():
        return item_page(item, 422)
    actions.edit_item(item, title=form.title.data, by=actor(), at=now(), **_item_words(form))
    return saved(show_url(meeting_here(), f"item-{item.id}"), say("议题已改。"))


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/position")
@requires("meetings.run", item_of, shows=on_the_page)
def place_item(item: AgendaItem) -> Any:
    meeting, form = meeting_here(), PositionForm.posted(item.id)
    if not form.validate():
        return meeting_page(meeting, 422)
    actions.place_item(meeting, item, form.position.data or 1, by=actor(), at=now())
    return saved(show_url(meeting, f"item-{item.id}"), say("顺序已改。"))


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/moves")
@requires("meetings.run", item_of, shows=on_the_page)
def discuss(item: AgendaItem) -> Any:
    meeting = meeting_here()
    actions.discuss(item, by=as_chair(meeting), at=now())
    return saved(item_url(meeting, item.id))


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/<any(report, recommend, defer, withdraw, reopen):verb>")
@requires("meetings.run", item_of, shows=on_the_page)
def conclude(item: AgendaItem) -> Any:
    meeting, verb = meeting_here(), (request.view_args or {})["verb"]
    form = OutcomeForm.posted(f"{verb}-{item.id}")
    if not form.validate():
        return meeting_page(meeting, 422)
    actions.VERBS[verb](item, form.words.data or "", by=as_chair(meeting), at=now())
    return saved(item_url(meeting, item.id), say("已记录。"))


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/notes")
@requires("meetings.run", item_of, shows=on_the_page)
def take_notes(item: AgendaItem) -> Any:
    """Saved while somebody types: the answer is the small line under the field, and never the field itself."""
    meeting, form = meeting_here(), NotesForm.posted(item.id)
    if not form.validate():
        return meeting_page(meeting, 422)
    seen = form.over.data or form.version.data or ""
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    actions.take_notes(item, form.notes.data or "", version=version, editor=(form.editor.data or "")[:32], by=actor(), at=now())
    return saved(item_url(meeting, item.id))


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/agreed")
@requires("meetings.run", item_of, shows=on_the_page)
def agree(item: AgendaItem) -> Any:
    meeting, form = meeting_here(), AgreedForm.posted(item.id)
    if not form.validate():
        return meeting_page(meeting, 422)
    seen = form.agreed_version.data or ""
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    actions.agree(item, form.agreed.data or "", version=version, by=actor(), at=now())
    return saved(item_url(meeting, item.id), say("议定事项已保存。"))
