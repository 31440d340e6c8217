"""The people of the showcase: one who has handed a seat over, and the papers with which its five people and the administrator sign in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Protocol

from flask import current_app
from sqlalchemy import select

from app.alliances import handover
from app.alliances.handover_paper import Ticket, sign_in_papers
from app.alliances.models import Alliance, Organisation, Seat
from app.alliances.tickets import PURPOSES
from app.core import ledger
from app.core.clock import at_local
from app.core.db import db, writing
from app.minutes.publishing import pdf_of
from app.policy import Actor

SHEET = "demo-people.pdf"
UNIT, NAME, TITLE, PHONE, SINCE = "社工服务中心", "纪晚舟", "项目主管", "10188880093", date(2026, 11, 20)
PRINTED = date(2026, 11, 24)
_LINK = re.compile(r"\s*(?P<unit>\S+) (?P<name>[^\s（，]+)(?:（[^）]*）)?，后四位 \d{4}：(?P<url>\S+)")


class Official(Protocol):
    """Somebody with an account: showcase.Official."""

    @property
    def login(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def role(self) -> str: ...
    @property
    def words(self) -> str: ...


def record_change(home: Alliance, by: Actor) -> None:
    """换人: the social workers' delegate has gone to another post; the successor has got no link yet."""
    with writing():
        ledger.hold(home.id)
        sits = select(Seat).join(Organisation, Organisation.id == Seat.organisation_id).where(Organisation.name == UNIT)
        seat = db.session.scalars(sits.where(Seat.alliance_id == home.id)).one()
        at = at_local(SINCE, 14, 30)
        person = handover.successor(seat, NAME, PHONE, by=by, at=at)
        handover.change_delegate(seat, person, TITLE, seen=str(seat.delegate_id or ""), with_roles=True, by=by, at=at)


def print_people(officials: Sequence[Official], links: Sequence[str]) -> None:
    """A page for each beside the list of accounts. `links` are that list's lines; what is no line of a personal link is left out."""
    base = current_app.config["PUBLIC_URL"]
    tickets = [Ticket(one.name, one.words, PURPOSES[one.role], f"{base}/sign-in", login=one.login) for one in officials]
    found = [line for link in links if (line := _LINK.fullmatch(link))]
    tickets += [Ticket(line["name"], line["unit"], PURPOSES["votes"], line["url"]) for line in found]
    paper = sign_in_papers(tuple(tickets), "演示数据", PRINTED, watermark="演示数据")
    (Path(current_app.config["INSTANCE"]) / SHEET).write_bytes(pdf_of(paper))
