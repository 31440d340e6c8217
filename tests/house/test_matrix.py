"""Every URL × method × role × own or other alliance, against a reviewed file; a route that is missing from it fails.

`UPDATE_MATRIX=1` writes the file anew; the difference is then read line by line before it is committed.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from app.accounts import actions as accounts
from app.accounts.models import Account, Person
from app.alliances.models import Alliance, Seat, Street
from app.ballots.models import Consensus, Motion
from app.core.db import db, writing
from app.core.files import keep, store
from app.core.perform import record
from app.demo.notice_example import record_notice
from app.demo.sheet_example import record_sheet
from app.issues import actions as issues
from app.meetings.models import AgendaItem, Attendance, Meeting, ProxyLetter, Recusal
from app.notices.models import Objection
from app.policy import SYSTEM
from app.registers.models import RegisterTemplate
from app.replies.models import ItemPaper, Reply
from app.resolutions.models import Action, Resolution
from app.rulecards import actions as rulecards
from app.rulecards.models import card_of
from tests import make
from tests.conftest import HouseClient, make_app
from tests.minutes.make_minutes import heming, qiuye, record_example

FILE = Path(__file__).with_name("matrix.txt")
ROLES = (
    "anonymous",
    "delegate",
    "observer",
    "liaison",
    "handler",
    "secretary",
    "convener",
    "supervisor",
    "supervisor elsewhere",
    "administrator",
    "phone of a secretary",
)
#: Nothing of another alliance answers these; 303 is the way to the sign-in page.
CLOSED = {303, 401, 403, 404, 410}
WIDE = {"supervisor", "administrator"}


class City:
    """Two alliances with a whole meeting each, one person for each role in the first, and an id for every URL value."""

    def __init__(self, app: Flask, path: Path) -> None:
        self.app, self.path = app, path
        own, other = heming(), heming("柳荫里社区党建联盟", "TB901", "LYL")
        self.notices = {}
        for alliance, secretary in ((own, qiuye(own)), (other, make.secretary(other))):
            self.notices[alliance.id] = record_notice(record_example(alliance).id, make.actor(secretary))
            record_sheet(alliance, make.actor(secretary))
        self.extra = make.seat(own, "老年大学", "谢秋实")
        make.seat(other, "银行网点", "窦思齐")
        self.people = self._people(own)
        self.values = {"own": self._values(own), "other": self._values(other)}
        with writing():
            accounts.create_account("mishu", self.people["secretary"], "no hash", by=SYSTEM, at=make.AT, must_change=False)
        for values in self.values.values():
            values["account_id"] = db.session.scalars(select(Account.id)).one()
        self.tokens = {role: self._token(role) for role in ROLES if role != "anonymous"}
        db.session.rollback()
        self.kept = path.with_suffix(".kept")
        self._copy(path, self.kept)

    def _people(self, own: Alliance) -> dict[str, Person]:
        watcher = make.seat(own, "城管中队", "冯望舒", votes=False)
        street = db.session.scalars(select(Street.id).where(Street.name == "云杉街道")).one()
        make.alliance(street="远山街道")
        elsewhere = db.session.scalars(select(Street.id).where(Street.name == "远山街道")).one()
        return {
            "delegate": make.delegate_of(self.extra),
            "observer": make.delegate_of(watcher),
            "liaison": make.official("liaison", "organisation", self.extra.organisation_id),
            "handler": make.official("handler", "organisation", self.extra.organisation_id),
            "secretary": make.secretary(own),
            "convener": make.official("convener", "alliance", own.id),
            "supervisor": make.official("supervisor", "street", street),
            "supervisor elsewhere": make.official("supervisor", "street", elsewhere),
            "administrator": make.administrator(),
        }

    def _values(self, alliance: Alliance) -> dict[str, Any]:
        meeting = db.session.scalars(select(Meeting).where(Meeting.alliance_id == alliance.id).order_by(Meeting.starts_at.desc())).first()
        assert meeting is not None
        issue = self._issue(alliance)
        motion = db.session.scalars(select(Motion).where(Motion.meeting_id == meeting.id)).first()
        assert motion is not None
        of_meeting = AgendaItem.meeting_id == meeting.id
        action = self._first(select(Action.id).where(Action.meeting_id == meeting.id))
        return {
            "letter_id": self._letter(meeting),
            "reply_id": self._reply(meeting),
            "paper_id": self._paper(meeting, motion.item_id),
            "number": self._draft_of_rules(alliance),
            "noun": "action",
            "subject_id": action,
            "kind": "overdue",
            "alliance_id": alliance.id,
            "meeting_id": meeting.id,
            "code": meeting.code,
            "seat_id": db.session.scalars(select(Seat.id).where(Seat.alliance_id == alliance.id).order_by(Seat.id.desc())).first(),
            "item_id": motion.item_id,
            "motion_id": motion.id,
            "consensus_id": self._first(select(Consensus.id).join(AgendaItem, AgendaItem.id == Consensus.item_id).where(of_meeting)),
            "recusal_id": self._first(select(Recusal.id).join(AgendaItem, AgendaItem.id == Recusal.item_id).where(of_meeting)),
            "guest_id": self._first(select(Attendance.id).where(Attendance.meeting_id == meeting.id)),
            "resolution_id": self._first(select(Resolution.id).where(Resolution.meeting_id == meeting.id)),
            "action_id": action,
            "issue_id": issue,
            "token": "unknown",
            "alliance_code": alliance.code,
            "notice": self.notices[alliance.id].code,
            "objection_id": self._first(select(Objection.id).where(Objection.notice_id == self.notices[alliance.id].id)),
            "template_id": self._first(select(RegisterTemplate.id).where(RegisterTemplate.alliance_id == alliance.id)),
            "name": "request_letter.workdays",
            "sha256": "0" * 64,
        }

    def _first(self, statement: Any) -> int:
        found = db.session.scalars(statement).first()
        assert found is not None, str(statement)
        return int(found)

    def _letter(self, meeting: Meeting) -> int:
        """As if it had been recorded in its time: the minutes are signed by now."""
        giver, holder = (line["seat"] for line in (meeting.snapshot or {})["roll"][:2])
        with writing():
            letter = ProxyLetter(alliance_id=meeting.alliance_id, meeting_id=meeting.id, seat_id=giver, holder_seat_id=holder)
            letter.from_at = letter.entered_at = make.AT
            db.session.add(letter)
            db.session.flush()
            record("letter.give", letter, by=SYSTEM, at=make.AT)
            return letter.id

    def _reply(self, meeting: Meeting) -> int:
        """From the group's link, as if it had waited for the secretary ever since."""
        seat = (meeting.snapshot or {})["roll"][0]["seat"]
        with writing():
            reply = Reply(alliance_id=meeting.alliance_id, meeting_id=meeting.id, seat_id=seat, answer="present", via="link")
            reply.confirmed, reply.for_start, reply.at = False, meeting.starts_at, make.AT
            db.session.add(reply)
            db.session.flush()
            record("reply.ask", reply, by=SYSTEM, at=make.AT)
            return reply.id

    def _paper(self, meeting: Meeting, item_id: int) -> int:
        kept = keep(b"%PDF-1.7 plan")
        with writing():
            paper = ItemPaper(alliance_id=meeting.alliance_id, meeting_id=meeting.id, item_id=item_id, title="方案", added_at=make.AT)
            db.session.add(paper)
            db.session.flush()
            paper.file_id = store(kept, paper, "方案.pdf", "application/pdf", by=SYSTEM, at=make.AT).id
            record("paper.add", paper, by=SYSTEM, at=make.AT)
            return paper.id

    def _draft_of_rules(self, alliance: Alliance) -> int:
        with writing():
            return rulecards.draft(alliance.id, card_of(alliance.id), version=0, by=SYSTEM, at=make.AT).number

    def _issue(self, alliance: Alliance) -> int:
        seat = db.session.scalars(select(Seat).where(Seat.alliance_id == alliance.id, Seat.votes)).first()
        assert seat is not None
        proposer = make.actor(make.delegate_of(seat))
        with writing():
            issue = issues.propose(alliance, "楼道灯不亮", "请修好", organisation_id=None, by=proposer, at=make.AT)
            db.session.flush()
            return issue.id

    def _token(self, role: str) -> str:
        client = self.app.test_client()
        by_phone = role in ("delegate", "observer", "phone of a secretary")
        make.sign_in(client, self.people.get(role) or self.people["secretary"], by_phone=by_phone)
        with client.session_transaction() as session:
            return str(session["signin"])

    def client(self, role: str) -> FlaskClient:
        client = self.app.test_client()
        if role != "anonymous":
            with client.session_transaction() as session:
                session["signin"] = self.tokens[role]
        return client

    def restore(self) -> None:
        db.session.rollback()
        self._copy(self.kept, self.path)

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        one, two = sqlite3.connect(source), sqlite3.connect(target)
        one.backup(two)
        one.close()
        two.close()


