"""/actions/<id>/slip.pdf  slip.docx: 任务单 or 商请函 with everything that the action's meeting gave its unit"""

from __future__ import annotations

from typing import Any

from app.core.clock import local
from app.core.templating import watermark
from app.core.web import attachment, requires
from app.minutes.publishing import pdf_of, word_of
from app.papers.model import Document
from app.resolutions import papers, queries, telling
from app.resolutions.addresses import blueprint
from app.resolutions.models import Action
from app.resolutions.papers import Source
from app.resolutions.rules import KINDS
from app.settings import models as settings

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: The paper of each kind, and its name where only ASCII is understood.
NAMES = {"action": ("任务单", "action-slip"), "request_letter": (KINDS["request_letter"], "request-letter")}


def _document(action: Action) -> Document:
    rows = queries.of_unit(action)
    meeting = queries.meeting_by_id(action.meeting_id) if action.meeting_id else None
    of = Source(
        alliance=rows[0].alliance,
        meeting=meeting.title if meeting else "联席会议",
        held_on=local(meeting.starts_at).date() if meeting else action.assigned_on,
        issued_on=action.assigned_on,
        acknowledge_workdays=settings.number("action.acknowledge_workdays"),
        phone=settings.words("public.phone", action.alliance_id),
        url=telling.url_of(action.id),
        watermark="演示数据" if watermark() else "",
    )
    return papers.action_slip(rows, of) if action.kind == "action" else papers.request_letter(rows, of)


def _name(action: Action, ending: str) -> dict[str, str]:
    name, plain = NAMES[action.kind]
    return {"name": f"{name}{action.number}.{ending}", "plain": f"{plain}-{action.number}.{ending}"}


@blueprint.get("/actions/<int:action_id>/slip.pdf")
@requires("actions.read", Action)
def slip_pdf(action: Action) -> Any:
    return attachment(pdf_of(_document(action)), media_type=PDF, **_name(action, "pdf"))


@blueprint.get("/actions/<int:action_id>/slip.docx")
@requires("actions.read", Action)
def slip_word(action: Action) -> Any:
    return attachment(word_of(_document(action)), media_type=WORD, **_name(action, "docx"))
