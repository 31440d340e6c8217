"""/seats/<id>/handover  /seats/<id>/liaison  their slips; /alliances/<id>/secretary; /alliances/<id>/sign-in-papers"""

from __future__ import annotations

from typing import Any

from flask import abort, flash, make_response, request, url_for

from app.accounts import actions as accounts
from app.accounts import passwords
from app.accounts.models import Account, Person
from app.accounts.queries import account_by_login
from app.alliances import handover, handover_pages, terms, tickets
from app.alliances.addresses import blueprint
from app.alliances.forms import LiaisonForm, SecretaryForm, SuccessorForm
from app.alliances.handover_pages import seat_page, secretary_page
from app.alliances.models import Alliance, Organisation, Seat
from app.alliances.naming import Named
from app.alliances.roster.cells import plain
from app.core import chance
from app.core.clock import now
from app.core.db import db, writing
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.web import Unchanged, actor, attachment, claimed, page, remember, requires, saved, take

PDF = "application/pdf"


# -- a delegate, a liaison ---------------------------------------------------------------------------------------------


@blueprint.post("/seats/<int:seat_id>/handover")
@requires("alliances.edit", Seat, shows=seat_page)
def hand_over(seat: Seat) -> Any:
    form = SuccessorForm.posted()
    if not form.validate():
        return seat_page(seat, 422)
    with_roles = handover_pages.may_name_liaison(seat.organisation_id)
    person = handover.successor(seat, form.named.name, form.named.phone, by=actor(), at=now())
    seen = request.form.get("seen", "")
    handover.change_delegate(seat, person, form.named.title, seen=seen, with_roles=with_roles, by=actor(), at=now())
    return _handed(seat, "delegate", person)


@blueprint.post("/seats/<int:seat_id>/liaison")
@requires("alliances.edit", Seat, shows=seat_page)
def change_liaison(seat: Seat) -> Any:
    form = LiaisonForm.posted()
    if not form.validate():
        return seat_page(seat, 422)
    if not handover_pages.may_name_liaison(seat.organisation_id):
        raise Refused("seat.liaison_elsewhere")
    person = handover.successor(seat, form.named.name, form.named.phone, by=actor(), at=now())
    unit = db.session.get_one(Organisation, seat.organisation_id)
    handover.change_liaison(unit, person, seen=request.form.get("seen", ""), by=actor(), at=now())
    return _handed(seat, "liaison", person)


def _handed(seat: Seat, role: str, person: Person) -> Any:
    """The successor's own link; somebody who has one already, for another unit, keeps it and the telephones bound by it."""
    db.session.flush()
    token = code = ""
    if not terms.has_link(person.id):
        _link, token, code = accounts.make_link(person, by=actor(), at=now(), slip=not person.phone)
    db.session.flush()
    return handover_pages.handed_page(seat, role, token, code, kept=not token)


@blueprint.get("/seats/<int:seat_id>/<any(delegate,liaison):role>/handover.pdf")
@requires("alliances.edit", Seat)
def slip(seat: Seat, role: str) -> Any:
    """交接单 again, without the link: that is known only right after it was made."""
    one = handover_pages.handover_of(seat, role)
    return attachment(handover_pages.slip_pdf(one), f"{one.unit}换人交接单.pdf", PDF, plain="handover.pdf")


@blueprint.post("/seats/<int:seat_id>/<any(delegate,liaison):role>/handover.pdf")
@requires("alliances.edit", Seat, shows=seat_page, slow=True)  # it changes nothing
def slip_with_link(seat: Seat, role: str) -> Any:
    """The page that shows the link sends it back to have it printed; what is no longer the successor's link is printed by nobody."""
    token, code = request.form.get("token", ""), request.form.get("code", "")
    held = terms.spoken_for(seat, now()) if role == "delegate" else terms.liaisons(seat.organisation_id)
    serving = [term.person_id for term in held if term.until is None]
    if not serving or terms.link_of(token, serving[-1]) is None:
        raise Refused("seat.not_the_link")
    one = handover_pages.handover_of(seat, role, token, code if code.isdigit() and len(code) == 6 else "")
    return attachment(handover_pages.slip_pdf(one), f"{one.unit}换人交接单.pdf", PDF, plain="handover.pdf")


# -- a secretary -------------------------------------------------------------------------------------------------------