@pytest.fixture(scope="module")
def city(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[City]:
    folder = tmp_path_factory.mktemp("matrix")
    City._copy(sqlite_template, folder / "lianxi.db")
    app = make_app(folder, f"sqlite:///{folder / 'lianxi.db'}")
    app.test_client_class = HouseClient
    with app.app_context():
        yield City(app, folder / "lianxi.db")
        db.session.remove()
        db.engine.dispose()


def rules(app: Flask) -> list[tuple[Rule, str]]:
    found = [(rule, method) for rule in app.url_map.iter_rules() for method in ("GET", "POST") if method in (rule.methods or ())]
    return sorted(((rule, method) for rule, method in found if rule.endpoint != "static"), key=lambda one: (one[0].endpoint, one[1]))


def url_of(app: Flask, rule: Rule, values: dict[str, Any]) -> str:
    values = values | {"code": values["alliance_code"]} if rule.endpoint.startswith(("notices.", "issues.")) else values
    chosen = {}
    for name in rule.arguments:
        among = sorted(getattr(rule._converters[name], "items", ()))  # of an AnyConverter
        chosen[name] = values[name] if name in values and (not among or values[name] in among) else among[0]
    return str(app.url_map.bind("localhost").build(rule.endpoint, chosen))


def ask(city: City, rule: Rule, method: str, role: str, where: str) -> int:
    client = city.client(role)
    url = url_of(city.app, rule, city.values[where])
    response = client.get(url) if method == "GET" else client.post(url, data={})
    if method == "POST" and response.status_code < 400:
        city.restore()
    return response.status_code


def line(city: City, rule: Rule, method: str) -> str:
    cells = []
    for role in ROLES:
        places = ("own", "other") if rule.arguments - {"token", "name", "account_id", "kind"} else ("own",)
        cells.append(f"{role} " + "/".join(str(ask(city, rule, method, role, where)) for where in places))
    return f"{rule.endpoint} {method}: " + ", ".join(cells)


@pytest.fixture(scope="module")
def lines(city: City) -> list[str]:
    return [line(city, rule, method) for rule, method in rules(city.app)]


def test_who_reaches_what_is_what_was_reviewed(lines: list[str]) -> None:
    if os.environ.get("UPDATE_MATRIX"):
        FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == FILE.read_text(encoding="utf-8").splitlines()


def test_nothing_of_another_alliance_answers(lines: list[str]) -> None:
    # The group's link is what opens a meeting's page; what residents read and write knows nobody.
    of_groups = ("meetings.group", "replies.group", "replies.take")
    open_to_all = (*of_groups, "accounts.link", "notices.public_", "issues.report_form", "issues.take_report")
    leaks = []
    for one in lines:
        endpoint, _colon, cells = one.partition(": ")
        for cell in cells.split(", "):
            role, _space, statuses = cell.rpartition(" ")
            other = statuses.partition("/")[2]
            if other and int(other) not in CLOSED and role not in WIDE and not endpoint.startswith(open_to_all):
                leaks.append(f"{endpoint} {cell}")
    assert leaks == []


def test_no_answer_is_a_failure(lines: list[str]) -> None:
    assert [one for one in lines if "/500" in one or " 500" in one] == []


FRAGMENTS = ("item-{item_id}", "items", "quorum", "attendance", "seat-{row}", "observer-{row}", "saved-{item_id}")


@pytest.mark.parametrize("role", ["delegate", "observer", "convener", "secretary", "supervisor"])
def test_a_fragment_says_nothing_that_the_page_does_not_say(city: City, role: str) -> None:
    client, values = city.client(role), city.values["own"]
    row = db.session.scalars(select(Attendance.id).where(Attendance.meeting_id == values["meeting_id"])).first()
    url = f"/meetings/{values['meeting_id']}"
    # One item and one row of the list stand unfolded on a page: the ones that are asked for.
    page = set().union(*(words(client.get(f"{url}{asked}").text) for asked in ("", f"?item={values['item_id']}", f"?seat={row}")))
    for name in FRAGMENTS:
        answer = client.get(url, headers={"HX-Request": "true", "HX-Target": "div#" + name.format(row=row, **values)})
        assert words(answer.text) - page == {"收起"} & words(answer.text), name  # a card that came by itself can go by itself


def words(html: str) -> set[str]:
    """The pieces of text of an answer."""
    return set(BeautifulSoup(html, "html.parser").stripped_strings)
