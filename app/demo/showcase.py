"""The showcase: every alliance of the city as a shell from the roster, and 鹤鸣里 with a meeting, through the same actions as people's.

It stands in the demo city too (app/demo/city), where the other alliances are no shells."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy import select

from app.accounts import actions as accounts_actions
from app.accounts import passwords
from app.accounts.models import Account, Grant, Person
from app.accounts.queries import actor_for
from app.alliances import actions as alliances
from app.alliances.models import Alliance, District, Organisation, Seat, Street
from app.alliances.roster import parse, read_sheets
from app.alliances.roster.apply import bring_in
from app.core import clock
from app.core.db import db, writing
from app.demo.intake_example import CODES
from app.demo.people_example import print_people, record_change
from app.demo.present_day import MORNING, record_present_day
from app.demo.promises_example import record_promises
from app.demo.replies_example import record_replies
from app.demo.sheet_example import record_sheet
from app.demo.steady import repeatable_rows, seldom_collecting
from app.demo.year import BEGIN, record_year
from app.issues.codes import in_groups
from app.policy import SYSTEM, Actor

FOLDER = Path(__file__).parent
PASSWORD = "lianxi-demo"
HOME = "TB014"
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


def load(say: Callable[[str], None]) -> None:
    """Fill an empty database, the same every time inside `chance.repeatable()`. Refused where the database is a real one."""
    with seldom_collecting(), repeatable_rows(), clock.standing(BEGIN) as turn_clock:
        home = bring_in_roster(say, at=BEGIN)
        record_home(say, home, turn_clock, at=BEGIN)
        links = invited(home, DELEGATES)
    print_people(OFFICIALS, links)
    write_accounts(officials=OFFICIALS, links=links)


def bring_in_roster(say: Callable[[str], None], *, at: datetime) -> Alliance:
    """Every alliance of the city with its members. Returns 鹤鸣里."""
    say("正在装入全市210个联盟……")
    sheets = read_sheets((FOLDER / "roster.xlsx").read_bytes(), "roster.xlsx")
    with writing():
        bring_in(parse(sheets), kind="demo", by=SYSTEM, at=at)
    _accounts_file().unlink(missing_ok=True)  # of a database that was here before
    return db.session.scalars(select(Alliance).where(Alliance.code == HOME)).one()


def record_home(say: Callable[[str], None], home: Alliance, turn_clock: Callable[[datetime], None], *, at: datetime) -> None:
    """鹤鸣里 with its accounts, its year and what waits there on the demo's day."""
    say("正在建立演示账号……")
    with writing():
        alliances.choose_prefix(home, "HML", by=SYSTEM, at=at)
    create_accounts(OFFICIALS, home, at=at)
    say("正在记录鹤鸣里的一年……")
    record_year(home, _secretary(), turn_clock)
    turn_clock(MORNING)
    record_sheet(home, _secretary())
    record_change(home, _secretary())
    record_promises(home, _secretary())
    record_present_day(home, _secretary())
    record_replies(home, _secretary())


def finished() -> bool:
    """Whether the last load came to its end: the list of accounts is written last."""
    return _accounts_file().exists()


def accounts() -> str:
    """What `demo accounts` prints: names, the one password, and personal links."""
    return _accounts_file().read_text(encoding="utf-8") if finished() else ""


def _accounts_file() -> Path:
    return Path(current_app.config["INSTANCE"]) / PEOPLE


def create_accounts(officials: Sequence[Official], home: Alliance, *, at: datetime, password_hash: str = "") -> None:
    """Accounts with the one demo password: it is hashed once for all, because hashing is slow on purpose.

    `home` is the place of those of an alliance."""
    password_hash = password_hash or passwords.make_hash(PASSWORD)
    with writing():
        for official in officials:
            person = _person(official, home)
            accounts_actions.create_account(official.login, person, password_hash, by=SYSTEM, at=at, must_change=False)
            accounts_actions.grant(person, official.role, official.place, _place_id(official, home), by=SYSTEM, at=at)


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
    if official.place == "district":
        return db.session.scalars(select(District.id).where(District.name == official.words)).one()
    return 0


def _secretary() -> Actor:
    statement = select(Person).join(Account, Account.person_id == Person.id).where(Account.login == OFFICIALS[0].login)
    person = db.session.scalars(statement).one()
    return actor_for(person.id, person.name)


def invited(home: Alliance, units: Sequence[str]) -> list[str]:
    """A line with a personal link for the delegate of each unit; only `demo accounts` knows them, as the paper in a pocket would."""
    lines = []
    with writing():
        for unit in units:
            sits = (
                select(Seat, Person).join(Organisation, Organisation.id == Seat.organisation_id).join(Person, Person.id == Seat.delegate_id)
            )
            seat, person = db.session.execute(sits.where(Seat.alliance_id == home.id, Organisation.name == unit)).one()
            _link, token, _code = alliances.invite(seat, by=SYSTEM, at=BEGIN, slip=False)
            lines.append(f"  {unit} {person.name}，后四位 {person.phone[-4:]}：{current_app.config['PUBLIC_URL']}/l/{token}")
    return lines


def write_accounts(officials: Sequence[Official], links: Sequence[str]) -> None:
    """The list that `demo accounts` prints, and the sign that the load came to its end."""
    lines = ["演示数据：下面的人都是虚构的。", f"网址 {current_app.config['PUBLIC_URL']}", "", f"登录名（密码都是 {PASSWORD}）"]
    lines += [f"  {official.login:12} {official.name} {official.words}" for official in officials]
    lines += ["", "个人链接（打开后填手机号后四位）", *links]
    lines += ["", f"查询码（{current_app.config['PUBLIC_URL']}/status）", *(f"  {in_groups(code)}" for code in CODES.values())]
    _accounts_file().write_text("\n".join(lines) + "\n", encoding="utf-8")
