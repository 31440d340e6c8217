"""What the pages of a meeting show: planning, the room and afterwards are one page. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import current_app, request, url_for
from wtforms.fields.choices import SelectChoice

from app.alliances.models import Alliance
from app.alliances.queries import seats
from app.ballots.pages import decisions_for
from app.core import chance, clock
from app.core.db import db
from app.core.i18n import text as _
from app.core.web import actor, page, qr
from app.meetings import queries, rules
from app.meetings.actions import notice_is_late
from app.meetings.forms import (
    AgreedForm,
    EndForm,
    IssuesForm,
    ItemForm,
    MarkForm,
    MeetingForm,
    NotesForm,
    NoticeForm,
    OutcomeForm,
    PositionForm,
    ReasonForm,
    RecusalForm,
    ScheduleForm,
    StartForm,
    TimesForm,
    WalkInForm,
    listed,
)
from app.meetings.models import AgendaItem, Meeting
from app.meetings.notice_words import notice_words
from app.policy import Actor, may
from app.resolutions.pages import outcomes_for
from app.settings import models as settings

WORDS: dict[str, Any] = {
    "kinds": rules.KINDS,
    "states": rules.STATES,
    "item_states": rules.ITEM_STATES,
    "attendance_words": rules.ATTENDANCE,
    "recusal_words": rules.RECUSALS,
    "regimes": rules.REGIME_WORDS,
    "regime_hints": rules.REGIME_HINTS,
    "not_ours": rules.NOT_OURS,
    "paper_words": {
        "minutes.notice_pdf": _("会议通知（PDF）"),
        "minutes.sheet_pdf": _("签到表（PDF）"),
        "minutes.show": _("会议纪要"),
        "minutes.public_notice": _("议定事项公示"),
    },
}


def meeting_page(meeting: Meeting, status: int = 200, **_ids: Any) -> Any:
    """The one page of a meeting, or the part of it that HTMX asks for."""
    who = actor()
    items = queries.items(meeting.id)
    run = may(who, "meetings.run", meeting) and meeting.state != "cancelled"
    return page(
        "meetings/show.html",
        status=status,
        meeting=meeting,
        items=items,
        run=run,
        planned=meeting.state in rules.PLANNED,
        opened=meeting.state in rules.OPENED,
        decisions=decisions_for(meeting, items, who),
        outcomes=outcomes_for(meeting, items, who),
        issues=queries.issues_of(meeting.id),
        recusals=queries.recusals_of(meeting.id),
        convener=queries.convener_of(meeting.alliance_id),
        unnotified={item.id for item in items if meeting.notified_at and not in_notice(item, meeting)},
        papers=papers_of(meeting),
        **_room(meeting, run, who),
        **(_planning(meeting, items) if run else {}),
        **(_workspace(meeting, items) if run and meeting.state in rules.OPENED and not meeting.locked_at else {"notes_forms": {}}),
        **WORDS,
    )


def in_notice(item: AgendaItem, meeting: Meeting) -> bool:
    return rules.was_notified(item.added_at, meeting.notified_at, meeting.late_entry)


def attendance_page(meeting: Meeting, status: int = 200, **_ids: Any) -> Any:
    """The secretary's list on a page of its own; `?q=` finds members where there is no script to do it."""
    run = may(actor(), "meetings.run", meeting) and meeting.state != "cancelled"
    room = _room(meeting, run, actor())
    wanted = request.args.get("q", "").strip().lower()
    for block in ("voters", "observers"):
        room[block] = [row for row in room[block] if wanted in row.words.lower()]
    return page("meetings/attendance.html", status=status, meeting=meeting, run=run, **room, **WORDS)


def _room(meeting: Meeting, run: bool, who: Actor) -> dict[str, Any]:
    rows = queries.attendees(meeting)
    now = clock.now()
    ticking = run and not meeting.locked_at
    return {
        "voters": [row for row in rows if row.votes],
        "observers": [row for row in rows if not row.votes and row.seat_id],
        "guests": [row for row in rows if row.seat_id is None],
        "light": queries.quorum(meeting, rows) if meeting.snapshot else None,
        "ticking": ticking,
        "may_come": meeting.state in rules.OPENED or (meeting.state == "notified" and clock.today() >= _day(meeting)),
        "mark_forms": {row.seat_id: _mark_form(row) for row in rows if row.seat_id} if ticking else {},
        "walk_in_form": WalkInForm.shown(),
        "own": [row for row in rows if row.seat_id in who.seats],
        "phone_open": rules.may_check_in(meeting.state, meeting.starts_at, now),
    }


