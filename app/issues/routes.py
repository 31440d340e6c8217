"""/issues  /issues/<id>  /issues/found; /alliances/<id>/issues (the secretary enters)  /alliances/<id>/proposals (delegates propose)

The desk's steps, units' assignments, the public report and the status page stand in *_routes.py on the same blueprint."""

from __future__ import annotations

from typing import Any

from flask import request
from wtforms.fields.choices import SelectChoice

from app.alliances.models import Alliance
from app.core.clock import now
from app.core.forms import squeeze
from app.core.i18n import say
from app.core.web import actor, page, refuse_access, requires, saved
from app.issues import actions, assignment_routes, categories, desk_routes, ending_routes, forms, queries, report_routes, status_routes
from app.issues.addresses import blueprint, desks, issue_url, readable
from app.issues.models import Issue
from app.issues.pages import TONES, entry_page, hours, issue_page, proposal_page
from app.issues.rules import CHANNELS, CLOCKS, FILTERS, LEAST_SHOWN, STATES
from app.policy import places

#: The others stand on the same blueprint.
__all__ = ["assignment_routes", "blueprint", "desk_routes", "ending_routes", "report_routes", "status_routes"]


# -- the list and one issue --------------------------------------------------------------------------------------------


@blueprint.get("/issues")
@requires("issues.list")
def index() -> Any:
    propose = places(actor(), "issues.propose") - {0}
    mine = desks()
    if not mine.community and not propose and not places(actor(), "issues.read"):
        refuse_access()
    which = request.args.get("state", "open" if mine.community else "all")
    which = which if which in (*FILTERS, *STATES) else "open"
    return page(
        "issues/index.html",
        shown=queries.issues(mine, which, hours(), after=request.args.get("after", "")),
        which=which,
        inside=bool(places(actor(), "issues.read")),
        enter_in=queries.alliance_names(places(actor(), "issues.enter") - {0}),
        propose_in=queries.alliance_names(propose),
        many=len(mine.community | propose) > 1,
        filters=FILTERS,
        states=STATES,
        channels=CHANNELS,
        clocks=CLOCKS,
        names=categories.names(),
        least_shown=LEAST_SHOWN,
        tones=TONES,
    )


@blueprint.post("/issues/found")
@requires("issues.read", slow=True)  # it changes nothing
def found() -> Any:
    """By query code, by number, or by a name and the last four digits. Posted, so that neither stands in an address."""
    typed = (squeeze(request.form.get("typed")) or "")[:80]
    rows = queries.found_by(desks(), typed) if typed else []
    return page("issues/found.html", found=rows, typed=typed, states=STATES, tones=TONES)


@blueprint.get("/issues/<int:issue_id>")
@requires("today.read", readable)
def show(issue: Issue) -> Any:
    return issue_page(issue)


# -- bringing something forward ----------------------------------------------------------------------------------------


@blueprint.get("/alliances/<int:alliance_id>/issues")
@requires("issues.enter", Alliance)
def enter(alliance: Alliance) -> Any:
    return entry_page(alliance)


@blueprint.post("/alliances/<int:alliance_id>/issues")
@requires("issues.enter", Alliance, shows=entry_page)
def report(alliance: Alliance) -> Any:
    form = forms.IssueForm.posted()
    if not form.validate():
        return entry_page(alliance, 422)
    issue = actions.report(
        alliance,
        form.title.data,
        form.words.data or "",
        category=form.category.data,
        channel="hotline" if form.hotline_number.data else form.channel.data,
        place=form.place.data or "",
        privacy=form.privacy.data or categories.table()[form.category.data].privacy,
        hotline_number=form.hotline_number.data or "",
        hotline_due=form.hotline_due.data,
        by=actor(),
        at=now(),
    )
    if form.accept.data:
        actions.accept(issue, by=actor(), at=now())
    return saved(issue_url(issue), say("已登记，编号%(number)s。", number=issue.number))


@blueprint.get("/alliances/<int:alliance_id>/proposals")
@requires("issues.propose", Alliance)
def proposals(alliance: Alliance) -> Any:
    return proposal_page(alliance)


@blueprint.post("/alliances/<int:alliance_id>/proposals")
@requires("issues.propose", Alliance, shows=proposal_page)
def propose(alliance: Alliance) -> Any:
    units = queries.own_units(alliance.id, actor().organisations)
    form = forms.ProposalForm.posted()
    form.unit.choices = [SelectChoice(unit.id, unit.name) for unit in units]
    if form.unit.data is None and len(units) == 1:
        form.unit.data = units[0].id
    if not form.validate():
        return proposal_page(alliance, 422)
    issue = actions.propose(alliance, form.words.data, form.wish.data, organisation_id=form.unit.data, by=actor(), at=now())
    return saved(issue_url(issue), say("已提出，编号%(number)s。秘书看过后，这里会显示结果。", number=issue.number))
