"""What a server's processes use, read from /proc: CPU of the whole tree, and memory that is their own (PSS)."""

from __future__ import annotations

import os
from pathlib import Path

from tests.processes import descendants

TICKS = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid: int) -> float:
    """User and system time of `pid` and everything it started that still runs, and of children already waited for."""
    total = 0
    for one in {pid, *descendants(pid)}:
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended while we looked
        total += sum(int(ticks) for ticks in fields[11:15])
    return total / TICKS


def pss_megabytes(pid: int) -> float:
    """Proportional set size of one process: its own pages, and its part of the shared ones."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"no Pss of process {pid}")
