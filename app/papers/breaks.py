"""Where a line may end and where it may not. PURE.

Widths are in em, those of ASCII as in the shipped 仿宋, a little generous. They serve to choose columns and title lines; the
typesetters measure for themselves.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

OPENING = "（《〈“‘【〔〖「『([{"
CLOSING = "，。、；：？！）》〉”’】〕〗」』…—～％%)]},.;:?!"
LATIN = 0.56
_NARROW, _FIGURES, _BROAD = frozenset(" -.,:;!'|[]()iIjlrt"), frozenset("0123456789"), frozenset("mMwW%#@&")
ATOM_LIMIT = 20.0
"""The widest token, in em, that is kept on one line of body text (27 em); what is wider may be broken."""

_DATES = r"\d{4}年\d{1,2}月\d{1,2}日|\d{4}年\d{1,2}月|\d{4}年|\d{1,2}月\d{1,2}日|\d{1,2}时\d{1,2}分|\d{1,2}[月日时分](?!\d)"
_CODES = r"\d+(?:\.\d+)?[%％‰]|[A-Za-z0-9]+(?:[-_./@:][A-Za-z0-9]+)+|〔\d{4}〕\d+号|第\d+[期号条次]"
_PREFERRED_BEFORE = ("和", "及", "与", "关于", "有关", "联席会议", "会议通知", "会议纪要", "议定事项", "公示", "签到表")
_PREFERRED_AFTER = ("、", "，", "：", "的", "联盟", "年度", "季度")
_WHOLE_WORDS = (
    *("联席会议", "会议纪要", "会议通知", "议定事项", "有关事项", "签到表", "公示", "通知", "纪要", "关于", "联盟", "社区", "街道", "党委"),
    *("党组织", "党工委", "居委会", "季度", "年度", "工作", "问题", "方案", "意见", "情况", "事项"),
)
_UNPREFERRED = 40.0
_NEVER = 1e9


@dataclass(frozen=True, slots=True)
class Atom:
    """A piece of a line: `whole` is never broken, `loose` may be broken after any character, else the usual rules hold."""

    text: str
    whole: bool = False
    loose: bool = False


def width(text: str) -> float:
    """The width of a line of text in em."""
    return sum(map(_advance, text))


def _advance(character: str) -> float:
    if character in _FIGURES:
        return 0.5
    if character in _NARROW:
        return 0.39
    if character in _BROAD:
        return 1.0
    if not character.isascii():
        return 1.0 if unicodedata.east_asian_width(character) in "WFA" else LATIN
    return 0.76 if character.isupper() else LATIN


def atoms(text: str, unbroken: tuple[str, ...] = (), limit: float = ATOM_LIMIT) -> list[Atom]:
    """The text cut into atoms: dates, times, codes, addresses and the words of `unbroken` are whole where they fit `limit` em.

    A run of ASCII characters that is wider than `limit` is loose: it would otherwise run over the edge of page or cell.
    """
    pieces: list[Atom] = []
    end = 0
    for found in _pattern(unbroken, max(1, int(limit / LATIN))).finditer(text):
        if found.start() > end:
            pieces.append(Atom(text[end : found.start()]))
        token = found.group()
        fits = width(token) <= limit
        pieces.append(Atom(token, whole=fits, loose=not fits and token.isascii()))
        end = found.end()
    if end < len(text):
        pieces.append(Atom(text[end:]))
    return pieces


@lru_cache(maxsize=64)
def _pattern(unbroken: tuple[str, ...], longest: int) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted({word for word in unbroken if word}, key=lambda word: (-len(word), word)))
    return re.compile("|".join(part for part in (words, rf"[!-~]{{{longest + 1},}}", _DATES, _CODES) if part))


def title_lines(title: str, room: float, unbroken: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The lines of a title that has `room` em to a line: the breaks it carries, and where a line is too long, even ones.

    A line is broken before or after a connecting word, never inside a date, a code or a word such as 会议纪要.
    """
    lines: list[str] = []
    for given in title.split("\n"):
        lines.extend(_even_lines(given.strip(), room, unbroken))
    return tuple(line for line in lines if line) or ("",)


def _even_lines(line: str, room: float, unbroken: tuple[str, ...]) -> list[str]:
    """Shortest path over the break points: the cost of a line is its distance from the even width, squared."""
    total = width(line)
    if total <= room:
        return [line]
    even = total / -(-total // room)
    costs = _break_costs(line, unbroken)
    best: list[tuple[float, int]] = [(0.0, 0)] + [(_NEVER * 10, 0)] * len(line)
    for end in range(1, len(line) + 1):
        for start in range(end - 1, -1, -1):
            length = width(line[start:end])
            if length > room and end - start > 1:
                break
            cost = best[start][0] + (length - even) ** 2 + costs[end]
            if cost < best[end][0]:
                best[end] = (cost, start)
    cuts = [len(line)]
    while cuts[-1]:
        cuts.append(best[cuts[-1]][1])
    cuts.reverse()
    return [line[start:end] for start, end in pairwise(cuts)]


def _break_costs(line: str, unbroken: tuple[str, ...]) -> list[float]:
    """What a break before each position costs; the end of the line costs nothing."""
    costs = [_UNPREFERRED] * len(line) + [0.0]
    for position in range(1, len(line)):
        if line.startswith(_PREFERRED_BEFORE, position) or line.endswith(_PREFERRED_AFTER, 0, position):
            costs[position] = 0.0
    for word in (*_WHOLE_WORDS, *unbroken):
        for found in re.finditer(re.escape(word), line) if word else ():
            costs[found.start() + 1 : found.end()] = [_NEVER] * (len(word) - 1)
    end = 0
    for atom in atoms(line):
        if atom.whole:
            costs[end + 1 : end + len(atom.text)] = [_NEVER] * (len(atom.text) - 1)
        end += len(atom.text)
    for position in range(1, len(line)):
        if line[position] in CLOSING or line[position - 1] in OPENING or (line[position - 1].isdigit() and line[position].isdigit()):
            costs[position] = _NEVER
    return costs
