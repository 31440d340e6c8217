"""What 鹤鸣里 decided goes to the public: released on paper by 林知夏, and a resident's word against it, answered."""

from __future__ import annotations

from datetime import date

from app.core import files, ledger
from app.core.clock import at_local
from app.core.db import db, writing
from app.meetings.models import Meeting
from app.minutes import publishing
from app.minutes import queries as minutes
from app.notices import actions as notices
from app.notices.actions import Paper, Release
from app.notices.models import ReleasedNotice
from app.notices.pages import paper_of, released_days
from app.policy import Actor

RELEASED, HEARD, ANSWERED = date(2026, 11, 18), date(2026, 11, 19), date(2026, 11, 20)


def record_notice(meeting_id: int, by: Actor) -> ReleasedNotice:
    """The paper is rendered before the transaction, as at a screen."""
    meeting = db.session.get_one(Meeting, meeting_id)
    draft = minutes.public_notice_of(meeting_id)
    assert draft is not None
    days, forbidden = released_days(draft, RELEASED), minutes.representatives(meeting)
    document = paper_of(meeting, draft, days)
    paper = Paper(document, files.keep(publishing.pdf_of(document)), draft.version)
    with writing():
        ledger.hold(meeting.alliance_id)
        db.session.refresh(draft)
        sheet = Release("林知夏", RELEASED, "paper", *days)
        notice = notices.release(draft, paper, sheet, forbidden, by=by.on_behalf("paper"), at=at_local(RELEASED, 16, 30))
        heard = "家里两个人上夜班，早上7点半以前回不来，能不能晚一点挪车？"
        objection = notices.object_to(notice, "2号楼一位居民", heard, HEARD, by=by, at=at_local(HEARD, 17, 10))
        said = "区水文站上班要用车位，时间不能往后推。夜班的可以登记白天空出的小区车位，社区居委会已记下，3月评议时再看。"
        notices.answer(objection, said, "林知夏", ANSWERED, by=by.on_behalf("convener"), at=at_local(ANSWERED, 9, 0))
    return notice
