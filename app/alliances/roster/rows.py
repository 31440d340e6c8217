"""PURE. Rows of a sheet, read by its columns, become plain values; broken rows are rejected with Excel's row number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.alliances.roster import cells, kinds
from app.alliances.roster.columns import FIGURES, Columns, is_repeated_header
from app.alliances.roster.entries import AllianceHint, Named, Noted, Reading, Rejected, RosterRow
from app.alliances.roster.grid import Row, Sheet
from app.alliances.roster.places import district_of, stem

# As wide as the tables are; what is longer is no name but a paragraph in the wrong column.
LONGEST = {
    "district": 30, "street": 30, "community": 30, "alliance_code": 40, "alliance_name": 60, "organisation_code": 80,
    "organisation_name": 80, "delegate": 60, "stand_in": 60, "title": 60, "phone": 120, "remark": 200,
}  # fmt: skip

_TOTAL = re.compile(r"(合计|总计|小计|共计|总数|累计)(人数|家数|户数|单位数|成员数|单位|成员)?[\d\W家个人名户]*")
_FOOTER = re.compile(r"^(注|备注|说明|附注|填表|填报|制表|审核|审批|经办|联系人|单位负责人|负责人|盖章|报送)[^:：]{0,10}[:：]")
_NO_NAME = re.compile(r"[\W\d_]*")


def read_rows(sheet: Sheet, columns: Columns, *, district: str, alliance: AllianceHint | None) -> Reading:
    """Values of every row below the headings. Titles, totals, empty rows, repeated headings and footers are passed over."""
    header = columns.header_row or 0
    above = (row.own for row in sheet.rows if row.number < header or (row.number == header and len(row.own) == 1))
    titles = (text for own in above for text in own.values())
    base = RosterRow(sheet.name, 0, district=next(filter(None, map(district_of, titles)), district))
    reader = _Reader(base, columns, alliance)
    for row in sheet.rows:
        if row.number > header:
            reader.read(row)
    return Reading(tuple(reader.rows), tuple(reader.rejected), tuple(reader.notes))


class _Reader:
    """Reads row by row, because 同上 means the row above."""

    def __init__(self, base: RosterRow, columns: Columns, alliance: AllianceHint | None) -> None:
        self.base, self.columns, self.alliance = base, columns, alliance
        self.above: dict[int, str] = {}
        self.rows: list[RosterRow] = []
        self.rejected: list[Rejected] = []
        self.notes: list[Noted] = []

    def read(self, row: Row) -> None:
        if self._says_nothing(row):
            return
        values = self._values(row)
        too_long = next((name for name, most in LONGEST.items() if len(values.get(name, "")) > most), None)
        if too_long:
            self._reject(row.number, "roster.too_long", field=too_long, limit=LONGEST[too_long])
            return
        if self.columns.of_members:
            self._read_member(self._placed(row.number, values), values)
        else:
            self._read_alliance(self._placed(row.number, values), values)

    def _says_nothing(self, row: Row) -> bool:
        own = row.own
        said = [column for column, name in self.columns.fields.items() if name != "index" and column in own]
        if not said or is_repeated_header(row):
            return True
        first = own[min(own)]
        return bool(_TOTAL.fullmatch(cells.plain(first))) or (len(own) == 1 and bool(_FOOTER.match(first)))

    def _values(self, row: Row) -> dict[str, str]:
        """Field to text, 同上 replaced by what stands above it."""
        values: dict[str, str] = {}
        for column, name in self.columns.fields.items():
            text = cells.tidy(row.cell(column))
            if cells.is_ditto(text):
                text = self.above.get(column, "")
            self.above[column] = values[name] = text
        return values

    def _placed(self, number: int, values: dict[str, str]) -> RosterRow:
        """The row with its place. A sheet without a column for the alliance names it by its community."""
        places = ("district", "street", "community", "alliance_code", "alliance_name")
        named: dict[str, Any] = {name: cells.title_of(values.get(name, "")) for name in places}
        guessed = not named["district"]
        named["district"] = named["district"] or self.base.district
        if named["community"] and not named["community"].endswith(("社区", "村")):
            named["community"] += "社区"
        if not {"alliance_code", "alliance_name"} & set(self.columns.fields.values()) and named["community"]:
            named["alliance_name"] = f"{named['community']}党建联盟"
        hint = self.alliance
        if hint and _may_mean(hint, named["alliance_code"], named["alliance_name"]):
            named = {
                "district": hint.district or named["district"], "street": hint.street, "community": hint.community,
                "alliance_code": hint.code, "alliance_name": hint.name,
            }  # fmt: skip
        return replace(self.base, row=number, district_guessed=guessed, **named)

    def _read_alliance(self, placed: RosterRow, values: dict[str, str]) -> None:
        figures = tuple((name, number) for name in FIGURES if (number := _whole(values.get(name, ""))) is not None)
        if self._has_alliance(placed):
            self.rows.append(replace(placed, figures=figures))

    def _has_alliance(self, placed: RosterRow) -> bool:
        if not placed.alliance_code and _NO_NAME.fullmatch(placed.alliance_name):
            self._reject(placed.row, "roster.alliance_missing")
            return False
        same = self.alliance is None or _may_mean(self.alliance, placed.alliance_code, placed.alliance_name)
        if not same:
            self._reject(placed.row, "roster.other_alliance", name=placed.alliance_name or placed.alliance_code)
        return same

    def _read_member(self, placed: RosterRow, values: dict[str, str]) -> None:
        if not self._has_alliance(placed):
            return
        organisation, marks = _name_and_marks(cells.title_of(values["organisation_name"]))
        if cells.is_blank(organisation) or _NO_NAME.fullmatch(organisation):
            self._reject(placed.row, "roster.organisation_missing")
            return
        kind = kinds.kind_of(values.get("kind", ""))
        if values.get("kind") and not kind:
            self._note(placed.row, "roster.kind_unknown", kind=values["kind"])
        member = replace(
            placed,
            organisation_code=cells.title_of(values.get("organisation_code", "")),
            organisation_name=organisation,
            kind=kind or kinds.guess_kind(organisation),
            kind_guessed=not kind,
        )
        self.rows.append(self._with_role(self._with_people(member, values, marks), values, marks))

    def _with_people(self, member: RosterRow, values: dict[str, str], marks: list[str]) -> RosterRow:
        """Of several names the first is the delegate, the others are stand-ins; phones and titles go along in their order."""
        written = cells.read_names(values.get("delegate", ""))
        marks += [remark for remark in written.remarks if kinds.role_of(remark)]
        titles = cells.split(values.get("title", "")) or tuple(one for one in written.remarks if not kinds.role_of(one))
        if len(titles) > 1 and len(titles) != len(written.names):
            titles = (cells.title_of(values.get("title", "")),)
        phones = self._phones(member.row, values, written)
        people = [Named(name, _nth(phones, index), cells.title_of(_nth(titles, index))) for index, name in enumerate(written.names)]
        spare = cells.read_phones(values.get("stand_in_phone", "")).numbers
        more = cells.read_names(values.get("stand_in", "")).names
        people += [Named(name, _nth(spare, index)) for index, name in enumerate(more)]
        if not people:
            return member
        first = people[0]
        return replace(member, delegate=first.name, phone=first.phone, title=first.title, stand_ins=tuple(people[1:]))

    def _phones(self, number: int, values: dict[str, str], written: cells.Names) -> tuple[str, ...]:
        read = cells.read_phones(values.get("phone", ""))
        if read.unread:
            self._note(number, "roster.phone_unread", text=values["phone"])
        if read.odd:
            self._note(number, "roster.phone_odd", text=values["phone"])
        if not read.numbers:
            read = cells.read_phones(values.get("delegate", ""))
        if read.numbers and not written.names:
            self._note(number, "roster.phone_without_name")
        return read.numbers

    def _with_role(self, member: RosterRow, values: dict[str, str], marks: list[str]) -> RosterRow:
        """Role and vote from their columns, the remark and what stands in brackets behind a name. An observer never votes."""
        remark = "" if cells.is_blank(values.get("remark", "")) else values["remark"]
        parts = cells.split(remark)
        left = [part for part in parts if not kinds.role_of(part)]
        words = [values.get("role", ""), *parts, *marks]
        roles = [role for role in map(kinds.role_of, words) if role]
        role = next((one for one in roles if one != "member"), next(iter(roles), ""))
        votes = kinds.votes_of(values.get("votes", ""))
        if role == "observer":
            if votes:
                self._note(member.row, "roster.observer_with_vote")
            votes = False
        elif votes is None and role in ("member", "convener"):
            votes = True
        return replace(member, role=role, votes=votes, remark=remark if len(left) == len(parts) else "；".join(left))

    def _reject(self, number: int, reason: str, **values: object) -> None:
        self.rejected.append(Rejected(self.base.sheet, number, reason, values))

    def _note(self, number: int, reason: str, **values: object) -> None:
        self.notes.append(Noted(self.base.sheet, number, reason, values))


def _may_mean(hint: AllianceHint, code: str, name: str) -> bool:
    """True where a row names no alliance, or this one."""
    if code:
        return cells.plain(code) == cells.plain(hint.code)
    return not name or stem(name) == stem(hint.name)


def _name_and_marks(written: str) -> tuple[str, list[str]]:
    """派出所（列席） is the organisation 派出所 and the mark 列席; 中国银行（城关支行） stays whole."""
    name, remarks = cells.without_brackets(written)
    marks = [remark for remark in remarks if kinds.role_of(remark)]
    return (name, marks) if marks and len(marks) == len(remarks) else (written, [])


def _nth(texts: Sequence[str], index: int) -> str:
    return texts[index] if index < len(texts) else ""


def _whole(text: str) -> int | None:
    bare = cells.plain(text).rstrip("%人户个").replace(",", "")
    return int(bare) if bare.isascii() and bare.isdigit() and len(bare) <= 9 else None
