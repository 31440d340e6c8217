"""/registers  /registers/<kind> and as a workbook;  offices' own sheets: uploaded, their columns named, exported in one tap"""

from __future__ import annotations

import logging
from pathlib import PurePath
from typing import Any

from flask import Blueprint, make_response, url_for

from app.alliances.roster import RosterRefused
from app.core import files, ledger
from app.core.clock import local, now
from app.core.db import writing
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.web import Unchanged, actor, attachment, claimed, remember, requires, saved, sentence
from app.registers import actions, pages, queries
from app.registers.forms import MappingForm, TemplateForm
from app.registers.layouts import Layout, layout_of
from app.registers.models import RegisterTemplate
from app.registers.pages import register_page, template_page
from app.registers.rules import Register, Wanted, guessed
from app.registers.sheet import own_sheet_of, workbook_of

blueprint = Blueprint("registers", __name__)
log = logging.getLogger(__name__)
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = "any(issues, meetings, attendance, resolutions, actions)"


@blueprint.get("/registers")
@requires("registers.read")
def index() -> Any:
    return pages.index_page()


@blueprint.get(f"/registers/<{KINDS}:kind>")
@requires("registers.read")
def show(kind: str) -> Any:
    return register_page(kind=kind)


@blueprint.get(f"/registers/<{KINDS}:kind>.xlsx")
@requires("registers.read")
def workbook(kind: str) -> Any:
    register = pages.register_of(kind)
    return _workbook(register, pages.wanted(register), None)


@blueprint.get("/registers/templates/<int:template_id>.xlsx")
@requires("registers.read")
def own_workbook(template_id: int) -> Any:
    template = pages.readable_template(template_id)
    register = pages.register_of(template.kind)
    return _workbook(register, pages.wanted(register), template)


def _workbook(register: Register, of: Wanted, template: RegisterTemplate | None) -> Any:
    at = now()
    known = pages.readers_places()
    asked = pages.asked_for(of, pages.covered(template, known) if template else known)
    rows, foot = queries.rows(register.kind, asked), pages.foot_of(register, asked, at)
    if template is None:
        content = workbook_of(register.name, pages.fields_of(register, asked), rows, foot, local(at))
    else:
        content = own_sheet_of(register.name, Layout.from_json(template.layout), template.mapping, rows, foot, local(at))
    log.info("register %s of %s alliances given to person %s", register.kind, len(asked.places), actor().id)
    name = template.name if template else register.name
    return attachment(content, f"{name}{local(at):%Y%m%d}.xlsx", SHEET, plain=f"{register.kind}-{local(at):%Y%m%d}.xlsx")


# -- offices' own sheets -----------------------------------------------------------------------------------------------


@blueprint.post(f"/registers/<{KINDS}:kind>/templates")
@requires("registers.keep", shows=register_page, slow=True)
def upload(kind: str) -> Any:
    """The file is read and kept before the transaction."""
    known = pages.readers_places()
    form: Any = TemplateForm.posted()
    form.owner.choices = pages.owners(known)
    if not form.validate():
        return register_page(422, kind=kind)
    content, name = form.file.data.read(), form.file.data.filename or ""
    try:
        layout = layout_of(content, name, kind)
    except (RosterRefused, Refused) as refusal:
        form.blame("file", sentence(refusal))
        return register_page(422, kind=kind)
    alliance_id, street_id = pages.owner_of(form.owner.data, known)
    called = form.name.data or PurePath(name).stem[:60] or say("街道台账")
    template = RegisterTemplate(alliance_id=alliance_id, street_id=street_id, kind=kind, name=called)
    template.layout, template.mapping = layout.as_json(), guessed(kind, layout.headings)
    kept = files.keep(content)
    with writing():
        if (before := claimed()) is not None:
            raise Unchanged(before)
        ledger.hold(alliance_id)
        actions.add(template, kept, SHEET, by=actor(), at=now())
        url = url_for("registers.template", template_id=template.id)
        answer = make_response(saved(url, say("表已收到，请核对每一列填什么。")))
        remember(answer)
    return answer


@blueprint.get("/registers/templates/<int:template_id>")
@requires("registers.keep", RegisterTemplate)
def template(template: RegisterTemplate) -> Any:
    return template_page(template)


@blueprint.post("/registers/templates/<int:template_id>")
@requires("registers.keep", RegisterTemplate, shows=template_page)
def map_columns(template: RegisterTemplate) -> Any:
    form: Any = MappingForm.posted()
    columns = pages.column_forms(template, posted=True)
    if not all([form.validate(), *(one.validate() for _heading, one in columns)]):
        return template_page(template, 422)
    actions.map_columns(template, form.name.data, pages.mapping_of(columns), version=form.seen, by=actor(), at=now())
    return saved(url_for("registers.show", kind=template.kind), say("已保存。以后点一下就按这张表导出。"))


@blueprint.post("/registers/templates/<int:template_id>/end")
@requires("registers.keep", RegisterTemplate, shows=template_page)
def end(template: RegisterTemplate) -> Any:
    actions.end(template, by=actor(), at=now())
    return saved(url_for("registers.show", kind=template.kind), say("这张表已停用。"))
