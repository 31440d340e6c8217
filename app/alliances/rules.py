"""Words of the members: kinds of organisations, how a prefix looks and where one comes from."""

from __future__ import annotations

import re
from collections.abc import Collection

from app.alliances.roster.places import stem
from app.core.pinyin import initials, sort_key


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


#: organisation.kind -> words (domain.md §5; the codes of the roster).
KINDS = {
    "community_party": _("社区党组织"),
    "residents_committee": _("社区居委会"),
    "resident_public": _("驻区单位"),
    "school": _("学校"),
    "health": _("医疗卫生"),
    "utility": _("公用事业"),
    "property": _("物业服务企业"),
    "owners_committee": _("业主委员会"),
    "two_new": _("两新组织"),
    "grid_worker": _("网格员"),
    "resident_rep": _("居民代表"),
    "dispatched": _("执法与派驻"),
    "representatives": _("两代表一委员"),
    "street": _("街道"),
    "backing": _("包保部门"),
    "department": _("职能部门"),
    "other": _("其他"),
}

#: Who somebody is for a seat, a unit or an alliance, as papers say it.
ROLE_TITLES = {"delegate": "代表", "liaison": "联络员", "secretary": "联盟秘书"}

PREFIX = re.compile(r"^[A-Z][A-Z0-9]{1,9}$")


def prefix_is_well_formed(prefix: str) -> bool:
    """Two to ten capital letters or digits, a letter first: it starts every action's number."""
    return PREFIX.match(prefix) is not None


def prefix_for(code: str, name: str, taken: Collection[str]) -> str:
    """The prefix of a new alliance: its code where that may be one, else the initials of its name (鹤鸣里: HML), with a number if taken."""
    if prefix_is_well_formed(code.upper()) and code.upper() not in taken:
        return code.upper()
    first = re.sub(r"[^A-Z]", "", initials(sort_key(stem(name))).upper())[:6]
    if len(first) < 2:
        first = "LM"
    number, prefix = 1, first
    while prefix in taken:
        number += 1
        prefix = f"{first}{number}"
    return prefix


#: Starts the code of an alliance for which nobody gave one; no office numbers its alliances like this.
OWN_CODE = "自编"


def code_for(prefix: str, taken: Collection[str]) -> str:
    """A code for an alliance whose roster has no 联盟编号."""
    number, code = 1, f"{OWN_CODE}{prefix}"
    while code in taken:
        number += 1
        code = f"{OWN_CODE}{prefix}-{number}"
    return code
