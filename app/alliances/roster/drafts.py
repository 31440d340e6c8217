"""PURE. The alliances and organisations of a file while its rows are being gathered."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.alliances.roster.cells import plain
from app.alliances.roster.entries import RosterRow, Source
from app.alliances.roster.identities import Alliance, Organisation, fitted, joined, organisation_key
from app.alliances.roster.kinds import PERSONAL
from app.alliances.roster.places import ByPlace, community_in, stem


class Contradiction(Exception):
    """A row that says of a known thing what cannot be true of it. `reason` and `values` as in entries.Rejected."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


@dataclass(slots=True)
class AllianceDraft:
    """What the rows so far say about an alliance; the first that says something is right."""

    key: str
    said: dict[str, str] = field(default_factory=dict)
    figures: dict[str, int] = field(default_factory=dict)
    district_guessed: bool = True
    rows: list[Source] = field(default_factory=list)

    def take(self, row: RosterRow) -> None:
        self.rows.append(row.source)
        if self.district_guessed and row.district and not row.district_guessed:
            self.said["district"], self.district_guessed = row.district, False
        told = {
            "code": row.alliance_code,
            "name": row.alliance_name,
            "district": row.district,
            "street": row.street,
            "community": row.community,
        }
        for name, text in told.items():
            if text:
                self.said.setdefault(name, text)
        self.figures = {**dict(row.figures), **self.figures}

    def done(self) -> Alliance:
        name, street, community = (self.said.get(part, "") for part in ("name", "street", "community"))
        likely = community or community_in(name) or (f"{stem(name)}社区" if street and stem(name) else "")
        return Alliance(
            key=self.key,
            code=self.said.get("code", ""),
            name=name,
            district=self.said.get("district", ""),
            street=street,
            community=likely,
            figures=tuple(self.figures.items()),
            placed=bool(name and self.said.get("district") and likely),
            guessed=frozenset(([] if community else ["community"]) + (["district"] if self.district_guessed else [])),
            rows=tuple(self.rows),
        )


class Alliances:
    """Finds the alliance of a row: by 联盟编号, else by its name within the district and street as far as both are known."""

    def __init__(self) -> None:
        self.drafts: dict[str, AllianceDraft] = {}
        self.by_code: dict[str, str] = {}
        self.by_place = ByPlace()

    def of(self, row: RosterRow) -> AllianceDraft:
        """The row's alliance, new where it is the first row of it. Raises Contradiction."""
        key = self._key(row)
        draft = self.drafts.setdefault(key, AllianceDraft(key))
        if row.alliance_name and not draft.said.get("name"):
            self.by_place.add(key, row.alliance_name, row.district, row.street)
        if row.alliance_code:
            self.by_code.setdefault(plain(row.alliance_code), key)
        return draft

    def _key(self, row: RosterRow) -> str:
        code = plain(row.alliance_code)
        if code in self.by_code:
            key = self.by_code[code]
            known = self.drafts[key].said.get("name", "")
            if row.alliance_name and known and stem(known) != stem(row.alliance_name):
                raise Contradiction("roster.code_two_names", code=row.alliance_code, name=known)
            return key
        found = self.by_place.find(row.alliance_name, row.district, row.street)
        if code:
            free = [key for key in found if not self.drafts[key].said.get("code")]
            return free[0] if len(free) == 1 else fitted(f"code:{code}")
        if len(found) > 1:
            raise Contradiction("roster.alliance_ambiguous", name=row.alliance_name)
        return found[0] if found else fitted(f"name:{joined(row.district, row.street, stem(row.alliance_name))}")


@dataclass(slots=True)
class OrganisationDraft:
    """`first`: the row that named it. `kind` may still turn from a guess into what a later row says."""

    key: str
    first: RosterRow
    alliance: AllianceDraft
    ordinal: int = 1
    rows: list[Source] = field(default_factory=list)
    kind: str = ""
    kind_guessed: bool = True

    def take(self, row: RosterRow) -> None:
        self.rows.append(row.source)
        if not self.kind or (self.kind_guessed and not row.kind_guessed):
            self.kind, self.kind_guessed = row.kind, row.kind_guessed

    def done(self) -> Organisation:
        of_district = self.key.startswith("district:")
        return Organisation(
            key=self.key,
            name=self.first.organisation_name,
            kind=self.kind,
            code=self.first.organisation_code,
            district=self.alliance.said.get("district", ""),
            alliance="" if of_district else self.alliance.key,
            ordinal=self.ordinal,
            guessed=frozenset({"kind"}) if self.kind_guessed else frozenset(),
            rows=tuple(self.rows),
        )


class Organisations:
    """Finds the organisation of a row; members that are people get one each, however alike their words are."""

    def __init__(self) -> None:
        self.drafts: dict[str, OrganisationDraft] = {}
        self.places: dict[str, dict[str, int]] = {}

    def check(self, row: RosterRow) -> None:
        """Raises Contradiction where the row's 单位编号 already belongs to an organisation of another name."""
        if row.organisation_code:
            known = self.drafts.get(organisation_key(row, Alliance(key="")))
            if known and plain(known.first.organisation_name) != plain(row.organisation_name):
                raise Contradiction(
                    "roster.number_two_names", number=row.organisation_code, name=known.first.organisation_name, row=known.first.row
                )

    def of(self, row: RosterRow, alliance: AllianceDraft) -> OrganisationDraft:
        """The row's organisation, new where it is the first row of it."""
        place = Alliance(key=alliance.key, district=alliance.said.get("district", ""))
        ordinal = self._ordinal(row, organisation_key(row, place))
        key = organisation_key(row, place, ordinal)
        if key not in self.drafts:
            self.drafts[key] = OrganisationDraft(key, row, alliance, ordinal)
        return self.drafts[key]

    def _ordinal(self, row: RosterRow, key: str) -> int:
        if row.kind not in PERSONAL or row.organisation_code or row.role == "secretary":
            return 1
        people = self.places.setdefault(key, {})
        if not row.delegate:
            return 1
        return people.setdefault(plain(row.delegate), len(people) + 1)
