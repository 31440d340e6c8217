"""The meetings that a matter stood on: when they were called, who came, what the signed minutes say of this item, what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from app.bundles.matter import Decision, Here, Sitting, Step
from app.core.clock import local
from app.core.db import db
from app.core.i18n import day_zh, hour_zh
from app.meetings.models import AgendaItem, Meeting, Notice
from app.meetings.rules import ITEM_STATES, STATES
from app.minutes.models import Minutes
from app.minutes.queries import minutes_of, record_of, signed_document
from app.minutes.record import Attendee, Record
from app.notices.queries import Announced, announced
from app.notices.rules import STANDINGS
from app.papers.blocks import AnnexList, Block, Heading, Names
from app.papers.model import Document
from app.resolutions.queries import ResolutionRow, resolutions_of_items
from app.resolutions.rules import BASES, RESOLUTION_STATES

CAME = {"present": "到会", "apology": "请假", "absent": "未到"}
HELD = ("in_session", "ended")


def sittings_of(items: Sequence[AgendaItem], today: date) -> tuple[Sitting, ...]:
    """One for each item, in the order of their meetings."""
    ids = {item.meeting_id for item in items}
    meetings = {one.id: one for one in db.session.scalars(select(Meeting).where(Meeting.id.in_(ids)))} if ids else {}
    decided = resolutions_of_items([item.id for item in items]) if items else {}
    public = announced(sorted(ids), today) if ids else {}
    rows = sorted(items, key=lambda item: (meetings[item.meeting_id].starts_at, item.id))
    return tuple(_sitting(meetings[item.meeting_id], item, decided.get(item.id), public.get(item.meeting_id), today) for item in rows)


def _sitting(meeting: Meeting, item: AgendaItem, resolution: ResolutionRow | None, public: Announced | None, today: date) -> Sitting:
    held = meeting.state in HELD
    record = record_of(meeting, today) if held else None
    minutes = minutes_of(meeting.id) if held else None
    return Sitting(
        title=meeting.title,
        when=f"{day_zh(local(meeting.starts_at).date())}{hour_zh(meeting.starts_at)}",
        place=meeting.place,
        state=STATES[meeting.state],
        held=held,
        item=item.title,
        item_state=ITEM_STATES[item.state],
        presenter=item.presenter,
        summary=item.summary,
        notices=_notices(meeting),
        people=_people(record) if record is not None else (),
        minutes=_source(minutes),
        extract=extract(signed_document(minutes), item.title) if minutes is not None and minutes.state != "draft" else (),
        decision=_decision(resolution, public) if resolution is not None else None,
    )


def _notices(meeting: Meeting) -> tuple[Step, ...]:
    """When people were told; the reason is the convener's, where it went out late. What was told carries an address and stays out."""
    statement = select(Notice).where(Notice.meeting_id == meeting.id).order_by(Notice.id).limit(20)
    rows = db.session.scalars(statement).all()
    return tuple(
        Step(
            row.issued_on,
            "会议通知" if number == 0 else "更正通知",
            "",
            f"紧急会议：{row.reason}" if row.reason else "发给各成员和列席单位",
        )
        for number, row in enumerate(rows)
    )


def _people(record: Record) -> tuple[Here, ...]:
    return tuple(_here(one, "") for one in record.members) + tuple(_here(one, "列席") for one in record.observers)


def _here(one: Attendee, standing: str) -> Here:
    if one.represented_by:
        return Here(one.unit, "", "", "", f"委托{one.represented_by}")
    came = CAME[one.status] + ("（代会）" if one.stand_in else "")
    return Here(one.unit, one.name, one.title, one.phone, f"{standing}{came}" if standing else came)


def _source(minutes: Minutes | None) -> str:
    if minutes is None:
        return "还没有起草纪要"
    if minutes.state == "draft" or minutes.signed_on is None:
        return "纪要还没有签发"
    return f"会议纪要第{minutes.number}期，{minutes.signed_by}{day_zh(minutes.signed_on)}签发"


def extract(document: Document, title: str) -> tuple[Block, ...]:
    """The section of signed minutes that is about this item, without its heading; () where there is none."""
    wanted = f"关于{title.removeprefix('关于')}"
    found: list[Block] = []
    inside = False
    for block in document.blocks:
        if isinstance(block, Heading) and block.level == 1:
            inside = block.text.endswith(wanted)
        elif isinstance(block, AnnexList | Names):
            inside = False
        elif inside:
            found.append(block)
    return tuple(found)


def _decision(row: ResolutionRow, public: Announced | None) -> Decision:
    period = ""
    if public is not None:
        period = f"{day_zh(public.from_day)}至{day_zh(public.to_day)}，{STANDINGS[public.standing]}。"
    return Decision(row.number, row.title, RESOLUTION_STATES[row.state], BASES.get(row.basis, ""), row.points, period)
