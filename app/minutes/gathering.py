"""The record of a meeting gathered from the rows of every domain: what compose.py turns into papers. Reads only."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import func, select

from app.accounts.models import Person
from app.accounts.rules import masked
from app.alliances.models import Alliance, Community, Organisation, Seat, Street
from app.alliances.roster.kinds import guess_kind
from app.ballots.models import Consensus, Motion, Voice
from app.ballots.outside import Stated
from app.ballots.outside_queries import outside_rows, stated_of
from app.ballots.queries import outcome_of, weighted_motions
from app.ballots.shares import Quorum, Share
from app.core.clock import local
from app.core.db import db
from app.meetings.models import AgendaItem, Attendance, Meeting, Recusal
from app.meetings.presence import STANDS_BACK, card, quorum_of
from app.meetings.room_queries import represented
from app.meetings.rules import WRITTEN
from app.minutes import rules
from app.minutes.models import PublicNotice
from app.minutes.record import Attendee, Chair, Counted, Dates, Place, Postponed, Record, Recused, Report, Request, Task, Topic
from app.resolutions.models import Action
from app.resolutions.queries import ActionRow, action_row, of_meeting
from app.resolutions.reporting import ReportLine, report_lines
from app.resolutions.rules import ACTION_STATES
from app.settings import models as settings

Units = Mapping[int, tuple[Seat, Organisation, Person | None]]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def record_of(meeting: Meeting, dated: date) -> Record:
    """Everything papers about the meeting may say; `dated` is the day from which the 公示 and the slips are counted."""
    alliance = db.session.get_one(Alliance, meeting.alliance_id)
    units = _units(meeting)
    decided = of_meeting(meeting.id)
    lines = report_lines(meeting)
    snapshot = card(meeting)
    carried = [_task(action_row(line.action_id), carried=True) for line in lines if line.standing == "extended"]
    convener = next((unit.name for seat, unit, _person in units.values() if seat.role == "convener"), alliance.name)
    return Record(
        alliance=alliance.name,
        place=_place(alliance),
        kind=meeting.kind,
        title=meeting.title,
        starts=local(meeting.started_at or meeting.starts_at),
        ends=local(ended) if (ended := meeting.ended_at or meeting.ends_at) else None,
        venue=meeting.place,
        convener=convener,
        chair=_chair(meeting, units),
        recorder=meeting.recorder_name,
        contact=meeting.contact,
        quorum=Quorum(**snapshot["quorum"]),
        quorum_required=quorum_of(meeting),
        entitled=sum(bool(line["votes"]) for line in snapshot["roll"]),
        personal=_personal(snapshot["roll"], units),
        members=_members(meeting, snapshot["roll"], units),
        observers=_observers(meeting, snapshot["roll"], units),
        topics=_topics(meeting, {row.item_id: (row.points, row.basis) for row in decided.resolutions}, units),
        tasks=(*(_task(row) for row in decided.actions), *carried),
        requests=tuple(_request(row) for row in decided.letters),
        dates=_dates(meeting, dated, [row.assigned_on for row in decided.actions]),
        report=_report(meeting, lines),
        remark=meeting.remark,
        red=settings.words("minutes.head", alliance.id) == "red",
        watermark="演示数据" if settings.installation() == "demo" else "",
    )


def _place(alliance: Alliance) -> Place:
    statement = select(Street.name, Community.name).join(Community, Community.street_id == Street.id)
    return Place(*db.session.execute(statement.where(Community.id == alliance.community_id)).one())


def _units(meeting: Meeting) -> Units:
    """Seat id -> seat, organisation, delegate, for every seat that the alliance has or had."""
    statement = (
        select(Seat, Organisation, Person)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .outerjoin(Person, Person.id == Seat.delegate_id)
        .where(Seat.alliance_id == meeting.alliance_id)
        .order_by(Seat.votes.desc(), Seat.position, Seat.id)
    )
    return {seat.id: (seat, unit, person) for seat, unit, person in db.session.execute(statement)}


def _chair(meeting: Meeting, units: Units) -> Chair:
    found = units.get(meeting.chair_seat_id or 0)
    if found is None:
        return Chair(meeting.chair_name)
    seat, unit, person = found
    name = meeting.chair_name or (person.name if person else "")
    title = seat.delegate_title if person and person.name == name else ""
    return Chair(name, unit.name, title, rotating=seat.role != "convener")


# -- who was there -----------------------------------------------------------------------------------------------------


def _personal(roll: list[dict[str, object]], units: Units) -> tuple[str, ...]:
    kinds = [(units[seat][1].kind, units[seat][1].name) for line in roll if line["votes"] and (seat := int(str(line["seat"]))) in units]
    return rules.personal_members(kinds)


def attendance(meeting: Meeting) -> list[Attendance]:
    return list(db.session.scalars(select(Attendance).where(Attendance.meeting_id == meeting.id).order_by(Attendance.id)))


def _members(meeting: Meeting, roll: list[dict[str, object]], units: Units) -> tuple[Attendee, ...]:
    rows = {row.seat_id: row for row in attendance(meeting)}
    holders = represented(meeting)
    members = [(int(str(line["seat"])), _attendee(line, units, rows.get(int(str(line["seat"]))))) for line in roll if line["votes"]]
    return tuple(_by_letter(one, holders[seat]) if seat in holders else one for seat, one in members)


def _by_letter(one: Attendee, holder: str) -> Attendee:
    """A member that sent nobody but its letter: it counts among those present, and no name of its own stands there."""
    return replace(one, status="present", name="", title="", stand_in=False, represented_by=holder)


def _attendee(line: dict[str, object], units: Units, row: Attendance | None) -> Attendee:
    """A seat of the roll as it was then; nobody marked means absent."""
    seat, unit, person = units[int(str(line["seat"]))]
    delegate = person.name if person else ""
    status = row.status if row is not None and row.status != "expected" else "absent"
    name = (row.person_name if row is not None else "") or delegate
    return Attendee(
        unit=str(line["organisation"]),
        name=name,
        kind=unit.kind,
        status=status,
        stand_in=row is not None and row.stand_in,
        title=seat.delegate_title if name == delegate else "",
        phone=masked(person.phone) if person and name == delegate else "",  # of nobody else: a stand-in's, a predecessor's is not known
        convenes=seat.role == "convener",
    )


def _observers(meeting: Meeting, roll: list[dict[str, object]], units: Units) -> tuple[Attendee, ...]:
    """列席 who were there: seats without a vote and walk-ins, who ranks higher first; before the meeting all that are asked to come."""
    rows = attendance(meeting)
    by_seat = {row.seat_id: row for row in rows}
    seated = [_attendee(line, units, by_seat.get(int(str(line["seat"])))) for line in roll if not line["votes"]]
    guests = [
        Attendee(row.unit_name, row.person_name, _guest_kind(row.unit_name), row.status)
        for row in rows
        if row.seat_id is None and row.status == "present"
    ]
    planned = meeting.state not in ("in_session", "ended")
    here = [one for one in (*seated, *guests) if planned or one.status == "present"]
    return tuple(sorted(here, key=lambda one: rules.observer_rank(one.kind)))


def _guest_kind(unit: str) -> str:
    return rules.guest_kind(unit, guess_kind(unit)) if unit else ""


def representatives(meeting: Meeting) -> list[str]:
    """Names of those who sit for residents, whether they came or not."""
    of_residents = ("resident_rep", "grid_worker", "representatives")
    found = [person.name for _seat, unit, person in _units(meeting).values() if person and unit.kind in of_residents]
    return sorted({*found, *(row.person_name for row in attendance(meeting) if row.seat_id is None and row.person_name)})


# -- what was decided --------------------------------------------------------------------------------------------------


def _topics(meeting: Meeting, resolved: Mapping[int, tuple[tuple[str, ...], str]], units: Units) -> tuple[Topic, ...]:
    statement = select(AgendaItem).where(AgendaItem.meeting_id == meeting.id, AgendaItem.position > 0)
    items = db.session.scalars(statement.order_by(AgendaItem.position, AgendaItem.id)).all()
    recused, ballots, agreed = _recused(meeting, units), _ballots(meeting), _agreements(meeting)
    outside = {item_id: stated_of(row) for item_id, row in outside_rows(meeting.id).items()}
    return tuple(
        Topic(
            id=item.id,
            kind=item.kind,
            title=item.title,
            state=item.state,
            regime=item.regime,
            presenter=item.presenter,
            notes=item.notes,
            outcome_words=item.outcome_words,
            recused=tuple(recused.get(item.id, ())),
            ballots=tuple(ballots.get(item.id, ())),
            reservations=agreed.get(item.id) if item.state == "decided" else None,
            points=resolved.get(item.id, (_points(item.agreed), ""))[0],
            basis=resolved.get(item.id, ((), ""))[1],
            written=meeting.kind == WRITTEN,
            outside=_outside(item, outside.get(item.id)),
        )
        for item in items
    )


def _outside(item: AgendaItem, stated: Stated | None) -> Stated | None:
    """One that was entered under another way of deciding is not told until somebody has looked at it again."""
    return stated if stated is not None and stated.regime == item.regime else None


def _points(agreed: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in agreed.splitlines() if line.strip())


def _recused(meeting: Meeting, units: Units) -> dict[int, list[Recused]]:
    statement = select(Recusal).join(AgendaItem, AgendaItem.id == Recusal.item_id).where(AgendaItem.meeting_id == meeting.id)
    found: dict[int, list[Recused]] = {}
    for row in db.session.scalars(statement.where(Recusal.state.in_(STANDS_BACK)).order_by(Recusal.id)):
        found.setdefault(row.item_id, []).append(Recused(units[row.seat_id][1].name, row.reason))
    return found


def _ballots(meeting: Meeting) -> dict[int, list[Counted]]:
    """Counted motions by item; one that was redone is told by what replaced it."""
    statement = select(Motion).where(Motion.meeting_id == meeting.id, Motion.state == "counted").order_by(Motion.id)
    motions = list(db.session.scalars(statement))
    redone, weighted = {motion.redo_of_id for motion in motions}, weighted_motions(meeting.id)
    found: dict[int, list[Counted]] = {}
    for motion in motions:
        if motion.id in redone or motion.rule is None or motion.counts is None:
            continue
        outcome = outcome_of(motion, weighted=motion.id in weighted)
        counted = Counted(motion.text, motion.visibility, Share(**motion.rule), outcome, motion.round, motion.seats_to_fill is not None)
        found.setdefault(motion.item_id, []).append(counted)
    return found


def _agreements(meeting: Meeting) -> dict[int, int]:
    """Item id -> how many held back when consensus was declared last."""
    statement = (
        select(Consensus.item_id, func.count(Voice.id).label("held"))
        .join(AgendaItem, AgendaItem.id == Consensus.item_id)
        .outerjoin(Voice, (Voice.consensus_id == Consensus.id) & (Voice.kind == "reservation"))
        .where(AgendaItem.meeting_id == meeting.id, Consensus.state == "declared")
        .group_by(Consensus.id, Consensus.item_id)
        .order_by(Consensus.id)
    )
    return {row.item_id: row.held for row in db.session.execute(statement)}


# -- what follows ------------------------------------------------------------------------------------------------------


def _task(row: ActionRow, *, carried: bool = False) -> Task:
    kind = db.session.scalar(select(Organisation.kind).where(Organisation.id == row.lead_organisation_id)) or ""
    state = "延期办理" if carried else ACTION_STATES[row.state]
    return Task(row.number, row.title, row.lead, row.supports, row.due_text, row.criteria, state, kind, carried)


def _request(row: ActionRow) -> Request:
    return Request(row.title, row.lead, row.supports[0] if row.supports else "", row.due, row.via)


def _report(meeting: Meeting, lines: list[ReportLine]) -> Report | None:
    """None where there is nothing to report: the alliance's first meeting, or no action was ever promised."""
    statement = select(Meeting).where(
        Meeting.alliance_id == meeting.alliance_id, Meeting.state == "ended", Meeting.starts_at < meeting.starts_at, Meeting.kind != WRITTEN
    )
    previous = db.session.scalar(statement.order_by(Meeting.starts_at.desc(), Meeting.id.desc()).limit(1))
    if previous is None or not lines:
        return None
    found = [line.standing for line in lines]
    origins = set(db.session.scalars(select(Action.meeting_id).where(Action.id.in_([line.action_id for line in lines]))))
    return Report(
        previous_title=previous.title,
        previous_day=local(previous.starts_at).date(),
        total=len(lines),
        closed=found.count("closed"),
        open=found.count("open"),
        shelved=found.count("shelved"),
        cancelled=found.count("cancelled"),
        older=origins != {previous.id},
        postponed=tuple(_postponed(line) for line in lines if line.standing == "extended"),
    )


