"""Pages of planning: a new meeting, its plan, its notice; and which papers there are of it. Nothing here writes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import current_app, url_for
from wtforms.fields.choices import SelectChoice

from app.alliances.models import Alliance
from app.alliances.queries import seats
from app.core import clock
from app.core.db import db
from app.core.i18n import text as _
from app.core.web import actor, page, qr
from app.meetings import queries, rules
from app.meetings.actions import notice_is_late
from app.meetings.forms import MeetingForm, NoticeForm, ScheduleForm, listed
from app.meetings.models import AgendaItem, Meeting
from app.meetings.notice_words import notice_words
from app.rulecards.models import card_of
from app.settings import models as settings

PAPER_WORDS: dict[str, Any] = {
    "minutes.notice_pdf": _("会议通知（PDF）"),
    "minutes.sheet_pdf": _("签到表（PDF）"),
    "minutes.show": _("会议纪要"),
    "minutes.public_notice": _("议定事项公示"),
}


def day_of(meeting: Meeting) -> date:
    return clock.local(meeting.starts_at).date()


def papers_of(meeting: Meeting) -> list[str]:
    """Endpoints of the papers that there are for this meeting, as far as this installation can make them."""
    wanted = ["minutes.notice_pdf", "minutes.sheet_pdf"] if meeting.state in rules.PLANNED and not meeting.late_entry else []
    wanted += ["minutes.sheet_pdf"] if meeting.state in rules.OPENED else []
    wanted += ["minutes.show", "minutes.public_notice"] if meeting.state == "ended" else []
    return [name for name in wanted if name in current_app.view_functions]


# -- the plan -----------------------------------------------------------------------------------------------------------


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
        workdays=card_of(meeting.alliance_id)["notice_workdays"],
        form=NoticeForm.shown(),
        sent=queries.notices(meeting.id),
        papers=papers_of(meeting),
        paper_words=PAPER_WORDS,
        may_issue=meeting.state in rules.PLANNED and meeting.item_count > 0 and meeting.starts_at > clock.now(),
    )


def group_url(meeting: Meeting) -> str:
    return f"{current_app.config['PUBLIC_URL']}{url_for('meetings.group', code=meeting.code)}"


def words_of(meeting: Meeting, items: Sequence[AgendaItem], issued_on: date) -> str:
    alliance = db.session.get_one(Alliance, meeting.alliance_id)
    topics = [item.title for item in items if item.state != "withdrawn"]
    reply_by = settings.calendar().after(day_of(meeting), -1)
    return notice_words(meeting, alliance.name, topics, url=group_url(meeting), reply_by=reply_by, issued_on=issued_on)


def outdated(meeting: Meeting, items: Sequence[AgendaItem]) -> bool:
    """Whether people were told something else than what is planned now."""
    sent = queries.notices(meeting.id, limit=1)
    return bool(sent) and sent[0].words != words_of(meeting, items, sent[0].issued_on)
