"""The typesetter: one process of its own for each process of the server, started with the first PDF.

Measured on two cores: starting takes 0.1 to 0.3 s, sending a document there and back less than 2 ms; so the process is kept,
and replaced when it has failed, hung or grown.
"""

from __future__ import annotations

import atexit
import json
import logging
import os
import selectors
import struct
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

START_LIMIT = 60.0
"""Seconds to read the fonts; a machine that has just started reads them slowly."""
TIME_LIMIT = 30.0
"""Seconds for one document; 46 pages take 0.3."""
SIZE_LIMIT = 2 * 1024 * 1024
"""Bytes of JSON; 800 pages are 1.7 MB and take 4 seconds."""
PEAK_LIMIT = 320 * 1024
"""Kilobytes: a process that has held more is replaced after the document; ten pages take 170 MB, 67 take 300."""
TEMPLATES = Path(__file__).with_name("templates")
WORKER = Path(__file__).with_name("worker.py")

log = logging.getLogger(__name__)


class PaperFailed(Exception):
    """The document could not be set: too large, too slow, or refused by the typesetter. The message is for the log."""


@dataclass(slots=True)
class _Process:
    """A running typesetter with the fonts of `folders`."""

    child: subprocess.Popen[bytes]
    folders: tuple[str, ...]
    owner: int

    def ask(self, frame: bytes, limit: float) -> tuple[dict[str, Any], bytes]:
        """Sends a frame (an empty one only waits for the greeting) and reads the answer within `limit` seconds."""
        assert self.child.stdin is not None
        deadline = time.monotonic() + limit
        try:
            if frame:
                self.child.stdin.write(struct.pack(">I", len(frame)) + frame)
                self.child.stdin.flush()
            header = json.loads(self._read(struct.unpack(">I", self._read(4, deadline))[0], deadline))
            return header, self._read(header["size"], deadline)
        except BrokenPipeError as error:
            raise PaperFailed("the typesetter has ended") from error

    def _read(self, size: int, deadline: float) -> bytes:
        assert self.child.stdout is not None
        pieces = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(self.child.stdout, selectors.EVENT_READ)
            while len(pieces) < size:
                if not selector.select(max(0.0, deadline - time.monotonic())):
                    raise PaperFailed("the typesetter took too long")
                piece = os.read(self.child.stdout.fileno(), size - len(pieces))
                if not piece:
                    raise PaperFailed("the typesetter has ended, out of memory or by a fault")
                pieces += piece
        return bytes(pieces)

    def end(self) -> None:
        """Ends the process and waits for it; one that belongs to the parent of a fork is left alone."""
        if self.owner != os.getpid():
            return
        self.child.kill()
        self.child.wait()
        for pipe in (self.child.stdin, self.child.stdout):
            if pipe is not None:
                pipe.close()


_lock = threading.Lock()
_running: _Process | None = None


def typeset(laid: dict[str, Any], folders: tuple[str, ...]) -> bytes:
    """The PDF of a laid-out document with the fonts in `folders`. One document at a time. Raises PaperFailed."""
    frame = json.dumps(laid, ensure_ascii=False).encode()
    if len(frame) > SIZE_LIMIT:
        raise PaperFailed(f"the document is too large: {len(frame)} bytes")
    if not _lock.acquire(timeout=START_LIMIT + TIME_LIMIT):
        raise PaperFailed("the typesetter is busy")
    try:
        header, content = _process(folders).ask(frame, TIME_LIMIT)
        if header["peak"] > PEAK_LIMIT:
            _stop()
    except PaperFailed:
        _stop()
        raise
    finally:
        _lock.release()
    if not header["ok"]:
        raise PaperFailed(header["error"])
    for warning in header["warnings"]:
        log.warning("typesetting: %s", warning)
    return content


def _process(folders: tuple[str, ...]) -> _Process:
    global _running
    if _running is not None and (_running.folders != folders or _running.owner != os.getpid() or _running.child.poll() is not None):
        _stop()
    if _running is None:
        _running = _started(folders)
    return _running


def _started(folders: tuple[str, ...]) -> _Process:
    """A new process: its own session (a Ctrl-C in the terminal is not for it), no secrets in its environment."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
    child = subprocess.Popen(
        [sys.executable, "-I", str(WORKER), str(TEMPLATES), *folders],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**kept, "LC_ALL": "C.UTF-8", "HOME": "/nonexistent"},  # without HOME it would look into /etc/passwd
        start_new_session=True,
    )
    process = _Process(child, folders, os.getpid())
    try:
        process.ask(b"", START_LIMIT)
    except PaperFailed:
        process.end()
        raise
    return process


def _stop() -> None:
    global _running
    if _running is not None:
        _running.end()
    _running = None


atexit.register(_stop)
