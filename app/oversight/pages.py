"""What the pages of what is stuck show: the list with its filters, one matter, the week. Writes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from flask import request, url_for

from app.alliances.models import Alliance
from app.core.clock import at_local, now, today
from app.core.db import db
from app.core.forms import unsaved_words
from app.core.i18n import day, say, short_day
from app.core.web import actor, page
from app.core.workdays import Calendar
from app.issues.models import Issue
from app.meetings.models import Meeting
from app.oversight import ahead, queries
from app.oversight.forms import DropForm, FinishForm, TakeForm
from app.oversight.models import Coordination
from app.oversight.queries import Asked, Place, Trouble, Wanted
from app.oversight.rules import (
    BY_KIND,
    COUNTED,
    KINDS,
    NO_RANKING,
    NONE_PLANNED,
    NOUNS,
    STATES,
    TROUBLES,
    WHO_DOES_WHAT,
    Sentence,
    heading,
    next_step,
    period,
    reason,
)
from app.oversight.statements import Reach
from app.policy import CITY, may, places
from app.resolutions.models import Action
from app.settings import models as settings

#: noun -> the model whose rows can be stuck, the page that shows one, and the name of its number in the address.
SUBJECTS: Mapping[str, tuple[Any, str, str]] = {
    "meeting": (Meeting, "meetings.show", "meeting_id"),
    "action": (Action, "resolutions.action", "action_id"),
    "issue": (Issue, "issues.show", "issue_id"),
    "alliance": (Alliance, "alliances.show", "alliance_id"),
}
#: A street's alliances fit into a list to choose from; a city's are found by their name.
FEW_ALLIANCES = 40


def in_words(sentence: Sentence, phrases: Phrases | None = None) -> str:
    """In the reader's language, days written as it writes them: those of this year without the year."""
    text = phrases[sentence.text] if phrases is not None else say(sentence.text)
    return text % {name: _day(value) if isinstance(value, date) else value for name, value in sentence.values.items()}


def _day(value: date) -> str:
    return short_day(value) if value.year == today().year else day(value)


def subject_url(noun: str, subject_id: int) -> str:
    _model, endpoint, name = SUBJECTS[noun]
    address: dict[str, Any] = {name: subject_id}
    return url_for(endpoint, **address)


def matter_url(about: str, **more: Any) -> str:
    noun, _colon, subject_id = about.partition(":")
    return url_for("oversight.matter", noun=noun, subject_id=int(subject_id), **more)


# -- what the address asks for -----------------------------------------------------------------------------------------


def _number(name: str) -> int:
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def wanted() -> Wanted:
    kind, whose = request.args.get("kind", ""), request.args.get("whose", "")
    return Wanted(
        _number("district"),
        _number("street"),
        _number("alliance"),
        kind if kind in KINDS else "",
        whose if whose in ("mine", "nobody") else "",
        request.args.get("text", "").replace("\x00", "").strip(" \u3000")[:40],
    )


def in_address(of: Wanted, **changes: Any) -> dict[str, Any]:
    """The filters as they stand in an address; what filters nothing is left out."""
    return {name: value for name, value in (asdict(of) | changes).items() if value}


@dataclass(frozen=True, slots=True)
class View:
    """A reader's question with everything that answers it: three statements."""

    wanted: Wanted
    places: dict[int, Place]
    whole_city: bool
    asked: Asked

    def of_kind(self, kind: str) -> Asked:
        return replace(self.asked, kinds=(kind,) if kind else tuple(KINDS))


def view_of(asked_for: Wanted, at: datetime, calendar: Calendar | None = None) -> View:
    """`calendar` where it has been read already."""
    mine = places(actor(), "oversight.read")
    known = queries.areas(mine)
    near = queries.reach(known, asked_for, CITY in mine, actor().id)
    return View(asked_for, known, CITY in mine, queries.everything(near, at, calendar or settings.calendar(), queries.limits()))


@dataclass(frozen=True, slots=True)
class Choice:
    id: int
    name: str


def _choices(found: Iterable[tuple[int, str]]) -> list[Choice]:
    return [Choice(*one) for one in dict(found).items()]


def filters(view: View) -> dict[str, Any]:
    """What may be chosen: districts where there are several, streets of the chosen one, alliances where they are few."""
    of, rows = view.wanted, list(view.places.values())
    inside = [row for row in rows if not of.district or row.district_id == of.district]
    there = [row for row in inside if not of.street or row.street_id == of.street]
    districts, streets = _choices((r.district_id, r.district) for r in rows), _choices((r.street_id, r.street) for r in inside)
    return {
        "districts": districts if len(districts) > 1 else [],
        "streets": streets if len(streets) > 1 else [],
        "alliances": _choices((r.id, r.name) for r in there) if 1 < len(there) <= FEW_ALLIANCES else [],
    }


# -- the list ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Line:
    """A row in words. `matter` "": what is about the community nobody takes on here, because the alliance's chain would tell it there."""

    row: Trouble
    kind: str
    reason: str
    what: str
    url: str
    matter: str


class Phrases(dict[str, str]):
    """Words in the reader's language, each looked up once for a page of rows that repeat them."""

    def __missing__(self, words: str) -> str:
        self[words] = said = say(words)
        return said


class Addresses(dict[str, tuple[str, str]]):
    """noun -> what stands before the number in the address of the record's page, and of the page that coordinates it."""

    def __missing__(self, noun: str) -> tuple[str, str]:
        self[noun] = found = subject_url(noun, 0).removesuffix("0"), matter_url(f"{noun}:0").removesuffix("0")
        return found


