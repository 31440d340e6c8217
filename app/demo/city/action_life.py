"""Actions of the demo city: assigned after the meeting, acknowledged, carried out in time or not, closed, or left lying."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from sqlalchemy import select

from app.alliances.models import Organisation
from app.core.clock import local
from app.core.db import db
from app.demo.city import issue_life
from app.demo.city.homes import Member, candidates
from app.demo.city.life import LAST_WEEKS, Life
from app.demo.city.words import texts
from app.policy import Actor
from app.resolutions import actions as resolutions
from app.resolutions import asking, steps
from app.resolutions.follow_rules import OF_THE_COMMUNITY
from app.resolutions.models import Action, Resolution
from app.resolutions.rules import WORKING, Assignment

ON_TIME, EXTENDED, REWORKED, SHELVED, CANCELLED, RESUMED = 0.92, 0.07, 0.04, 0.02, 0.01, 0.75
#: Of what is due lately, how much is left lying; and how often somebody forgets to sign for a slip.
NEGLECTED, UNSIGNED = 0.2, 0.05
#: Of what was to be looked at again in the last weeks, how much nobody has looked at.
UNREVIEWED = 0.6
WORKDAYS = (5, 7, 10, 10, 15, 15, 20, 30)
REVIEW, LASTING = 30, 45


@dataclass(frozen=True, slots=True)
class Deed:
    """What a member takes upon itself. `lasting`: it goes on beyond the demo's day."""

    member: Member
    title: str
    what: str
    result: str
    criteria: str
    lasting: bool = False


def chosen(life: Life, deeds: Sequence[Sequence[str]]) -> list[Deed]:
    """Which of a topic's deeds are agreed, each with the member that takes it."""
    number = min(life.dice.choices((0, 1, 2, 3), (3, 32, 46, 19))[0], len(deeds))
    found = []
    for lead, title, what, result, criteria in life.dice.sample(list(deeds), number):
        found.append(Deed(life.dice.choice(candidates(life.home, lead)), title, what, result, criteria))
    return found


def after_decision(life: Life, meeting_id: int, item_id: int, deeds: list[Deed], issues: list[int], answer: str, at: datetime) -> None:
    """Assigned a day or a few after the meeting, and the slips go out when the 公示 is over; without any the issue is answered by then."""
    slips = life.calendar.after(local(at).date(), life.dice.randint(8, 10))
    if deeds:
        life.plan(life.after(at, life.dice.choice((1, 1, 2, 3))), partial(_assign, life, item_id, deeds, issues, answer, slips))
        return
    for issue_id in issues:
        life.plan(life.after(at, 6), partial(issue_life.finish, life, issue_id, answer or "会议已议定，按议定意见办理。"))


def _assign(life: Life, item_id: int, deeds: list[Deed], issues: list[int], answer: str, slips: date, at: datetime) -> None:
    resolution = db.session.scalars(select(Resolution).where(Resolution.item_id == item_id)).one()
    open_deeds = {"left": len(deeds)}
    for deed in deeds:
        others = [one.organisation_id for one in life.home.voting if one.organisation_id != deed.member.organisation_id]
        what = Assignment(
            title=deed.title,
            lead_organisation_id=deed.member.organisation_id,
            assigned_on=slips,
            supports=tuple(life.dice.sample(others, life.dice.choice((0, 1, 1, 2)))),
            workdays=LASTING if deed.lasting else life.dice.choice(WORKDAYS),
            criteria=deed.criteria,
        )
        action = life.keep(resolutions.assign(resolution, what, by=life.secretary, at=at))
        _plan(life, action, deed, partial(_settle, life, open_deeds, issues, answer), life.workday(slips, 0, 9))


def _settle(life: Life, open_deeds: dict[str, int], issues: list[int], answer: str, at: datetime) -> None:
    """With the last deed the issue is done."""
    open_deeds["left"] -= 1
    if open_deeds["left"] == 0:
        for issue_id in issues:
            life.plan(life.after(at, 1), partial(issue_life.finish, life, issue_id, answer or "议定的任务都已销号。"))


Settle = partial[None]


