"""/public/<alliance code>  what the 书记 released, for everybody;  /meetings/<id>/release  releasing and withdrawing it, objections to it;
/alliances/<id>/notices  the desk's list;  /feedback  where to say what one thinks of this site"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import Blueprint, abort, make_response, render_template, request, url_for

from app.alliances.models import Alliance
from app.core import files
from app.core.clock import now, today
from app.core.db import db, writing
from app.core.i18n import say
from app.core.web import Unchanged, actor, attachment, claimed, public, remember, requires, saved, take
from app.meetings.models import Meeting
from app.minutes import publishing
from app.minutes import queries as minutes_queries
from app.notices import actions, pages, queries
from app.notices.actions import Paper, Release
from app.notices.forms import ObjectionForm, ReleaseForm, ReplyForm, WithdrawForm
from app.notices.models import Objection, ReleasedNotice
from app.notices.pages import release_page
from app.papers.html import render_html
from app.settings import models as settings

blueprint = Blueprint("notices", __name__)
PDF = "application/pdf"


# -- for everybody -----------------------------------------------------------------------------------------------------


def shared(view: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a page that is the same for everybody: caches may keep it and ask each time whether it still stands, because what is withdrawn
    is gone at once. Never with a cookie in the request (security.md §4, caches); the page itself sets none."""

    @wraps(view)
    def answer(**values: Any) -> Any:
        response = make_response(view(**values))
        if request.cookies:
            return response
        response.headers["Cache-Control"] = "public, no-cache"
        response.add_etag()
        return response.make_conditional(request)

    return answer


def _place(code: str) -> Alliance:
    return queries.alliance_by_code(code) or abort(404)


def _released(alliance: Alliance, code: str) -> ReleasedNotice:
    """Withdrawn or never there: the same answer."""
    return queries.released_by_code(alliance.id, code) or abort(404)


def _public(template: str, alliance: Alliance, **context: Any) -> str:
    names = ("window", "phone", "hours", "street_phone", "feedback")
    contacts = {name: settings.words(f"public.{name}", alliance.id) for name in names}
    return render_template(template, alliance=alliance, contacts=contacts, today=today(), **context)


@blueprint.get("/public/<code>")
@public
@shared
def public_alliance(code: str) -> Any:
    alliance = _place(code)
    return _public("public/alliance.html", alliance, shown=queries.released(alliance.id, after=request.args.get("after", "")))


@blueprint.get("/public/<code>/<notice>")
@public
@shared
def public_notice(code: str, notice: str) -> Any:
    alliance = _place(code)
    found = _released(alliance, notice)
    return _public("public/notice.html", alliance, notice=found, paper=render_html(queries.document_of(found), heading=1))


@blueprint.get("/public/<code>/<notice>.pdf")
@public
@shared
def public_pdf(code: str, notice: str) -> Any:
    found = _released(_place(code), notice)
    return attachment(files.read(found.pdf_sha256), f"{found.title}.pdf", PDF, plain="public-notice.pdf")


@blueprint.get("/feedback")
@public
def feedback() -> Any:
    """投诉建议 about this site itself, reachable from every page."""
    return render_template("notices/feedback.html", where=settings.words("public.feedback"))


# -- the desk ----------------------------------------------------------------------------------------------------------


@blueprint.get("/alliances/<int:alliance_id>/notices")
@requires("notices.read", Alliance)
def index(alliance: Alliance) -> Any:
    return pages.desk_page(alliance, request.args.get("after", ""))


@blueprint.get("/meetings/<int:meeting_id>/release")
@requires("notices.read", Meeting)
def show(meeting: Meeting) -> Any:
    return release_page(meeting)


def _shown(meeting: Meeting, message: str) -> Any:
    return saved(url_for("notices.show", meeting_id=meeting.id), message)


