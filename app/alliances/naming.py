"""Reading who somebody is from one line, as it stands in a chat or a phone book: 张三 副所长 138 0000 0000. PURE."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from app.alliances.roster.cells import read_phones

#: The number itself, with what people put between its digits; what is not part of it is name or title.
_NUMBER = re.compile(r"(?:\+?86[- ]?)?1\d{2}[- ]?\d{4}[- ]?\d{4}(?!\d)|\d[\d -]{3,}\d")
_LABEL = re.compile(r"(?:新?代表|联络员|秘书|姓名|职务|联系电话|联系方式|电话|手机号?码?)\s*[:：]")
_BETWEEN = re.compile(r"[\s,，、;；/|()（）。]+")
LONGEST_NAME, LONGEST_TITLE = 30, 40


@dataclass(frozen=True, slots=True)
class Named:
    """A person as a line names one; `title` and `phone` (digits) may be empty."""

    name: str
    title: str
    phone: str


def read_line(text: str) -> Named | str:
    """The person, or what is wrong with the line: name, long, phones (more than one), phone (digits that are no number)."""
    plain = unicodedata.normalize("NFKC", text)
    phones = read_phones(_only_numbers(plain))
    if len(phones.numbers) > 1:
        return "phones"
    if phones.unread or phones.odd:
        return "phone"
    parts = [part for part in _BETWEEN.split(_LABEL.sub(" ", _NUMBER.sub(" ", plain))) if part]
    if len(parts) > 1 and len(parts[0]) == 1 and len(parts[1]) <= 2 and not parts[0].isascii():
        parts[:2] = ["".join(parts[:2])]  # 张 三, spaced out to fill a column
    if not parts or not any(sign.isalpha() for sign in parts[0]) or any(sign.isdigit() for sign in parts[0]):
        return "name"
    name, title = parts[0], " ".join(parts[1:])
    if len(name) > LONGEST_NAME or len(title) > LONGEST_TITLE:
        return "long"
    return Named(name, title, phones.numbers[0] if phones.numbers else "")


def _only_numbers(plain: str) -> str:
    return "；".join(found.group() for found in _NUMBER.finditer(plain))
