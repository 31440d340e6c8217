"""One matter gathered from the rows of every domain: issue, meeting, resolution, action and all that hangs on them. Reads only.

A reader gets no more than `rules.reads_words` allows; whom an issue came from is read only to keep it out of every sentence."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import Person
from app.alliances.models import Alliance, Community, Organisation, Street
from app.bundles.matter import Matter, Report, Step
from app.bundles.rules import quotes, reads_words
from app.bundles.sittings import sittings_of
from app.bundles.tasks import tasks_of
from app.core.clock import local
from app.core.db import db
from app.core.ledger import Entry, chain_of
from app.issues import categories
from app.issues.ending_rules import ALL_METHODS, ASKED, ENDINGS, SAID, SATISFIED, THREAD
from app.issues.models import FollowUp, Issue, Reporter, of_community
from app.issues.queries import lead_of
from app.issues.rules import CHANNELS, LEAST_SHOWN, PRIVACY, STATES, title_of
from app.meetings.models import AgendaItem, ItemIssue
from app.resolutions.models import Action, Resolution
from app.settings import models as settings

MOST = 200

#: Steps of an issue's life that are told; of the others nothing (a code given, a contact erased). What was asked stands below 回访.
NOT_TOLD = frozenset(("summarise", "give_code", "erase_contact", "follow_up", "ask_in_vain", "rate", "ask_anew"))


@dataclass(frozen=True, slots=True)
class Reader:
    """Who gets the bundle: the alliances whose secretary or 书记 the reader is, and those that the reader supervises."""

    desk: frozenset[int]
    street: frozenset[int]


@dataclass(frozen=True, slots=True)
class Gathered:
    """The matter, and what no sentence of it may say to this reader: names of reporters, words of theirs that are not the reader's."""

    matter: Matter
    names: tuple[str, ...]
    hidden: tuple[str, ...]


def of_issue(issue: Issue, reader: Reader, at: datetime) -> Gathered:
    """From the issue on; one that was merged is told together with what stands for it."""
    master = db.session.get(Issue, issue.merged_into_id) if issue.merged_into_id else None
    found = [issue] if master is None or master.about_community != issue.about_community else [issue, master]
    items = _items(ItemIssue.issue_id.in_([one.id for one in found]))
    tasks = db.session.scalars(
        select(Action)
        .join(Resolution, Resolution.id == Action.resolution_id)
        .where(Resolution.item_id.in_([item.id for item in items]))
        .order_by(Action.id)
        .limit(MOST)
    ).all()
    return _gathered(issue, found, items, tasks, reader, at)


def of_action(action: Action, reader: Reader, at: datetime) -> Gathered:
    """From the action back to the issues that its item answered. What is about the community stands on no agenda, and in no such bundle."""
    resolution = db.session.get(Resolution, action.resolution_id) if action.resolution_id else None
    items = list(db.session.scalars(select(AgendaItem).where(AgendaItem.id == resolution.item_id))) if resolution else []
    issues = (
        select(Issue)
        .join(ItemIssue, ItemIssue.issue_id == Issue.id)
        .where(ItemIssue.item_id.in_([item.id for item in items]), of_community())
        .order_by(Issue.id)
        .limit(MOST)
    )
    return _gathered(action, list(db.session.scalars(issues)), items, [action], reader, at)


def _items(condition: object) -> list[AgendaItem]:
    statement = select(AgendaItem).join(ItemIssue, ItemIssue.item_id == AgendaItem.id).where(condition)  # type: ignore[arg-type]
    return list(db.session.scalars(statement.distinct().order_by(AgendaItem.id).limit(MOST)))


def _gathered(
    subject: Issue | Action, issues: Sequence[Issue], items: Sequence[AgendaItem], actions: Sequence[Action], reader: Reader, at: datetime
) -> Gathered:
    open_to = {one.id: reads_words(one, reader.desk, reader.street) for one in issues}
    alike = _alike([one.id for one in issues])
    reports = tuple(_report(one, open_to[one.id], alike.get(one.id, 1)) for one in issues)
    alliance, (street, community) = db.session.get_one(Alliance, subject.alliance_id), _place(subject.alliance_id)
    of_street = isinstance(subject, Issue) and subject.about_community
    matter = Matter(
        title=reports[0].title if isinstance(subject, Issue) else subject.title,
        alliance=alliance.name,
        place=f"{street}{community}",
        issuer=f"{street}办事处" if of_street else f"{alliance.name}秘书处",
        printed_at=local(at),
        reports=reports,
        sittings=sittings_of(items, local(at).date()),
        tasks=tasks_of(actions),
        watermark="演示数据" if settings.installation() == "demo" else "",
    )
    reporters = db.session.scalars(select(Reporter).where(Reporter.issue_id.in_([one.id for one in issues])))
    told = "\n".join([*(item.title for item in items), *(action.title for action in actions)])  # everybody of the alliance has read these
    closed = (one for one in issues if not open_to[one.id])
    hidden = {quote for one in closed for quote in (*quotes(one.words), *quotes(one.wish)) if quote not in told}
    return Gathered(matter, tuple(one.name for one in reporters), tuple(sorted(hidden, key=lambda quote: (-len(quote), quote))))


