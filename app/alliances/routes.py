"""/alliances  /alliances/<id>  its members, personal links and prefix"""

from __future__ import annotations

from typing import Any

from flask import current_app, redirect, request, url_for

from app.alliances import actions, handover_routes, queries
from app.alliances.addresses import blueprint
from app.alliances.forms import AllianceForm, DelegateForm, PrefixForm, SeatForm
from app.alliances.handover_pages import seat_page
from app.alliances.models import Alliance, Seat
from app.alliances.people import person_for
from app.alliances.rules import KINDS
from app.core.clock import now
from app.core.i18n import say
from app.core.web import actor, page, qr, requires, saved
from app.policy import CITY, may, places

__all__ = ["blueprint", "handover_routes"]  # 换人 and the papers to sign in with stand on the same blueprint


@blueprint.get("/alliances")
@requires("alliances.read")
def index() -> Any:
    mine = places(actor(), "alliances.read")
    search = request.args.get("q", "").strip()
    if len(mine - {CITY}) == 1 and not search and not may(actor(), "roster.import"):
        return redirect(url_for("alliances.show", alliance_id=next(iter(mine - {CITY}))))
    return index_page()


def index_page(status: int = 200) -> Any:
    search = request.args.get("q", "").strip()
    mine = places(actor(), "alliances.read")
    shown = queries.alliances(mine, search, after=request.args.get("after", ""))
    return page("alliances/index.html", shown=shown, q=search, total=len(mine - {CITY}), form=AllianceForm.shown(), status=status)


@blueprint.post("/alliances")
@requires("roster.import", shows=index_page)
def create() -> Any:
    form = AllianceForm.posted()
    if not form.validate():
        return index_page(422)
    actions.mark_real(by=actor(), at=now())
    community = actions.community_named(form.district.data, form.street.data, form.community.data, by=actor(), at=now())
    alliance = actions.create_alliance(form.code.data or "", form.name.data, community, by=actor(), at=now())
    return saved(url_for("alliances.show", alliance_id=alliance.id), say("联盟已建立。"))


@blueprint.get("/alliances/<int:alliance_id>")
@requires("alliances.read", Alliance)
def show(alliance: Alliance) -> Any:
    return alliance_page(alliance)


def alliance_page(alliance: Alliance, status: int = 200) -> Any:
    return page(
        "alliances/show.html",
        alliance=alliance,
        place=queries.place_of(alliance),
        seats=queries.seats(alliance.id),
        officers=queries.officers(alliance.id),
        kinds=KINDS,
        form=SeatForm.shown(),
        prefix_form=PrefixForm.shown(obj=alliance),
        status=status,
    )


@blueprint.post("/alliances/<int:alliance_id>/prefix")
@requires("alliances.edit", Alliance, shows=alliance_page)
def choose_prefix(alliance: Alliance) -> Any:
    form = PrefixForm.posted()
    if not form.validate():
        return alliance_page(alliance, 422)
    actions.choose_prefix(alliance, form.prefix.data.upper(), by=actor(), at=now())
    return saved(url_for("alliances.show", alliance_id=alliance.id), say("编号前缀已改。"))


@blueprint.post("/alliances/<int:alliance_id>/seats")
@requires("alliances.edit", Alliance, shows=alliance_page)
def add_seat(alliance: Alliance) -> Any:
    form = SeatForm.posted()
    if not form.validate():
        return alliance_page(alliance, 422)
    seat = actions.add_member(
        alliance,
        form.organisation.data,
        form.kind.data,
        votes=not form.observer.data,
        by=actor(),
        at=now(),
    )
    if form.delegate.data:
        person = person_for(seat, form.delegate.data, form.phone.data or "", by=actor(), at=now())
        actions.name_delegate(seat, person, form.title.data or "", by=actor(), at=now())
    return saved(url_for("alliances.show", alliance_id=alliance.id, _anchor=f"seat-{seat.id}"), say("已加入成员。"))


@blueprint.get("/seats/<int:seat_id>")
@requires("alliances.read", Seat)
def seat(seat: Seat) -> Any:
    return seat_page(seat)


@blueprint.post("/seats/<int:seat_id>/delegate")
@requires("alliances.edit", Seat, shows=seat_page)
def name_delegate(seat: Seat) -> Any:
    form = DelegateForm.posted()
    if not form.validate():
        return seat_page(seat, 422)
    person = person_for(seat, form.name.data, form.phone.data or "", by=actor(), at=now())
    actions.name_delegate(seat, person, form.title.data or "", by=actor(), at=now())
    return saved(url_for("alliances.seat", seat_id=seat.id), say("代表已登记。"))


@blueprint.post("/seats/<int:seat_id>/votes")
@requires("alliances.edit", Seat, shows=seat_page)
def change_votes(seat: Seat) -> Any:
    actions.change_seat(seat, votes=not seat.votes, remark=seat.remark, by=actor(), at=now())
    return saved(url_for("alliances.seat", seat_id=seat.id), say("已改。已经发出通知的会议仍按原来的名单。"))


@blueprint.post("/seats/<int:seat_id>/end")
@requires("alliances.edit", Seat, shows=seat_page)
def end_seat(seat: Seat) -> Any:
    actions.end_seat(seat, by=actor(), at=now())
    return saved(url_for("alliances.show", alliance_id=seat.alliance_id), say("已退出联盟，过去的记录保留。"))


@blueprint.post("/seats/<int:seat_id>/link")
@requires("alliances.invite", Seat, shows=seat_page)
def invite(seat: Seat) -> Any:
    """The link is shown once, on the answer itself: it stands nowhere in the database."""
    slip = request.form.get("slip") == "1"
    link, token, code = actions.invite(seat, by=actor(), at=now(), slip=slip)
    url = f"{current_app.config['PUBLIC_URL']}{url_for('accounts.link', token=token)}"
    answer = page("alliances/link.html", seat=show_row(seat), url=url, code=code, until=link.slip_expires_at, picture=qr(url))
    answer.headers["Location"] = url_for("alliances.seat", seat_id=seat.id)  # where a second tap is sent: the link is shown once
    return answer


def show_row(seat: Seat) -> queries.SeatRow:
    return next(row for row in queries.seats(seat.alliance_id) if row.id == seat.id)
