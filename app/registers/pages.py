"""What the pages of the registers show, and what an address asks for. Nothing here writes."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from flask import abort, request
from markupsafe import Markup

from app.core.clock import local, today
from app.core.i18n import say
from app.core.templating import watermark
from app.core.web import actor, page
from app.issues import categories
from app.oversight.words import as_of
from app.policy import CITY, places
from app.registers import queries
from app.registers.forms import WORDS, ColumnForm, MappingForm, TemplateForm
from app.registers.layouts import Layout
from app.registers.models import RegisterTemplate
from app.registers.queries import Asked, Place
from app.registers.rules import COMMON, INDEX, PLACES, REGISTERS, Field, Register, Wanted
from app.registers.sheet import Foot
from app.settings import models as settings

OLDEST_YEAR = 2020
QUARTERS = (1, 2, 3, 4)
FEW_ALLIANCES = 60


def _number(name: str) -> int:
    typed = request.args.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


def register_of(kind: str) -> Register:
    return REGISTERS.get(kind) or abort(404)


def categories_of(register: Register) -> dict[str, str]:
    """In the reader's language."""
    if register.kind == "issues":
        return categories.names()
    return {code: say(words) for code, words in register.categories.items()}


def wanted(register: Register) -> Wanted:
    """What the address asks for; what means nothing asks for nothing."""
    year, quarter = _number("year"), _number("quarter")
    year = year if OLDEST_YEAR <= year <= today().year + 1 else 0
    state, category = request.args.get("state", ""), request.args.get("category", "")
    return Wanted(
        year,
        quarter if year and quarter in QUARTERS else 0,
        state if state in register.states else "",
        category if category in categories_of(register) else "",
        _number("alliance"),
    )


def in_address(of: Wanted) -> dict[str, Any]:
    return {name: value for name, value in asdict(of).items() if value}


def readers_places() -> dict[int, Place]:
    return queries.areas(places(actor(), "registers.read") - {CITY})


def desks() -> frozenset[int]:
    """The alliances whose secretary or convener the reader is."""
    return frozenset().union(*(actor().places.get(role, frozenset()) for role in ("secretary", "convener")))


def asked_for(of: Wanted, known: dict[int, Place]) -> Asked:
    """The reader's alliances narrowed to the chosen one; one that is not the reader's leaves nothing."""
    narrowed = {place.id: place for place in known.values() if of.alliance in (0, place.id)}
    return Asked(narrowed, actor().places.get("supervisor", frozenset()), of, today(), settings.calendar())


def fields_of(register: Register, asked: Asked) -> tuple[Field, ...]:
    """Where a file spans several alliances every row says of which one it is; over several districts also where that lies."""
    if len(asked.places) < 2:
        return (INDEX, *register.fields)
    far = len({place.district for place in asked.places.values()}) > 1
    shown = {"alliance", "street", "district"} if far else {"alliance", "street"}
    return (INDEX, *(place for place in PLACES if place.code in shown), *register.fields)


def foot_of(register: Register, asked: Asked, at: datetime) -> Foot:
    """The last row in Chinese, whoever reads the screen in which language."""
    of, near = asked.wanted, list(asked.places.values())
    parts = [near[0].name if len(near) == 1 else _area(near)]
    parts.append((f"{of.year}年" + (f"第{'一二三四'[of.quarter - 1]}季度" if of.quarter else "")) if of.year else "全部年份")
    parts += [register.states[of.state]] if of.state else []
    if of.category:
        parts.append(queries.category(of.category) if register.kind == "issues" else register.categories[of.category])
    return Foot(f"截至{as_of(local(at))}；范围：{'，'.join(part for part in parts if part)}", "演示数据" if watermark() else "")


def _area(near: list[Place]) -> str:
    """The street, else the district that all of them lie in."""
    for name in ("street", "district"):
        names = {str(getattr(place, name)) for place in near}
        if len(names) == 1:
            return f"{names.pop()}{len(near)}个联盟"
    return f"{len(near)}个联盟" if near else "没有联盟"


def index_page() -> Any:
    own = queries.templates(readers_places(), desks())
    return page("registers/index.html", registers=REGISTERS.values(), templates=own, this_year=today().year)


