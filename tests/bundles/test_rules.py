"""What goes on paper for whom, and what never does."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from app.bundles.rules import plain_of, quotes, reads_words


@dataclass(frozen=True)
class One:
    privacy: str
    about_community: bool = False
    alliance_id: int = 7


@pytest.mark.parametrize(
    ("issue", "desk", "street"),
    [
        (One("public"), True, True),
        (One("confidential"), True, False),
        (One("anonymous"), True, False),
        (One("public", about_community=True), False, True),
        (One("confidential", about_community=True), False, True),
    ],
)
def test_words_are_the_desks_and_of_the_street_what_is_public_or_about_the_community(issue: One, desk: bool, street: bool) -> None:
    assert (reads_words(issue, {7}, set()), reads_words(issue, set(), {7}), reads_words(issue, {8}, {9})) == (desk, street, False)


def test_telephones_are_masked_however_they_are_spaced() -> None:
    plain = plain_of((), ())
    assert plain("打10100000007或101-0000-0007、101 0000 0007") == "打101****0007或101****0007、101****0007"
    assert plain("12345编号BC20261123000017，2026年11月24日") == "12345编号BC20261123000017，2026年11月24日"


def test_the_reporter_is_unnamed_and_quotes_are_left_out() -> None:
    plain = plain_of(("沈南枝", "王"), quotes("西门的路灯不亮。晚上看不清台阶，\n短"))
    assert plain("沈南枝说西门的路灯不亮，王主任去看了") == "反映人说（略），王主任去看了"
    assert plain("短") == "短"
