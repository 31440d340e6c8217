"""材料附件: papers that go out with an item of the agenda. Known by their content, whatever they are called; nothing is unpacked."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from datetime import datetime

from flask import request
from sqlalchemy import func, select

from app.core.db import db
from app.core.files import Kept, keep, store
from app.core.lifecycle import Refused
from app.core.perform import By, record
from app.core.uploads import LARGEST, judged
from app.meetings.agenda import unlocked
from app.meetings.models import AgendaItem, Meeting
from app.replies.models import ItemPaper

MOST = 40
MOST_PARTS = 2000
_OFFICE = "application/vnd.openxmlformats-officedocument."
#: What a Word or Excel file holds -> its media type and ending.
_BY_PART = {
    "word/document.xml": (f"{_OFFICE}wordprocessingml.document", "docx"),
    "xl/workbook.xml": (f"{_OFFICE}spreadsheetml.sheet", "xlsx"),
}


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A paper that lies on disk already; `name` is what its file was called, without the ending."""

    kept: Kept
    media_type: str
    ending: str
    name: str


def kind_of(content: bytes) -> tuple[str, str] | str:
    """(media type, ending), or why it is not taken. Macros are not taken, and neither are the old formats that may hide them."""
    if not content:
        return "paper.empty"
    if len(content) > LARGEST:
        return "paper.large"
    found = judged(content)
    return _office(content) if isinstance(found, str) else found


def _office(content: bytes) -> tuple[str, str] | str:
    if not content.startswith(b"PK\x03\x04"):
        return "paper.type"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = packed.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, UnicodeDecodeError):
        return "paper.type"
    if len(names) > MOST_PARTS or "[Content_Types].xml" not in names or any(name.lower().endswith("vbaproject.bin") for name in names):
        return "paper.type"
    return next((kind for part, kind in _BY_PART.items() if part in names), "paper.type")


def uploaded(field: str) -> Uploaded:
    """The file in this field; Refused, at the field, for anything that is not taken. Not inside `writing()`."""
    upload = request.files.get(field)
    if upload is None or not upload.filename:
        raise Refused("paper.none", field=field)
    with upload.stream:
        content = upload.stream.read(LARGEST + 1)
    return taken(content, upload.filename, field)


def taken(content: bytes, filename: str, field: str = "file") -> Uploaded:
    """The content, on disk. Not inside `writing()`."""
    found = kind_of(content)
    if isinstance(found, str):
        raise Refused(found, field=field)
    return Uploaded(keep(content), *found, plain_name(filename))


def plain_name(filename: str) -> str:
    """What people see of a file's name: no folders, no ending, no signs that steer a terminal or turn the line around."""
    name = filename.replace("\\", "/").rpartition("/")[2]
    bare = name.rpartition(".")[0] or name
    return "".join(sign for sign in bare if sign.isprintable()).strip()[:80]


def add_paper(meeting: Meeting, item_id: int, title: str, paper: Uploaded, *, by: By, at: datetime) -> ItemPaper:
    unlocked(meeting)
    item = db.session.get(AgendaItem, item_id)
    if item is None or item.meeting_id != meeting.id or item.state == "withdrawn":
        raise Refused("paper.item", field="item")
    held = select(func.count()).where(ItemPaper.meeting_id == meeting.id, ItemPaper.removed_at.is_(None))
    if (db.session.scalar(held) or 0) >= MOST:
        raise Refused("paper.many", field="file", most=MOST)
    row = ItemPaper(alliance_id=meeting.alliance_id, meeting_id=meeting.id, item_id=item_id, title=title or paper.name or item.title[:80])
    row.added_at = at
    db.session.add(row)
    db.session.flush()
    row.file_id = store(paper.kept, row, f"paper.{paper.ending}", paper.media_type, by=by, at=at).id
    record("paper.add", row, by=by, at=at, item=item_id)
    return row


def remove_paper(row: ItemPaper, *, by: By, at: datetime) -> None:
    """No longer handed out; the file stays with the record."""
    unlocked(db.session.get_one(Meeting, row.meeting_id))
    if row.removed_at is None:
        row.removed_at = at
        record("paper.remove", row, by=by, at=at)
