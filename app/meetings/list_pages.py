"""The attendance list on both its pages. Nothing here writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from flask import url_for

from app.core import clock
from app.core.i18n import say
from app.core.i18n import text as _
from app.meetings import queries, rules
from app.meetings.forms import MarkForm, WalkInForm
from app.meetings.models import Meeting
from app.meetings.plan_pages import day_of
from app.meetings.queries import Attendee, Quorum
from app.meetings.room_queries import stand_ins_of
from app.meetings.wanted import Wanted

#: What one tap says of a member who is only expected: status, word, how it looks. The first is what Enter presses.
TAPS = (("present", _("到"), " yes"), ("apology", _("请假"), ""), ("absent", _("缺席"), ""))


def list_of(
    meeting: Meeting, rows: Sequence[Attendee], runs: bool, wanted: Wanted, stand_back: frozenset[int] | None = None
) -> dict[str, Any]:
    """The context of the list: every row with one tap, the row that is being corrected with its form."""
    ticking = runs and not meeting.locked_at
    may_come = meeting.state in rules.OPENED or (meeting.state == "notified" and clock.today() >= day_of(meeting))
    mending = next((row for row in rows if row.seat_id == wanted.seat), None) if ticking and wanted.seat else None
    return {
        "voters": [row for row in rows if row.votes],
        "observers": [row for row in rows if not row.votes and row.seat_id],
        "guests": [row for row in rows if row.seat_id is None],
        "light_of": _light(meeting, rows, stand_back),
        "ticking": ticking,
        "may_come": may_come,
        "mending": mending.id if mending else 0,
        "mend_form": _mark_form(mending) if mending else None,
        "stand_ins": stand_ins_of(mending.id) if mending else [],
        "walk_in_form": WalkInForm.shown() if ticking and may_come else None,
        "taps": TAPS if may_come else TAPS[1:2],
        "mend_word": say("更正"),
        "mark_url": url_for("meetings.mark", meeting_id=meeting.id, seat_id=0).replace("/seats/0/", "/seats/%d/"),
    }


def _light(meeting: Meeting, rows: Sequence[Attendee], stand_back: frozenset[int] | None) -> Callable[[], Quorum | None]:
    """The quorum's light where a part of the page shows one; while people look on it stands in the polled strip."""
    return cache(lambda: queries.quorum(meeting, rows, stand_back) if meeting.snapshot else None)


def _mark_form(row: Attendee) -> MarkForm:
    return MarkForm.shown(
        row.id,
        stand_in=row.person if row.stand_in else "",
        arrived=clock.local(row.arrived_at).time() if row.arrived_at else None,
        left=clock.local(row.left_at).time() if row.left_at else None,
        remark=row.remark,
    )


def shows_row(context: dict[str, Any], wanted: Wanted) -> bool:
    """Whether the part that is asked for is there."""
    rows = {"seat": context["voters"], "observer": context["observers"]}.get(wanted.part)
    return rows is None or any(row.id == wanted.row for row in rows)


def address_of(meeting: Meeting, on: str) -> str:
    """Where the list stands: "list" has a page of its own."""
    return url_for("meetings.attendance" if on == "list" else "meetings.show", meeting_id=meeting.id)
