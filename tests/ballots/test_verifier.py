"""The stand-alone verifier: it counts as the app counts, and finds whatever was changed in what the app gave out."""

from __future__ import annotations

import ast
import copy
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st

from app.ballots.cases import Case
from app.ballots.recount import recount, recount_file
from app.core.ledger import canonical, sha256
from tests.ballots.genuine import VERIFIER, Files, checked, made, verifier
from tests.ballots.test_counting_properties import METHODS, WORKED, any_json, cases, places_in, plain_count
from tests.ballots.test_recount import CASES, OWN

PROGRAM = verifier()


# -- what it is --------------------------------------------------------------------------------------------------------


def test_it_is_one_short_file_of_the_standard_library_for_older_pythons_too() -> None:
    text = VERIFIER.read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=(3, 9))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    assert len(text.splitlines()) < 150
    assert imported == {"argparse", "collections", "contextlib", "hashlib", "json", "pathlib", "sys"}
    assert [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom | ast.Match)] == []


# -- it counts as the app does -----------------------------------------------------------------------------------------


def as_json(case: Case) -> dict[str, Any]:
    """A case in the shape of voting.md §8."""
    return {
        "method": case.method,
        "round": case.round,
        "max_choices": case.max_choices,
        "void": case.void,
        "totals": None,
        "rule": {"base": case.rule.base, "num": case.rule.num, "den": case.rule.den, "strict": case.rule.strict},
        "quorum": {"num": case.quorum.num, "den": case.quorum.den, "strict": case.quorum.strict},
        "dimensions": list(case.dimensions),
        "casting_vote": case.casting_vote,
        "roll": [
            {"seat": line.seat, "present": line.present, "recused": line.recused, "weight": dict(line.weight)}
            | ({} if line.voted is None else {"voted": line.voted})
            for line in case.roll
        ],
        "ballots": [{"seat": one.seat, "choice": one.choice if isinstance(one.choice, str) else list(one.choice)} for one in case.ballots],
        "options": list(case.options),
        "seats_to_fill": case.seats_to_fill,
    }


@pytest.mark.parametrize("worked", CASES + OWN, ids=[case["name"] for case in CASES + OWN])
def test_every_worked_case_comes_out_as_it_says(worked: dict[str, Any]) -> None:
    assert PROGRAM.recount(worked["case"]) == worked["expect"]


@pytest.mark.parametrize("method", METHODS)
def test_it_agrees_with_the_app_and_with_the_count_in_fractions(method: Any) -> None:
    @settings(derandomize=True, deadline=None, max_examples=80, database=None)
    @given(case=cases(methods=(method,)))
    def agrees(case: Case) -> None:
        told = as_json(case)
        assert PROGRAM.recount(told) == recount(told) == plain_count(case)

    agrees()


@st.composite
def strange_cases(draw: st.DrawFn) -> dict[str, Any]:
    """Cases with one to three things in them that most often break a rule: every kind of refusal, and a few that stay sound."""
    told = as_json(draw(cases()))
    for change in draw(st.lists(st.sampled_from(CHANGES), min_size=1, max_size=3)):
        change(told, draw)
    return told


def put(name: str, values: list[Any]) -> Callable[[dict[str, Any], st.DrawFn], None]:
    return lambda told, draw: told.update({name: draw(st.sampled_from(values))})


def in_roll(name: str, values: list[Any]) -> Callable[[dict[str, Any], st.DrawFn], None]:
    def change(told: dict[str, Any], draw: st.DrawFn) -> None:
        if told["roll"]:
            draw(st.sampled_from(told["roll"]))[name] = draw(st.sampled_from(values))

    return change


def in_ballots(name: str, values: list[Any]) -> Callable[[dict[str, Any], st.DrawFn], None]:
    def change(told: dict[str, Any], draw: st.DrawFn) -> None:
        if told["ballots"]:
            draw(st.sampled_from(told["ballots"]))[name] = draw(st.sampled_from(values))

    return change


def sealed(told: dict[str, Any], draw: st.DrawFn) -> None:
    voted = {ballot["seat"] for ballot in told["ballots"]}
    for line in told["roll"]:
        line["voted"] = line["seat"] in voted
    for ballot in told["ballots"]:
        ballot["seat"] = None


