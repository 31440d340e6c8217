"""What the pages of the minutes and of 议定事项公示 show. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from app.alliances.models import Alliance
from app.core.clock import today
from app.core.db import db
from app.core.forms import Form
from app.core.web import actor, page
from app.meetings.models import Meeting
from app.minutes import compose, notices, publishing, queries, sentences
from app.minutes.forms import HeadForm, LeadForm, NoticeItemForm, PublicNoticeForm, RequirementsForm, SectionForm, SignOffForm
from app.minutes.models import Minutes, Section
from app.minutes.record import Record, Topic
from app.papers.glyphs import Missing
from app.papers.html import render_html
from app.papers.model import Document, from_json
from app.policy import may
from app.settings import models as settings


@dataclass(frozen=True, slots=True)
class Part:
    """One stretch of prose on the page. `facts` are the locked sentences between its two fields; `saved` what somebody else saved
    meanwhile, after a clash; `changed`: the default was replaced and can come back."""

    key: str
    title: str
    form: Form
    version: int
    facts: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    changed: bool = False
    saved: str = ""


def may_draft(meeting: Meeting) -> bool:
    """Drafts are for the secretary and the convener; everybody else in the alliance reads what is published."""
    return may(actor(), "minutes.sign_off", meeting)


def minutes_page(meeting: Meeting, status: int = 200, **_ids: Any) -> Any:
    minutes = queries.minutes_of(meeting.id)
    context: dict[str, Any] = {"meeting": meeting, "minutes": minutes, "drafting": may_draft(meeting), "parts": [], "sign_off": None}
    context |= {"preview": "", "missing": (), "scan": None, "head": None, "undecided": (), "editing": False}
    if minutes is not None and (context["drafting"] or minutes.state == "published"):
        preview, missing = _preview(minutes, meeting)
        context |= {"preview": preview, "missing": missing, "scan": queries.scan_of(minutes)}
    if minutes is not None and minutes.state == "draft" and context["drafting"]:
        context |= _draft(meeting, minutes)
    return page("minutes/show.html", status=status, alliance=db.session.get_one(Alliance, meeting.alliance_id), **context)


def _preview(minutes: Minutes, meeting: Meeting) -> tuple[Markup, tuple[Missing, ...]]:
    if minutes.state == "draft":
        return _rendered(queries.draft_of(minutes, meeting, today()))
    return _signed(queries.signed_json(minutes))


def _rendered(document: Document) -> tuple[Markup, tuple[Missing, ...]]:
    return render_html(document), publishing.missing_characters(document)


@lru_cache(maxsize=64)
def _signed(document: str) -> tuple[Markup, tuple[Missing, ...]]:
    """A signed paper never changes: a process renders it once, not for every reader."""
    return _rendered(from_json(document))


def _draft(meeting: Meeting, minutes: Minutes) -> dict[str, Any]:
    record = queries.record_of(meeting, today())
    rows = {(row.slot, row.item_id): row for row in queries.sections_of(minutes.id)}
    return {
        "head": head_part(minutes, record),
        "parts": [part for part, _default in prose_parts(record, rows)],
        "sign_off": SignOffForm.shown(signed_by=queries.convener_name(meeting.alliance_id), signed_on=today(), on_paper=True),
        "undecided": tuple(topic.title for topic in record.topics if topic.state in ("pending", "in_discussion")),
        "editing": may(actor(), "minutes.edit", meeting),
    }


def head_defaults(record: Record) -> tuple[str, str, str]:
    """Title, 报 and 送 until the secretary writes others."""
    return sentences.default_title(record), compose.report_to(record), compose.send_to(record)


def head_part(minutes: Minutes, record: Record) -> Part:
    title, report_to, send_to = head_defaults(record)
    form = HeadForm.shown(
        "head",
        prefix="head-",
        title=minutes.title or title,
        report_to=minutes.report_to or report_to,
        send_to=minutes.send_to or send_to,
    )
    saved = f"{minutes.title}\n{minutes.report_to}\n{minutes.send_to}".strip() if _clashed(form, "title") else ""
    return Part("head", "", form, minutes.version, saved=saved)


Rows = Mapping[tuple[str, int | None], Section]


def prose_parts(record: Record, rows: Rows) -> list[tuple[Part, str]]:
    """Every stretch of prose in the order of the paper, with the default of its `before`."""
    found = [_lead(record, rows.get(("lead", None)))]
    found += [_item(record, topic, rows.get(("item", topic.id))) for topic in record.considered]
    return [*found, _requirements(record, rows.get(("requirements", None)))]


def _lead(record: Record, row: Section | None) -> tuple[Part, str]:
    form = LeadForm.shown("lead", prefix="lead-", before=row.before or "" if row else "", after=row.after if row else "")
    return _part("lead", "", form, row, "", facts=(compose.lead(record, compose.NO_PROSE),)), ""


def _item(record: Record, topic: Topic, row: Section | None) -> tuple[Part, str]:
    default, key = compose.default_before(topic), f"item-{topic.id}"
    before = row.before if row is not None and row.before is not None else default
    form = SectionForm.shown(key, prefix=f"{key}-", before=before, after=row.after if row else "")
    return _part(key, topic.title, form, row, default, facts=_facts(record, topic), points=topic.points), default


def _requirements(record: Record, row: Section | None) -> tuple[Part, str]:
    default = compose.default_requirements(record)
    before = row.before if row is not None and row.before is not None else default
    return _part("requirements", "", RequirementsForm.shown("requirements", prefix="requirements-", before=before), row, default), default


def _part(
    key: str, title: str, form: Form, row: Section | None, default: str, *, facts: tuple[str, ...] = (), points: tuple[str, ...] = ()
) -> Part:
    saved = ""
    if _clashed(form, "before") and row is not None:
        saved = "\n".join(words for words in (default if row.before is None else row.before, row.after) if words)
    changed = row is not None and row.before is not None and key != "lead"
    return Part(key, title, form, row.version if row else 0, facts, points, changed, saved)


def _clashed(form: Form, field: str) -> bool:
    return bool(form[field].errors)


def _facts(record: Record, topic: Topic) -> tuple[str, ...]:
    """The locked sentences of an item as plain lines."""
    return tuple(
        (f"{block.label}：" if block.label else "") + "".join(run.text for run in block.runs) for block in compose.facts(record, topic)
    )


# -- 议定事项公示 ------------------------------------------------------------------------------------------------------


def public_notice_page(meeting: Meeting, status: int = 200, **_ids: Any) -> Any:
    held = queries.public_notice_of(meeting.id)
    record = queries.record_of(meeting, counted_from(meeting))
    words = held.words if held else notices.default_words(record)
    form = PublicNoticeForm.shown(from_day=record.dates.notice_from, to_day=record.dates.notice_to)
    items = [(line, NoticeItemForm.shown(line["item"], prefix=f"item-{line['item']}-", text=line["text"])) for line in words]
    document = notices.public_notice(record, words, contacts_of(meeting))
    return page(
        "minutes/public_notice.html",
        status=status,
        meeting=meeting,
        held=held,
        version=held.version if held else 0,
        form=form,
        items=items,
        editing=may(actor(), "minutes.edit", meeting) and meeting.state == "ended",
        preview=render_html(document),
        missing=publishing.missing_characters(document),
        phone=settings.words("public.phone", meeting.alliance_id),
    )


def counted_from(meeting: Meeting) -> date:
    """The day from which the 公示 is counted: that of the sign-off, today while there is none."""
    minutes = queries.minutes_of(meeting.id)
    return (minutes.signed_on if minutes else None) or today()


def contacts_of(meeting: Meeting) -> notices.Contacts:
    names = ("public.window", "public.phone", "public.hours", "public.street_phone")
    return notices.Contacts(*(settings.words(name, meeting.alliance_id) for name in names))
