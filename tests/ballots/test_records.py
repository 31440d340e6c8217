"""Exports of a counted motion and of a ledger: what stands in them, who gets how much, and that they keep to the formats of others."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.ballots import actions
from app.ballots.queries import export
from app.ballots.records.popolo import OPTION_WORDS, vote_event
from app.ballots.records.sheet import harmless, sheet, words_of
from app.ballots.recount import recount
from app.ballots.sealed import papers
from app.core import ledger, ledger_export
from app.core.db import db, writing
from tests import make
from tests.ballots import make_ballots as boards
from tests.ballots.genuine import VERIFIER, checked, named, plain, secret
from tests.ballots.make_ballots import Room, room
from tests.ballots.sealed import make_sealed
from tests.house.counting import statements
from tests.make import later

SCHEMAS = Path(__file__).parent / "popolo"

Event = dict[str, Any]


# -- Popolo ------------------------------------------------------------------------------------------------------------


def against_schema(value: Any, schema: dict[str, Any], where: str) -> Iterator[str]:
    """What of `value` breaks a JSON Schema (draft 3, as far as Popolo uses it)."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2].rstrip("#")
        schema = json.loads((SCHEMAS / name).read_text(encoding="utf-8"))
    kinds: Any = schema.get("type", "any")
    if not any(is_a(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)):
        yield f"{where}: not {kinds}"
    if schema.get("format") == "date-time" and value is not None:
        datetime.fromisoformat(value)
    if isinstance(value, dict):
        for name, inner in schema.get("properties", {}).items():
            if name in value:
                yield from against_schema(value[name], inner, f"{where}.{name}")
            elif inner.get("required"):
                yield f"{where}.{name}: missing"
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from against_schema(one, schema.get("items", {}), f"{where}[{number}]")


def is_a(value: Any, kind: str) -> bool:
    kinds: dict[str, Any] = {"object": dict, "array": list, "string": str, "integer": int, "number": int | float, "null": type(None)}
    return kind == "any" or (isinstance(value, kinds[kind]) and not isinstance(value, bool))


def event_of(exported: dict[str, Any]) -> Event:
    event = vote_event(exported, "2026-11-12T06:10:00+00:00", "应到的过半数")
    schema = json.loads((SCHEMAS / "vote_event.json").read_text(encoding="utf-8"))
    assert list(against_schema(json.loads(json.dumps(event)), schema, "event")) == []
    assert {count["option"] for count in event["counts"]} == set(OPTION_WORDS)
    assert sum(count["value"] for count in event["counts"]) == len(exported["roll"])
    return event


def counts(event: Event) -> dict[str, int]:
    return {count["option"]: count["value"] for count in event["counts"] if count["value"]}


def test_the_schema_is_looked_at_closely() -> None:
    schema = json.loads((SCHEMAS / "vote_event.json").read_text(encoding="utf-8"))
    wrong = {"id": 7, "counts": [{"option": "yes", "value": 1.5}, {"value": 1}], "votes": {}, "organization": {"name": 3}}
    assert list(against_schema(wrong, schema, "event")) == [
        "event.id: not ['string', 'null']",
        "event.organization.name: not ['string', 'null']",
        "event.counts[0].value: not integer",
        "event.counts[1].option: missing",
        "event.votes: not array",
    ]


def test_a_named_motion_is_a_vote_event_with_its_votes(app: Flask) -> None:
    of = room(9, 8, "alliance_majority")
    exported = plain(named(of))
    event = event_of(exported)
    assert (event["result"], event["motion"]["text"]) == ("pass", "开放院内60个车位")
    assert counts(event) == {"yes": 5, "no": 1, "abstain": 1, "other": 1, "absent": 1}
    assert [vote["option"] for vote in event["votes"]] == ["yes"] * 5 + ["no", "abstain", "other", "absent"]
    assert event["votes"][0]["voter"] == {"name": exported["about"]["names"][exported["roll"][0]["seat"]]}
    outside = event_of(export(db.session.get_one(boards.Motion, int(exported["id"].partition(":")[2])), with_seats=False))
    assert "votes" not in outside
    assert outside["counts"] == event["counts"]


def test_a_secret_motion_and_hands_have_no_votes(app: Flask) -> None:
    of = room(9, 8, "alliance_majority")
    event = event_of(plain(secret(of)[0]))
    assert "votes" not in event
    assert counts(event) == {"yes": 5, "no": 2, "not voting": 1, "absent": 1}
    of.item = boards.item(of, "路灯", "alliance_majority")
    boards.recuse(of, 7)
    with writing():
        ledger.hold(of.alliance.id)
        hands = actions.record_hands(of.item, "路灯", {"for": 2, "against": 3, "abstain": 1}, "孟清和", {}, by=of.chair, at=later(30))
    event = event_of(plain(hands))
    assert "votes" not in event
    assert (event["result"], counts(event)) == ("fail", {"yes": 2, "no": 3, "abstain": 1, "excused": 1, "not voting": 1, "absent": 1})