CHANGES: list[Callable[[dict[str, Any], st.DrawFn], None]] = [
    sealed,
    put("casting_vote", ["for", "against", "abstain"]),
    put("void", ["other", "too_few", "because"]),
    put("round", [1, 2, 3, True]),
    put("seats_to_fill", [None, 0, 1, 2, 9, 1.0]),
    put("max_choices", [None, 0, 1, 2, True]),
    put("totals", [{"for": 1, "against": 1, "abstain": 0}, {"for": 99, "against": 0, "abstain": 0}, {"for": 1}, []]),
    put("options", [[], ["a"], ["a", "a"], ["none"], ["a", "b"], [""], "ab"]),
    put("dimensions", [["seats"], ["area"], ["seats", "area"], ["seats", "seats"], []]),
    in_roll("seat", ["s0", "s1", "s99", "", None, "\ud800"]),
    in_roll("present", [True, False, 1]),
    in_roll("recused", [True, False, None]),
    in_roll("voted", [True, False, 0]),
    in_roll("weight", [{"seats": 1, "area": 1}, {"seats": 2, "area": 5}, {"seats": -1, "area": 0}, {"seats": True}, {}]),
    in_ballots("seat", ["s0", "s1", "s99", None, ""]),
    in_ballots("choice", ["for", "a", "abstain", "invalid", "none", "", [], ["a"], ["a", "a"], ["z"], ["a", "b", "c"], {"a": 1}, 1]),
]


@settings(derandomize=True, deadline=None, max_examples=150, database=None)
@given(told=strange_cases())
def test_it_refuses_what_the_app_refuses_and_for_the_same_reason(told: dict[str, Any]) -> None:
    assert PROGRAM.recount(told) == recount(told)


