"""The rule card (规则卡): its shape, its default, what may not stand on it, and its life (voting.md §2). PURE.

A card is JSON: `quorum` {num, den, strict} of those entitled; `rules` by regime {base, num, den, strict}; `dimensions` of which each is
counted alone; `weighted`: seats have votes of their own number; `visibility`, `proxies`, `letters` (how many one holder may carry),
`stand_ins` (named on the spot), `casting_vote`; `notice_workdays`, `urgent_workdays`; `rotation`: who chairs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from app.ballots.formula import share_words
from app.ballots.formula_words import Language, amount
from app.ballots.shares import Quorum, Share, least
from app.core.lifecycle import Lifecycle, Subject, move
from app.rulecards.words import PREVIEW

Card = dict[str, Any]

BASES = ("entitled", "present", "cast", "yes_no")
REGIMES = ("alliance_majority", "alliance_two_thirds")
DIMENSIONS = (["seats"], ["seats", "area"])
VISIBILITIES = ("named", "hands")
PROXIES = ("none", "full")
ROTATIONS = ("convener", "units")
MOST_PARTS = 100
MOST_LETTERS = 10
MOST_WORKDAYS = 60
MOST_WEIGHT = 10_000
MOST_AREA = 1_000_000_000  # hundredths of a square metre: ten square kilometres

DEFAULT: Mapping[str, Any] = {
    "quorum": {"num": 2, "den": 3, "strict": False},
    "rules": {
        "alliance_majority": {"base": "entitled", "num": 1, "den": 2, "strict": True},
        "alliance_two_thirds": {"base": "entitled", "num": 2, "den": 3, "strict": False},
    },
    "dimensions": ["seats"],
    "weighted": False,
    "visibility": "named",
    "proxies": "full",
    "letters": 1,
    "stand_ins": True,
    "casting_vote": False,
    "notice_workdays": 3,
    "urgent_workdays": 1,
    "rotation": "convener",
}

LIFECYCLE: Lifecycle[Subject] = Lifecycle(
    "card",
    move("confirm", "draft", "confirmed", needs="rulecards.confirm"),
    move("drop", "draft", "dropped", needs="rulecards.edit"),
    move("supersede", "confirmed", "superseded", needs="rulecards.confirm", by_system=True),
    first="draft",
    final="superseded dropped",
)


def complete(card: Mapping[str, Any]) -> Card:
    """The card with everything it lacks (a snapshot of former times) from DEFAULT; whatever else it holds stays."""
    rules = {regime: dict(share) for regime, share in {**DEFAULT["rules"], **card.get("rules", {})}.items()}
    found = {**DEFAULT, **card, "rules": rules}
    return {**found, "quorum": dict(found["quorum"]), "dimensions": list(found["dimensions"])}


def fault(card: Mapping[str, Any]) -> tuple[str, str] | None:
    """Why the card cannot stand, and the field of the form at which that is said; None where it can. Complete cards only."""
    for name, share in (("quorum", card["quorum"]), *card["rules"].items()):
        if not sound_share(share):
            return "card.share", f"{name}_num"
    for regime, share in card["rules"].items():
        if share["base"] not in BASES:
            return "card.base", f"{regime}_base"
        if below_its_name(regime, share):
            return "card.below_its_name", f"{regime}_num"
    return _fault_of_words(card) or _fault_of_numbers(card) or _fault_together(card)


def sound_share(share: Mapping[str, Any]) -> bool:
    """0 < num <= den, and not more than the whole."""
    try:
        Quorum(share["num"], share["den"], share["strict"])
    except ValueError:
        return False
    return bool(share["den"] <= MOST_PARTS)


def below_its_name(regime: str, share: Mapping[str, Any]) -> bool:
    """Whether a rule asks for less than its name promises: 过半数 is more than a half, 三分之二以上 two thirds at least."""
    named = DEFAULT["rules"].get(regime)
    if named is None:
        return False
    here, there = share["num"] * named["den"], named["num"] * share["den"]
    return bool(here < there or (here == there and named["strict"] and not share["strict"]))


def _fault_of_words(card: Mapping[str, Any]) -> tuple[str, str] | None:
    allowed: dict[str, tuple[object, ...]] = {
        "dimensions": DIMENSIONS,
        "visibility": VISIBILITIES,
        "proxies": PROXIES,
        "rotation": ROTATIONS,
    }
    return next((("card.choice", name) for name, words in allowed.items() if card[name] not in words), None)


def _fault_of_numbers(card: Mapping[str, Any]) -> tuple[str, str] | None:
    bounds = {"letters": (1, MOST_LETTERS), "notice_workdays": (0, MOST_WORKDAYS), "urgent_workdays": (0, MOST_WORKDAYS)}
    for name, (low, high) in bounds.items():
        if not low <= card[name] <= high:
            return "card.number", name
    return ("card.urgent", "urgent_workdays") if card["urgent_workdays"] > card["notice_workdays"] else None


def _fault_together(card: Mapping[str, Any]) -> tuple[str, str] | None:
    """Hands and the casting vote count seats, one as much as the other (voting.md §4, §6)."""
    if not counts_more_than_seats(card):
        return None
    if card["visibility"] == "hands":
        return "card.hands", "visibility"
    return ("card.casting_vote", "casting_vote") if card["casting_vote"] else None


def counts_more_than_seats(card: Mapping[str, Any]) -> bool:
    return bool(card["weighted"]) or len(card["dimensions"]) > 1


def share_of(card: Mapping[str, Any], regime: str) -> Share:
    return Share(**card["rules"][regime])


def quorum_of(card: Mapping[str, Any]) -> Quorum:
    return Quorum(**card["quorum"])


def roll_line(card: Mapping[str, Any], seat: int, organisation: str, votes: bool, weight: int | None, area: int | None) -> dict[str, Any]:
    """A seat on a meeting's roll: with its weight where the card weighs and it is not one, with its area where the card counts that."""
    line: dict[str, Any] = {"seat": seat, "organisation": organisation, "votes": votes}
    if card["weighted"] and weight is not None and weight != 1:
        line["weight"] = weight
    if "area" in card["dimensions"]:
        line["area"] = area or 0
    return line