def _day(meeting: Meeting) -> date:
    return clock.local(meeting.starts_at).date()


def _mark_form(row: queries.Attendee) -> MarkForm:
    return MarkForm.shown(
        row.id,
        stand_in=row.person if row.stand_in else "",
        arrived=clock.local(row.arrived_at).time() if row.arrived_at else None,
        left=clock.local(row.left_at).time() if row.left_at else None,
        remark=row.remark,
    )


def _planning(meeting: Meeting, items: Sequence[AgendaItem]) -> dict[str, Any]:
    """What the secretary needs around the meeting: the next step, and room for one more item."""
    late = meeting.late_entry or clock.today() > _day(meeting)
    begun, over = meeting.started_at or meeting.starts_at, meeting.ended_at or meeting.ends_at
    accepted = queries.accepted_issues(meeting.alliance_id) if not meeting.locked_at else []
    return {
        "late": late,
        "its_day": clock.today() >= _day(meeting),
        "start_form": StartForm.shown(started=clock.local(meeting.starts_at).time() if late else None),
        "end_form": EndForm.shown(ended=clock.local(over).time() if late and over else None),
        "times_form": TimesForm.shown(started=clock.local(begun).time(), ended=clock.local(over).time() if over else None),
        "reason_forms": {verb: ReasonForm.shown(verb) for verb in ("postpone", "cancel")},
        "open_items": [item for item in items if item.state in rules.OPEN_ITEM],
        "item_form": ItemForm.shown(),
        "issues_form": issues_form(meeting, accepted) if accepted else None,
        "position_forms": {item.id: PositionForm.shown(item.id, position=item.position) for item in items},
        "outcome_forms": {(verb, item.id): OutcomeForm.shown(f"{verb}-{item.id}") for item in items for verb in OUTCOMES},
        "outdated": meeting.state == "notified" and _outdated(meeting, items),
        "as_chair": actor().name != meeting.chair_name,
    }


OUTCOMES = ("report", "recommend", "defer", "withdraw", "reopen")


def issues_form(meeting: Meeting, accepted: Sequence[queries.IssueRef], *, posted: bool = False) -> IssuesForm:
    """Boxes to tick for the issues that may be put on the agenda."""
    form = IssuesForm.posted() if posted else IssuesForm.shown()
    form.issues.choices = listed((issue.id, f"{issue.number} {issue.title}") for issue in accepted)
    return form


def _workspace(meeting: Meeting, items: Sequence[AgendaItem]) -> dict[str, Any]:
    """The forms on the cards while the meeting runs and afterwards, until its minutes are signed off."""
    editor = chance.once()
    return {
        "notes_forms": {item.id: NotesForm.shown(item.id, notes=item.notes, version=item.notes_version, editor=editor) for item in items},
        "agreed_forms": {item.id: AgreedForm.shown(item.id, agreed=item.agreed) for item in items},
        "recusal_forms": {item.id: recusal_form(meeting, item) for item in items},
    }


def recusal_form(meeting: Meeting, item: AgendaItem, *, posted: bool = False) -> RecusalForm:
    form = RecusalForm.posted(item.id) if posted else RecusalForm.shown(item.id)
    roll = (meeting.snapshot or {"roll": []})["roll"]
    form.seat.choices = listed((line["seat"], line["organisation"]) for line in roll if line["votes"])
    return form


def papers_of(meeting: Meeting) -> list[str]:
    """Endpoints of the papers that there are for this meeting, as far as this installation can make them."""
    wanted = ["minutes.notice_pdf", "minutes.sheet_pdf"] if meeting.state in rules.PLANNED and not meeting.late_entry else []
    wanted += ["minutes.sheet_pdf"] if meeting.state in rules.OPENED else []
    wanted += ["minutes.show", "minutes.public_notice"] if meeting.state == "ended" else []
    return [name for name in wanted if name in current_app.view_functions]