def _place(alliance_id: int) -> tuple[str, str]:
    """Street and community."""
    statement = (
        select(Street.name, Community.name)
        .join(Community, Community.street_id == Street.id)
        .join(Alliance, Alliance.community_id == Community.id)
        .where(Alliance.id == alliance_id)
    )
    street, community = db.session.execute(statement).one()
    return street, community


def _alike(ids: Collection[int]) -> dict[int, int]:
    """How many an issue stands for, itself included."""
    statement = select(Issue.merged_into_id, func.count()).where(Issue.merged_into_id.in_(ids)).group_by(Issue.merged_into_id)
    return {master: count + 1 for master, count in db.session.execute(statement) if master}


def _report(issue: Issue, open_words: bool, alike: int) -> Report:
    master = db.session.get(Issue, issue.merged_into_id) if issue.merged_into_id else None
    return Report(
        number=issue.number,
        title=issue.title if open_words else _neutral(issue),
        state=STATES[issue.state],
        category=categories.name(issue.category),
        channel=CHANNELS.get(issue.channel, "") + (_unit(issue) if open_words else ""),
        place=issue.place if open_words else "",
        privacy=PRIVACY.get(issue.privacy, ""),
        on=local(issue.submitted_at).date(),
        words=issue.words if open_words else None,
        wish=issue.wish if open_words else None,
        summary=issue.public_summary or "",
        handed=(issue.handling_summary or "") if open_words else "",
        lead=lead_of(issue),
        answer=issue.answer,
        hotline=issue.hotline_number or "",
        alike=alike if alike >= LEAST_SHOWN else 0,
        merged_into=master.number if master is not None else "",
        result=issue.result or "",
        ending=ENDINGS.get(issue.ending or "", ""),
        closed_on=issue.closed_on,
        steps=_steps(issue),
        follow_ups=_follow_ups(issue, open_words),
    )


def _follow_ups(issue: Issue, open_words: bool) -> tuple[Step, ...]:
    """Who asked, how, and both answers; what was said besides is the resident's own."""
    rows = db.session.scalars(select(FollowUp).where(FollowUp.issue_id == issue.id).order_by(FollowUp.id).limit(MOST))
    found = []
    for row in rows:
        answers = (ALL_METHODS.get(row.method, ""), SAID.get(row.solved, ""), SATISFIED.get(row.satisfied, ""))
        told = "，".join(answer for answer in answers if answer)
        words = f"{told}。{row.words}" if open_words and row.words else told
        found.append(Step(local(row.at).date(), "回访", ASKED.get(row.asked, ""), words))
    return tuple(found)


def _unit(issue: Issue) -> str:
    unit = db.session.get(Organisation, issue.organisation_id) if issue.organisation_id else None
    return f"（{unit.name}）" if unit is not None else ""


def _neutral(issue: Issue) -> str:
    """A title that is not the resident's own first sentence."""
    own = issue.title == title_of(issue.words) or issue.title.rstrip("…") in issue.words
    return f"{categories.name(issue.category)}（居民反映）" if own else issue.title


def _steps(issue: Issue) -> tuple[Step, ...]:
    """The life as the ledger tells it: what and when, and who at the desk. Of words nothing: they are somebody's."""
    statement = select(Entry).where(Entry.chain_id == chain_of(issue), Entry.subject == f"issue:{issue.id}").order_by(Entry.seq)
    entries = [one for one in db.session.scalars(statement.limit(MOST)) if _verb(one) in THREAD and _verb(one) not in NOT_TOLD]
    names = _names(one.by for one in entries)
    return tuple(
        Step(
            on=local(datetime.fromisoformat(one.at)).date(),
            what=THREAD[_verb(one)],
            who="" if _verb(one) in ("report", "withdraw") else names.get(one.by, ""),
            words="纸质或电话，代录" if json.loads(one.body).get("behalf") == "paper" else "",
        )
        for one in entries
    )


def _verb(entry: Entry) -> str:
    return entry.verb.partition(".")[2]


def _names(ids: Iterable[int]) -> dict[int, str]:
    wanted = sorted(set(ids) - {0})
    return {row.id: row.name for row in db.session.execute(select(Person.id, Person.name).where(Person.id.in_(wanted)))}
