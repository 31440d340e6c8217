"""What residents see: where to report, the form, the slip, and how a report stands. None of them knows who looks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template

from app.alliances.models import Alliance, Community
from app.core.clock import local, today
from app.core.db import db
from app.core.web import path_signed, qr, signed_path
from app.issues import categories, ending_forms, outside_queries, queries
from app.issues.addresses import address_of
from app.issues.codes import in_groups
from app.issues.ending_rules import ENDINGS_PLAIN, UNREACHED, reopens_until
from app.issues.models import Issue
from app.issues.report_forms import ReportForm, StatusForm
from app.issues.rules import AHEAD, COMMUNITY, ENDING, STEPS, WITH_UNIT
from app.settings import models as settings


def _(message: str) -> str:
    """Marks a sentence for the catalogue; the page translates it when it shows it."""
    return message


#: Steps of another issue that say nothing to those whose own was merged into it.
BEFORE_MERGING = ("report", "accept")
#: Steps that are about what one person said: of a merged issue its own reporter reads its own.
OF_ONE_REPORTER = ("follow_up", "rate", "ask_in_vain")
FINISHED = _("单位反馈已处理")
#: Where nobody is asked: the hotline asks itself, or nobody can be reached.
UNASKED = _("接下来给最后的答复，写在这里。")
#: The part of an alliance's settings that a resident needs to come by or ring up.
CONTACTS = ("window", "hours", "phone", "street_phone")


def contacts(alliance: Alliance, *, of_street: bool) -> dict[str, str]:
    """Where to ask: the community's window, or only the street's telephone for what is about the community."""
    found = {name: settings.words(f"public.{name}", alliance.id) for name in CONTACTS}
    return {"street_phone": found["street_phone"], "window": "", "hours": "", "phone": ""} if of_street else found


def choice_page(street_id: int = 0, *, gone: bool = False, status: int = 200) -> Any:
    """Street, then community. `gone`: the link that brought somebody here is no alliance's."""
    return render_template(
        "report/choose.html",
        streets=[] if street_id else outside_queries.streets(),
        communities=outside_queries.communities_of(street_id) if street_id else [],
        gone=gone,
    ), status


def form_page(alliance: Alliance, status: int = 200, *, trouble: str = "") -> Any:
    """`trouble`: "flooded" or "busy", with everything that was typed still there."""
    return render_template(
        "report/form.html", alliance=alliance, where=outside_queries.where(alliance), form=ReportForm.shown(), trouble=trouble
    ), status


def unlawful_page(words: str) -> Any:
    """违纪违法: 12388, and nothing is kept (opening decision 3); the words go back to whoever wrote them."""
    return render_template("report/unlawful.html", words=words)


def slip_page(alliance: Alliance, issue: Issue, code: str, *, from_desk: bool = False) -> Any:
    """The answer: by when, the code, where to look, and what to do at once where it sounds dangerous.

    `from_desk`: the secretary prints it for somebody who came by or rang up; she finds her way back."""
    address = address_of("issues.status")
    return render_template(
        "report/slip.html",
        alliance=alliance,
        where=outside_queries.where(alliance),
        issue=issue,
        day=reply_day(issue),
        from_desk=from_desk,
        code=in_groups(code),
        address=address,
        picture=qr(address),
        contacts=contacts(alliance, of_street=issue.about_community),
        hint=categories.hint(issue.category) if issue.dangerous else "",
    )


def reply_day(issue: Issue) -> date | None:
    """The day that is promised; None where the answer has been given already."""
    if issue.state != "submitted":
        return None
    return issue.reply_by or settings.calendar().after(local(issue.submitted_at).date(), settings.number("issue.accept_workdays"))


def key_of(issue: Issue) -> str:
    """What a status page carries in place of the query code, good for a day: whoever holds the page may answer. A new code ends it."""
    return signed_path(f"status:{issue.id}:{(issue.query_code or '')[:16]}")


def held_by(key: str) -> Issue | None:
    """The issue that a status page's key is about."""
    noun, _colon, rest = path_signed(key).partition(":")
    number, _colon, start = rest.partition(":")
    issue = db.session.get(Issue, int(number)) if noun == "status" and number.isdecimal() else None
    return issue if issue is not None and issue.query_code and issue.query_code.startswith(start) and len(start) == 16 else None


