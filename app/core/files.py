"""Files by their SHA-256: written and fsynced before the transaction that speaks of them, never changed, never written twice."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar

from flask import current_app
from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, Protected, db
from app.core.perform import By, record


class StoredFile(Protected, Model):
    """Who owns a file: `owner` is the ledger name of the record ("minutes:7") whose permission decides who may fetch it."""

    __tablename__ = "stored_file"
    __protected__: ClassVar[tuple[str, ...]] = ("sha256", "name", "media_type", "size", "owner")
    id: Mapped[int] = mapped_column(primary_key=True)
    alliance_id: Mapped[int] = mapped_column(index=True)
    owner: Mapped[str] = mapped_column(String(60), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    name: Mapped[str] = mapped_column(String(200))
    media_type: Mapped[str] = mapped_column(String(120))
    size: Mapped[int] = mapped_column(BigInteger)
    stored_at: Mapped[datetime]


@dataclass(frozen=True, slots=True)
class Kept:
    """Content that lies safely on disk already, before any row names it."""

    sha256: str
    size: int


def path_of(sha256: str) -> Path:
    return Path(current_app.config["INSTANCE"]) / "files" / sha256[:2] / sha256


def keep(content: bytes) -> Kept:
    """Write `content` under its hash; after this returns it survives a power cut. Never called inside `writing()`."""
    kept = Kept(hashlib.sha256(content).hexdigest(), len(content))
    path = path_of(kept.sha256)
    if path.exists() and path.stat().st_size == kept.size:
        return kept
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    with part.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return kept


def store(kept: Kept, of: Any, name: str, media_type: str, *, by: By, at: datetime) -> StoredFile:
    """The row that gives kept content to the record `of`, which has been flushed."""
    row = StoredFile(alliance_id=of.alliance_id, owner=f"{of.__tablename__}:{of.id}", sha256=kept.sha256, size=kept.size)
    row.name, row.media_type, row.stored_at = name, media_type, at
    db.session.add(row)
    db.session.flush()
    record("file.store", row, by=by, at=at, sha256=kept.sha256, size=kept.size)
    return row


def stands(sha256: str) -> bool:
    """Whether the file is there with the content it was stored with; read piece by piece."""
    try:
        with path_of(sha256).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == sha256
    except OSError:
        return False


def read(sha256: str) -> bytes:
    """The content; raises FileNotFoundError where it is gone and ValueError where it is no longer what was stored."""
    content = path_of(sha256).read_bytes()
    if hashlib.sha256(content).hexdigest() != sha256:
        raise ValueError(f"the stored file {sha256} has changed")
    return content
