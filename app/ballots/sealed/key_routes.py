"""/keys: a scrutineer's own telephone, known by its address and a phrase of six words, never signed in"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, current_app, make_response, redirect, request, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from app.ballots import actions
from app.ballots.models import KeyHolder, Motion
from app.ballots.sealed import custody, forms, keys, receipts
from app.ballots.sealed.addresses import blueprint, meeting_of
from app.ballots.sealed.pages import Sealed
from app.ballots.sealed.words import words_in
from app.core.clock import now
from app.core.db import db, writing
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.web import actor, explain, page, public, saved, take
from app.policy import NOBODY, Actor

PURPOSE = "lianxi_key"
PURPOSE_MINUTES = 30


@blueprint.get("/keys/<token>")
@public
def key_link(token: str) -> Response:
    """To a clean address with a purpose cookie, which is no sign-in; whatever scans links changes nothing."""
    response = make_response(redirect(url_for("sealed.key"), code=303))
    response.set_cookie(
        PURPOSE, _purpose().dumps(token), max_age=PURPOSE_MINUTES * 60, httponly=True, samesite="Lax", secure=request.is_secure
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _purpose() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="key-holder")


def _in_hand() -> tuple[KeyHolder, Motion] | None:
    try:
        token = str(_purpose().loads(request.cookies.get(PURPOSE, ""), max_age=PURPOSE_MINUTES * 60))
    except BadData:
        return None
    return custody.holder_by_token(token)


def _scrutineer(holder: KeyHolder) -> Actor:
    """Not somebody who is signed in: known by the address and the phrase alone."""
    return NOBODY.on_behalf("scrutineer")


@blueprint.get("/keys")
@public
def key(status: int = 200) -> Any:
    found = _in_hand()
    if found is None:
        return page("ballots/sealed/key_gone.html", status=410)
    holder, motion = found
    others = [other for other in custody.holders_of(motion.id) if other.id != holder.id]
    return page(
        "ballots/sealed/key.html",
        holder=holder,
        other=others[0] if others else holder,
        motion=motion,
        meeting=meeting_of(motion),
        face=Sealed(motion, actor(), now()),
        form=forms.PhraseForm.shown(key=holder.id),
        status=status,
    )


@blueprint.post("/keys/phrase")
@public
def new_phrase() -> Any:
    """Six words, shown this once and kept nowhere; typed back they count."""
    found = _in_hand()
    if found is None:
        return key()
    holder, motion = found
    words = receipts.phrase()
    try:
        salt = custody.new_phrase_key(holder, "".join(words))
        with writing():
            take(motion)
            db.session.refresh(holder)
            custody.take_phrase(holder, motion, salt, by=_scrutineer(holder), at=now())
    except (Refused, keys.KeyMissing, OSError) as fault:
        return _key_refused(fault)
    return page("ballots/sealed/phrase.html", words=words, name=holder.name)


@blueprint.post("/keys/check")
@public
def check_phrase() -> Any:
    """Typed back before the ballot opens."""
    return _with_phrase(_check_phrase, say("口令核对无误。请收好抄下的口令，开票时要用。"))


def _check_phrase(holder: KeyHolder, motion: Motion, phrase: str) -> None:
    salt = holder.salt
    if not custody.is_phrase(holder, phrase):
        raise Refused("secret.phrase_wrong", field="phrase")
    with writing():
        take(motion)
        db.session.refresh(holder)
        custody.phrase_typed_back(holder, motion, salt, by=_scrutineer(holder), at=now())


@blueprint.post("/keys/open")
@public
def use_phrase() -> Any:
    """After casting has stopped: the first phrase opens the outer layer, the second opens the box, and it is counted at once."""
    return _with_phrase(_use_phrase, say("口令已使用。"))


def _with_phrase(act: Callable[[KeyHolder, Motion, str], None], message: str) -> Any:
    """What a scrutineer does with the six words that were typed."""
    found = _in_hand()
    if found is None:
        return key()
    holder, motion = found
    form = forms.PhraseForm.posted(key=holder.id)
    if not form.validate():
        return key(422)
    try:
        act(holder, motion, _phrase(form))
    except (Refused, keys.KeyMissing, OSError) as fault:
        return _key_refused(fault)
    return saved(url_for("sealed.key"), message)


def _use_phrase(holder: KeyHolder, motion: Motion, phrase: str) -> None:
    if motion.state != "closed":
        raise Refused("secret.not_closed")
    first = custody.holders_of(motion.id)[0]
    if holder.place == 2 and first.opened_at is None:
        raise Refused("secret.first_phrase", name=first.name)
    layer = custody.layer_under(holder, motion, phrase)
    if holder.place == 1:
        custody.keep_half(motion, layer)
    with writing():
        take(motion)
        db.session.refresh(holder)
        if holder.place == 1:
            custody.first_has_opened(holder, motion, by=_scrutineer(holder), at=now())
        else:
            actions.count_secret(motion, layer, by=_scrutineer(holder), at=now())


def _phrase(form: forms.PhraseForm) -> str:
    typed = words_in(form.phrase.data)
    if typed is None or len(typed) != receipts.PHRASE_WORDS:
        raise Refused("secret.phrase_short", field="phrase")
    return "".join(typed)


def _key_refused(fault: Exception) -> Any:
    db.session.rollback()
    explain(fault if isinstance(fault, Refused) else Refused("secret.key_not_kept"))
    return key(409)
