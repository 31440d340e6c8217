"""/meetings/<id>/items/<id>/consensus ...  /motions/<id>/open ...  /motions/<id>/seats/<id>/vote: everything shown on the item's card"""

from __future__ import annotations

import json
import logging
from typing import Any

from flask import Blueprint, Response, g, request, url_for

from app.ballots import actions, casting, heads, queries
from app.ballots.forms import (
    CastingForm,
    CloseForm,
    DeclareForm,
    EndForm,
    HandsCount,
    HandsForm,
    MotionForm,
    ObjectionForm,
    OpenForm,
    PaperForm,
    PapersForm,
    ReservationForm,
    VoidForm,
    VoteForm,
)
from app.ballots.models import Consensus, Motion
from app.ballots.room import ballot_time, decision_time
from app.ballots.vote_page import ALONE, vote_page
from app.core.clock import now
from app.core.db import db
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.web import actor, attachment, requires, saved
from app.meetings.models import AgendaItem, Meeting
from app.meetings.pages import meeting_page
from app.policy import SYSTEM, Actor, may

blueprint = Blueprint("ballots", __name__)
log = logging.getLogger(__name__)


@blueprint.after_app_request
def tell_heads(response: Response) -> Response:
    """What was counted is committed by now; where telling the city fails, the daily job does it (`flask ballots tell-heads`)."""
    counted = g.pop("heads_to_tell", ())
    if counted and response.status_code < 400:
        try:
            heads.tell(counted, by=SYSTEM, at=now())
        except Exception:
            log.exception("the heads of alliances %s are told another time", sorted(counted))
    return response


def item_of(meeting_id: int, item_id: int) -> AgendaItem | None:
    item = db.session.get(AgendaItem, item_id)
    return item if item and item.meeting_id == meeting_id else None


def item_page(item: AgendaItem, status: int = 200, **_ids: Any) -> Any:
    return meeting_page(db.session.get_one(Meeting, item.meeting_id), status=status, item=item.id)


def motion_page(motion: Motion, status: int = 200, **_ids: Any) -> Any:
    """A motion's forms stand on two pages; the form says on which it was used."""
    if request.form.get("on") == ALONE:
        return vote_page(motion, status)
    return meeting_page(db.session.get_one(Meeting, motion.meeting_id), status=status, item=motion.item_id)


def consensus_page(asked: Consensus, status: int = 200, **_ids: Any) -> Any:
    return item_page(db.session.get_one(AgendaItem, asked.item_id), status)


def card_of(subject: AgendaItem | Motion) -> str:
    """The address of the item's card on the meeting's page, or of the motion's own page where the form was used there."""
    if isinstance(subject, Motion) and request.form.get("on") == ALONE:
        return url_for("ballots.motion", motion_id=subject.id)
    item_id = subject.id if isinstance(subject, AgendaItem) else subject.item_id
    return url_for("meetings.show", meeting_id=subject.meeting_id, item=item_id, _anchor=f"item-{item_id}")


def meeting_of(subject: AgendaItem | Motion) -> Meeting:
    return db.session.get_one(Meeting, subject.meeting_id)


def for_chair(meeting: Meeting) -> Actor:
    """Acts of the chair, entered by whoever runs the screen (domain.md, opening decision 2)."""
    who = actor()
    return who if who.name == meeting.chair_name else who.on_behalf("chair")


# -- consensus ---------------------------------------------------------------------------------------------------------


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/consensus")
@requires("ballots.run", item_of, shows=item_page)
def declare(item: AgendaItem) -> Any:
    form = DeclareForm.posted(key=item.id)
    if not form.validate():
        return item_page(item, 422)
    meeting = meeting_of(item)
    at = decision_time(meeting, form.time.data, now())
    actions.declare_consensus(item, form.reservations(), by=for_chair(meeting), at=at, entered=now())
    return saved(card_of(item), say("已记录：协商一致，无单位提出异议。"))


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/objection")
@requires("ballots.run", item_of, shows=item_page)
def object_to(item: AgendaItem) -> Any:
    form = ObjectionForm.posted(key=item.id)
    if not form.validate():
        return item_page(item, 422)
    meeting = meeting_of(item)
    at = decision_time(meeting, form.time.data, now())
    actions.object_to_consensus(
        item, form.objector.data, form.objection.data, form.outcome.data, by=for_chair(meeting), at=at, entered=now()
    )
    return saved(card_of(item), say("异议和主持人的决定已记录。"))


