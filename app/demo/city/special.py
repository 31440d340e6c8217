"""What must be seen and what the dice might not bring: urgent reports that have just come in, meetings of which nobody has sent the
notice, a secret ballot or two, names of nearly forty characters, and plenty to do for the two liaisons who have a link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import partial

from sqlalchemy import select

from app.alliances import actions as alliances
from app.alliances.models import Alliance, Organisation
from app.core import ledger
from app.core.chance import Dice
from app.core.clock import at_local
from app.core.db import db, writing
from app.demo import showcase
from app.demo.city import issue_life, meeting_life, plan
from app.demo.city.action_life import Deed
from app.demo.city.homes import Home, Member
from app.demo.city.life import Life
from app.demo.city.meeting_life import Topic
from app.demo.city.words import Told, texts
from app.policy import SYSTEM

URGENT, FORGOTTEN, SECRET = 5, 4, 2
#: Where a name is as long as names get; the secretary of the first can sign in.
LONG = ("TB011", "TB012", "TB013")
#: How many people serve many alliances and get a link, in how many of those a task of theirs goes on, and how many are about to meet.
LIAISONS, TASKS, CALLS = 2, 7, 5
#: A meeting between these days leaves tasks that go on.
SINCE, UNTIL = at_local(date(2026, 8, 20), 0), at_local(date(2026, 11, 8), 0)
CALLED = at_local(date(2026, 11, 16), 15)
AHEAD = (at_local(date(2026, 11, 25), 14), at_local(date(2026, 11, 26), 9), at_local(date(2026, 11, 27), 9, 30))

Pinned = dict[datetime, list[Topic]]


@dataclass(slots=True)
class Arranged:
    """By alliance's id: what is pinned to meetings, and which alliances are taken for something else already."""

    pinned: dict[int, Pinned] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)

    def fitting(self, life: Life) -> list[datetime]:
        return [starts for starts in life.share.meetings if SINCE <= starts < UNTIL]

    def pin(self, life: Life, topic: Topic) -> bool:
        """On the agenda of the last meeting that fits; False where there is none."""
        fitting = self.fitting(life)
        if fitting:
            self.pinned.setdefault(life.home.id, {}).setdefault(fitting[-1], []).append(topic)
        return bool(fitting)


def long_unit(at: datetime) -> None:
    """One organisation with a name as long as they get, observer in three alliances. Before homes are read."""
    found = db.session.scalars(select(Alliance).where(Alliance.code.in_(LONG)).order_by(Alliance.code)).all()
    with writing():
        ledger.hold(ledger.CITY, *(one.id for one in found))
        first, *others = found
        unit_seat = alliances.add_member(first, texts()["long"]["unit"], "two_new", votes=False, by=SYSTEM, at=at)
        db.session.flush()
        unit = db.session.get_one(Organisation, unit_seat.organisation_id)
        for other in others:
            alliances.add_seat(other, unit, votes=False, role="observer", by=SYSTEM, at=at)


def arrange(lives: Sequence[Life], homes: Sequence[Home], dice: Dice) -> Arranged:
    """Everything of this kind. `homes`: all of the city, also those that are not lived here."""
    arranged = Arranged()
    for life, (category, title, words) in zip(dice.sample(list(lives), min(URGENT, len(lives))), texts()["urgent"], strict=False):
        told = Told(category, title, words.format(c=life.words.compounds[0]), "", life.words.compounds[0], "grid", "confidential")
        life.plan(at_local(plan.LAST, 8, dice.randint(2, 40)), partial(issue_life.come_in, life, told))
    meeting = [life for life in lives if arranged.fitting(life)]
    for life in dice.sample(meeting, min(SECRET, len(meeting))):
        arranged.pin(life, Topic(texts()["in_secret"], "alliance_majority", (), ends="secret"))
    for person_id in _liaisons(homes):
        _load(arranged, lives, person_id, dice)
    free = [life for life in lives if _free(life) and life.home.id not in arranged.taken]
    for life in dice.sample(free, min(FORGOTTEN, len(free))):
        starts = dice.choice(AHEAD[:2])
        meeting_life.call(life, starts, [Topic(dice.choice(texts()["call"]), "consensus", ())], CALLED, forgotten=True)
    _long_names(arranged, [life for life in lives if life.home.code in LONG])
    return arranged


def _free(life: Life) -> bool:
    """No meeting of this quarter is planned."""
    return bool(life.share.meetings) and life.share.meetings[-1] < at_local(date(2026, 10, 1), 0)


def _liaisons(homes: Sequence[Home]) -> list[int]:
    """Whom people.py gives links: who speaks for one unit in the most alliances, but for those who have a link of the showcase."""
    linked = {one.person_id for home in homes if home.code == showcase.HOME for one in home.members if one.unit in showcase.DELEGATES}
    seats = Counter((one.person_id, one.organisation_id) for home in homes for one in home.members if one.person_id)
    ranked = sorted((-count, unit, person) for (person, unit), count in seats.items() if person not in linked)
    return [person for _count, _unit, person in ranked[:LIAISONS]]


def _load(arranged: Arranged, lives: Sequence[Life], person_id: int, dice: Dice) -> None:
    """Tasks that go on, and meetings they are called to, across their alliances."""
    mine = [(life, one) for life in lives for one in life.home.voting if one.person_id == person_id]
    tasks = 0
    for place, (life, member) in enumerate(mine):
        title, deed = texts()["lasting"][place % len(texts()["lasting"])]
        topic = Topic(title, "consensus", (), given=[_lasting(member, title, deed)])
        if tasks < TASKS and life.home.id not in arranged.pinned and arranged.pin(life, topic):
            tasks += 1
    for life, _member in [pair for pair in mine if _free(pair[0]) and pair[0].home.id not in arranged.taken][:CALLS]:
        arranged.taken.add(life.home.id)
        meeting_life.call(life, dice.choice(AHEAD), [Topic(dice.choice(texts()["call"]), "consensus", ())], CALLED)


def _lasting(member: Member, title: str, deed: Sequence[str]) -> Deed:
    what, result, criteria = deed
    return Deed(member, title, what, result, criteria, lasting=True)


def _long_names(arranged: Arranged, lives: Sequence[Life]) -> None:
    words = texts()["long"]
    title, *deed = words["deed"]
    for life in lives:
        unit = next((one for one in life.home.members if one.unit == words["unit"]), life.home.members[0])
        arranged.pin(life, Topic(words["topic"], "consensus", (), given=[_lasting(unit, title, deed)]))
        told = Told("ELDER", words["issue"], f"{words['issue']}，请联盟一起商量。", "", life.words.compounds[0], "grid", "public")
        life.plan(at_local(date(2026, 11, 20), 10), partial(issue_life.come_in, life, told))
