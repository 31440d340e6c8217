"""What an attacker may hold after a secret ballot, and the truth that only the voters know."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

from bench.attacks.score import Guess

SQL_ROLL = "SELECT seat_id FROM secret_roll WHERE motion_id = {motion} ORDER BY "
SQL_BOX = "SELECT rid FROM sealed_ballot WHERE motion_id = {motion} ORDER BY "


@dataclass
class Evidence:
    """One ballot. url: of the database, which is still there. lines: the bulletin. receipts: seat -> its words and code. posted: seats in
    the order of their POST /cast. copy: a folder with the database's files as they were while the ballot was open. logs: what servers
    wrote. keys: private halves; an attack may look for them and for receipts, not use them. orders, places: what a `look` noted then."""

    url: str
    motion: int
    lines: list[tuple[str, str, Any]] = field(default_factory=list)
    receipts: dict[int, tuple[str, str]] = field(default_factory=dict)
    posted: list[int] = field(default_factory=list)
    copy: Path = Path()
    logs: list[Path] = field(default_factory=list)
    keys: list[bytes] = field(default_factory=list)
    orders: dict[str, tuple[list[int], list[bytes]]] = field(default_factory=dict)
    places: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    @property
    def on_postgresql(self) -> bool:
        return self.url.startswith("postgresql")

    @property
    def truth(self) -> Guess:
        places = {(words, code): place for place, (words, code, _choice) in enumerate(self.lines)}
        return {seat: places[receipt] for seat, receipt in self.receipts.items()}

    def postgresql(self) -> psycopg.Connection[Any]:
        parts = make_url(self.url)
        return psycopg.connect(host=str(parts.query["host"]), user=parts.username, dbname=parts.database, autocommit=True)

    def database(self) -> Path:
        return Path(str(make_url(self.url).database))

    def needles(self) -> list[bytes]:
        """Every spelling in which a receipt could stand somewhere: as text, and as JSON stores it."""
        spellings = []
        for words, code in self.receipts.values():
            for text in (f"{words}|{code}", f"{words} {code}", words):
                spellings += [text.encode(), "".join(f"\\u{ord(letter):04x}" if ord(letter) > 127 else letter for letter in text).encode()]
        return [*spellings, *(key for key in self.keys), *(key.hex().encode() for key in self.keys)]


def found(needles: Sequence[bytes], files: Iterable[Path]) -> int:
    """How many of the needles stand in any of the files."""
    left = set(needles)
    for path in files:
        content = path.read_bytes()
        left -= {needle for needle in left if needle in content}
    return len(set(needles)) - len(left)


def folder_of(evidence: Evidence) -> Path:
    """PostgreSQL's data directory, all written out."""
    with evidence.postgresql() as connection:
        connection.execute("CHECKPOINT")
        row = connection.execute("SHOW data_directory").fetchone()
    assert row is not None
    return Path(row[0])


def take_copy(evidence: Evidence, into: Path, *, log: bool = True) -> None:
    """The files of the database as they lie there now, as a thief or a backup would have them. `log`: PostgreSQL's, of all databases."""
    into.mkdir(parents=True, exist_ok=True)
    evidence.copy = into
    if evidence.on_postgresql:
        with evidence.postgresql() as connection:
            places = connection.execute(
                "SELECT c.relname, pg_relation_filepath(c.oid) FROM pg_class c WHERE c.relkind IN ('r', 'i') "
                "AND c.relnamespace = 'public'::regnamespace"
            ).fetchall()
        folder = folder_of(evidence)
        for name, place in places:
            shutil.copy(folder / place, into / name)
        if log:
            shutil.copytree(folder / "pg_wal", into / "pg_wal", dirs_exist_ok=True)
        return
    for ending in ("", "-wal"):
        if (path := Path(f"{evidence.database()}{ending}")).exists():
            shutil.copy(path, into / f"database{ending}")


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def waldump(evidence: Evidence, folder: Path) -> list[str]:
    """PostgreSQL's own reader of its log, over all segments that are there."""
    with evidence.postgresql() as connection:
        row = connection.execute("SHOW server_version").fetchone()
    assert row is not None
    program = Path("/usr/lib/postgresql") / str(row[0]).partition(".")[0] / "bin" / "pg_waldump"
    segments = sorted(path for path in folder.iterdir() if len(path.name) == 24 and path.is_file())
    found: list[str] = []
    for segment in segments:  # one by one: the last ends in the middle, which is an error to the program
        ran = subprocess.run((program, "--rmgr=Heap", segment), capture_output=True, text=True, check=False)
        found += ran.stdout.splitlines()
    return found


def travelled(evidence: Evidence, folder: Path, ends: Sequence[int]) -> Iterable[tuple[set[int], set[bytes]]]:
    """SQLite at the end of each commit in its log: (seats on the roll, names in the box)."""
    log = (folder / "database-wal").read_bytes()
    trip = folder / "trip"
    trip.mkdir(exist_ok=True)
    for end in ends:
        shutil.copy(folder / "database", trip / "database")
        (trip / "database-wal").write_bytes(log[:end])
        (trip / "database-shm").unlink(missing_ok=True)
        connection = sqlite3.connect(trip / "database")
        try:
            seats = {row[0] for row in connection.execute(SQL_ROLL.format(motion=evidence.motion) + "1")}
            rids = {row[0] for row in connection.execute(SQL_BOX.format(motion=evidence.motion) + "1")}
        finally:
            connection.close()
        yield seats, rids