@blueprint.post("/consensus/<int:consensus_id>/reservations")
@requires("ballots.run", Consensus, shows=consensus_page)
def reserve(asked: Consensus) -> Any:
    form = ReservationForm.posted(key=asked.id)
    if not form.validate():
        return consensus_page(asked, 422)
    actions.note_reservation(asked, form.seat_1.data, form.words_1.data, by=actor(), at=now())
    return saved(card_of(db.session.get_one(AgendaItem, asked.item_id)), say("保留意见已补记。"))


# -- a motion ----------------------------------------------------------------------------------------------------------


@blueprint.get("/motions/<int:motion_id>")
@requires("ballots.read", Motion)
def motion(motion: Motion) -> Any:
    return vote_page(motion)


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/motions")
@requires("ballots.run", item_of, shows=item_page)
def create(item: AgendaItem) -> Any:
    form = MotionForm.posted(key=item.id)
    if not form.validate():
        return item_page(item, 422)
    actions.create_motion(item, form.text.data, form.visibility.data, form.question(), by=actor(), at=now())
    return saved(card_of(item), say("表决事项已写好。核对以后开始表决。"))


@blueprint.post("/meetings/<int:meeting_id>/items/<int:item_id>/hands")
@requires("ballots.run", item_of, shows=item_page)
def record_hands(item: AgendaItem) -> Any:
    form = HandsForm.posted(key=item.id)
    if not form.validate():
        return item_page(item, 422)
    meeting = meeting_of(item)
    at = decision_time(meeting, form.time.data, now())
    actions.record_hands(item, form.text.data, form.totals(), form.scrutineer.data, {}, by=for_chair(meeting), at=at)
    return saved(card_of(item), say("举手表决已计票。"))


@blueprint.post("/motions/<int:motion_id>/open")
@requires("ballots.run", Motion, shows=motion_page)
def open_(motion: Motion) -> Any:
    form = OpenForm.posted(key=motion.id)
    meeting = meeting_of(motion)
    if not form.validate():
        return motion_page(motion, 422)
    if unanswered := form.unanswered(meeting.notified_at is not None):
        raise Refused("motion.unchecked", field=unanswered[0])
    at = decision_time(meeting, form.time.data, now())
    actions.open_motion(motion, form.answers(), by=for_chair(meeting), at=at)
    return saved(card_of(motion), say("表决开始。"))


@blueprint.post("/motions/<int:motion_id>/close")
@requires("ballots.run", Motion, shows=motion_page)
def close(motion: Motion) -> Any:
    form = CloseForm.posted(key=motion.id)
    if not form.validate():
        return motion_page(motion, 422)
    at = ballot_time(motion, form.time.data, now())
    actions.close_motion(motion, by=for_chair(meeting_of(motion)), at=at)
    return saved(card_of(motion), say("表决结束，已计票。"))


@blueprint.post("/motions/<int:motion_id>/hands")
@requires("ballots.run", Motion, shows=motion_page)
def close_hands(motion: Motion) -> Any:
    form = HandsCount.posted(key=motion.id)
    if not form.validate():
        return motion_page(motion, 422)
    at = ballot_time(motion, form.time.data, now())
    actions.close_hands(motion, form.totals(), form.scrutineer.data, by=for_chair(meeting_of(motion)), at=at)
    return saved(card_of(motion), say("举手表决已计票。"))


@blueprint.post("/motions/<int:motion_id>/end")
@requires("ballots.run", Motion, shows=motion_page)
def end(motion: Motion) -> Any:
    """暂缓 or 撤回: the button says which."""
    form = EndForm.posted(key=motion.id)
    if not form.validate():
        return motion_page(motion, 422)
    chair = for_chair(meeting_of(motion))
    if form.move.data == "defer":
        actions.defer_motion(motion, form.words.data, by=chair, at=now())
        return saved(card_of(motion), say("表决已暂缓。"))
    actions.withdraw_motion(motion, form.words.data, by=chair, at=now())
    return saved(card_of(motion), say("表决事项已撤回。"))


