"""Minutes of the demo city: drafted, signed off on paper, handed out on paper.

Signed-off minutes hold their paper as a model with its hash, as everybody's do. Their PDF and Word files are not rendered while the
city is loaded: the office has the printed paper, and the files come from the signed model whenever somebody asks for them.
Only the showcase's minutes have stored files.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from app.core.clock import local
from app.demo.city.life import Life
from app.meetings.models import Meeting
from app.minutes import actions as minutes
from app.minutes.actions import SignOff
from app.minutes.models import Minutes
from app.minutes.queries import draft_of
from app.papers.model import Document

#: Of the meetings lately, how many have no minutes, and how many have a draft that nobody has signed.
UNWRITTEN, UNSIGNED = 0.05, 0.05


def after_meeting(life: Life, meeting: Meeting, at: datetime) -> None:
    if not life.neglects(UNWRITTEN, at):
        life.plan(life.after(at, life.dice.choice((1, 1, 2))), partial(_draft, life, meeting.id))


def _draft(life: Life, meeting_id: int, at: datetime) -> None:
    drafted = minutes.draft(life.get(Meeting, meeting_id), by=life.secretary, at=at)
    if not life.neglects(UNSIGNED, at):
        life.plan(life.after(at, life.dice.choice((1, 2, 2, 3)), 16), partial(_sign, life, drafted.id))


def _sign(life: Life, minutes_id: int, at: datetime) -> None:
    """签发 by the convener on paper, and handed out the same day."""
    drafted = life.get(Minutes, minutes_id)
    meeting, day = life.get(Meeting, drafted.meeting_id), local(at).date()

    def compose(number: int) -> Document:
        return draft_of(drafted, meeting, day, number=number)

    minutes.sign_off(drafted, SignOff(life.home.members[0].person or "书记", day), compose, by=life.paper, at=at)
    minutes.publish_on_paper(drafted, by=life.paper, at=at)