@blueprint.get("/alliances/<int:alliance_id>/secretary")
@requires("accounts.manage", Alliance)
def secretary(alliance: Alliance) -> Any:
    return secretary_page(alliance)


@blueprint.post("/alliances/<int:alliance_id>/secretary")
@requires("accounts.manage", Alliance, shows=secretary_page, slow=True)
def change_secretary(alliance: Alliance) -> Any:
    form = SecretaryForm.posted()
    handover_pages.fill_outgoing(form, [term for term in terms.secretaries(alliance.id) if term.until is None])
    if not form.validate():
        return secretary_page(alliance, 422)
    login, outgoing, url = form.login.data.strip(), form.outgoing.data, url_for("alliances.secretary", alliance_id=alliance.id)
    one_time = chance.password()
    password_hash = passwords.make_hash(one_time)  # slow: before the write transaction
    with writing():
        if (before := claimed()) is not None:
            raise Unchanged(before)
        take(alliance)
        new = account_by_login(login) is None
        person = _officer(form.named, login, password_hash)
        handover.change_secretary(alliance, person, outgoing, by=actor(), at=now())
        remember(make_response(saved(url)))
    if new:
        flash(
            say(
                "账号 %(login)s 的一次性密码是 %(password)s 。只显示这一次，请当面告知，首次登录必须更换。", login=login, password=one_time
            ),
            "secret",
        )
    return saved(url, say("秘书已换。请打印交接单，当面交接。"))


def _officer(named: Named, login: str, password_hash: str) -> Person:
    """Who has this login name already, as secretary of another alliance, else somebody with a new account."""
    found = account_by_login(login)
    if found is not None:
        if plain(found[1].name) != plain(named.name):
            raise Refused("secretary.other_name", field="login")
        return found[1]
    person = handover.official(named.name, named.phone, login, by=actor(), at=now())
    db.session.flush()
    if db.session.query(Account.id).filter_by(person_id=person.id).first() is not None:
        raise Refused("secretary.other_login", field="login")
    accounts.create_account(login, person, password_hash, by=actor(), at=now())
    return person


@blueprint.get("/alliances/<int:alliance_id>/secretary/handover.pdf")
@requires("accounts.manage", Alliance)
def secretary_slip(alliance: Alliance) -> Any:
    one = handover_pages.secretary_handover(alliance)
    return attachment(handover_pages.slip_pdf(one), f"{alliance.name}秘书交接单.pdf", PDF, plain="handover.pdf")


# -- papers to sign in with --------------------------------------------------------------------------------------------


def papers_page(alliance: Alliance, status: int = 200, **_ids: Any) -> Any:
    return page(
        "alliances/sign_in_papers.html",
        alliance=alliance,
        guests=tickets.guests(alliance.id),
        officers=tickets.officers(alliance),
        status=status,
    )


@blueprint.get("/alliances/<int:alliance_id>/sign-in-papers")
@requires("alliances.invite", Alliance)
def sign_in_papers(alliance: Alliance) -> Any:
    return papers_page(alliance)


@blueprint.post("/alliances/<int:alliance_id>/sign-in-papers")
@requires("alliances.invite", Alliance, shows=papers_page, slow=True)
def print_sign_in_papers(alliance: Alliance) -> Any:
    """New links for those who were ticked, on paper: a page each, or four to a page."""
    chosen = {int(typed) for typed in request.form.getlist("person") if typed.isdecimal() and len(typed) < 20}
    to_a_page, name = 4 if request.form.get("layout") == "4" else 1, alliance.name
    answer = make_response(saved(url_for("alliances.sign_in_papers", alliance_id=alliance.id)))
    with writing():
        if (before := claimed()) is not None:
            raise Unchanged(before)
        take(alliance)
        made = tickets.make_tickets(chosen, tickets.guests(alliance.id), by=actor(), at=now())
        if not made:
            raise Refused("seat.nobody_chosen")
        remember(answer)
    return attachment(tickets.pdf(made, name, to_a_page), f"{name}登录纸条.pdf", PDF, plain="sign-in-papers.pdf")


@blueprint.get("/alliances/<int:alliance_id>/officers.pdf")
@requires("alliances.edit", Alliance)
def officers_papers(alliance: Alliance) -> Any:
    found = tickets.officers(alliance) or abort(404)
    return attachment(tickets.pdf(found, alliance.name, 1), f"{alliance.name}登录纸条（账号）.pdf", PDF, plain="accounts.pdf")
