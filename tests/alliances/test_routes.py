"""The alliance's own page, and an alliance founded by hand."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.alliances import queries
from app.alliances.models import Alliance
from app.alliances.queries import AllianceRow
from app.core import ledger
from app.core.db import db
from app.settings.models import installation
from tests import make
from tests.alliances.roster.make_roster import count, paste, yunjinli


def test_the_alliance_page_leads_to_pasting_and_shows_the_prefix(client: FlaskClient, app: Flask) -> None:
    alliance = yunjinli()
    rows = "单位,姓名,职务,电话,职责\n云锦里社区党委,鲁嘉木,,10000000220,联盟秘书\n"
    paste(alliance, rows)
    url = f"/alliances/{alliance.id}"
    html = make.sign_in(client, make.secretary(alliance)).get(url).text
    assert "从WPS粘贴名单" in html
    assert "安排会议" in html
    assert '鲁嘉木 <span class="badge b-wait">待建账号' in html
    assert f'name="prefix" required type="text" value="{alliance.prefix}"' in html
    assert client.post(f"{url}/prefix", data={"prefix": "yjl"}).status_code == 303
    assert db.session.get_one(Alliance, alliance.id).prefix == "YJL"
    html = make.sign_in(client, make.delegate_of(make.seat(alliance))).get(url).text
    assert "从WPS粘贴名单" not in html
    assert "安排会议" not in html


NEW = {"district": "洮北区", "street": "锦程街道", "community": "云锦里社区", "name": "云锦里社区党建联盟", "code": ""}


def test_an_administrator_founds_an_alliance_by_hand(any_client: FlaskClient, any_app: Flask) -> None:
    make.sign_in(any_client, make.administrator())
    assert "手工建联盟" in any_client.get("/alliances").text
    answer = any_client.post("/alliances", data=NEW, follow_redirects=True)
    assert "联盟已建立。" in answer.text
    made = db.session.scalars(select(Alliance)).one()
    assert (made.code, made.prefix) == ("自编YJL", "YJL")
    assert installation() == "real"
    assert "导入名册" in any_client.get("/alliances").text  # one alliance, and still the administrator's list
    again = any_client.post("/alliances", data=NEW)
    assert (again.status_code, "这个社区已经有同名的联盟" in again.text) == (409, True)
    any_client.post("/alliances", data=NEW | {"name": "甲联盟", "code": "TB001"})
    again = any_client.post("/alliances", data=NEW | {"name": "乙联盟", "code": "TB001"})
    assert (again.status_code, "这个联盟编号已经有了" in again.text, 'value="乙联盟"' in again.text) == (409, True, True)
    assert list(ledger.verify()) == []
    assert count(Alliance) == 2


def test_the_list_of_a_city_is_read_in_pieces_by_district_and_street(any_app: Flask) -> None:
    placed = [("大安市", "河东街道"), ("洮北区", "云杉街道"), ("大安市", "河东街道"), ("洮北区", "河东街道"), ("大安市", "江城街道")]
    made = {(make.alliance(district=district, street=street)).id: (district, street) for district, street in placed}
    seen: list[AllianceRow] = []
    after = ""
    for _piece in range(3):
        shown = queries.alliances(made, after=after, size=2)
        seen, after = [*seen, *shown.rows], shown.after
    assert [(row.district, row.street) for row in seen] == [*[placed[0]] * 2, placed[4], placed[1], placed[3]]
    assert (sorted(row.id for row in seen), after) == (sorted(made), "")
    assert [row.id for row in queries.alliances(made, "洮北 河东").rows] == [seen[-1].id]
    for key in ("x", "1", "1~x~T", f"{10**30}~1~T"):
        assert len(queries.alliances(made, after=key).rows) == (0 if key.startswith("10") else 5)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [(name, "", "这一项要填。") for name in ("district", "street", "community", "name")] + [(name, "长" * 61, "最多") for name in NEW],
)
def test_a_bad_alliance_keeps_what_was_typed(client: FlaskClient, app: Flask, field: str, typed: str, words: str) -> None:
    make.sign_in(client, make.administrator())
    answer = client.post("/alliances", data=NEW | {"code": "TB001"} | {field: typed})
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{typed}"' in answer.text
    assert count(Alliance) == 0


def test_a_secretary_founds_nothing(client: FlaskClient, app: Flask) -> None:
    make.sign_in(client, make.secretary(make.alliance()))
    assert client.post("/alliances", data=NEW).status_code == 403
    assert client.get("/roster").status_code == 403
    assert client.post("/roster/preview", data={}).status_code == 403
    assert client.post("/roster", data={}).status_code == 403
