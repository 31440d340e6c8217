"""What the desk's pages of public notices show. Nothing here writes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from flask import current_app, url_for

from app.alliances.models import Alliance
from app.core.clock import today
from app.core.db import db
from app.core.i18n import day_zh
from app.core.web import actor, page, qr
from app.meetings.models import Meeting
from app.minutes import notices as papers
from app.minutes import queries as minutes_queries
from app.minutes.models import PublicNotice
from app.minutes.pages import contacts_of, counted_from
from app.minutes.publishing import missing_characters
from app.notices import queries
from app.notices.forms import ObjectionForm, ReleaseForm, ReplyForm, WithdrawForm
from app.notices.models import Objection, ReleasedNotice
from app.notices.rules import MANNERS, OBJECTION_STATES, STANDINGS, STATES, period, standing, workdays_of
from app.papers.html import render_html
from app.papers.model import Document
from app.policy import may
from app.settings import models as settings

TONES = {"draft": "wait", "released": "ok", "withdrawn": "late"}
STANDING_TONES = {"announced": "run", "objected": "late", "sent_back": "late", "in_force": "ok"}


def public_url(alliance: Alliance, notice: ReleasedNotice | None = None) -> str:
    """The whole address, for a text to copy and a QR code."""
    path = url_for("notices.public_alliance", code=alliance.code)
    if notice is not None:
        path = url_for("notices.public_notice", code=alliance.code, notice=notice.code)
    return f"{current_app.config['PUBLIC_URL']}{path}"


def manners(meeting: Meeting) -> tuple[str, ...]:
    """The 书记 at a screen of his own, or the secretary for what stands on paper."""
    convenes = meeting.alliance_id in actor().places.get("convener", ())
    return ("screen", "paper", "entrusted") if convenes else ("paper", "entrusted")


def released_days(draft: PublicNotice, released_on: date) -> tuple[date, date]:
    least = settings.number("notice_period.workdays", draft.alliance_id)
    return period(settings.calendar(), (draft.from_day, draft.to_day), released_on, least)


def paper_of(meeting: Meeting, draft: PublicNotice, days: tuple[date, date]) -> Document:
    """The paper as it would be released with these days."""
    record = minutes_queries.record_of(meeting, counted_from(meeting))
    dates = replace(record.dates, notice_from=days[0], notice_to=days[1], notice_workdays=workdays_of(settings.calendar(), *days))
    return papers.public_notice(replace(record, dates=dates), draft.words, contacts_of(meeting))


def release_form(meeting: Meeting, draft: PublicNotice | None) -> ReleaseForm:
    days = released_days(draft, today()) if draft else (None, None)
    name = actor().name if "screen" in manners(meeting) else minutes_queries.convener_name(meeting.alliance_id)
    form: ReleaseForm = ReleaseForm.shown(released_by=name, released_on=today(), from_day=days[0], to_day=days[1])
    form.offer(manners(meeting))
    return form


@dataclass(frozen=True, slots=True)
class Heard:
    """An objection with the form of its answer, while it waits for one."""

    row: Objection
    form: ReplyForm | None


def _heard(notice: ReleasedNotice, convener: str) -> list[Heard]:
    def form(row: Objection) -> ReplyForm:
        return ReplyForm.shown(row.id, prefix=f"reply-{row.id}-", replied_by=convener, replied_on=today())

    return [Heard(row, form(row) if row.state == "raised" else None) for row in queries.objections(notice.id)]


def release_page(meeting: Meeting, status: int = 200, **_ids: Any) -> Any:
    notice, draft = queries.notice_of(meeting.id), minutes_queries.public_notice_of(meeting.id)
    minutes = minutes_queries.minutes_of(meeting.id)
    alliance = db.session.get_one(Alliance, meeting.alliance_id)
    ready = draft is not None and minutes is not None and minutes.signed_on is not None
    is_public = notice is not None and notice.state == "released"
    document = _document(meeting, draft, notice if is_public else None)
    heard = _heard(notice, minutes_queries.convener_name(meeting.alliance_id)) if notice else []
    return page(
        "notices/show.html",
        status=status,
        meeting=meeting,
        alliance=alliance,
        notice=notice,
        draft=draft,
        minutes=minutes,
        ready=ready,
        is_public=is_public,
        state=notice.state if notice else "draft",
        behind=is_public and draft is not None and notice is not None and draft.version != notice.draft_version,
        preview=render_html(document) if document else "",
        missing=missing_characters(document) if document else (),
        form=release_form(meeting, draft) if ready and not is_public and may(actor(), "notices.release", meeting) else None,
        withdraw_form=WithdrawForm.shown(),
        objection_form=ObjectionForm.shown(raised_on=today()),
        heard=heard,
        standing=_standing(notice, heard),
        address=public_url(alliance, notice),
        qr=qr(public_url(alliance, notice)) if is_public else "",
        told=_told(alliance, notice) if is_public and notice else "",
        **words(),
    )


def words() -> dict[str, Any]:
    return {
        "states": STATES,
        "tones": TONES,
        "standings": STANDINGS,
        "standing_tones": STANDING_TONES,
        "manners": MANNERS,
        "objection_states": OBJECTION_STATES,
    }


def _document(meeting: Meeting, draft: PublicNotice | None, notice: ReleasedNotice | None) -> Document | None:
    if notice is not None:
        return queries.document_of(notice)
    return paper_of(meeting, draft, released_days(draft, today())) if draft else None


def _standing(notice: ReleasedNotice | None, heard: list[Heard]) -> str:
    if notice is None:
        return ""
    states = [one.row.state for one in heard]
    return standing(notice.state == "released", notice.to_day, today(), states.count("raised"), states.count("sent_back"))


def _told(alliance: Alliance, notice: ReleasedNotice) -> str:
    """A text for the residents' WeChat groups. Messages are Chinese only."""
    phone = settings.words("public.phone", alliance.id)
    where = settings.words("public.window", alliance.id) + (f"，电话{phone}" if phone else "")
    return (
        f"各位居民：{notice.title}已经发布，公示时间{day_zh(notice.from_day)}至{day_zh(notice.to_day)}。"
        f"全文：{public_url(alliance, notice)}\n有意见请在公示期内告诉社区居委会（{where}），也可以拨打12345。"
    )


def desk_page(alliance: Alliance, after: str) -> Any:
    return page(
        "notices/index.html",
        alliance=alliance,
        shown=queries.desk(alliance.id, today(), after=after),
        address=public_url(alliance),
        qr=qr(public_url(alliance)),
        **words(),
    )
