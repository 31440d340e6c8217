"""What pages show about resolutions and actions: the card of an agenda item, the register, one resolution. One action: action_page.py."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.core.clock import local, today
from app.core.i18n import say
from app.core.web import actor, page
from app.meetings.models import AgendaItem, Meeting
from app.notices.queries import announced
from app.notices.rules import STANDINGS
from app.policy import Actor, may
from app.resolutions import forms, queries
from app.resolutions.forms import ActionForm
from app.resolutions.models import Resolution
from app.resolutions.queries import ActionRow, ReportLine, ResolutionRow, Scope
from app.resolutions.reporting import report_lines
from app.resolutions.rules import (
    ACTION_STATES,
    BASES,
    RESOLUTION_STATES,
    counted,
    urgency,
)
from app.settings import models as settings

#: Whoever holds one of these sees every action of the place; the others see those of their own units.
OVERSEERS = ("secretary", "convener", "supervisor", "administrator")

TONES = {"closed": "ok", "accepted": "ok", "adopted": "ok", "done": "ok", "in_progress": "run", "submitted": "run", "rework": "late"}


def overseen(who: Actor) -> frozenset[int]:
    return frozenset().union(*(who.places.get(role, frozenset()) for role in OVERSEERS))


def scope_of(who: Actor) -> Scope:
    return Scope(overseen(who), who.organisations)


# -- how urgent --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hurry:
    """How a date is spoken of: as help, never as a card (domain.md §3)."""

    code: str
    days: int
    words: str
    tone: str


def hurries(rows: Iterable[ActionRow]) -> dict[int, Hurry]:
    """action id -> what its date asks for; those that are in time are missing."""
    calendar, soon, day = settings.calendar(), settings.number("action.due_soon_workdays"), today()
    found: dict[int, Hurry] = {}
    for row in rows:
        code, days = urgency(row.state, row.due, day, calendar, soon)
        if code == "overdue":
            found[row.id] = Hurry(code, days, say("超期%(days)s个工作日", days=days), "late")
        elif code:
            found[row.id] = Hurry(code, days, say("还剩%(days)s个工作日", days=days) if days else say("今天到期"), "run")
    return found


def unknown_years(days: Iterable[date | None], years: Set[int]) -> tuple[int, ...]:
    """Years in which a date lies though nobody has entered the days off (domain.md §0.7)."""
    return tuple(sorted({day.year for day in days if day is not None} - years))


def unknown_in(rows: Iterable[ActionRow]) -> tuple[int, ...]:
    return unknown_years([row.due for row in rows], settings.calendar().years)


# -- the card of an agenda item ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Outcome:
    """Everything templates/resolutions/_item.html needs for one agenda item.

    `form` is None where nobody may add an action here. `lines` and `counts` tell what became of earlier actions (only for kind=report)."""

    item_id: int
    meeting_id: int
    resolution: ResolutionRow | None
    actions: tuple[ActionRow, ...]
    form: ActionForm | None
    lines: tuple[ReportLine, ...]
    counts: Mapping[str, int]
    unknown_years: tuple[int, ...]
    states: Mapping[str, str]
    tones: Mapping[str, str]


def outcomes_for(
    meeting: Meeting, items: Sequence[AgendaItem], actor: Actor, offering: Collection[int] | None = None
) -> dict[int, Outcome]:
    """item id -> what came out of it, for every item. `offering`: the items with a form for one more action (default all)."""
    resolutions = queries.resolutions_of_items([item.id for item in items])
    actions = queries.actions_of_resolutions(resolutions.values())
    lines = tuple(report_lines(meeting)) if any(item.kind == "report" for item in items) else ()
    editing = may(actor, "resolutions.edit", meeting)
    offered = resolutions if offering is None else offering
    open_to = {item for item, row in resolutions.items() if editing and row.state in ("draft", "adopted") and item in offered}
    units = queries.units(meeting.alliance_id) if open_to else []
    years = settings.calendar().years if actions else frozenset()
    found: dict[int, Outcome] = {}
    for item in items:
        mine = tuple(actions.get(item.id, ()))
        told = lines if item.kind == "report" else ()
        found[item.id] = Outcome(
            item_id=item.id,
            meeting_id=meeting.id,
            resolution=resolutions.get(item.id),
            actions=mine,
            form=new_action_form(meeting, item.id, units) if item.id in open_to else None,
            lines=told,
            counts=counted(told),
            unknown_years=unknown_years([row.due for row in mine], years),
            states=ACTION_STATES,
            tones=TONES,
        )
    return found


def new_action_form(meeting: Meeting, key: int, units: Sequence[queries.Unit]) -> ActionForm:
    """A form to add an action, due in the usual number of working days from the day it can be handed out at the earliest."""
    default = settings.number("action.default_workdays", meeting.alliance_id)
    first_day = max(today(), local(meeting.starts_at).date())
    return ActionForm.shown(key, workdays=default, assigned_on=first_day).offer(units)


# -- resolutions -------------------------------------------------------------------------------------------------------


def resolution_page(resolution: Resolution, status: int = 200, **_ids: Any) -> Any:
    row = queries.resolution_row(resolution.id)
    meeting = queries.meeting_by_id(row.meeting_id)
    edits = may(actor(), "resolutions.edit", row)
    rows = queries.actions_of_resolution(row.id)
    assigns = edits and row.state in ("draft", "adopted")
    return page(
        "resolutions/resolution.html",
        resolution=row,
        meeting=meeting,
        public=announced((row.meeting_id,), today()).get(row.meeting_id),
        standings=STANDINGS,
        actions=rows,
        hurries=hurries(rows),
        edits=edits,
        form=new_action_form(meeting, row.item_id, queries.units(row.alliance_id)) if assigns else None,
        supersede_form=forms.ReasonForm.shown("supersede"),
        unknown_years=unknown_in(rows),
        states=ACTION_STATES,
        resolution_states=RESOLUTION_STATES,
        bases=BASES,
        tones=TONES,
        status=status,
    )
