from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask import Flask

from app.core.db import db, writing
from app.core.ledger import verify
from app.core.lifecycle import Refused
from app.issues import actions
from app.issues.models import Issue
from app.policy import SYSTEM
from tests import make
from tests.issues import make_issues


def reason_of(act: object) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused, writing():
        act()  # type: ignore[operator]  # a function without arguments
    return refused.value.reason, refused.value.field


def test_numbers_count_per_alliance_and_year_without_gaps(any_app: Flask) -> None:
    one, other = make.alliance(), make.alliance()
    assert [make_issues.issue(one).number, make_issues.issue(other).number] == ["D2026-0001", "D2026-0001"]
    with pytest.raises(RuntimeError), writing():
        actions.report(one, "没有保存", "", category="OTHER", channel="grid", by=SYSTEM, at=make.AT)
        raise RuntimeError
    assert make_issues.issue(one).number == "D2026-0002"
    with writing():
        new_year = datetime(2026, 12, 31, 16, 30, tzinfo=UTC)  # half past midnight on 1 January in Shanghai
        later = actions.report(one, "新年第一件", "", category="OTHER", channel="grid", by=SYSTEM, at=new_year)
    assert later.number == "D2027-0001"
    assert list(verify()) == []


def test_accepting_mends_the_title_and_tells_the_proposer(any_app: Flask) -> None:
    person = make.delegate_of(make.seat(make.alliance()))
    issue = make_issues.proposal(make.alliance(), make.actor(person))
    assert (issue.title, issue.wish, issue.channel, issue.proposer_id) == ("门口路灯坏了", "请供电公司来修", "member", person.id)
    with writing():
        actions.accept(issue, title="三号路灯", category="LIGHT", answer="已经报修", by=SYSTEM, at=make.AT)
    assert (issue.state, issue.title, issue.category, issue.answer) == ("accepted", "三号路灯", "LIGHT", "已经报修")


def test_a_confidential_category_makes_an_issue_confidential_and_none_makes_it_public(any_app: Flask) -> None:
    issue = make_issues.issue(make.alliance())
    assert issue.privacy == "public"
    with writing():
        actions.accept(issue, category="NOISE", by=SYSTEM, at=make.AT)
    assert issue.privacy == "confidential"
    alliance = make.alliance()
    with writing():
        hidden = actions.report(alliance, "x", "", category="NOISE", channel="grid", privacy="anonymous", by=SYSTEM, at=make.AT)
        actions.accept(hidden, category="ROAD", by=SYSTEM, at=make.AT)
    assert hidden.privacy == "anonymous"


def test_declining_always_says_where_to_go(any_app: Flask) -> None:
    issue = make_issues.issue(make.alliance())
    with writing():
        actions.decline(issue, "供水管网归自来水公司", "请拨打自来水公司电话", by=SYSTEM, at=make.AT)
    assert (issue.state, issue.answer) == ("declined", "供水管网归自来水公司\n请拨打自来水公司电话")
    assert reason_of(lambda: actions.accept(issue, by=SYSTEM, at=make.AT)) == ("moved.already", None)


def test_a_merged_issue_takes_its_followers_along(any_app: Flask) -> None:
    alliance = make.alliance()
    first, second, third = (make_issues.issue(alliance, f"第{number}件") for number in range(3))
    with writing():
        actions.merge(first, second.number, by=SYSTEM, at=make.AT)
    with writing():
        actions.merge(second, third.number, by=SYSTEM, at=make.AT)
    db.session.expire_all()
    assert [(one.state, one.merged_into_id) for one in (first, second, third)] == [
        ("merged", third.id),
        ("merged", third.id),
        ("submitted", None),
    ]
    assert list(verify()) == []


def test_an_issue_merges_only_into_another_open_one_of_its_alliance(any_app: Flask) -> None:
    alliance = make.alliance()
    issue, gone, foreign = make_issues.issue(alliance), make_issues.issue(alliance), make_issues.issue(make.alliance())
    with writing():
        actions.withdraw(gone, "", by=SYSTEM, at=make.AT)
    assert foreign.number == issue.number
    assert reason_of(lambda: actions.merge(issue, "D2026-0099", by=SYSTEM, at=make.AT)) == ("issue.merge_unknown", "number")
    assert reason_of(lambda: actions.merge(issue, issue.number, by=SYSTEM, at=make.AT)) == ("issue.merge_itself", "number")
    assert reason_of(lambda: actions.merge(issue, gone.number, by=SYSTEM, at=make.AT)) == ("issue.merge_closed", "number")


def test_a_danger_never_reaches_an_agenda(any_app: Flask) -> None:
    issue = make_issues.issue(make.alliance(), "楼道有燃气味", accepted=True)
    assert reason_of(lambda: actions.table(issue, by=SYSTEM, at=make.AT)) == ("issue.danger", None)
    assert db.session.get_one(Issue, issue.id).state == "accepted"


def test_an_issue_goes_onto_an_agenda_off_it_and_to_its_end(any_app: Flask) -> None:
    issue = make_issues.issue(make.alliance(), accepted=True)
    with writing():
        actions.table(issue, by=SYSTEM, at=make.AT)
    with writing():
        actions.unlist(issue, by=SYSTEM, at=make.AT, words="下次再议")
    assert issue.state == "accepted"
    with writing():
        actions.table(issue, by=SYSTEM, at=make.AT)
        actions.finish(issue, "已经开放", by=SYSTEM, at=make.AT)
    assert (issue.state, issue.answer) == ("done", "已经开放")
