"""Processes seen from outside, through /proc: a test of signals must not rely on what it tests."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Collection
from pathlib import Path


def _parents() -> dict[int, int]:
    """Each living process with its parent; zombies are over."""
    found = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended while we looked
        if fields[0] != "Z":
            found[int(stat.parent.name)] = int(fields[1])
    return found


def descendants(pid: int) -> set[int]:
    """Children, their children and so on, without `pid` itself."""
    parents = _parents()
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family - {pid}


def alive(pids: Collection[int], within: float = 0.0) -> set[int]:
    """Those of `pids` that still run after at most `within` seconds."""
    deadline = time.monotonic() + within
    while (left := set(pids) & _parents().keys()) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def kill_all(pids: Collection[int]) -> None:
    """End whatever of `pids` is left; one may take others along."""
    for pid in alive(pids):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
