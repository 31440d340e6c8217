"""/meetings  /meetings/<id>: the list, the plan, the notice, the page; /m/<code> for the group. Other nouns: *_routes.py"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import abort, request, url_for

from app.alliances.models import Alliance
from app.core.clock import at_local, now, today
from app.core.i18n import say
from app.core.web import actor, page, public, requires, saved
from app.meetings import actions, agenda_routes, code_routes, letter_routes, plan_pages, queries, room_routes
from app.meetings.addresses import blueprint, show_url
from app.meetings.forms import MeetingForm, NoticeForm, ReasonForm, ScheduleForm
from app.meetings.models import Meeting
from app.meetings.pages import meeting_page
from app.meetings.plan_pages import edit_page, new_page, notice_page
from app.meetings.rules import KINDS, STATES, topics_of
from app.policy import places

__all__ = ["agenda_routes", "blueprint", "code_routes", "letter_routes", "room_routes"]  # the others stand on the same blueprint


@blueprint.get("/meetings")
@requires("meetings.read")
def index() -> Any:
    mine = places(actor(), "meetings.read") - {0}
    own = places(actor(), "meetings.run") - {0}
    found = queries.meetings(mine, request.args.get("after", ""))
    hosts = queries.alliance_names(own) if own else []
    return page("meetings/index.html", found=found, hosts=hosts, several=len(mine) > 1, kinds=KINDS, states=STATES)


@blueprint.get("/alliances/<int:alliance_id>/meetings/new")
@requires("meetings.run", Alliance)
def new(alliance: Alliance) -> Any:
    return new_page(alliance)


@blueprint.post("/alliances/<int:alliance_id>/meetings")
@requires("meetings.run", Alliance, shows=new_page)
def schedule(alliance: Alliance) -> Any:
    form = ScheduleForm.posted()
    form.chair_seat.choices = plan_pages.chair_choices(alliance.id)
    if not form.validate():
        return new_page(alliance, 422)
    topics = topics_of(form.agenda.data or "")
    meeting = actions.schedule(alliance, plan_from(form), topics=topics, by=actor(), at=now())
    return saved(show_url(meeting), say("会议已安排。"))


def plan_from(form: MeetingForm) -> actions.Plan:
    return actions.Plan(
        starts_at=moment(form.day.data, form.starts.data),
        ends_at=moment(form.day.data, form.ends.data) if form.ends.data else None,
        place=form.place.data,
        kind=form.kind.data,
        title=form.title.data or "",
        chair_seat_id=form.chair_seat.data or None,
        chair_name=form.chair_name.data or "",
        recorder_name=form.recorder.data or "",
        contact=form.contact.data or "",
        remark=form.remark.data or "",
        late_entry=form.late_entry.data,
    )


def moment(day: Any, time: Any) -> datetime:
    return at_local(day, time.hour, time.minute)


@blueprint.get("/meetings/<int:meeting_id>")
@requires("meetings.read", Meeting)
def show(meeting: Meeting) -> Any:
    return meeting_page(meeting)


@blueprint.get("/meetings/<int:meeting_id>/edit")
@requires("meetings.run", Meeting)
def edit(meeting: Meeting) -> Any:
    return edit_page(meeting)


@blueprint.post("/meetings/<int:meeting_id>/edit")
@requires("meetings.run", Meeting, shows=edit_page)
def update(meeting: Meeting) -> Any:
    form = MeetingForm.posted()
    form.chair_seat.choices = plan_pages.chair_choices(meeting.alliance_id)
    if not form.validate():
        return edit_page(meeting, 422)
    actions.update(meeting, plan_from(form), by=actor(), at=now())
    return saved(show_url(meeting), say("会议安排已改。"))


@blueprint.get("/meetings/<int:meeting_id>/notice")
@requires("meetings.run", Meeting)
def notice(meeting: Meeting) -> Any:
    return notice_page(meeting)


@blueprint.post("/meetings/<int:meeting_id>/notify")
@requires("meetings.run", Meeting, shows=notice_page)
def notify(meeting: Meeting) -> Any:
    form = NoticeForm.posted()
    if not form.validate():
        return notice_page(meeting, 422)
    words = plan_pages.words_of(meeting, queries.items(meeting.id), today())
    actions.notify(meeting, words, reason=form.reason.data or "", by=actor(), at=now())
    return saved(url_for("meetings.notice", meeting_id=meeting.id), say("通知已记为发出。请把文字复制到群里，或者打印。"))


@blueprint.get("/m/<code>")
@public
def group(code: str) -> Any:
    """For the group: what, when, where and which topics; no names, no telephone numbers, nothing to press."""
    meeting = queries.by_code(code) or abort(404)
    items = [item for item in queries.items(meeting.id) if item.state != "withdrawn"]
    return page("meetings/group.html", meeting=meeting, items=items, states=STATES)


@blueprint.post("/meetings/<int:meeting_id>/postpone")
@requires("meetings.run", Meeting, shows=meeting_page)
def postpone(meeting: Meeting) -> Any:
    form = ReasonForm.posted("postpone")
    if not form.validate():
        return meeting_page(meeting, 422)
    actions.postpone(meeting, form.reason.data, by=actor(), at=now())
    return saved(url_for("meetings.edit", meeting_id=meeting.id), say("会议已延期。定了新时间就填在这里，再重发通知。"))


@blueprint.post("/meetings/<int:meeting_id>/cancel")
@requires("meetings.run", Meeting, shows=meeting_page)
def cancel(meeting: Meeting) -> Any:
    form = ReasonForm.posted("cancel")
    if not form.validate():
        return meeting_page(meeting, 422)
    actions.cancel(meeting, form.reason.data, by=actor(), at=now())
    return saved(show_url(meeting), say("会议已取消，列入的诉求回到受理台。"))
