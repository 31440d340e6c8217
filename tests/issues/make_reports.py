"""Reports of residents, through the app's own actions."""

from __future__ import annotations

from datetime import date

from app.alliances.models import Alliance, Community
from app.core import ledger
from app.core.db import db, writing
from app.issues import actions, handing, intake
from app.issues.codes import new_code
from app.issues.models import Issue
from app.policy import SYSTEM
from tests import make

#: Words, a name and a telephone that stand nowhere else: where one of them shows up, something leaks.
WORDS, NAME, PHONE = "金丝雀西门的灯不亮", "沈南枝", "10000004827"
CANARIES = ("金丝雀", NAME, PHONE)


def report(of: Alliance, *, about_community: bool = False, words: str = WORDS, name: str = NAME, phone: str = PHONE) -> tuple[Issue, str]:
    """The issue, and its query code."""
    code = new_code()
    said = intake.Said(words, "LIGHT", "鹤鸣苑西门", "confidential", about_community, name, phone)
    with writing():
        ledger.hold(ledger.CITY if about_community else of.id)
        made = intake.take_in(of, said, code, at=make.AT)
    return made, code


def street_of(alliance: Alliance) -> int:
    return db.session.get_one(Community, alliance.community_id).street_id


def dispatched(issue: Issue, organisation_id: int, summary: str = "西门路灯不亮，请检修") -> None:
    with writing():
        actions.accept(issue, title="西门路灯", by=SYSTEM, at=make.AT)
        handing.dispatch(issue, handing.Handing("multi_force", organisation_id, "", date(2026, 11, 20), summary), by=SYSTEM, at=make.AT)
