"""What the pages of rule cards show: the card in plain words, what it asks of the members there are, the draft beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.alliances.models import Alliance
from app.ballots.formula import share_words
from app.ballots.formula_words import Language
from app.ballots.shares import Share
from app.core import clock
from app.core.i18n import language, say
from app.core.i18n import text as _
from app.core.web import actor, page
from app.meetings.queries import convener_of
from app.policy import City, may
from app.rulecards import queries
from app.rulecards.forms import BASE_WORDS, ROTATION_WORDS, VISIBILITY_WORDS, CardForm, ConfirmForm, PaperForm, WeightForm
from app.rulecards.models import CITY, card_of
from app.rulecards.queries import CardRow, Voter
from app.rulecards.rules import Card, complete, counts_more_than_seats, differences, preview, share_of

Place = Alliance | City

#: A city has no members of its own; its card is read against an alliance of this many.
EXAMPLE = 17

STATES = {"draft": _("草案"), "confirmed": _("现行"), "superseded": _("已被新版代替"), "dropped": _("草案已撤下")}


@dataclass(frozen=True, slots=True)
class Line:
    """One part of a card in words. `differs`: from the city's card, or of a draft from the card in force."""

    label: str
    words: str
    differs: bool


def plain_words(card: Card, other: Card) -> list[Line]:
    """The card as somebody would read it out; parts that are not as on the other card are marked."""
    apart = differences(card, other)
    return [Line(label, words, bool(apart & set(names))) for label, words, names in _parts(card)]


def _parts(card: Card) -> list[tuple[str, str, tuple[str, ...]]]:
    return [
        (say("到会规定"), say("应到的%(share)s", share=share_words(Share("entitled", **card["quorum"]), _tongue())), ("quorum",)),
        (say("过半数表决"), _rule(card, "alliance_majority"), ("alliance_majority",)),
        (say("三分之二表决"), _rule(card, "alliance_two_thirds"), ("alliance_two_thirds",)),
        (say("计票口径"), _counting(card), ("dimensions", "weighted")),
        (say("一般的表决方式"), str(VISIBILITY_WORDS[card["visibility"]]), ("visibility",)),
        (say("赞成反对相等"), say("主持人可以投决定票") if card["casting_vote"] else say("未通过，主持人没有决定票"), ("casting_vote",)),
        (say("委托"), _letters(card), ("proxies", "letters")),
        (say("代会"), say("可以当场指定代会人") if card["stand_ins"] else say("代会人要事先登记"), ("stand_ins",)),
        (say("会议通知"), _notice(card), ("notice_workdays", "urgent_workdays")),
        (say("主持"), str(ROTATION_WORDS[card["rotation"]]), ("rotation",)),
    ]


def _tongue() -> Language:
    return "en" if language() == "en" else "zh"


def _rule(card: Card, regime: str) -> str:
    share = share_of(card, regime)
    return say("%(base)s的%(share)s", base=BASE_WORDS[share.base], share=share_words(share, _tongue()))


def _counting(card: Card) -> str:
    seats = say("各家票权不同") if card["weighted"] else say("一家一票")
    return say("%(seats)s，面积另外计算，两样都要达到", seats=seats) if "area" in card["dimensions"] else seats


def _letters(card: Card) -> str:
    return say("可以书面委托，一人最多代%(letters)s家", letters=card["letters"]) if card["proxies"] == "full" else say("不能委托")


def _notice(card: Card) -> str:
    days = {"days": card["notice_workdays"], "urgent": card["urgent_workdays"]}
    return say("提前%(days)s个工作日；临时会议提前%(urgent)s个工作日，写明理由", **days)


def asked(card: Card, voters: Sequence[Voter]) -> tuple[str, ...]:
    """“有17家时：到会规定12家，过半数9票……” for the members there are; a city has none, so it has no areas either."""
    weights, areas = queries.whole(voters)
    found = preview(card, len(voters), weights, areas, _tongue())
    unknown = "area" in card["dimensions"] and voters and not sum(areas)
    return (*found, say("面积还没有填，表决以前要填好")) if unknown else found


def example_voters(place: Place) -> list[Voter]:
    return queries.voters(place.alliance_id) if place.alliance_id != CITY else [Voter(0, "", None, None)] * EXAMPLE