def election(method: str, choices: list[Any]) -> dict[str, Any]:
    roll = [{"seat": f"s{n}", "present": True, "recused": False, "weight": {"seats": 2}} for n in range(1, len(choices) + 1)]
    case: dict[str, Any] = {
        "method": method,
        "round": 1,
        "totals": None,
        "rule": {"base": "yes_no", "num": 1, "den": 2, "strict": True},
        "quorum": {"num": 1, "den": 2, "strict": False},
        "dimensions": ["seats"],
        "casting_vote": None,
        "roll": roll,
        "ballots": [{"seat": f"s{n}", "choice": choice} for n, choice in enumerate(choices, 1)],
        "options": ["东侧", "西侧"],
        "seats_to_fill": None,
    }
    names = {line["seat"]: f"第{line['seat']}单位" for line in roll}
    told = {"id": "motion:1", "text": "停车位放在哪边", "closed_at": "2026-11-12T06:15:00+00:00", "counted": recount(case)}
    return {**told, **case, "about": {"alliance": "鹤鸣里", "meeting": "第三次会议", "names": names, "salt": "0" * 32}}


def test_an_election_counts_ballots_and_keeps_choices_and_weights_beside_the_words() -> None:
    one = event_of(election("choose_one", ["东侧", "东侧", "none", "abstain"]))
    assert counts(one) == {"other": 2, "no": 1, "abstain": 1}
    assert one["votes"][0] == {
        "voter_id": "s1",
        "voter": {"name": "第s1单位"},
        "option": "other",
        "extras": {"choice": "东侧"},
        "weight": 2,
    }
    assert one["extras"]["options"]["东侧"] == {"votes": 4, "met": True}
    several = event_of(election("approve_any", [["东侧", "西侧"], [], "invalid"]))
    assert [vote["option"] for vote in several["votes"]] == ["other", "abstain", "other"]


# -- CSV ---------------------------------------------------------------------------------------------------------------


def rows_of(text: str) -> list[list[str]]:
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_cell_is_a_formula(sign: str) -> None:
    assert harmless(f"{sign}cmd|' /C calc'!A0") == f"'{sign}cmd|' /C calc'!A0"
    assert harmless(f"a{sign}b") == f"a{sign}b"
    exported = election("choose_one", [f"{sign}1", "none"])
    exported["text"] = f"{sign}2+5"
    exported["options"] = [f"{sign}1"]
    exported["about"]["names"]["s1"] = f"{sign}HYPERLINK()"
    exported["counted"] = recount(exported)
    cells = [cell for row in rows_of(sheet(exported, "2026-11-12 14:15", f"{sign}x")) for cell in row]
    assert [cell for cell in cells if cell.startswith(sign)] == []
    assert f"'{sign}HYPERLINK()" in cells


def test_words_of_a_choice() -> None:
    assert [words_of(choice) for choice in ("for", "none", "东侧", ["东侧", "西侧"], [], None)] == [
        "赞成",
        "都不同意",
        "东侧",
        "东侧、西侧",
        "弃权",
        "",
    ]


def test_the_sheet_of_a_named_motion_has_totals_and_every_seat(app: Flask) -> None:
    of = room(9, 8, "alliance_majority")
    exported = plain(named(of))
    rows = rows_of(sheet(exported, "2026-11-12 14:15", "公式"))
    assert ["结果", "通过"] in rows
    assert [row for row in rows if row[:1] in (["结束时间"], ["计算"])] == [["结束时间", "2026-11-12 14:15"], ["计算", "公式"]]
    assert ["赞成", "5"] in rows
    head = rows.index(["成员", "到会", "回避", "选择", "权数（家数）"])
    assert len(rows[head + 1 :]) == 9
    assert [row[1:4] for row in rows[head + 6 :]] == [
        ["是", "否", "反对"],
        ["是", "否", "弃权"],
        ["是", "否", "废票、未交回"],
        ["否", "否", ""],
    ]
    outside = rows_of(sheet(export(named_again(exported), with_seats=False), "2026-11-12 14:15", "公式"))
    assert outside == rows[: head - 1]