@blueprint.post("/motions/<int:motion_id>/void")
@requires("ballots.run", Motion, shows=motion_page)
def void(motion: Motion) -> Any:
    form = VoidForm.posted(key=motion.id)
    if not form.validate():
        return motion_page(motion, 422)
    actions.void_motion(motion, form.reason.data, form.words.data, by=for_chair(meeting_of(motion)), at=now())
    return saved(card_of(motion), say("这次表决已作废，可以重新表决。"))


@blueprint.post("/motions/<int:motion_id>/redo")
@requires("ballots.run", Motion, shows=motion_page)
def redo(motion: Motion) -> Any:
    actions.redo_motion(motion, by=actor(), at=now())
    return saved(card_of(motion), say("已建立重新表决的事项。核对以后开始表决。"))


@blueprint.post("/motions/<int:motion_id>/runoff")
@requires("ballots.run", Motion, shows=motion_page)
def runoff(motion: Motion) -> Any:
    actions.hold_runoff(motion, by=actor(), at=now())
    return saved(card_of(motion), say("第二轮表决已建立。核对以后开始表决。"))


@blueprint.post("/motions/<int:motion_id>/casting-vote")
@requires("ballots.run", Motion, shows=motion_page)
def casting_vote(motion: Motion) -> Any:
    """主持人决定票: the button says for or against."""
    form = CastingForm.posted(key=motion.id)
    if not form.validate():
        return motion_page(motion, 422)
    actions.give_casting_vote(motion, form.side.data, by=for_chair(meeting_of(motion)), at=now())
    return saved(card_of(motion), say("主持人的决定票已记录，已重新计票。"))


# -- ballots -----------------------------------------------------------------------------------------------------------


@blueprint.post("/motions/<int:motion_id>/seats/<int:seat_id>/vote")
@requires("ballots.vote", Motion, shows=motion_page)
def vote(motion: Motion, seat_id: int) -> Any:
    form = VoteForm.posted(key=f"{motion.id}-{seat_id}")
    casting.cast(motion, seat_id, form.chosen(motion.method), by=actor(), at=now())
    return saved(card_of(motion), say("这一票已收到，在结束前可以修改。"))


@blueprint.post("/motions/<int:motion_id>/papers")
@requires("ballots.run", Motion, shows=motion_page)
def papers(motion: Motion) -> Any:
    form = PapersForm.posted(key=motion.id)
    if not form.validate():
        return motion_page(motion, 422)
    at = ballot_time(motion, form.time.data, now())
    casting.type_papers(motion, form.choices(motion.method), by=actor().on_behalf("paper"), at=at)
    return saved(card_of(motion), say("纸质票已录入。"))


@blueprint.post("/motions/<int:motion_id>/seats/<int:seat_id>/paper")
@requires("ballots.run", Motion, shows=motion_page)
def paper(motion: Motion, seat_id: int) -> Any:
    form = PaperForm.posted(key=f"{motion.id}-{seat_id}")
    if not form.validate():
        return motion_page(motion, 422)
    at = ballot_time(motion, None, now())
    casting.correct_paper(motion, seat_id, form.chosen(motion.method), form.reason.data, by=actor().on_behalf("paper"), at=at)
    return saved(card_of(motion), say("这一票已更正。"))


@blueprint.get("/motions/<int:motion_id>/recount.json")
@requires("ballots.read", Motion)
def recount(motion: Motion) -> Any:
    """A counted motion for anybody's recount; readers outside the alliance get it without the seats' names."""
    if motion.state != "counted":
        raise Refused("motion.no_count_yet")
    inside = may(actor(), "ballots.read_names", motion)
    case = queries.export(motion, with_seats=inside)
    content = json.dumps(case, ensure_ascii=False, indent=1).encode()
    return attachment(content, f"motion-{motion.id}.json", "application/json")
