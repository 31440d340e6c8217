"""What the pages of issues show. Writes nothing."""

from __future__ import annotations

from typing import Any

from wtforms.fields.choices import SelectChoice

from app.alliances.models import Alliance
from app.core.clock import today
from app.core.db import db
from app.core.forms import Form, unsaved_words
from app.core.i18n import say
from app.core.web import actor, page, qr
from app.issues import categories, ending_forms, ending_queries, forms, outside_queries, queries
from app.issues.addresses import address_of
from app.issues.ending_pages import ending_context, ending_steps, proposed_route
from app.issues.handing import OWN_KIND
from app.issues.models import Issue
from app.issues.rules import CHANNELS, CLOCKS, LEAST_SHOWN, LIFECYCLE, OPEN, PRIVACY, ROUTES, STATES, WITH_UNIT, title_of
from app.policy import may
from app.settings import models as settings

TONES = {
    **dict.fromkeys(("accepted", "dispatched", "acknowledged", "in_progress", "on_agenda", "done", "followed_up"), "run"),
    "closed": "ok",
    "reopened": "late",
}


def hours() -> queries.Hours:
    return queries.Hours(today(), settings.calendar(), settings.number("issue.accept_workdays"))


def issue_page(issue: Issue, status: int = 200, **_ids: Any) -> Any:
    """One issue. Whoever proposed it reads how many are alike from three up, and never which ones."""
    handles, inside = may(actor(), "issues.handle", issue), may(actor(), "issues.read", issue)
    asks = issue.state == "done" and may(actor(), "issues.follow_up", issue)
    around = queries.around(issue, at_desk=handles or asks)
    alike = len(around.merged) + 1
    measured = hours()
    steps = _steps(issue, measured) if handles else {"withdraw": forms.WithdrawForm.shown()}
    offered = {name for name in steps if _is_open(issue, name)}
    last = ending_steps(issue) if inside else {}
    ending = ending_context(issue, last, inside=inside, handles=handles)
    gone = [form for name, form in steps.items() if name not in offered]
    gone += [form for name, form in last.items() if name not in ending["endings_offered"]]
    tables = handles and issue.state == "accepted" and not issue.dangerous and not issue.about_community
    return page(
        "issues/show.html",
        issues=[issue],
        alliance=db.session.get_one(Alliance, issue.alliance_id),
        around=around,
        alike=alike if alike >= LEAST_SHOWN else 0,
        inside=inside,
        handles=handles,
        own=issue.proposer_id == actor().id and issue.state in ("submitted", "accepted"),
        meetings=queries.meetings_ahead(issue.alliance_id) if tables else [],
        tables=tables,
        **{f"{name}_form": form for name, form in steps.items()},
        offered=offered,
        lost=unsaved_words(gone),
        **ending,
        clock=queries.clock(issue, measured),
        clocks=CLOCKS,
        category=categories.name(issue.category),
        hint=categories.hint(issue.category),
        states=STATES,
        channels=CHANNELS,
        privacies=PRIVACY,
        routes=ROUTES,
        still_open=issue.state in OPEN,
        tones=TONES,
        status=status,
    )


def _is_open(issue: Issue, name: str) -> bool:
    if name == "summary":
        return not issue.dangerous and not issue.about_community and issue.state not in ("submitted", "declined", "merged", "withdrawn")
    move = LIFECYCLE.moves[name]
    return bool(move.sources & {issue.state}) and not move.guard(issue)


def _steps(issue: Issue, measured: queries.Hours) -> dict[str, Form]:
    """A form for everything that the desk may do, whether it is its turn or not: what was typed into it must not be lost."""
    shelves = _is_open(issue, "shelve")
    ahead = measured.calendar.after(measured.today, settings.number("issue.review_workdays")) if shelves else None
    return {
        "accept": forms.AcceptForm.shown(title=_neutral_title(issue), category=issue.category, public_summary=issue.public_summary),
        "decline": forms.DeclineForm.shown(),
        "merge": forms.MergeForm.shown(),
        "withdraw": forms.WithdrawForm.shown(),
        "dispatch": dispatch_form(issue, measured),
        "acknowledge": forms.AcknowledgeForm.shown(),
        "return": forms.ReturnForm.shown(),
        "start": forms.StartForm.shown(contacted_on=measured.today),
        "shelve": forms.ShelveForm.shown(review_on=ahead, approved_by=actor().name if issue.about_community else "", approved_on=today()),
        "resume": forms.ResumeForm.shown(),
        "finish": forms.FinishForm.shown(),
        "summary": forms.SummaryForm.shown(public_summary=issue.public_summary),
    }