# -- planning ----------------------------------------------------------------------------------------------------------


def new_page(alliance: Alliance, status: int = 200, **_ids: Any) -> Any:
    """A meeting to come, or one that took place: what was true last time is filled in."""
    last = queries.last_of(alliance.id)
    form = ScheduleForm.shown(
        place=last.place if last else "",
        starts=clock.local(last.starts_at).time() if last else None,
        ends=clock.local(last.ends_at).time() if last and last.ends_at else None,
        recorder=last.recorder_name if last and last.recorder_name else actor().name,
        contact=last.contact if last else "",
    )
    form.chair_seat.choices = chair_choices(alliance.id)
    example = rules.default_title(alliance.name, "joint", clock.today(), 0)
    return page("meetings/new.html", status=status, alliance=alliance, form=form, last=last, example=example)


def chair_choices(alliance_id: int) -> list[SelectChoice]:
    """Members that may be named as the unit in the chair; 0 where it is none of them."""
    return listed([(0, "—"), *((seat.id, seat.organisation) for seat in seats(alliance_id) if seat.votes)])


def edit_page(meeting: Meeting, status: int = 200, **_ids: Any) -> Any:
    start = clock.local(meeting.starts_at)
    form = MeetingForm.shown(
        kind=meeting.kind,
        title=meeting.title,
        day=start.date(),
        starts=start.time(),
        ends=clock.local(meeting.ends_at).time() if meeting.ends_at else None,
        place=meeting.place,
        chair_seat=meeting.chair_seat_id or 0,
        chair_name=meeting.chair_name,
        recorder=meeting.recorder_name,
        contact=meeting.contact,
        remark=meeting.remark,
        late_entry=meeting.late_entry,
    )
    form.chair_seat.choices = chair_choices(meeting.alliance_id)
    return page("meetings/edit.html", status=status, meeting=meeting, form=form)


def item_page(item: AgendaItem, status: int = 200, **_ids: Any) -> Any:
    form = ItemForm.shown(item.id, title=item.title, regime=item.regime, presenter=item.presenter, summary=item.summary)
    return page("meetings/item.html", status=status, item=item, meeting=db.session.get_one(Meeting, item.meeting_id), form=form, **WORDS)


# -- the notice --------------------------------------------------------------------------------------------------------


def notice_page(meeting: Meeting, status: int = 200, **_ids: Any) -> Any:
    """The text for the group, the link and its QR code, and whether a notice went out already."""
    url = group_url(meeting)
    return page(
        "meetings/notice.html",
        status=status,
        meeting=meeting,
        words=words_of(meeting, queries.items(meeting.id), clock.today()),
        url=url,
        picture=qr(url),
        late=notice_is_late(meeting, clock.now()),
        workdays=settings.number("notice.workdays", meeting.alliance_id),
        form=NoticeForm.shown(),
        sent=queries.notices(meeting.id),
        papers=papers_of(meeting),
        paper_words=WORDS["paper_words"],
        may_issue=meeting.state in rules.PLANNED and meeting.item_count > 0 and meeting.starts_at > clock.now(),
    )


def group_url(meeting: Meeting) -> str:
    return f"{current_app.config['PUBLIC_URL']}{url_for('meetings.group', code=meeting.code)}"


def words_of(meeting: Meeting, items: Sequence[AgendaItem], issued_on: date) -> str:
    alliance = db.session.get_one(Alliance, meeting.alliance_id)
    topics = [item.title for item in items if item.state != "withdrawn"]
    reply_by = settings.calendar().after(_day(meeting), -1)
    return notice_words(meeting, alliance.name, topics, url=group_url(meeting), reply_by=reply_by, issued_on=issued_on)


def _outdated(meeting: Meeting, items: Sequence[AgendaItem]) -> bool:
    """Whether people were told something else than what is planned now."""
    sent = queries.notices(meeting.id, limit=1)
    return bool(sent) and sent[0].words != words_of(meeting, items, sent[0].issued_on)
