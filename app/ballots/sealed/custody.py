"""Who keeps the key: the server, or two scrutineers by phrases of six words each. And how everything that opens a box is destroyed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from flask import current_app, g
from sqlalchemy import delete, select

from app.accounts.rules import hashed
from app.ballots.models import KeyHolder, Motion, SealedBallot, SecretRoll
from app.ballots.rules import scrutineer_fault
from app.ballots.sealed import keys, seals
from app.core import chance, ledger
from app.core.db import db, writing
from app.core.lifecycle import Refused
from app.core.perform import By, record
from app.meetings.models import Meeting
from app.policy import Actor

#: A key is needed in these states, if it is the motion's own.
NEEDED_IN = ("open", "closed")
PLACES = (1, 2)


def folder() -> Path:
    return Path(current_app.config["KEYDIR"])


def holders_of(motion_id: int) -> list[KeyHolder]:
    """The two scrutineers in the order of wrapping, or none."""
    return list(db.session.scalars(select(KeyHolder).where(KeyHolder.motion_id == motion_id).order_by(KeyHolder.place)))


def holder_by_token(token: str) -> tuple[KeyHolder, Motion] | None:
    row = db.session.execute(
        select(KeyHolder, Motion).join(Motion, Motion.id == KeyHolder.motion_id).where(KeyHolder.token_hash == hashed(token))
    ).first()
    return (row[0], row[1]) if row else None


# -- before the ballot opens -------------------------------------------------------------------------------------------


def name_holders(motion: Motion, names: tuple[str, str], *, by: Actor, at: datetime) -> list[tuple[str, str]]:
    """Two people keep the key from now on. Returns (name, token of the address for the own telephone); old addresses end."""
    _check_before(motion)
    meeting = db.session.get_one(Meeting, motion.meeting_id)
    check_two(names, by.name, meeting.chair_name, ("first_holder", "second_holder"))
    drop_holders(motion)
    given = [(name, chance.token()) for name in names]
    for place, (name, token) in zip(PLACES, given, strict=True):
        db.session.add(KeyHolder(alliance_id=motion.alliance_id, motion_id=motion.id, place=place, name=name, token_hash=hashed(token)))
    motion.custody = "scrutineers"
    record("motion.name_holders", motion, by=by, at=at, words="、".join(names))
    return given


def keep_on_server(motion: Motion, *, by: By, at: datetime) -> None:
    """The two scrutineers are let go; the server keeps the key."""
    _check_before(motion)
    drop_holders(motion)
    motion.custody = "server"
    record("motion.keep_on_server", motion, by=by, at=at)


def drop_holders(motion: Motion) -> None:
    db.session.execute(delete(KeyHolder).where(KeyHolder.motion_id == motion.id))


def _check_before(motion: Motion) -> None:
    if motion.visibility != "secret" or motion.state not in ("draft", "deferred"):
        raise Refused("secret.custody_late")


def check_two(names: tuple[str, str], typist: str, chair: str, fields: tuple[str, str]) -> None:
    """Two different people, neither of whom types or chairs (voting.md §6)."""
    for name, field in zip(names, fields, strict=True):
        if fault := scrutineer_fault(name, typist, chair):
            raise Refused(fault, field=field)
    if "".join(names[0].split()) == "".join(names[1].split()):
        raise Refused("secret.one_scrutineer", field=fields[1])


def new_phrase_key(holder: KeyHolder, phrase: str) -> str:
    """The public half of a fresh phrase, on disk; returns the salt that `take_phrase` keeps. Slow, and before the lock."""
    salt = chance.salt()
    public = seals.public_of(seals.key_of_phrase(phrase, bytes.fromhex(salt)))
    keys.write(folder(), keys.holder_name(holder.motion_id, holder.place, salt), public)
    return salt


def take_phrase(holder: KeyHolder, motion: Motion, salt: str, *, by: By, at: datetime) -> None:
    """The phrase that was just shown counts from now on, once it has been typed back."""
    _check_before(motion)
    holder.salt, holder.ready_at = salt, None
    record("motion.new_phrase", motion, by=by, at=at, place=holder.place)


def is_phrase(holder: KeyHolder, phrase: str) -> bool:
    """Slow. Raises KeyMissing."""
    public = keys.read(folder(), keys.holder_name(holder.motion_id, holder.place, holder.salt))
    return seals.public_of(seals.key_of_phrase(phrase, bytes.fromhex(holder.salt))) == public


def phrase_typed_back(holder: KeyHolder, motion: Motion, salt: str, *, by: By, at: datetime) -> None:
    """`salt`: of the phrase that was compared; another one may have been made meanwhile."""
    _check_before(motion)
    if holder.salt != salt:
        raise Refused("secret.phrase_wrong", field="phrase")
    if holder.ready_at is None:
        holder.ready_at = at
        record("motion.phrase_typed_back", motion, by=by, at=at, place=holder.place)


# -- after casting has stopped -----------------------------------------------------------------------------------------


def layer_under(holder: KeyHolder, motion: Motion, phrase: str) -> bytes:
    """What the holder's phrase opens: for the first the inner layer, for the second the key itself. Slow, and before the lock.

    Raises Refused where the phrase is another or the file is gone."""
    kind = "wrapped" if holder.place == 1 else "half"
    try:
        layer = keys.read(folder(), keys.key_name(motion.id, motion.public_key or "", kind))
        return seals.unwrap(layer, seals.key_of_phrase(phrase, bytes.fromhex(holder.salt)))
    except seals.Unreadable:
        raise Refused("secret.phrase_wrong", field="phrase") from None
    except (keys.KeyMissing, ValueError):
        raise Refused("secret.key_missing") from None


def keep_half(motion: Motion, layer: bytes) -> None:
    """The inner layer waits for the second scrutineer; it is as sealed as before."""
    keys.write(folder(), keys.key_name(motion.id, motion.public_key or "", "half"), layer)


def first_has_opened(holder: KeyHolder, motion: Motion, *, by: By, at: datetime) -> None:
    if motion.state != "closed":
        raise Refused("secret.not_closed")
    if holder.opened_at is None:
        holder.opened_at = at
        record("motion.first_phrase", motion, by=by, at=at)


def server_key(motion: Motion) -> bytes | None:
    """The private half, None where it is missing or not the motion's."""
    try:
        private = keys.read(folder(), keys.key_name(motion.id, motion.public_key or ""))
        return private if seals.public_of(private).hex() == motion.public_key else None
    except (keys.KeyMissing, ValueError, TypeError):
        return None


