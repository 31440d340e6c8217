"""Issues of the demo city that go to somebody: dispatched along the four routes, signed for or returned, begun, shelved, finished.

And how every one ends that was finished: asked about, closed, or begun anew."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from app.core.clock import at_local, local
from app.demo.city.homes import candidates
from app.demo.city.life import LAST_WEEKS, Life, Step
from app.demo.city.weights import CATEGORIES
from app.demo.city.words import Told, texts
from app.issues import endings, handing
from app.issues.endings import Closing, Heard
from app.issues.handing import Handing, Shelving
from app.issues.models import Issue
from app.policy import Actor

#: Of what is accepted how much is handed to somebody; the rest is settled at the desk or told to the community's own people.
HANDED, RETURNED, SHELVED, RESUMED = 0.3, 0.04, 0.05, 0.8
#: Shares in a hundred of what is dispatched (domain.md §7).
ROUTES = {"multi_force": 55, "backing_dept": 15, "dept_transfer": 20, "governance_committee": 10}
#: Lately: never signed for, never finished, given back and not dispatched anew, not looked at again.
UNSIGNED, UNFINISHED, UNDECIDED, UNREVIEWED = 0.05, 0.1, 0.5, 0.5
REVIEW = 30


@dataclass(frozen=True, slots=True)
class Case:
    """One issue on its way. `done`: when it should be finished; `worker`: the unit's own, where it uses its telephone."""

    issue_id: int
    told: Told
    done: datetime
    finish: Step
    worker: Actor | None = None
    returned: bool = False


def hand_over(life: Life, case: Case, accepted: datetime) -> None:
    """The way from the desk to somebody and to the end is planned."""
    life.plan(life.after(accepted, life.dice.choice((0, 0, 1))), partial(_dispatch, life, case))


def _dispatch(life: Life, case: Case, at: datetime) -> None:
    issue = life.get(Issue, case.issue_id)
    if issue.state not in ("accepted", "returned"):
        return
    route = life.dice.choices(list(ROUTES), list(ROUTES.values()))[0]
    unit, words, case = _lead(life, case, route)
    due = life.calendar.after(local(at).date(), int(CATEGORIES[case.told.category]["default_workdays"]))
    summary = f"{case.told.title}。{life.words.one('summaries')}"
    handing.dispatch(issue, Handing(route, unit, words, due, summary), by=life.secretary, at=at)
    if life.neglects(UNSIGNED, at):
        return
    if not case.returned and life.happens(RETURNED):
        life.plan(life.after(at, 1), partial(_give_back, life, case))
    else:
        life.plan(life.after(at, life.dice.choice((0, 0, 1))), partial(_acknowledge, life, case))


def _lead(life: Life, case: Case, route: str) -> tuple[int, str, Case]:
    """Who leads: a member by its id, anybody else in words."""
    if route == "multi_force":
        member = life.dice.choice(candidates(life.home, texts()["deeds"][case.told.category][0][0]))
        worker = member.actor if member.person_id and life.happens(0.5) else None
        return member.organisation_id, "", replace(case, worker=worker)
    case = replace(case, worker=None)
    if route == "backing_dept":
        return 0, life.words.one("backing"), case
    if route == "dept_transfer":
        departments = texts()["departments"]
        return 0, departments.get(case.told.category, departments["OTHER"]), case
    return 0, texts()["committee"], case


def _give_back(life: Life, case: Case, at: datetime) -> None:
    handing.give_back(life.get(Issue, case.issue_id), life.words.one("returned"), by=case.worker or life.paper, at=at)
    if not life.neglects(UNDECIDED, at, since=LAST_WEEKS):
        life.plan(life.after(at, 1), partial(_dispatch, life, replace(case, returned=True)))


def _acknowledge(life: Life, case: Case, at: datetime) -> None:
    handing.acknowledge(
        life.get(Issue, case.issue_id), "" if case.worker else life.words.one("takers"), by=case.worker or life.paper, at=at
    )
    life.plan(life.after(at, life.dice.choice((0, 0, 1))), partial(_start, life, case))


def _start(life: Life, case: Case, at: datetime) -> None:
    issue = life.get(Issue, case.issue_id)
    handing.start(issue, life.words.one("contacts"), local(at).date(), by=case.worker or life.paper, at=at)
    if life.happens(SHELVED):
        life.plan(life.after(at, 2), partial(_shelve, life, case))
    elif not life.neglects(UNFINISHED, case.done):
        life.plan(max(case.done, life.after(at, 0)), case.finish)


