"""Papers with which people sign in: new links for those who have none, a page each or four to a page."""

from __future__ import annotations

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts import actions as accounts
from app.accounts import passwords
from app.accounts.models import PersonalLink
from app.alliances.handover_paper import Ticket, sign_in_papers
from app.core.clock import now
from app.core.db import db, writing
from app.demo.people_example import SHEET, print_people
from app.demo.showcase import OFFICIALS
from app.papers.pdf import pages
from app.policy import SYSTEM
from tests import make
from tests.papers.reading import pdf_text


def test_those_without_a_link_get_one_and_nobody_elses_ends(client: FlaskClient, app: Flask) -> None:
    home = make.alliance("鹤鸣里社区党建联盟")
    one, two, three = make.seats(home, 3)
    with writing():
        accounts.make_link(make.delegate_of(one), by=SYSTEM, at=now())
    make.sign_in(client, make.secretary(home))
    url = f"/alliances/{home.id}/sign-in-papers"
    html = client.get(url).text
    ticked = [str(seat.delegate_id) for seat in (two, three)]
    assert [f'value="{person}" checked' in html for person in (str(one.delegate_id), *ticked)] == [False, True, True]
    answer = client.post(url, data={"person": ticked, "layout": "4", "once": "k"})
    text = pdf_text(answer.data)
    assert [make.delegate_of(seat).name in text for seat in (one, two, three)] == [False, True, True]
    assert make.delegate_of(two).phone not in text
    live = select(func.count()).select_from(PersonalLink).where(PersonalLink.revoked_at.is_(None))
    assert db.session.scalar(live) == 3
    again = client.post(url, data={"person": ticked, "layout": "4", "once": "k"})
    assert (again.status_code, again.location, db.session.scalar(live)) == (303, url, 3)
    assert db.session.scalar(select(func.count()).select_from(PersonalLink)) == 3


def test_strangers_and_nobody_are_printed_for_nobody(client: FlaskClient, app: Flask) -> None:
    home, foreign = make.alliance(), make.seat(make.alliance())
    make.seat(home)
    make.sign_in(client, make.secretary(home))
    for typed in ([], [str(foreign.delegate_id)], ["9" * 19], ["x"]):
        answer = client.post(f"/alliances/{home.id}/sign-in-papers", data={"person": typed, "layout": "1"})
        assert (answer.status_code, "还没有勾选给谁打印" in answer.text) == (409, True)
    assert db.session.scalar(select(func.count()).select_from(PersonalLink)) == 0


def test_a_secretarys_paper_has_the_address_and_the_name_and_never_a_password(client: FlaskClient, app: Flask) -> None:
    home = make.alliance("鹤鸣里社区党建联盟")
    person = make.secretary(home)
    make.seat(home)
    make.sign_in(client, person)
    assert client.get(f"/alliances/{home.id}/officers.pdf").status_code == 404
    with writing():
        accounts.create_account("qiuye", person, passwords.make_hash("correct horse battery"), by=SYSTEM, at=make.AT, must_change=False)
    text = pdf_text(client.get(f"/alliances/{home.id}/officers.pdf").data)
    assert ("登录名qiuye" in text, "http://localhost/sign-in" in text, "密码由本人掌握" in text) == (True, True, True)


def test_a_page_for_each_or_four_to_a_page() -> None:
    from datetime import date

    people = tuple(Ticket(f"代表{number}", "区水文站", "看会议通知。", "http://localhost/l/token", "123456") for number in range(9))
    papers = [sign_in_papers(people, "联盟", date(2026, 11, 24), to_a_page=many) for many in (1, 4)]
    found = [pdf_of_plain(paper) for paper in papers]
    assert [pages(pdf) for pdf in found] == [9, 3]
    assert all("验证码123456" in pdf_text(pdf) for pdf in found)


def pdf_of_plain(paper):  # type: ignore[no-untyped-def]  # a Document to bytes, without an app
    from app.papers.pdf import render_pdf

    return render_pdf(paper).content


def test_the_demos_people_have_a_paper_beside_the_list(app: Flask) -> None:
    links = [
        "  区水文站 程以宁，后四位 0195：http://localhost/l/xs6ba66ce7",
        "  供热公司联络员 江可风（16个联盟），后四位 0043：http://localhost/l/jyk",
    ]
    print_people(OFFICIALS, links)
    pdf = Path(app.config["INSTANCE"], SHEET).read_bytes()
    text = pdf_text(pdf)
    assert [name in text for name in ("邱叶", "林知夏", "段启明", "演示管理员", "程以宁", "江可风")] == [True] * 6
    assert ("lianxi-demo" in text, pages(pdf)) == (False, 6)
