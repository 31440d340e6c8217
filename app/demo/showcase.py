"""The showcase: every alliance of the city as a shell from the roster, and 鹤鸣里 with a meeting, through the same actions as people's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from app.accounts import actions as accounts_actions
from app.accounts import passwords
from app.accounts.models import Account, Grant, Person
from app.accounts.queries import actor_for
from app.alliances import actions as alliances
from app.alliances.models import Alliance, Organisation, Seat, Street
from app.alliances.roster import parse, read_sheets
from app.alliances.roster.apply import bring_in
from app.core.db import db, writing
from app.demo.example_meeting import record_example
from app.demo.present_day import record_present_day
from app.policy import SYSTEM, Actor
from app.settings.models import installation

FOLDER = Path(__file__).parent
PASSWORD = "lianxi-demo"
HOME = "TB014"
BEGIN = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)
PEOPLE = "demo-accounts.txt"


@dataclass(frozen=True, slots=True)
class Official:
    """A demo account: who, as what, where ("alliance", "street", "district", "city")."""

    login: str
    name: str
    role: str
    place: str
    words: str


OFFICIALS = (
    Official("qiuye", "邱叶", "secretary", "alliance", "鹤鸣里社区党建联盟秘书"),
    Official("linzhixia", "林知夏", "convener", "alliance", "鹤鸣里社区党委书记、召集人"),
    Official("duanqiming", "段启明", "supervisor", "street", "云杉街道"),
    Official("guanliyuan", "演示管理员", "administrator", "city", "市级管理员"),
)
DELEGATES = ("区水文站", "和美物业")


def load(say: Callable[[str], None]) -> bool:
    """Fill an empty database. False where the demo is there already; Refused where the database is a real one."""
    if installation() == "demo":
        return False
    say("正在装入全市210个联盟……")
    sheets = read_sheets((FOLDER / "roster.xlsx").read_bytes(), "roster.xlsx")
    with writing():
        bring_in(parse(sheets), kind="demo", by=SYSTEM, at=BEGIN)
    home = db.session.scalars(select(Alliance).where(Alliance.code == HOME)).one()
    say("正在建立演示账号……")
    _officials(home)
    say("正在记录鹤鸣里的联席会议……")
    record_example(home)
    record_present_day(home, _secretary())
    _invite(home)
    return True


def accounts() -> str:
    """What `demo accounts` prints: names, the one password, and two personal links."""
    path = Path(current_app.config["INSTANCE"]) / PEOPLE
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _officials(home: Alliance) -> None:
    password_hash = passwords.make_hash(PASSWORD)  # one for all: hashing is slow on purpose
    with writing():
        alliances.choose_prefix(home, "HML", by=SYSTEM, at=BEGIN)
        for official in OFFICIALS:
            person = _person(official, home)
            accounts_actions.create_account(official.login, person, password_hash, by=SYSTEM, at=BEGIN, must_change=False)
            accounts_actions.grant(person, official.role, official.place, _place_id(official, home), by=SYSTEM, at=BEGIN)


def _person(official: Official, home: Alliance) -> Person:
    """The person of the roster where it knows one of this name in this place, else a new one."""
    known = select(Person).where(Person.name == official.name)
    seated = known.join(Seat, Seat.delegate_id == Person.id).where(Seat.alliance_id == home.id)
    granted = known.join(Grant, Grant.person_id == Person.id).where(Grant.place == "alliance", Grant.place_id == home.id)
    person = db.session.scalars(seated).first() or db.session.scalars(granted).first()
    return person or accounts_actions.add_person(f"account:{official.login}", official.name, by=SYSTEM, at=BEGIN)


def _place_id(official: Official, home: Alliance) -> int:
    if official.place == "alliance":
        return home.id
    if official.place == "street":
        return db.session.scalars(select(Street.id).where(Street.name == official.words)).one()
    return 0


def _secretary() -> Actor:
    statement = select(Person).join(Account, Account.person_id == Person.id).where(Account.login == OFFICIALS[0].login)
    person = db.session.scalars(statement).one()
    return actor_for(person.id, person.name)


def _invite(home: Alliance) -> None:
    """Personal links for two delegates; only `demo accounts` knows them, as the paper in a delegate's pocket would."""
    lines = ["演示数据：下面的人都是虚构的。", f"网址 {current_app.config['PUBLIC_URL']}", "", f"登录名（密码都是 {PASSWORD}）"]
    lines += [f"  {official.login:12} {official.name} {official.words}" for official in OFFICIALS]
    lines += ["", "个人链接（打开后填手机号后四位）"]
    with writing():
        for unit in DELEGATES:
            sits = (
                select(Seat, Person).join(Organisation, Organisation.id == Seat.organisation_id).join(Person, Person.id == Seat.delegate_id)
            )
            seat, person = db.session.execute(sits.where(Seat.alliance_id == home.id, Organisation.name == unit)).one()
            _link, token, _code = alliances.invite(seat, by=SYSTEM, at=BEGIN, slip=False)
            lines.append(f"  {unit} {person.name}，后四位 {person.phone[-4:]}：{current_app.config['PUBLIC_URL']}/l/{token}")
    (Path(current_app.config["INSTANCE"]) / PEOPLE).write_text("\n".join(lines) + "\n", encoding="utf-8")