# -- pages -------------------------------------------------------------------------------------------------------------


def rules_page(place: Place, status: int = 200, *, tried: Card | None = None, **_ids: Any) -> Any:
    """The card in force, the draft beside it, and every version. `tried`: what was typed for a preview."""
    own = place.alliance_id != CITY
    versions = queries.cards(place.alliance_id)
    in_force, city = card_of(place.alliance_id), card_of(CITY) if own else complete({})
    draft = next((row for row in versions if row.state == "draft"), None)
    voters = example_voters(place)
    edits, confirms = may(actor(), "rulecards.edit", place), may(actor(), "rulecards.confirm", place)
    return page(
        "rulecards/show.html",
        status=status,
        place=place,
        own=own,
        held=_in_force(versions, own),
        lines=plain_words(in_force, city),
        asked=asked(in_force, voters),
        voters=len(voters),
        weighs=own and any(counts_more_than_seats(card) for card in (in_force, *([draft.card] if draft else []))),
        draft=draft,
        draft_lines=plain_words(draft.card, in_force) if draft else [],
        draft_asked=asked(draft.card, voters) if draft else (),
        tried=asked(tried, voters) if tried else (),
        versions=[(row, plain_words(row.card, city)) for row in versions if row.state != "draft"],
        states=STATES,
        edits=edits,
        confirms=confirms,
        form=CardForm.shown(**CardForm.typed_as(draft.card if draft else in_force)) if edits else None,
        confirm_form=_confirm_form(place, draft) if draft and confirms else None,
        own_word=own_word(place),
    )


def _in_force(versions: Sequence[CardRow], own: bool) -> CardRow | None:
    """The confirmed card that counts here: the place's own, else the city's."""
    held = next((row for row in versions if row.state == "confirmed"), None)
    return held or (next((row for row in queries.cards(CITY) if row.state == "confirmed"), None) if own else None)


def own_word(place: Place) -> bool:
    """Whether the reader confirms in the own name: the convener for an alliance, an administrator for the city."""
    role = "convener" if place.alliance_id != CITY else "administrator"
    return place.alliance_id in actor().places.get(role, ())


def _confirm_form(place: Place, draft: CardRow) -> ConfirmForm:
    if own_word(place):
        return ConfirmForm.shown(key=draft.number)
    return PaperForm.shown(key=draft.number, confirmed_by=convener_of(place.alliance_id), confirmed_on=clock.today())


def weights_page(alliance: Alliance, status: int = 200, **_ids: Any) -> Any:
    """票权和面积: one line a member, as far as the card in force or its draft asks for them."""
    voters = queries.voters(alliance.id)
    card = _asking(alliance)
    weights, areas = queries.whole(voters)
    return page(
        "rulecards/weights.html",
        status=status,
        alliance=alliance,
        rows=[(voter, weight_form(voter)) for voter in voters],
        weighted=card["weighted"],
        counts_area="area" in card["dimensions"],
        total_weight=sum(weights),
        total_area=sum(areas),
        missing=sum(voter.area is None for voter in voters),
    )


def _asking(alliance: Alliance) -> Card:
    """The card in force with what a draft would ask besides, so that the numbers can be typed before it is confirmed."""
    card = card_of(alliance.id)
    for row in queries.cards(alliance.id):
        if row.state == "draft":
            card["weighted"] = card["weighted"] or row.card["weighted"]
            card["dimensions"] = max(card["dimensions"], row.card["dimensions"], key=len)
    return card


def weight_form(voter: Voter) -> WeightForm:
    return WeightForm.shown(key=voter.id, prefix=f"seat-{voter.id}-", weight=voter.weight, area=voter.area)


def typed_weights(alliance: Alliance) -> dict[int, tuple[int | None, int | None]] | None:
    """Seat id -> votes and area as they were sent; what the page did not ask for stays. None where something cannot be read."""
    card, typed, sound = _asking(alliance), {}, True
    for voter in queries.voters(alliance.id):
        form = WeightForm.posted(key=voter.id, prefix=f"seat-{voter.id}-")
        sound = form.validate() and sound
        weight = form.weight.data if card["weighted"] else voter.weight
        typed[voter.id] = weight, form.area.data if "area" in card["dimensions"] else voter.area
    return typed if sound else None
