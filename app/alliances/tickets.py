"""Papers with which the people of an alliance sign in: whose they are, and the links that are made when they are printed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from flask import current_app, url_for
from sqlalchemy import select

from app.accounts import actions as accounts
from app.accounts.models import Person
from app.alliances import queries
from app.alliances.handover_paper import Ticket, sign_in_papers
from app.alliances.models import Alliance
from app.core.clock import local, today
from app.core.db import db
from app.core.perform import By
from app.minutes.publishing import pdf_of
from app.settings import models as settings

PURPOSES = {
    "votes": "看会议通知和材料，回复参会，现场表决，办本单位的任务。",
    "observer": "看会议通知和材料，回复参会，办请本单位支持的事。",
    "secretary": "安排会议，起草纪要，督办任务，办居民诉求。",
    "convener": "签发议程、纪要和公示。不想上网的，秘书可以代录纸质签发。",
    "supervisor": "看卡住的事，协调办理，受理反映社区的诉求。",
    "administrator": "管联盟、人员、节假日和规则。",
}


@dataclass(frozen=True, slots=True)
class Guest:
    """A delegate of the alliance. `linked`: has a link that holds, which a new one would end."""

    person_id: int
    name: str
    units: str
    votes: bool
    linked: bool


def guests(alliance_id: int) -> list[Guest]:
    """Everybody who speaks for a member, once, in the roster's order."""
    found: dict[int, Guest] = {}
    for row in queries.seats(alliance_id):
        if row.delegate_id is None:
            continue
        before = found.get(row.delegate_id)
        units = f"{before.units}、{row.organisation}" if before else row.organisation
        found[row.delegate_id] = Guest(row.delegate_id, row.delegate, units, row.votes or bool(before and before.votes), row.linked)
    return list(found.values())


def make_tickets(chosen: Collection[int], among: Collection[Guest], *, by: By, at: datetime) -> tuple[Ticket, ...]:
    """A new link for each, which ends an older one, with a slip code where no telephone is known. Inside `writing()`."""
    wanted = {one.person_id for one in among} & set(chosen)
    people = {one.id: one for one in db.session.scalars(select(Person).where(Person.id.in_(wanted)))}
    return tuple(_ticket(people[one.person_id], one, by=by, at=at) for one in among if one.person_id in people)


def _ticket(person: Person, one: Guest, *, by: By, at: datetime) -> Ticket:
    link, token, code = accounts.make_link(person, by=by, at=at, slip=not person.phone)
    url = f"{current_app.config['PUBLIC_URL']}{url_for('accounts.link', token=token)}"
    until = local(link.slip_expires_at).date() if link.slip_expires_at else None
    return Ticket(one.name, one.units, PURPOSES["votes" if one.votes else "observer"], url, code, "", until)


def officers(alliance: Alliance) -> tuple[Ticket, ...]:
    """Those with an account: the address and the name to type, never a password."""
    url = f"{current_app.config['PUBLIC_URL']}{url_for('accounts.sign_in')}"
    rows = [one for one in queries.officers(alliance.id) if one.login]
    return tuple(Ticket(one.name, alliance.name, PURPOSES[one.role], url, login=one.login) for one in rows)


def pdf(tickets: tuple[Ticket, ...], issuer: str, to_a_page: int) -> bytes:
    watermark = "演示数据" if settings.installation() == "demo" else ""
    return pdf_of(sign_in_papers(tickets, issuer, today(), to_a_page=to_a_page, watermark=watermark))
