"""PURE. Starts parser.py on a workbook and understands how it ended."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from app.alliances.roster import parser
from app.alliances.roster.archive import repacked
from app.alliances.roster.grid import MAX_ROWS, TITLE_ROWS, RosterRefused, Row, Sheet

PATIENCE = 30  # seconds of waiting; the parser's own limit counts only its work

OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06", OLD_OFFICE)
_LOCKED = "EncryptedPackage".encode("utf-16-le")

REASONS = {
    parser.NO_WORKBOOK: "roster.not_a_workbook",
    parser.TOO_MANY_ROWS: "roster.too_many_rows",
    parser.TOO_MUCH: "roster.bomb",
    1: "roster.not_a_workbook",  # the parser stumbled over what it read
}


def read_workbook(content: bytes) -> list[Sheet]:
    """The visible worksheets of an .xlsx file.

    Raises RosterRefused: roster.not_a_workbook, old_workbook (.xls), locked (a password), bomb, too_many_rows.
    """
    if content.startswith(OLD_OFFICE):
        raise RosterRefused("roster.locked" if _LOCKED in content else "roster.old_workbook")
    found = json.loads(_parsed(repacked(content)))
    return [
        Sheet(name, tuple(Row(number, tuple(cells), frozenset(inherited)) for number, cells, inherited in rows)) for name, rows in found
    ]


def _parsed(content: bytes) -> bytes:
    """The parser's JSON. It gets no environment, so that no secret of the server can be read out of a broken one."""
    command = [sys.executable, "-I", str(Path(parser.__file__)), str(MAX_ROWS + TITLE_ROWS)]
    try:
        ended = subprocess.run(command, input=content, capture_output=True, timeout=PATIENCE, env={}, cwd="/", check=False)
    except subprocess.TimeoutExpired as slow:
        raise RosterRefused("roster.bomb") from slow
    started, _, answer = ended.stdout.partition(b"\n")
    if started != b"ready":
        raise RuntimeError(f"the parser of workbooks did not start: {ended.stderr.decode(errors='replace')[-500:]}")
    if ended.returncode != 0:
        reason = REASONS.get(ended.returncode, "roster.bomb")
        raise RosterRefused(reason, limit=MAX_ROWS)
    return answer
