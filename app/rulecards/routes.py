"""/alliances/<id>/rules  /rules (the city's)  their drafts and versions;  /alliances/<id>/weights"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from app.alliances.models import Alliance
from app.core.clock import now, today
from app.core.db import db
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.web import actor, requires, saved, sentence
from app.policy import City
from app.rulecards import actions, queries
from app.rulecards.actions import Confirmation
from app.rulecards.forms import CardForm, ConfirmForm, PaperForm, seen
from app.rulecards.models import CITY, RuleCard
from app.rulecards.pages import Place, own_word, rules_page, typed_weights, weights_page
from app.rulecards.rules import complete, fault

blueprint = Blueprint("rulecards", __name__)


def card_here(number: int, alliance_id: int = CITY) -> RuleCard | None:
    return queries.card_at(alliance_id, number)


def page_of_card(card: RuleCard, status: int = 200, **_ids: Any) -> Any:
    return rules_page(_place_of(card), status)


def _place_of(card: RuleCard) -> Place:
    return db.session.get_one(Alliance, card.alliance_id) if card.alliance_id != CITY else City()


def _here(place: Place, anchor: str = "") -> str:
    if place.alliance_id == CITY:
        return url_for("rulecards.city", _anchor=anchor or None)
    return url_for("rulecards.of_alliance", alliance_id=place.alliance_id, _anchor=anchor or None)


# -- the card of an alliance, and the city's ---------------------------------------------------------------------------


@blueprint.get("/alliances/<int:alliance_id>/rules")
@requires("rulecards.read", Alliance)
def of_alliance(alliance: Alliance) -> Any:
    return rules_page(alliance)


@blueprint.get("/rules")
@requires("rulecards.read")
def city() -> Any:
    return rules_page(City())


@blueprint.post("/alliances/<int:alliance_id>/rules")
@requires("rulecards.edit", Alliance, shows=rules_page)
def draft(alliance: Alliance) -> Any:
    return _draft(alliance)


@blueprint.post("/rules")
@requires("rulecards.edit", City, shows=rules_page)
def draft_city(city: City) -> Any:
    return _draft(city)


def _draft(place: Place) -> Any:
    form = CardForm.posted()
    if not form.validate():
        return rules_page(place, 422)
    actions.draft(place.alliance_id, form.card(), version=seen(form.draft_version.data), by=actor(), at=now())
    return saved(_here(place, "draft"), say("草案已保存，确认以后从下一次会议通知起生效。"))


@blueprint.post("/alliances/<int:alliance_id>/rules/preview")
@requires("rulecards.edit", Alliance, shows=rules_page, slow=True)
def preview(alliance: Alliance) -> Any:
    return _preview(alliance)


@blueprint.post("/rules/preview")
@requires("rulecards.edit", City, shows=rules_page, slow=True)
def preview_city(city: City) -> Any:
    return _preview(city)


def _preview(place: Place) -> Any:
    """What the typed numbers would ask, without saving anything."""
    form = CardForm.posted()
    if not form.validate():
        return rules_page(place, 422)
    card = complete(form.card())
    if wrong := fault(card):
        reason, field = wrong
        form.blame(field, sentence(Refused(reason)))
        return rules_page(place, 422)
    return rules_page(place, tried=card)


@blueprint.post("/alliances/<int:alliance_id>/rules/<int:number>/confirm")
@requires("rulecards.confirm", lambda alliance_id, number: card_here(number, alliance_id), shows=page_of_card)
def confirm(card: RuleCard) -> Any:
    return _confirm(card)


@blueprint.post("/rules/<int:number>/confirm")
@requires("rulecards.confirm", card_here, shows=page_of_card)
def confirm_city(card: RuleCard) -> Any:
    return _confirm(card)


def _confirm(card: RuleCard) -> Any:
    """The convener's (for the city an administrator's) own word, or one on paper that the secretary enters."""
    place = _place_of(card)
    if own_word(place):
        form: ConfirmForm = ConfirmForm.posted(key=card.number)
        word, by = Confirmation(actor().name, today()), actor()
    else:
        form = paper = PaperForm.posted(key=card.number)
        if not paper.validate():
            return rules_page(place, 422)
        word, by = Confirmation(paper.confirmed_by.data, paper.confirmed_on.data), actor().on_behalf("convener")
    actions.confirm(card, word, version=seen(form.card_version.data), by=by, at=now())
    return saved(_here(place), say("规则卡已确认，从下一次会议通知起生效。已经发出通知的会议仍按原来的规则。"))


@blueprint.post("/alliances/<int:alliance_id>/rules/<int:number>/drop")
@requires("rulecards.edit", lambda alliance_id, number: card_here(number, alliance_id), shows=page_of_card)
def drop(card: RuleCard) -> Any:
    return _drop(card)


@blueprint.post("/rules/<int:number>/drop")
@requires("rulecards.edit", card_here, shows=page_of_card)
def drop_city(card: RuleCard) -> Any:
    return _drop(card)


def _drop(card: RuleCard) -> Any:
    actions.drop(card, by=actor(), at=now())
    return saved(_here(_place_of(card)), say("草案已撤下。"))


# -- votes and areas ---------------------------------------------------------------------------------------------------


@blueprint.get("/alliances/<int:alliance_id>/weights")
@requires("rulecards.edit", Alliance)
def weights(alliance: Alliance) -> Any:
    return weights_page(alliance)


@blueprint.post("/alliances/<int:alliance_id>/weights")
@requires("rulecards.edit", Alliance, shows=weights_page)
def weigh(alliance: Alliance) -> Any:
    typed = typed_weights(alliance)
    if typed is None:
        return weights_page(alliance, 422)
    changed = actions.weigh(alliance, typed, by=actor(), at=now())
    words = say("已保存%(count)s家。已经发出通知的会议仍按原来的票权和面积。", count=changed) if changed else say("没有改动。")
    return saved(url_for("rulecards.weights", alliance_id=alliance.id), words)
