"""The end of a ballot: closed, counted, and the chair's casting vote. `actions` names these verbs for everybody else."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select

from app.ballots import casting, heads, in_writing
from app.ballots.case_json import CASTING_VOTES, outcome_json, read_case
from app.ballots.counting import count
from app.ballots.models import Motion
from app.ballots.question import WITHDRAWN, chosen
from app.ballots.records.told import case_commitment
from app.ballots.room import check_no_motion_under_way, check_open, check_unlocked, room_at
from app.ballots.rules import LIFECYCLE, REDONE, case_of
from app.ballots.sealed.closing import box_of, leave, open_box, voted_in
from app.core.clock import local
from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import perform, record
from app.meetings import actions as meetings
from app.meetings import presence
from app.meetings.models import AgendaItem, Meeting
from app.meetings.rules import OPEN_ITEM
from app.policy import Actor


def close_motion(motion: Motion, *, by: Actor, at: datetime) -> None:
    """The chair ends the ballot, and it is counted at once. The quorum is measured again. What it carried decides its item."""
    check_open_ballot(motion, at)
    if motion.visibility == "hands" and motion.totals is None:
        raise Refused("hands.missing", field="votes_for")
    _check_nobody_later(motion, at)
    in_writing.check_closing(motion, at)
    write_roll(motion, by=by, at=at)
    motion.closed_at, motion.on_behalf_of = at, by.on_behalf_of
    perform(LIFECYCLE, motion, "close", by=by, at=at)
    heads.tell_after_commit(motion.alliance_id)
    if motion.visibility != "secret":  # a sealed box is opened in a second step, when the papers are typed
        conclude(motion, by=by, at=at)
    if motion.written:
        in_writing.settle(motion, by=by, at=at)


def count_secret(motion: Motion, private: bytes | None, *, by: Actor, at: datetime) -> None:
    """开票: casting has stopped and the papers are typed. `private`: the key, None where it is missing. Refused where only void is left."""
    open_box(motion, private, by=by, at=at)
    conclude(motion, by=by, at=at)


def void_unopened(motion: Motion, reason: str, words: str, *, by: Actor, at: datetime) -> None:
    """A sealed box that cannot or shall not be opened is destroyed with its key (voting.md §4)."""
    leave(motion, box_of(motion), by=by, at=at)
    motion.papers = None  # typed papers of a box that stays shut would tell how the few on paper voted
    motion.ending_words = words
    motion.result, motion.reason = "void", f"void.{reason}"
    case = count_motion(motion)
    perform(LIFECYCLE, motion, "count", by=by, at=at, words=words, result=motion.result, reason=motion.reason, case=case)


def conclude(motion: Motion, *, by: Actor, at: datetime) -> None:
    """A closed motion is counted, and decides its item."""
    case = count_motion(motion)
    perform(LIFECYCLE, motion, "count", by=by, at=at, result=motion.result, reason=motion.reason, case=case)
    settle_item(motion, by=by, at=at)


def close_hands(motion: Motion, totals: Mapping[str, int], scrutineer: str, *, by: Actor, at: datetime) -> None:
    """举手: the totals are typed in, confirmed by a scrutineer's name, and counted."""
    check_open_ballot(motion, at)
    casting.type_hands(motion, totals, scrutineer, by=by, at=at)
    close_motion(motion, by=by, at=at)


def check_open_ballot(motion: Motion, at: datetime) -> None:
    if motion.state != "open" or motion.opened_at is None:
        raise Refused("motion.closed_already" if motion.state == "counted" else "motion.not_open")
    if at < motion.opened_at:
        raise Refused("motion.time_order", field="time")


def _check_nobody_later(motion: Motion, at: datetime) -> None:
    """A typed end (minutes) does not lie before a ballot that a telephone cast: that would count after the end that the minutes state."""
    last = max((vote.at for vote in casting.votes_of(motion).values() if not vote.by_paper and vote.choice != WITHDRAWN), default=at)
    if last >= at + timedelta(minutes=1):
        raise Refused("motion.voted_later", field="time", time=f"{local(last):%H:%M}")


