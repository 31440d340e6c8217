"""What is typed about a secret ballot: scrutineers and phrases, papers handed out and come back, one's own words."""

from __future__ import annotations

import unicodedata

from flask import request
from wtforms import HiddenField

from app.ballots.forms import CHOICE_WORDS, NEEDED, SeatField
from app.ballots.models import Motion
from app.ballots.sealed.choices import Choice
from app.ballots.sealed.papers import combination, rows_of_bundle
from app.core.forms import Form, Line
from app.core.i18n import say
from app.core.i18n import text as _

WORDS = {**CHOICE_WORDS, "none": _("都不同意"), "invalid": _("废票")}
MOST_PAPERS = 999


def words_of(choice: Choice) -> str:
    """A choice as people read it."""
    if isinstance(choice, list):
        return "、".join(choice) or f"{say('弃权')}（{say('一个都不选')}）"
    return str(WORDS.get(choice, choice))


class HoldersForm(Form):
    first_holder = Line(_("先输入口令的监票人"), [NEEDED], longest=30)
    second_holder = Line(_("后输入口令的监票人"), [NEEDED], longest=30)


class PhraseForm(Form):
    phrase = Line(_("六个词的口令"), [NEEDED], longest=60)


class PaperOutForm(Form):
    seat = SeatField(_("领纸质票的成员"), [NEEDED])


class PaperBackForm(Form):
    reason = Line(_("收回的原因"), [NEEDED], longest=200)


class FindForm(Form):
    receipt = Line(_("我的凭词（两个词和四位数字）"), [NEEDED], longest=40)


class BundleForm(Form):
    """How many papers say what: fields count-<row>; in approve_any a row's options are ticked, pick-<row>-<option>, or it is invalid."""

    bundle = HiddenField()
    scrutineer = Line(_("监票人"), [NEEDED], longest=30)
    second_scrutineer = Line(_("另一位监票人"), [NEEDED], longest=30)

    def typed(self, name: str) -> str:
        """What was just sent and could not be saved."""
        return request.form.get(name, "") if self.is_submitted() else ""

    def numbers(self, motion: Motion, rows: int) -> dict[str, int]:
        """Choice (approve_any: combination, or "invalid") -> number. What cannot be read is blamed on `bundle`."""
        found: dict[str, int] = {}
        names = rows_of_bundle(motion) if motion.method != "approve_any" else [self._combination(motion, row) for row in range(rows)]
        for row, name in enumerate(names):
            number = self._number(request.form.get(f"count-{row}", ""))
            if number:
                found[name] = found.get(name, 0) + number
        return found

    def _combination(self, motion: Motion, row: int) -> str:
        options = list(motion.options or ())
        chosen = [option for place, option in enumerate(options) if request.form.get(f"pick-{row}-{place}")]
        too_many = motion.max_choices is not None and len(chosen) > motion.max_choices
        return "invalid" if request.form.get(f"pick-{row}-invalid") or too_many else combination(chosen)

    def _number(self, typed: str) -> int:
        text = unicodedata.normalize("NFKC", typed).strip() or "0"
        if text.isdecimal() and len(text) <= 4 and int(text) <= MOST_PAPERS:
            return int(text)
        self.blame("bundle", str(_("张数请填0到%(most)s的整数。", most=MOST_PAPERS)))
        return 0
