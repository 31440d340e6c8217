"""Releasing the 议定事项公示, withdrawing it, releasing it anew; objections to it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.core import chance
from app.core.clock import local
from app.core.db import db
from app.core.files import Kept, store
from app.core.lifecycle import Refused
from app.core.numbers import next_number
from app.core.perform import By, perform, record
from app.minutes.models import Minutes, PublicNotice
from app.minutes.rules import named_people
from app.notices.models import Objection, ReleasedNotice
from app.notices.rules import LIFECYCLE, OBJECTION_LIFECYCLE, day_fault, words_fault, workdays_of
from app.papers.model import Document, to_json
from app.settings import models as settings


@dataclass(frozen=True, slots=True)
class Release:
    """What the 书记 decided: who, on which day, how, and the days of the 公示."""

    name: str
    day: date
    manner: str
    from_day: date
    to_day: date


@dataclass(frozen=True, slots=True)
class Paper:
    """The paper made from version `draft_version` of the draft; its PDF lies on disk already."""

    document: Document
    pdf: Kept
    draft_version: int


def check(draft: PublicNotice | None, sheet: Release, forbidden: list[str], *, at: datetime) -> PublicNotice:
    """The draft, where it may be released so. Asked before the paper is set, and again when it is released.

    `forbidden`: people whose names no paper may carry out of the office (opening decision 7)."""
    minutes = db.session.scalar(select(Minutes).where(Minutes.meeting_id == draft.meeting_id)) if draft else None
    if draft is None:
        raise Refused("notice.no_draft")
    if minutes is None or minutes.signed_on is None:
        raise Refused("notice.not_signed")
    if fault := day_fault(sheet.day, minutes.signed_on, local(at).date()):
        raise Refused(fault, field="released_on")
    _check_words(draft, forbidden)
    _check_days(draft, sheet)
    return draft


def _check_words(draft: PublicNotice, forbidden: list[str]) -> None:
    text = "\n".join(f"{line['title']}\n{line['text']}" for line in draft.words if str(line["text"]).strip())
    if not text:
        raise Refused("notice.empty")
    if named := named_people(text, forbidden):
        raise Refused("public_notice.named", name="、".join(named))
    if fault := words_fault(text):
        raise Refused(fault)


def _check_days(draft: PublicNotice, sheet: Release) -> None:
    if sheet.from_day < sheet.day:
        raise Refused("notice.begins_early", field="from_day")
    least = settings.number("notice_period.workdays", draft.alliance_id)
    if workdays_of(settings.calendar(), sheet.from_day, sheet.to_day) < least:
        raise Refused("notice.short", field="to_day", workdays=least)


def release(draft: PublicNotice, paper: Paper, sheet: Release, forbidden: list[str], *, by: By, at: datetime) -> ReleasedNotice:
    """公开: the paper is frozen with its hash and is public from here on. Refused where the draft changed while the paper was set."""
    check(draft, sheet, forbidden, at=at)
    if draft.version != paper.draft_version:
        raise Refused("notice.draft_changed")
    notice = db.session.scalar(select(ReleasedNotice).where(ReleasedNotice.meeting_id == draft.meeting_id))
    if notice is None:
        number = next_number(f"released_notice:{draft.alliance_id}:{sheet.day.year}")
        notice = ReleasedNotice(alliance_id=draft.alliance_id, meeting_id=draft.meeting_id, year=sheet.day.year, number=number)
        notice.code = chance.token()
    _fill(notice, paper, sheet, at)
    db.session.add(notice)
    db.session.flush()
    store(paper.pdf, notice, "public-notice.pdf", "application/pdf", by=by, at=at)
    facts = {"document": notice.document_sha256, "pdf": notice.pdf_sha256, "released_on": sheet.day, "manner": sheet.manner}
    perform(LIFECYCLE, notice, "release", by=by, at=at, words=sheet.name, from_day=sheet.from_day, to_day=sheet.to_day, **facts)
    return notice


def _fill(notice: ReleasedNotice, paper: Paper, sheet: Release, at: datetime) -> None:
    notice.document = to_json(paper.document)
    notice.document_sha256 = hashlib.sha256(notice.document.encode()).hexdigest()
    notice.pdf_sha256, notice.draft_version = paper.pdf.sha256, paper.draft_version
    notice.title = paper.document.title.replace("\n", "")[:240]
    notice.from_day, notice.to_day = sheet.from_day, sheet.to_day
    notice.released_by, notice.released_on, notice.manner, notice.released_at = sheet.name, sheet.day, sheet.manner, at
    notice.withdrawn_at, notice.withdrawn_reason = None, ""


def withdraw(notice: ReleasedNotice, reason: str, *, by: By, at: datetime) -> None:
    """取消公开: gone from every public page at once; `reason` stays inside."""
    notice.withdrawn_at, notice.withdrawn_reason = at, reason
    perform(LIFECYCLE, notice, "withdraw", by=by, at=at, words=reason)


# -- 异议 --------------------------------------------------------------------------------------------------------------


def object_to(notice: ReleasedNotice, who: str, words: str, raised_on: date, *, by: By, at: datetime) -> Objection:
    """What somebody said in the public period; later words are an issue of their own."""
    if raised_on > local(at).date():
        raise Refused("objection.future", field="raised_on")
    if not notice.released_on <= raised_on <= notice.to_day:
        raise Refused("objection.outside", field="raised_on")
    objection = Objection(alliance_id=notice.alliance_id, notice_id=notice.id, who=who, words=words, raised_on=raised_on, entered_at=at)
    db.session.add(objection)
    db.session.flush()
    record("objection.raise", objection, by=by, at=at, words=f"{who}：{words}", notice=notice.id, raised_on=raised_on)
    return objection


def answer(objection: Objection, reply: str, replied_by: str, replied_on: date, *, by: By, at: datetime) -> None:
    """The convener's reply, told to whoever objected."""
    _reply(objection, reply, replied_by, replied_on, at)
    perform(OBJECTION_LIFECYCLE, objection, "answer", by=by, at=at, words=f"{replied_by}：{reply}", replied_on=replied_on)


def send_back(objection: Objection, reply: str, replied_by: str, replied_on: date, *, by: By, at: datetime) -> None:
    """The convener takes it to a meeting again."""
    _reply(objection, reply, replied_by, replied_on, at)
    perform(OBJECTION_LIFECYCLE, objection, "send_back", by=by, at=at, words=f"{replied_by}：{reply}", replied_on=replied_on)


def _reply(objection: Objection, reply: str, replied_by: str, replied_on: date, at: datetime) -> None:
    if replied_on > local(at).date():
        raise Refused("objection.future", field="replied_on")
    if replied_on < objection.raised_on:
        raise Refused("objection.early_reply", field="replied_on")
    objection.reply, objection.replied_by, objection.replied_on = reply, replied_by, replied_on
