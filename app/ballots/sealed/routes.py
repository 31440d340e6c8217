"""/motions/<id>/secret/...: a secret ballot from its key to its result.  /motions/<id>/bulletin"""

from __future__ import annotations

import logging
from typing import Any

from flask import Response, current_app, flash, g, make_response, redirect, request, url_for

from app.ballots import actions
from app.ballots.forms import CloseForm, OpenForm, seat_number
from app.ballots.models import Motion
from app.ballots.room import ballot_time, decision_time
from app.ballots.sealed import casting, choices, custody, forms, opening, padding, papers, receipts
from app.ballots.sealed import key_routes as key_routes  # its views hang on the same blueprint
from app.ballots.sealed.addresses import blueprint, card_of, for_chair, meeting_of, motion_page
from app.ballots.sealed.pages import Line, Sealed, combinations
from app.ballots.vote_page import vote_page
from app.core import chance
from app.core.clock import now
from app.core.db import writing
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.web import Unchanged, actor, claimed, page, qr, remember, requires, saved, take
from app.meetings.forms import CodeForm
from app.meetings.hall_codes import lifted
from app.policy import SYSTEM

log = logging.getLogger(__name__)
NONCE_LETTERS = 32


@blueprint.app_context_processor
def offer_sealed() -> dict[str, Any]:
    return {"sealed": lambda motion: Sealed(motion, actor(), now())}


@blueprint.after_app_request
def destroy_keys(response: Response) -> Response:
    """What a ballot that is over leaves behind goes right after the commit; where that fails, by the job (`flask ballots destroy-keys`)."""
    ended = g.pop("keys_to_destroy", ())
    if ended and response.status_code < 400:
        try:
            for motion_id in ended:
                custody.destroy(motion_id, by=SYSTEM, at=now())
            custody.tidy()
        except Exception:
            log.exception("keys of motions %s are destroyed another time", sorted(ended))
    return response


# -- opening -----------------------------------------------------------------------------------------------------------


@blueprint.post("/motions/<int:motion_id>/secret/open")
@requires("ballots.run", Motion, shows=motion_page, slow=True)
def open_(motion: Motion) -> Any:
    """The key first, on disk for good; then the ballot opens in one transaction that finds it there."""
    form = OpenForm.posted(key=motion.id)
    if not form.validate():
        return motion_page(motion, 422)
    if unanswered := form.unanswered(meeting_of(motion).notified_at is not None):
        raise Refused("motion.unchecked", field=unanswered[0])
    if motion.visibility != "secret" or motion.state not in ("draft", "deferred"):
        raise Refused("moved.already")
    motion_id, url = motion.id, card_of(motion)
    made = opening.make_key(motion)
    answer = make_response(redirect(url, code=303))
    try:
        with writing():
            if (before := claimed()) is not None:
                raise Unchanged(before)
            take(motion)
            opening.take_key(motion, made)
            at = decision_time(meeting_of(motion), form.time.data, now())
            actions.open_motion(motion, form.answers(), by=for_chair(motion), at=at)
            remember(answer)
    except (Refused, Unchanged):
        custody.destroy(motion_id, by=SYSTEM, at=now())  # the key that nobody needs; one that is in use stays
        raise
    flash(say("表决开始。"), "done")
    return answer


@blueprint.post("/motions/<int:motion_id>/secret/holders")
@requires("ballots.run", Motion, shows=motion_page)
def name_holders(motion: Motion) -> Any:
    """Two scrutineers, each with an address for the own telephone, shown this once."""
    form = forms.HoldersForm.posted(key=motion.id)
    if not form.validate():
        return motion_page(motion, 422)
    names = (form.first_holder.data, form.second_holder.data)
    given = custody.name_holders(motion, names, by=actor(), at=now())
    base = current_app.config["PUBLIC_URL"]
    links = [(name, url := base + url_for("sealed.key_link", token=token), qr(url)) for name, token in given]
    return page("ballots/sealed/addresses.html", motion=motion, links=links, back=card_of(motion))


@blueprint.post("/motions/<int:motion_id>/secret/server")
@requires("ballots.run", Motion, shows=motion_page)
def keep_on_server(motion: Motion) -> Any:
    custody.keep_on_server(motion, by=actor(), at=now())
    return saved(card_of(motion), say("密钥改由系统保管。"))


