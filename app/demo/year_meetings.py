"""The meetings of the year (year_meetings.json): called, notified, held with whoever came, decided upon, put into minutes on paper, and
their actions carried out day by day."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from sqlalchemy import select

from app.ballots import actions as ballots
from app.ballots import outside_actions
from app.ballots.outside import Stated, Totals
from app.ballots.question import Question
from app.core.clock import at_local, local
from app.core.db import db
from app.demo.city.ballot_life import on_paper
from app.demo.example_meeting import CHECKS, VENUE
from app.demo.year_life import Story, Year, moment, stories
from app.meetings import actions as meetings
from app.meetings import presence
from app.meetings.agenda import items_of
from app.meetings.models import AgendaItem, Meeting
from app.minutes import actions as minutes
from app.minutes.actions import SignOff
from app.minutes.models import Minutes
from app.minutes.queries import draft_of
from app.papers.model import Document
from app.policy import Actor
from app.resolutions import actions as resolutions
from app.resolutions import asking, steps
from app.resolutions.follow_rules import OF_THE_COMMUNITY
from app.resolutions.models import Action, Resolution
from app.resolutions.rules import Assignment

SIGNED_BY = "林知夏"
#: How long a topic takes; the report on last time's actions takes ten minutes.
TOPIC, REPORT = timedelta(minutes=25), timedelta(minutes=10)
#: Actions are entered so long before the minutes are drafted, urgent ones on their own day; slips go out on days of their own.
ASSIGNING = timedelta(minutes=30)
#: At what hour of its day a unit's or the secretary's step is taken.
HOURS = {"acknowledge": 9, "progress": 10, "extend": 11, "submit": 11, "chase": 14, "pause": 15, "rework": 15, "close": 16}


def begin(year: Year) -> None:
    for story in stories("year_meetings"):
        if late := story.get("late"):
            year.life.plan(moment(late), partial(_enter_afterwards, year, story))
        else:
            year.life.plan(moment(story["called"]), partial(_call, year, story))


def _meeting(year: Year, story: Story) -> Meeting:
    return year.life.get(Meeting, year.meetings[story["name"]])


# -- before ------------------------------------------------------------------------------------------------------------


def _call(year: Year, story: Story, at: datetime) -> None:
    """Planned with its agenda; the notice follows, and the meeting on its day."""
    _schedule(year, story, at)
    year.life.plan(moment(story["told"]), partial(_notify, year, story))
    year.life.plan(moment(story["starts"]), partial(_hold, year, story))


def _enter_afterwards(year: Year, story: Story, at: datetime) -> None:
    """补录 from the secretary's notebook on the morning after."""
    _schedule(year, story, at)
    _hold(year, story, at)


def _schedule(year: Year, story: Story, at: datetime) -> None:
    life, starts = year.life, moment(story["starts"])
    plan = meetings.Plan(
        starts_at=starts,
        ends_at=starts + timedelta(minutes=story["minutes"]),
        place=VENUE,
        kind=story.get("kind", "joint"),
        title=story.get("title", ""),
        chair_seat_id=year.units[story["chair"]].seat_id,
        recorder_name=life.secretary.name,
        contact=life.secretary.name,
        late_entry="late" in story,
    )
    meeting = life.keep(meetings.schedule(life.alliance, plan, by=life.secretary, at=at))
    year.meetings[story["name"]] = meeting.id
    for topic in story["topics"]:
        common = {"regime": topic["regime"], "presenter": topic["presenter"], "by": life.secretary, "at": at}
        if found := [year.issue(key) for key in topic.get("issues", ())]:
            meetings.table_issues(meeting, found, topic["title"], **common)
        else:
            meetings.add_item(meeting, topic["title"], **common)


def _notify(year: Year, story: Story, at: datetime) -> None:
    meeting = _meeting(year, story)
    meetings.notify(meeting, meeting.title, reason=story.get("reason", ""), by=year.life.secretary, at=at)
    for giver, holder in story.get("letters", {}).items():
        said = meetings.Authority(year.units[giver].seat_id, year.units[holder].seat_id, year.units[giver].person)
        meetings.give_letter(meeting, said, by=year.life.secretary, at=at)


# -- in the room -------------------------------------------------------------------------------------------------------


