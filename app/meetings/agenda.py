"""What happens to agenda items: put on, ordered, discussed, noted, brought to an end. `actions` names them for everybody else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.core.lifecycle import Refused
from app.core.perform import By, perform, record
from app.issues import actions as issues
from app.issues.models import Issue
from app.meetings.models import AgendaItem, ItemIssue, Meeting
from app.meetings.presence import event_time
from app.meetings.rules import ITEM_LIFECYCLE, LONGEST_AGENDA, LONGEST_TITLE, OPEN_ITEM, OPENED, PLANNED, REGIMES, REPORT_TITLE


def unlocked(meeting: Meeting) -> None:
    """Refused once the minutes are signed off or the meeting was called off."""
    if meeting.locked_at is not None:
        raise Refused("meeting.locked")
    if meeting.state == "cancelled":
        raise Refused("meeting.cancelled")


def meeting_of(item: AgendaItem) -> Meeting:
    return db.session.get_one(Meeting, item.meeting_id)


def _opened(item: AgendaItem) -> Meeting:
    """The item's meeting, which must have started: nothing is discussed or decided before."""
    meeting = meeting_of(item)
    unlocked(meeting)
    if meeting.state not in OPENED:
        raise Refused("item.not_in_session")
    return meeting


def items_of(meeting: Meeting) -> list[AgendaItem]:
    """The agenda in its order, without what was taken off before the notice."""
    db.session.flush()
    statement = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.position > 0)
    return list(db.session.scalars(statement.order_by(AgendaItem.position, AgendaItem.id)))


# -- the agenda --------------------------------------------------------------------------------------------------------


def add_item(
    meeting: Meeting,
    title: str,
    *,
    by: By,
    at: datetime,
    summary: str = "",
    presenter: str = "",
    regime: str = "consensus",
    kind: str = "topic",
) -> AgendaItem:
    """A new last item. Refused beyond 60 items, and where the meeting is over for good."""
    unlocked(meeting)
    if len(title) > LONGEST_TITLE:
        raise Refused("item.title_long", field="title", longest=LONGEST_TITLE)
    if regime not in REGIMES:
        raise Refused("item.regime", field="regime")
    if meeting.item_count >= LONGEST_AGENDA:
        raise Refused("agenda.full", longest=LONGEST_AGENDA)
    last = max((item.position for item in items_of(meeting)), default=0)
    item = AgendaItem(alliance_id=meeting.alliance_id, meeting_id=meeting.id, title=title, kind=kind, regime=regime, position=last + 1)
    item.summary, item.presenter, item.added_at = summary, presenter, at
    db.session.add(item)
    record("item.add", item, by=by, at=at, kind=kind, regime=regime)
    _count(meeting, 1, by=by, at=at)
    return item


def _count(meeting: Meeting, change: int, *, by: By, at: datetime) -> None:
    meeting.item_count += change
    record("meeting.change_agenda", meeting, by=by, at=at, items=meeting.item_count)


def add_topics(meeting: Meeting, titles: Sequence[str], *, by: By, at: datetime) -> list[AgendaItem]:
    """Several free topics at once, as they were typed line by line into the field `agenda`; all of them or none."""
    if meeting.item_count + len(titles) > LONGEST_AGENDA:
        raise Refused("agenda.full", field="agenda", longest=LONGEST_AGENDA)
    if any(len(title) > LONGEST_TITLE for title in titles):
        raise Refused("item.title_long", field="agenda", longest=LONGEST_TITLE)
    return [add_item(meeting, title, by=by, at=at) for title in titles]


def put_report(meeting: Meeting, summary: str, *, by: By, at: datetime) -> AgendaItem:
    """上次会议议定事项办理情况 as the first item; where it stands there already only its summary changes."""
    held = next((item for item in items_of(meeting) if item.kind == "report" and item.state != "withdrawn"), None)
    if held is not None:
        held.summary = summary
        record("item.edit", held, by=by, at=at)
        return held
    item = add_item(meeting, REPORT_TITLE, by=by, at=at, summary=summary, regime="none", kind="report")
    _reorder(meeting, [item, *(other for other in items_of(meeting) if other is not item)], by=by, at=at)
    return item


def table_issues(
    meeting: Meeting, found: Sequence[Issue], title: str, *, by: By, at: datetime, regime: str = "consensus", presenter: str = ""
) -> AgendaItem:
    """One item for one or several accepted issues of the same alliance (列入议题)."""
    if not found:
        raise Refused("item.no_issues", field="issues")
    if any(issue.alliance_id != meeting.alliance_id for issue in found):
        raise Refused("item.foreign_issue", field="issues")
    item = add_item(meeting, title or found[0].title, by=by, at=at, regime=regime, presenter=presenter)
    db.session.flush()
    for issue in found:
        issues.table(issue, by=by, at=at)
        db.session.add(ItemIssue(item_id=item.id, issue_id=issue.id))
    return item


def edit_item(item: AgendaItem, *, title: str, summary: str, presenter: str, regime: str, by: By, at: datetime) -> None:
    """Refused for the regime of an item that is decided already: reopen it first."""
    unlocked(meeting_of(item))
    if regime not in REGIMES:
        raise Refused("item.regime", field="regime")
    if regime != item.regime and item.state not in OPEN_ITEM:
        raise Refused("item.regime_late", field="regime")
    item.title, item.summary, item.presenter, item.regime = title, summary, presenter, regime
    record("item.edit", item, by=by, at=at, regime=regime)


