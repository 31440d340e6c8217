"""A coordination meeting two working days ahead, notified, with the answers that came so far: by telephone, by the members' own
telephones, by the group's link, one of them from somebody the roster does not know; and some that are still missing."""

from __future__ import annotations

from datetime import date, datetime

from flask import current_app
from sqlalchemy import select

from app.accounts.models import Person
from app.accounts.queries import actor_for
from app.alliances.models import Alliance, Organisation, Seat
from app.core import ledger
from app.core.clock import at_local
from app.core.db import db, writing
from app.meetings import actions as meetings
from app.meetings.agenda import items_of
from app.meetings.models import Meeting
from app.meetings.notice_words import notice_words, planned
from app.minutes import publishing
from app.papers.blocks import Items, paragraph
from app.papers.model import Document
from app.policy import NOBODY, Actor
from app.replies import actions as replies
from app.replies.actions import Said
from app.replies.papers import add_paper, taken
from app.settings import models as settings

CALLED, DAY = date(2026, 11, 18), date(2026, 11, 26)
TITLE = "鹤鸣里社区党建联盟2026年冬季供暖除雪议事协调会"
#: Their delegates have a link of the demo and answer by themselves.
SILENT = ("区水文站", "和美物业", "大学生志愿者协会", "快递行业党支部")
SAID = {
    "云杉税务所": Said("apology", reason="当天全员培训"),
    "银杏小学": Said("stand_in", name="温如玉", phone="0061"),
    "云杉社区卫生服务中心": Said("stand_in", name="卓清和", phone="0062", said_by="办公室值班的同志"),
}
UNKNOWN = ("云杉中医院", Said("stand_in", name="乔望舒", phone="0063"))


def record_replies(home: Alliance, by: Actor) -> Meeting:
    """Everything through the same actions as people's, in the days before the demo's. The paper lies on disk before a row names it."""
    plan = taken(publishing.word_of(_stretches(home)), "除雪责任路段划分（草案）.docx")
    with writing():
        ledger.hold(home.id)
        meeting = _called(home, by)
        add_paper(meeting, items_of(meeting)[-2].id, "", plan, by=by, at=at_local(CALLED, 15))
        _answers(meeting, by)
    return meeting


def _stretches(home: Alliance) -> Document:
    """A draft that belongs to an item."""
    stretches = (
        "鹤鸣苑西门至银杏小学门前：和美物业、银杏小学。",
        "社区党群服务站至云杉税务所门前：云杉税务所、商圈联合党支部。",
        "鹤鸣苑东门至公交站：区水文站、大学生志愿者协会。",
    )
    watermark = "演示数据" if settings.installation() == "demo" else ""
    blocks = (paragraph("雪停以后先清人行道和公交站，再清车行道；小雪当天清完，大雪次日中午前清完。"), Items(stretches))
    return Document("notice", "除雪责任路段划分\n（草案）", f"{home.name}秘书处", CALLED, blocks, watermark=watermark)


def _called(home: Alliance, by: Actor) -> Meeting:
    at = at_local(CALLED, 15)
    plan = meetings.Plan(
        at_local(DAY, 14),
        "社区党群服务站二楼议事厅",
        "coordination",
        title=TITLE,
        ends_at=at_local(DAY, 16),
        chair_name="林知夏",
        recorder_name=by.name,
        contact=by.name,
    )
    meeting = meetings.schedule(home, plan, by=by, at=at)
    meetings.add_item(meeting, "供暖报修谁接、多长时间回话", by=by, at=at, presenter="和美物业", regime="consensus")
    meetings.add_item(meeting, "除雪责任路段划分", by=by, at=at, presenter="鹤鸣里社区居民委员会", regime="alliance_majority")
    meetings.add_item(meeting, "老旧楼栋外墙保温改造", by=by, at=at, presenter="鹤鸣苑小区业主委员会", regime="owners_278_threequarters")
    url = f"{current_app.config['PUBLIC_URL']}/r/{meeting.code}"
    topics = [item.title for item in items_of(meeting)]
    words = notice_words(meeting, home.name, planned(meeting, topics), url=url, reply_by=date(2026, 11, 25), issued_on=CALLED)
    meetings.notify(meeting, words, reason="", by=by, at=at)
    return meeting


def _answers(meeting: Meeting, by: Actor) -> None:
    statement = select(Seat, Organisation.name, Person).join(Organisation, Organisation.id == Seat.organisation_id)
    statement = statement.join(Person, Person.id == Seat.delegate_id).where(Seat.alliance_id == meeting.alliance_id, Seat.votes)
    for number, (seat, unit, person) in enumerate(db.session.execute(statement.order_by(Seat.position, Seat.id)).all()):
        at = at_local(date(2026, 11, 19 + number % 2), 9, 3 * number)
        if unit == UNKNOWN[0]:
            replies.answer_unknown(meeting, seat, UNKNOWN[1], by=NOBODY, at=at)
        elif unit not in SILENT:
            _answer(meeting, seat, SAID.get(unit, Said("present")), person, by, number, at)


def _answer(meeting: Meeting, seat: Seat, said: Said, person: Person, by: Actor, number: int, at: datetime) -> None:
    if said.said_by:
        replies.answer(meeting, seat, said, via="phone", person_id=None, by=by, at=at)
    elif number % 2:
        replies.answer(meeting, seat, said, via="link", person_id=person.id, by=NOBODY, at=at)
    else:
        who = actor_for(person.id, person.name)
        replies.answer(meeting, seat, said, via="own", person_id=person.id, by=who, at=at)
