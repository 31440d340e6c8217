"""The roster's codes in words: fields, kinds of things, roles, why a row is not taken."""

from __future__ import annotations

from app.alliances.messages import REASONS
from app.alliances.roster.entries import Noted, Rejected
from app.core.i18n import say


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


KINDS_OF_THINGS = {
    "alliances": _("联盟"),
    "organisations": _("单位"),
    "people": _("人员"),
    "seats": _("成员席位"),
}

#: Fields of columns.FIELDS, and of identities where they bear another name.
FIELD_WORDS = {
    "organisation_name": _("单位名称"),
    "delegate": _("代表姓名"),
    "title": _("职务"),
    "phone": _("电话"),
    "kind": _("单位类别"),
    "votes": _("有无表决权"),
    "role": _("职责（代表、列席、秘书）"),
    "stand_in": _("代会人"),
    "stand_in_phone": _("代会人电话"),
    "remark": _("备注"),
    "organisation_code": _("单位编号"),
    "alliance_name": _("联盟名称"),
    "alliance_code": _("联盟编号"),
    "district": _("区县"),
    "street": _("街道"),
    "community": _("社区"),
    "grid_branches": _("网格党支部数"),
    "service_stations": _("党群服务站数"),
    "building_groups": _("楼栋党小组数"),
    "residents": _("户籍居民数"),
    "over_60_pct": _("60岁以上占比"),
    "index": _("序号"),
}

#: Fields of stored things that a change names.
DIFFERENCE_WORDS = FIELD_WORDS | {
    "name": _("名称"),
    "person": _("姓名"),
    "code": _("编号"),
    "role": _("职责"),
    "delegate": _("代表"),
    "stand_ins": _("代会人"),
}

ROLE_WORDS = {
    "convener": _("召集人单位"),
    "member": _("成员"),
    "observer": _("列席"),
    "secretary": _("联盟秘书"),
    "liaison": _("联络员"),
}


def reason_of(row: Rejected | Noted) -> str:
    """Why a row is not taken, or what its author may want to know, as a sentence."""
    values = {name: say(FIELD_WORDS[str(value)]) if name == "field" else value for name, value in row.values.items()}
    words = str(REASONS[row.reason])
    return words % values if values else words
