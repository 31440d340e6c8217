"""/alliances/<id>/roster (paste from WPS)  /roster (a file for the whole city): preview first, then import"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, make_response, url_for

from app.alliances.models import Alliance
from app.alliances.roster import Roster, RosterRefused, Sheet, compare, read_paste, read_sheets, upload
from app.alliances.roster.apply import bring_in, touched
from app.alliances.roster.forms import AgainForm, PasteForm, WorkbookForm
from app.alliances.roster.pages import Understood, hint_of, preview_of, preview_page, understand
from app.alliances.roster.preview import lines, tally
from app.alliances.roster.stored import load
from app.core.clock import now
from app.core.db import Busy, writing
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.web import Unchanged, actor, claimed, page, remember, requires, saved, sentence
from app.settings.models import installation

blueprint = Blueprint("roster", __name__)


# -- one alliance: rows pasted by its secretary ------------------------------------------------------------------------


@blueprint.get("/alliances/<int:alliance_id>/roster")
@requires("roster.paste", Alliance)
def paste(alliance: Alliance) -> Any:
    return paste_page(alliance)


def paste_page(alliance: Alliance, status: int = 200, **_ids: Any) -> Any:
    return page("alliances/roster_paste.html", alliance=alliance, form=PasteForm.shown(), status=status)


@blueprint.post("/alliances/<int:alliance_id>/roster/preview")
@requires("roster.paste", Alliance, shows=paste_page, slow=True)
def preview_paste(alliance: Alliance) -> Any:
    return _paste(alliance, confirmed=False)


@blueprint.post("/alliances/<int:alliance_id>/roster")
@requires("roster.paste", Alliance, shows=paste_page, slow=True)
def confirm_paste(alliance: Alliance) -> Any:
    return _paste(alliance, confirmed=True)


def _paste(alliance: Alliance, *, confirmed: bool) -> Any:
    form = PasteForm.posted()
    if not form.validate():
        return paste_page(alliance, 422)
    try:
        sheets = [read_paste(form.text.data)]
    except RosterRefused as refusal:
        form.blame("text", sentence(refusal))
        return paste_page(alliance, 422)
    understood = understand(sheets, alliance=hint_of(alliance))
    if confirmed and understood.roster is not None:
        back = url_for("alliances.show", alliance_id=alliance.id)
        return _import(understood, back, kind="", alliances=frozenset((alliance.id,)))
    status = 200 if understood.roster is not None else 422
    return preview_page("alliances/roster_preview.html", preview_of(understood), status, alliance=alliance, form=form)


def _import(understood: Understood, back: str, *, kind: str, alliances: frozenset[int]) -> Any:
    """One write transaction around the storing only; the reading was slow and is over."""
    roster = understood.roster or Roster()
    with writing():
        if (before := claimed()) is not None:
            raise Unchanged(before)
        plan = bring_in(roster, kind=kind, by=actor(), at=now(), alliances=alliances)
        if not kind and any(step.action == "create" for step in plan.alliances):
            raise Busy  # the alliance was renamed meanwhile; a paste founds none
        response = make_response(saved(back, _told(tally(lines(understood.sheets, roster, plan, Roster())))))
        remember(response)
    return response


def _told(count: dict[str, int]) -> str:
    if count["reject"]:
        return say("名单已保存：新增%(create)s行，变更%(change)s行，不变%(keep)s行，没有读入%(reject)s行。", **count)
    return say("名单已保存：新增%(create)s行，变更%(change)s行，不变%(keep)s行。", **count)


# -- the whole city: a file of an office -------------------------------------------------------------------------------


@blueprint.get("/roster")
@requires("roster.import")
def workbook() -> Any:
    return workbook_page()


def workbook_page(status: int = 200) -> Any:
    return page("alliances/roster_workbook.html", form=WorkbookForm.shown(), demo=installation() == "demo", status=status)


@blueprint.post("/roster/preview")
@requires("roster.import", shows=workbook_page, slow=True)
def preview_workbook() -> Any:
    """A file for the first time, or the one that was uploaded before with other columns or another district."""
    again = AgainForm.posted()
    if again.token.data:
        content, name = upload.found(again.token.data)
        return _workbook_preview(again, again.token.data, name, read_sheets(content, name))
    form = WorkbookForm.posted()
    if not form.validate():
        return workbook_page(422)
    content, name = form.file.data.read(), form.file.data.filename or ""
    try:
        sheets = read_sheets(content, name)
    except RosterRefused as refusal:
        form.blame("file", sentence(refusal))
        return workbook_page(422)
    return _workbook_preview(again, upload.keep(content, name), name, sheets)


def _workbook_preview(form: AgainForm, token: str, name: str, sheets: list[Sheet]) -> Any:
    sound = form.validate()
    preview = preview_of(understand(sheets, district=form.district.data if sound else ""))
    return preview_page(
        "alliances/roster_workbook_preview.html",
        preview,
        200 if sound and preview.plan else 422,
        form=form,
        token=token,
        name=name,
        sound=sound,
        demo=installation() == "demo",
    )


@blueprint.post("/roster")
@requires("roster.import", shows=workbook_page, slow=True)
def confirm_workbook() -> Any:
    form = AgainForm.posted()
    WorkbookForm.posted()  # where a refusal is shown
    if installation() == "demo":
        raise Refused("installation.demo", field="file")
    content, name = _file_again(form.token.data or "")
    sheets = read_sheets(content, name)
    understood = understand(sheets, district=form.district.data or "") if form.validate() else None
    if understood is None or understood.roster is None:
        return _workbook_preview(form, form.token.data, name, sheets)
    held = touched(compare(understood.roster, load().roster))
    response = _import(understood, url_for("alliances.index"), kind="real", alliances=held)
    upload.forget(form.token.data)
    return response


def _file_again(token: str) -> tuple[bytes, str]:
    """The uploaded file. Where it is gone because this very form was sent before, the answer of then."""
    try:
        return upload.found(token)
    except Refused:
        with writing():
            if (before := claimed()) is not None:
                raise Unchanged(before) from None
            raise