def named_again(exported: dict[str, Any]) -> Any:
    return db.session.get_one(boards.Motion, int(exported["id"].partition(":")[2]))


@pytest.mark.parametrize(("places", "words"), [(None, "通过"), (1, "当选")])
def test_the_sheet_says_elected_only_of_candidates_for_so_many_places(places: int | None, words: str) -> None:
    exported = {**election("approve_any", [["东侧"], ["东侧"], ["西侧"]]), "seats_to_fill": places}
    rows = rows_of(sheet({**exported, "counted": recount(exported)}, "2026-11-12 14:15", "公式"))
    assert [row for row in rows if row[:1] in (["东侧"], ["西侧"])] == [["东侧", "4", "是", words], ["西侧", "2", "否", ""]]


def test_the_sheet_of_a_secret_motion_says_who_voted_and_shows_the_bulletin_but_nothing_between_them(app: Flask) -> None:
    exported = plain(secret(room(9, 8, "alliance_majority"))[0])
    rows = rows_of(sheet(exported, "2026-11-12 14:15", "公式"))
    head = rows.index(["成员", "到会", "回避", "已投票", "权数（家数）"])
    assert [row[3] for row in rows[head + 1 : head + 10]] == ["是"] * 7 + ["否"] * 2
    assert rows[head + 11] == ["凭词", "代码", "选择"]
    assert [row[:2] for row in rows[head + 12 :]] == sorted(row[:2] for row in rows[head + 12 :])
    assert sorted(row[2] for row in rows[head + 12 :]) == ["反对"] * 2 + ["赞成"] * 5


# -- the routes --------------------------------------------------------------------------------------------------------


def people_of(of: Room) -> dict[str, Any]:
    other = make.alliance()
    return {
        "secretary": of.person,
        "convener": make.official("convener", "alliance", of.alliance.id),
        "delegate": make.delegate_of(of.seats[1]),
        "supervisor": make.official("supervisor", "city", 0),
        "administrator": make.administrator(),
        "elsewhere": make.secretary(other),
    }


def test_who_gets_how_much_of_a_motion(client: FlaskClient, app: Flask) -> None:
    of = room(9, 8, "alliance_majority")
    motion = named(of)
    inside = {}
    for role, person in people_of(of).items():
        reader = make.sign_in(app.test_client(), person)
        answers = [reader.get(f"/motions/{motion.id}/{name}") for name in ("recount.json", "sheet.csv", "popolo.json")]
        assert {answer.status_code for answer in answers} == ({403} if role == "elsewhere" else {200}), role
        if role != "elsewhere":
            told, table, event = answers
            assert all(answer.headers["Content-Disposition"].startswith("attachment; ") for answer in answers)
            assert table.text.startswith("\ufeff联盟,")
            inside[role] = {"names" in told.json["about"], "salt" in told.json["about"], "成员," in table.text, "votes" in event.json}
    assert inside == {"secretary": {True}, "convener": {True}, "delegate": {True}, "supervisor": {False}, "administrator": {False}}
    assert app.test_client().get(f"/motions/{motion.id}/sheet.csv").status_code == 303


def test_the_bulletin_stays_in_the_alliance(app: Flask) -> None:
    of = room(9, 8, "alliance_majority")
    motion, receipts = secret(of)
    for role, person in people_of(of).items():
        if role == "elsewhere":
            continue
        told = make.sign_in(app.test_client(), person).get(f"/motions/{motion.id}/recount.json")
        knows = role in ("secretary", "convener", "delegate")
        assert [receipts[0].split(" ")[0] in told.text, "bulletin" in told.json, "electorate" in told.json] == [knows] * 3
        assert recount(told.json) == motion.counts


def test_what_is_not_counted_has_no_files(client: FlaskClient) -> None:
    of = room(3, 3, "alliance_majority")
    motion = boards.motion(of, at=later(20))
    make.sign_in(client, of.person)
    assert [client.get(f"/motions/{motion.id}/{name}").status_code for name in ("sheet.csv", "popolo.json")] == [409, 409]


def test_who_gets_the_ledger_and_how_much_of_it(app: Flask, tmp_path: Path) -> None:
    of = room(9, 8, "alliance_majority")
    motion = named(of)
    url = f"/alliances/{of.alliance.id}/ledger.jsonl"
    got = {role: make.sign_in(app.test_client(), person).get(url, buffered=True) for role, person in people_of(of).items()}
    assert {role for role, answer in got.items() if answer.status_code == 200} == {"secretary", "convener", "supervisor", "administrator"}
    chain = db.session.get_one(ledger.Chain, of.alliance.id)
    head = f"{chain.id}:{chain.seq}:{chain.head}"
    told = plain(motion)
    for role in ("secretary", "convener", "supervisor", "administrator"):
        lines = got[role].text.splitlines()
        assert checked(tmp_path, "--head", head, motion=told, lines=lines)[::2] == (0, "whole"), role
        votes = [json.loads(line) for line in lines if '"verb":"vote.' in line]
        inside = role in ("secretary", "convener")
        assert (len(votes), {"body" in vote for vote in votes}) == (8, {inside})
        assert ('\\"choice\\"' in got[role].text) is inside


