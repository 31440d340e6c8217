"""Meetings of the demo city: planned, notified, held or not, decided upon, put into minutes, or only planned where they lie ahead."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from app.core.chance import Dice
from app.core.clock import at_local, local
from app.demo.city import action_life, ballot_life, issue_life, paper_life, plan
from app.demo.city.action_life import Deed
from app.demo.city.homes import Member
from app.demo.city.life import LAST_WEEKS, Life
from app.demo.city.weights import Weights
from app.demo.city.words import Told, texts
from app.issues.models import Issue
from app.meetings import actions as meetings
from app.meetings import presence
from app.meetings.agenda import items_of
from app.meetings.models import AgendaItem, Meeting

TABLED = Weights("weight_agenda")
LATE_ENTRY, LATE_NOTICE, CALLED_OFF, POSTPONED, INQUORATE, STAND_IN = 0.2, 0.06, 0.015, 0.02, 0.032, 0.06
#: Of the meetings of the last weeks that came to nothing, how many have no new day yet.
NO_NEW_DAY = 0.7
#: A meeting that comes so soon anyway needs none before it.
SOON = timedelta(days=25)
KINDS = (("joint", 0.78), ("coordination", 0.16), ("council", 0.06))
#: Which way an item ends. Owners' matters and those of bureaus end as recommendations, whatever the dice say.
TOLD_SHARE, DEFERRED = 0.42, 0.05
OWNERS = {"PARK_IN": "owners_278_half", "LIFT": "owners_278_threequarters", "EV": "owners_278_threequarters", "FEE": "owners_278_half"}
BUREAUS = frozenset(("ILLEGAL", "MARKET", "ROAD"))


@dataclass(slots=True)
class Topic:
    """One agenda item of a plan. `deeds` of words.json: (lead, title, what, result, criteria) each; `given`: what is agreed in any case."""

    title: str
    regime: str
    deeds: Sequence[Sequence[str]]
    category: str = ""
    told: Told | None = None
    issues: list[int] = field(default_factory=list)
    ends: str = ""  # told: only reported; secret: by a secret ballot; "" what the room makes of it
    given: Sequence[Deed] = ()


@dataclass(slots=True)
class Sitting:
    """One meeting of a plan; `starts` moves where it is postponed, `id` is 0 until it is scheduled.

    `sure`: nothing gets in its way. `forgotten`: no notice goes out."""

    starts: datetime
    kind: str
    late: bool
    chair: Member
    topics: list[Topic]
    id: int = 0
    sure: bool = False
    forgotten: bool = False


def begin(life: Life, extra: Sequence[Told] = (), pinned: Mapping[datetime, Sequence[Topic]] | None = None) -> None:
    """All meetings of the alliance, with the issues that reach them. `extra`: matters that were written out for this alliance;
    `pinned`: what stands on the agenda of the meeting of that instant in any case."""
    pinned = pinned or {}
    days = life.share.meetings
    topics: dict[int, list[Topic]] = {place: [] for place in range(len(days))}
    for n in range(life.share.tabled):
        place = life.dice.randrange(len(days))
        given = extra[n] if n < len(extra) else None
        topics[place].append(_from_issue(life, days[place], given))
    for _n in range(life.share.free):
        place = min((life.dice.randrange(len(days)) for _try in range(2)), key=lambda one: len(topics[one]))
        topics[place].append(_free(life))
    for place, starts in enumerate(days):
        told = [Topic(life.words.one("told"), "none", (), ends="told")] if not topics[place] or life.happens(TOLD_SHARE) else []
        _plan(life, starts, [*topics[place], *pinned.get(starts, ()), *told], sure=starts in pinned)


def _from_issue(life: Life, starts: datetime, given: Told | None) -> Topic:
    told = given or life.words.issue(plan.category(TABLED, local(starts).month, life.dice))
    regime = told.regime or _regime(life.dice, told.category)
    return Topic(told.title, regime, texts()["deeds"][told.category], told.category, told)


def _regime(dice: Dice, category: str) -> str:
    if category in OWNERS and dice.random() < 0.45:
        return OWNERS[category]
    if category in BUREAUS and dice.random() < 0.5:
        return "dept"
    return dice.choices(("consensus", "alliance_majority", "alliance_two_thirds", "residents_meeting"), (74, 19, 4, 3))[0]


def _free(life: Life) -> Topic:
    title, deeds = life.dice.choice(texts()["free"])
    return Topic(title, "consensus", deeds)


def _plan(life: Life, starts: datetime, topics: list[Topic], *, sure: bool) -> None:
    dice = life.dice
    kind = dice.choices([name for name, _ in KINDS], [share for _, share in KINDS])[0]
    home = life.home
    chairs = [member for member in home.voting if member.person_id and member.kind not in ("resident_rep", "grid_worker")]
    chair = home.members[0] if life.happens(0.7) else dice.choice(chairs)
    sitting = Sitting(starts, kind, life.happens(LATE_ENTRY), chair, topics, sure=sure)
    called = life.workday(starts, -dice.randint(8, 13)) if not sitting.late else life.workday(starts, dice.randint(1, 3))
    called = max(called, at_local(plan.BEGIN, 9))
    for topic in topics:
        if topic.told is not None:
            heard = called - timedelta(days=dice.randint(3, 35), hours=dice.randint(0, 5))
            life.plan(max(heard, at_local(plan.BEGIN, 9)), partial(_hear, life, topic))
    life.plan(called, partial(_late_entry if sitting.late else _schedule, life, sitting))


def call(life: Life, starts: datetime, topics: list[Topic], at: datetime, *, forgotten: bool = False) -> None:
    """One more meeting, called at `at`, that lies ahead on the demo's day; `forgotten`: nobody has sent its notice yet."""
    sitting = Sitting(starts, "joint", False, life.home.members[0], topics, sure=True, forgotten=forgotten)
    life.plan(at, partial(_schedule, life, sitting))