def _hold(year: Year, story: Story, at: datetime) -> None:
    """From the first who comes to the end. `at`: the start, or when a meeting on paper is entered."""
    life, meeting, now = year.life, _meeting(year, story), moment(story["starts"])
    meetings.start(meeting, None, by=life.secretary, at=at)
    _come(year, story, meeting, at)
    told = {topic["title"]: topic for topic in story["topics"]}
    for item in items_of(meeting):
        if item.kind == "report":
            meetings.report(item, "", by=life.secretary, at=now)
            now += REPORT
            continue
        _discuss(year, meeting, item, told[item.title], now)
        now += TOPIC
    over = moment(story["starts"]) + timedelta(minutes=story["minutes"])
    life.turn_clock(max(at, over))
    meetings.end(meeting, None, by=life.secretary, at=max(at, over))
    for item in items_of(meeting):
        for deed in told.get(item.title, {}).get("actions", ()):
            at_once = at_local(date.fromisoformat(deed["assigned"]), 16, 45)
            life.plan(min(at_once, moment(story["drafted"]) - ASSIGNING), partial(_assign, year, item.id, deed))
    life.plan(moment(story["drafted"]), partial(_draft, year, story))


def _come(year: Year, story: Story, meeting: Meeting, at: datetime) -> None:
    life = year.life
    life.read_seats()
    marks = {unit: meetings.Mark(status) for unit, status in story["away"].items()}
    marks |= {unit: meetings.Mark("present", stand_in=name) for unit, name in story.get("stand_ins", {}).items()}
    marks |= {unit: meetings.Mark("present") for unit in story.get("observers", ())}
    for unit, mark in marks.items():
        meetings.mark(meeting, life.seat(year.units[unit]), mark, by=life.secretary, at=at)
    meetings.mark_all(meeting, by=life.secretary, at=at)


def _discuss(year: Year, meeting: Meeting, item: AgendaItem, topic: Story, at: datetime) -> None:
    """Talked about, noted, and brought to the end that the story knows."""
    life = year.life
    meetings.discuss(item, by=life.chair, at=at)
    meetings.take_notes(item, topic["notes"], version=item.notes_version, editor="", by=life.secretary, at=at)
    if "rota" in topic:
        _draw_up_rota(year, meeting, item, topic["rota"], at)
    if "agreed" in topic:
        meetings.agree(item, "\n".join(topic["agreed"]), version=item.version, by=life.secretary, at=at)
    if hands := topic.get("hands"):
        ballots.record_hands(item, hands["text"], hands["cast"], hands["scrutineer"], CHECKS, by=life.chair, at=at)
    if "defer" in topic:
        db.session.flush()
        meetings.defer(item, topic["defer"], by=life.secretary, at=at)
    elif "recommend" in topic:
        meetings.recommend(item, topic["recommend"], by=life.secretary, at=at)
    elif item.state == "in_discussion":
        said = [(year.units[unit].seat_id, words) for unit, words in topic.get("reserved", {}).items()]
        ballots.declare_consensus(item, said, by=life.chair, at=at, entered=at)
    if outside := topic.get("outside"):
        life.plan(moment(outside["entered"]), partial(_enter_outside, year, item.id, item.regime, outside))
    if fulfilled := topic.get("fulfilled"):
        life.plan(moment(fulfilled[0]), partial(_fulfil, year, item.id, fulfilled[1]))


def _draw_up_rota(year: Year, meeting: Meeting, item: AgendaItem, rota: Story, at: datetime) -> None:
    """In secret on paper; two lead with as many papers each, and a run-off decides between them."""
    life = year.life
    here, names = sorted(presence.present_at(meeting, at)), (rota["scrutineers"][0], rota["scrutineers"][1])
    asked = Question("choose_one", tuple(rota["options"]))
    first = ballots.create_motion(item, rota["text"], "secret", asked, by=life.chair, at=at)
    on_paper(life, first, here, rota["first"], names, at)
    later = at + timedelta(minutes=12)
    second = ballots.hold_runoff(first, by=life.chair, at=later)
    on_paper(life, second, here, rota["second"], names, later)


def _enter_outside(year: Year, item_id: int, regime: str, outside: Story, at: datetime) -> None:
    """What the owners decided themselves, from their papers; areas in hundredths of a square metre."""
    heads, area = Totals(*outside["heads"]), Totals(*outside["area"])
    stated = Stated(regime, outside["scope"], "", heads, area, date.fromisoformat(outside["on"]))
    item = year.life.get(AgendaItem, item_id)
    outside_actions.record_outside(item, stated, outside["words"], None, by=year.life.secretary, at=at)


# -- the paper ---------------------------------------------------------------------------------------------------------