def weight_fault(weight: int | None) -> str | None:
    """Weights are whole numbers from 0 up; a seat of weight 0 sits at the table and its ballot counts nothing."""
    return None if weight is None or 0 <= weight <= MOST_WEIGHT else "seat.weight"


def area_fault(area: int | None) -> str | None:
    return None if area is None or 0 <= area <= MOST_AREA else "seat.area"


def differences(card: Mapping[str, Any], other: Mapping[str, Any]) -> frozenset[str]:
    """Names of the parts in which two complete cards differ; a rule goes by its regime."""
    parts = {name for name in DEFAULT if name != "rules" and card[name] != other[name]}
    return frozenset(parts | {regime for regime in REGIMES if card["rules"][regime] != other["rules"][regime]})


def confirm_fault(name: str, on: date, today: date) -> tuple[str, str] | None:
    """What is wrong with a confirmation: nobody's name, or a day to come. It may lie before the draft: paper comes first, typing later."""
    if not name:
        return "card.no_name", "confirmed_by"
    return ("card.future", "confirmed_on") if on > today else None


# -- what the card asks of so many seats -------------------------------------------------------------------------------


def preview(
    card: Mapping[str, Any], seats: int, weights: Sequence[int] = (), areas: Sequence[int] = (), language: Language = "zh"
) -> tuple[str, ...]:
    """“有17家时：到会规定12家，过半数9票，三分之二以上12票”, a sentence for each way of counting; empty over nobody.

    `weights`: votes of the seats, read where the card weighs; `areas`: hundredths of a square metre, where the card counts them.
    """
    wholes = [("weights", "", sum(weights)) if card["weighted"] else ("seats", "seats", seats)]
    if "area" in card["dimensions"]:
        wholes.append(("area", "area", sum(areas)))
    return tuple(_asked_of(card, way, unit, whole, language) for way, unit, whole in wholes if whole > 0)


def _asked_of(card: Mapping[str, Any], way: str, unit: str, whole: int, language: Language) -> str:
    words = PREVIEW[language]
    there = least(quorum_of(card), whole)
    head = words[way].format(whole=amount(whole, "voters", unit, language))
    quorum = words["quorum"].format(needed=amount(there, "voters", unit, language))
    return head + words["comma"].join((quorum, *_thresholds(card, unit, whole, there, language)))


def _thresholds(card: Mapping[str, Any], unit: str, whole: int, there: int, language: Language) -> Iterator[str]:
    """What carries: of everybody, or, where the base is made in the room, of just as many as the quorum."""
    for regime in REGIMES:
        share = share_of(card, regime)
        base = whole if share.base == "entitled" else there
        yield PREVIEW[language][share.base].format(
            share=share_words(share, language),
            base=amount(base, "voters", unit, language),
            needed=amount(least(share, base), "votes", unit, language),
        )
