"""What the pages and the slip of a 换人 show. Writes nothing but what its callers' actions wrote."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Response, current_app, redirect, url_for
from wtforms.fields.choices import SelectChoice

from app.accounts.models import Person
from app.alliances import queries, terms
from app.alliances.forms import DelegateForm, LiaisonForm, SecretaryForm, SuccessorForm
from app.alliances.handover_paper import Handover, Row, slip
from app.alliances.models import Alliance, Organisation, Seat
from app.alliances.rules import KINDS
from app.alliances.terms import Duties, Duty, Term
from app.core.clock import local, now, today
from app.core.db import db
from app.core.i18n import day_zh, hour_zh, say
from app.core.web import actor, page, qr
from app.minutes.publishing import pdf_of
from app.policy import places
from app.settings import models as settings


def may_name_liaison(organisation_id: int) -> bool:
    """A liaison reads of a unit in all its alliances: whoever names one keeps all of them."""
    return terms.alliances_of(organisation_id) <= places(actor(), "alliances.edit")


def seat_page(seat: Seat, status: int = 200, **_ids: Any) -> Any:
    row = next((row for row in queries.seats(seat.alliance_id) if row.id == seat.id), None)
    if row is None:
        return redirect(url_for("alliances.show", alliance_id=seat.alliance_id))
    person = db.session.get(Person, seat.delegate_id) if seat.delegate_id else None
    edits = seat.alliance_id in places(actor(), "alliances.edit")
    serving = [term for term in terms.liaisons(seat.organisation_id) if term.until is None] if edits else []
    return page(
        "alliances/seat.html",
        seat=row,
        alliance=db.session.get(Alliance, seat.alliance_id),
        kinds=KINDS,
        form=DelegateForm.shown(name=row.delegate, title=row.title, phone=person.phone if person else ""),
        successor_form=SuccessorForm.shown(),
        liaison_form=LiaisonForm.shown(),
        terms=terms.spoken_for(seat, now()) if edits else [],
        liaisons=serving,
        seen_liaisons=",".join(str(term.person_id) for term in serving),
        names_liaison=edits and may_name_liaison(seat.organisation_id),
        status=status,
    )


# -- after a change ----------------------------------------------------------------------------------------------------


def handed_page(seat: Seat, role: str, token: str, code: str, *, kept: bool) -> Response:
    """Who has gone, who has come, what waits, and the link, which is shown once: it stands nowhere. A second tap is sent to the seat."""
    one = handover_of(seat, role, token, code, kept=kept)
    answer = page(
        "alliances/handover.html",
        one=one,
        seat_id=seat.id,
        role=role,
        token=token,
        picture=qr(one.url) if one.url else "",
        status=201,
    )
    answer.headers["Location"] = url_for("alliances.seat", seat_id=seat.id)
    return answer


def handover_of(seat: Seat, role: str, token: str = "", code: str = "", *, kept: bool = False) -> Handover:
    """The slip as things stand now: the last change of the seat's delegate or of its unit's liaison."""
    alliance, unit = db.session.get_one(Alliance, seat.alliance_id), db.session.get_one(Organisation, seat.organisation_id)
    told = terms.spoken_for(seat, now()) if role == "delegate" else terms.liaisons(seat.organisation_id)
    duties = terms.of_seat(seat) if role == "delegate" else terms.of_unit(seat.organisation_id)
    one = _filled(alliance, unit.name, role, told, duties, many=role == "liaison")
    url = f"{current_app.config['PUBLIC_URL']}{url_for('accounts.link', token=token)}" if token else ""
    return replace(one, votes=seat.votes, url=url, code=code, kept_link=kept)


def _filled(alliance: Alliance, unit: str, role: str, told: list[Term], duties: Duties, *, many: bool) -> Handover:
    held = next((term for term in reversed(told) if term.until is None), None)
    before = next((term for term in reversed(told) if term.until is not None), None)
    return Handover(
        alliance=alliance.name,
        unit=unit,
        role=role,
        votes=False,
        predecessor=before.name if before else "",
        successor=held.name if held else "",
        title=held.title if held else "",
        day=local(held.since).date() if held and held.since else today(),
        since=local(before.since).date() if before and before.since else None,
        actions=tuple((one.number, _with_alliance(one, one.title, many), one.due) for one in duties.actions),
        meetings=tuple((_when(one), _with_alliance(one, one.title, many), one.due) for one in duties.meetings),
        letters=tuple((_with_alliance(one, one.title, many), one.due) for one in duties.letters),
        issues=tuple(_issue(one, role) for one in duties.issues),
        minutes=tuple((one.title,) for one in duties.minutes),
        watermark="演示数据" if settings.installation() == "demo" else "",
    )


def _with_alliance(one: Duty, words: str, many: bool) -> str:
    return f"{words}\n（{one.alliance}）" if many else words


def _when(one: Duty) -> str:
    return f"{day_zh(local(one.at).date())}{hour_zh(one.at)}" if one.at else ""


def _issue(one: Duty, role: str) -> Row:
    due = day_zh(one.day) if one.day else ""
    return (one.number, due) if role == "secretary" else (one.number, one.title, due)


def slip_pdf(one: Handover) -> bytes:
    return pdf_of(slip(one))


# -- a secretary -------------------------------------------------------------------------------------------------------


def secretary_page(alliance: Alliance, status: int = 200, **_ids: Any) -> Any:
    serving = [term for term in terms.secretaries(alliance.id) if term.until is None]
    form = SecretaryForm.shown()
    fill_outgoing(form, serving)
    return page(
        "alliances/secretary.html",
        alliance=alliance,
        form=form,
        serving=serving,
        past=[term for term in terms.secretaries(alliance.id) if term.until is not None],
        duties=terms.of_alliance(alliance),
        status=status,
    )


def fill_outgoing(form: SecretaryForm, serving: list[Term]) -> None:
    """A person's id is longer than a number of JavaScript, and only a value here."""
    form.outgoing.choices = [
        *(SelectChoice(term.person_id, term.name) for term in serving),
        SelectChoice(0, say("没有人交出，再加一位秘书")),
    ]


def secretary_handover(alliance: Alliance) -> Handover:
    told = terms.secretaries(alliance.id)
    one = _filled(alliance, "", "secretary", told, terms.of_alliance(alliance), many=False)
    held = next((term for term in reversed(told) if term.until is None), None)
    login = terms.login_of(held.person_id) if held else ""
    url = f"{current_app.config['PUBLIC_URL']}{url_for('accounts.sign_in')}" if login else ""
    return replace(one, login=login, url=url)
