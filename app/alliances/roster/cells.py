"""PURE. What people write into a cell: phones, names, ditto marks."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

DITTO = frozenset({"同上", "同前", "上同", "同", "〃", "″", '"', "”", "“", "''", "’’", "′′", "々", "——〃——", "—〃—", "-〃-"})

# Words that say that there is nothing to say yet.
_BLANKS = (
    "无 暂无 没有 待定 待补 待报 未定 未报 另报 空缺 暂缺 缺 不详 未知 保密 无电话 无手机 见通讯录 "
    "- -- --- — —— / // \\ . 。 、 x × √ ? ？ 0 n/a none null"
)
BLANKS = frozenset(_BLANKS.split())

_COMPOUND_SURNAMES = (
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 "
    "钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐 段干 百里 "
    "呼延 东郭 南门 羊舌 微生 公户 公玉 公仪 梁丘 公仲 公上 公门 公山 公坚 左丘 公伯 西门 公祖 第五 公乘 贯丘 公皙 南荣 东里 东宫 "
    "仲长 子书 子桑 即墨 达奚 褚师 那拉 叶赫 完颜 耶律 纳兰"
)
COMPOUND_SURNAMES = frozenset(_COMPOUND_SURNAMES.split())

_INVISIBLE = re.compile(r"[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_UNTIDY = re.compile(r"[\s\u0000-\u001f\u007f-\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_SPACES = re.compile(r"[ \t\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_DASHES = re.compile("[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]")
_BRACKETS = re.compile(r"[(（\[【〔［](.*?)[)）\]】〕］]")

_MOBILE = r"(?:\+?\s*86[\s\-]*)?(1(?:[\s\-.]*\d){10})"
_LANDLINE = r"((?:0\d{2,3}[\s\-]*)?[2-9]\d{6,7}|[2-9]\d{9,10})"
_PHONE = re.compile(rf"(?<!\d)(?:{_MOBILE}|{_LANDLINE})(?!\d)", re.ASCII)
_DIGITS = re.compile(r"(?<!\d)\d(?:[\s\-.]*\d){6,14}(?!\d)", re.ASCII)
_SCIENTIFIC = re.compile(r"(\d)(?:\.(\d+))?[eE]\+?(\d{1,2})", re.ASCII)
_TAIL_OF_A_FLOAT = re.compile(r"(?<=\d)\.0+$")

_BETWEEN_NAMES = re.compile(r"[/／、,，;；|｜＆&\n]+")


@dataclass(frozen=True, slots=True)
class Phones:
    """`numbers`: digits only, each once.

    `unread`: the cell held digits that make no phone (too few, or some lost on the way). `odd`: a number is taken as it stands,
    though it is neither a mobile nor a landline: a digit too many or too few, which somebody should look at.
    """

    numbers: tuple[str, ...] = ()
    unread: bool = False
    odd: bool = False


@dataclass(frozen=True, slots=True)
class Names:
    """`names` in the order of the cell; `remarks` are what stood in brackets behind them."""

    names: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


def tidy(text: str) -> str:
    """Without signs that nobody sees (a phone copied from a contact list has some) and with single spaces; line ends stay."""
    if not _UNTIDY.search(text):
        return text
    lines = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line for line in (_SPACES.sub(" ", line).strip() for line in lines) if line)


def plain(text: str) -> str:
    """The form in which two spellings of one thing are equal: half width, small letters, no spaces at all."""
    bare = tidy(text)
    if not unicodedata.is_normalized("NFKC", bare):
        bare = unicodedata.normalize("NFKC", bare)
    return "".join(bare.casefold().split())


def title_of(text: str) -> str:
    """The name of a place, a unit or an office: one line, no spaces between Chinese characters."""
    return re.sub(r"(?<=[^\x00-\xff])\s+|\s+(?=[^\x00-\xff])", "", tidy(text).replace("\n", " "))


def is_ditto(text: str) -> bool:
    return _SPACES.sub("", text) in DITTO


def is_blank(text: str) -> bool:
    """Nothing, or a word for nothing."""
    return not text or tidy(text).casefold() in BLANKS


def read_phones(text: str) -> Phones:
    """All phones of a cell. Eleven digits from 1, or seven and more of a landline, however they are spaced or commented."""
    if text.isascii() and text.isdigit() and len(text) == 11 and text[0] == "1":
        return Phones((text,))
    folded = _DASHES.sub("-", unicodedata.normalize("NFKC", tidy(text)))
    scientific = _SCIENTIFIC.fullmatch(folded)
    if scientific:
        return _from_scientific(*scientific.groups(default=""))
    folded = _TAIL_OF_A_FLOAT.sub("", folded)
    found = [mobile or landline for mobile, landline in _PHONE.findall(folded)]
    odd = [] if found else _DIGITS.findall(folded)
    numbers = dict.fromkeys(re.sub(r"\D", "", number) for number in found or odd)
    return Phones(tuple(numbers), unread=not numbers and len(re.findall(r"[0-9]", folded)) >= 3, odd=bool(odd))


def _from_scientific(first: str, decimals: str, exponent: str) -> Phones:
    """1.0000002353E+10 is exact; 1.38E+10 has lost its digits, and a wrong phone is worse than none."""
    shift = int(exponent)
    if len(decimals) < shift or decimals[shift:].strip("0"):
        return Phones(unread=True)
    return read_phones(first + decimals[:shift])


def is_mobile(phone: str) -> bool:
    """A number that one person carries; a landline stands on a desk and belongs to whoever answers."""
    return len(phone) == 11 and phone[0] == "1"


def without_brackets(text: str) -> tuple[str, tuple[str, ...]]:
    """The text before and between brackets, and what stood in them."""
    if not _BRACKETS.search(text):
        return tidy(text), ()
    return tidy(_BRACKETS.sub(" ", text)), tuple(tidy(inner) for inner in _BRACKETS.findall(text) if tidy(inner))


def split(text: str) -> tuple[str, ...]:
    """Parts of a cell that names several things: 主任/副主任."""
    return tuple(part for part in (tidy(part) for part in _BETWEEN_NAMES.split(text)) if not is_blank(part))


def read_names(text: str) -> Names:
    """The people of a cell: 张 三 is one, 张三/李四 and 张三 李四 are two, 待定 is none, a phone behind a name is no name."""
    folded, remarks = without_brackets(tidy(text))
    names: list[str] = []
    for part in _BETWEEN_NAMES.split(_without_phones(folded)):
        names += [name for name in _spaced(part.split()) if not is_blank(name) and any(sign.isalpha() for sign in name)]
    return Names(tuple(dict.fromkeys(names)), remarks)


def _without_phones(text: str) -> str:
    if not any(sign.isdigit() for sign in text):
        return text
    return re.sub(r"[+\d]+$", "", _PHONE.sub(" ", unicodedata.normalize("NFKC", text))).rstrip(" :-")


def _spaced(words: list[str]) -> list[str]:
    """Puts together what a typist has spread: 张 三, 欧阳 修, 张 三丰; leaves 张三 李四 apart."""
    if not all(_is_chinese(word) for word in words):
        return [" ".join(words)] if words else []
    if len(words) == 2 and (min(len(word) for word in words) == 1 or words[0] in COMPOUND_SURNAMES):
        return ["".join(words)]
    joined: list[str] = []
    single = False
    for word in words:
        if len(word) == 1 and single and len(joined[-1]) < 3:
            joined[-1] += word
        else:
            joined.append(word)
        single = len(word) == 1
    return joined


def _is_chinese(word: str) -> bool:
    return all(sign == "·" or unicodedata.name(sign, "").startswith("CJK") for sign in word)
