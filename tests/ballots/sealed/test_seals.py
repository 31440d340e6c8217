"""Words, digits, seals and lengths, without a database."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from markupsafe import escape

from app.ballots.question import MOST_OPTIONS
from app.ballots.sealed import padding, receipts, seals
from app.ballots.sealed.choices import alike, choice_of, digits_of, offered, unfold
from app.ballots.sealed.forms import words_of
from app.ballots.sealed.words import WORDS, words_in


@dataclass(frozen=True)
class Asked:
    method: str
    options: tuple[str, ...] = ()
    max_choices: int | None = None


def test_the_list_has_more_than_two_thousand_words_of_two_characters() -> None:
    assert (len(WORDS) >= 2048, len(set(WORDS)) == len(WORDS), {len(word) for word in WORDS}) == (True, True, {2})


def test_every_ballot_is_sealed_to_one_length_and_opens_with_its_key_only() -> None:
    key = seals.new_key()
    ballots = [seals.Opened(digits, *drawn) for digits in ("1", "3", "12", "01" * (MOST_OPTIONS // 2)) for drawn in [("青山 圆灯", "0042")]]
    sealed = [seals.seal(seals.public_of(key), ballot) for ballot in ballots]
    assert {len(one) for one in sealed} == {seals.LENGTH + 48}
    assert [seals.unseal(key, one) for one in sealed] == ballots
    for wrong in (lambda: seals.unseal(seals.new_key(), sealed[0]), lambda: seals.unseal(key, sealed[0][:-1] + b"x")):
        with pytest.raises(seals.Unreadable):
            wrong()


def test_digits_have_one_length_on_a_motion() -> None:
    few, many = Asked("choose_one", ("甲", "乙")), Asked("choose_one", tuple(f"方案{number}" for number in range(8)))
    assert offered(Asked("yes_no")) == [("1", "for"), ("2", "against"), ("3", "abstain")]
    assert offered(few) == [("1", "甲"), ("2", "乙"), ("3", "none"), ("4", "abstain")]
    assert {len(digits) for digits, _choice in offered(many)} == {2}
    assert choice_of("10", many) == "abstain"
    assert choice_of("101", Asked("approve_any", ("甲", "乙", "丙"))) == ["甲", "丙"]
    assert digits_of(["丙"], Asked("approve_any", ("甲", "乙", "丙"))) == "001"


@pytest.mark.parametrize("digits", ["", "0", "4", "11", "for", "１"])
def test_digits_that_say_nothing_are_refused(digits: str) -> None:
    with pytest.raises(KeyError):
        choice_of(digits, Asked("yes_no"))


def test_a_shorter_choice_is_filled_up_to_the_longest() -> None:
    options = ("甲", "区城市管理综合执法局推荐的<第二位>候选人")
    one, some = Asked("choose_one", options), Asked("approve_any", options)
    shown = [words_of(choice) for _digits, choice in offered(one)]
    assert len({len(str(escape(words)).encode()) + padding.missing(one, [words]) for words in shown}) == 1
    shown = [words_of([option for option in options if option in chosen]) for chosen in ((), options[:1], options[1:], options)]
    assert len({len(str(escape(words)).encode()) + padding.missing(some, [words]) for words in shown}) == 1


def test_receipts_are_read_as_people_write_them() -> None:
    drawn = receipts.draw()
    first, second = drawn.words.split()
    written = [drawn.text, f"{first}{second}{drawn.code}", f"{first}、{second}，{drawn.code}", f" {first} {second}　{drawn.code} "]
    assert [receipts.read(text) for text in written] == [drawn] * 4
    assert [receipts.read(text) for text in ("", drawn.words, f"我我 {second} {drawn.code}", f"{drawn.text}0")] == [None] * 4
    assert words_in(f"{first}，{second}") == (first, second)


def test_papers_unfold_into_ballots_and_unanimity_is_seen() -> None:
    assert unfold({"for": 2, "invalid": 1, "handed_out": 4}, "yes_no") == ["for", "for", "invalid"]
    assert unfold({'["甲"]': 1, "[]": 1, "invalid": 1, "handed_out": 3}, "approve_any") == [["甲"], [], "invalid"]
    assert (alike(["for", "for"]), alike(["for", "against"]), alike([["甲"], ["甲"]])) == (True, False, True)
