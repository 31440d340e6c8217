"""The issues of the year (year_issues.json): each comes in on its day and goes its way step by step, with working days between.

A step is [verb, working days after the one before (or a day), what was said ...]. A unit named with "" acts by its own telephone, any
other person is entered from paper."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from app.core.clock import at_local, local
from app.demo.year_life import Story, Year, moment, stories
from app.issues import actions as issues
from app.issues import categories, endings, handing, intake
from app.issues.ending_rules import STREET
from app.issues.endings import Closing, Heard
from app.issues.handing import Handing, Shelving
from app.issues.models import Issue
from app.policy import Actor

Said = Sequence[Any]
#: Query codes of the year's reports by the web: these digits and the report's place among the stories.
CODE = "11241000{:08}"
OFFICE = 16
OF_THE_STREET = "段启明"


def begin(year: Year) -> None:
    for place, story in enumerate(stories("year_issues")):
        year.life.plan(moment(story["at"]), partial(_come_in, year, story, place))


def _come_in(year: Year, story: Story, place: int, at: datetime) -> None:
    year.issues[story["key"]] = _entered(year, story, place, at).id
    _plan(year, story, 0, at)


def _entered(year: Year, story: Story, place: int, at: datetime) -> Issue:
    """By the web as the resident sent it, by a unit as its delegate proposed it, else as the secretary entered it."""
    life = year.life
    if story["channel"] == "member":
        member = year.units[story["unit"]]
        unit, by = member.organisation_id, member.actor
        return life.keep(issues.propose(life.alliance, story["words"], story["wish"], organisation_id=unit, by=by, at=at))
    privacy = story.get("privacy") or str(categories.table()[story["category"]].privacy)
    if story["channel"] == "web":
        said = intake.Said(story["words"], story["category"], story["place"], privacy, False, *story.get("reporter", ()))
        return life.keep(intake.take_in(life.alliance, said, CODE.format(place), at=at))
    number, due = story.get("hotline", ("", None))
    issue = issues.report(
        life.alliance,
        story["title"],
        story["words"],
        category=story["category"],
        channel=story["channel"],
        place=story["place"],
        privacy=privacy,
        hotline_number=number,
        hotline_due=date.fromisoformat(due) if due else None,
        by=life.secretary,
        at=at,
    )
    return life.keep(issue)


def _plan(year: Year, story: Story, step: int, at: datetime) -> None:
    if step == len(story["way"]):
        return
    when = story["way"][step][1]
    then = at_local(date.fromisoformat(when), OFFICE) if isinstance(when, str) else year.life.after(at, when)
    year.life.plan(then, partial(_take, year, story, step))


def _take(year: Year, story: Story, step: int, at: datetime) -> None:
    verb, _when, *said = story["way"][step]
    STEPS[verb](year, story, year.issue(story["key"]), said, at)
    _plan(year, story, step + 1, at)


def _unit(year: Year, story: Story) -> Actor:
    """Whose hand the unit's steps are: its delegate's telephone, or the secretary's from paper."""
    leads = [step[3] for step in story["way"] if step[0] == "dispatch"]
    by_phone = any(step[0] == "acknowledge" and step[2] == "" for step in story["way"])
    return year.units[leads[-1]].actor if by_phone else year.life.paper


# -- the steps ---------------------------------------------------------------------------------------------------------


def _accept(year: Year, story: Story, issue: Issue, said: Said, at: datetime) -> None:
    answer = said[0] if said else ""
    more = said[1] if len(said) > 1 else {}
    issues.accept(issue, by=year.life.secretary, at=at, answer=answer, **more)


def _dispatch(year: Year, story: Story, issue: Issue, said: Said, at: datetime) -> None:
    route, lead, workdays, summary = said
    unit = year.units.get(lead)
    due = year.life.calendar.after(local(at).date(), workdays)
    to = Handing(route, unit.organisation_id if unit else 0, "" if unit else lead, due, summary)
    handing.dispatch(issue, to, by=year.life.secretary, at=at)


def _acknowledge(year: Year, story: Story, issue: Issue, said: Said, at: datetime) -> None:
    handing.acknowledge(issue, said[0], by=_unit(year, story), at=at)