# -- casting -----------------------------------------------------------------------------------------------------------


def _chosen(motion: Motion) -> list[tuple[int, str]]:
    """(seat, digits) of every seat that something was chosen for; fields seat-<id>, in approve_any seat-<id>-<option>, a digit each."""
    seats = {seat_number(name.split("-")[1]) for name in request.form if name.startswith("seat-")} - {0}
    if motion.method != "approve_any":
        return [(seat, digits) for seat in sorted(seats) if (digits := request.form.get(f"seat-{seat}", ""))]
    places = range(len(motion.options or ()))
    whole = {seat: request.form.get(f"seat-{seat}") for seat in seats}
    each = {seat: "".join(request.form.get(f"seat-{seat}-{place}", "0")[:1] for place in places) for seat in seats}
    return [(seat, whole[seat] or each[seat]) for seat in sorted(seats)]


def _not_lifted(motion: Motion) -> Any:
    """None, or the refusal of a telephone whose hall code has not been typed (security.md §3.3)."""
    who = actor()
    if lifted(who.signin_id, who.id, motion.meeting_id, now()):
        return None
    return page("ballots/sealed/code.html", motion=motion, meeting=meeting_of(motion), form=CodeForm.shown(), status=401)


@blueprint.post("/motions/<int:motion_id>/secret/confirm")
@requires("ballots.vote", Motion, shows=vote_page, slow=True)
def confirm(motion: Motion) -> Any:
    """Writes nothing: shows the choice with its receipt, to be cast as it stands or drawn again."""
    if (refused := _not_lifted(motion)) is not None:
        return refused
    chosen = _chosen(motion)
    casting.check(motion, chosen, by=actor(), at=now())
    drawn = {seat: receipts.draw() for seat, _digits in chosen}
    nonce = chance.once()
    face = Sealed(motion, actor(), now())
    slips = [(seat, face.units[seat], digits, forms.words_of(choices.choice_of(digits, motion)), drawn[seat]) for seat, digits in chosen]
    signed = receipts.signature(current_app.secret_key or "", motion.id, nonce, drawn)  # type: ignore[arg-type]  # a str in our config
    answer = page("ballots/sealed/confirm.html", motion=motion, slips=slips, nonce=nonce, signed=signed)
    return padding.pad(answer, padding.missing(motion, [slip[3] for slip in slips]))


@blueprint.post("/motions/<int:motion_id>/secret/cast")
@requires("ballots.vote", Motion, shows=vote_page)
def cast(motion: Motion) -> Any:
    if (refused := _not_lifted(motion)) is not None:
        return refused
    nonce, slips = _slips(motion)
    if not casting.cast(motion, slips, nonce, by=actor(), at=now()):
        flash(say("这一页的票已经在票箱里，没有重复投。"), "done")
    return padding.pad(make_response(redirect(url_for("ballots.motion", motion_id=motion.id), code=303)), 0)


def _slips(motion: Motion) -> tuple[str, list[casting.Slip]]:
    """The confirm page as it comes back. Refused where it is not the one we made."""
    nonce, signed = request.form.get("nonce", ""), request.form.get("signed", "")
    chosen = _chosen(motion)
    drawn = {seat: receipts.read(request.form.get(f"receipt-{seat}", "")) for seat, _digits in chosen}
    found = {seat: receipt for seat, receipt in drawn.items() if receipt is not None}
    secret: Any = current_app.secret_key or ""
    if len(nonce) != NONCE_LETTERS or len(found) != len(drawn) or not receipts.is_ours(signed, secret, motion.id, nonce, found):
        raise Refused("secret.receipt")
    return nonce, [casting.Slip(seat, digits, found[seat]) for seat, digits in chosen]


# -- papers ------------------------------------------------------------------------------------------------------------


@blueprint.post("/motions/<int:motion_id>/secret/papers")
@requires("ballots.run", Motion, shows=motion_page)
def hand_out(motion: Motion) -> Any:
    form = forms.PaperOutForm.posted(key=motion.id)
    if not form.validate() or not form.seat.data:
        form.blame("seat", say("请选单位。"))
        return motion_page(motion, 422)
    papers.hand_out(motion, form.seat.data, by=actor(), at=now())
    return saved(card_of(motion), say("已记下发出一张纸质票，这一家不能再用手机投。"))