def _plan(life: Life, action: Action, deed: Deed, settle: Settle, at: datetime) -> None:
    """One action's way from its slip to its end, drawn once. `at`: the morning on which the slip goes out."""
    assert action.due is not None
    due, days = action.due, action.workdays or 10
    if deed.lasting:
        life.plan(life.after(at, 1), partial(_acknowledge, life, action.id, deed))
        life.plan(life.workday(at, 12), partial(_progress, life, action.id, deed))
        return
    if life.neglects(UNSIGNED, at):
        return
    life.plan(life.after(at, life.dice.choice((0, 1, 1, 2))), partial(_acknowledge, life, action.id, deed))
    if life.happens(CANCELLED):
        life.plan(life.workday(at, days // 2 + 1), partial(_cancel, life, action.id, settle))
        return
    if life.happens(SHELVED):
        life.plan(life.workday(at, days // 2 + 2), partial(_shelve, life, action.id, deed, settle))
        return
    if days >= 10 and life.happens(0.6):
        life.plan(life.workday(at, days // 3 + 2), partial(_progress, life, action.id, deed))
    if life.neglects(NEGLECTED, life.workday(due, 0)):
        for late in (1, 4, 9):
            if life.happens(0.7):
                life.plan(life.workday(due, late), partial(_chase, life, action.id, deed))
        return
    if life.happens(EXTENDED) and days >= 7:
        life.plan(life.workday(due, -2), partial(_extend, life, action.id, deed, settle))
        return
    _carry_out(life, action.id, deed, settle, local(at).date(), due)


def _carry_out(life: Life, action_id: int, deed: Deed, settle: Settle, start: date, due: date) -> None:
    """Handed in, checked and closed by `due`, eight times of a hundred later."""
    days = max(life.calendar.between(start, due), 2)
    in_time = life.happens(ON_TIME)
    closed = max(round(days * life.dice.uniform(0.45, 1.0)), 2) if in_time else days + life.dice.randint(1, 12)
    handed_in = life.workday(start, max(closed - life.dice.choice((1, 1, 2)), 1), 10)
    life.plan(handed_in, partial(_submit, life, action_id, deed, settle, life.workday(start, closed, 15)))


def _unit(life: Life, deed: Deed) -> Actor:
    """Half of the units use their telephones, for the others the secretary enters it from paper or a call."""
    return deed.member.actor if deed.member.person_id and life.happens(0.5) else life.paper


def _acknowledge(life: Life, action_id: int, deed: Deed, at: datetime) -> None:
    action = life.get(Action, action_id)
    if action.state == "assigned":
        steps.acknowledge(action, deed.member.person or deed.member.unit, by=_unit(life, deed), at=at)


def _progress(life: Life, action_id: int, deed: Deed, at: datetime) -> None:
    action = life.get(Action, action_id)
    if action.state in ("acknowledged", "in_progress"):
        steps.report_progress(action, life.words.one("progress"), by=_unit(life, deed), at=at, name=deed.member.person)


def _submit(life: Life, action_id: int, deed: Deed, settle: Settle, closed: datetime, at: datetime) -> None:
    action = life.get(Action, action_id)
    if action.state == "assigned":  # the slip was never signed for, and the work was done all the same
        steps.acknowledge(action, deed.member.person or deed.member.unit, by=life.paper, at=at)
    steps.submit(action, deed.result, by=_unit(life, deed), at=at, name=deed.member.person)
    if life.happens(REWORKED):
        life.plan(life.after(at, 1), partial(_rework, life, action_id, deed, settle))
    else:
        life.plan(max(closed, life.after(at, 0)), partial(_close, life, action_id, settle))


def _rework(life: Life, action_id: int, deed: Deed, settle: Settle, at: datetime) -> None:
    action, today = life.get(Action, action_id), local(at).date()
    due = life.calendar.after(today, 5)
    steps.rework(action, life.words.one("rework"), due, by=life.secretary, at=at, today=today)
    life.plan(life.workday(at, 4, 10), partial(_submit, life, action_id, deed, settle, life.workday(at, 5, 15)))


def _close(life: Life, action_id: int, settle: Settle, at: datetime) -> None:
    action = life.get(Action, action_id)
    steps.accept(action, "", by=life.secretary, at=at)
    ending = "explained" if life.happens(0.06) else "solved"
    _confirm(life, action, ending, at)
    steps.close(action, ending, life.words.one("closing"), local(at).date(), by=life.secretary, at=at)
    settle(at)


def _confirm(life: Life, action: Action, ending: str, at: datetime) -> None:
    """What the community did itself the reporter has confirmed on paper."""
    kind = db.session.scalars(select(Organisation.kind).where(Organisation.id == action.lead_organisation_id)).one()
    if kind in OF_THE_COMMUNITY:
        solved = "yes" if ending == "solved" else "no"
        satisfied = "satisfied" if solved == "yes" else "fair"
        heard = asking.Heard("reporter", "paper", "居民代表", solved, satisfied, "", local(at).date())
        asking.follow_up(action, heard, by=life.paper, at=at)


def _extend(life: Life, action_id: int, deed: Deed, settle: Settle, at: datetime) -> None:
    action = life.get(Action, action_id)
    assert action.due is not None
    new_due = life.calendar.after(action.due, life.dice.randint(3, 10))
    by = life.secretary.on_behalf("convener")
    steps.extend(action, new_due, life.words.one("extended"), "convener", asked_on=local(at).date(), by=by, at=at)
    _carry_out(life, action_id, deed, settle, local(at).date(), new_due)


def _chase(life: Life, action_id: int, deed: Deed, at: datetime) -> None:
    action = life.get(Action, action_id)
    if action.state in WORKING:
        steps.log_chase(action, deed.member.person or deed.member.unit, life.words.one("chased"), by=life.secretary, at=at)


def _shelve(life: Life, action_id: int, deed: Deed, settle: Settle, at: datetime) -> None:
    action, today = life.get(Action, action_id), local(at).date()
    review = life.calendar.after(today, REVIEW)
    steps.shelve(action, life.words.one("shelved"), review, by=life.secretary, at=at, today=today)
    life.plan(life.workday(review, 0), partial(_review, life, action_id, deed, settle))


def _review(life: Life, action_id: int, deed: Deed, settle: Settle, at: datetime) -> None:
    """Looked at again on its day: taken up, or put off once more. In the last weeks some of it is forgotten."""
    if life.neglects(UNREVIEWED, at, since=LAST_WEEKS):
        return
    action, today = life.get(Action, action_id), local(at).date()
    steps.resume(action, life.words.one("resumed"), by=life.secretary, at=at)
    if life.happens(RESUMED):
        _carry_out(life, action_id, deed, settle, today, life.calendar.after(today, 15))
    else:
        _shelve(life, action_id, deed, settle, at)


def _cancel(life: Life, action_id: int, settle: Settle, at: datetime) -> None:
    steps.cancel(life.get(Action, action_id), texts()["cancelled"], local(at).date(), by=life.secretary, at=at)
    settle(at)
