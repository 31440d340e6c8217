"""/meetings/<id>/screen  the projector;  /meetings/<id>/opening  开场一页;
/meetings/<id>/live/<audience>  a polled place with a new token;  /motions/<id>/waiting"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, url_for

from app.ballots.models import Motion
from app.ballots.vote_page import ballot_of
from app.core.web import page, requires, target
from app.live.place import current_fragment, live_place
from app.meetings.models import Meeting
from app.resolutions.opening import opening_of

blueprint = Blueprint("live", __name__)


@blueprint.get("/meetings/<int:meeting_id>/screen")
@requires("meetings.read", Meeting)
def screen(meeting: Meeting) -> Any:
    """For everybody in the room: nothing on it that a guest may not see."""
    return page("live/screen.html", meeting=meeting, place=live_place(meeting, audience="screen"))


@blueprint.get("/meetings/<int:meeting_id>/opening")
@requires("meetings.read", Meeting)
def opening(meeting: Meeting) -> Any:
    """开场一页 whenever it is wanted: what became of last time's promises."""
    return page("live/opening.html", meeting=meeting, opening=opening_of(meeting))


@blueprint.get("/meetings/<int:meeting_id>/live/<any(inside, screen):audience>")
@requires("meetings.read", Meeting)
def renew(meeting: Meeting, audience: str) -> Any:
    """What a polled place asks when its token ends: who reads is asked anew."""
    if not target()[0]:
        return redirect(url_for("live.screen" if audience == "screen" else "meetings.show", meeting_id=meeting.id), code=303)
    _fragment, html = current_fragment(meeting, audience)
    return make_response(html)


@blueprint.get("/motions/<int:motion_id>/waiting")
@requires("ballots.run", Motion)
def waiting(motion: Motion) -> Any:
    """Who has not voted yet, for those who run the meeting: never part of what everybody gets."""
    if not target()[0]:
        return redirect(url_for("ballots.motion", motion_id=motion.id), code=303)
    ballot = ballot_of(motion)
    return make_response(render_template("live/_waiting.html", ballot=ballot) if ballot else "")
