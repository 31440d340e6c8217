"""/meetings  /meetings/<id>: planning, the room and afterwards; its agenda items, attendance and recusals; /m/<code> for the group"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Blueprint, abort, request, url_for

from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.core.clock import at_local, now, today
from app.core.db import db
from app.core.i18n import say
from app.core.web import actor, page, public, requires, saved
from app.meetings import actions, pages, queries
from app.meetings.forms import (
    AgreedForm,
    EndForm,
    ItemForm,
    MarkForm,
    MeetingForm,
    NotesForm,
    NoticeForm,
    OutcomeForm,
    PositionForm,
    ReasonForm,
    ScheduleForm,
    StartForm,
    TimesForm,
    WalkInForm,
)
from app.meetings.models import AgendaItem, Attendance, Meeting, Recusal
from app.meetings.pages import attendance_page, edit_page, item_page, meeting_page, new_page, notice_page
from app.meetings.rules import KINDS, STATES, topics_of
from app.policy import Actor, places

blueprint = Blueprint("meetings", __name__)


# -- what a URL names --------------------------------------------------------------------------------------------------


def item_of(meeting_id: int, item_id: int, **_rest: Any) -> AgendaItem | None:
    item = db.session.get(AgendaItem, item_id)
    return item if item is not None and item.meeting_id == meeting_id else None


def recusal_of(meeting_id: int, recusal_id: int, **_rest: Any) -> Recusal | None:
    held = db.session.get(Recusal, recusal_id)
    return held if held is not None and item_of(meeting_id, held.item_id) else None


def seat_of(meeting_id: int, seat_id: int, **_rest: Any) -> Seat | None:
    """The seat, where it belongs to the meeting's alliance."""
    meeting, seat = db.session.get(Meeting, meeting_id), db.session.get(Seat, seat_id)
    return seat if meeting is not None and seat is not None and seat.alliance_id == meeting.alliance_id else None


def guest_of(meeting_id: int, guest_id: int) -> Attendance | None:
    row = db.session.get(Attendance, guest_id)
    return row if row is not None and row.meeting_id == meeting_id and row.seat_id is None else None


def meeting_here() -> Meeting:
    """The meeting that the URL names, beside the subject that the permission was asked about."""
    return db.session.get_one(Meeting, (request.view_args or {})["meeting_id"], populate_existing=True)


def on_the_page(_subject: Any, status: int = 200, **_ids: Any) -> Any:
    """The meeting's page, as the answer about anything on it."""
    return meeting_page(meeting_here(), status)


def where_list_stands(_subject: Any, status: int = 200, **_ids: Any) -> Any:
    """The attendance list stands on two pages; the form says on which it was used."""
    shows = attendance_page if request.form.get("on") == "list" else meeting_page
    return shows(meeting_here(), status)


def list_url(meeting: Meeting, anchor: str) -> str:
    endpoint = "meetings.attendance" if request.form.get("on") == "list" else "meetings.show"
    return url_for(endpoint, meeting_id=meeting.id, _anchor=anchor)


def show_url(meeting: Meeting, anchor: str | None = None) -> str:
    return url_for("meetings.show", meeting_id=meeting.id, _anchor=anchor)


def as_chair(meeting: Meeting) -> Actor:
    """Acts of the chair are the chair's own, or entered on the chair's behalf (受主持人委托)."""
    who = actor()
    return who if who.name == meeting.chair_name else who.on_behalf("chair")


# -- the list and the plan ---------------------------------------------------------------------------------------------


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
    form.chair_seat.choices = pages.chair_choices(alliance.id)
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
    form.chair_seat.choices = pages.chair_choices(meeting.alliance_id)
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
    words = pages.words_of(meeting, queries.items(meeting.id), today())
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


# -- the agenda --------------------------------------------------------------------------------------------------------


@blueprint.post("/meetings/<int:meeting_id>/items")
@requires("meetings.run", Meeting, shows=meeting_page)
def add_item(meeting: Meeting) -> Any:
    form = ItemForm.posted()
    if not form.validate():
        return meeting_page(meeting, 422)
    item = actions.add_item(meeting, form.title.data, by=actor(), at=now(), **_item_words(form))
    db.session.flush()
    return saved(show_url(meeting, f"item-{item.id}"), say("议题已加上。"))


def _item_words(form: ItemForm) -> dict[str, str]:
    return {"summary": form.summary.data or "", "presenter": form.presenter.data or "", "regime": form.regime.data}


@blueprint.post("/meetings/<int:meeting_id>/items/from-issues")
@requires("meetings.run", Meeting, shows=meeting_page)
def table_issues(meeting: Meeting) -> Any:
    form = pages.issues_form(meeting, queries.accepted_issues(meeting.alliance_id), posted=True)
    if not form.validate():
        return meeting_page(meeting, 422)
    chosen = queries.issues_named(meeting.alliance_id, form.issues.data or [])
    item = actions.table_issues(meeting, chosen, form.item_title.data or "", by=actor(), at=now())
    return saved(show_url(meeting, f"item-{item.id}"), say("诉求已列入议题。"))


