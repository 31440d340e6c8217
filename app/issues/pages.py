"""What the pages of issues show. Writes nothing."""

from __future__ import annotations

from typing import Any

from wtforms.fields.choices import SelectChoice

from app.alliances.models import Alliance
from app.core.db import db
from app.core.forms import unsaved_words
from app.core.web import actor, page
from app.issues import categories, forms, queries
from app.issues.models import Issue
from app.issues.rules import CHANNELS, LEAST_SHOWN, LIFECYCLE, OPEN, PRIVACY, STATES
from app.policy import may

TONES = {"accepted": "run", "on_agenda": "run", "done": "ok"}


def issue_page(issue: Issue, status: int = 200, **_ids: Any) -> Any:
    """One issue. Whoever proposed it reads how many are alike from three up, and never which ones."""
    around = queries.around(issue)
    handles = may(actor(), "issues.handle", issue)
    alike = len(around.merged) + 1
    steps = {
        "accept": forms.AcceptForm.shown(title=issue.title, category=issue.category),
        "decline": forms.DeclineForm.shown(),
        "merge": forms.MergeForm.shown(),
        "withdraw": forms.WithdrawForm.shown(),
        "finish": forms.FinishForm.shown(),
    }
    offered = {name for name in steps if LIFECYCLE.moves[name].sources & {issue.state} and not LIFECYCLE.moves[name].guard(issue)}
    return page(
        "issues/show.html",
        issues=[issue],
        alliance=db.session.get_one(Alliance, issue.alliance_id),
        around=around,
        alike=alike if alike >= LEAST_SHOWN else 0,
        inside=may(actor(), "issues.read", issue),
        handles=handles,
        own=issue.proposer_id == actor().id and issue.state in ("submitted", "accepted"),
        meetings=queries.meetings_ahead(issue.alliance_id) if handles and issue.state == "accepted" and not issue.dangerous else [],
        **{f"{name}_form": form for name, form in steps.items()},
        offered=offered,
        lost=unsaved_words(form for name, form in steps.items() if name not in offered),
        category=categories.name(issue.category),
        states=STATES,
        channels=CHANNELS,
        privacies=PRIVACY,
        still_open=issue.state in OPEN,
        tones=TONES,
        status=status,
    )


def entry_page(alliance: Alliance, status: int = 200, **_ids: Any) -> Any:
    return page("issues/new.html", alliance=alliance, form=forms.IssueForm.shown(), status=status)


def proposal_page(alliance: Alliance, status: int = 200, **_ids: Any) -> Any:
    units = queries.own_units(alliance.id, actor().organisations)
    form = forms.ProposalForm.shown()
    form.unit.choices = [SelectChoice(unit.id, unit.name) for unit in units]
    return page("issues/propose.html", alliance=alliance, form=form, units=units, status=status)
