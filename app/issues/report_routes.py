"""/report: where to; /report/<alliance code>: the form and its slip. Nobody is known here (security.md §3.4): no session, no cookie."""

from __future__ import annotations

from typing import Any

from flask import current_app, make_response, redirect, request, url_for

from app.alliances.models import Alliance
from app.core import i18n, ledger
from app.core.clock import now
from app.core.db import Busy, db, writing
from app.core.web import faceless, path_signed
from app.issues import intake, outside_queries
from app.issues.addresses import blueprint
from app.issues.codes import code_of
from app.issues.report_forms import UNLAWFUL, ReportForm
from app.issues.report_pages import choice_page, form_page, slip_page, unlawful_page


@blueprint.get("/report")
@faceless
def where_to_report() -> Any:
    street = request.args.get("street", "")
    return choice_page(int(street) if street.isascii() and street.isdigit() and len(street) < 10 else 0)


@blueprint.get("/report/<code>")
@faceless
def report_form(code: str) -> Any:
    alliance = outside_queries.alliance_of_code(code)
    return form_page(alliance) if alliance is not None else choice_page(gone=True, status=404)


@blueprint.post("/report/<code>")
@faceless
def take_report(code: str) -> Any:
    alliance = outside_queries.alliance_of_code(code)
    form = ReportForm.posted()
    if alliance is None:
        return choice_page(gone=True, status=404)
    if form.about.data == UNLAWFUL:
        return unlawful_page(form.words.data or "")
    if not form.validate():
        return form_page(alliance, 422)
    try:
        return _taken_in(alliance, form.said())
    except Busy:
        db.session.rollback()
        return form_page(db.session.merge(alliance), 503, trouble="busy")


def _taken_in(alliance: Alliance, said: intake.Said) -> Any:
    """A second sending of the same page finds what the first one made, and is answered like it."""
    query_code, alliance_id, at = code_of(current_app.config["SECRET_KEY"], _sending()), alliance.id, now()
    with writing():
        ledger.hold(ledger.CITY if said.about_community else alliance_id)
        alliance = db.session.get_one(Alliance, alliance_id)
        issue = outside_queries.by_code(query_code)
        flooded = issue is None and intake.flooded(alliance, at)
        if issue is None and not flooded:
            issue = intake.take_in(alliance, said, query_code, at=at)
    if issue is None:
        return form_page(db.session.get_one(Alliance, alliance_id), 429, trouble="flooded")
    return slip_page(alliance, issue, query_code)


def _sending() -> str:
    """What tells this sending from every other: the page's random key and what was typed; "" where the page had no key."""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    return ledger.canonical([request.path, typed]) if request.form.get("once") else ""


@blueprint.post("/report/language")
@faceless
def report_language() -> Any:
    """As accounts.language, for pages without a session."""
    response = make_response(redirect(path_signed(request.form.get("back", "")) or url_for("issues.where_to_report"), code=303))
    if (wanted := request.form.get("language")) in i18n.LANGUAGES:
        response.set_cookie(i18n.COOKIE, wanted, max_age=31_536_000, samesite="Lax", httponly=True, secure=request.is_secure)
    return response
