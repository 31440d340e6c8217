"""/meetings/<id>/letters: 授权委托书, entered by the secretary or given by a delegate's own telephone; /carried: what their holder casts"""

from __future__ import annotations

from typing import Any

from flask import abort, make_response, request, url_for

from app.alliances.models import Seat
from app.ballots import casting
from app.ballots.models import Motion
from app.core import files
from app.core.clock import now
from app.core.db import db, writing
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.uploads import uploaded
from app.core.web import Unchanged, actor, attachment, claimed, remember, requires, saved, take
from app.meetings import actions, hall_codes, presence, queries
from app.meetings.addresses import blueprint, letter_of, meeting_here, on_the_page, seat_of, show_url
from app.meetings.forms import ReasonForm
from app.meetings.letter_pages import carried_of_motion, carried_page, letter_form, letters_of_letter, letters_page
from app.meetings.models import Meeting, ProxyLetter
from app.meetings.own_place import own_letter_form
from app.meetings.pages import meeting_page

# -- entered by the secretary ------------------------------------------------------------------------------------------


@blueprint.get("/meetings/<int:meeting_id>/letters")
@requires("meetings.run", Meeting)
def letters(meeting: Meeting) -> Any:
    return letters_page(meeting)


@blueprint.post("/meetings/<int:meeting_id>/letters")
@requires("meetings.run", Meeting, shows=letters_page, slow=True)
def give_letter(meeting: Meeting) -> Any:
    """The picture is written to disk before the transaction that speaks of it."""
    form = letter_form(meeting, posted=True)
    if not form.validate():
        return letters_page(meeting, 422)
    signer, counts_from = form.signer.data or "", form.counts_from.data
    said = actions.Authority(form.giver.data, form.holder.data, signer, counts_from, uploaded("scan"))
    url = url_for("meetings.letters", meeting_id=meeting.id)
    with writing():
        if (before := claimed()) is not None:
            raise Unchanged(before)
        take(meeting)
        actions.give_letter(meeting, said, by=actor().on_behalf("paper"), at=now())
        remember(make_response(saved(url)))
    return saved(url, say("委托书已登记。"))


@blueprint.post("/meetings/<int:meeting_id>/letters/<int:letter_id>/withdraw")
@requires("meetings.run", letter_of, shows=letters_of_letter)
def withdraw_letter(letter: ProxyLetter) -> Any:
    form = ReasonForm.posted(f"letter-{letter.id}")
    if not form.validate():
        return letters_of_letter(letter, 422)
    actions.withdraw_letter(letter, form.reason.data, by=actor(), at=now())
    return saved(url_for("meetings.letters", meeting_id=letter.meeting_id), say("委托书已撤回。"))


@blueprint.get("/meetings/<int:meeting_id>/letters/<int:letter_id>/file")
@requires("ballots.read_names", letter_of)
def letter_file(letter: ProxyLetter) -> Any:
    """Inside the alliance only, and never shown inside our page."""
    stored = db.session.get(files.StoredFile, letter.file_id) if letter.file_id else None
    if stored is None:
        abort(404)
    return attachment(files.read(stored.sha256), f"委托书{stored.name.removeprefix('letter')}", stored.media_type, plain=stored.name)


# -- by a delegate's own telephone -------------------------------------------------------------------------------------


@blueprint.post("/meetings/<int:meeting_id>/seats/<int:seat_id>/letter")
@requires("meetings.check_in", seat_of, shows=on_the_page)
def give_own_letter(seat: Seat) -> Any:
    """A letter asks for more than a bound telephone: the hall code comes first (security.md §3.3)."""
    meeting, who = meeting_here(), actor()
    form = own_letter_form(seat.id, queries.attendees(meeting), posted=True)
    if not form.validate():
        return meeting_page(meeting, 422)
    if not hall_codes.lifted(who.signin_id, who.id, meeting.id, now()):
        raise Refused("letter.code_first", field="holder")
    if meeting.state == "ended":
        raise Refused("letter.over")
    actions.give_letter(meeting, actions.Authority(seat.id, form.holder.data, who.name), by=who, at=now())
    return saved(show_url(meeting), say("委托书已提交。本人到会签到时，委托自动失效。"))


@blueprint.post("/meetings/<int:meeting_id>/seats/<int:seat_id>/letter/withdraw")
@requires("meetings.check_in", seat_of, shows=on_the_page)
def withdraw_own_letter(seat: Seat) -> Any:
    meeting = meeting_here()
    given = next((one for one in queries.letters_of(meeting.id) if one.seat_id == seat.id and one.state == "given"), None)
    if given is None or meeting.state == "ended":
        raise Refused("letter.none" if given is None else "letter.over")
    actions.withdraw_letter(db.session.get_one(ProxyLetter, given.id), "", by=actor(), at=now())
    return saved(show_url(meeting), say("委托书已撤回。"))


# -- 我代投的票 ---------------------------------------------------------------------------------------------------------


@blueprint.get("/meetings/<int:meeting_id>/carried")
@requires("ballots.vote", Meeting)
def carried(meeting: Meeting) -> Any:
    return carried_page(meeting)


@blueprint.post("/motions/<int:motion_id>/carried")
@requires("ballots.vote", Motion, shows=carried_of_motion)
def cast_carried(motion: Motion) -> Any:
    """One seat, or all that were on the page, alike: all of them or none."""
    meeting, at = db.session.get_one(Meeting, motion.meeting_id), now()
    mine = presence.carried_by(actor().id, meeting, at)
    wanted = [int(typed) for typed in request.form.getlist("seat") if typed.isascii() and typed.isdigit() and len(typed) < 10]
    if not wanted or not set(wanted) <= set(mine):
        raise Refused("carried.gone")
    for seat_id in wanted:
        casting.cast(motion, seat_id, request.form.get("choice", ""), by=actor(), at=at)
    url = url_for("meetings.carried", meeting_id=meeting.id, _anchor=f"motion-{motion.id}")
    return saved(url, say("已代投%(count)s家，在结束前可以修改。", count=len(wanted)))