def _draft(year: Year, story: Story, at: datetime) -> None:
    drafted, by = minutes.draft(_meeting(year, story), by=year.life.secretary, at=at), year.life.secretary
    if words := story.get("requirements"):
        minutes.write_section(drafted, "requirements", None, words, "", version=0, by=by, at=at)
    year.life.plan(moment(story["signed"]), partial(_sign, year, drafted.id))


def _sign(year: Year, minutes_id: int, at: datetime) -> None:
    """签发 on paper and handed out on paper: files come from the signed model when somebody asks for them."""
    drafted = year.life.get(Minutes, minutes_id)
    meeting, day = year.life.get(Meeting, drafted.meeting_id), local(at).date()

    def compose(number: int) -> Document:
        return draft_of(drafted, meeting, day, number=number)

    minutes.sign_off(drafted, SignOff(SIGNED_BY, day), compose, by=year.life.paper, at=at)
    minutes.publish_on_paper(drafted, by=year.life.paper, at=at)


# -- what was promised -------------------------------------------------------------------------------------------------


def _assign(year: Year, item_id: int, deed: Story, at: datetime) -> None:
    resolution = _resolution(item_id)
    what = Assignment(
        title=deed["title"],
        lead_organisation_id=year.units[deed["lead"]].organisation_id,
        assigned_on=date.fromisoformat(deed["assigned"]),
        supports=tuple(year.units[unit].organisation_id for unit in deed["supports"]),
        due=date.fromisoformat(deed["due"]) if "due" in deed else None,
        workdays=deed.get("workdays"),
        criteria=deed["criteria"],
    )
    action = year.life.keep(resolutions.assign(resolution, what, by=year.life.secretary, at=at))
    for step in deed["life"]:
        year.life.plan(at_local(date.fromisoformat(step[1]), HOURS[step[0]]), partial(_take, year, action.id, deed, step))


def _resolution(item_id: int) -> Resolution:
    return db.session.scalars(select(Resolution).where(Resolution.item_id == item_id)).one()


def _fulfil(year: Year, item_id: int, words: str, at: datetime) -> None:
    """What had no actions of its own, and has come about."""
    resolutions.fulfil(_resolution(item_id), by=year.life.secretary, at=at, words=words)


def _take(year: Year, action_id: int, deed: Story, step: list[str], at: datetime) -> None:
    """One step of an action. A unit that acknowledges with "" uses its telephone for everything."""
    life, action, (verb, day, *said) = year.life, year.life.get(Action, action_id), step
    member = year.units[deed["lead"]]
    by_phone = deed["life"][0][2] == ""
    unit, name = (member.actor if by_phone else life.paper), member.person
    if verb == "acknowledge":
        steps.acknowledge(action, name, by=unit, at=at)
    elif verb == "progress":
        steps.report_progress(action, said[0], by=unit, at=at, name=name)
    elif verb == "submit":
        steps.submit(action, said[0], by=unit, at=at, name=name)
    elif verb == "extend":
        new_due, asked_on = date.fromisoformat(said[0]), date.fromisoformat(day)
        steps.extend(action, new_due, said[1], "convener", asked_on=asked_on, by=life.secretary.on_behalf("convener"), at=at)
    elif verb == "rework":
        steps.rework(action, said[0], date.fromisoformat(said[1]), by=life.secretary, at=at, today=local(at).date())
    elif verb == "chase":
        name, how, words, promised_on = said
        steps.log_chase(action, name, words, by=life.secretary, at=at, how=how, promised_on=date.fromisoformat(promised_on))
    elif verb == "pause":
        asking.pause(action, date.fromisoformat(said[0]), said[1], by=life.secretary, at=at)
    else:
        close(action, member.kind, said[0], by=life.secretary, at=at)


def close(action: Action, lead_kind: str, heard: str, *, by: Actor, at: datetime) -> None:
    """Checked, asked about, and closed. What the community did itself a resident confirms on paper (domain.md, opening decision 4)."""
    steps.accept(action, "", by=by, at=at)
    today = local(at).date()
    if lead_kind in OF_THE_COMMUNITY:
        answer = asking.Heard("reporter", "paper", "居民代表", "yes", "satisfied", heard, today)
        asking.follow_up(action, answer, by=by.on_behalf("paper"), at=at)
    else:
        asking.follow_up(action, asking.Heard("secretary", "phone", "居民代表", "yes", "satisfied", heard, today), by=by, at=at)
    steps.close(action, "solved", "", today, by=by, at=at)