def _postponed(line: ReportLine) -> Postponed:
    assert line.due is not None
    assert line.new_due is not None
    return Postponed(line.number, line.title, line.lead, line.due, line.new_due, line.reason, line.asked_on, line.decided_by, line.final)


def _dates(meeting: Meeting, dated: date, assigned: list[date]) -> Dates:
    """The days of the 公示 as drafted, else counted from `dated`; the slips' day as the actions say, where it lies behind it."""
    calendar, alliance_id = settings.calendar(), meeting.alliance_id
    workdays = settings.number("notice_period.workdays", alliance_id)
    drafted = db.session.scalar(select(PublicNotice).where(PublicNotice.meeting_id == meeting.id))
    start, end = (drafted.from_day, drafted.to_day) if drafted else rules.notice_days(calendar, dated, workdays)
    slips = max([day for day in assigned if day > end], default=rules.slip_day(calendar, end))
    return Dates(
        notice_from=start,
        notice_to=end,
        notice_workdays=calendar.between(start, end) + calendar.is_workday(start),
        slips=slips,
        requests_by=calendar.after(slips, settings.number("request_letter.workdays", alliance_id)),
        acknowledge=settings.number("action.acknowledge_workdays", alliance_id),
        progress=settings.number("action.progress_workdays", alliance_id),
        ask_before=settings.number("action.due_soon_workdays", alliance_id),
    )
