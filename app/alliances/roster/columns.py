"""PURE. Which column of a sheet means what: by its heading in any of an office's words, else by what stands in it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from app.alliances.roster import cells, kinds
from app.alliances.roster.grid import TITLE_ROWS, Row, Sheet

# Each field with the headings that mean it, the surest first: where two columns claim one field the surer heading has it.
HEADINGS = {
    "index": "序号 号 no 编号 行号",
    "district": "区县 县区 县市区 区 县 县市 市县 市区县 所属区县 所在区县 所属县区 行政区 区县名称 district",
    "street": "街道 街镇 镇街 乡镇街道 街道乡镇 乡镇 镇 所属街道 所在街道 街道名称 街道办事处 乡镇街 street",
    "community": "社区 社区名称 所属社区 所在社区 村社区 社区村 community",
    "alliance_code": "联盟编号 联盟代码 联盟编码 联盟序号",
    "alliance_name": "联盟名称 联盟 社区党建联盟 社区党建联盟名称 党建联盟 党建联盟名称 所属联盟 所在联盟 所属党建联盟 alliance",
    "organisation_code": "单位编号 单位代码 单位编码 成员编号 成员单位编号 成员单位代码 统一社会信用代码",
    "organisation_name": "单位名称 成员单位 成员单位名称 单位 单位全称 成员 成员名称 驻区单位 共建单位 联盟单位 联盟成员 "
    "联盟成员单位 组织名称 单位组织名称 单位或组织 党组织名称 所在单位 工作单位 代表单位 所属单位 organisation unit",
    "kind": "单位类别 单位类型 单位性质 类别 类型 性质 成员类别 成员类型 成员性质 组织类别 组织类型 kind",
    "delegate": "代表姓名 姓名 代表 单位代表 成员代表 代表人 联盟代表 参会代表 参会人 参会人员 名字 人员姓名 人员 负责人 "
    "负责人姓名 单位负责人 主要负责人 联系人 联系人姓名 联络员 联络员姓名 name delegate",
    "phone": "联系电话 电话 手机 手机号 手机号码 电话号码 联系方式 联系手机 移动电话 代表电话 本人电话 "
    "负责人电话 联系人电话 联络电话 办公电话 座机 phone",
    "title": "职务 现任职务 单位职务 代表职务 职位 职务职称 工作职务 title",
    "votes": "有无表决权 表决权 是否有表决权 有表决权 是否表决 能否表决",
    "role": "职责 角色 联盟角色 联盟职责 联盟职务 身份 参会身份 参会类别 出席类别 出席列席 role",
    "stand_in": "代会人 代会人姓名 代会人员 替补 候补 替补代表 候补代表 备用代表 第二代表",
    "stand_in_phone": "代会人电话 代会人手机 代会人联系电话 替补电话 候补电话",
    "remark": "备注 附注 说明 备考 remark",
    "grid_branches": "网格党支部数 网格党支部",
    "service_stations": "党群服务站数 党群服务站",
    "building_groups": "楼栋党小组数 楼栋党小组",
    "residents": "户籍居民数 居民数 户籍人口 居民人数",
    "over_60_pct": "60岁以上占比",
}
FIELDS = tuple(HEADINGS)
FIGURES = ("grid_branches", "service_stations", "building_groups", "residents", "over_60_pct")

_FIELD_OF_HEADING = {
    cells.plain(heading): (name, rank) for name, headings in HEADINGS.items() for rank, heading in enumerate(headings.split())
}
_TELLING = frozenset({"organisation_name", "alliance_name", "alliance_code", "delegate", "phone"})

SAMPLE = 300
_TITLES = re.compile(
    r"(书记|主任|主席|会长|理事长|秘书长|经理|总监|站长|所长|校长|院长|园长|行长|队长|科长|局长|处长|股长|部长|店长|厂长|社长|团长|"
    r"民警|警长|指导员|教导员|干事|专干|委员|代表|组长|网格长|网格员|楼长|老师|教师|医生|律师|职工|员工|工作人员|负责人|董事长|助理|科员|职员)$"
)
_PLACES = {
    "district": re.compile(r"[^社小片]区$|县$|市$"),
    "street": re.compile(r"(街道|镇|乡|街道办事处)$"),
    "community": re.compile(r"(社区|村)$"),
    "alliance_name": re.compile(r"联盟$"),
}


@dataclass(frozen=True, slots=True)
class Columns:
    """`header_row`: Excel's number of the last row above the members (headings, titles), None where the first row is a member.

    `fields`: column, counted from 0, to one of FIELDS; columns that mean nothing here are left out.
    """

    header_row: int | None
    fields: Mapping[int, str] = field(default_factory=dict)

    @property
    def of_members(self) -> bool:
        return "organisation_name" in self.fields.values()

    @property
    def of_alliances(self) -> bool:
        """A list of the alliances themselves, without members."""
        return not self.of_members and not {"alliance_code", "alliance_name"}.isdisjoint(self.fields.values())


def propose_columns(sheet: Sheet) -> Columns:
    """What the columns most likely are. Empty `fields` where nothing is recognisable: somebody has to say it."""
    top = sheet.rows[:TITLE_ROWS]
    found = [(index, _headings(row)) for index, row in enumerate(top)]
    telling = [(index, headings) for index, headings in found if _is_header(top[index], headings)]
    if not telling:
        titles = list(itertools.takewhile(lambda row: len(row.own) == 1, sheet.rows))
        return Columns(titles[-1].number if titles else None, _by_content(sheet.rows[len(titles) :]))
    index, headings = max(telling, key=lambda one: (len(one[1]), -one[0]))
    if index + 1 < len(top) and _is_second_line(top[index + 1]):
        index += 1
        headings = {**headings, **_headings(top[index])}
    return Columns(top[index].number, _each_field_once(headings))


def _heading(text: str) -> tuple[str, int] | None:
    """Field and rank of a heading; remarks in brackets, stars and colons are no part of it: 街道（镇）, *姓 名："""
    bare = cells.plain(cells.without_brackets(text)[0]).strip("*:：.、?")
    return _FIELD_OF_HEADING.get(bare)


def _headings(row: Row) -> dict[int, tuple[str, int]]:
    return {column: found for column, text in row.own.items() if (found := _heading(text))}


def _is_header(row: Row, headings: dict[int, tuple[str, int]]) -> bool:
    names = {name for name, _ in headings.values()}
    if names.isdisjoint(_TELLING) or any(map(_is_phone, row.own.values())):
        return False
    return len(names) >= 2 or (len(headings) == len(row.own) and "organisation_name" in names)


def is_repeated_header(row: Row) -> bool:
    """Headings printed again at the top of each page."""
    own = row.own
    return len(own) >= 2 and all(_heading(text) for text in own.values())


def _is_second_line(row: Row) -> bool:
    """联系方式 over 手机 and 座机: every cell of the lower line is a heading itself."""
    return bool(row.own) and len(_headings(row)) == len(row.own)


def _each_field_once(headings: dict[int, tuple[str, int]]) -> dict[int, str]:
    best: dict[str, tuple[int, int]] = {}
    for column, (name, rank) in sorted(headings.items()):
        if name not in best or rank < best[name][0]:
            best[name] = (rank, column)
    return {column: name for name, (_, column) in sorted(best.items(), key=lambda one: one[1][1])}


def _by_content(rows: tuple[Row, ...]) -> dict[int, str]:
    """Guesses the columns of rows without headings. Nothing where no unit with a person or a phone can be made out."""
    columns = _filled_columns(rows[:SAMPLE])
    fields: dict[int, str] = {}
    for name, fits in _FITS:
        shares = {column: sum(map(fits, texts)) / len(texts) for column, texts in columns.items() if column not in fields}
        likeliest = max(shares, key=lambda column: shares[column], default=None)
        if likeliest is not None and shares[likeliest] > 0.5:
            fields[likeliest] = name
    names = set(fields.values())
    if "organisation_name" not in names:  # two rows 网格长 and 居民代表 look like kinds or titles
        spare = next((name for name in ("kind", "title", "role") if name in names), None)
        fields = {column: "organisation_name" if name == spare else name for column, name in fields.items()}
    if "organisation_name" not in fields.values() or names.isdisjoint({"delegate", "phone"}):
        return {}
    return {column: name for column, name in sorted(fields.items()) if name != "index"}


def _filled_columns(rows: tuple[Row, ...]) -> dict[int, list[str]]:
    texts: dict[int, list[str]] = {}
    for row in rows:
        for column, text in row.own.items():
            if not cells.is_ditto(text) and not cells.is_blank(text):
                texts.setdefault(column, []).append(text)
    return texts


def _is_phone(text: str) -> bool:
    read = cells.read_phones(text)
    return bool(read.numbers) and not (read.odd and not text.isdigit())


def _is_index(text: str) -> bool:
    return text.isdigit() and len(text) <= 5


def _is_kind(text: str) -> bool:
    return bool(kinds.kind_of(text))


def _is_role(text: str) -> bool:
    return bool(kinds.role_of(text))


def _is_title(text: str) -> bool:
    return all(_TITLES.search(part) for part in cells.split(text)) and len(text) <= 20


def _is_person(text: str) -> bool:
    names = cells.read_names(text).names
    looks = all(2 <= len(name) <= 4 or "·" in name for name in names)
    return bool(names) and looks and not _TITLES.search(text) and not kinds.is_guessable(text)


def _is_organisation(text: str) -> bool:
    return kinds.is_guessable(text) or (len(text) >= 3 and not any(sign.isdigit() for sign in text))


def _place(name: str) -> Callable[[str], bool]:
    return lambda text: bool(_PLACES[name].search(text))


_FITS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("index", _is_index),
    ("phone", _is_phone),
    ("alliance_name", _place("alliance_name")),
    ("street", _place("street")),
    ("community", _place("community")),
    ("district", _place("district")),
    ("kind", _is_kind),
    ("title", _is_title),
    ("role", _is_role),
    ("delegate", _is_person),
    ("organisation_name", _is_organisation),
)
