"""A secret ballot in a meeting that is in session: opened with its key, cast by telephones through the app's own pages, closed, counted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bs4 import BeautifulSoup
from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.ballots import actions
from app.ballots.models import Motion, SealedBallot, SecretRoll
from app.ballots.question import Question
from app.ballots.sealed import casting, custody, opening, receipts
from app.core import chance, ledger
from app.core.db import db, writing
from app.policy import Actor
from tests import make
from tests.ballots.make_ballots import ALL_CHECKED, Room
from tests.make import later

DIGITS = {"for": "1", "against": "2", "abstain": "3"}


def draft(of: Room, *, at: datetime | None = None, **asked: Any) -> Motion:
    """`asked`: method, options, max_choices of the question."""
    with writing():
        ledger.hold(of.alliance.id)
        return actions.create_motion(of.item, "推选停车监督小组组长", "secret", Question(**asked), by=of.secretary, at=at or later(10))


def open_(of: Room, motion: Motion, at: datetime | None = None) -> Motion:
    made = opening.make_key(motion)
    with writing():
        ledger.hold(of.alliance.id)
        db.session.refresh(motion)
        opening.take_key(motion, made)
        actions.open_motion(motion, ALL_CHECKED, by=of.chair, at=at or later(10))
    return motion


def opened(of: Room, *, at: datetime | None = None, **asked: Any) -> Motion:
    return open_(of, draft(of, at=at, **asked), at)


@dataclass(frozen=True)
class Paper:
    """What a voter holds after casting: the words on the confirm page, and the choice that stood beside them."""

    seat_id: int
    digits: str
    receipt: receipts.Receipt
    nonce: str


def cast(of: Room, motion: Motion, number: int, digits: str, *, by: Actor | None = None, at: datetime | None = None) -> Paper:
    """One seat, through the action."""
    paper = Paper(of.seats[number].id, digits, receipts.draw(), chance.once())
    with writing():
        ledger.hold(of.alliance.id)
        slip = casting.Slip(paper.seat_id, digits, paper.receipt)
        casting.cast(motion, [slip], paper.nonce, by=by or of.delegate(number), at=at or later(11))
    return paper


def close(of: Room, motion: Motion, at: datetime | None = None) -> None:
    with writing():
        ledger.hold(of.alliance.id)
        db.session.refresh(motion)
        actions.close_motion(motion, by=of.chair, at=at or later(15))


def count(of: Room, motion: Motion, at: datetime | None = None) -> None:
    private = custody.server_key(motion)
    with writing():
        ledger.hold(of.alliance.id)
        db.session.refresh(motion)
        actions.count_secret(motion, private, by=of.chair, at=at or later(16))


def files() -> list[str]:
    folder = Path(current_app.config["KEYDIR"])
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def numbers(motion: Motion) -> tuple[int, int]:
    """Rows of the roll, ballots in the box."""
    return (
        db.session.scalar(select(func.count()).select_from(SecretRoll).where(SecretRoll.motion_id == motion.id)) or 0,
        db.session.scalar(select(func.count()).select_from(SealedBallot).where(SealedBallot.motion_id == motion.id)) or 0,
    )


# -- through the pages -------------------------------------------------------------------------------------------------


def phone(client: FlaskClient, of: Room, number: int, *, lifted: bool = True) -> FlaskClient:
    """A delegate's telephone; `lifted`: signed in so that secret ballots are open to it."""
    return make.sign_in(client, make.delegate_of(of.seats[number]), by_phone=not lifted)


def fields(html: str, action: str) -> dict[str, str]:
    """What the form with this action would send as it stands, without its buttons."""
    form = BeautifulSoup(html, "html.parser").find("form", action=action)
    assert form is not None, action
    inputs = [field for field in form.find_all("input") if field.get("type") not in ("radio", "checkbox") or field.has_attr("checked")]
    return {str(field["name"]): str(field.get("value", "")) for field in inputs}


def confirmed(client: FlaskClient, motion: Motion, chosen: dict[str, str]) -> Any:
    return client.post(f"/motions/{motion.id}/secret/confirm", data=chosen)


def cast_form(html: str, motion: Motion) -> dict[str, str]:
    return fields(html, f"/motions/{motion.id}/secret/cast")


def receipt_on(html: str) -> str:
    found = re.search(r"凭词：\s*<b[^>]*>([^<]+)</b>", html)
    assert found is not None
    return found[1]