@settings(derandomize=True, deadline=None, max_examples=150, database=None)
@given(place=st.sampled_from(places_in(WORKED)), value=any_json, drop=st.booleans())
def test_a_spoilt_file_is_answered_as_the_app_answers_it(place: tuple[Any, ...], value: Any, drop: bool) -> None:
    case = json.loads(json.dumps(WORKED))
    inside = case
    for step in place[:-1]:
        inside = inside[step]
    if drop:
        del inside[place[-1]]
    else:
        inside[place[-1]] = value
    text = json.dumps(case)
    assert PROGRAM.recount(PROGRAM.parse(text)) == json.loads(recount_file(text)[0])


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', '{"note": NaN}', '{"note": [1' + "0" * 700 + "]}"])
def test_what_is_no_plain_json_is_no_case(text: str) -> None:
    fine = json.dumps(CASES[0]["case"])[:-1] + ", " + text[1:]
    assert PROGRAM.recount(PROGRAM.parse(fine)) == {"refused": "file.invalid"}


def test_lists_and_single_cases_are_printed_as_the_app_prints_them(tmp_path: Path) -> None:
    told = [case["case"] for case in CASES]
    text, code = recount_file(json.dumps(told))
    assert checked(tmp_path, motion=told)[:2] == (code, text)
    refused = next(case["case"] for case in CASES if "refused" in case["expect"])
    text, code = recount_file(json.dumps(refused))
    assert checked(tmp_path, motion=refused)[:2] == (2, text)
    assert checked(tmp_path, "missing.json")[0] == 2


# -- it finds what was changed -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept() -> dict[str, Files]:
    return {}


@pytest.fixture
def files(app: Flask, kept: dict[str, Files]) -> Files:
    """Made once: what is tampered with is always a copy."""
    if not kept:
        kept["files"] = made()
    return copy.deepcopy(kept["files"])


def test_what_the_app_gives_out_is_whole(files: Files, tmp_path: Path) -> None:
    counted = json.dumps(files.motion["counted"], ensure_ascii=False)
    assert checked(tmp_path, "--head", files.head, motion=files.motion, lines=files.lines) == (0, counted, "whole")
    assert checked(tmp_path, motion=files.secret, lines=files.lines)[::2] == (0, "whole")
    assert checked(tmp_path, motion=files.secret)[::2] == (0, "whole")


def test_a_receipt_is_found_with_its_choice_and_another_is_not(files: Files, tmp_path: Path) -> None:
    code, _printed, said = checked(tmp_path, "--receipt", files.receipts[6], motion=files.secret)
    words, _, number = files.receipts[6].rpartition(" ")
    assert (code, said) == (0, f"receipt: {[words, number, 'against']}")
    assert checked(tmp_path, "--receipt", "春风 明月 0000", motion=files.secret)[::2] == (1, "receipt: in no bulletin")


Change = Callable[[Files], None]


def entry(lines: list[str], number: int, **changed: Any) -> None:
    """Entry `number` with other fields, everything after it as it was."""
    lines[number] = canonical({**json.loads(lines[number]), **changed})


def body(lines: list[str], number: int, **facts: Any) -> None:
    told = json.loads(json.loads(lines[number])["body"])
    entry(lines, number, body=canonical({**told, "facts": {**told["facts"], **facts}}))


def rehash(lines: list[str], start: int = 1) -> None:
    """The chain from `start` on, numbered and hashed anew as the house would; then the first line."""
    prev = json.loads(lines[start - 1])["hash"] if start > 1 else "0" * 64
    for seq in range(start, len(lines)):
        row = json.loads(lines[seq]) | {"seq": seq}
        row["hash"] = prev = sha256(canonical([seq, row["at"], row["verb"], row["subject"], row["by"], sha256(row["body"]), prev]))
        lines[seq] = canonical(row)
    lines[0] = canonical({**json.loads(lines[0]), "seq": len(lines) - 1, "head": prev})


def of_verb(lines: list[str], verb: str) -> int:
    """The last entry of this verb."""
    return max(number for number, line in enumerate(lines[1:], 1) if json.loads(line)["verb"] == verb)


def swap(items: list[Any], one: int, other: int) -> None:
    items[one], items[other] = items[other], items[one]


def swap_choices(rows: list[Any], key: Any, one: int, other: int) -> None:
    rows[one][key], rows[other][key] = rows[other][key], rows[one][key]


def relabelled(lines: list[str]) -> list[str]:
    """The chain of another alliance under this one's number: every line says so, and every hash is right."""
    other = json.loads(lines[0])["chain"] + 1
    return [canonical({**json.loads(line), "chain": other}) for line in lines]


def consistently(files: Files) -> None:
    """A result turned round in the ledger's tail, which is then written anew as a whole."""
    number = of_verb(files.lines, "motion.count")
    body(files.lines, number, result="not_carried")
    rehash(files.lines, number)


#: Chain rows (security.md §3.2). Each is found by the ledger's file alone, but for those of WITH_HEAD.
CHAIN: dict[str, Change] = {
    "a body changed": lambda f: body(f.lines, 5, seat=999),
    "a verb changed": lambda f: entry(f.lines, 5, verb="seat.other"),
    "a time changed": lambda f: entry(f.lines, 5, at="2026-11-12T05:00:00+00:00"),
    "a subject changed": lambda f: entry(f.lines, 5, subject="seat:999"),
    "the person changed": lambda f: entry(f.lines, 5, by=1),
    "a hash changed": lambda f: entry(f.lines, 5, hash="f" * 64),
    "a hash changed in the last row and in the first line": lambda f: (
        entry(f.lines, len(f.lines) - 1, hash="f" * 64),
        f.lines.__setitem__(0, canonical({**json.loads(f.lines[0]), "head": "f" * 64})),
    )[0],
    "two rows swapped": lambda f: swap(f.lines, 5, 6),
    "two rows swapped and renumbered": lambda f: (
        swap(f.lines, 5, 6),
        entry(f.lines, 5, seq=5),
        entry(f.lines, 6, seq=6),
    )[0],
    "a row removed at the front": lambda f: f.lines.pop(1) and None,
    "a row removed in the middle": lambda f: f.lines.pop(7) and None,
    "a row removed at the end": lambda f: f.lines.pop() and None,
    "a row duplicated": lambda f: f.lines.insert(6, f.lines[5]),
    "a row inserted and everything renumbered": lambda f: (
        f.lines.insert(6, f.lines[5]),
        [entry(f.lines, n, seq=n) for n in range(1, len(f.lines))],
    )[0],
    "a row moved to another chain": lambda f: entry(f.lines, 5, chain=json.loads(f.lines[0])["chain"] + 1),
    "the chain of another alliance under this one's number": lambda f: f.lines.__setitem__(slice(None), relabelled(f.lines)),
    "the chain emptied": lambda f: f.lines.__delitem__(slice(1, None)),
    "the chain emptied and its first line rewritten": lambda f: (f.lines.__delitem__(slice(1, None)), rehash(f.lines))[0],
    "not in canonical form": lambda f: f.lines.__setitem__(5, f.lines[5].replace('","', '", "', 1)),
    "a body not in canonical form": lambda f: (
        entry(f.lines, 5, body=json.loads(f.lines[5])["body"].replace('":', '": ', 1)),
        rehash(f.lines, 5),
    )[0],
    "an unknown field": lambda f: entry(f.lines, 5, note="x"),
    "a field missing": lambda f: f.lines.__setitem__(5, canonical({k: v for k, v in json.loads(f.lines[5]).items() if k != "by"})),
    "a lower version of the format": lambda f: f.lines.__setitem__(0, canonical({**json.loads(f.lines[0]), "version": 0})),
}

#: A chain that was written anew as a whole agrees with itself: only a head that somebody holds finds it.
WITH_HEAD: dict[str, Change] = {
    "the tail rewritten consistently": consistently,
    "rows removed at the end and the first line rewritten": lambda f: (f.lines.__delitem__(slice(-3, None)), rehash(f.lines))[0],
    "the whole chain substituted": lambda f: (entry(f.lines, 2, at="2026-11-12T05:00:00+00:00"), rehash(f.lines))[0],
}

#: An exported motion, changed so that it still counts; some need the ledger beside them.
MOTION: dict[str, Change] = {
    "a choice changed": lambda f: f.motion["ballots"][0].update(choice="against"),
    "the stored result changed": lambda f: f.motion["counted"].update(result="not_carried", reason="tie"),
    "a stored count changed": lambda f: f.motion["counted"]["counts"]["seats"].update({"for": 6}),
    "the share of the rule lowered": lambda f: f.motion["rule"].update(num=1, den=9),
    "the base of the rule changed": lambda f: f.motion["rule"].update(base="present"),
    "the quorum lowered": lambda f: f.motion["quorum"].update(num=1, den=9),
    "a ballot removed": lambda f: f.motion["ballots"].pop() and None,
    "a seat removed from the roll": lambda f: f.motion["roll"].pop() and None,
    "a seat added to the roll": lambda f: f.motion["roll"].append({**f.motion["roll"][8], "seat": "s999"}),
    "an absent seat made present": lambda f: f.motion["roll"][8].update(present=True),
    "a recusal made up": lambda f: f.motion["roll"][8].update(recused=True),
    "a weight changed": lambda f: f.motion["roll"][0]["weight"].update(seats=3),
    "a second ballot for a seat": lambda f: f.motion["ballots"].append(f.motion["ballots"][0]),
    "a ballot for a seat that was away": lambda f: f.motion["ballots"].append({"seat": f.motion["roll"][8]["seat"], "choice": "for"}),
    "a casting vote made up": lambda f: f.motion.update(casting_vote="against"),
    "made void": lambda f: f.motion.update(void="other"),
    "two named choices exchanged": lambda f: swap_choices(f.motion["ballots"], "choice", 0, 5),
    "the text changed": lambda f: f.motion.update(text="开放院内600个车位"),
    "another round": lambda f: f.motion.update(round=2),
    "the time of closing changed": lambda f: f.motion.update(closed_at="2026-11-12T05:00:00+00:00"),
    "under the name of another motion": lambda f: f.motion.update(id="motion:999"),
    "recounted with other ballots, result and all": lambda f: rewritten(f.motion),
}

#: A bulletin. Where the file agrees with itself again, the ledger beside it does not.
SECRET: dict[str, Change] = {
    "a choice of the bulletin changed": lambda f: f.secret["bulletin"][0].__setitem__(2, "abstain"),
    "two choices of the bulletin exchanged": lambda f: exchanged(f.secret["bulletin"]),
    "two lines of the bulletin swapped": lambda f: swap(f.secret["bulletin"], 0, 1),
    "a line added": lambda f: f.secret["bulletin"].append(["鹤鸣 桥头", "0000", "for"]),
    "a line removed": lambda f: f.secret["bulletin"].pop() and None,
    "a line twice instead of another": lambda f: f.secret["bulletin"].__setitem__(1, list(f.secret["bulletin"][0])),
    "a line replaced, and the ballots with it": lambda f: f.secret["bulletin"][0].__setitem__(1, "0"),
    "a line and a tick added": lambda f: stuffed(f.secret),
    "the electorate changed": lambda f: f.secret["roll"].append({**f.secret["roll"][8], "seat": "s999"}),
    "the electorate's hash changed": lambda f: f.secret.update(electorate="f" * 64),
    "who voted changed": lambda f: swap_choices(f.secret["roll"], "voted", 6, 7),
    "the bulletin left out": lambda f: f.secret.pop("bulletin") and None,
    "papers made up": lambda f: f.secret.update(papers={"handed_out": 1}),
    "all on paper, and counted otherwise": lambda f: on_paper_otherwise(f.secret),
}


def exchanged(bulletin: list[Any]) -> None:
    """One voter's choice under another's receipt: the tally stays."""
    first = next(n for n, line in enumerate(bulletin) if line[2] == "for")
    other = next(n for n, line in enumerate(bulletin) if line[2] == "against")
    swap_choices(bulletin, 2, first, other)


def stuffed(told: dict[str, Any]) -> None:
    """A ballot for a seat that did not vote, counted in everywhere."""
    told["bulletin"] = sorted([*told["bulletin"], ["鹤鸣 桥头", "0000", "for"]])
    next(line for line in told["roll"] if not line["voted"] and line["present"])["voted"] = True
    told["ballots"].append({"seat": None, "choice": "for"})
    told["counted"] = recount(told)


def on_paper_otherwise(told: dict[str, Any]) -> None:
    """All ballots on paper, and counted as the papers do not say."""
    told.update(all_on_paper(told))
    rewritten(told)


def rewritten(told: dict[str, Any]) -> None:
    for ballot in told["ballots"]:
        ballot["choice"] = "against"
    told["counted"] = recount(told)


def test_the_tables_hold_more_than_thirty_kinds() -> None:
    assert len(CHAIN) + len(WITH_HEAD) + len(MOTION) + len(SECRET) >= 40


@pytest.mark.parametrize("kind", CHAIN)
def test_a_changed_chain_is_found(files: Files, tmp_path: Path, kind: str) -> None:
    CHAIN[kind](files)
    code, _printed, said = checked(tmp_path, lines=files.lines)
    assert (code, said != "whole") == (1, True)
    assert re.match(r"ledger.jsonl: (entry \d+|first line|no entries)", said)


@pytest.mark.parametrize("kind", WITH_HEAD)
def test_a_chain_written_anew_is_found_by_whoever_holds_a_head(files: Files, tmp_path: Path, kind: str) -> None:
    WITH_HEAD[kind](files)
    assert checked(tmp_path, lines=files.lines)[0] == 0
    assert checked(tmp_path, "--head", files.head, lines=files.lines)[0] == 1


@pytest.mark.parametrize("kind", MOTION)
def test_a_changed_motion_is_found(files: Files, tmp_path: Path, kind: str) -> None:
    MOTION[kind](files)
    assert checked(tmp_path, motion=files.motion, lines=files.lines)[0] in (1, 2)


@pytest.mark.parametrize("kind", SECRET)
def test_a_changed_bulletin_is_found(files: Files, tmp_path: Path, kind: str) -> None:
    SECRET[kind](files)
    assert checked(tmp_path, motion=files.secret, lines=files.lines)[0] in (1, 2)


#: What a motion's file tells against itself, where nobody has the ledger.
ALONE = {
    "a choice changed": "result: not what the ballots say",
    "the stored result changed": "result: not what the ballots say",
    "a seat removed from the roll": "result: not what the ballots say",
    "a choice of the bulletin changed": "bulletin: not the ballots",
    "two lines of the bulletin swapped": "bulletin: not in order of words and code, or a line twice",
    "a line added": "bulletin: not as many lines and papers as seats that voted",
    "a line removed": "bulletin: not as many lines and papers as seats that voted",
    "a line twice instead of another": "bulletin: not in order of words and code, or a line twice",
    "papers made up": "bulletin: not as many lines and papers as seats that voted",
    "all on paper, and counted otherwise": "bulletin: not the ballots",
    "the electorate changed": "electorate: not the seats and options of the opening",
    "the electorate's hash changed": "electorate: not the seats and options of the opening",
}


@pytest.mark.parametrize("kind", ALONE)
def test_a_motion_changed_in_one_place_contradicts_itself(files: Files, tmp_path: Path, kind: str) -> None:
    (MOTION | SECRET)[kind](files)
    code, _printed, said = checked(tmp_path, motion=files.motion if kind in MOTION else files.secret)
    assert (code, f"motion.json: {ALONE[kind]}" in said.splitlines()) == (1, True)


def all_on_paper(told: dict[str, Any]) -> dict[str, Any]:
    """The secret ballot as it would be if everybody had voted on paper: a bulletin without lines."""
    return {**told, "bulletin": [], "papers": {"for": 5, "against": 2, "handed_out": 7}}


def test_a_ballot_all_on_paper_is_checked_by_its_papers(files: Files, tmp_path: Path) -> None:
    told = all_on_paper(files.secret)
    assert checked(tmp_path, motion=told)[::2] == (0, "whole")
    assert checked(tmp_path, motion={**told, "papers": {"for": 5, "against": 2, "handed_out": 6}})[::2] == (
        1,
        "motion.json: bulletin: not as many lines and papers as seats that voted",
    )


@pytest.mark.parametrize("method", ["choose_one", "approve_any"])
def test_papers_for_an_option_in_brackets_are_read_as_its_method_says(files: Files, method: str) -> None:
    option, other = "[甲] 方案一", "乙"
    chosen = [option] if method == "approve_any" else option
    told = {**files.secret, "method": method, "options": [option, other], "seats_to_fill": None, "bulletin": []}
    told["ballots"] = [{"seat": None, "choice": chosen}] * 6 + [{"seat": None, "choice": "invalid"}]
    told["papers"] = {canonical(chosen) if method == "approve_any" else option: 6, "invalid": 1, "handed_out": 7}
    told["electorate"] = sha256(canonical([[line["seat"] for line in told["roll"]], told["options"]]))
    told["counted"] = recount(told)
    assert (told["counted"].get("result"), PROGRAM.motion_faults(told, {})) == ("carried", [])


def test_a_head_of_a_chain_that_nobody_gave_is_said_to_be_missing(files: Files, tmp_path: Path) -> None:
    code, _printed, said = checked(tmp_path, "--head", f"77:5:{'f' * 64}", lines=files.lines)
    assert (code, said) == (1, "chain 77: no entry 5, as held")


def test_options_changed_in_a_secret_election_are_found() -> None:
    """The options are part of what was fixed at opening."""
    told = {**json.loads(json.dumps(CASES[20]["case"])), "options": ["east", "west"], "electorate": "0" * 64}
    assert "electorate: not the seats and options of the opening" in PROGRAM.motion_faults(told, {})


def test_the_ledger_of_readers_outside_checks_too_and_says_nothing_of_who_chose_what(files: Files, tmp_path: Path) -> None:
    lines = [files.lines[0]]
    for line in files.lines[1:]:
        row = json.loads(line)
        if row["verb"].startswith("vote."):
            row["body_hash"] = sha256(row.pop("body"))
        lines.append(canonical(row))
    assert '"choice' not in "".join(lines).replace("\\", "")
    assert checked(tmp_path, "--head", files.head, lines=lines)[::2] == (0, "whole")
