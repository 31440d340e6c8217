"""/meetings/<id>/codes: slips with hall codes (现场码), printed once; /meetings/<id>/code: typing one on one's own telephone"""

from __future__ import annotations

from typing import Any

from flask import request

from app.core.clock import now
from app.core.db import writing
from app.core.i18n import say
from app.core.web import REASONS, actor, requires, saved, take
from app.meetings import hall_codes
from app.meetings.addresses import blueprint, show_url
from app.meetings.forms import CodeForm
from app.meetings.letter_pages import codes_page
from app.meetings.models import Meeting
from app.meetings.pages import meeting_page


@blueprint.get("/meetings/<int:meeting_id>/codes")
@requires("meetings.run", Meeting)
def codes(meeting: Meeting) -> Any:
    return codes_page(meeting)


@blueprint.post("/meetings/<int:meeting_id>/codes")
@requires("meetings.run", Meeting, shows=codes_page)
def make_codes(meeting: Meeting) -> Any:
    """The slips are shown once, on the answer itself: the codes stand nowhere in the database."""
    typed = request.form.getlist("person")
    people = [int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 18]
    slips = hall_codes.make_codes(meeting, people, by=actor(), at=now())
    return codes_page(meeting, slips=slips)


@blueprint.post("/meetings/<int:meeting_id>/code")
@requires("meetings.read", Meeting, shows=meeting_page, slow=True)
def enter_code(meeting: Meeting) -> Any:
    """A wrong try is written down as well, so the transaction is its own and commits either way."""
    form, who = CodeForm.posted(), actor()
    if not form.validate():
        return meeting_page(meeting, 422)
    with writing():
        take(meeting)
        fault = hall_codes.enter(meeting, who.id, who.signin_id, form.code.data, by=who, at=now())
    if fault is not None:
        form.blame("code", str(REASONS[fault]))
        return meeting_page(meeting, 422)
    return saved(show_url(meeting), say("现场码正确，这部手机可以参加本次会议的无记名表决和书面表决了。"))
