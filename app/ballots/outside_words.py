"""PURE. The sentence of a result that was decided elsewhere: its scope, its totals and the formula, Chinese and English side by side."""

from __future__ import annotations

from collections.abc import Mapping

from app.ballots.formula import share_words
from app.ballots.formula_words import Language, amount
from app.ballots.outside import Stated, Totals, is_owners, needed, quorum_of, result_of, share_of
from app.ballots.sentences import BallotWords
from app.ballots.shares import Quorum, Share

SCOPES: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "compound": "全小区",
        "building": "一栋楼",
        "staircase": "一个单元",
        "range": "维修资金涉及的范围",
        "residents": "居民会议（全体居民）",
        "households": "居民会议（每户一名代表）",
        "groups": "居民会议（居民小组代表）",
        "delegates": "居民代表会议",
    },
    "en": {
        "compound": "the whole compound",
        "building": "one building",
        "staircase": "one staircase",
        "range": "the range that the repair money is for",
        "residents": "residents' meeting (all residents)",
        "households": "residents' meeting (one of each household)",
        "groups": "residents' meeting (delegates of the residents' groups)",
        "delegates": "residents' representatives' meeting",
    },
}
SENTENCES: Mapping[Language, Mapping[str, str]] = {
    "zh": {
        "owners": "{day}由业主共同表决，范围：{scope}。",
        "residents": "{day}召开{scope}。",
        "which": "{scope}（{words}）",
        "area": "专有部分面积共{whole}，参与表决{present}（{quorum}需{quorum_needed}），同意{votes_for}",
        "heads": "业主共{whole}，参与表决{present}（{quorum}需{quorum_needed}），同意{votes_for}",
        "here": "应到{whole}，到会{present}（{quorum}需{quorum_needed}），同意{votes_for}",
        "needs.owners": "（参与表决的{share}需{share_needed}）",
        "needs.residents": "（到会的{share}需{share_needed}）",
        "measures": "；",
        "ending": "，",
        "carried.owners": "业主共同决定通过",
        "not_carried.owners": "业主共同决定未通过",
        "no_quorum.owners": "参与表决的不足规定，未形成决定",
        "carried.residents": "会议决定通过",
        "not_carried.residents": "会议决定未通过",
        "no_quorum.residents": "到会不足规定，未形成决定",
    },
    "en": {
        "owners": "Put to the owners on {day}, scope: {scope}. ",
        "residents": "{day}, {scope}. ",
        "which": "{scope} ({words})",
        "area": "Exclusive floor area {whole}, {present} took part ({quorum} is {quorum_needed}), {votes_for} in favour",
        "heads": "{whole} in all, {present} took part ({quorum} is {quorum_needed}), {votes_for} in favour",
        "here": "{whole} entitled, {present} present ({quorum} is {quorum_needed}), {votes_for} in favour",
        "needs.owners": " ({share} of those taking part is {share_needed})",
        "needs.residents": " ({share} of those present is {share_needed})",
        "measures": "; ",
        "ending": ": ",
        "carried.owners": "carried by the owners",
        "not_carried.owners": "not carried by the owners",
        "no_quorum.owners": "too few took part, nothing was decided",
        "carried.residents": "carried by the meeting",
        "not_carried.residents": "not carried by the meeting",
        "no_quorum.residents": "too few were present, nothing was decided",
    },
}
MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")


def outside_words(stated: Stated, language: Language = "zh") -> BallotWords:
    """“2026年11月20日由业主共同表决，范围：全小区（鹤鸣苑）。专有部分面积共……，” and “业主共同决定通过”."""
    words, whose = SENTENCES[language], "owners" if is_owners(stated.regime) else "residents"
    day = stated.decided_on
    written = f"{day.year}年{day.month}月{day.day}日" if language == "zh" else f"{day.day} {MONTHS[day.month - 1]} {day.year}"
    scope = SCOPES[language][stated.scope]
    if stated.scope_words:
        scope = words["which"].format(scope=scope, words=stated.scope_words)
    result = result_of(stated)
    measures = words["measures"].join(_measure(stated, unit, totals, result, whose, language) for unit, totals in stated.measures)
    head = words[whose].format(day=written, scope=scope)
    return BallotWords(head + measures + words["ending"], words[f"{result}.{whose}"])


def _measure(stated: Stated, unit: str, totals: Totals, result: str, whose: str, language: Language) -> str:
    words = SENTENCES[language]
    quorum_needed, share_needed = needed(stated, totals)

    def of(value: int) -> str:
        return amount(value, "voters", unit, language)

    said = words["here" if whose == "residents" else unit].format(
        whole=of(totals.whole),
        present=of(totals.present),
        votes_for=of(totals.votes_for),
        quorum=_quorum_words(quorum_of(stated), language),
        quorum_needed=of(quorum_needed),
    )
    if result == "no_quorum" or share_needed is None:  # nothing is required of a vote that does not count
        return said
    return said + words[f"needs.{whose}"].format(share=share_words(share_of(stated), language), share_needed=of(share_needed))


def _quorum_words(quorum: Quorum, language: Language) -> str:
    return share_words(Share("entitled", quorum.num, quorum.den, quorum.strict), language)
