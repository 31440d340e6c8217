"""Keeping an office's own sheet: added, its columns named, put away."""

from __future__ import annotations

from datetime import datetime

from app.core.db import db
from app.core.files import Kept, store
from app.core.lifecycle import Refused
from app.core.perform import By, record
from app.registers.models import RegisterTemplate


def add(template: RegisterTemplate, kept: Kept, media_type: str, *, by: By, at: datetime) -> RegisterTemplate:
    """The sheet with its file, which lies on disk already."""
    template.added_at = at
    db.session.add(template)
    db.session.flush()
    template.file_id = store(kept, template, "template.xlsx", media_type, by=by, at=at).id
    record("register_template.add", template, by=by, at=at, words=template.name, kind=template.kind, columns=len(template.mapping))
    return template


def map_columns(
    template: RegisterTemplate, name: str, mapping: list[dict[str, str]], *, version: int, by: By, at: datetime
) -> RegisterTemplate:
    """What each column holds. Refused where somebody else said so meanwhile."""
    if template.ended_at is not None:
        raise Refused("register_template.ended")
    if (name, mapping) == (template.name, template.mapping):
        return template
    if template.version != version:
        raise Refused("register_template.changed")
    template.name, template.mapping = name, mapping
    template.version += 1
    fields = ",".join(one.get("field", "") for one in mapping)
    record("register_template.map", template, by=by, at=at, words=name, version=template.version, fields=fields)
    return template


def end(template: RegisterTemplate, *, by: By, at: datetime) -> None:
    """No longer offered; what was exported with it stays as it is."""
    if template.ended_at is not None:
        raise Refused("register_template.ended")
    template.ended_at = at
    record("register_template.end", template, by=by, at=at)
