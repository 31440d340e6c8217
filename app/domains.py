"""The list of domains, lowest first: models and actions of one import only those before it (docs/ARCHITECTURE.md)."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
from typing import Any

from flask import Flask

from app.core.lifecycle import Lifecycle

DOMAINS = (
    "settings",
    "accounts",
    "alliances",
    "rulecards",
    "issues",
    "meetings",
    "replies",
    "ballots",
    "resolutions",
    "minutes",
    "notices",
    "oversight",
    "registers",
)
PAGES = ("bundles", "alliances.roster", "today", "live", "ballots.sealed", "ballots.records")
COMMANDS = (
    "app.core.cli",
    "app.settings.cli",
    "app.accounts.cli",
    "app.alliances.roster.cli",
    "app.ballots.cli",
    "app.ballots.sealed.cli",
    "app.minutes.cli",
    "app.demo.cli",
)


def _parts(name: str, *where: str) -> list[Any]:
    found = [f"app.{domain}.{name}" for domain in where]
    return [import_module(module) for module in found if _stands(module)]


def _stands(module: str) -> bool:
    """Not every domain has every file: one that would be empty does not exist."""
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:  # not even its folder
        return False


def load_models() -> None:
    for module in ("app.core.ledger", "app.core.once", "app.core.numbers", "app.core.files"):
        import_module(module)
    _parts("models", *DOMAINS)


def load_reasons() -> dict[str, Any]:
    """Every Refused reason with its sentence. Raises RuntimeError where two domains claim the same word."""
    reasons: dict[str, Any] = {}
    for module in (*_parts("messages", "core"), *_parts("messages", *DOMAINS)):
        twice = reasons.keys() & module.REASONS.keys()
        if twice:
            raise RuntimeError(f"reasons with two sentences: {sorted(twice)}")
        reasons.update(module.REASONS)
    return reasons


def load_routes() -> list[Any]:
    return [*_parts("routes", *DOMAINS, *PAGES), *_parts("written_routes", "ballots"), *_parts("outside_routes", "ballots")]


def load_blueprints(app: Flask) -> None:
    for module in load_routes():
        app.register_blueprint(module.blueprint)
    for name in COMMANDS:
        if _stands(name):
            import_module(name).init_app(app)


def lifecycles() -> list[Lifecycle[Any]]:
    """Every lifecycle of the house, in the order of the domains."""
    found: dict[str, Lifecycle[Any]] = {}
    for module in _parts("rules", *DOMAINS):
        found.update({value.noun: value for value in vars(module).values() if isinstance(value, Lifecycle)})
    return list(found.values())
