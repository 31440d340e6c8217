"""PURE. What screens and minutes say about a decision, beside the formula: what a ballot asks for, and how it went."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.ballots.counting import Count, Outcome
from app.ballots.formula import base_words, formula, share_words
from app.ballots.formula_words import SENTENCES, UNITS, Language, amount
from app.ballots.shares import Share, required

HOW = {"named": "记名", "hands": "举手", "secret": "无记名"}


@dataclass(frozen=True, slots=True)
class BallotWords:
    """The minutes' sentence in two parts, so that a paper can set the ending in bold."""

    course: str
    ending: str


def consensus_words(reservations: int = 0) -> str:
    """The minutes' sentence of a consensus: never that everybody agreed (voting.md §1), and how many held back, not who."""
    if reservations:
        return f"会议经协商一致形成意见，无单位提出异议，{reservations}家单位保留意见。"
    return "会议经协商一致形成意见，无单位提出异议。"


def ballot_words(outcome: Outcome, share: Share, visibility: str, *, round_: int = 1, elects: bool = False) -> BallotWords:
    """“应表决16家（应到17家、回避1家），过半数需9票。采用举手方式，实际参加表决14家：赞成12票，反对1票，弃权1票，” and “通过”.

    Numbers only: who was against is nobody's business. `elects`: the options are people or units for so many places.
    """
    head = "第二轮表决，" if round_ == 2 else ""
    if outcome.result in ("void", "inquorate", "no_result"):
        ending = SENTENCES["zh"][outcome.result] if outcome.result != "void" else formula(outcome, share)
        return BallotWords(head + formula(outcome, share).removesuffix(ending), ending)
    asked = _by_dimension(outcome, lambda dimension, count: _asked(share, count, unit_of(count, dimension)), "；")
    voters = count_of_voters(next(iter(outcome.counts.values())))
    sides = _by_dimension(outcome, lambda dimension, count: _sides(outcome, count, unit_of(count, dimension)), "；")
    verdict = _options_verdict(outcome, elects) if outcome.method != "yes_no" else _verdict(outcome)
    return BallotWords(f"{head}{asked}。采用{HOW[visibility]}方式，实际参加表决{voters}：{sides}，{verdict.course}", verdict.ending)


def _by_dimension(outcome: Outcome, words: Callable[[str, Count], str], joint: str) -> str:
    if len(outcome.counts) == 1:
        return next(words(dimension, count) for dimension, count in outcome.counts.items())
    return joint.join(SENTENCES["zh"][f"dimension.{dimension}"] + words(dimension, count) for dimension, count in outcome.counts.items())


def _asked(share: Share, count: Count, unit: str) -> str:
    return asks(share, count.entitled, count.recused + count.recused_absent, count.present, count.recused, "zh", unit)


def unit_of(count: Count, dimension: str) -> str:
    """What the dimension is counted in: a seat that weighs two is still one 家, so weighed seats are votes (formula.py)."""
    return "" if dimension not in UNITS["zh"] or (count.weighted and dimension == "seats") else dimension


def count_of_voters(count: Count) -> str:
    """How many valid ballots there are, whatever the method: everybody in the room who neither stood back nor held back."""
    return amount(count.present - count.recused - count.invalid - count.not_voted, "voters", unit_of(count, "seats"), "zh")


def _sides(outcome: Outcome, count: Count, unit: str) -> str:
    """What was chosen how often; unreadable papers where there are some."""

    def votes(name: str, value: int) -> str:
        return name + amount(value, "votes", unit, "zh")

    if outcome.method == "yes_no":
        sides = [votes("赞成", count.votes_for), votes("反对", count.votes_against)]
    else:
        sides = [votes(f"“{option}”", counted.votes) for option, counted in outcome.options.items()]
        sides += [votes("都不同意", count.none)] * (outcome.method == "choose_one")
    sides.append(votes("弃权", count.abstain))
    return "，".join(sides + [votes("废票", count.invalid)] * bool(count.invalid))


def _verdict(outcome: Outcome) -> BallotWords:
    count = next(iter(outcome.counts.values()))
    chair = {"for": "赞成票", "against": "反对票"}.get(outcome.casting_vote or "", "")
    tied = chair and count.votes_for == count.votes_against
    return BallotWords(f"赞成反对相等，主持人投{chair}，" if tied else "", SENTENCES["zh"][outcome.result])


def _options_verdict(outcome: Outcome, elects: bool) -> BallotWords:
    """What became of the options: carried or elected, not, or a second round; why, where the numbers do not say it."""
    won = "、".join(f"“{option}”" for option in outcome.winners)
    won += ("当选" if elects else "通过") if won else ""
    vacant = f"空缺{outcome.unfilled}名" if outcome.unfilled else ""
    if outcome.result == "runoff":
        level = "得票相等，" if outcome.reason == "tie" else "没有一项达到规定票数，"
        again = "、".join(f"“{option}”" for option in outcome.runoff) + "进入第二轮表决"
        return BallotWords(f"{won}，{level}" if won else level, again)
    if outcome.result == "carried":
        return BallotWords("", "，".join(filter(None, (won, vacant))))
    why = {"none.leads": "都不同意的不少于得票最多的，", "tie": "得票相等，"}.get(outcome.reason, "")
    return BallotWords(why, "，".join(filter(None, (SENTENCES["zh"]["not_carried"], vacant))))


def asks(share: Share, entitled: int, recused: int, present: int, recused_present: int, language: Language, unit: str = "seats") -> str:
    """What a ballot needs, before it is counted: “应表决16家（应到17家、回避1家），过半数需9票”. `recused`: present or not.

    Over bases that only the ballots make (cast, yes_no): “参与表决的过半数”. `unit`: of formula_words.UNITS, "" for votes that weigh.
    """
    words = SENTENCES[language]

    def voters(value: int) -> str:
        return amount(value, "voters", unit, language)

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
    needs = words["needs"].format(share=share_words(share, language), required=amount(needed, "votes", unit, language))
    return words["clauses"].join((clause, needs))