def _give_back(year: Year, story: Story, issue: Issue, said: Said, at: datetime) -> None:
    handing.give_back(issue, said[0], by=year.life.paper, at=at)


def _start(year: Year, story: Story, issue: Issue, said: Said, at: datetime) -> None:
    handing.start(issue, said[0], local(at).date(), by=_unit(year, story), at=at)


def _shelve(year: Year, story: Story, issue: Issue, said: Said, at: datetime) -> None:
    reason, review_on, approved_by = said
    why = Shelving(reason, date.fromisoformat(review_on), approved_by, local(at).date())
    handing.shelve(issue, why, by=year.life.secretary, at=at)


def _decline(year: Year, story: Story, issue: Issue, said: Said, at: datetime) -> None:
    issues.decline(issue, said[0], said[1], by=year.life.secretary, at=at)


def _merge(year: Year, story: Story, issue: Issue, said: Said, at: datetime) -> None:
    issues.merge(issue, year.issue(said[0]).number, by=year.life.secretary, at=at)


def _withdraw(year: Year, story: Story, issue: Issue, said: Said, at: datetime) -> None:
    issues.withdraw(issue, said[0], by=year.life.secretary, at=at)


def _finish(year: Year, story: Story, issue: Issue, said: Said, at: datetime) -> None:
    """What a meeting gave to a unit is done with that unit's last action already; else the unit says so, or the desk."""
    if issue.state == "in_progress":
        handing.submit(issue, said[0], by=_unit(year, story), at=at)
    elif issue.state != "done":
        issues.finish(issue, said[0], by=year.life.secretary, at=at)
    if story["way"][-1][2:] == list(said):
        ending_of(year, story, issue, at)


def _follow_up(year: Year, story: Story, issue: Issue, said: Said, at: datetime) -> None:
    """By the secretary, or by the street where the community did it itself; a call from the street is entered from paper."""
    by_street = issue.confirm_by == STREET
    solved, satisfied, words = said
    heard = Heard("street" if by_street else "secretary", "phone", solved, satisfied, words, OF_THE_STREET if by_street else "")
    endings.follow_up(issue, heard, by=year.life.paper if by_street else year.life.secretary, at=at)


def _reopen(year: Year, story: Story, issue: Issue, said: Said, at: datetime) -> None:
    due = year.life.calendar.after(local(at).date(), said[1])
    endings.reopen(issue, said[0], due, by=year.life.secretary, at=at)


# -- the ordinary end --------------------------------------------------------------------------------------------------


def ending_of(year: Year, story: Story, issue: Issue, at: datetime) -> None:
    """回访 and 销号 within a few days. The hotline closes its own; to somebody who left no name the answer is posted."""
    asked = issue.hotline_number is None and issue.privacy != "anonymous"
    then = year.life.after(at, 2)
    if asked:
        year.life.plan(then, partial(_ask, year, story))
    year.life.plan(year.life.after(then, 1), partial(_close, year, story))


def _ask(year: Year, story: Story, at: datetime) -> None:
    _follow_up(year, story, year.issue(story["key"]), story.get("said", ("yes", "satisfied", "")), at)


def _close(year: Year, story: Story, at: datetime) -> None:
    issue, today = year.issue(story["key"]), local(at).date()
    anonymous = issue.privacy == "anonymous"
    ending, words = story.get("ending", "solved"), issue.answer if story.get("ending") == "explained" else ""
    how = Closing(ending, words, digest=anonymous, hotline_closed_on=today if issue.hotline_number else None)
    endings.close(issue, how, by=year.life.secretary, at=at)


STEPS: dict[str, Callable[[Year, Story, Issue, Said, datetime], None]] = {
    "accept": _accept,
    "dispatch": _dispatch,
    "acknowledge": _acknowledge,
    "give_back": _give_back,
    "start": _start,
    "shelve": _shelve,
    "decline": _decline,
    "merge": _merge,
    "withdraw": _withdraw,
    "finish": _finish,
    "follow_up": _follow_up,
    "reopen": _reopen,
}