def _shelve(life: Life, case: Case, at: datetime) -> None:
    today = local(at).date()
    why = Shelving(life.words.one("shelved"), life.calendar.after(today, REVIEW), texts()["street"], today)
    handing.shelve(life.get(Issue, case.issue_id), why, by=life.secretary, at=at)
    life.plan(life.workday(why.review_on, 0), partial(_review, life, case))


def _review(life: Life, case: Case, at: datetime) -> None:
    """Looked at again on its day: taken up and finished, or put off once more. In the last weeks some of it is forgotten."""
    if life.neglects(UNREVIEWED, at, since=LAST_WEEKS):
        return
    handing.resume(life.get(Issue, case.issue_id), life.words.one("resumed"), by=life.secretary, at=at)
    if life.happens(RESUMED):
        life.plan(life.workday(at, life.dice.randint(3, 12)), case.finish)
    else:
        _shelve(life, case, at)


# -- how it ends: by the issue's number, so that nobody's dice fall otherwise ------------------------------------------

#: Of a hundred that are asked about: begun anew, and the four answers from the best one on.
ANEW, VERY, SATISFIED, FAIR = 4, 32, 84, 96


def ask(life: Life, issue_id: int, at: datetime) -> None:
    """回访 two working days after somebody said that it is done."""
    life.plan(_office(life, issue_id, at, 2), partial(_ask, life, issue_id))


def _office(life: Life, issue_id: int, at: datetime, days: int) -> datetime:
    return at_local(life.calendar.after(local(at).date(), days), 14, issue_id % 60)


def _ask(life: Life, issue_id: int, at: datetime) -> None:
    issue = life.get(Issue, issue_id)
    if issue.state != "done":
        return
    if issue.from_hotline or issue.privacy == "anonymous":
        _close(life, issue_id, at)
        return
    luck = issue_id * 7919 % 100
    anew = luck < ANEW and not issue.reopens and bool(issue.lead_organisation_id or issue.lead_words)
    solved, satisfied = ("no", "dissatisfied") if anew else ("yes", _satisfied(luck))
    by_street = issue.confirm_by == "street"
    heard = Heard("street" if by_street else "secretary", "phone", solved, satisfied, "", texts()["street"] if by_street else "")
    endings.follow_up(issue, heard, by=life.paper if by_street else life.secretary, at=at)
    life.plan(_office(life, issue_id, at, 1), partial(_anew if anew else _close, life, issue_id))


def _satisfied(luck: int) -> str:
    return "very_satisfied" if luck < VERY else "satisfied" if luck < SATISFIED else "fair" if luck < FAIR else "dissatisfied"


def _close(life: Life, issue_id: int, at: datetime) -> None:
    issue = life.get(Issue, issue_id)
    day = local(at).date() if issue.from_hotline else None
    words = issue.answer or "已办好，谢谢您的反映。"
    solved = not issue.from_hotline and issue.privacy != "anonymous"
    endings.close(issue, Closing("solved" if solved else "explained", words, hotline_closed_on=day), by=life.secretary, at=at)


def _anew(life: Life, issue_id: int, at: datetime) -> None:
    """Given to the same unit once more, which does it within the week."""
    issue = life.get(Issue, issue_id)
    endings.reopen(issue, "反映人说没有解决。", life.calendar.after(local(at).date(), 15), by=life.secretary, at=at)
    summary = issue.handling_summary or issue.title
    to = Handing(
        issue.route or "multi_force", issue.lead_organisation_id or 0, issue.lead_words or "", issue.due or local(at).date(), summary
    )
    handing.dispatch(issue, to, by=life.secretary, at=at)
    handing.acknowledge(issue, "", by=life.paper, at=at)
    handing.start(issue, "又上门看过，和反映人说好了怎么办。", local(at).date(), by=life.paper, at=at)
    life.plan(_office(life, issue_id, at, 4), partial(_done_anew, life, issue_id))


def _done_anew(life: Life, issue_id: int, at: datetime) -> None:
    issue = life.get(Issue, issue_id)
    if issue.state == "in_progress":
        handing.submit(issue, "重新办过，反映人当面看过。", by=life.paper, at=at)
        ask(life, issue_id, at)
