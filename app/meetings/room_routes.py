"""/meetings/<id>/start ... /attendance ... /recusals: what happens in the room"""

from __future__ import annotations

from typing import Any

from flask import abort, request

from app.accounts.models import Person
from app.alliances.models import Seat
from app.core.clock import now
from app.core.db import db
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.web import actor, requires, saved
from app.meetings import actions
from app.meetings.addresses import (
    as_chair,
    blueprint,
    guest_of,
    item_of,
    item_url,
    list_url,
    meeting_here,
    on_the_page,
    recusal_of,
    seat_of,
    show_url,
    where_list_stands,
)
from app.meetings.agenda_pages import recusal_form
from app.meetings.forms import EndForm, MarkForm, StandBackForm, StartForm, TimesForm, WalkInForm
from app.meetings.models import AgendaItem, Attendance, Meeting, Recusal
from app.meetings.own_place import ask_recusal_form, members
from app.meetings.pages import attendance_page, meeting_page


@blueprint.post("/meetings/<int:meeting_id>/start")
@requires("meetings.run", Meeting, shows=meeting_page)
def start(meeting: Meeting) -> Any:
    form = StartForm.posted()
    if not form.validate():
        return meeting_page(meeting, 422)
    actions.start(meeting, form.started.data, by=as_chair(meeting), at=now())
    return saved(show_url(meeting), say("会议已开始。"))


@blueprint.post("/meetings/<int:meeting_id>/end")
@requires("meetings.run", Meeting, shows=meeting_page)
def end(meeting: Meeting) -> Any:
    form = EndForm.posted()
    if not form.validate():
        return meeting_page(meeting, 422)
    actions.end(meeting, form.ended.data, by=as_chair(meeting), at=now())
    return saved(show_url(meeting), say("会议已结束。记录在纪要签发前还可以补。"))


@blueprint.post("/meetings/<int:meeting_id>/times")
@requires("meetings.run", Meeting, shows=meeting_page)
def correct_times(meeting: Meeting) -> Any:
    form = TimesForm.posted()
    if not form.validate():
        return meeting_page(meeting, 422)
    actions.correct_times(meeting, form.started.data, form.ended.data, by=as_chair(meeting), at=now())
    return saved(show_url(meeting), say("起止时间已更正。"))


@blueprint.get("/meetings/<int:meeting_id>/attendance")
@requires("meetings.run", Meeting)
def attendance(meeting: Meeting) -> Any:
    return attendance_page(meeting)


@blueprint.post("/meetings/<int:meeting_id>/seats/<int:seat_id>/attendance")
@requires("meetings.run", seat_of, shows=where_list_stands)
def mark(seat: Seat) -> Any:
    meeting, form = meeting_here(), MarkForm.posted(seat.id)
    if not form.validate():
        return where_list_stands(seat, 422)
    stand_in = form.known.data or form.stand_in.data or ""
    ticked = actions.Mark(form.status.data, form.arrived.data, form.left.data, stand_in, form.remark.data or "")
    actions.mark(meeting, seat, ticked, by=actor(), at=now())
    return saved(list_url(meeting, f"{'seat' if seat.votes else 'observer'}-{seat.id}"))


@blueprint.post("/meetings/<int:meeting_id>/attendance/all")
@requires("meetings.run", Meeting, shows=where_list_stands)
def mark_all(meeting: Meeting) -> Any:
    left = actions.mark_all(meeting, by=actor(), at=now())
    words = say("已按名单全部记到会，请再改请假和代会的。") if not left else say("还有%(count)s家由一人代表两家，请填代会人。", count=left)
    return saved(list_url(meeting, "attendance"), words)


@blueprint.post("/meetings/<int:meeting_id>/walk-ins")
@requires("meetings.run", Meeting, shows=where_list_stands)
def walk_in(meeting: Meeting) -> Any:
    form = WalkInForm.posted()
    if not form.validate():
        return where_list_stands(meeting, 422)
    actions.walk_in(meeting, form.unit.data or "", form.name.data, arrived=form.arrived.data, by=actor(), at=now())
    return saved(list_url(meeting, "attendance"), say("已记为列席。"))


@blueprint.post("/meetings/<int:meeting_id>/walk-ins/<int:guest_id>/strike")
@requires("meetings.run", guest_of, shows=where_list_stands)
def strike_walk_in(row: Attendance) -> Any:
    meeting = meeting_here()
    actions.strike_walk_in(row, by=actor(), at=now())
    return saved(list_url(meeting, "attendance"), say("已撤回。"))


@blueprint.post("/meetings/<int:meeting_id>/seats/<int:seat_id>/check-in")
@requires("meetings.check_in", seat_of, shows=on_the_page)
def check_in(seat: Seat) -> Any:
    meeting, person = meeting_here(), db.session.get_one(Person, actor().id)
    actions.check_in(meeting, seat, person, by=actor(), at=now())
    return saved(show_url(meeting), say("已签到。"))


# -- recusals ---------------------------------------------------------------------------------------------------------


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/recusals")
@requires("meetings.run", item_of, shows=on_the_page)
def recuse(item: AgendaItem) -> Any:
    meeting = meeting_here()
    form = recusal_form(meeting, item, posted=True)
    if not form.validate():
        return meeting_page(meeting, 422)
    seat = db.session.get_one(Seat, form.seat.data)
    words, requested = form.recusal_reason.data or "", form.requested.data
    actions.recuse(item, seat, words, requested=requested, by=actor(), at=now())
    return saved(item_url(meeting, item.id), say("回避已登记。"))


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/seats/<int:seat_id>/recusal")
@requires("meetings.check_in", seat_of, shows=on_the_page)
def recuse_own(seat: Seat) -> Any:
    """A member stands back by its own telephone."""
    meeting, item = meeting_here(), _item_here()
    form = StandBackForm.posted(f"{item.id}-{seat.id}")
    if not form.validate():
        return meeting_page(meeting, 422)
    actions.recuse(item, seat, form.interest.data or "", requested=False, by=actor(), at=now())
    return saved(item_url(meeting, item.id), say("回避已登记。"))


def _item_here() -> AgendaItem:
    ids = request.view_args or {}
    item: AgendaItem = item_of(ids["meeting_id"], ids["item_id"]) or abort(404)
    return item


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/seats/<int:seat_id>/recusal-request")
@requires("meetings.check_in", seat_of, shows=on_the_page)
def ask_recusal(seat: Seat) -> Any:
    """Anyone may ask that another member stands back, with a reason; the chair decides (domain.md §2)."""
    meeting, item = meeting_here(), _item_here()
    form = ask_recusal_form(f"{item.id}-{seat.id}", seat.id, members(meeting), (), posted=True)
    if not form.validate():
        return meeting_page(meeting, 422)
    other = db.session.get(Seat, form.whom.data)
    if other is None:
        raise Refused("recusal.no_vote", field="whom")
    actions.recuse(item, other, form.ground.data, requested=True, by=actor(), at=now(), field="whom")
    return saved(item_url(meeting, item.id), say("申请已提交，由主持人决定。"))


@blueprint.post("/meetings/<int:meeting_id>/recusals/<int:recusal_id>/<any(grant, refuse, lift):verb>")
@requires("meetings.run", recusal_of, shows=on_the_page)
def decide_recusal(held: Recusal) -> Any:
    meeting, verb = meeting_here(), (request.view_args or {})["verb"]
    actions.RECUSAL_VERBS[verb](held, by=as_chair(meeting), at=now())
    return saved(item_url(meeting, held.item_id), say("已记录。"))
