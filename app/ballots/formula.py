"""PURE. The formula beside every result, in words and numbers (voting.md §2).

“应表决16家（应到17家、回避1家），过半数需9票，赞成12票，通过”
"""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd

from app.ballots.counting import Count, Outcome, base_with_chair, judge_yes_no
from app.ballots.formula_words import BASE_WORDS, SENTENCES, SHARES, UNITS, VOID_WORDS, Counted, Language, amount, fraction
from app.ballots.shares import Base, Share, required


def formula(outcome: Outcome, share: Share, names: Mapping[str, str] | None = None, *, elects: bool = False) -> str:
    """The sentence in Chinese, without a full stop. names: option -> what people call it (choose_one, approve_any).

    `elects`: the options are people or units for so many places, who are elected and not carried."""
    return _formula(outcome, share, names or {}, "zh", elects)


def formula_en(outcome: Outcome, share: Share, names: Mapping[str, str] | None = None, *, elects: bool = False) -> str:
    """The same sentence in English."""
    return _formula(outcome, share, names or {}, "en", elects)


def share_words(share: Share, language: Language = "zh") -> str:
    """过半数, 三分之二以上, 四分之三以上; every other fraction in the same way, in lowest terms."""
    divisor = gcd(share.num, share.den)
    num, den = share.num // divisor, share.den // divisor
    usual = SHARES[language].get((num, den, share.strict))
    if usual is not None:
        return usual
    return SENTENCES[language]["share.more" if share.strict else "share.least"].format(fraction=fraction(num, den, language))


def base_words(base: Base, language: Language = "zh") -> str:
    """What a share is taken of: 应到, 实到, 参与表决, 赞成＋反对."""
    return BASE_WORDS[language][base]


def _formula(outcome: Outcome, share: Share, names: Mapping[str, str], language: Language, elects: bool) -> str:
    words = SENTENCES[language]
    if outcome.result == "void":
        return words["void"].format(reason=VOID_WORDS[language][outcome.reason.removeprefix("void.")])
    sentences = {
        dimension: words["clauses"].join(_clauses(outcome, dimension, share, names, language, elects)) for dimension in outcome.counts
    }
    if len(sentences) == 1:
        return next(iter(sentences.values()))
    parts = [
        words.get(f"dimension.{dimension}", words["dimension"]).format(dimension=dimension) + sentence
        for dimension, sentence in sentences.items()
    ]
    return words["dimensions"].join([*parts, words["together"].format(ending=words[outcome.result])])


def _clauses(outcome: Outcome, dimension: str, share: Share, names: Mapping[str, str], language: Language, elects: bool) -> list[str]:
    count, words = outcome.counts[dimension], SENTENCES[language]
    amounts = _amounts(count, share, _unit(count, dimension), language)
    # Of several dimensions each has a result of its own, and the motion has the lowest of them.
    alone = outcome if len(outcome.counts) == 1 else judge_yes_no(count, share)
    if alone.result == "inquorate":
        return [words["quorum"].format_map(amounts), words["inquorate"]]
    counts_ballots = share.base in ("cast", "yes_no") and outcome.method != "yes_no"
    base = words[f"options.{share.base}" if counts_ballots else f"base.{share.base}"].format_map(amounts)
    if alone.result == "no_result":
        return [base, words["no_result"]]
    needs = words["needs"].format(share=share_words(share, language), required=amounts["required"])
    if outcome.method != "yes_no":
        return [base, needs, *_options(outcome, dimension, names, language, elects)]
    sides = [words[clause].format_map(amounts) for clause in _sides(outcome, count, alone.reason)]
    return [base, needs, *sides, words[alone.result]]


def _unit(count: Count, dimension: str) -> str:
    # A seat that weighs two is still one 家; what is added up then are votes.
    if dimension not in UNITS["zh"] or (count.weighted and dimension == "seats"):
        return ""
    return dimension


def _amounts(count: Count, share: Share, unit: str, language: Language) -> dict[str, str]:
    """Every number of the sentence with its unit, by the name that the templates use."""
    voters: dict[str, int | None] = {
        "entitled": count.entitled,
        "present": count.present,
        "recused": count.recused + count.recused_absent,
        "recused_present": count.recused,
        "quorum_required": count.quorum_required,
    }
    votes: dict[str, int | None] = {
        "votes_for": count.votes_for,
        "votes_against": count.votes_against,
        "abstain": count.abstain,
        "required": count.required,
        "with_chair": count.votes_for + 1,
        "required_with_chair": required(share, base_with_chair(count, share)),
    }
    (votes if share.base in ("cast", "yes_no") else voters)["base"] = count.base
    return _written(voters, "voters", unit, language) | _written(votes, "votes", unit, language)


def _written(numbers: Mapping[str, int | None], counted: Counted, unit: str, language: Language) -> dict[str, str]:
    # A number that does not exist (nothing is required of a base of 0) has no place in a sentence either.
    return {name: amount(value, counted, unit, language) for name, value in numbers.items() if value is not None}


def _sides(outcome: Outcome, count: Count, reason: str) -> tuple[str, ...]:
    """The clauses between the threshold and the ending of a yes_no sentence."""
    if outcome.casting_vote is not None and count.votes_for == count.votes_against:
        return ("tie", f"casting.{outcome.casting_vote}")
    return ("tie",) if reason == "tie" else ("for",)


def _options(outcome: Outcome, dimension: str, names: Mapping[str, str], language: Language, elects: bool) -> list[str]:
    words, count = SENTENCES[language], outcome.counts[dimension]

    def votes(value: int) -> str:
        return amount(value, "votes", _unit(count, dimension), language)

    def listed(clause: str, options: tuple[str, ...]) -> list[str]:
        called = words["list"].join(names.get(option, option) for option in options)
        return [words[clause].format(options=called)] if options else []

    lines = [
        words["option"].format(option=names.get(option, option), votes=votes(counted.votes)) for option, counted in outcome.options.items()
    ]
    if count.none:
        lines.append(words["none"].format(votes=votes(count.none)))
    return [
        words["list"].join(lines),
        *([words["none.leads"]] if outcome.reason == "none.leads" else []),
        *([words["level"]] if outcome.reason == "tie" else []),
        *listed("elected" if elects else "winners", outcome.winners),
        *listed("runoff", outcome.runoff),
        *([words["not_carried"]] if outcome.result == "not_carried" else []),
        *([words["unfilled"].format(unfilled=outcome.unfilled)] if outcome.unfilled else []),
    ]