def place_item(meeting: Meeting, item: AgendaItem, position: int, *, by: By, at: datetime) -> None:
    """Move the item to a place, counted from 1; beyond the ends means the end. What was reported last time stays first."""
    unlocked(meeting)
    others = [other for other in items_of(meeting) if other is not item]
    first = 1 if item.kind != "report" and others and others[0].kind == "report" else 0
    place = 0 if item.kind == "report" else min(max(position - 1, first), len(others))
    _reorder(meeting, [*others[:place], item, *others[place:]], by=by, at=at)


def _reorder(meeting: Meeting, items: Sequence[AgendaItem], *, by: By, at: datetime) -> None:
    for place, item in enumerate(items, start=1):
        if item.position != place:
            item.position = place
            record("item.place", item, by=by, at=at, position=place)


# -- in the room -------------------------------------------------------------------------------------------------------


def discuss(item: AgendaItem, *, by: By, at: datetime) -> None:
    """The chair calls the item."""
    meeting = _opened(item)
    perform(ITEM_LIFECYCLE, item, "discuss", by=by, at=event_time(meeting, None, at))


def decide(item: AgendaItem, *, by: By, at: datetime) -> None:
    """Consensus was declared or a motion carried (called by ballots). Refused for what is not the alliance's to decide."""
    _opened(item)
    perform(ITEM_LIFECYCLE, item, "decide", by=by, at=at)


def report(item: AgendaItem, words: str, *, by: By, at: datetime) -> None:
    """已通报: there was nothing to decide."""
    meeting = _opened(item)
    item.outcome_words = words
    perform(ITEM_LIFECYCLE, item, "report", by=by, at=event_time(meeting, None, at), words=words)


def recommend(item: AgendaItem, words: str, *, by: By, at: datetime) -> None:
    """已形成建议: what the meeting recommends, and to whom; where somebody else decides this is the only end (voting.md §1)."""
    meeting = _opened(item)
    if not words:
        raise Refused("item.words_needed", field="words")
    item.outcome_words = words
    perform(ITEM_LIFECYCLE, item, "recommend", by=by, at=event_time(meeting, None, at), words=words)


def defer(item: AgendaItem, words: str, *, by: By, at: datetime) -> None:
    """暂缓, to the next meeting."""
    meeting = _opened(item)
    if not words:
        raise Refused("item.words_needed", field="words")
    item.outcome_words = words
    perform(ITEM_LIFECYCLE, item, "defer", by=by, at=event_time(meeting, None, at), words=words)
    _give_back(item, words, by=by, at=at)


def withdraw(item: AgendaItem, words: str, *, by: By, at: datetime) -> None:
    """撤下. Before the notice it just leaves the agenda; once people were told of it, it stays to be seen with its reason."""
    meeting = meeting_of(item)
    unlocked(meeting)
    told = meeting.notified_at is not None or meeting.state not in PLANNED
    if told and not words:
        raise Refused("item.words_needed", field="words")
    item.outcome_words = words
    perform(ITEM_LIFECYCLE, item, "withdraw", by=by, at=at, words=words)
    if not told:
        item.position = 0
        _reorder(meeting, [other for other in items_of(meeting) if other is not item], by=by, at=at)
    _count(meeting, -1, by=by, at=at)
    _give_back(item, words, by=by, at=at)


def _issues(item: AgendaItem, state: str) -> Sequence[Issue]:
    statement = select(Issue).join(ItemIssue, ItemIssue.issue_id == Issue.id).where(ItemIssue.item_id == item.id, Issue.state == state)
    return db.session.scalars(statement.order_by(Issue.id)).all()


def _give_back(item: AgendaItem, words: str, *, by: By, at: datetime) -> None:
    """What an item answered waits again at the secretary's desk (domain.md §6, unlist)."""
    for issue in _issues(item, "on_agenda"):
        issues.unlist(issue, by=by, at=at, words=words)


def reopen(item: AgendaItem, words: str, *, by: By, at: datetime) -> None:
    """Taken up again in the same meeting, or corrected afterwards; the reason stays in the record."""
    meeting = _opened(item)
    if not words:
        raise Refused("item.words_needed", field="words")
    item.outcome_words = ""
    perform(ITEM_LIFECYCLE, item, "reopen", by=by, at=event_time(meeting, None, at), words=words)
    for issue in _issues(item, "accepted"):
        issues.table(issue, by=by, at=at)


def take_notes(item: AgendaItem, words: str, *, version: int, editor: str, by: By, at: datetime) -> None:
    """Save what was said. `editor` names the open page: it may go on saving; another one must have seen the newest version."""
    unlocked(meeting_of(item))
    if words == item.notes:
        return
    if item.notes_version != version and item.notes_editor != editor:
        raise Refused("version.clash", field="notes")
    item.notes, item.notes_version, item.notes_editor = words, item.notes_version + 1, editor
    record("item.note", item, by=by, at=at, version=item.notes_version)


def agree(item: AgendaItem, points: str, *, version: int, by: By, at: datetime) -> None:
    """会议议定, one point a line; also after the meeting, until the minutes are signed off."""
    _opened(item)
    if item.version != version:
        raise Refused("version.clash", field="agreed")
    item.agreed, item.version = points, item.version + 1
    record("item.agree", item, by=by, at=at, words=points)


Verb = Callable[..., None]
#: The moves of an item that ask for words; the names stand in its URLs.
VERBS: dict[str, Verb] = {"report": report, "recommend": recommend, "defer": defer, "withdraw": withdraw, "reopen": reopen}
