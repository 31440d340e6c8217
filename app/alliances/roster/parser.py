"""PURE. Parses one workbook in a process of its own, so that a bomb or a crash ends that process and not the server.

Started as a script by workbook.py with no environment; it imports nothing of the app. Argument: the most rows that may
hold anything. In: the workbook. Out: the word "ready", then JSON [[sheet, [[row number, [text], [inherited column]]]]].
Exit codes: 0 read, 3 no workbook, 4 too many rows, 5 too much of anything else; a signal where a limit was hit.
"""

from __future__ import annotations

import datetime
import io
import json
import resource
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

MEMORY = 1024 * 1024 * 1024
CPU_SECONDS = 10

NO_WORKBOOK, TOO_MANY_ROWS, TOO_MUCH = 3, 4, 5

COLUMNS = 100
CELL = 1000
INHERITED_CELLS = 400_000

Written = int | float | str | bool | datetime.time | datetime.date | datetime.datetime | datetime.timedelta
Line = tuple[int, list[str], list[int]]


def limit() -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold names and phones
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))


def text(written: Written) -> str:
    """A cell as text: whole numbers without ".0", days as 2026-03-05, nothing longer than CELL."""
    if isinstance(written, bool):
        return "是" if written else "否"
    if isinstance(written, float) and written.is_integer() and abs(written) < 1e15:
        written = int(written)
    return str(written)[:CELL].strip()


def lines(sheet: CalamineSheet) -> list[Line]:
    """Rows that hold something. skip_empty_area=False, or row numbers shift; iter_rows() would shift the columns."""
    cells = [[text(written) for written in row[:COLUMNS]] for row in sheet.to_python(skip_empty_area=False)]
    inherited = inherit(cells, sheet.merged_cell_ranges or [])
    return [(number, row, sorted(inherited.get(number, ()))) for number, row in enumerate(cells, 1) if any(row)]


def inherit(cells: list[list[str]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]) -> dict[int, set[int]]:
    """Fills the first column of each merged range downwards; row number to the columns that were filled."""
    filled: dict[int, set[int]] = {}
    left = INHERITED_CELLS
    for (top, column), (bottom, _) in ranges:
        below = range(top + 1, min(bottom + 1, len(cells)))
        left -= len(below)
        if left < 0:
            sys.exit(TOO_MUCH)
        if top >= len(cells) or column >= len(cells[top]) or not cells[top][column]:
            continue
        for index in below:
            if not cells[index][column]:
                cells[index][column] = cells[top][column]
                filled.setdefault(index + 1, set()).add(column)
    return filled


def sheets(content: bytes) -> list[tuple[str, list[Line]]]:
    """The worksheets that a person opening the file would see; hidden ones hold lists for drop-downs and last year's roster."""
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    worksheets = (sheet for sheet in workbook.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet)
    shown = (sheet.name for sheet in worksheets if sheet.visible == SheetVisibleEnum.Visible)
    return [(name, lines(workbook.get_sheet_by_name(name))) for name in shown]


def main() -> int:
    # Here, so that the server, which reads this module's exit codes, never loads the library that meets strangers' files.
    from python_calamine import CalamineError

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    limit()
    try:
        found = sheets(sys.stdin.buffer.read())
    except CalamineError:
        return NO_WORKBOOK
    except MemoryError:
        return TOO_MUCH
    if sum(len(rows) for _, rows in found) > int(sys.argv[1]):
        return TOO_MANY_ROWS
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
