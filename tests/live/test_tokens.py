"""A token opens one meeting for one audience until it ends, and nothing else makes one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.live.tokens import LAST_SECONDS, Pass, key_from, opened, sealed

KEY = key_from("test secret")
PASSED = Pass(3, "inside", "zh", "0123456789ab", 1000)


def test_a_token_says_what_was_sealed_into_it() -> None:
    assert opened(KEY, 7, sealed(KEY, 7, PASSED), 999) == PASSED


def test_a_token_ends_with_its_second() -> None:
    token = sealed(KEY, 7, PASSED)
    assert [opened(KEY, 7, token, second) is None for second in (999, 1000, 1001)] == [False, True, True]


def test_a_token_of_another_meeting_opens_nothing() -> None:
    assert opened(KEY, 8, sealed(KEY, 7, PASSED), 0) is None


def test_a_key_from_another_secret_opens_nothing() -> None:
    assert opened(key_from("another secret"), 7, sealed(KEY, 7, PASSED), 0) is None


@pytest.mark.parametrize(
    "changed", [{"audience": "screen"}, {"alliance_id": 4}, {"epoch": "ba9876543210"}, {"expires": 9999}, {"language": "en"}]
)
def test_every_word_of_a_token_is_sealed(changed: dict[str, object]) -> None:
    mac = sealed(KEY, 7, PASSED).rpartition("-")[2]
    words = sealed(KEY, 7, replace(PASSED, **changed)).rpartition("-")[0]
    assert opened(KEY, 7, f"{words}-{mac}", 0) is None


@pytest.mark.parametrize(
    "token", ["", "-", "x", "3-inside-zh-0-1-", "3-inside-zh-0123456789ab-1000-" + "0" * 32, "-" * 40, "三-é-zh-0-1-x"]
)
def test_what_was_never_sealed_opens_nothing(token: str) -> None:
    assert opened(KEY, 7, token, 0) is None


def test_a_token_tells_when_its_end_is_near() -> None:
    assert [PASSED.ends_soon(1000 - LAST_SECONDS + step) for step in (-1, 0, 1)] == [False, False, True]
