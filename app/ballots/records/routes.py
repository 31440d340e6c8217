"""/motions/<id>/sheet.csv  /motions/<id>/popolo.json  /alliances/<id>/records  /alliances/<id>/ledger.jsonl  /verifier"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, current_app, stream_with_context

from app.alliances.models import Alliance
from app.ballots import queries
from app.ballots.formula import base_words, formula, share_words
from app.ballots.models import Motion
from app.ballots.records.counted import counted_motions
from app.ballots.records.popolo import vote_event
from app.ballots.records.sheet import sheet
from app.core import ledger_export
from app.core.clock import local, now
from app.core.db import db
from app.core.ledger import Chain
from app.core.lifecycle import Refused
from app.core.web import actor, attachment, page, public, requires
from app.policy import may

blueprint = Blueprint("records", __name__)

VERIFIER = "lianxi_verify.py"


@blueprint.get("/motions/<int:motion_id>/sheet.csv")
@requires("ballots.read", Motion)
def as_sheet(motion: Motion) -> Any:
    exported = exported_for_reader(motion)
    closed = f"{local(motion.closed_at):%Y-%m-%d %H:%M}" if motion.closed_at else ""
    elects = motion.seats_to_fill is not None
    text = sheet(exported, closed, formula(queries.outcome_of(motion), queries.share_of(motion), elects=elects))
    return attachment(text.encode(), f"表决结果-{motion.id}.csv", "text/csv; charset=utf-8", plain=f"motion-{motion.id}.csv")


@blueprint.get("/motions/<int:motion_id>/popolo.json")
@requires("ballots.read", Motion)
def as_vote_event(motion: Motion) -> Any:
    share = queries.share_of(motion)
    opened = motion.opened_at.isoformat() if motion.opened_at else None
    event = vote_event(exported_for_reader(motion), opened, f"{base_words(share.base)}的{share_words(share)}")
    content = json.dumps(event, ensure_ascii=False, indent=1).encode()
    return attachment(content, f"vote-event-{motion.id}.json", "application/json")


def exported_for_reader(motion: Motion) -> dict[str, Any]:
    """As much of a counted motion as this reader may hand on."""
    if motion.state != "counted":
        raise Refused("motion.no_count_yet")
    return queries.export(motion, with_seats=may(actor(), "ballots.read_names", motion))


@blueprint.get("/alliances/<int:alliance_id>/records")
@requires("ledger.export", Alliance)
def index(alliance: Alliance) -> Any:
    """What the alliance hands to whoever wants to check it: the ledger with its head, the counted motions, the verifier."""
    chain = db.session.get_one(Chain, alliance.id)
    return page("ballots/records.html", alliance=alliance, chain=chain, motions=counted_motions(alliance.id), taken_at=now())


@blueprint.get("/alliances/<int:alliance_id>/ledger.jsonl")
@requires("ledger.export", Alliance)
def ledger(alliance: Alliance) -> Any:
    """The alliance's chain. Supervisors and administrators get the entries of ballots without what they say: who chose what, who voted in
    secret and how. The hash of what is left out stands in its place, so that the chain is checked all the same."""
    inside = may(actor(), "ballots.read_names", alliance)

    def shows(verb: str) -> bool:
        return inside or not verb.startswith(("vote.", "roll.vote", "roll.paper_"))

    name = f"ledger-{alliance.code}-{local(now()):%Y%m%d}.jsonl"
    headers = attachment(b"", name, "application/jsonl; charset=utf-8").headers
    headers.remove("Content-Length")
    return Response(stream_with_context(ledger_export.lines(alliance.id, shows)), headers=headers)


@blueprint.get("/verifier")
@public
def verifier() -> Any:
    """The program that checks all of this without us. Anybody may have it."""
    program = Path(str(current_app.static_folder)) / "verify" / VERIFIER
    return attachment(program.read_bytes(), VERIFIER, "text/x-python; charset=utf-8")
