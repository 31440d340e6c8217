"""/motions/<id>: the vote on a telephone. A page of its own, so that a link in a message is one tap away from the choice (voting.md §6)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.ballots.models import Motion
from app.ballots.pages import Decision, decisions_for
from app.ballots.shown import Ballot
from app.core.db import db
from app.core.i18n import text as _
from app.core.web import actor, page
from app.meetings.models import AgendaItem, Meeting
from app.policy import Actor, may

#: What the form on this page says of itself, so that its answer comes back here (never an address).
ALONE = "motion"


def vote_page(motion: Motion, status: int = 200, **_ids: Any) -> Any:
    meeting, item = _place_of(motion)
    who = actor()
    decision = decisions_for(meeting, [item], who)[item.id]
    ballot = next((one for one in decision.ballots if one.id == motion.id), None)
    return page(
        "ballots/show.html",
        status=status,
        motion=motion,
        meeting=meeting,
        item=item,
        ballot=ballot,
        decision=replace(decision, runs=False),  # the desk is on the meeting's page
        alone=ALONE,
        why=reason(motion, ballot, who),
        runs=may(who, "ballots.run", motion),
    )


def ballot_of(motion: Motion) -> Ballot | None:
    """The motion as its card shows it; None before its meeting has begun."""
    meeting, item = _place_of(motion)
    decision: Decision = decisions_for(meeting, [item], actor())[item.id]
    return next((one for one in decision.ballots if one.id == motion.id), None)


def _place_of(motion: Motion) -> tuple[Meeting, AgendaItem]:
    return db.session.get_one(Meeting, motion.meeting_id), db.session.get_one(AgendaItem, motion.item_id)


def reason(motion: Motion, ballot: Ballot | None, who: Actor) -> Any:
    """Why the reader has nothing to press here, "" where there is something or the cards say it themselves."""
    if motion.state in ("draft", "deferred"):
        return _("这一项还没有开始表决。开始以后，在这一页就能投票。")
    if motion.state == "withdrawn":
        return _("这一项已经撤回，不再表决。")
    if motion.state == "closed":
        return _("表决已经结束，正在计票。")
    if motion.state != "open" or ballot is None:
        return ""
    if motion.visibility == "hands":
        return _("这一项举手表决，请在会场举手。")
    if ballot.cards or (motion.visibility == "secret" and may(who, "ballots.vote", motion)):
        return ""
    if not who.seats:
        return _("您不代表成员单位，不参加表决。")
    if may(who, "ballots.vote", motion):
        return _("贵单位不在这次表决的名册里：名册在开始表决时已经固定。")
    return _("您代表的单位列席会议，不参加表决。")
