"""A file uploaded by an administrator, seen first and then imported."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.accounts.models import Person
from app.alliances.models import Alliance, Seat
from app.core import files
from app.core.db import db, writing
from app.core.ledger import Entry
from app.policy import SYSTEM
from app.settings.actions import mark_installation
from app.settings.models import installation
from tests import make
from tests.alliances.roster.build import FILES, HEADINGS, workbook
from tests.alliances.roster.make_roster import confirming, count, outcomes


def upload(client: FlaskClient, content: bytes, name: str = "名册.xlsx", **fields: str) -> Any:
    answer = client.post("/roster/preview", data={"file": (io.BytesIO(content), name), **fields})
    answer.request.environ["wsgi.input"].close()  # a large body lies in a file of the client's
    return answer


@pytest.fixture
def administrator(any_client: FlaskClient, any_app: Flask) -> FlaskClient:
    return make.sign_in(any_client, make.administrator())


def test_a_file_is_uploaded_once_previewed_and_imported(administrator: FlaskClient) -> None:
    answer = upload(administrator, (FILES / "district_as_kept.xlsx").read_bytes(), "district_as_kept.xlsx")
    assert answer.status_code == 200
    numbers = re.findall(r'<td class="num">(\d+)</td>', answer.text)
    assert numbers == ["28", "0", "0", "402", "0", "0", "402", "0", "0", "478", "0", "0"]
    assert outcomes(answer.text) == ["不能用 没有写联盟。", "不能用 没有写单位名称。", "不能用 没有写单位名称。"]
    assert "第483行" in answer.text
    assert count(Alliance) == 0
    sent = confirming(answer.text, "/roster") | {"once": "a" * 32}
    done = administrator.post("/roster", data=sent)
    assert (done.status_code, done.location) == (303, "/alliances")
    assert (count(Alliance), count(Seat), installation()) == (28, 478, "real")
    assert administrator.post("/roster", data=sent).location == "/alliances"  # a second tap
    gone = administrator.post("/roster", data=sent | {"once": "b" * 32})
    assert (gone.status_code, "上传的文件已经不在了" in gone.text) == (409, True)
    again = upload(administrator, (FILES / "district_as_kept.xlsx").read_bytes())
    assert "和现在的名册一样，不用导入。" in again.text


def test_an_imported_file_is_not_kept(client: FlaskClient, app: Flask) -> None:
    make.sign_in(client, make.administrator())
    content = (FILES / "street_as_kept.xlsx").read_bytes()
    answer = upload(client, content)
    kept = files.path_of(files.keep(content).sha256)
    assert kept.exists()
    client.post("/roster", data=confirming(answer.text, "/roster"))
    assert not kept.exists()


def test_columns_and_district_can_be_said_without_a_second_upload(client: FlaskClient, app: Flask) -> None:
    make.sign_in(client, make.administrator())
    content = workbook([["街道", "联盟", "单位", "谁", "电话"], ["永宁街道", "秋实里社区党建联盟", "供电所", "云以宁", "10000000401"]])
    answer = upload(client, content)
    assert "写的内容又不够新建" in answer.text
    again = confirming(answer.text, "/roster/preview")
    assert again["sheet0-meanings"] == ["street", "alliance_name", "organisation_name", "", "phone"]
    again |= {"district": "镇赉县", "sheet0-meanings": ["street", "alliance_name", "organisation_name", "delegate", "phone"]}
    answer = client.post("/roster/preview", data=again)
    assert answer.status_code == 200
    client.post("/roster", data=confirming(answer.text, "/roster"))
    assert db.session.execute(select(Person.name, Person.phone).where(Person.phone != "")).all() == [("云以宁", "10000000401")]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "里面没有名单"),
        (b"\x00\x01\x02", "读不出这个文件"),
        (b"PK\x03\x04" + b"\x00" * 50, "读不出这个文件"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "旧的xls"),
        (b"a,b\n" * (5 * 1024 * 256 + 1), "文件太大，最多5兆字节"),
    ],
)
def test_a_refused_file_says_why_at_its_field(client: FlaskClient, app: Flask, content: bytes, words: str) -> None:
    make.sign_in(client, make.administrator())
    answer = upload(client, content, district="镇赉县")
    assert answer.status_code == 422
    error = BeautifulSoup(answer.text, "html.parser").select_one("#file-error")
    assert error is not None
    assert words in error.get_text()
    assert 'value="镇赉县"' in answer.text


def test_no_file_a_file_without_columns_and_a_district_that_is_too_long(client: FlaskClient, app: Flask) -> None:
    make.sign_in(client, make.administrator())
    assert "请选择文件。" in client.post("/roster/preview", data={"file": "text"}).text
    assert "请选择文件。" in client.post("/roster/preview", data={}).text
    answer = upload(client, "今天开会\n讨论停车".encode(), "会议.csv")
    assert (answer.status_code, "认不出哪一列是单位名称" in answer.text) == (422, True)
    answer = upload(client, workbook([HEADINGS]), district="长" * 31)
    assert (answer.status_code, "最多30个字" in answer.text) == (422, True)


def test_a_forged_token_opens_no_file(client: FlaskClient, app: Flask) -> None:
    make.sign_in(client, make.administrator())
    for url in ("/roster", "/roster/preview"):
        answer = client.post(url, data={"token": "../../etc/passwd"})
        assert (answer.status_code, "上传的文件已经不在了" in answer.text) == (409, True)


def test_a_demo_shows_the_preview_and_imports_nothing(client: FlaskClient, app: Flask) -> None:
    with writing():
        mark_installation("demo", by=SYSTEM, at=make.AT)
    make.sign_in(client, make.administrator())
    answer = upload(client, (FILES / "street_as_kept.xlsx").read_bytes())
    assert "只能预览，不能导入" in answer.text
    assert "确认导入" not in answer.text
    refused = client.post("/roster", data=confirming(answer.text, "/roster"))
    assert (refused.status_code, "不能导入正式名册" in refused.text) == (409, True)
    assert count(Alliance) == 0


def test_of_a_long_file_only_what_changes_is_listed(client: FlaskClient, app: Flask) -> None:
    make.sign_in(client, make.administrator())
    headings = ["区县", "街道", *HEADINGS]
    rows = [["镇赉县", "永宁街道", "秋实里社区党建联盟", f"第{n}单位", "学校", f"代表{n}", f"100000{n:05}", ""] for n in range(300)]
    answer = upload(client, workbook([headings, *rows]))
    assert outcomes(answer.text) == []
    client.post("/roster", data=confirming(answer.text, "/roster"))
    assert count(Seat) == 300
    before = count(Entry)
    answer = upload(client, workbook([headings, *[[*row[:5], "新" + row[5], f"1000020{index:04}", ""] for index, row in enumerate(rows)]]))
    assert len(outcomes(answer.text)) == 200
    assert "还有100行没有列在这里。" in answer.text
    assert count(Entry) == before
