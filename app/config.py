"""The process's environment, read once, and nothing else."""

from __future__ import annotations

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parent.parent
HTMX_URL = "https://cdn.jsdelivr.net/npm/htmx.org@4.0.1/dist/htmx.min.js"
HTMX_INTEGRITY = "sha384-Qp9rdC8H7EqOoX+nR0P3RPG2Noji+qdwJlGpfzwQJsfOpp3sGwIdSP9xO3+UlEhn"


class Misconfigured(Exception):
    """The environment asks for something that must not be; the message says what to set."""


@dataclass(frozen=True, slots=True)
class Config:
    instance: Path
    database_url: str
    keydir: Path
    now: str
    secret_key: str
    public_url: str
    htmx_cdn: str
    trusted_hosts: tuple[str, ...]


def from_environment(environ: Mapping[str, str] = os.environ) -> Config:
    instance = Path(environ.get("LIANXI_INSTANCE") or ROOT / "instance").resolve()
    instance.mkdir(parents=True, exist_ok=True)
    keydir = Path(environ.get("LIANXI_KEYDIR") or instance.parent / f"{instance.name}-keys").resolve()
    if keydir == instance or instance in keydir.parents:
        raise Misconfigured("LIANXI_KEYDIR must lie outside the instance folder: a backup of one must not hold the other.")
    public_url = (environ.get("PUBLIC_URL") or f"http://127.0.0.1:{environ.get('PORT') or '8000'}").rstrip("/")
    return Config(
        instance=instance,
        database_url=_driver(environ.get("DATABASE_URL") or f"sqlite:///{instance / 'lianxi.db'}"),
        keydir=keydir,
        now=environ.get("LIANXI_NOW", ""),
        secret_key=environ.get("SECRET_KEY") or _own_secret(instance / "secret_key"),
        public_url=public_url,
        htmx_cdn=environ.get("HTMX_CDN", HTMX_URL),
        trusted_hosts=_hosts(environ.get("TRUSTED_HOSTS"), public_url),
    )


def _hosts(named: str | None, public_url: str) -> tuple[str, ...]:
    """The hosts that are answered: those named, else this machine and the public address's own."""
    if named:
        return tuple(host.strip() for host in named.split(",") if host.strip())
    return tuple(dict.fromkeys(("127.0.0.1", "localhost", "[::1]", urlsplit(public_url).hostname or "localhost")))


def _driver(url: str) -> str:
    """People write postgres:// or postgresql://; the driver is psycopg 3."""
    for scheme in ("postgres://", "postgresql://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def _own_secret(path: Path) -> str:
    """Made once, readable by the owner only; of two processes starting together one makes it and both read it."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_hex(32))
    for _attempt in range(50):
        if secret := path.read_text():
            return secret
        os.sched_yield()
    raise Misconfigured(f"{path} is empty: delete it, or set SECRET_KEY.")
