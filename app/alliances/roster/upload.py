"""An uploaded file between its preview and its import: kept by its hash, named by a token that only we can have written."""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy import select

from app.core import files
from app.core.db import db
from app.core.lifecycle import Refused

SECONDS = 86_400


def keep(content: bytes, name: str) -> str:
    """Keep the file and return its token, good for a day. Outside `writing()`."""
    return str(_signer().dumps([files.keep(content).sha256, name[:200]]))


def found(token: str) -> tuple[bytes, str]:
    """Content and name. Raises Refused where the token is not ours or too old, or the file has been imported and is gone."""
    sha256, name = _opened(token)
    try:
        return files.read(sha256), name
    except (FileNotFoundError, ValueError):
        raise Refused("roster.file_gone", field="file") from None


def forget(token: str) -> None:
    """Remove the file: what it says is stored, and other people's telephones are not kept twice (PIPL art. 19)."""
    sha256, _name = _opened(token)
    if db.session.scalar(select(files.StoredFile.id).where(files.StoredFile.sha256 == sha256).limit(1)) is None:
        files.path_of(sha256).unlink(missing_ok=True)


def _opened(token: str) -> tuple[str, str]:
    try:
        sha256, name = _signer().loads(token, max_age=SECONDS)
    except BadData:
        raise Refused("roster.file_gone", field="file") from None
    return str(sha256), str(name)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="roster")
