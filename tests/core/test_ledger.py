from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import text, update
from sqlalchemy.exc import DatabaseError

from app.alliances import actions as alliances
from app.core import ledger
from app.core.db import Unrecorded, db, writing
from app.core.ledger import Chain, Entry
from app.core.perform import record
from app.policy import SYSTEM
from tests import make


def faults() -> list[tuple[int, str]]:
    db.session.rollback()
    return [(fault.chain, fault.what.split(" ")[0]) for fault in ledger.verify()]


def raw(sql: str) -> None:
    """Change a row as somebody with the database's own tools would."""
    with db.engine.begin() as connection:
        connection.execute(text(sql))


def test_a_chain_grows_with_every_act_and_verifies(any_app: Flask) -> None:
    alliance = make.alliance()
    make.seat(alliance)
    chain = db.session.get_one(Chain, alliance.id)
    assert chain.seq == 3  # created, seat added, delegate named
    assert chain.version >= 2
    assert faults() == []


def test_a_changed_row_is_found(any_app: Flask) -> None:
    alliance = make.alliance()
    raw(f"UPDATE alliance SET name = '别的联盟' WHERE id = {alliance.id}")
    assert faults() == [(alliance.id, "row")]


def test_a_column_added_later_counts_once_it_holds_something(any_app: Flask) -> None:
    seat = make.seat(make.alliance())
    assert "weight" not in ledger.protected(seat)  # what was committed to before the column came still verifies
    raw(f"UPDATE seat SET weight = 2 WHERE id = {seat.id}")
    assert faults() == [(seat.alliance_id, "row")]


def test_entries_can_be_neither_changed_nor_deleted(any_app: Flask) -> None:
    alliance = make.alliance()
    db.session.rollback()
    for sql in ("UPDATE ledger_entry SET verb = 'x'", "DELETE FROM ledger_entry"):
        with pytest.raises(DatabaseError, match="append-only"):
            raw(sql)
    assert alliance.id
    assert faults() == []


def test_erased_words_leave_the_chain_whole_and_changed_words_do_not(any_app: Flask) -> None:
    alliance = make.alliance()
    with writing():
        record("alliance.note", alliance, by=SYSTEM, at=make.AT, words="一句话")
    assert faults() == []
    raw(f"UPDATE ledger_entry SET words = NULL, salt = NULL WHERE chain_id = {alliance.id}")
    assert faults() == []


def test_a_head_that_somebody_holds_finds_a_chain_written_anew(any_app: Flask) -> None:
    alliance = make.alliance()
    chain = db.session.get_one(Chain, alliance.id)
    assert [fault.what for fault in ledger.verify([(alliance.id, chain.seq, chain.head)])] == []
    assert [fault.what for fault in ledger.verify([(alliance.id, chain.seq, chain.head[:16])])] == []  # as minutes print it
    assert [fault.what for fault in ledger.verify([(alliance.id, chain.seq, "f" * 16)])] == ["head"]
    assert [fault.what for fault in ledger.verify([(alliance.id, chain.seq, "f" * 64)])] == ["head"]
    assert [fault.what for fault in ledger.verify([(alliance.id, chain.seq + 1, "f" * 64)])] == ["head"]


def test_a_broken_hash_is_found_at_its_entry(app: Flask) -> None:
    alliance = make.alliance()
    make.seat(alliance)
    raw("DROP TRIGGER ledger_entry_kept")
    raw(f"UPDATE ledger_entry SET verb = 'seat.other' WHERE chain_id = {alliance.id} AND seq = 2")
    db.session.rollback()
    assert [(fault.seq, fault.what) for fault in ledger.verify()] == [(2, "hash")]


def test_words_never_become_facts(app: Flask) -> None:
    alliance = make.alliance()
    with pytest.raises(ValueError, match="facts are codes"), writing():
        record("alliance.note", alliance, by=SYSTEM, at=make.AT, who="张三")


def test_a_silent_change_is_refused(app: Flask) -> None:
    alliance = make.alliance()
    with pytest.raises(Unrecorded, match="Alliance"), writing():
        alliance.name = "改名"
    db.session.rollback()
    other = make.alliance()
    with pytest.raises(Unrecorded, match="no entry names it"), writing():
        alliance.name = "改名"
        record("alliance.note", other, by=SYSTEM, at=make.AT)
    assert db.session.get_one(type(alliance), alliance.id).name != "改名"


def test_nothing_is_changed_outside_writing(app: Flask) -> None:
    alliance = make.alliance()
    alliance.name = "改名"
    with pytest.raises(RuntimeError, match="outside writing"):
        db.session.flush()
    db.session.rollback()
    with pytest.raises(RuntimeError, match="outside writing"):
        db.session.execute(update(Entry).values(verb="x"))


def test_a_failure_takes_everything_back(any_app: Flask) -> None:
    alliance = make.alliance()
    before = ledger.version(alliance.id)
    with pytest.raises(ZeroDivisionError), writing():
        alliances.choose_prefix(alliance, "ABC", by=SYSTEM, at=make.AT)
        raise ZeroDivisionError
    assert (alliance.prefix, ledger.version(alliance.id)) == (alliance.code, before)
    assert faults() == []
