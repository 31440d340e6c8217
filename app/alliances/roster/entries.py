"""PURE. Plain values of a roster: a row, where it stands, why it is not taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

# Every reason with the values that its sentence may use.
REFUSALS = {
    "roster.too_large": ("limit",),
    "roster.too_many_rows": ("limit",),
    "roster.not_a_workbook": (),
    "roster.old_workbook": (),
    "roster.locked": (),
    "roster.bomb": (),
    "roster.empty": (),
    "roster.no_columns": (),
}
REJECTIONS = {
    "roster.alliance_missing": (),
    "roster.alliance_unknown": ("name",),
    "roster.alliance_ambiguous": ("name",),
    "roster.other_alliance": ("name",),
    "roster.organisation_missing": (),
    "roster.too_long": ("field", "limit"),
    "roster.code_two_names": ("code", "name"),
    "roster.number_two_names": ("number", "name", "row"),
    "roster.phone_two_names": ("name", "row", "tail"),
}
NOTES = {
    "roster.phone_unread": ("text",),
    "roster.phone_odd": ("text",),
    "roster.phone_without_name": (),
    "roster.kind_unknown": ("kind",),
    "roster.observer_with_vote": (),
    "roster.repeated": ("row",),
    "roster.further_person": ("name", "row"),
}


@dataclass(frozen=True, slots=True)
class AllianceHint:
    """The alliance that rows without an alliance belong to, as the database knows it."""

    code: str
    name: str
    district: str = ""
    street: str = ""
    community: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where something stands in the file: the sheet's name ("" for a paste) and Excel's row number."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Named:
    """A stand-in of a row. `phone`: digits or ""."""

    name: str
    phone: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class RosterRow:
    """One member, or (organisation_name == "") one alliance. "" and None: the file does not say.

    `district_guessed`: by the title or the caller, not by a column.
    `role`: "", secretary, convener, observer, liaison, member. `kind_guessed`: by the name, not by a column.
    `figures`: numbers of the alliance by their field in columns.FIGURES.
    """

    sheet: str
    row: int
    district: str = ""
    district_guessed: bool = False
    street: str = ""
    community: str = ""
    alliance_code: str = ""
    alliance_name: str = ""
    organisation_code: str = ""
    organisation_name: str = ""
    kind: str = ""
    kind_guessed: bool = False
    votes: bool | None = None
    role: str = ""
    delegate: str = ""
    phone: str = ""
    title: str = ""
    stand_ins: tuple[Named, ...] = ()
    remark: str = ""
    figures: tuple[tuple[str, int], ...] = ()

    @property
    def source(self) -> Source:
        return Source(self.sheet, self.row)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is not taken. `reason`: a literal of REJECTIONS, `values` fill its sentence."""

    sheet: str
    row: int
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Noted:
    """A row that is taken, with something that its author may want to know. `reason`: a literal of NOTES."""

    sheet: str
    row: int
    reason: str
    values: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rows of one or several sheets say, in their order."""

    rows: tuple[RosterRow, ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[Noted, ...]
