"""Loads the demo into an empty database, then prints its accounts: `python -m deploy.demo [--accounts]`.

The launcher runs this beside the server. `LIANXI_DEMO_SCALE` says how many times the demo city is loaded; without it only the showcase.
A load that is broken off leaves a mark in the instance folder, and the next start begins again with an empty database.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from flask import Flask
from flask.cli import FlaskGroup

from app import create_app
from app.core.db import db
from app.settings.models import installation

UNFINISHED = "demo-unfinished"


def kind_of(app: Flask) -> str:
    """ "real", "demo", or "" for a database that nothing was brought into yet."""
    with app.app_context():
        kind = installation()
        db.session.remove()
        db.engine.dispose()
    return kind


def emptied(app: Flask) -> bool:
    """Throw away a demo that was broken off: True where that was done. Real work is never touched, nor a database server."""
    instance = Path(app.config["INSTANCE"])
    half_loaded = kind_of(app) == "demo"
    if half_loaded and os.environ.get("DATABASE_URL"):
        print("演示数据上次没有装完，请清空 DATABASE_URL 指向的数据库。\nThe demo is half loaded: empty the database of DATABASE_URL.")
        return False
    if half_loaded:
        print("演示数据上次没有装完，重新开始。\nThe demo was not loaded completely last time: starting over.", flush=True)
        for leftover in instance.glob("lianxi.db*"):
            leftover.unlink()
    (instance / UNFINISHED).unlink()
    return half_loaded


def load(instance: Path) -> int:
    """Run `flask demo load`, which tells how far it is, and return its exit code."""
    print("正在装入演示数据，网页已经可以打开……\nLoading the demo; pages can be opened meanwhile ...", flush=True)
    mark = instance / UNFINISHED
    mark.touch()
    scale = os.environ.get("LIANXI_DEMO_SCALE", "")
    size = ("--scale", scale) if scale else ()
    code = subprocess.run((sys.executable, "-m", "flask", "--app", "wsgi", "demo", "load", *size), check=False).returncode
    if code == 0:
        mark.unlink()
    else:
        print("演示数据没有装入，原因见上；网页仍可使用。\nThe demo was not loaded, see above; the server goes on.", flush=True)
    return code


def main(words: list[str]) -> int:
    app = create_app()
    code = load(Path(app.config["INSTANCE"])) if kind_of(app) == "" else 0
    if code == 0 and "--accounts" in words:
        FlaskGroup(create_app=lambda: app).main(args=["demo", "accounts"], standalone_mode=False)
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
