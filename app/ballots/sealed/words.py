"""PURE. Our own list of two-character words: receipts are two of them, a scrutineer's phrase is six.

Every word is a quality and a thing of nature or the household, such as 青山 or 圆灯, so that it is easily read out and typed.
"""

from __future__ import annotations

QUALITIES = "青红白黄蓝绿紫金银碧新老大小高长圆方轻暖清明净亮春夏秋冬晨晚东南西北山江湖海溪岭云雨风月"
THINGS = "山水花草树叶果瓜豆米麦桃梨杏枣莲兰菊梅竹松柳鸟鱼鹤雁燕马牛羊鹿云雨雪风月灯窗门桥船车伞碗杯壶盘瓶篮箱布帽笔纸琴鼓钟塔"

#: Pairs that mean something else in the street, or nothing pleasant.
LEFT_OUT = frozenset(
    first + second
    for first, seconds in {
        "小": "鸟船",
        "老": "鸟瓜马钟",
        "大": "鸟马钟",
        "黄": "鸟花",
        "白": "花布纸帽",
        "金": "瓶",
        "红": "灯帽",
        "绿": "帽",
    }.items()
    for second in seconds
)

WORDS: tuple[str, ...] = tuple(
    first + second for first in QUALITIES for second in THINGS if first != second and first + second not in LEFT_OUT
)
PLACE = {word: place for place, word in enumerate(WORDS)}


def words_in(typed: str) -> tuple[str, ...] | None:
    """The words that were typed, in order; None where something is none of ours."""
    text = "".join(letter for letter in typed if letter.isalpha())
    found = tuple(text[place : place + 2] for place in range(0, len(text), 2))
    return found if all(word in PLACE for word in found) else None