def _hear(life: Life, topic: Topic, at: datetime) -> None:
    """What is to be tabled comes in as any other issue, and is accepted the same day or the next."""
    assert topic.told is not None
    topic.issues.append(issue_life.enter(life, topic.told, at))
    life.plan(life.after(at, life.dice.choice((0, 0, 1))), partial(issue_life.accept, life, topic.issues[0]))


# -- before ------------------------------------------------------------------------------------------------------------


def _meeting_plan(life: Life, sitting: Sitting) -> meetings.Plan:
    return meetings.Plan(
        starts_at=sitting.starts,
        ends_at=sitting.starts + timedelta(minutes=45 + 25 * len(sitting.topics)),
        place=life.words.one("venues"),
        kind=sitting.kind,
        chair_seat_id=sitting.chair.seat_id,
        recorder_name=life.secretary.name,
        contact=life.secretary.name,
        late_entry=sitting.late,
    )


def _schedule(life: Life, sitting: Sitting, at: datetime) -> None:
    meeting = _enter(life, sitting, at)
    dice = life.dice
    if sitting.forgotten:
        return
    if not sitting.sure and life.happens(CALLED_OFF):
        life.plan(life.after(at, dice.randint(1, 3)), partial(_call_off, life, sitting, meeting.id))
        return
    late = life.happens(LATE_NOTICE)
    told = max(life.workday(sitting.starts, -(1 if late else dice.randint(4, 6))), at + timedelta(hours=1))
    life.plan(told, partial(_notify, life, sitting))


def _enter(life: Life, sitting: Sitting, at: datetime) -> Meeting:
    meeting = life.keep(meetings.schedule(life.alliance, _meeting_plan(life, sitting), by=life.secretary, at=at))
    sitting.id = meeting.id
    for topic in sitting.topics:
        found = [life.get(Issue, key) for key in topic.issues]
        ready = [issue for issue in found if issue.state == "accepted" and not issue.dangerous]
        presenter = life.dice.choice(life.home.voting).unit
        if ready:
            meetings.table_issues(meeting, ready, topic.title, by=life.secretary, at=at, regime=topic.regime, presenter=presenter)
        else:
            meetings.add_item(meeting, topic.title, by=life.secretary, at=at, regime=topic.regime, presenter=presenter)
    return meeting