def _neutral_title(issue: Issue) -> str:
    """A title without a resident's own words, for what came by the web: it will stand on agendas."""
    if issue.channel != "web" or issue.title != title_of(issue.words):
        return issue.title
    kind = say("居民反映的事") if issue.category == categories.OTHER else categories.table()[issue.category].zh
    return f"{issue.place}{kind}"[:80]


def dispatch_form(issue: Issue, measured: queries.Hours) -> forms.DispatchForm:
    """Prefilled with the category's usual route and days, and with the words: whoever reported it stands elsewhere."""
    usual = categories.table()[issue.category]
    told = "\n".join(part for part in (issue.place, issue.words or issue.title) if part)
    form = forms.DispatchForm.shown(
        route=proposed_route(issue) or usual.route,
        lead_organisation_id=issue.lead_organisation_id or 0,
        lead=issue.lead_words,
        due=(issue.due if issue.state == "reopened" else issue.hotline_due) or measured.calendar.after(measured.today, usual.workdays),
        handling_summary=issue.handling_summary or told,
    )
    if _is_open(issue, "dispatch"):
        fill_units(issue, form)
    return form


def fill_units(issue: Issue, form: forms.DispatchForm) -> None:
    units = queries.units_in(issue.alliance_id, without=OWN_KIND if issue.about_community else "")
    form.lead_organisation_id.choices = [
        SelectChoice(0, say("不在名单上，写在下面")),
        *(SelectChoice(unit.id, unit.name) for unit in units),
    ]


def entry_page(alliance: Alliance, status: int = 200, **_ids: Any) -> Any:
    address = address_of("issues.report_form", code=alliance.code)
    return page("issues/new.html", alliance=alliance, form=forms.IssueForm.shown(), address=address, picture=qr(address), status=status)


def proposal_page(alliance: Alliance, status: int = 200, **_ids: Any) -> Any:
    units = queries.own_units(alliance.id, actor().organisations)
    form = forms.ProposalForm.shown()
    form.unit.choices = [SelectChoice(unit.id, unit.name) for unit in units]
    return page("issues/propose.html", alliance=alliance, form=form, units=units, status=status)


def assignment_page(issue: Issue, status: int = 200, **_ids: Any) -> Any:
    """What the lead unit sees: the summary made for it, and what it may do."""
    given = outside_queries.assignment(issue.id)
    steps = {
        "acknowledge": forms.AcknowledgeForm.shown(),
        "return": forms.ReturnForm.shown(),
        "start": forms.StartForm.shown(contacted_on=today()),
        "submit": ending_forms.ResultForm.shown(),
        "extension": ending_forms.ExtensionForm.shown(),
    }
    asked = [one for one in ending_queries.requests(issue) if one.kind == "extension"]
    offered = {name for name in ("acknowledge", "return", "start") if _is_open(issue, name)} if not issue.by_action else set()
    if issue.state == "in_progress" and not issue.by_action:
        offered.add("submit")
    if (
        issue.state in WITH_UNIT
        and issue.due
        and issue.due >= today()
        and not issue.by_action
        and not any(one.agreed is None for one in asked)
    ):
        offered.add("extension")
    return page(
        "issues/assignment.html",
        given=given,
        asked=asked,
        **{f"{name}_form": form for name, form in steps.items()},
        offered=offered,
        lost=unsaved_words(form for name, form in steps.items() if name not in offered),
        category=categories.name(issue.category),
        states=STATES,
        tones=TONES,
        status=status,
    )