def register_page(status: int = 200, *, kind: str) -> Any:
    register = register_of(kind)
    of, known = wanted(register), readers_places()
    form: TemplateForm = TemplateForm.shown()
    form.owner.choices = owners(known)
    return page(
        "registers/show.html",
        status=status,
        register=register,
        wanted=of,
        here=in_address(of),
        years=range(today().year, OLDEST_YEAR - 1, -1),
        states={code: say(words) for code, words in register.states.items()},
        categories=categories_of(register),
        alliances=list(known.values()) if 1 < len(known) <= FEW_ALLIANCES else [],
        templates=queries.templates(known, desks(), kind),
        form=form,
        places=known,
    )


# -- offices' own sheets -----------------------------------------------------------------------------------------------


def owners(known: dict[int, Place]) -> list[tuple[str, str]]:
    """Whom the reader may keep a sheet for: "alliance:3" of a secretary or convener, "street:2" of a supervisor."""
    own, supervised = desks(), actor().places.get("supervisor", frozenset())
    choices = [(f"alliance:{place.id}", place.name) for place in known.values() if place.id in own]
    streets = {place.street_id: place.street for place in known.values() if place.id in supervised}
    return choices + [(f"street:{street}", f"{name}（{say('所有联盟')}）") for street, name in streets.items()]


def owner_of(choice: str, known: dict[int, Place]) -> tuple[int, int | None]:
    """(alliance whose chain tells of it, street or None)."""
    noun, _colon, number = choice.partition(":")
    if noun == "alliance":
        return int(number), None
    return min(place.id for place in known.values() if place.street_id == int(number)), int(number)


def readable_template(template_id: int) -> RegisterTemplate:
    """A sheet that the reader may use; every other one does not exist."""
    return next((one for one in queries.templates(readers_places(), desks()) if one.id == template_id), None) or abort(404)


def covered(template: RegisterTemplate, known: dict[int, Place]) -> dict[int, Place]:
    """The reader's alliances that this sheet is about: its street's, or the one alliance whose own it is."""
    if template.street_id is None:
        return {place.id: place for place in known.values() if place.id == template.alliance_id}
    return {place.id: place for place in known.values() if place.street_id == template.street_id}


def field_choices(register: Register) -> list[tuple[str, str]]:
    known = (*COMMON, *register.fields)
    return [("", say("（空着）")), (WORDS, say("固定文字")), *((field.code, field.heading) for field in known)]


def column_forms(template: RegisterTemplate, *, posted: bool = False) -> list[tuple[str, ColumnForm]]:
    """Heading and form of each column."""
    choices, found = field_choices(register_of(template.kind)), []
    headings = Layout.from_json(template.layout).headings
    for number, (heading, one) in enumerate(zip(headings, template.mapping, strict=True)):
        prefix, text = f"column-{number}-", one.get("text", "")
        code = one.get("field") or (WORDS if text else "")
        form = ColumnForm.posted(number, prefix=prefix) if posted else ColumnForm.shown(number, prefix=prefix, field=code, text=text)
        form.field.choices = choices
        found.append((heading, form))
    return found


def mapping_of(columns: list[tuple[str, ColumnForm]]) -> list[dict[str, str]]:
    """What was said: a field, or words; words alone mean words."""
    found = []
    for _heading, form in columns:
        code, text = form.field.data or "", form.text.data or ""
        if code and code != WORDS:
            found.append({"field": code})
        else:
            found.append({"text": text} if text else {})
    return found


def template_page(template: RegisterTemplate, status: int = 200, **_ids: Any) -> Any:
    register, layout = register_of(template.kind), Layout.from_json(template.layout)
    columns = column_forms(template)
    titles = [list(dict(cells).values()) for number, cells in layout.top if number < layout.header]
    return page(
        "registers/template.html",
        status=status,
        template=template,
        register=register,
        titles=[Markup("　").join(texts) for texts in titles],
        columns=columns,
        unknown=sum(not one for one in template.mapping),
        form=MappingForm.shown(name=template.name),
        place=queries.areas([template.alliance_id])[template.alliance_id],
    )