def _call_off(life: Life, sitting: Sitting, meeting_id: int, at: datetime) -> None:
    meetings.cancel(life.get(Meeting, meeting_id), life.words.one("called_off"), by=life.secretary, at=at)
    _again(life, sitting, at)


def _again(life: Life, sitting: Sitting, at: datetime) -> None:
    """What came to nothing is called anew within two or three weeks, with what stood on its agenda; in the last weeks not always yet."""
    topics = [topic for topic in sitting.topics if topic.ends != "told"]
    if any(timedelta() < day - sitting.starts < SOON for day in life.share.meetings):
        for topic in topics:
            _later(life, topic, at)
    elif not life.neglects(NO_NEW_DAY, at, since=LAST_WEEKS):
        clock, day = local(sitting.starts), life.calendar.after(local(at).date(), life.dice.randint(9, 14))
        starts = at_local(day, clock.hour, clock.minute)
        new = Sitting(starts, sitting.kind, False, sitting.chair, topics or sitting.topics, sure=True)
        life.plan(life.after(at, life.dice.choice((1, 1, 2))), partial(_schedule, life, new))


def _notify(life: Life, sitting: Sitting, at: datetime) -> None:
    meeting = life.get(Meeting, sitting.id)
    reason = life.words.one("late_notice") if meetings.notice_is_late(meeting, at) else ""
    meetings.notify(meeting, meeting.title, reason=reason, by=life.secretary, at=at)
    if meeting.state == "notified" and not sitting.sure and life.happens(POSTPONED) and sitting.starts - at > timedelta(days=2):
        life.plan(at + timedelta(days=1), partial(_postpone, life, sitting))
    else:
        life.plan(sitting.starts, partial(_hold, life, sitting))


def _postpone(life: Life, sitting: Sitting, at: datetime) -> None:
    """Put off by a week or two, with a new notice in time."""
    meeting = life.get(Meeting, sitting.id)
    meetings.postpone(meeting, texts()["postponed"], by=life.secretary, at=at)
    clock = local(sitting.starts)
    sitting.starts = at_local(life.calendar.after(clock.date(), life.dice.randint(6, 9)), clock.hour, clock.minute)
    meetings.update(meeting, _meeting_plan(life, sitting), by=life.secretary, at=at)
    meetings.notify(meeting, meeting.title, reason=life.words.one("late_notice"), by=life.secretary, at=at)
    life.plan(sitting.starts, partial(_hold, life, sitting))


# -- in the room -------------------------------------------------------------------------------------------------------


def _late_entry(life: Life, sitting: Sitting, at: datetime) -> None:
    """补录: a meeting on paper, entered on one of the days after it."""
    _enter(life, sitting, at)
    _hold(life, sitting, at)


def _hold(life: Life, sitting: Sitting, at: datetime) -> None:
    """From the first who comes to the end. `at`: the start, or the time of entry of a meeting that was entered afterwards."""
    meeting = life.get(Meeting, sitting.id)
    meetings.start(meeting, None, by=life.secretary, at=at)
    able = _come(life, meeting, at, sure=sitting.sure)
    began = sitting.starts
    for number, item in enumerate(items_of(meeting)):
        moment = began + timedelta(minutes=10 + 22 * number)
        life.turn_clock(max(at, moment))
        topic = _topic_of(sitting, item)
        if topic is None or topic.ends == "told" or item.regime == "none":
            meetings.report(item, "", by=life.secretary, at=moment)
        elif not able:
            _exchange(life, item, moment)
        else:
            _decide(life, meeting, item, topic, moment)
    over = began + timedelta(minutes=30 + 24 * max(len(sitting.topics), 1))
    life.turn_clock(max(at, over))
    meetings.end(meeting, None, by=life.secretary, at=max(at, over))
    if not able:
        _again(life, sitting, max(at, over))
    paper_life.after_meeting(life, meeting, max(at, over))