@blueprint.get("/meetings/<int:meeting_id>/items/<int:item_id>/edit")
@requires("meetings.run", item_of)
def edit_item(item: AgendaItem) -> Any:
    return item_page(item)


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/edit")
@requires("meetings.run", item_of, shows=item_page)
def update_item(item: AgendaItem) -> Any:
    form = ItemForm.posted(item.id)
    if not form.validate():
        return item_page(item, 422)
    actions.edit_item(item, title=form.title.data, by=actor(), at=now(), **_item_words(form))
    return saved(show_url(meeting_here(), f"item-{item.id}"), say("议题已改。"))


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/position")
@requires("meetings.run", item_of, shows=on_the_page)
def place_item(item: AgendaItem) -> Any:
    meeting, form = meeting_here(), PositionForm.posted(item.id)
    if not form.validate():
        return meeting_page(meeting, 422)
    actions.place_item(meeting, item, form.position.data or 1, by=actor(), at=now())
    return saved(show_url(meeting, f"item-{item.id}"), say("顺序已改。"))


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/moves")
@requires("meetings.run", item_of, shows=on_the_page)
def discuss(item: AgendaItem) -> Any:
    meeting = meeting_here()
    actions.discuss(item, by=as_chair(meeting), at=now())
    return saved(show_url(meeting, f"item-{item.id}"))


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/<any(report, recommend, defer, withdraw, reopen):verb>")
@requires("meetings.run", item_of, shows=on_the_page)
def conclude(item: AgendaItem) -> Any:
    meeting, verb = meeting_here(), (request.view_args or {})["verb"]
    form = OutcomeForm.posted(f"{verb}-{item.id}")
    if not form.validate():
        return meeting_page(meeting, 422)
    actions.VERBS[verb](item, form.words.data or "", by=as_chair(meeting), at=now())
    return saved(show_url(meeting, f"item-{item.id}"), say("已记录。"))


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/notes")
@requires("meetings.run", item_of, shows=on_the_page)
def take_notes(item: AgendaItem) -> Any:
    """Saved while somebody types: the answer is the small line under the field, and never the field itself."""
    meeting, form = meeting_here(), NotesForm.posted(item.id)
    if not form.validate():
        return meeting_page(meeting, 422)
    seen = form.over.data or form.version.data or ""
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    actions.take_notes(item, form.notes.data or "", version=version, editor=(form.editor.data or "")[:32], by=actor(), at=now())
    return saved(show_url(meeting, f"item-{item.id}"))


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/agreed")
@requires("meetings.run", item_of, shows=on_the_page)
def agree(item: AgendaItem) -> Any:
    meeting, form = meeting_here(), AgreedForm.posted(item.id)
    if not form.validate():
        return meeting_page(meeting, 422)
    seen = form.agreed_version.data or ""
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else 0
    actions.agree(item, form.agreed.data or "", version=version, by=actor(), at=now())
    return saved(show_url(meeting, f"item-{item.id}"), say("议定事项已保存。"))


# -- the room ----------------------------------------------------------------------------------------------------------


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


# -- recusals ----------------------------------------------------------------------------------------------------------


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/recusals")
@requires("meetings.run", item_of, shows=on_the_page)
def recuse(item: AgendaItem) -> Any:
    meeting = meeting_here()
    form = pages.recusal_form(meeting, item, posted=True)
    if not form.validate():
        return meeting_page(meeting, 422)
    seat = db.session.get_one(Seat, form.seat.data)
    words, requested = form.recusal_reason.data or "", form.requested.data
    actions.recuse(item, seat, words, requested=requested, by=actor(), at=now())
    return saved(show_url(meeting, f"item-{item.id}"), say("回避已登记。"))


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/seats/<int:seat_id>/recusal")
@requires("meetings.check_in", seat_of, shows=on_the_page)
def recuse_own(seat: Seat) -> Any:
    """A member stands back by its own telephone."""
    ids = request.view_args or {}
    meeting, item = meeting_here(), item_of(ids["meeting_id"], ids["item_id"]) or abort(404)
    actions.recuse(item, seat, "", requested=False, by=actor(), at=now())
    return saved(show_url(meeting, f"item-{item.id}"), say("回避已登记。"))


@blueprint.post("/meetings/<int:meeting_id>/recusals/<int:recusal_id>/<any(grant, refuse, lift):verb>")
@requires("meetings.run", recusal_of, shows=on_the_page)
def decide_recusal(held: Recusal) -> Any:
    meeting, verb = meeting_here(), (request.view_args or {})["verb"]
    actions.RECUSAL_VERBS[verb](held, by=as_chair(meeting), at=now())
    return saved(show_url(meeting, f"item-{held.item_id}"), say("已记录。"))
