"""PURE. The words and units of the formula, Chinese (the glossary's terms) and English side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from app.ballots.shares import Base

Language = Literal["zh", "en"]
Counted = Literal["voters", "votes"]

BASE_WORDS: Mapping[Language, Mapping[Base, str]] = {
    "zh": {"entitled": "应到", "present": "实到", "cast": "参与表决", "yes_no": "赞成＋反对"},
    "en": {"entitled": "entitled", "present": "present", "cast": "cast", "yes_no": "for + against"},
}

# (num, den, strict) in lowest terms; every other share is spelt from "share.more" and "share.least".
SHARES: Mapping[Language, Mapping[tuple[int, int, bool], str]] = {
    "zh": {(1, 2, True): "过半数", (1, 1, False): "全数"},
    "en": {
        (1, 2, True): "more than half",
        (1, 2, False): "half or more",
        (2, 3, False): "two thirds or more",
        (2, 3, True): "more than two thirds",
        (3, 4, False): "three quarters or more",
        (3, 4, True): "more than three quarters",
        (1, 1, False): "all",
    },
}

# The reasons of cases.VoidReason.
VOID_WORDS: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "not_notified": "未按规定通知",
        "recusal_broken": "应当回避的未回避",
        "paper_surplus": "收回的票多于发出的票",
        "too_few": "收回的票不足5票",
        "key_missing": "缺少密钥，无法开票",
        "other": "其他原因",
    },
    "en": {
        "not_notified": "not notified as required",
        "recusal_broken": "a seat that should have been recused took part",
        "paper_surplus": "more papers came back than were handed out",
        "too_few": "fewer than 5 ballots came in",
        "key_missing": "the key is missing, the box cannot be opened",
        "other": "another reason",
    },
}

SENTENCES: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "base.entitled": "应表决{base}（应到{entitled}、回避{recused}）",
        "base.present": "实到应表决{base}（实到{present}、回避{recused_present}）",
        "base.cast": "参与表决{base}（赞成{votes_for}、反对{votes_against}、弃权{abstain}）",
        "base.yes_no": "赞成＋反对{base}（赞成{votes_for}、反对{votes_against}）",
        "options.cast": "参与表决{base}（弃权{abstain}）",
        "options.yes_no": "作出选择{base}",
        "share.more": "超过{fraction}",
        "share.least": "{fraction}以上",
        "needs": "{share}需{required}",
        "for": "赞成{votes_for}",
        "tie": "赞成{votes_for}、反对{votes_against}，赞成反对相等",
        "casting.for": "主持人投赞成票后赞成{with_chair}、需{required_with_chair}",
        "casting.against": "主持人投反对票",
        "quorum": "应到{entitled}，到会规定人数{quorum_required}，实到{present}",
        "option": "{option}得{votes}",
        "none": "都不同意的{votes}",
        "none.leads": "都不同意的不少于得票最多的",
        "level": "得票相等",
        "winners": "通过：{options}",
        "elected": "当选：{options}",
        "runoff": "进入第二轮表决：{options}",
        "unfilled": "空缺{unfilled}名",
        "void": "作废（{reason}）",
        "inquorate": "到会不足规定人数",
        "no_result": "无结果",
        "not_carried": "未通过",
        "carried": "通过",
        "dimension": "按{dimension}计：",
        "dimension.seats": "按家数计：",
        "dimension.heads": "按人数计：",
        "dimension.area": "按专有部分面积计：",
        "together": "合计结果：{ending}",
        "list": "、",
        "clauses": "，",
        "dimensions": "；",
    },
    "en": {
        "base.entitled": "{base} entitled to vote ({entitled} on the roll, {recused} recused)",
        "base.present": "{base} present and entitled to vote ({present} present, {recused_present} recused)",
        "base.cast": "{base} cast ({votes_for} for, {votes_against} against, {abstain} abstaining)",
        "base.yes_no": "{base} for or against ({votes_for} for, {votes_against} against)",
        "options.cast": "{base} cast ({abstain} abstaining)",
        "options.yes_no": "{base} with a choice",
        "share.more": "more than {fraction}",
        "share.least": "{fraction} or more",
        "needs": "{share} is {required}",
        "for": "{votes_for} for",
        "tie": "{votes_for} for and {votes_against} against, a tie",
        "casting.for": "with the chair's vote {with_chair} for and {required_with_chair} needed",
        "casting.against": "the chair votes against",
        "quorum": "{entitled} on the roll, quorum {quorum_required}, {present} present",
        "option": "{option} {votes}",
        "none": "none of these {votes}",
        "none.leads": "none of these has no fewer votes than the leader",
        "level": "votes level",
        "winners": "carried: {options}",
        "elected": "elected: {options}",
        "runoff": "run-off: {options}",
        "unfilled": "{unfilled} unfilled",
        "void": "void ({reason})",
        "inquorate": "inquorate",
        "no_result": "no result",
        "not_carried": "not carried",
        "carried": "carried",
        "dimension": "by {dimension}: ",
        "dimension.seats": "by seats: ",
        "dimension.heads": "by heads: ",
        "dimension.area": "by exclusive floor area: ",
        "together": "together: {ending}",
        "list": ", ",
        "clauses": ", ",
        "dimensions": "; ",
    },
}

# dimension -> (what a voter is counted in, what a vote is counted in), one and many where the language tells them apart.
UNITS: Mapping[Language, Mapping[str, Mapping[Counted, tuple[str, str]]]] = {
    "zh": {
        "seats": {"voters": ("家", "家"), "votes": ("票", "票")},
        "heads": {"voters": ("人", "人"), "votes": ("票", "票")},
        "households": {"voters": ("户", "户"), "votes": ("票", "票")},
        "area": {"voters": ("平方米", "平方米"), "votes": ("平方米", "平方米")},
        "": {"voters": ("票", "票"), "votes": ("票", "票")},
    },
    "en": {
        "seats": {"voters": (" seat", " seats"), "votes": (" vote", " votes")},
        "heads": {"voters": (" person", " people"), "votes": (" vote", " votes")},
        "households": {"voters": (" household", " households"), "votes": (" vote", " votes")},
        "area": {"voters": (" m²", " m²"), "votes": (" m²", " m²")},
        "": {"voters": (" vote", " votes"), "votes": (" vote", " votes")},
    },
}

DIGITS = "零一二三四五六七八九"


def amount(value: int, counted: Counted, unit: str, language: Language) -> str:
    """A number with its unit; area comes in hundredths of a square metre. unit: a name in UNITS, "" for votes that weigh."""
    one, many = UNITS[language][unit][counted]
    written = square_metres(value) if unit == "area" else str(value)
    return written + (one if value == 1 else many)


def square_metres(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def fraction(num: int, den: int, language: Language) -> str:
    """三分之二 and 2/3; beyond 99 with digits, because nobody reads such a word."""
    if language == "en":
        return f"{num}/{den}"
    return f"{numeral(den)}分之{numeral(num)}"


def numeral(value: int) -> str:
    """A Chinese numeral from 1 to 99: 五, 十, 十二, 三十, 六十七; digits above."""
    if value > 99:
        return str(value)
    tens, ones = divmod(value, 10)
    if tens == 0:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")