def _topic_of(sitting: Sitting, item: AgendaItem) -> Topic | None:
    """The plan's topic of an item; None for the report on last time's actions."""
    if item.kind == "report":
        return None
    return next((topic for topic in sitting.topics if topic.title == item.title), None)


def _come(life: Life, meeting: Meeting, at: datetime, *, sure: bool) -> bool:
    """Who comes. Returns whether there are enough to decide."""
    life.read_seats()
    voting = [member for member in life.home.voting if member.person_id]
    needed = presence.quorum_of(meeting)
    spare = len(voting) - needed
    if not sure and life.happens(INQUORATE) and local(at).date() > plan.BEGIN:
        missing = spare + life.dice.randint(1, 3)
    else:
        missing = min(life.dice.choices((0, 1, 2, 3, 4), (22, 34, 26, 13, 5))[0], max(spare, 0))
    away = life.dice.sample(voting, min(missing, len(voting) - 1))
    for member in away:
        status = "apology" if life.happens(0.75) else "absent"
        meetings.mark(meeting, life.seat(member), meetings.Mark(status), by=life.secretary, at=at)
    names = {member.person for member in life.home.members}
    for member in voting:
        if member not in away and life.happens(STAND_IN):
            stand_in = f"{member.person[0]}{life.words.one('given')}"
            if stand_in not in names:
                names.add(stand_in)
                meetings.mark(meeting, life.seat(member), meetings.Mark("present", stand_in=stand_in), by=life.secretary, at=at)
    meetings.mark_all(meeting, by=life.secretary, at=at)
    for member in life.home.members:
        if not member.votes and life.happens(0.45):
            meetings.mark(meeting, life.seat(member), meetings.Mark("present"), by=life.secretary, at=at)
    return len(presence.present_at(meeting, presence.event_time(meeting, None, at))) >= needed


def _exchange(life: Life, item: AgendaItem, at: datetime) -> None:
    """Too few are there: people talk, and nothing is decided (domain.md §6)."""
    meetings.discuss(item, by=life.chair, at=at)
    meetings.defer(item, texts()["inquorate"], by=life.secretary, at=at)


def _later(life: Life, topic: Topic, at: datetime) -> None:
    """What was put off is settled without a meeting some weeks later."""
    for issue_id in topic.issues:
        answer = topic.told.answer if topic.told else ""
        life.plan(life.after(at, life.dice.randint(10, 40)), partial(issue_life.finish, life, issue_id, answer))


def _decide(life: Life, meeting: Meeting, item: AgendaItem, topic: Topic, at: datetime) -> None:
    meetings.discuss(item, by=life.chair, at=at)
    lead = life.dice.choice(life.home.voting)
    notes = life.words.one("notes").format(u=lead.unit)
    meetings.take_notes(item, notes, version=item.notes_version, editor="", by=life.secretary, at=at)
    secret = topic.ends == "secret"
    if not topic.given and not secret and life.happens(DEFERRED):
        meetings.defer(item, life.words.one("deferred"), by=life.secretary, at=at)
        _later(life, topic, at)
        return
    deeds = [*topic.given, *action_life.chosen(life, topic.deeds)]
    points = [f"{deed.member.unit}负责{deed.what}。" for deed in deeds] or ["与会成员同意，按现行办法执行。"]
    if topic.told is not None and topic.told.regime:
        points = [topic.told.answer]
    meetings.agree(item, "\n".join(points), version=item.version, by=life.secretary, at=at)
    if item.regime in texts()["recommended"]:
        meetings.recommend(item, texts()["recommended"][item.regime], by=life.secretary, at=at)
    elif not ballot_life.agreed(life, meeting, item, at, secret=secret):
        _later(life, topic, at)
        return
    action_life.after_decision(life, meeting.id, item.id, deeds, topic.issues, topic.told.answer if topic.told else "", at)
