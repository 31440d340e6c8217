"""What every template finds: the macros, the reader, and the questions it may ask."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, get_template_attribute, request, url_for
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from app import policy
from app.config import HTMX_INTEGRITY
from app.core import chance, web
from app.core.i18n import language, text


class Ui:
    """The macros of _ui.html under one name: a block rendered alone sees no `{% import %}` of its template."""

    def __getattr__(self, name: str) -> Any:
        return get_template_attribute("_ui.html", name)


def init_app(app: Flask) -> None:
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(lines=lines, from_pairs=from_pairs, listed=listed)
    app.jinja_env.globals.update(
        ui=Ui(),
        may=may,
        asked=web.asked,
        once=chance.once,
        moves_open_to=web.moves_open_to,
        here=here,
        watermark=watermark,
        htmx_cdn=lambda: current_app.config["HTMX_CDN"],
        htmx_integrity=HTMX_INTEGRITY,
        asset=asset,
        attributes=attributes,
        way_back=way_back,
        t=text,
    )
    app.context_processor(lambda: {"actor": web.actor()})


def may(action: str, what: Any = None) -> bool:
    return policy.may(web.actor(), action, what)


def here(endpoint: str) -> bool:
    """Whether the reader is in this part of the house (for aria-current)."""
    return (request.endpoint or "").partition(".")[0] == endpoint.partition(".")[0]


def watermark() -> bool:
    return bool(g.get("demo", False))


def asset(path: str) -> str:
    """The address of a static file with its hash, so that browsers may keep it for ever."""
    if path not in _hashes:
        _hashes[path] = hashlib.sha256(Path(current_app.static_folder or "", path).read_bytes()).hexdigest()[:12]
    return url_for("static", filename=path, v=_hashes[path])


_hashes: dict[str, str] = {}


def attributes(of: Any, key: str, autocomplete: str, inputmode: str, placeholder: str, rows: int, autofocus: bool) -> dict[str, Any]:
    """What stands on an input besides its value; empty attributes are left out."""
    wanted: dict[str, Any] = {
        "autocomplete": autocomplete,
        "inputmode": inputmode,
        "placeholder": placeholder,
        "rows": rows,
        "autofocus": autofocus,
        "aria_describedby": " ".join([f"{key}-error"] * bool(of.errors) + [f"{key}-hint"] * bool(of.description)),
        "aria_invalid": "true" if of.errors else "",
    }
    return {name: value for name, value in wanted.items() if value}


def way_back() -> str:
    """This page, signed, for forms that return to it; a page that was the answer to a POST has no address to return to."""
    return web.signed_path(request.full_path.rstrip("?")) if request.method == "GET" else ""


def listed(names: Iterable[object]) -> str:
    """Names one after the other, with the comma of the reader's language."""
    return (", " if language() == "en" else "、").join(str(name) for name in names)


def from_pairs(pairs: Any, code: Any) -> str:
    """The words of a code in ((code, words), ...)."""
    return str(dict(pairs)[code])


def lines(words: str | None) -> Markup:
    """Plain text with its line breaks, as paragraphs."""
    return Markup("").join(Markup("<p>{}</p>").format(line) for line in (words or "").splitlines() if line.strip()) or escape("")
