from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.core.lifecycle import Refused
from app.issues import categories
from app.issues.rules import CHANNELS, LIFECYCLE, STATES, sounds_dangerous, title_of


@dataclass
class Facts:
    state: str
    dangerous: bool = False
    id: int = 1
    alliance_id: int = 1


@pytest.mark.parametrize(
    ("words", "dangerous"),
    [
        ("三楼闻到燃气味", True),
        ("有老人说要轻\n生", True),
        ("邻居家　暴", True),
        ("门前着火", True),
        ("夜间停车难", False),
        ("", False),
        ("供热公司江可风𠮷", False),
    ],
)
def test_danger_words_are_heard_even_through_blanks(words: str, dangerous: bool) -> None:
    assert sounds_dangerous(words) == dangerous


@pytest.mark.parametrize("name", ["table", "merge"])
def test_an_immediate_danger_is_neither_tabled_nor_merged(name: str) -> None:
    with pytest.raises(Refused) as refused:
        LIFECYCLE.check(Facts("accepted", dangerous=True), name)
    assert refused.value.reason == "issue.danger"
    assert LIFECYCLE.check(Facts("accepted"), name).target in ("on_agenda", "merged")


def test_a_danger_is_accepted_and_finished() -> None:
    assert [move.name for move in LIFECYCLE.open_to(Facts("accepted", dangerous=True))] == ["merge", "withdraw", "table", "finish"]
    assert LIFECYCLE.check(Facts("accepted", dangerous=True), "finish").target == "done"


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("门口路灯坏了。晚上看不清。", "门口路灯坏了"),
        ("  路灯\n坏了", "路灯"),
        ("长" * 41, "长" * 39 + "…"),
        ("长" * 40, "长" * 40),
        ("𠮷野家门口", "𠮷野家门口"),
    ],
)
def test_a_title_is_the_first_sentence_at_most_forty_characters(words: str, title: str) -> None:
    assert title_of(words) == title


def test_every_state_has_words_and_so_has_every_category() -> None:
    assert set(STATES) == LIFECYCLE.states
    assert "member" in CHANNELS
    assert len(categories.table()) == 25
    assert {category.code for category in categories.table().values() if category.privacy == "confidential"} >= {
        "NOISE",
        "CLUTTER",
        "PET",
        "ILLEGAL",
        "EV",
        "LEAK",
        "FEE",
    }