def key_stands(motion: Motion) -> bool:
    """Whether what opens the box is still there, as far as can be seen without phrases."""
    if motion.custody != "scrutineers":
        return server_key(motion) is not None
    try:
        return bool(keys.read(folder(), keys.key_name(motion.id, motion.public_key or "", "wrapped")))
    except keys.KeyMissing:
        return False


# -- the end of a key --------------------------------------------------------------------------------------------------


def discard(motion: Motion) -> None:
    """No box, no roll, no key: the ballot was deferred, withdrawn or made void, or has been counted. The file goes after the commit."""
    if motion.visibility != "secret":
        return
    db.session.execute(delete(SealedBallot).where(SealedBallot.motion_id == motion.id))
    db.session.execute(delete(SecretRoll).where(SecretRoll.motion_id == motion.id))
    for holder in holders_of(motion.id):
        holder.salt, holder.ready_at, holder.opened_at = "", None, None
    g.setdefault("keys_to_destroy", set()).add(motion.id)


def destroy(motion_id: int, *, by: By, at: datetime) -> bool:
    """Remove the files of a motion that needs them no more, in a transaction of its own; repeatable. False where they are still needed.

    The alliance is held: an opening of the same motion looks for its key under the same lock, and refuses where it is gone."""
    with writing():
        motion = db.session.get(Motion, motion_id)
        if motion is None:
            return False  # not ours to judge: another database may share the folder
        ledger.hold(motion.alliance_id)
        db.session.refresh(motion)
        if motion.state in NEEDED_IN:
            keep = {keys.key_name(motion.id, motion.public_key or "", kind) for kind in ("key", "wrapped", "half")}
            keys.destroy(folder(), motion.id, but=frozenset(keep))
            return False
        holders = {keys.holder_name(motion.id, holder.place, holder.salt) for holder in holders_of(motion.id) if holder.salt}
        keys.destroy(folder(), motion.id, but=frozenset(holders if motion.state in ("draft", "deferred") else ()))
        if motion.public_key and motion.key_destroyed_at is None:
            motion.key_destroyed_at = at
            record("motion.destroy_key", motion, by=by, at=at)
        return True


def destroy_ended(*, by: By, at: datetime) -> list[int]:
    """What the job does: every motion of which files are left or whose key is not noted as destroyed. Returns those that are done."""
    ended = select(Motion.id).where(
        Motion.public_key.is_not(None), Motion.key_destroyed_at.is_(None), Motion.state.not_in(("draft", *NEEDED_IN))
    )
    left = set(keys.motions_with_files(folder())) | set(db.session.scalars(ended))
    done = [motion_id for motion_id in sorted(left) if destroy(motion_id, by=by, at=at)]
    if done:
        tidy()
    return done


def tidy() -> None:
    """What the deleted rows leave behind in the files of the database goes too, as far as nobody is in the way."""
    connection = db.engine.raw_connection()
    try:
        if db.engine.dialect.name == "postgresql":
            connection.driver_connection.autocommit = True  # type: ignore[union-attr]  # a psycopg connection
            connection.cursor().execute("SET lock_timeout = 500")
            for table in ("sealed_ballot", "secret_roll"):
                connection.cursor().execute(f"VACUUM (FULL) {table}")
        else:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    except Exception:  # a backup or a long reader holds it: the next time tidies, and the ballots are sealed without a key anyway
        current_app.logger.info("the tables of secret ballots are tidied another time")
    finally:
        connection.invalidate()
