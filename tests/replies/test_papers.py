"""材料附件: taken by what they are, whatever they are called; for the alliance, not for the group's link."""

from __future__ import annotations

import io
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.core.clock import standing as clock_at
from app.meetings.models import Meeting
from app.replies.papers import kind_of, plain_name
from app.replies.queries import papers_of
from tests import make
from tests.meetings import make_meetings as made
from tests.meetings.reading import error_at, value_of
from tests.replies.make_replies import MORNING, called, office_file

PDF = b"%PDF-1.7 a plan"


@pytest.fixture
def secretary(alliance: Alliance, client: FlaskClient) -> Person:
    person = make.secretary(alliance)
    make.sign_in(client, person)
    return person


def put_up(client: FlaskClient, meeting: Meeting, content: bytes = PDF, name: str = "停车方案.pdf", **typed: str) -> Any:
    item = made.items(meeting)[0]
    sent = {"item": str(item.id), "title": "", "once": "one", "file": (io.BytesIO(content), name)} | typed
    return client.post(f"/meetings/{meeting.id}/papers", data=sent, content_type="multipart/form-data")


def titles(meeting: Meeting) -> list[tuple[str, str]]:
    return [(one.title, one.ending) for one in papers_of(meeting.id)]


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (PDF, "pdf"),
        (b"\xff\xd8\xff\xe0 a picture", "jpg"),
        (office_file(), "docx"),
        (office_file("xl/workbook.xml"), "xlsx"),
        (b"", "paper.empty"),
        (b"%PDF-" + b"x" * (5 * 1024 * 1024), "paper.large"),
        (office_file("word/document.xml", "word/vbaProject.bin"), "paper.type"),
        (office_file("ppt/presentation.xml"), "paper.type"),
        (office_file("word/document.xml", *(f"part{number}" for number in range(2000))), "paper.type"),
        (b"PK\x03\x04 broken", "paper.type"),
        (b"\xd0\xcf\x11\xe0 an old format", "paper.type"),
        (b"<svg onload=alert(1)>", "paper.type"),
        (b"MZ a program", "paper.type"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_paper_is_known_by_its_content(content: bytes, found: str) -> None:
    kind = kind_of(content)
    assert (kind if isinstance(kind, str) else kind[1]) == found


def test_names_lose_folders_endings_and_signs_that_steer() -> None:
    assert [plain_name(name) for name in ("C:\\桌面\\方案.docx", "a/b/图.jpg", "无后缀", "x\u202etxt.exe")] == [
        "方案",
        "图",
        "无后缀",
        "xtxt",
    ]


def test_what_the_secretary_puts_up_the_delegates_open(
    app: Flask, client: FlaskClient, secretary: Person, alliance: Alliance, seats: list[Seat]
) -> None:
    with clock_at(MORNING):
        meeting = called(alliance)
        assert put_up(client, meeting).location == f"/meetings/{meeting.id}/papers"
        assert put_up(client, meeting).status_code == 303  # a double tap
        assert put_up(client, meeting, office_file(), "报价.xlsx", title="三家报价", once="two").status_code == 303
        assert titles(meeting) == [("停车方案", "PDF"), ("三家报价", "DOCX")]
        first, second = papers_of(meeting.id)
        url = f"/meetings/{meeting.id}/papers/{first.id}/file"
        delegate = make.sign_in(app.test_client(), make.delegate_of(seats[0]), by_phone=True)
        page = delegate.get(f"/meetings/{meeting.id}").text
        assert ("会议材料" in page, f'href="{url}"' in page) == (True, True)
        opened = delegate.get(url)
        assert (opened.data, opened.headers["Content-Disposition"].startswith("attachment;")) == (PDF, True)
        assert opened.headers["Content-Security-Policy"].startswith("sandbox")
        assert client.post(f"/meetings/{meeting.id}/papers/{second.id}/remove", data={"once": "r"}).status_code == 303
        assert (titles(meeting), delegate.get(f"/meetings/{meeting.id}/papers/{second.id}/file").status_code) == (
            [("停车方案", "PDF")],
            404,
        )
        assert "停车方案" not in app.test_client().get(f"/r/{meeting.code}").text


def test_a_bad_file_is_refused_at_its_field_and_nothing_else_is_lost(
    client: FlaskClient, secretary: Person, alliance: Alliance, seats: list[Seat]
) -> None:
    with clock_at(MORNING):
        meeting = called(alliance)
        bad = put_up(client, meeting, b"MZ a program", "方案.pdf", title="停车方案")
        assert (bad.status_code, "旧格式和带宏的请另存" in error_at(bad, "file"), value_of(bad, "title")) == (409, True, "停车方案")
        empty = client.post(f"/meetings/{meeting.id}/papers", data={"item": str(made.items(meeting)[0].id), "title": "停车方案"})
        assert (empty.status_code, error_at(empty, "file")) == (409, "请选一个文件。")
        foreign = made.items(called(make.alliance()))[0]
        assert put_up(client, meeting, item=str(foreign.id)).status_code == 422
        assert titles(meeting) == []


def test_papers_are_the_alliances_own(app: Flask, client: FlaskClient, secretary: Person, alliance: Alliance, seats: list[Seat]) -> None:
    with clock_at(MORNING):
        meeting = called(alliance)
        put_up(client, meeting)
        paper = papers_of(meeting.id)[0]
        urls = (f"/meetings/{meeting.id}/papers", f"/meetings/{meeting.id}/papers/{paper.id}/file")
        delegate = make.sign_in(app.test_client(), make.delegate_of(seats[0]), by_phone=True)
        stranger = make.sign_in(app.test_client(), make.delegate_of(make.seat(make.alliance())), by_phone=True)
        assert [delegate.get(url).status_code for url in urls] == [200, 200]
        assert ("放上" in client.get(urls[0]).text, "放上" in delegate.get(urls[0]).text) == (True, False)
        assert [stranger.get(url).status_code for url in urls] == [403, 403]
        assert [delegate.post(url, data={}).status_code for url in (urls[0], f"{urls[0]}/{paper.id}/remove")] == [403, 403]
        assert stranger.get(f"/meetings/{called(make.alliance()).id}/papers/{paper.id}/file").status_code == 404