@blueprint.post("/motions/<int:motion_id>/secret/seats/<int:seat_id>/back")
@requires("ballots.run", Motion, shows=motion_page)
def take_back(motion: Motion, seat_id: int) -> Any:
    form = forms.PaperBackForm.posted(key=f"{motion.id}-{seat_id}")
    if not form.validate():
        return motion_page(motion, 422)
    papers.take_back(motion, seat_id, form.reason.data, by=actor(), at=now())
    return saved(card_of(motion), say("没有用的纸质票已收回，这一家可以再投。"))


@blueprint.post("/motions/<int:motion_id>/secret/bundle")
@requires("ballots.run", Motion, shows=motion_page)
def type_bundle(motion: Motion) -> Any:
    form = forms.BundleForm.posted(key=motion.id)
    sound = form.validate()
    numbers = form.numbers(motion, combinations(motion))
    if not sound or form.bundle.errors:
        return motion_page(motion, 422)
    papers.type_bundle(motion, numbers, (form.scrutineer.data, form.second_scrutineer.data), by=actor(), at=now())
    return saved(card_of(motion), say("纸质票已录入，请两位监票人核对。"))


# -- closing -----------------------------------------------------------------------------------------------------------


@blueprint.post("/motions/<int:motion_id>/secret/close")
@requires("ballots.run", Motion, shows=motion_page)
def close(motion: Motion) -> Any:
    """Casting stops; the box stays sealed until the papers are typed."""
    form = CloseForm.posted(key=motion.id)
    if not form.validate():
        return motion_page(motion, 422)
    if motion.visibility != "secret":
        raise Refused("secret.not_secret")
    actions.close_motion(motion, by=for_chair(motion), at=ballot_time(motion, form.time.data, now()))
    return saved(card_of(motion), say("投票结束，不能再投。下一步开票。"))


@blueprint.post("/motions/<int:motion_id>/secret/count")
@requires("ballots.run", Motion, shows=motion_page, slow=True)
def count(motion: Motion) -> Any:
    """开票 with the server's key; with two scrutineers the second one's phrase opens the box."""
    if motion.custody == "scrutineers":
        raise Refused("secret.two_phrases")
    private, url = custody.server_key(motion), card_of(motion)
    answer = make_response(redirect(url, code=303))
    with writing():
        if (before := claimed()) is not None:
            raise Unchanged(before)
        take(motion)
        actions.count_secret(motion, private, by=for_chair(motion), at=now())
        remember(answer)
    flash(say("已开票，密钥已销毁。"), "done")
    return answer


# -- afterwards --------------------------------------------------------------------------------------------------------


def bulletin_page(motion: Motion, status: int = 200, found: Line | None = None, looked: bool = False) -> Any:
    form = forms.FindForm.shown(key=motion.id)
    return page("ballots/sealed/bulletin.html", motion=motion, form=form, found=found, looked=looked, status=status)


@blueprint.get("/motions/<int:motion_id>/bulletin")
@requires("ballots.read_names", Motion)
def bulletin(motion: Motion) -> Any:
    return bulletin_page(motion)


@blueprint.post("/motions/<int:motion_id>/bulletin")
@requires("ballots.read_names", Motion, shows=bulletin_page, slow=True)
def find(motion: Motion) -> Any:
    """One's own words among the published ballots; asked by POST, so that they stand in no address and no log."""
    form = forms.FindForm.posted(key=motion.id)
    if not form.validate():
        return bulletin_page(motion, 422)
    sought = receipts.read(form.receipt.data)
    if sought is None:
        form.blame("receipt", say("凭词是两个词、每个词两个字，再加四位数字。请照抄下来的输入。"))
        return bulletin_page(motion, 422)
    lines = [line for line in Sealed(motion, actor(), now()).lines if (line.words, line.code) == (sought.words, sought.code)]
    return bulletin_page(motion, found=lines[0] if lines else None, looked=True)
