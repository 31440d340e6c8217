"""What the URLs of issues name, and who finds what behind them. Their views stand in *routes.py."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, current_app, url_for

from app.core.db import db
from app.core.web import actor, refuse_access
from app.issues import queries
from app.issues.models import Issue
from app.policy import CITY, may, places

blueprint = Blueprint("issues", __name__)


def readable(issue_id: int) -> Issue | None:
    """The issue for those who may read issues there, or who proposed it; for everybody else there is none."""
    if not actor().is_authenticated:
        refuse_access()
    issue = db.session.get(Issue, issue_id)
    if issue is None or not (may(actor(), "issues.read", issue) or own_issue(issue_id)):
        return None
    return issue


def at_desk(issue_id: int) -> Issue | None:
    """The issue that an act of the desk is about. What is about a community is not there for anybody who must not read it."""
    if not actor().is_authenticated:
        refuse_access()
    issue = db.session.get(Issue, issue_id)
    return None if issue is None or (issue.about_community and not may(actor(), "issues.read", issue)) else issue


def own_issue(issue_id: int) -> Issue | None:
    """The issue, where the reader proposed it."""
    issue = db.session.get(Issue, issue_id)
    return issue if issue is not None and actor().is_authenticated and issue.proposer_id == actor().id else None


def assigned_here(issue_id: int) -> Issue | None:
    """The issue, where it lies or lay with a unit of the reader's."""
    if not actor().is_authenticated:
        refuse_access()
    issue = db.session.get(Issue, issue_id)
    return issue if issue is not None and issue.lead_organisation_id in actor().organisations else None


def desks() -> queries.Desks:
    """Whose issues the reader may see in a list."""
    who = actor()
    return queries.Desks(places(who, "issues.read") - {CITY}, places(who, "issues.of_street") - {CITY}, who.id)


def address_of(endpoint: str, **values: Any) -> str:
    """An address as it is printed and copied: the one that the installation is known by, never one that a request brought."""
    return f"{current_app.config['PUBLIC_URL']}{url_for(endpoint, **values)}"


def issue_url(issue: Issue, **_ids: Any) -> str:
    return url_for("issues.show", issue_id=issue.id, _anchor=f"issue-{issue.id}")