def lines(rows: Iterable[Trouble]) -> list[Line]:
    phrases, addresses = Phrases(), Addresses()
    return [_line(row, phrases, addresses) for row in rows]


def _line(row: Trouble, phrases: Phrases, addresses: Addresses) -> Line:
    following = next_step(row)
    record, matter = addresses[NOUNS[row.kind]]
    what = phrases[WHO_DOES_WHAT] % {"who": phrases[following.who], "what": phrases[following.words]}
    return Line(
        row,
        phrases[KINDS[row.kind]],
        in_words(reason(row), phrases),
        what,
        f"{record}{row.id}",
        "" if row.at_street else f"{matter}{row.id}",
    )


def stuck_page() -> Any:
    view = view_of(wanted(), now())
    counts = queries.totals(view.of_kind(""))
    found = queries.troubles(view.of_kind(view.wanted.kind), view.places, after=request.args.get("after", ""))
    return page(
        "oversight/index.html",
        wanted=view.wanted,
        lines=lines(found.rows),
        headings={row.step: in_words(heading(row.step, view.asked.limits)) for row in found.rows},
        more=url_for("oversight.index", **in_address(view.wanted, after=found.after)) if found.after else "",
        kinds={
            kind: (many(counts[kind]), url_for("oversight.index", **in_address(view.wanted, kind=kind))) for kind in KINDS if counts[kind]
        },
        all_kinds=url_for("oversight.index", **in_address(view.wanted, kind="")),
        kind_words=KINDS,
        several_streets=len({place.street_id for place in view.places.values()}) > 1,
        no_ranking=NO_RANKING,
        here=in_address(view.wanted),
        continued=bool(request.args.get("after")),
        **filters(view),
    )


def many(count: int) -> str:
    """Counted no further than COUNTED: “300多”."""
    return say("%(count)s多", count=COUNTED) if count > COUNTED else str(count)


# -- one matter --------------------------------------------------------------------------------------------------------


def subject_of(noun: str, subject_id: int) -> Any:
    """The record that is stuck; None where there is none of that kind or number."""
    found = db.session.get(SUBJECTS[noun][0], subject_id) if noun in SUBJECTS else None
    return None if getattr(found, "about_community", False) else found  # that waits at the street's own desk, and a community reads here


def latest_about(noun: str, subject_id: int) -> Coordination | None:
    """The coordination that is open, or else the last one: what a button of the page was about."""
    found = ahead.coordinations_about(f"{noun}:{subject_id}", limit=1) if noun in SUBJECTS else []
    return db.session.get(Coordination, found[0].id) if found else None


def noun_of(subject: Any) -> str:
    return str(subject.__tablename__)


@dataclass(frozen=True, slots=True)
class Standing:
    """Why a record is stuck, if it is, with what that was measured with."""

    trouble: Trouble | None
    place: Place
    asked: Asked


def standing_of(subject: Any, at: datetime) -> Standing:
    place = queries.areas((subject.alliance_id,))[subject.alliance_id]
    asked = queries.everything(Reach(frozenset((subject.alliance_id,))), at, settings.calendar(), queries.limits())
    return Standing(queries.trouble_about(noun_of(subject), subject.id, asked, place), place, asked)


def is_quiet(standing: Standing) -> bool:
    """Whether the alliance should have planned a meeting by now, and has not: what the week's page asks about."""
    due = period(standing.asked.today, standing.asked.limits.every)
    if due is None or not due.asking:
        return False
    return bool(ahead.none_planned((standing.place.id,), at_local(due.first, 0), at_local(due.after, 0), standing.asked.now).rows)


def matter_page(subject: Any, status: int = 200, **_ids: Any) -> Any:
    """Why it is stuck, who has taken it on, and the forms to do so. A coordination shows the matter that it is about."""
    if isinstance(subject, Coordination):
        noun, _colon, subject_id = subject.about.partition(":")
        subject = subject_of(noun, int(subject_id))
    noun, standing = noun_of(subject), standing_of(subject, now())
    known = ahead.coordinations_about(f"{noun}:{subject.id}")
    current = next((one for one in known if one.state == "open"), None)
    mine = current is not None and current.person_id == actor().id
    quiet = noun == "alliance" and standing.trouble is None and is_quiet(standing)
    takes = current is None and (standing.trouble is not None or quiet)
    due = standing.asked.calendar.after(standing.asked.today, standing.asked.limits.coordination)
    forms = {"take": TakeForm.shown(due=due), "finish": FinishForm.shown(), "drop": DropForm.shown()}
    offered = {"take": takes, "finish": mine, "drop": current is not None}
    return page(
        "oversight/matter.html",
        subject=subject,
        title=subject.name if noun == "alliance" else subject.title,
        alliance=standing.place.name,
        line=lines([standing.trouble])[0] if standing.trouble else None,
        following=BY_KIND[NONE_PLANNED] if quiet else None,
        url=subject_url(noun, subject.id),
        noun=noun,
        known=known,
        current=current,
        mine=mine,
        takes=takes and may(actor(), "oversight.coordinate", subject),
        coordinates=may(actor(), "oversight.coordinate", subject),
        forms=forms,
        lost=unsaved_words(form for name, form in forms.items() if not offered[name]),
        states=STATES,
        troubles=TROUBLES,
        status=status,
    )
