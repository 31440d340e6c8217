"""How an item of a demo meeting is agreed: by consensus, by a show of hands, by a named ballot on paper, and, seldom, by a secret one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.ballots import actions as ballots
from app.ballots import casting
from app.ballots.models import Motion
from app.ballots.sealed import custody, keys, opening, papers, seals
from app.core import chance
from app.core.db import db
from app.demo.city.life import Life
from app.demo.city.words import texts
from app.meetings import actions as meetings
from app.meetings import presence
from app.meetings.models import AgendaItem, Meeting
from app.policy import SYSTEM

RECUSED, OBJECTED, NOT_CARRIED, TIED = 0.05, 0.04, 0.05, 0.02
FEWEST_IN_SECRET = 6


def agreed(life: Life, meeting: Meeting, item: AgendaItem, at: datetime, *, secret: bool) -> bool:
    """By consensus, or by a ballot; False where it was not carried and was put off."""
    dice = life.dice
    ballot = item.regime in ("alliance_majority", "alliance_two_thirds")
    here = sorted(presence.present_at(meeting, at))
    if life.happens(RECUSED):
        seat_id = dice.choice(here)
        member = next(one for one in life.home.members if one.seat_id == seat_id)
        meetings.recuse(item, life.seat(member), life.words.one("recused"), requested=False, by=life.secretary, at=at)
        here.remove(seat_id)
    if len(here) < presence.quorum_of(meeting):
        meetings.defer(item, life.words.one("deferred"), by=life.secretary, at=at)
        return False
    if not ballot and life.happens(OBJECTED):
        objector = dice.choice(here)
        ballots.object_to_consensus(item, objector, texts()["objection"], "ballot", by=life.chair, at=at, entered=at)
        ballot = True
    if not ballot:
        said = [(dice.choice(here), texts()["reservation"])] if life.happens(0.06) else []
        ballots.declare_consensus(item, said, by=life.chair, at=at, entered=at)
        return True
    return _vote(life, meeting, item, here, at, secret=secret)


def _vote(life: Life, meeting: Meeting, item: AgendaItem, here: list[int], at: datetime, *, secret: bool) -> bool:
    dice = life.dice
    against, abstain = dice.choices((0, 1, 2), (50, 35, 15))[0], dice.choices((0, 1), (70, 30))[0]
    if life.happens(NOT_CARRIED):
        against, abstain = len(here) - len(here) // 3, 0
    elif life.happens(TIED):
        against, abstain = len(here) // 2, len(here) % 2
    cast = {"for": len(here) - against - abstain, "against": against, "abstain": abstain}
    scrutineer = dice.choice([one.person for one in life.home.voting if one.person and one.person != meeting.chair_name])
    text = f"同意“{item.title}”的议定意见"
    if secret and len(here) >= FEWEST_IN_SECRET:
        motion = _in_secret(life, meeting, item, text, here, cast, at)
    elif dice.random() < 0.75:
        motion = ballots.record_hands(item, text, cast, scrutineer, {}, by=life.chair, at=at)
    else:
        motion = ballots.create_motion(item, text, "named", by=life.chair, at=at)
        ballots.open_motion(motion, {}, by=life.chair, at=at)
        choices = ["against"] * against + ["abstain"] * abstain + ["for"] * cast["for"]
        casting.type_papers(motion, dict(zip(here, choices, strict=True)), by=life.secretary, at=at)
        ballots.close_motion(motion, by=life.chair, at=at)
    if motion.result != "carried":
        db.session.flush()
        meetings.defer(item, life.words.one("deferred"), by=life.secretary, at=at)
    return motion.result == "carried"


def _in_secret(
    life: Life, meeting: Meeting, item: AgendaItem, text: str, here: Sequence[int], cast: Mapping[str, int], at: datetime
) -> Motion:
    motion = ballots.create_motion(item, text, "secret", by=life.chair, at=at)
    names = [one.person for one in life.home.voting if one.person and one.person not in (meeting.chair_name, life.secretary.name)]
    first, second = life.dice.sample(sorted(set(names)), 2)
    on_paper(life, motion, here, cast, (first, second), at)
    return motion


def on_paper(life: Life, motion: Motion, here: Sequence[int], cast: Mapping[str, int], names: tuple[str, str], at: datetime) -> None:
    """A secret ballot: everybody gets a paper, two scrutineers type the bundle; the key is drawn as all secrets of the demo are, and
    seals nothing."""
    private = bytes.fromhex(chance.salt() + chance.salt())
    public = seals.public_of(private).hex()
    keys.write(custody.folder(), keys.key_name(motion.id, public), private)
    opening.take_key(motion, opening.Made(public, ()))
    ballots.open_motion(motion, {}, by=life.chair, at=at)
    for seat_id in here:
        papers.hand_out(motion, seat_id, by=life.secretary, at=at)
    ballots.close_motion(motion, by=life.chair, at=at)
    papers.type_bundle(motion, cast, names, by=life.secretary, at=at)
    ballots.count_secret(motion, private, by=life.chair, at=at)


def destroy_keys(at: datetime) -> None:
    """What the job does every few minutes. Outside `writing()`."""
    custody.destroy_ended(by=SYSTEM, at=at)
