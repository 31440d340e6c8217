"""PURE. Places in words: the district of a title, the community and the distinguishing part of an alliance's name."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from app.alliances.roster import cells

_UNIT = r"[\u4e00-\u9fff]{1,8}?(?:自治县|自治旗|开发区|新区|市|区|县|旗)"
_RUN = re.compile(rf"(?:[\u4e00-\u9fff]{{1,6}}省)?((?:{_UNIT})+)")
_PART = re.compile(_UNIT)
_BEFORE = re.compile(r"中共|关于|报送|上报|印发|填报单位|制表单位|\d+年度?|\d+月份?|\s|[:：]")
_NO_DISTRICT = re.compile(r"^[我全本各该城市区县老新两驻园校地]?[市区县旗]$|[社小片辖]区")


def district_of(title: str) -> str:
    """The district that a title names: 镇赉县 in 镇赉县社区党建联盟成员单位台账, "" where it names none."""
    for run in _RUN.findall(_BEFORE.sub(" ", cells.tidy(title))):
        parts = [part for part in _PART.findall(run) if not _NO_DISTRICT.search(part)]
        if parts:
            return str(parts[-1])
    return ""


class ByPlace:
    """Alliances by the stem of their name, found within the district and street as far as both sides name them."""

    ANY = "*"

    def __init__(self) -> None:
        self.keys: dict[tuple[str, str, str], dict[str, None]] = {}

    def add(self, key: str, name: str, district: str, street: str) -> None:
        for one in (cells.plain(district), self.ANY):
            for other in (cells.plain(street), self.ANY):
                self.keys.setdefault((stem(name), one, other), {})[key] = None

    def find(self, name: str, district: str, street: str, free: Callable[[str], bool] = bool) -> list[str]:
        """None, the only one, or a few: two are as bad as twenty, so nothing is searched through. `free`: who may be meant."""
        if not name:
            return []
        places = [(one, other) for one in self._either(district) for other in self._either(street)]
        lists = (self.keys.get((stem(name), *place), ()) for place in places)
        return list(dict.fromkeys(key for keys in lists for key in islice(filter(free, keys), 2)))

    def _either(self, written: str) -> tuple[str, ...]:
        """A place that is named fits the same name and one that nobody named; an unnamed place fits any."""
        word = cells.plain(written)
        return (word, "") if word else (self.ANY,)


def stem(alliance: str) -> str:
    """What tells alliances of a street apart: 秋实里 of 秋实里社区党建联盟, 秋实里党建联盟 and 秋实里社区联盟."""
    return re.sub(r"(社区)?(联合)?(党建)?联盟$", "", cells.plain(alliance))


def community_in(alliance: str) -> str:
    """The community in an alliance's name, "" where the name has none."""
    found = re.match(r"(.+社区)(联合)?(党建)?联盟$", alliance)
    return found[1] if found else ""
