"""Scans of signed papers that people upload: known by their first bytes, and on disk before any row names them."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request

from app.core.files import Kept, keep
from app.core.lifecycle import Refused

LARGEST = 5 * 1024 * 1024
_BEGINNINGS = {b"%PDF-": ("application/pdf", "pdf"), b"\xff\xd8\xff": ("image/jpeg", "jpg"), b"\x89PNG\r\n\x1a\n": ("image/png", "png")}


@dataclass(frozen=True, slots=True)
class Scan:
    """A paper that lies on disk already, with what it is by its first bytes, whatever it was called."""

    kept: Kept
    media_type: str
    ending: str


def judged(content: bytes) -> tuple[str, str] | str:
    """(media type, ending), or why it is not taken."""
    if not content:
        return "scan.empty"
    if len(content) > LARGEST:
        return "scan.large"
    return next((found for beginning, found in _BEGINNINGS.items() if content.startswith(beginning)), "scan.type")


def uploaded(field: str) -> Scan | None:
    """The scan in this field, None where no file was chosen; Refused, at the field, for anything else. Not inside `writing()`."""
    upload = request.files.get(field)
    if upload is None or not upload.filename:
        return None
    with upload.stream:
        content = upload.stream.read()
    found = judged(content)
    if isinstance(found, str):
        raise Refused(found, field=field)
    return Scan(keep(content), *found)
