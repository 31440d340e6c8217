"""What a request wants to see of a meeting's page: which part, which item unfolded, which row of the list opened for a correction."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from app.core.web import target


@dataclass(frozen=True, slots=True)
class Wanted:
    """`part`: the block that HTMX swaps, "" for the whole page, and `row`, whose it is (0: of nobody in particular).

    `item`: the item that shall stand unfolded, 0 for none, None where the request says nothing; `seat`: the row to correct, 0 for none.
    """

    part: str
    row: int
    item: int | None
    seat: int


def wanted(item: int = 0) -> Wanted:
    """What this request says: by its address (`?item=`, `?seat=`), by the form that was sent (`item`, where its address does not
    name one), or by the fragment that it asks for."""
    part, row = target()
    ids = request.view_args or {}
    said = request.args.get("item") if request.method == "GET" else None
    if said is not None:
        chosen: int | None = number(said)
    else:
        chosen = item or ids.get("item_id") or (number(row) if part in ("item", "saved") else None)
    seat = number(request.args.get("seat", "")) if request.method == "GET" else ids.get("seat_id", 0)
    return Wanted(part, number(row), chosen, seat)


def number(text: str) -> int:
    """A row's id as it stands in an address; 0 for everything that is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