@blueprint.post("/meetings/<int:meeting_id>/release")
@requires("notices.release", Meeting, shows=release_page, slow=True)
def release(meeting: Meeting) -> Any:
    """The paper is set before the transaction; what it says is asked again inside."""
    form: ReleaseForm = ReleaseForm.posted()
    form.offer(pages.manners(meeting))
    if not form.validate():
        return release_page(meeting, 422)
    sheet = _sheet(form)
    forbidden = minutes_queries.representatives(meeting)
    draft = actions.check(minutes_queries.public_notice_of(meeting.id), sheet, forbidden, at=now())
    document = pages.paper_of(meeting, draft, (sheet.from_day, sheet.to_day))
    paper = Paper(document, files.keep(publishing.pdf_of(document)), draft.version)
    by = actor() if sheet.manner == "screen" else actor().on_behalf("paper" if sheet.manner == "paper" else "convener")
    with writing():
        if (before := claimed()) is not None:
            raise Unchanged(before)
        take(meeting)
        db.session.refresh(draft)
        actions.release(draft, paper, sheet, forbidden, by=by, at=now())
        answer = make_response(_shown(meeting, say("已公开。居民打开下面的网址或者扫二维码就能看到。")))
        remember(answer)
    return answer


def _sheet(form: Any) -> Release:
    """At a screen of his own the 书记 signs with his own name, today."""
    days = (form.from_day.data, form.to_day.data)
    if form.manner.data == "screen":
        return Release(actor().name, today(), "screen", *days)
    return Release(form.released_by.data, form.released_on.data, form.manner.data, *days)


def _notice(meeting: Meeting) -> ReleasedNotice:
    return queries.notice_of(meeting.id) or abort(404)


@blueprint.post("/meetings/<int:meeting_id>/release/withdraw")
@requires("notices.release", Meeting, shows=release_page)
def withdraw(meeting: Meeting) -> Any:
    form: Any = WithdrawForm.posted()
    if not form.validate():
        return release_page(meeting, 422)
    actions.withdraw(_notice(meeting), form.reason.data, by=actor(), at=now())
    return _shown(meeting, say("已撤下，公开页面上马上看不到了。"))


# -- objections --------------------------------------------------------------------------------------------------------


@blueprint.post("/meetings/<int:meeting_id>/release/objections")
@requires("notices.object", Meeting, shows=release_page)
def object_to(meeting: Meeting) -> Any:
    notice = _notice(meeting)
    form: Any = ObjectionForm.posted()
    if not form.validate():
        return release_page(meeting, 422)
    actions.object_to(notice, form.who.data, form.words.data, form.raised_on.data, by=actor(), at=now())
    return _shown(meeting, say("意见已登记，等召集人答复。"))


def objected(meeting_id: int, objection_id: int) -> Objection | None:
    notice = queries.notice_of(meeting_id)
    return queries.objection_of(notice.id, objection_id) if notice else None


def objection_page(objection: Objection, status: int = 200, **_ids: Any) -> Any:
    notice = db.session.get_one(ReleasedNotice, objection.notice_id)
    return release_page(db.session.get_one(Meeting, notice.meeting_id), status)


@blueprint.post("/meetings/<int:meeting_id>/release/objections/<int:objection_id>")
@requires("notices.answer", objected, shows=objection_page)
def reply(objection: Objection) -> Any:
    """The convener's answer, or that it goes to a meeting again: two buttons of one form."""
    form: Any = ReplyForm.posted(objection.id, prefix=f"reply-{objection.id}-")
    if not form.validate():
        return objection_page(objection, 422)
    meeting = db.session.get_one(Meeting, db.session.get_one(ReleasedNotice, objection.notice_id).meeting_id)
    convenes = objection.alliance_id in actor().places.get("convener", ())
    by = actor() if convenes else actor().on_behalf("convener")
    said = (form.reply.data, form.replied_by.data, form.replied_on.data)
    if request.form.get("how") == "send_back":
        actions.send_back(objection, *said, by=by, at=now())
        return _shown(meeting, say("已记下：回到会议再议。请把它列入下一次会议的议题。"))
    actions.answer(objection, *said, by=by, at=now())
    return _shown(meeting, say("答复已记下，请告诉提意见的人。"))
