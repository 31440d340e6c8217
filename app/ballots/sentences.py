"""PURE. What screens and minutes say about a decision, beside the formula: what a ballot asks for, and how it went."""

from __future__ import annotations

from dataclasses import dataclass

from app.ballots.counting import Outcome
from app.ballots.formula import base_words, formula, share_words
from app.ballots.formula_words import SENTENCES, Language, amount
from app.ballots.shares import Share, required

HOW = {"named": "记名", "hands": "举手", "secret": "无记名"}


@dataclass(frozen=True, slots=True)
class BallotWords:
    """The minutes' sentence in two parts, so that a paper can set the ending in bold. Only a counted yes_no motion has one."""

    course: str
    ending: str


def consensus_words(reservations: int = 0) -> str:
    """The minutes' sentence of a consensus: never that everybody agreed (voting.md §1), and how many held back, not who."""
    if reservations:
        return f"会议经协商一致形成意见，无单位提出异议，{reservations}家单位保留意见。"
    return "会议经协商一致形成意见，无单位提出异议。"


def ballot_words(outcome: Outcome, share: Share, visibility: str) -> BallotWords:
    """“应表决16家（应到17家、回避1家），过半数需9票。采用举手方式，实际参加表决14家：赞成12票，反对1票，弃权1票，” and “通过”."""
    count, words = outcome.counts["seats"], SENTENCES["zh"]
    if outcome.result in ("void", "inquorate", "no_result"):
        course, _comma, ending = formula(outcome, share).rpartition("，")
        return BallotWords(f"{course}，" if course else "", ending)
    asked = asks(share, count.entitled, count.recused + count.recused_absent, count.present, count.recused, "zh")
    cast = count.votes_for + count.votes_against + count.abstain
    sides = [f"赞成{_votes(count.votes_for)}", f"反对{_votes(count.votes_against)}", f"弃权{_votes(count.abstain)}"]
    if count.invalid:
        sides.append(f"废票{_votes(count.invalid)}")
    course = f"{asked}。采用{HOW[visibility]}方式，实际参加表决{amount(cast, 'voters', 'seats', 'zh')}：{'，'.join(sides)}，"
    return BallotWords(course, words[outcome.result])


def _votes(value: int) -> str:
    return amount(value, "votes", "seats", "zh")


def asks(share: Share, entitled: int, recused: int, present: int, recused_present: int, language: Language) -> str:
    """What a ballot needs, before it is counted: “应表决16家（应到17家、回避1家），过半数需9票”. `recused`: present or not.

    Over bases that only the ballots make (cast, yes_no): “参与表决的过半数”.
    """
    words = SENTENCES[language]

    def voters(value: int) -> str:
        return amount(value, "voters", "seats", language)

    if share.base == "entitled":
        base = entitled - recused
        clause = words["base.entitled"].format(base=voters(base), entitled=voters(entitled), recused=voters(recused))
    elif share.base == "present":
        base = present - recused_present
        clause = words["base.present"].format(base=voters(base), present=voters(present), recused_present=voters(recused_present))
    else:
        joint = "{base}的{share}" if language == "zh" else "{share} of {base}"
        return joint.format(base=base_words(share.base, language), share=share_words(share, language))
    needed = required(share, base)
    if needed is None:
        return clause
    needs = words["needs"].format(share=share_words(share, language), required=amount(needed, "votes", "seats", language))
    return words["clauses"].join((clause, needs))
