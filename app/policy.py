"""Who may do what, as data. A row of POLICY names roles, each held in a place, and at most one further condition."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

ROLES = ("secretary", "convener", "delegate", "liaison", "observer", "handler", "supervisor", "administrator")

#: Roles that a telephone bound by a personal link carries. The others ask for a password (security.md §3.3).
PHONE_ROLES = frozenset(("delegate", "liaison", "observer", "handler"))

CITY = 0


class Placed(Protocol):
    """Everything that a permission is asked about lies in an alliance (0: the city)."""

    @property
    def alliance_id(self) -> int: ...


@dataclass(frozen=True, slots=True)
class City:
    """The thing itself where a permission is asked about the city as a whole."""

    id: int = CITY
    alliance_id: int = CITY


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: read once per request, and what every action gets as `by=`.

    `places`: role -> ids of the alliances in which it is held, areas unfolded; 0 is the city itself.
    `seats`: ids of the seats whose delegate or stand-in this person is. `organisations`: those of which it is liaison or handler.
    """

    id: int
    name: str = ""
    places: Mapping[str, frozenset[int]] = field(default_factory=dict)
    organisations: frozenset[int] = frozenset()
    seats: frozenset[int] = frozenset()
    on_behalf_of: str = ""
    signin_id: int = 0
    must_change_password: bool = False

    # what Flask-Login asks of a user
    is_active = True
    is_anonymous = False

    @property
    def is_authenticated(self) -> bool:
        return self.id > 0

    def get_id(self) -> str:
        return str(self.signin_id)

    def on_behalf(self, of: str) -> Actor:
        """The same person entering an act of the chair, convener or scrutineer, or one that stands on paper."""
        return replace(self, on_behalf_of=of)

    def holds(self, *roles: str) -> bool:
        return any(self.places.get(role) for role in roles)

    @property
    def alliances(self) -> frozenset[int]:
        return frozenset().union(*self.places.values()) - {CITY}


NOBODY = Actor(0)
SYSTEM = Actor(0, name="系统", places={"administrator": frozenset((CITY,))})


@dataclass(frozen=True, slots=True)
class Rule:
    roles: frozenset[str]
    only_if: Callable[[Actor, Any], bool] | None = None


def roles(names: str, only_if: Callable[[Actor, Any], bool] | None = None) -> Rule:
    return Rule(frozenset(names.split()), only_if)


EVERYBODY = "secretary convener delegate liaison observer handler supervisor administrator"
INSIDE = "secretary convener delegate liaison observer supervisor administrator"


def of_own_organisation(who: Actor, what: Any) -> bool:
    return what.lead_organisation_id in who.organisations


def own_seat(who: Actor, what: Any) -> bool:
    return what.seat_id in who.seats


def own_seat_or_unit(who: Actor, what: Any) -> bool:
    """A seat of one's own, or of a unit whose liaison one is."""
    return what.seat_id in who.seats or what.organisation_id in who.organisations


def of_the_place_itself(who: Actor, what: Any) -> bool:
    """The city's card is the administrators' word, an alliance's is its convener's (entered by the secretary where given on paper)."""
    return what.alliance_id == CITY or any(what.alliance_id in who.places.get(role, ()) for role in ("convener", "secretary"))


def of_key_item(who: Actor, what: Any) -> bool:
    """The secretary closes actions; the 书记 closes the key ones among them."""
    return what.alliance_id in who.places.get("secretary", ()) or bool(what.is_key)


def own_follow_up(who: Actor, what: Any) -> bool:
    return bool(what.person_id == who.id)


def of_its_keeper(who: Actor, what: Any) -> bool:
    """A street's own sheet is kept by its supervisors, an alliance's by its secretary and convener."""
    keepers = ("supervisor",) if what.street_id else ("secretary", "convener")
    return any(what.alliance_id in who.places.get(role, ()) for role in keepers)


def _about_community(what: Any) -> bool:
    return bool(getattr(what, "about_community", False))


def not_past_the_reader(who: Actor, what: Any) -> bool:
    """What is about a community is read by its street and those above, by nobody of the community (domain.md, opening decision 4)."""
    return not _about_community(what) or what.alliance_id in who.places.get("supervisor", ())


