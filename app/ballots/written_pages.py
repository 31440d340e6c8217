"""What the page of a ballot in writing shows beside the item's card: how long it still runs, who has answered, texts to send on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import current_app, url_for

from app.alliances.models import Alliance
from app.ballots.in_writing import moment
from app.ballots.models import Motion
from app.ballots.pages import Decision
from app.ballots.written_forms import DeadlineForm, WrittenForm
from app.core.clock import local, now
from app.core.db import db
from app.core.i18n import say
from app.core.web import page, qr
from app.core.workdays import Calendar
from app.meetings.models import Meeting
from app.rulecards.models import card_of
from app.rulecards.pages import plain_words
from app.settings import models as settings

#: The first parts of a card in words: the quorum and the two rules.
RULES_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Written:
    """One motion in writing. `left`: the countdown in words; `answered`, `waiting`: names of units; texts are Chinese, for WeChat."""

    motion: Motion
    left: str
    answered: tuple[str, ...]
    recused: tuple[str, ...]
    waiting: tuple[tuple[int, str], ...]
    over: bool
    url: str
    picture: str
    invitation: str
    reminder: str
    single: Mapping[int, str]

    @property
    def may_close(self) -> bool:
        return self.motion.state == "open" and (self.over or not self.waiting)


def written_of(meeting: Meeting, decisions: Mapping[int, Decision]) -> Written | None:
    """The newest ballot of a written meeting that went out; None before one did."""
    sent = [ballot for decision in decisions.values() for ballot in decision.ballots if ballot.motion.deadline is not None]
    if not sent:
        return None
    ballot, at, calendar = sent[-1], now(), settings.calendar()
    motion = ballot.motion
    assert motion.deadline is not None
    cast = {line.seat_id for line in ballot.roll if line.cast}
    waiting = tuple((line.seat_id, line.unit) for line in ballot.roll if line.seat_id not in cast | ballot.room.recused)
    alliance = db.session.get_one(Alliance, meeting.alliance_id).name
    url = f"{current_app.config['PUBLIC_URL']}{url_for('ballots.motion', motion_id=motion.id)}"
    missing = [unit for _seat, unit in waiting]
    return Written(
        motion=motion,
        left=time_left(at, motion.deadline, calendar),
        answered=tuple(line.unit for line in ballot.roll if line.seat_id in cast - ballot.room.recused),
        recused=tuple(line.unit for line in ballot.roll if line.seat_id in ballot.room.recused),
        waiting=waiting,
        over=at >= motion.deadline,
        url=url,
        picture=qr(url),
        invitation=invitation(alliance, motion.text, motion.deadline, url, local(at).date()),
        reminder=reminder(alliance, motion.text, motion.deadline, url, missing),
        single={seat: reminder_to(alliance, motion.text, motion.deadline, url, unit) for seat, unit in waiting},
    )


def time_left(at: datetime, deadline: datetime, calendar: Calendar) -> str:
    """还剩2个工作日，到11月27日17时."""
    if at >= deadline:
        return say("已在%(time)s截止", time=moment(deadline))
    today, last = local(at).date(), local(deadline).date()
    if today == last:
        return say("今天截止，到%(time)s", time=moment(deadline))
    days = calendar.between(today, last)
    if days:
        return say("还剩%(days)s个工作日，到%(time)s", days=days, time=moment(deadline))
    return say("到%(time)s截止，中间没有工作日", time=moment(deadline))


# -- texts to copy: messages are Chinese only --------------------------------------------------------------------------


def invitation(alliance: str, text: str, deadline: datetime, url: str, day: date) -> str:
    return (
        f"【书面表决】各成员：\n{_said(text)}现以书面方式征求各成员意见，请在{moment(deadline)}前表决，点链接就能投：\n{url}\n"
        f"也可以把纸质表决票交给联盟秘书。谢谢！\n{alliance}\n{day.year}年{day.month}月{day.day}日"
    )


def reminder(alliance: str, text: str, deadline: datetime, url: str, missing: Sequence[str]) -> str:
    """To everybody, naming politely who has not answered; whom nobody waits for needs none."""
    if not missing:
        return ""
    return (
        f"【书面表决提醒】各成员：\n{_said(text)}书面表决{moment(deadline)}截止。还没有收到意见的有：{'、'.join(missing)}。"
        f"百忙之中请抽空表决，点链接就能投：\n{url}\n已经交了纸质票的请告诉联盟秘书一声。谢谢！\n{alliance}"
    )


def reminder_to(alliance: str, text: str, deadline: datetime, url: str, unit: str) -> str:
    return (
        f"【书面表决提醒】{unit}：\n您好！{_said(text)}书面表决{moment(deadline)}截止，还没有收到贵单位的意见，请抽空表决，点链接就能投：\n{url}\n"
        f"用纸质票的，请在截止前交给联盟秘书。谢谢！\n{alliance}"
    )


def _said(text: str) -> str:
    return f"关于“{text.strip().rstrip('。')}”，"


# -- the form ----------------------------------------------------------------------------------------------------------


def sending_page(alliance: Alliance, status: int = 200, **_ids: Any) -> Any:
    card = card_of(alliance.id)
    rules = plain_words(card, card)[:RULES_SHOWN]
    return page("ballots/written_new.html", status=status, alliance=alliance, form=WrittenForm.shown(), rules=rules)


def deadline_form(motion: Motion) -> DeadlineForm:
    return DeadlineForm.shown(key=motion.id)
