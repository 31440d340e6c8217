"""What of a matter goes on paper for whom, and what never does. PURE."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Protocol

#: A mobile number in a sentence, however it is spaced.
MOBILE = re.compile(r"(?<!\d)(1\d{2})[ -]?\d{4}[ -]?(\d{4})(?!\d)")
LEFT_OUT = "（略）"
SOMEBODY = "反映人"
#: A shorter piece of somebody's words is anybody's.
SHORTEST_QUOTE = 6


class Matter(Protocol):
    @property
    def alliance_id(self) -> int: ...
    @property
    def about_community(self) -> bool: ...
    @property
    def privacy(self) -> str: ...


def reads_words(issue: Matter, desk: Collection[int], street: Collection[int]) -> bool:
    """Whether a resident's own words stand in the bundle: for the community's secretary and 书记; for the street where they are public, or
    where they are about the community, which is the street's own (opening decisions 4 and 7). `desk`, `street`: the reader's alliances."""
    if issue.about_community:
        return issue.alliance_id in street
    return issue.alliance_id in desk or (issue.alliance_id in street and issue.privacy == "public")


def quotes(words: str) -> tuple[str, ...]:
    """The lines and sentences by which somebody's words are known again, the longest first."""
    parts = [part.strip() for part in re.split(r"[。！？；!?;\n]", words)]
    return tuple(sorted({part for part in parts if len(part) >= SHORTEST_QUOTE}, key=lambda part: (-len(part), part)))


def plain_of(names: Collection[str], hidden: Collection[str]) -> Callable[[str], str]:
    """What every text of the bundle goes through: telephones masked, the reporter unnamed, words that the reader may not read left out."""
    unnamed = [name for name in names if len(name) >= 2]

    def plain(text: str) -> str:
        for quote in hidden:
            text = text.replace(quote, LEFT_OUT)
        for name in unnamed:
            text = text.replace(name, SOMEBODY)
        return MOBILE.sub(r"\1****\2", text)

    return plain