def write_roll(motion: Motion, *, by: Actor, at: datetime) -> None:
    """What the frozen roll found at closing: a recusal withdraws the ballot that was cast, and those that its holder cast for others; who
    cast and left counts as present."""
    meeting = db.session.get_one(Meeting, motion.meeting_id)
    room = room_at(meeting, motion.item_id, at)
    votes = casting.votes_of(motion)
    barred = presence.barred_holders(motion.item_id, meeting, at)
    for vote in votes.values():
        carried = vote.seat_id in barred and vote.seat_id in presence.letters_at(meeting, vote.at)  # not what it cast itself before it left
        if carried or vote.seat_id in room.recused:
            casting.withdraw(vote, by=by, at=at)
    cast = {vote.seat_id for vote in votes.values() if vote.choice != WITHDRAWN} | voted_in(motion)
    here = in_writing.declared(motion.item_id) if motion.written else room.here
    for line in casting.roll_of(motion):
        found = line.seat_id in here | cast, line.seat_id in room.recused
        if found != (line.present, line.recused):
            line.present, line.recused = found
            record("roll.settle", line, by=by, at=at, seat=line.seat_id, present=line.present, recused=line.recused)


def count_motion(motion: Motion) -> str:
    """Writes the result; returns the commitment to the exported case, which the entry of this count keeps."""
    choices = {vote.seat_id: chosen(motion.method, vote.choice, vote.picks) for vote in casting.votes_of(motion).values()}
    case = case_of(motion, casting.roll_of(motion), choices)
    outcome = count(read_case(case))
    motion.counts = outcome_json(outcome)
    motion.result, motion.reason = outcome.result, outcome.reason
    heads.tell_after_commit(motion.alliance_id)
    return case_commitment(motion, case)


def settle_item(motion: Motion, *, by: Actor, at: datetime) -> None:
    """What was carried decides its item; so does a run-off that fills no further place, where the first round had filled some."""
    item = db.session.get_one(AgendaItem, motion.item_id)
    if decides(motion) and item.state in OPEN_ITEM:
        meetings.decide(item, by=by, at=at)


def decides(motion: Motion) -> bool:
    if motion.result == "carried":
        return True
    first = db.session.get(Motion, motion.runoff_of_id) if motion.runoff_of_id else None
    return motion.result == "not_carried" and first is not None and bool((first.counts or {}).get("winners"))


def give_casting_vote(motion: Motion, side: str, *, by: Actor, at: datetime) -> None:
    """主持人决定票: where as many are for as against, and the meeting's card gives the chair one (voting.md §4). Counted once more."""
    meeting, item = db.session.get_one(Meeting, motion.meeting_id), db.session.get_one(AgendaItem, motion.item_id)
    check_unlocked(motion)
    if fault := _casting_fault(motion, presence.card(meeting)["casting_vote"]):
        raise Refused(fault)
    if side not in CASTING_VOTES:
        raise Refused("casting.choice", field="side")
    if motion.result != "carried":
        check_open(meeting, item)
    _check_last(motion, item)
    was, motion.casting_vote = motion.result, side
    case = count_motion(motion)
    record("motion.casting_vote", motion, by=by, at=at, side=side, was=was, result=motion.result, reason=motion.reason, case=case)
    settle_item(motion, by=by, at=at)
    if was == "carried" and motion.result != "carried" and item.state == "decided":
        meetings.reopen(item, "", by=by, at=at)


def _casting_fault(motion: Motion, allowed: bool) -> str | None:
    """Why the chair has no casting vote here; the first reason counts."""
    numbers = (motion.counts or {}).get("counts", {}).get("seats", {})
    weighted = any(line.weight != 1 for line in casting.roll_of(motion))
    if motion.state != "counted":
        return "casting.not_counted"
    if not allowed:
        return "casting.not_in_card"
    if motion.method != "yes_no" or motion.visibility == "secret" or motion.dimensions or weighted:
        return "casting.forbidden"
    if motion.casting_vote is not None:
        return "casting.given_already"
    return "casting.no_tie" if motion.result in REDONE or numbers["for"] != numbers["against"] else None


def _check_last(motion: Motion, item: AgendaItem) -> None:
    """Nobody breaks a tie that the room has gone past."""
    check_no_motion_under_way(item)
    if db.session.scalar(select(Motion.id).where(Motion.item_id == item.id, Motion.id > motion.id, Motion.state == "counted").limit(1)):
        raise Refused("casting.too_late")
