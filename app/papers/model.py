"""One paper as plain values: what the PDF, the Word file and the preview are all made from.

PURE: no clock, no database, no fonts. Whoever knows the record builds a Document; whoever renders it knows only this
module and `blocks`. `to_json` is what is stored and hashed when a paper is signed off; `from_json` reads it back.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from dataclasses import dataclass, fields, is_dataclass, replace
from types import UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

from app.papers.blocks import Block

Kind = Literal[
    "minutes",
    "notice",
    "sheet",
    "public_notice",
    "action_slip",
    "request_letter",
    "ballot",
    "register",
    "handover",
    "sign_in",
    "bundle",
]
#: Papers of one page or of pages that are cut apart: no page number.
UNNUMBERED = ("public_notice", "sign_in")
Orientation = Literal["portrait", "landscape"]
VERSION = 1


class NotADocument(ValueError):
    """A stored text is no document of this version; the message names the place."""


@dataclass(frozen=True, slots=True)
class Head:
    """The mark above a paper, one string per line; black, red only by the street's setting (domain, decision 11)."""

    lines: tuple[str, ...]
    red: bool = False


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex on pages of its own: “附件1” and its title above its blocks; a broad table may lie on its side."""

    label: str
    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class Distribution:
    """A line of the 版记: 报 or 送, and to whom (without the closing 。)."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Closing:
    """版记 at the foot of the last page: who receives the paper, who printed it and when."""

    distribution: tuple[Distribution, ...]
    issuer: str
    date: dt.date


@dataclass(frozen=True, slots=True)
class Verification:
    """The code of a published paper and the page that confirms it."""

    code: str
    url: str


@dataclass(frozen=True, slots=True)
class Document:
    """One paper.

    `title` may carry line feeds: the breaks that the secretary chose; a line that is still too long is broken between
    words. `head`, `number`, `issuer` and `date` form the head of minutes; without `head` only the title is printed and
    the issuer and the date are properties of the file. `unbroken` lists names and words that never stand on two lines.
    `one_page` sets the text smaller, down to 12 points, until it fits on one page. `watermark` is “演示数据” or empty.
    """

    kind: Kind
    title: str
    issuer: str
    date: dt.date
    blocks: tuple[Block, ...]
    head: Head | None = None
    number: str = ""
    annexes: tuple[Annex, ...] = ()
    closing: Closing | None = None
    watermark: str = ""
    orientation: Orientation = "portrait"
    verification: Verification | None = None
    language: Literal["zh"] = "zh"
    unbroken: tuple[str, ...] = ()
    one_page: bool = False


def chinese_date(day: dt.date) -> str:
    """“2026年11月8日”: Arabic figures, no leading zeros (GB/T 9704-2012, 7.3.5)."""
    return f"{day.year}年{day.month}月{day.day}日"


def to_json(document: Document) -> str:
    """The canonical JSON of a document: sorted keys, no spaces, Chinese as it is. Equal documents give equal text."""
    return json.dumps({"version": VERSION, "document": _plain(document)}, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def from_json(text: str) -> Document:
    """The document that `to_json` wrote. Raises NotADocument for anything else, unknown and missing fields included."""
    try:
        stored = json.loads(text)
    except ValueError as error:
        raise NotADocument(f"no JSON: {error}") from error
    if not isinstance(stored, dict) or set(stored) != {"version", "document"} or stored["version"] != VERSION:
        raise NotADocument(f"no document of version {VERSION}")
    document = _built(Document, stored["document"], "document")
    assert isinstance(document, Document)
    return document


def map_text(value: Any, change: Callable[[str], str]) -> Any:
    """A copy of a document, or of any part of it, with `change` applied to every string in it."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, tuple):
        return tuple(map_text(one, change) for one in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{field.name: map_text(getattr(value, field.name), change) for field in fields(value)})
    return value


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        named = {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
        return {"type": type(value).__name__, **named} if isinstance(value, Block) else named
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, float) and value.is_integer():
        return int(value)  # 1 and 1.0 are equal, so they are written alike
    return value.isoformat() if isinstance(value, dt.date) else value


def _built(kind: Any, value: Any, place: str) -> Any:
    """`value` from JSON as a value of the annotated type `kind`."""
    if is_dataclass(kind) and isinstance(kind, type):
        return _built_dataclass(kind, value, place)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise NotADocument(f"{place} is no list")
        inner = get_args(kind)
        inner = (inner[0],) * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_built(one, item, f"{place}[{index}]") for index, (one, item) in enumerate(zip(inner, value, strict=True)))
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise NotADocument(f"{place} is none of {get_args(kind)}")
        return value
    if isinstance(kind, UnionType):
        return _built_choice(get_args(kind), value, place)
    return _built_scalar(kind, value, place)


def _built_dataclass(kind: type, value: Any, place: str) -> Any:
    known = {field.name for field in fields(kind)}
    named = {name: one for name, one in value.items() if name != "type"} if isinstance(value, dict) else None
    if named is None or set(named) != known:
        raise NotADocument(f"{place} does not have the fields of {kind.__name__}")
    hints = get_type_hints(kind)
    try:
        return kind(**{name: _built(hints[name], one, f"{place}.{name}") for name, one in named.items()})
    except NotADocument:
        raise
    except ValueError as error:
        raise NotADocument(f"{place}: {error}") from error


def _built_choice(kinds: tuple[Any, ...], value: Any, place: str) -> Any:
    """One of several: `X | None`, or one of the blocks by its `type`."""
    if value is None and type(None) in kinds:
        return None
    choices = [kind for kind in kinds if kind is not type(None)]
    named = value.get("type") if isinstance(value, dict) else None
    for kind in choices:
        if len(choices) == 1 or kind.__name__ == named:
            return _built(kind, value, place)
    raise NotADocument(f"{place} has the unknown type {named!r}")


def _built_scalar(kind: Any, value: Any, place: str) -> Any:
    if kind is dt.date:
        try:
            return dt.date.fromisoformat(value)
        except (TypeError, ValueError) as error:
            raise NotADocument(f"{place} is no date") from error
    wanted = (int, float) if kind is float else kind
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind is not bool):
        raise NotADocument(f"{place} is no {kind.__name__}")
    return value