def test_who_voted_in_secret_is_not_in_the_ledger_of_readers_outside(app: Flask, tmp_path: Path) -> None:
    of = room(9, 8, "alliance_majority")
    secret(of)
    of.item = boards.item(of, "推选副组长", "alliance_majority")
    motion = make_sealed.opened(of, at=later(30))
    for act, more in ((papers.hand_out, ()), (papers.take_back, ("没用",))):
        with writing():
            ledger.hold(of.alliance.id)
            act(motion, of.seats[0].id, *more, by=of.secretary, at=later(31))  # type: ignore[operator]  # two of one kind
    people = people_of(of)
    for role in ("convener", "supervisor"):
        reader = make.sign_in(app.test_client(), people[role])
        lines = reader.get(f"/alliances/{of.alliance.id}/ledger.jsonl", buffered=True).text.splitlines()
        assert checked(tmp_path, lines=lines)[::2] == (0, "whole"), role
        told = {row["verb"]: "body" in row for row in map(json.loads, lines[1:])}
        verbs = ("roll.vote", "roll.paper_out", "roll.paper_back", "roll.enter")
        assert [told[verb] for verb in verbs] == [role == "convener"] * 3 + [True], role


def test_words_of_people_are_not_in_the_ledgers_file(any_app: Flask) -> None:
    of = room(3, 3)
    with writing():
        ledger.hold(of.alliance.id)
        actions.object_to_consensus(of.item, of.seats[1].id, "车太多了", "continue", by=of.chair, at=later(5), entered=later(5))
    text = "".join(ledger_export.lines(of.alliance.id))
    assert "车太多了" not in text
    assert '\\"words\\":\\"' in text
    assert "salt" not in text


def test_a_long_ledger_is_read_piece_by_piece(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    of = room(9, 8, "alliance_majority")
    whole = list(ledger_export.lines(of.alliance.id))
    monkeypatch.setattr(ledger_export, "AT_ONCE", 7)
    with statements() as read:
        again = ledger_export.lines(of.alliance.id)
        first = [next(again) for _line in range(5)]
    assert len(list(read)) == 2  # the chain, and the first seven entries
    assert first + list(again) == whole
    assert len(whole) > 30


def test_the_ledger_by_command(any_app: Flask) -> None:
    of = room(3, 3)
    run = any_app.test_cli_runner().invoke
    answer = run(args=["ledger", "export", "--chain", str(of.alliance.id)])
    assert (answer.exit_code, answer.stdout) == (0, "".join(ledger_export.lines(of.alliance.id)))
    assert json.loads(run(args=["ledger", "export"]).stdout.splitlines()[0])["chain"] == 0
    missing = run(args=["ledger", "export", "--chain", "999"])
    assert (missing.exit_code, missing.stdout, missing.stderr) == (2, "", "there is no chain 999\n")


def test_anybody_may_have_the_verifier(app: Flask) -> None:
    answer = app.test_client().get("/verifier")
    assert answer.data == VERIFIER.read_bytes()
    assert answer.headers["Content-Disposition"] == 'attachment; filename="lianxi_verify.py"'
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_the_alliances_page_of_records_hands_out_its_head_and_its_counted_motions(app: Flask) -> None:
    of = room(9, 8, "alliance_majority")
    motion = named(of)
    reader = make.sign_in(app.test_client(), of.person)
    html = reader.get(f"/alliances/{of.alliance.id}/records").text
    chain = db.session.get_one(ledger.Chain, of.alliance.id)
    assert f"{chain.id}:{chain.seq}:{chain.head}" in html
    assert f"/motions/{motion.id}/sheet.csv" in html
    assert "/verifier" in html
    assert f"/alliances/{of.alliance.id}/records" in reader.get(f"/alliances/{of.alliance.id}").text
    delegate = make.sign_in(app.test_client(), make.delegate_of(of.seats[1]))
    assert delegate.get(f"/alliances/{of.alliance.id}/records").status_code == 403
    assert "/records" not in delegate.get(f"/alliances/{of.alliance.id}").text
