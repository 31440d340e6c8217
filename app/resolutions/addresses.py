"""What the URLs of resolutions and actions stand on, and where a change of an action ends. Their views stand in *routes.py."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Blueprint, url_for

from app.core.clock import at_local, now, today
from app.core.lifecycle import Refused
from app.core.web import saved
from app.resolutions.models import Action

blueprint = Blueprint("resolutions", __name__)


def after(action: Action, message: str) -> Any:
    return saved(url_for("resolutions.action", action_id=action.id, _anchor=f"action-{action.id}"), message)


def moment(on: date | None, field: str = "on") -> datetime:
    """When it happened: now, or at noon of the day that was typed."""
    if on is None or on == today():
        return now()
    if on > today():
        raise Refused("action.future", field=field)
    return at_local(on, 12)
