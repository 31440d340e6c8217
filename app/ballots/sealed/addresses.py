"""The blueprint of secret ballots, where their forms lead back to, and in whose name they act."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, url_for

from app.ballots.models import Motion
from app.core.db import db
from app.core.web import actor
from app.meetings.models import Meeting
from app.meetings.pages import meeting_page
from app.policy import Actor

blueprint = Blueprint("sealed", __name__)


def motion_page(motion: Motion, status: int = 200, **_ids: Any) -> Any:
    return meeting_page(meeting_of(motion), status=status, item=motion.item_id)


def meeting_of(motion: Motion) -> Meeting:
    return db.session.get_one(Meeting, motion.meeting_id)


def card_of(motion: Motion) -> str:
    return url_for("meetings.show", meeting_id=motion.meeting_id, item=motion.item_id, _anchor=f"item-{motion.item_id}")


def for_chair(motion: Motion) -> Actor:
    """Acts of the chair, entered by whoever runs the screen."""
    who = actor()
    return who if who.name == meeting_of(motion).chair_name else who.on_behalf("chair")
