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
from app.meetings.models import AgendaItem, Meeting, Notice
from app.meetings.notice_words import (
    Told,
    cancelled_words,
    changes,
    correction_words,
    notice_words,
    planned,
    postponed_words,
    told,
    when_zh,
)
from app.rulecards.models import card_of
from app.settings import models as settings

#: Papers that stand with the notice; while a meeting is planned its own page has them all on one card (一页办会).
NOTICE_PAPERS = ("minutes.notice_docx", "minutes.notice_pdf", "minutes.sheet_pdf")
PAPER_WORDS: dict[str, Any] = {
    "minutes.notice_docx": _("会议通知（Word）"),
    "minutes.notice_pdf": _("会议通知（PDF）"),
    "minutes.sheet_pdf": _("签到表（PDF）"),
    "minutes.script": _("主持词"),
    "minutes.show": _("会议纪要"),
    "minutes.public_notice": _("议定事项公示"),
}


def day_of(meeting: Meeting) -> date:
    return clock.local(meeting.starts_at).date()


def papers_of(meeting: Meeting) -> list[str]:
    """Endpoints of the papers that there are for this meeting, as far as this installation can make them."""
    wanted = ["minutes.sheet_pdf"] if meeting.state in rules.OPENED else []
    wanted += ["minutes.script"] if meeting.state == "in_session" and not meeting.late_entry else []
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
    url, items, sent = group_url(meeting), queries.items(meeting.id), queries.notices(meeting.id)
    changed = _changes(meeting, items, sent) if meeting.state == "notified" else []
    return page(
        "meetings/notice.html",
        status=status,
        meeting=meeting,
        words=_words_to_copy(meeting, items, sent),
        put_off=_put_off_words(meeting, sent),
        changed=changed,
        url=url,
        picture=qr(url),
        late=notice_is_late(meeting, clock.now()),
        workdays=card_of(meeting.alliance_id)["notice_workdays"],
        form=NoticeForm.shown(),
        sent=sent,
        papers=[name for name in NOTICE_PAPERS if name in current_app.view_functions and meeting.state in rules.PLANNED],
        paper_words=PAPER_WORDS,
        may_issue=meeting.state in rules.PLANNED and meeting.item_count > 0 and meeting.starts_at > clock.now(),
    )


def group_url(meeting: Meeting) -> str:
    """The one short address for the group: what, when, where, and each member's answer (app.replies)."""
    return f"{current_app.config['PUBLIC_URL']}{url_for('replies.group', code=meeting.code)}"


def words_of(meeting: Meeting, items: Sequence[AgendaItem], issued_on: date) -> str:
    """The text that goes out now: the notice, or, where the last one told something else, its correction. After a postponement people
    were told that all of it is open, so the new day comes as a notice."""
    sent = queries.notices(meeting.id, limit=1) if meeting.state == "notified" else []
    return _composed(meeting, items, sent, issued_on)


def _composed(meeting: Meeting, items: Sequence[AgendaItem], sent: Sequence[Notice], issued_on: date) -> str:
    alliance, plan, url = db.session.get_one(Alliance, meeting.alliance_id), _plan(meeting, items), group_url(meeting)
    before = told(sent[0].words) if sent else Told()
    if before.time and before != plan:
        return correction_words(meeting, alliance.name, before, plan, url=url, issued_on=issued_on)
    reply_by = settings.calendar().after(day_of(meeting), -1)
    return notice_words(meeting, alliance.name, plan, url=url, reply_by=reply_by, issued_on=issued_on)


def _words_to_copy(meeting: Meeting, items: Sequence[AgendaItem], sent: Sequence[Notice]) -> str:
    """What the secretary copies: while nothing has changed the notice as it went out, whatever it begins with. "" where there is nothing
    to call people to: the meeting is cancelled, or put off and its new day is not known yet."""
    if meeting.state == "cancelled" or (meeting.state == "postponed" and told(sent[0].words if sent else "").time == when_zh(meeting)):
        return ""
    last = sent[:1] if meeting.state == "notified" else []
    if last and told(last[0].words) == _plan(meeting, items):
        return last[0].words
    return _composed(meeting, items, last, clock.today())


def _put_off_words(meeting: Meeting, sent: Sequence[Notice]) -> str:
    """That a meeting which people were called to does not take place on that day; "" where it does."""
    if meeting.state not in ("postponed", "cancelled") or not sent:
        return ""
    alliance, before = db.session.get_one(Alliance, meeting.alliance_id), told(sent[0].words)
    words = postponed_words if meeting.state == "postponed" else cancelled_words
    return words(meeting, alliance.name, before, clock.today())


def _plan(meeting: Meeting, items: Sequence[AgendaItem]) -> Told:
    return planned(meeting, [item.title for item in items if item.state != "withdrawn"])


def _changes(meeting: Meeting, items: Sequence[AgendaItem], sent: Sequence[Notice]) -> list[str]:
    """What is no longer as the last notice said; nothing where that said nothing we can read."""
    before = told(sent[0].words) if sent else Told()
    return changes(before, _plan(meeting, items)) if before.time else []


def outdated(meeting: Meeting, items: Sequence[AgendaItem]) -> bool:
    """Whether people were told something else than what is planned now."""
    return bool(_changes(meeting, items, queries.notices(meeting.id, limit=1)))
