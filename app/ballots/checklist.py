"""PURE. What the software sees by itself before a ballot opens (voting.md §1). The questions stay, with what they are about."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

#: Words of matters that owners decide together (民法典 278), and of those in which somebody is chosen who is paid.
OWNERS = ("维修资金", "管理规约", "业主大会", "业委会", "选聘物业", "解聘物业", "公共收益", "共有部分", "改建", "重建")
PAID = ("收费", "采购", "承包", "招标", "租金", "运营单位", "服务单位", "施工单位", "报价")


@dataclass(frozen=True, slots=True)
class Hints:
    """`mentioned`: members with a vote that the item names and that have not stood back; `asked`: whose recusal the chair has not decided;
    `owners`, `paid`: the words that point there."""

    mentioned: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    paid: tuple[str, ...] = ()


NONE = Hints()


def hints(words: Iterable[str], units: Mapping[int, str], recused: Iterable[int], requested: Iterable[int]) -> Hints:
    """`words`: title, summary, presenter of the item and its issues; `units`: voting seats by id; `requested`: asked to stand back."""
    text, away, waiting = "\n".join(words), set(recused), set(requested)
    return Hints(
        mentioned=tuple(unit for seat, unit in units.items() if unit in text and seat not in away),
        asked=tuple(unit for seat, unit in units.items() if seat in waiting),
        owners=tuple(word for word in OWNERS if word in text),
        paid=tuple(word for word in PAID if word in text),
    )