def of_its_desk(who: Actor, what: Any) -> bool:
    """An issue is handled by the community's secretary; where it is about the community, by the street."""
    return what.alliance_id in who.places.get("supervisor" if _about_community(what) else "secretary", ())


def not_its_own_work(who: Actor, what: Any) -> bool:
    """回访: the desk asks, and the street where the community did it itself; never anybody of the unit that did it (domain.md §6)."""
    if what.lead_organisation_id is not None and what.lead_organisation_id in who.organisations:
        return False
    street_too = what.confirm_by == "street" and what.alliance_id in who.places.get("supervisor", ())
    return street_too or of_its_desk(who, what)


POLICY: dict[str, Rule] = {
    "today.read": roles(EVERYBODY),
    "accounts.manage": roles("administrator"),
    "settings.read": roles("administrator secretary convener supervisor"),
    "settings.edit": roles("administrator"),
    "settings.edit_own": roles("secretary administrator"),
    "rulecards.read": roles(INSIDE),
    "rulecards.edit": roles("secretary administrator"),
    "rulecards.confirm": roles("convener secretary administrator", of_the_place_itself),
    "alliances.read": roles(INSIDE),
    "alliances.edit": roles("secretary administrator"),
    "alliances.invite": roles("secretary administrator"),
    "roster.paste": roles("secretary administrator"),
    "roster.import": roles("administrator"),
    "issues.list": roles("secretary convener supervisor administrator delegate liaison"),
    "issues.read": roles("secretary convener supervisor administrator", not_past_the_reader),
    "issues.propose": roles("delegate liaison"),
    "issues.enter": roles("secretary"),
    "issues.handle": roles("secretary supervisor", of_its_desk),
    "issues.follow_up": roles("secretary supervisor", not_its_own_work),
    "issues.approve": roles("supervisor"),
    "issues.of_street": roles("supervisor"),
    "issues.work": roles("delegate liaison handler observer", of_own_organisation),
    "meetings.read": roles(INSIDE),
    "meetings.run": roles("secretary convener"),
    "meetings.check_in": roles("delegate observer liaison", own_seat),
    "replies.give": roles("delegate observer liaison", own_seat_or_unit),
    "ballots.read": roles(INSIDE),
    "ballots.read_names": roles("secretary convener delegate liaison"),
    "ballots.run": roles("secretary convener"),
    "ballots.vote": roles("delegate"),
    "ledger.export": roles("secretary convener supervisor administrator"),
    "resolutions.read": roles(INSIDE),
    "resolutions.edit": roles("secretary"),
    "actions.read": roles(EVERYBODY),
    "actions.follow": roles("secretary"),
    "actions.follow_up": roles("secretary supervisor"),
    "actions.close": roles("secretary convener", of_key_item),
    "actions.shelve": roles("secretary supervisor"),
    "actions.work": roles("delegate liaison handler observer", of_own_organisation),
    "minutes.read": roles(INSIDE),
    "minutes.edit": roles("secretary"),
    "minutes.sign_off": roles("secretary convener"),
    "notices.read": roles("secretary convener supervisor"),
    "notices.release": roles("secretary convener"),
    "notices.object": roles("secretary"),
    "notices.answer": roles("secretary convener"),
    "oversight.read": roles("supervisor"),
    "oversight.coordinate": roles("supervisor"),
    "oversight.finish": roles("supervisor", own_follow_up),
    "coordinations.read": roles("secretary convener supervisor administrator"),
    "bundles.read": roles("secretary convener supervisor", not_past_the_reader),
    "registers.read": roles("secretary convener supervisor"),
    "registers.keep": roles("secretary convener supervisor", of_its_keeper),
}


def may(who: Actor, action: str, what: Placed | None = None) -> bool:
    """Whether `who` may do `action` to `what`; without `what`: anywhere at all."""
    rule = POLICY[action]
    if what is None:
        return any(who.places.get(role) for role in rule.roles)
    held = any(what.alliance_id in who.places.get(role, ()) for role in rule.roles)
    return held and (rule.only_if is None or rule.only_if(who, what))


def places(who: Actor, action: str) -> frozenset[int]:
    """The alliances whose rows a list may show: the same table, as a filter."""
    return frozenset().union(*(who.places.get(role, frozenset()) for role in POLICY[action].roles))
