"""PURE. Checks a workbook's zip before any parser sees it (security.md §4)."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from app.alliances.roster.grid import RosterRefused

MAX_PARTS = 200
MAX_UNPACKED = 20 * 1024 * 1024
MAX_RATIO = 100

# Below this a part may repeat itself as it likes: a page of empty cells packs better than any text.
RATIO_FROM = 1024 * 1024

WORKBOOK = "xl/workbook.xml"
_LOCAL_HEADER = struct.Struct("<4s22xHH")


def repacked(content: bytes) -> bytes:
    """The XML parts of a workbook in a fresh archive without compression.

    Declared sizes can lie and two unpackers can disagree about one file, so the parser gets only what was measured here.
    Raises RosterRefused: roster.not_a_workbook, roster.bomb.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, struct.error, EOFError) as broken:
        raise RosterRefused("roster.not_a_workbook") from broken
    _check_declared(parts)
    fresh = io.BytesIO()
    left = MAX_UNPACKED
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_STORED) as plain:
        for part in parts:
            text = _unpacked(content, part, left)
            left -= len(text)
            if part.filename.endswith((".xml", ".rels")):
                plain.writestr(part.filename, text)
    return fresh.getvalue()


def _check_declared(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise RosterRefused("roster.bomb")
    if any(part.file_size > RATIO_FROM and part.file_size > MAX_RATIO * part.compress_size for part in parts):
        raise RosterRefused("roster.bomb")
    names = {part.filename for part in parts}
    if len(names) < len(parts) or WORKBOOK not in names:
        raise RosterRefused("roster.not_a_workbook")


def _unpacked(content: bytes, part: zipfile.ZipInfo, left: int) -> bytes:
    """One part, unpacked no further than it declares and than the whole file may still grow."""
    raw = _raw(content, part)
    if part.compress_type == zipfile.ZIP_STORED:
        text = raw
    elif part.compress_type == zipfile.ZIP_DEFLATED:
        try:
            text = zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, min(part.file_size, left) + 1)
        except zlib.error as broken:
            raise RosterRefused("roster.not_a_workbook") from broken
    else:
        raise RosterRefused("roster.not_a_workbook")
    if len(text) > min(part.file_size, left):
        raise RosterRefused("roster.bomb")
    if len(text) < part.file_size or zlib.crc32(text) != part.CRC:
        raise RosterRefused("roster.not_a_workbook")
    return text


def _raw(content: bytes, part: zipfile.ZipInfo) -> bytes:
    head = content[part.header_offset : part.header_offset + _LOCAL_HEADER.size]
    if part.flag_bits & 1 or len(head) < _LOCAL_HEADER.size:
        raise RosterRefused("roster.not_a_workbook")
    mark, name, extra = _LOCAL_HEADER.unpack(head)
    start = part.header_offset + _LOCAL_HEADER.size + name + extra
    if mark != b"PK\x03\x04":
        raise RosterRefused("roster.not_a_workbook")
    return content[start : start + part.compress_size]
