"""The agenda on the meeting's page: which item stands unfolded, and what its card needs. Nothing here writes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask import url_for

from app.ballots.pages import Decision, decisions_for
from app.ballots.queries import Seated, Sitting, represented
from app.core import chance
from app.core.i18n import text as _
from app.meetings import queries, rules
from app.meetings.forms import AgreedForm, NotesForm, OutcomeForm, PositionForm, RecusalForm, listed
from app.meetings.models import AgendaItem, Meeting
from app.meetings.own_place import may_recuse, may_speak_of, recusal_places
from app.meetings.presence import STANDS_BACK
from app.meetings.queries import Attendee, LetterRow, RecusalRow
from app.meetings.wanted import Wanted
from app.policy import Actor, may
from app.resolutions.pages import outcomes_for

#: The ways in which an open item ends, as they stand in the addresses.
ENDS = ("report", "recommend", "defer", "withdraw")


def agenda_of(
    meeting: Meeting,
    items: Sequence[AgendaItem],
    recusals: Mapping[int, Sequence[RecusalRow]],
    who: Actor,
    runs: bool,
    wanted: Wanted,
    seated: Seated | None = None,
) -> dict[str, Any]:
    """The context of the agenda, or of the one card that is asked for. `items`: the whole agenda."""
    working = runs and meeting.state in rules.OPENED and not meeting.locked_at
    single = wanted.part == "item"
    unfolded, following = unfolded_in(meeting, items, wanted, runs, working)
    shown = [item for item in items if item.id == wanted.row or item is following] if single else items
    decisions = decisions_for(meeting, shown, who, unfolded=unfolded & {item.id for item in shown}, seated=seated)
    if not runs:
        unfolded |= {item_id for item_id, one in decisions.items() if any(ballot.motion.state == "open" for ballot in one.ballots)}
    recusing = may_recuse(meeting, who)
    return {
        "items": items,
        "following": following if single else None,
        "unfolded": unfolded,
        "working": working,
        "calling": calls(meeting, working),
        "discuss_url": url_for("meetings.discuss", meeting_id=meeting.id, item_id=0).replace("/items/0/", "/items/%d/"),
        "hand": in_hand(items, True) if working else None,
        "links": {item.id: _link(meeting, item, decisions[item.id], runs, working, recusing) for item in shown},
        "open_items": [item for item in items if item.state in rules.OPEN_ITEM],
        "decisions": decisions,
        "outcomes": outcomes_for(meeting, shown, who, unfolded),
        "issues": queries.issues_of(meeting.id) if may(who, "issues.read", meeting) else {},
        "recusals": recusals,
        "unnotified": {item.id for item in shown if meeting.notified_at and not in_notice(item, meeting)},
        "recusal_places": recusal_places(meeting, [item for item in shown if item.id in unfolded], who, recusals) if recusing else {},
        **_forms(meeting, [item for item in shown if item.id in unfolded], runs, working),
    }


def calls(meeting: Meeting, working: bool) -> bool:
    """Whether items are called one by one before anything is entered; afterwards (补录) nobody calls them."""
    return working and not meeting.late_entry and meeting.kind != rules.WRITTEN


def in_hand(items: Sequence[AgendaItem], waiting: bool) -> AgendaItem | None:
    """What the meeting is at: the item that was called last, else (`waiting`) the next one that waits."""
    called = [item for item in items if item.state == "in_discussion"]
    return called[-1] if called else next((item for item in items if waiting and item.state in rules.OPEN_ITEM), None)


def unfolded_in(
    meeting: Meeting, items: Sequence[AgendaItem], wanted: Wanted, runs: bool, working: bool
) -> tuple[frozenset[int], AgendaItem | None]:
    """Ids of the items that stand unfolded: the one that was asked for, else the one in hand. When an item is done with, the next one
    that waits unfolds too; it is named, so that it can come beside a fragment. Where items are called, one that waits stays folded until
    then: its card comes anew when it is called, and would take along what was typed into it meanwhile."""
    if meeting.kind == rules.WRITTEN:
        return frozenset(item.id for item in items), None
    chosen = next((item for item in items if item.id == wanted.item), None)
    done = working and chosen is not None and chosen.state not in rules.OPEN_ITEM
    calling = calls(meeting, working)
    waiting = [item for item in items if item.state == "in_discussion" or (item.state in rules.OPEN_ITEM and not calling)]
    following = next((item for item in waiting if item.position > chosen.position), None) if done and chosen else None
    planning = runs and meeting.state in rules.PLANNED  # every row can be moved; none is in hand
    if wanted.part == "item":
        stand = [chosen, following]
    elif chosen is not None and not done:
        stand = [chosen]
    else:
        stand = [chosen, None if planning else in_hand(items, not calling)]
    return frozenset(item.id for item in stand if item is not None), following


def _link(meeting: Meeting, item: AgendaItem, decision: Decision, runs: bool, working: bool, recusing: bool) -> Any:
    """What the folded card calls the way to the rest of it; "" where there is nothing more."""
    if working:
        return _("录入这一项") if item.state in rules.OPEN_ITEM else "" if item.state == "withdrawn" else _("打开")
    if runs and meeting.state in rules.PLANNED:
        return _("换位置、撤下") if item.state == "pending" else ""
    if recusing and may_speak_of(item):
        return _("申请回避")
    enters = decision.outside is not None and decision.outside.enters
    return _("打开") if decision.calls or decision.ballots or enters or (runs and item.notes) else ""


def in_notice(item: AgendaItem, meeting: Meeting) -> bool:
    return rules.was_notified(item.added_at, meeting.notified_at, meeting.late_entry)


# -- forms of what stands unfolded -------------------------------------------------------------------------------------


def _forms(meeting: Meeting, items: Sequence[AgendaItem], runs: bool, working: bool) -> dict[str, Any]:
    """The forms of the unfolded cards: of planning, or, while the meeting runs and until its minutes are signed off, of its record."""
    found: dict[str, Any] = {"notes_forms": {}, "position_forms": {}, "outcome_forms": {}}
    if runs and meeting.state in rules.PLANNED:
        found["outcome_forms"] = {("withdraw", item.id): OutcomeForm.shown(f"withdraw-{item.id}") for item in items}
        found["position_forms"] = {item.id: PositionForm.shown(item.id, position=item.position) for item in items}
    if working:
        found["outcome_forms"] = {(verb, item.id): OutcomeForm.shown(f"{verb}-{item.id}") for item in items for verb in _verbs_of(item)}
        editor = chance.once()
        found["notes_forms"] = {
            item.id: NotesForm.shown(item.id, notes=item.notes, version=item.notes_version, editor=editor) for item in items
        }
        found["agreed_forms"] = {item.id: AgreedForm.shown(item.id, agreed=item.agreed) for item in items}
        found["recusal_forms"] = {item.id: recusal_form(meeting, item) for item in items}
    return found


def _verbs_of(item: AgendaItem) -> tuple[str, ...]:
    return ENDS if item.state in rules.OPEN_ITEM else ("reopen",)


def saved_of(items: Sequence[AgendaItem], wanted: Wanted) -> dict[str, Any]:
    """The context of the small line under notes that save themselves."""
    return {
        "items": items,
        "notes_forms": {
            item.id: NotesForm.shown(item.id, notes=item.notes, version=item.notes_version) for item in items if item.id == wanted.row
        },
    }


def recusal_form(meeting: Meeting, item: AgendaItem, *, posted: bool = False) -> RecusalForm:
    form = RecusalForm.posted(item.id) if posted else RecusalForm.shown(item.id)
    roll = (meeting.snapshot or {"roll": []})["roll"]
    form.seat.choices = listed((line["seat"], line["organisation"]) for line in roll if line["votes"])
    return form


# -- what the list has read already ------------------------------------------------------------------------------------


def seated_by(
    rows: Sequence[Attendee], letters: Sequence[LetterRow], recusals: Mapping[int, Sequence[RecusalRow]]
) -> tuple[dict[int, Sitting], dict[int, frozenset[int]]]:
    """Who sits where and who stands back from what, as ballots count them, from the rows of the list."""
    sittings = {row.id: Sitting(row.person_id, row.status, row.arrived_at, row.left_at) for row in rows if row.seat_id}
    sittings |= represented(sittings, [(one.seat_id, one.holder_seat_id, one.from_at, one.until_at) for one in letters if one.counted])
    return sittings, {item_id: stand_back(of) for item_id, of in recusals.items()}


def stand_back(recusals: Collection[RecusalRow]) -> frozenset[int]:
    return frozenset(row.seat_id for row in recusals if row.state in STANDS_BACK)
