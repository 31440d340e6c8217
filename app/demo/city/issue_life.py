"""Issues of the demo city: reported or proposed, accepted, declined, merged, withdrawn, finished; what waits for a meeting is meetings'."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from app.core.clock import local
from app.core.lifecycle import Refused
from app.demo.city import handing_life, plan
from app.demo.city.homes import Member
from app.demo.city.life import Life
from app.demo.city.weights import ANONYMOUS, CATEGORIES, CHANNELS, Weights
from app.demo.city.words import Told, texts
from app.issues import actions as issues
from app.issues.models import Issue
from app.issues.rules import LONGEST_TITLE

EVERYDAY = Weights("weight_all")
DECLINED, WITHDRAWN, FOLLOWED = 0.045, 0.01, 0.03
ON_TIME = 0.92
#: Reports of the last days that nobody has looked at yet; two of a hundred before that were found late.
UNANSWERED, FOUND_LATE = 0.12, 0.02


def begin(life: Life, written: Sequence[Told] = ()) -> None:
    """The everyday reports of the whole time; what is tabled comes with its meeting. `written`: matters written out for this alliance."""
    everyday = max(life.share.issues - life.share.tabled, 0)
    moments = plan.moments(everyday, life.dice, life.calendar)
    given = dict(zip(life.dice.sample(moments, min(len(written), len(moments))), written, strict=False))
    for at in moments:
        life.plan(at, partial(_report, life, told=given.pop(at, None)))


def _report(life: Life, at: datetime, told: Told | None = None, master: list[str] | None = None) -> None:
    """Somebody brings something forward, and its further way is planned."""
    told = told or life.words.issue(plan.category(EVERYDAY, local(at).month, life.dice))
    issue = enter(life, told, at)
    if life.neglects(UNANSWERED, at) and at > plan.END - timedelta(days=12):
        return
    waits = 3 if life.happens(FOUND_LATE) else (1 if life.happens(0.45) else 0)
    accepted = life.after(at, waits)
    if master is not None:
        life.plan(accepted, partial(_follow, life, issue, master))
    elif life.happens(DECLINED):
        life.plan(accepted, partial(_decline, life, issue))
    elif life.happens(WITHDRAWN):
        life.plan(life.after(accepted, 2), partial(_withdraw, life, issue))
    else:
        _usual_way(life, issue, told, at, accepted)


def _usual_way(life: Life, issue_id: int, told: Told, at: datetime, accepted: datetime) -> None:
    life.plan(accepted, partial(accept, life, issue_id))
    days = int(CATEGORIES[told.category]["default_workdays"])
    used = life.dice.uniform(0.2, 1.0) if life.happens(ON_TIME) else life.dice.uniform(1.1, 1.9)
    done = life.after(accepted, max(round(days * used), 1))
    if life.happens(handing_life.HANDED):
        handing_life.hand_over(life, handing_life.Case(issue_id, told, done, partial(finish, life, issue_id, told.answer)), accepted)
    else:
        life.plan(done, partial(finish, life, issue_id, told.answer))
    if life.happens(FOLLOWED / (1 - FOLLOWED) / 2) and done - accepted > timedelta(days=3):
        number = [life.get(Issue, issue_id).number]
        for _neighbour in range(life.dice.choice((1, 2, 2, 3))):
            later = life.after(at, life.dice.randint(0, 2))
            if later + timedelta(days=1) < done:
                again = Told(told.category, told.title, f"邻居也反映：{told.words}", "", told.place)
                life.plan(later, partial(_report, life, told=again, master=number))


def come_in(life: Life, told: Told, at: datetime) -> None:
    """Nobody has looked at it yet."""
    enter(life, told, at)


def enter(life: Life, told: Told, at: datetime) -> int:
    """The issue's row, as the secretary enters it for somebody or as a delegate proposes it. Returns its id."""
    dice = life.dice
    channel = told.channel or dice.choices(list(CHANNELS), list(CHANNELS.values()))[0]
    privacy = told.privacy or str(CATEGORIES[told.category]["default_privacy"])
    if channel == "web" and life.happens(ANONYMOUS):
        privacy = "anonymous"
    if channel == "member" and not told.privacy:
        member = dice.choice([one for one in life.home.voting if one.person_id])
        return _propose(life, told, member, at)
    words = f"{texts()['channels'].get(channel, '')}{told.words}"
    by, home = life.secretary, life.alliance
    issue = issues.report(
        home,
        told.title,
        words,
        category=told.category,
        channel=channel,
        by=by,
        at=at,
        place=told.place,
        privacy=privacy,
    )
    return life.keep(issue).id


def _propose(life: Life, told: Told, member: Member, at: datetime) -> int:
    issue = issues.propose(
        life.alliance,
        f"{told.title}。{told.words}"[:2000],
        "请联盟一起想办法。",
        organisation_id=member.organisation_id,
        by=member.actor,
        at=at,
    )
    assert len(issue.title) <= LONGEST_TITLE
    return life.keep(issue).id


def accept(life: Life, issue_id: int, at: datetime) -> None:
    issue = life.get(Issue, issue_id)
    if issue.state == "submitted":
        issues.accept(issue, by=life.secretary, at=at, answer=life.words.one("accepted"))


def finish(life: Life, issue_id: int, answer: str, at: datetime) -> None:
    issue = life.get(Issue, issue_id)
    if issue.state in ("accepted", "on_agenda", "in_progress"):
        issues.finish(issue, answer, by=life.secretary, at=at)
    if issue.state == "done":
        handing_life.ask(life, issue_id, at)


def _decline(life: Life, issue_id: int, at: datetime) -> None:
    reason, where = life.dice.choice(texts()["declined"])
    issues.decline(life.get(Issue, issue_id), reason, where, by=life.secretary, at=at)


def _withdraw(life: Life, issue_id: int, at: datetime) -> None:
    issues.withdraw(life.get(Issue, issue_id), life.words.one("withdrawn"), by=life.secretary, at=at)


def _follow(life: Life, issue_id: int, master: list[str], at: datetime) -> None:
    """Merged into the neighbour's, unless that is settled by now; then it is taken up by itself."""
    issue = life.get(Issue, issue_id)
    try:
        issues.merge(issue, master[0], by=life.secretary, at=at)
    except Refused:
        accept(life, issue_id, at)
        life.plan(life.after(at, 1), partial(finish, life, issue_id, "与前面反映的是同一件事，已一并办好。"))
