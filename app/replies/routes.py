"""/meetings/<id>/replies: the secretary's list; /meetings/<id>/seats/<id>/reply: a seat's own people; /r/<code>: the group's link"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, request, url_for

from app.alliances.models import Seat
from app.core.clock import now
from app.core.db import db
from app.core.i18n import say
from app.core.web import actor, requires, saved
from app.meetings.models import Meeting
from app.meetings.pages import meeting_page
from app.replies import actions, group_routes, paper_routes
from app.replies.forms import ToldForm, posted_answer
from app.replies.models import Reply
from app.replies.pages import page_of_reply, page_of_seat, planned_ballots, replies_page, reply_place
from app.replies.queries import papers_of
from app.replies.rules import ANSWERS

blueprint = Blueprint("replies", __name__)
blueprint.add_app_template_global(reply_place)  # for templates/meetings/show.html
blueprint.add_app_template_global(planned_ballots)
blueprint.add_app_template_global(papers_of, "item_papers")
group_routes.stand_on(blueprint)
paper_routes.stand_on(blueprint)


def seat_of(meeting_id: int, seat_id: int) -> Seat | None:
    """The seat, where it belongs to the meeting's alliance."""
    meeting, seat = db.session.get(Meeting, meeting_id), db.session.get(Seat, seat_id)
    return seat if meeting is not None and seat is not None and seat.alliance_id == meeting.alliance_id else None


def reply_of(meeting_id: int, reply_id: int) -> Reply | None:
    reply = db.session.get(Reply, reply_id)
    return reply if reply is not None and reply.meeting_id == meeting_id else None


def _meeting_here() -> Meeting:
    return db.session.get_one(Meeting, (request.view_args or {})["meeting_id"], populate_existing=True)


# -- a seat's own people -----------------------------------------------------------------------------------------------


def _its_page(_seat: Seat, status: int = 200, **_ids: Any) -> Any:
    return meeting_page(_meeting_here(), status)


@blueprint.post("/meetings/<int:meeting_id>/seats/<int:seat_id>/reply")
@requires("replies.give", seat_of, shows=_its_page)
def give(seat: Seat) -> Any:
    meeting, answer = _meeting_here(), request.form.get("answer", "")
    form = posted_answer(answer, seat.id)
    if not form.validate():
        return meeting_page(meeting, 422)
    actions.answer(meeting, seat, form.said(answer), via="own", person_id=actor().id, by=actor(), at=now())
    url = url_for("meetings.show", meeting_id=meeting.id, _anchor=f"reply-{seat.id}")
    return saved(url, say("已回复：%(answer)s。会议开始以前都可以改。", answer=say(ANSWERS[answer])))


# -- the secretary -----------------------------------------------------------------------------------------------------


@blueprint.get("/meetings/<int:meeting_id>/replies")
@requires("meetings.run", Meeting)
def show(meeting: Meeting) -> Any:
    return replies_page(meeting)


@blueprint.post("/meetings/<int:meeting_id>/replies/seats/<int:seat_id>")
@requires("meetings.run", seat_of, shows=page_of_seat)
def enter(seat: Seat) -> Any:
    """电话回复: what somebody of the unit told the secretary."""
    meeting, form = _meeting_here(), ToldForm.posted(seat.id)
    if not form.validate():
        return replies_page(meeting, 422, seat_id=seat.id)
    actions.answer(meeting, seat, form.said(), via="phone", person_id=None, by=actor(), at=now())
    return saved(_list_url(meeting, f"seat-{seat.id}"), say("已登记。"))


@blueprint.post("/meetings/<int:meeting_id>/replies/<int:reply_id>/confirm")
@requires("meetings.run", reply_of, shows=page_of_reply)
def confirm(reply: Reply) -> Any:
    actions.confirm(reply, by=actor(), at=now())
    return saved(_list_url(_meeting_here(), f"seat-{reply.seat_id}"), say("已确认，按这个回复安排。"))


@blueprint.post("/meetings/<int:meeting_id>/replies/<int:reply_id>/dismiss")
@requires("meetings.run", reply_of, shows=page_of_reply)
def dismiss(reply: Reply) -> Any:
    actions.dismiss(reply, by=actor(), at=now())
    return saved(_list_url(_meeting_here(), "replies"), say("这一条没有采用，原来的回复不变。"))


def _list_url(meeting: Meeting, anchor: str) -> str:
    return url_for("replies.show", meeting_id=meeting.id, _anchor=anchor)
