"""/meetings/<id>/items/<id>/outside: the official result of what the owners or the residents' meeting decide, and its document"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, make_response

from app.ballots.models import OutsideResult
from app.ballots.outside import OUTSIDE
from app.ballots.outside_actions import record_outside
from app.ballots.outside_forms import form_class
from app.ballots.outside_queries import outside_rows
from app.ballots.routes import card_of, item_of, item_page
from app.core import files
from app.core.clock import now
from app.core.db import db, writing
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.uploads import uploaded
from app.core.web import Unchanged, actor, attachment, claimed, remember, requires, saved, take
from app.meetings.models import AgendaItem

blueprint = Blueprint("outside", __name__)


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/outside")
@requires("ballots.run", item_of, shows=item_page, slow=True)
def enter(item: AgendaItem) -> Any:
    """The document is written to disk before the transaction that speaks of it."""
    if item.regime not in OUTSIDE:
        raise Refused("outside.ours")
    form = form_class(item.regime).posted(key=item.id)
    if not form.sound(item.regime):
        return item_page(item, 422)
    stated, paper, url = form.stated(item.regime), uploaded("document"), card_of(item)
    with writing():
        if (before := claimed()) is not None:
            raise Unchanged(before)
        take(item)
        row = record_outside(item, stated, form.words.data or "", paper, by=actor().on_behalf("paper"), at=now())
        result = row.result
        remember(make_response(saved(url)))
    return saved(url, _told(result))


def _told(result: str) -> str:
    return {
        "carried": say("结果已登记，按规定核算：通过。"),
        "not_carried": say("结果已登记，按规定核算：未通过。"),
        "no_quorum": say("结果已登记，按规定核算：参与的不足规定，未形成决定。"),
    }[result]


def result_of(meeting_id: int, item_id: int) -> OutsideResult | None:
    return outside_rows(meeting_id).get(item_id)


@blueprint.get("/meetings/<int:meeting_id>/items/<int:item_id>/outside/file")
@requires("ballots.read_names", result_of)
def document(row: OutsideResult) -> Any:
    """Inside the alliance only: such papers may name owners."""
    stored = db.session.get(files.StoredFile, row.file_id) if row.file_id else None
    if stored is None:
        abort(404)
    return attachment(files.read(stored.sha256), f"表决结果{stored.name.removeprefix('result')}", stored.media_type, plain=stored.name)
