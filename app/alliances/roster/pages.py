"""What the two previews show: the columns as they were understood, and what would happen to each row. Writes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request

from app.alliances import queries
from app.alliances.models import Alliance
from app.alliances.roster import AllianceHint, Columns, Plan, Roster, RosterRefused, Sheet, compare, parse, propose_columns
from app.alliances.roster.forms import ColumnsForm
from app.alliances.roster.preview import Line, lines, tally
from app.alliances.roster.stored import load
from app.alliances.roster.words import DIFFERENCE_WORDS, FIELD_WORDS, KINDS_OF_THINGS, ROLE_WORDS, reason_of
from app.alliances.rules import KINDS
from app.core.web import page, sentence

ALL_LINES = 60
MOST_LINES = 200
WORTH_SEEING = frozenset(("reject", "change", "merge", "office"))


@dataclass(slots=True)
class Understood:
    """Sheets with what their columns mean. `roster` is None where `fault` (or a form's error) says why nothing can be read."""

    sheets: list[Sheet]
    forms: list[ColumnsForm]
    roster: Roster | None = None
    fault: str = ""


@dataclass(slots=True)
class Preview:
    """`lines`: those shown, `left`: how many more are worth seeing; `tally`: outcomes of all rows.

    `writes`: whether saying yes changes anything.
    """

    understood: Understood
    plan: Plan | None = None
    lines: list[Line] = field(default_factory=list)
    left: int = 0
    tally: dict[str, int] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        plan = self.plan
        if plan is None:
            return False
        steps: Sequence[Any] = (*plan.alliances, *plan.organisations, *plan.people, *plan.seats)
        return bool(plan.offices) or any(step.action != "keep" for step in steps)


def hint_of(alliance: Alliance) -> AllianceHint:
    place = queries.place_of(alliance)
    return AllianceHint(alliance.code, alliance.name, place.district, place.street, place.community)


def understand(sheets: list[Sheet], *, district: str = "", alliance: AllianceHint | None = None) -> Understood:
    """Read the rows by the columns that the form names; a sheet that it does not name is understood by itself."""
    forms, columns, sound = [], {}, True
    for number, sheet in enumerate(sheets):
        form, its = _columns_form(number, sheet)
        sound = sound and its
        columns[sheet.name] = form.columns if its else Columns(None)
        forms.append(form.offer(sheet))
    understood = Understood(sheets, forms)
    if sound:
        try:
            understood.roster = parse(sheets, district=district or None, alliance=alliance, columns=columns)
        except RosterRefused as refusal:
            understood.fault = sentence(refusal)
    return understood


def _said(number: int, width: int) -> bool:
    """Whether somebody has said what the columns are: of this sheet, not of a text that has been replaced since."""
    meanings = request.form.getlist(f"sheet{number}-meanings")
    return len(meanings) == width and any(meanings)


def _columns_form(number: int, sheet: Sheet) -> tuple[ColumnsForm, bool]:
    """The form, and whether it is sound."""
    width = max((len(row.cells) for row in sheet.rows), default=0)
    if _said(number, width):
        posted = ColumnsForm.posted(key=number, prefix=f"sheet{number}")
        return posted, posted.validate()
    likely = propose_columns(sheet)
    meanings = [likely.fields.get(column, "") for column in range(width)]
    return ColumnsForm(formdata=None, prefix=f"sheet{number}", header=likely.header_row or 0, meanings=meanings), True


def preview_of(understood: Understood) -> Preview:
    """Compared with what is stored now. Of a long file only rows that somebody should look at, and not without end."""
    if understood.roster is None:
        return Preview(understood)
    stored = load().roster
    plan = compare(understood.roster, stored)
    found = lines(understood.sheets, understood.roster, plan, stored)
    count = tally(found)
    if len(found) > ALL_LINES:
        found = [line for line in found if line.outcome in WORTH_SEEING or line.notes]
    return Preview(understood, plan, found[:MOST_LINES], max(0, len(found) - MOST_LINES), count)


def preview_page(template: str, preview: Preview, status: int = 200, **context: Any) -> Any:
    return page(
        template,
        status=status,
        preview=preview,
        counts=preview.plan.counts() if preview.plan else {},
        fields=FIELD_WORDS,
        differences=DIFFERENCE_WORDS,
        things=KINDS_OF_THINGS,
        roles=ROLE_WORDS,
        kinds=KINDS,
        reason_of=reason_of,
        samples=_samples,
        **context,
    )


def _samples(sheet: Sheet, column: int, header: int) -> str:
    """The heading of a column, or what stands first in it, so that people recognise it."""
    rows = [row for row in sheet.rows[:200] if row.number >= header and row.cell(column)]
    heading = [row.cell(column) for row in rows if row.number == header]
    texts = heading or [row.cell(column) for row in rows[:2]]
    return "、".join(text[:20] for text in texts)
