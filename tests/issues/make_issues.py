"""Issues in any state, through the app's own actions."""

from __future__ import annotations

from app.alliances.models import Alliance
from app.core.db import writing
from app.issues import actions
from app.issues.models import Issue
from app.policy import SYSTEM, Actor
from tests import make


def issue(of: Alliance, title: str = "鹤鸣苑夜间停车难", *, words: str = "", accepted: bool = False) -> Issue:
    with writing():
        made = actions.report(of, title, words, category="PARK_SHARE", channel="grid", by=SYSTEM, at=make.AT)
        if accepted:
            actions.accept(made, by=SYSTEM, at=make.AT)
    return made


def proposal(of: Alliance, by: Actor, words: str = "门口路灯坏了。晚上看不清。", wish: str = "请供电公司来修") -> Issue:
    with writing():
        made = actions.propose(of, words, wish, organisation_id=None, by=by, at=make.AT)
    return made
