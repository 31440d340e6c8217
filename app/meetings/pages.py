"""What the pages of a meeting show: planning, the room and afterwards are one page. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request

from app.ballots.pages import decisions_for
from app.core import chance, clock
from app.core.db import db
from app.core.web import actor, page
from app.meetings import queries, rules
from app.meetings.forms import (
    AgreedForm,
    EndForm,
    IssuesForm,
    ItemForm,
    MarkForm,
    NotesForm,
    OutcomeForm,
    PositionForm,
    ReasonForm,
    RecusalForm,
    StartForm,
    TimesForm,
    WalkInForm,
    listed,
)
from app.meetings.models import AgendaItem, Meeting
from app.meetings.own_place import own_place, recusal_places
from app.meetings.plan_pages import PAPER_WORDS, day_of, outdated, papers_of
from app.policy import may
from app.resolutions.pages import outcomes_for

WORDS: dict[str, Any] = {
    "kinds": rules.KINDS,
    "states": rules.STATES,
    "item_states": rules.ITEM_STATES,
    "attendance_words": rules.ATTENDANCE,
    "recusal_words": rules.RECUSALS,
    "regimes": rules.REGIME_WORDS,
    "regime_hints": rules.REGIME_HINTS,
    "not_ours": rules.NOT_OURS,
    "paper_words": PAPER_WORDS,
}


def meeting_page(meeting: Meeting, status: int = 200, **_ids: Any) -> Any:
    """The one page of a meeting, or the part of it that HTMX asks for."""
    who = actor()
    items, rows, recusals = queries.items(meeting.id), queries.attendees(meeting), queries.recusals_of(meeting.id)
    run = may(who, "meetings.run", meeting) and meeting.state != "cancelled"
    place = own_place(meeting, rows, who)
    own = place["own"]
    return page(
        "meetings/show.html" if meeting.kind != rules.WRITTEN else "ballots/written.html",
        status=status,
        meeting=meeting,
        items=items,
        run=run,
        planned=meeting.state in rules.PLANNED,
        opened=meeting.state in rules.OPENED,
        decisions=decisions_for(meeting, items, who),
        outcomes=outcomes_for(meeting, items, who),
        issues=queries.issues_of(meeting.id),
        recusals=recusals,
        convener=queries.convener_of(meeting.alliance_id),
        unnotified={item.id for item in items if meeting.notified_at and not in_notice(item, meeting)},
        papers=papers_of(meeting),
        **_room(meeting, rows, run),
        recusal_places=recusal_places(items, own, rows, recusals) if own and place["may_recuse"] else {},
        **place,
        **(_planning(meeting, items) if run else {}),
        **(_workspace(meeting, items) if run and meeting.state in rules.OPENED and not meeting.locked_at else {"notes_forms": {}}),
        **WORDS,
    )


def in_notice(item: AgendaItem, meeting: Meeting) -> bool:
    return rules.was_notified(item.added_at, meeting.notified_at, meeting.late_entry)


def attendance_page(meeting: Meeting, status: int = 200, **_ids: Any) -> Any:
    """The secretary's list on a page of its own; `?q=` finds members where there is no script to do it."""
    run = may(actor(), "meetings.run", meeting) and meeting.state != "cancelled"
    room = _room(meeting, queries.attendees(meeting), run)
    wanted = request.args.get("q", "").strip().lower()
    for block in ("voters", "observers"):
        room[block] = [row for row in room[block] if wanted in row.words.lower()]
    return page("meetings/attendance.html", status=status, meeting=meeting, run=run, **room, **WORDS)


def _room(meeting: Meeting, rows: Sequence[queries.Attendee], run: bool) -> dict[str, Any]:
    now = clock.now()
    ticking = run and not meeting.locked_at
    return {
        "voters": [row for row in rows if row.votes],
        "observers": [row for row in rows if not row.votes and row.seat_id],
        "guests": [row for row in rows if row.seat_id is None],
        "light": queries.quorum(meeting, rows) if meeting.snapshot else None,
        "ticking": ticking,
        "may_come": meeting.state in rules.OPENED or (meeting.state == "notified" and clock.today() >= day_of(meeting)),
        "mark_forms": {row.seat_id: _mark_form(row) for row in rows if row.seat_id} if ticking else {},
        "walk_in_form": WalkInForm.shown(),
        "phone_open": rules.may_check_in(meeting.state, meeting.starts_at, now),
    }


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
    late = meeting.late_entry or clock.today() > day_of(meeting)
    begun, over = meeting.started_at or meeting.starts_at, meeting.ended_at or meeting.ends_at
    accepted = queries.accepted_issues(meeting.alliance_id) if not meeting.locked_at else []
    return {
        "late": late,
        "its_day": clock.today() >= day_of(meeting),
        "start_form": StartForm.shown(started=clock.local(meeting.starts_at).time() if late else None),
        "end_form": EndForm.shown(ended=clock.local(over).time() if late and over else None),
        "times_form": TimesForm.shown(started=clock.local(begun).time(), ended=clock.local(over).time() if over else None),
        "reason_forms": {verb: ReasonForm.shown(verb) for verb in ("postpone", "cancel")},
        "open_items": [item for item in items if item.state in rules.OPEN_ITEM],
        "item_form": ItemForm.shown(),
        "issues_form": issues_form(meeting, accepted) if accepted else None,
        "position_forms": {item.id: PositionForm.shown(item.id, position=item.position) for item in items},
        "outcome_forms": {(verb, item.id): OutcomeForm.shown(f"{verb}-{item.id}") for item in items for verb in OUTCOMES},
        "outdated": meeting.state == "notified" and outdated(meeting, items),
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


def item_page(item: AgendaItem, status: int = 200, **_ids: Any) -> Any:
    form = ItemForm.shown(item.id, title=item.title, regime=item.regime, presenter=item.presenter, summary=item.summary)
    return page("meetings/item.html", status=status, item=item, meeting=db.session.get_one(Meeting, item.meeting_id), form=form, **WORDS)
