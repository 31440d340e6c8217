"""Lianxi 联席: joint meetings of community alliances."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from flask_wtf import CSRFProtect
from whitenoise import WhiteNoise

from app import config as environment
from app.core import clock, db, errors, headers, i18n, signin, templating, web
from app.core.db import db as database
from app.core.perform import react_with
from app.domains import DOMAINS, load_blueprints, load_models, load_reasons

ROOT = Path(__file__).resolve().parent.parent
YEAR = 31_536_000


def create_app(config: environment.Config | None = None, *, commands: bool = True, **overrides: Any) -> Flask:
    """The app. With `commands` it can migrate its database, which a serving process never does.

    Raises RuntimeError where a view declares no permission, Misconfigured where the environment contradicts itself.
    """
    settings = config or environment.from_environment()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=str(ROOT / "static"))
    app.config.update(
        INSTANCE=str(settings.instance),
        KEYDIR=str(settings.keydir),
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SECRET_KEY=settings.secret_key,
        PUBLIC_URL=settings.public_url,
        HTMX_CDN=settings.htmx_cdn,
        LIANXI_NOW=settings.now,
        TRUSTED_HOSTS=list(settings.trusted_hosts) or None,
        MAX_CONTENT_LENGTH=6 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1_000_000,
        MAX_FORM_PARTS=1000,
        SESSION_COOKIE_NAME="__Host-lianxi" if settings.public_url.startswith("https:") else "lianxi",
        SESSION_COOKIE_SECURE=settings.public_url.startswith("https:"),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,
        PERMANENT_SESSION_LIFETIME=timedelta(days=90),
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.config.update(overrides)
    clock.set_now(settings.now)
    load_models()
    db.init_app(app)
    if commands:
        from flask_migrate import Migrate  # with Alembic a third of what starting costs

        Migrate(app, database, directory=str(ROOT / "migrations"), render_as_batch=True, compare_type=True)
    csrf = CSRFProtect(app)
    i18n.init_app(app)
    templating.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    web.REASONS.update(load_reasons())
    from app.accounts.queries import actor_of
    from app.live import place as live
    from app.reactions import REACTIONS
    from app.settings import installation

    signin.init_app(app, actor_of)
    installation.init_app(app)
    react_with(REACTIONS)
    load_blueprints(app)
    _refuse_views_without_permission(app)
    for view in app.view_functions.values():
        if getattr(view, "faceless", False):  # no session, so no token either
            csrf.exempt(view)
    app.wsgi_app = WhiteNoise(app.wsgi_app, root=str(ROOT / "static"), prefix="static/", max_age=3600)  # type: ignore[method-assign]  # Flask documents it so
    live.init_app(app)
    return app


def _refuse_views_without_permission(app: Flask) -> None:
    silent = [name for name, view in app.view_functions.items() if name != "static" and not hasattr(view, "action")]
    if silent:
        raise RuntimeError(f"views that declare no permission: {sorted(silent)}")


__all__ = ["DOMAINS", "create_app"]