def stands_for(issue: Issue) -> Issue:
    """The issue itself, or the one it was merged into."""
    return db.session.get_one(Issue, issue.merged_into_id) if issue.merged_into_id else issue


@dataclass(frozen=True, slots=True)
class Open:
    """What whoever reported it may do on this page."""

    solved: bool = False
    satisfied: bool = False
    again: bool = False
    take_back: bool = False


def open_to_reporter(issue: Issue, stands: Issue) -> Open:
    """The two questions where somebody may be asked at all, beginning anew within the city's days, and taking it back at first."""
    asked = not (stands.from_hotline or issue.privacy == "anonymous")
    mine = stands is issue
    unsaid = issue.solved is None
    days = settings.number("issue.reopen_days")
    in_time = stands.closed_on is None or today() <= reopens_until(stands.closed_on, days)
    return Open(
        solved=asked and unsaid and (stands.state == "done" if mine else stands.state in ENDING),
        satisfied=asked and issue.solved not in (None, UNREACHED) and issue.satisfied is None and stands.state in {*ENDING, "closed"},
        again=stands.state in ("followed_up", "closed") and in_time and not stands.from_hotline,
        take_back=mine and issue.state in ("submitted", "accepted"),
    )


def status_page(status: int = 200, *, issue: Issue | None = None, trouble: str = "", thanks: bool = False) -> Any:
    """How it stands: the steps so far, what comes next and by when, what was answered. Never the words, never who reported it."""
    if issue is None:
        return render_template("report/ask.html", form=StatusForm.shown(), trouble=trouble), status
    stands = stands_for(issue)
    alliance = db.session.get_one(Alliance, issue.alliance_id)
    day = next_day(stands)
    with_day, without = AHEAD.get(stands.state, ("", ""))
    if stands.state == "done" and (stands.from_hotline or stands.privacy == "anonymous"):
        without = UNASKED
    told = outside_queries.steps(issue)
    if stands is not issue:
        told += [step for step in outside_queries.steps(stands) if step.name not in (*BEFORE_MERGING, *OF_ONE_REPORTER)]
        told.sort(key=lambda step: step.at)
    may = open_to_reporter(issue, stands)
    return render_template(
        "report/status.html",
        issue=issue,
        steps=[(_step_words(step.name, stands), step.at) for step in told],
        ahead=with_day if day else without,
        day=day,
        late=day is not None and day < today() and stands.state != "closed",
        answer=stands.answer,
        anew=stands.reopens > 0 and stands.state in {"reopened", *WITH_UNIT},
        result=stands.result if stands.state in ENDING and stands.result != stands.answer else "",
        lead=queries.lead_of(stands) if stands.state in {*WITH_UNIT, *ENDING} else "",
        ending=ENDINGS_PLAIN.get(stands.ending or "", ""),
        trouble=trouble,
        thanks=thanks,
        may=may,
        key=key_of(issue),
        solved_form=ending_forms.SolvedForm.shown(),
        satisfied_form=ending_forms.SatisfiedForm.shown(),
        again_form=ending_forms.AgainForm.shown(),
        take_back_form=ending_forms.TakeBackForm.shown(),
        community=db.session.get_one(Community, alliance.community_id).name,
        category=categories.name(issue.category),
        contacts=contacts(alliance, of_street=issue.about_community),
        of_community=(issue.goes_to or COMMUNITY) != "street",
    ), status


def _step_words(name: str, stands: Issue) -> str:
    """Where nobody is asked, nobody is waited for."""
    if name in ("finish", "fulfil") and (stands.from_hotline or stands.privacy == "anonymous"):
        return FINISHED
    if name == "follow_up" and stands.solved == UNREACHED:
        return STEPS["ask_in_vain"]
    return STEPS[name]


def next_day(issue: Issue) -> date | None:
    """The day that the next sentence names, None where there is none."""
    if issue.state == "submitted":
        return reply_day(issue)
    if issue.state == "closed":
        last = reopens_until(issue.closed_on, settings.number("issue.reopen_days")) if issue.closed_on else None
        return last if last is not None and last >= today() and not issue.from_hotline else None
    if issue.state == "done":
        if issue.done_at is None or issue.from_hotline or issue.privacy == "anonymous":
            return None
        return settings.calendar().after(local(issue.done_at).date(), settings.number("issue.follow_up_workdays"))
    return issue.review_on if issue.state == "shelved" else issue.due if issue.state in {*WITH_UNIT, "reopened"} else None
