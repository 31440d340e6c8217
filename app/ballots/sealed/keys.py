"""Keys in LIANXI_KEYDIR, outside the database and outside its backups: written for good before anybody relies on them, destroyed for good.

A file's name begins with the motion's id: `<motion>-<public half>.key` (custody of the server: the private half), `.wrapped` (custody of
two scrutineers: in two layers), `.half` (the outer one opened), `<motion>-<place>-<salt>.holder` (the public half of a phrase).
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

KINDS = ("key", "wrapped", "half", "holder")


class KeyMissing(Exception):
    """The file is not there, cannot be read, or does not hold what was written."""


def key_name(motion_id: int, public: str, kind: str = "key") -> str:
    """`public`: hexadecimal digits; 16 of them tell the keys of one motion apart."""
    return f"{motion_id}-{public[:16]}.{kind}"


def holder_name(motion_id: int, place: int, salt: str) -> str:
    return f"{motion_id}-{place}-{salt[:16]}.holder"


def write(folder: Path, name: str, content: bytes) -> None:
    """On disk for good when this returns: file and folder synced, and read back. Raises KeyMissing where it reads otherwise."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_mode & 0o077:
        folder.chmod(0o700)
    fresh = folder / f".{name}.{os.getpid()}"
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content.hex().encode())
        file.flush()
        os.fsync(file.fileno())
    os.replace(fresh, folder / name)  # whole or not at all, wherever it stops
    _sync(folder)
    if read(folder, name) != content:
        raise KeyMissing(name)


def read(folder: Path, name: str) -> bytes:
    """Raises KeyMissing."""
    try:
        return bytes.fromhex((folder / name).read_text())
    except (OSError, ValueError) as error:
        raise KeyMissing(name) from error


def destroy(folder: Path, motion_id: int, *, but: frozenset[str] = frozenset()) -> int:
    """Overwrite and remove everything of this motion, except the files named in `but`. Repeatable. Returns how many files there were."""
    mine = [path for path in _files(folder) if motion_of(path.name) == motion_id and path.name not in but]
    for path in mine:
        with suppress(FileNotFoundError), _open_to_overwrite(path) as (descriptor, size):
            os.pwrite(descriptor, bytes(size), 0)
            os.fsync(descriptor)
        path.unlink(missing_ok=True)
    if mine:
        _sync(folder)
    return len(mine)


@contextmanager
def _open_to_overwrite(path: Path) -> Iterator[tuple[int, int]]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        yield descriptor, os.fstat(descriptor).st_size
    finally:
        os.close(descriptor)


def motions_with_files(folder: Path) -> list[int]:
    """Ids of the motions of which anything is left."""
    return sorted({found for path in _files(folder) if (found := motion_of(path.name)) is not None})


def motion_of(name: str) -> int | None:
    """Which motion a file belongs to; one that is being written, or was left half written, too."""
    number = name.removeprefix(".").partition("-")[0]
    return int(number) if number.isdecimal() and any(f".{kind}" in name for kind in KINDS) else None


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.is_file()) if folder.is_dir() else []


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
