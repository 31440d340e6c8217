"""What the pages of a meeting show: planning, the room and afterwards are one page. Nothing here writes.

An agenda of twenty items and a list of forty members hold hundreds of fields. So only the item in hand stands unfolded with its forms, or
the one that was asked for (`?item=ID`), and only the row of the list that is being corrected (`?seat=ID`); the others lead there by a link.
A fragment reads what its own part shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from flask import request

from app.core import clock
from app.core.db import db
from app.core.web import actor, page
from app.meetings import queries, rules
from app.meetings.agenda_pages import agenda_of, saved_of, seated_by, stand_back
from app.meetings.forms import EndForm, IssuesForm, ItemForm, ReasonForm, StartForm, TimesForm, listed
from app.meetings.list_pages import address_of, list_of, shows_row
from app.meetings.models import AgendaItem, Meeting
from app.meetings.own_place import own_place
from app.meetings.plan_pages import PAPER_WORDS, day_of, outdated, papers_of
from app.meetings.wanted import Wanted, wanted
from app.policy import Actor, may

ITEM_TONES = {"in_discussion": "run", "decided": "ok", "reported": "ok", "recommended": "ok"}

WORDS: dict[str, Any] = {
    "kinds": rules.KINDS,
    "states": rules.STATES,
    "item_states": rules.ITEM_STATES,
    "item_tones": ITEM_TONES,
    "attendance_words": rules.ATTENDANCE,
    "recusal_words": rules.RECUSALS,
    "regimes": rules.REGIME_WORDS,
    "regime_hints": rules.REGIME_HINTS,
    "not_ours": rules.NOT_OURS,
    "paper_words": PAPER_WORDS,
}


def meeting_page(meeting: Meeting, status: int = 200, *, item: int = 0, **_ids: Any) -> Any:
    """The one page of a meeting, or the part of it that HTMX asks for. `item`: which one stands unfolded, where the address names none."""
    who, asked = actor(), wanted(item)
    runs = may(who, "meetings.run", meeting) and meeting.state != "cancelled"
    context = _part(meeting, who, runs, asked) or _whole(meeting, who, runs, replace(asked, part=""))
    return page(
        "meetings/show.html" if meeting.kind != rules.WRITTEN else "ballots/written.html",
        status=status,
        meeting=meeting,
        run=runs,
        planned=meeting.state in rules.PLANNED,
        opened=meeting.state in rules.OPENED,
        address=address_of(meeting, "meeting"),
        **context,
        **WORDS,
    )


def _part(meeting: Meeting, who: Actor, runs: bool, asked: Wanted) -> dict[str, Any] | None:
    """The context of a row, a card or the line under the notes; None for the whole page, and where there is no such row."""
    if asked.part in ("seat", "observer", "attendance"):
        found = list_of(meeting, queries.attendees(meeting), runs, asked)
        return found if shows_row(found, asked) else None
    if asked.part not in ("item", "saved"):
        return None
    items = queries.items(meeting.id)
    if all(item.id != asked.row for item in items):
        return None
    if asked.part == "saved":
        return saved_of(items, asked) if runs and not meeting.locked_at else None
    return agenda_of(meeting, items, queries.recusals_of(meeting.id), who, runs, asked) | (_standing(meeting, items) if runs else {})


def _whole(meeting: Meeting, who: Actor, runs: bool, asked: Wanted) -> dict[str, Any]:
    items, letters, recusals = queries.items(meeting.id), queries.letters_of(meeting.id), queries.recusals_of(meeting.id)
    rows = queries.attendees(meeting, letters)
    discussed = frozenset().union(*(stand_back(recusals.get(item.id, ())) for item in items if item.state == "in_discussion"))
    return {
        "convener": queries.convener_of(meeting.alliance_id),
        "papers": papers_of(meeting),
        "phone_open": rules.may_check_in(meeting.state, meeting.starts_at, clock.now()),
        **agenda_of(meeting, items, recusals, who, runs, asked, seated_by(rows, letters, recusals)),
        **list_of(meeting, rows, runs, asked, discussed),
        **own_place(meeting, rows, letters, who),
        **(_standing(meeting, items) | _planning(meeting) if runs else {}),
    }


def attendance_page(meeting: Meeting, status: int = 200, **_ids: Any) -> Any:
    """The secretary's list on a page of its own; `?q=` finds members where there is no script to do it."""
    runs = may(actor(), "meetings.run", meeting) and meeting.state != "cancelled"
    room = list_of(meeting, queries.attendees(meeting), runs, wanted())
    looked_for = request.args.get("q", "").strip().lower()
    for block in ("voters", "observers"):
        room[block] = [row for row in room[block] if looked_for in row.words.lower()]
    return page("meetings/attendance.html", status=status, meeting=meeting, run=runs, address=address_of(meeting, "list"), **room, **WORDS)


# -- around the meeting, for whoever runs it ---------------------------------------------------------------------------


def _standing(meeting: Meeting, items: Sequence[AgendaItem]) -> dict[str, Any]:
    """Where the meeting stands: in the first card, and anew beside an item that was changed."""
    return {
        "late": meeting.late_entry or clock.today() > day_of(meeting),
        "outdated": meeting.state == "notified" and outdated(meeting, items),
    }


def _planning(meeting: Meeting) -> dict[str, Any]:
    """The next step, and room for one more item."""
    late = meeting.late_entry or clock.today() > day_of(meeting)
    begun, over = meeting.started_at or meeting.starts_at, meeting.ended_at or meeting.ends_at
    accepted = queries.accepted_issues(meeting.alliance_id) if not meeting.locked_at else []
    planned = meeting.state in rules.PLANNED
    return {
        "its_day": clock.today() >= day_of(meeting),
        "start_form": StartForm.shown(started=clock.local(meeting.starts_at).time() if late else None) if planned else None,
        "end_form": EndForm.shown(ended=clock.local(over).time() if late and over else None) if not planned else None,
        "times_form": None
        if planned
        else TimesForm.shown(started=clock.local(begun).time(), ended=clock.local(over).time() if over else None),
        "reason_forms": {verb: ReasonForm.shown(verb) for verb in ("postpone", "cancel")} if planned else {},
        "item_form": ItemForm.shown(),
        "issues_form": issues_form(meeting, accepted) if accepted else None,
        "as_chair": actor().name != meeting.chair_name,
    }


def issues_form(meeting: Meeting, accepted: Sequence[queries.IssueRef], *, posted: bool = False) -> IssuesForm:
    """Boxes to tick for the issues that may be put on the agenda."""
    form = IssuesForm.posted() if posted else IssuesForm.shown()
    form.issues.choices = listed((issue.id, f"{issue.number} {issue.title}") for issue in accepted)
    return form


def item_page(item: AgendaItem, status: int = 200, **_ids: Any) -> Any:
    form = ItemForm.shown(item.id, title=item.title, regime=item.regime, presenter=item.presenter, summary=item.summary)
    return page("meetings/item.html", status=status, item=item, meeting=db.session.get_one(Meeting, item.meeting_id), form=form, **WORDS)
