"""PURE. A counted motion as CSV, for the spreadsheets of offices: totals always, who chose what where the reader may see it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

#: What a spreadsheet takes for a formula, also as Chinese keyboards type it (security.md §4).
LIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
BOM = "\ufeff"  # without it spreadsheets read Chinese in the wrong encoding

WORDS = {"for": "赞成", "against": "反对", "abstain": "弃权", "none": "都不同意", "invalid": "废票、未交回", "not_voted": "未投"}
RESULTS = {
    "carried": "通过",
    "not_carried": "未通过",
    "inquorate": "到会不足规定人数",
    "no_result": "无结果",
    "void": "作废",
    "runoff": "进入第二轮表决",
}
DIMENSIONS = {"seats": "家数", "area": "面积（百分之一平方米）"}
NUMBERS = {
    "entitled": "应到",
    "present": "实到",
    "recused": "回避（到会）",
    "recused_absent": "回避（未到会）",
    **WORDS,
    "base": "计算基数",
    "required": "需要票数",
    "quorum_required": "到会须有",
}


def sheet(exported: Mapping[str, Any], closed: str, formula: str) -> str:
    """The text of the file. `exported`: the motion's JSON export, with names where the reader may see them; `closed`: when it ended, as
    people write it; `formula`: how it came out."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in _rows(exported, closed, formula):
        writer.writerow([harmless(cell) for cell in row])
    return BOM + text.getvalue()


def harmless(cell: object) -> str:
    """A cell that no spreadsheet runs. Numbers of ours are never negative and stay numbers."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(LIVE) else text


def _rows(exported: Mapping[str, Any], closed: str, formula: str) -> Iterable[Sequence[object]]:
    counted, about = exported["counted"], exported["about"]
    yield "联盟", about["alliance"]
    yield "会议", about["meeting"]
    yield "表决事项", exported["text"]
    yield "结束时间", closed
    yield "结果", RESULTS[counted["result"]]
    yield "计算", formula
    yield ()
    yield "", *(DIMENSIONS.get(dimension, dimension) for dimension in exported["dimensions"])
    for name, words in NUMBERS.items():
        if name in counted["counts"]["seats"]:
            yield words, *(counted["counts"][dimension][name] for dimension in exported["dimensions"])
    yield from _options(counted, "通过" if exported.get("seats_to_fill") is None else "当选")
    if "names" in about:
        yield from _seats(exported, about["names"])


def _options(counted: Mapping[str, Any], won: str) -> Iterable[Sequence[object]]:
    if counted["options"]:
        yield ()
        yield "选项", "票数", "达到比例", "结论"
    for option, found in counted["options"].items():
        ending = won if option in counted["winners"] else "进入第二轮" if option in counted["runoff"] else ""
        yield option, found["votes"], _yes(found["met"]), ending


def _seats(exported: Mapping[str, Any], names: Mapping[str, str]) -> Iterable[Sequence[object]]:
    secret = any("voted" in line for line in exported["roll"])
    choices = {ballot["seat"]: ballot["choice"] for ballot in exported["ballots"] if ballot["seat"] is not None}
    yield ()
    yield "成员", "到会", "回避", "已投票" if secret else "选择", *(f"权数（{DIMENSIONS.get(d, d)}）" for d in exported["dimensions"])
    for line in exported["roll"]:
        said = _yes(line["voted"]) if secret else "举手" if exported["totals"] else words_of(choices.get(line["seat"]))
        weights = (line["weight"][dimension] for dimension in exported["dimensions"])
        yield names[line["seat"]], _yes(line["present"]), _yes(line["recused"]), said, *weights
    if exported.get("bulletin"):
        yield ()
        yield "凭词", "代码", "选择"
        for words, code, choice in exported["bulletin"]:
            yield words, code, words_of(choice)


def words_of(choice: object) -> str:
    """A ballot's choice as people say it: an option, several, 弃权; "" where there is no ballot."""
    if isinstance(choice, list):
        return "、".join(choice) or WORDS["abstain"]
    return "" if choice is None else WORDS.get(str(choice), str(choice))


def _yes(fact: bool) -> str:
    return "是" if fact else "否"
