"""Every code of the roster has its words, and the words use only what the code brings along."""

from __future__ import annotations

import re

from flask import Flask

from app.alliances.messages import REASONS
from app.alliances.roster import FIELDS, NOTES, REFUSALS, REJECTIONS
from app.alliances.roster.entries import Rejected
from app.alliances.roster.rows import LONGEST
from app.alliances.roster.words import DIFFERENCE_WORDS, FIELD_WORDS, ROLE_WORDS, reason_of


def test_every_reason_has_a_sentence_with_its_own_values(app: Flask) -> None:
    for reason, values in {**REFUSALS, **REJECTIONS, **NOTES}.items():
        assert set(re.findall(r"%\((\w+)\)s", str(REASONS[reason]))) <= set(values), reason


def test_every_field_and_role_has_a_word() -> None:
    assert set(FIELDS) == set(FIELD_WORDS)
    assert set(LONGEST) <= set(FIELD_WORDS)
    named = {"code", "name", "person", "kind", "district", "street", "community", "phone"}
    assert named | {"votes", "role", "delegate", "title", "stand_ins", "remark"} <= set(DIFFERENCE_WORDS)
    assert set(ROLE_WORDS) == {"convener", "member", "observer", "secretary", "liaison"}


def test_a_field_in_a_sentence_is_called_by_its_word(app: Flask) -> None:
    row = Rejected("", 2, "roster.too_long", {"field": "organisation_name", "limit": 80})
    assert reason_of(row) == "“单位名称”太长，最多80个字。"
