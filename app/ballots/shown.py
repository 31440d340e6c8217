"""A motion, the room around it and a reader's own seats, as cards and pages show them. pages.py builds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from app.ballots import forms
from app.ballots.counting import Outcome
from app.ballots.forms import paper_marks
from app.ballots.formula import formula, formula_en
from app.ballots.formula_words import SENTENCES, Language, amount
from app.ballots.models import Motion
from app.ballots.picture import Bar, Picture, pictures
from app.ballots.queries import RollRow, outcome_of, share_of
from app.ballots.question import PAPER_CHOICES, Question
from app.ballots.rules import REDONE, Measures, counts_heads, question_of
from app.ballots.sentences import asks
from app.ballots.shares import Quorum, Share, least
from app.core.i18n import language


def tongue() -> Language:
    return "en" if language() == "en" else "zh"


@dataclass(frozen=True, slots=True)
class Light:
    """The quorum of one dimension: what is there, what it takes."""

    present: str
    needed: str
    enough: bool


@dataclass(frozen=True, slots=True)
class Here:
    """The room as the page shows it: voting seats by id, how many it takes, and what each weighs in every dimension."""

    units: Mapping[int, str]
    here: frozenset[int]
    recused: frozenset[int]
    quorum: int
    measures: Measures
    share: Quorum

    @property
    def able(self) -> frozenset[int]:
        return self.here - self.recused

    @property
    def lights(self) -> list[Light]:
        """The quorum in every dimension, in the reader's language."""
        return [self._light(dimension, weights) for dimension, weights in self.measures.items()]

    def _light(self, dimension: str, weights: Mapping[int, int]) -> Light:
        present, needed = sum(weights[seat] for seat in self.here), least(self.share, sum(weights.values()))
        unit = self.unit(dimension)
        return Light(amount(present, "voters", unit, tongue()), amount(needed, "voters", unit, tongue()), present >= needed)

    def unit(self, dimension: str) -> str:
        """What the dimension is counted in; members of different weight are counted in votes."""
        weighs = any(weight != 1 for weight in self.measures[dimension].values())
        return "" if dimension == "seats" and weighs else dimension

    @property
    def plain(self) -> bool:
        """Every member counts as one, and nothing else is counted."""
        return counts_heads(self.measures)

    @property
    def enough(self) -> bool:
        return all(light.enough for light in self.lights)

    def names(self, seats: frozenset[int]) -> list[tuple[int, str]]:
        """The named seats in the roll's order."""
        return [(seat, unit) for seat, unit in self.units.items() if seat in seats]


@dataclass(frozen=True, slots=True)
class VoteCard:
    """One seat that the reader acts for. state: may, recused, absent, barred (carried, and the reader's own seat stands back).

    carried: by a letter of authority, not the reader's own seat."""

    seat_id: int
    unit: str
    state: str
    choice: str
    by_paper: bool
    carried: bool = False
    picks: tuple[str, ...] = ()
    motion_id: int = 0

    def form(self) -> forms.VoteForm:
        """The form of this seat; what was refused stays ticked."""
        return forms.VoteForm.shown(key=f"{self.motion_id}-{self.seat_id}", choice=list(self.picks))


@dataclass(frozen=True)
class Ballot:
    """A motion on the card. `roll` is empty until it opens."""

    motion: Motion
    roll: tuple[RollRow, ...]
    room: Here
    cards: tuple[VoteCard, ...]
    rule: Share
    notified: bool
    late: bool
    reads_names: bool
    chair_casts: bool = False  # the card gives the chair a casting vote, and nothing came after this motion
    followed: bool = False  # another motion has taken this one up
    weighted: bool = False  # some seat of its roll weighs other than one

    @property
    def id(self) -> int:
        return self.motion.id

    @property
    def asks(self) -> str:
        """What it needs in this room."""
        return asks_of(self.rule, self.room)

    @property
    def cast(self) -> int:
        return sum(line.cast for line in self.roll if line.seat_id not in self.room.recused)

    @property
    def able(self) -> int:
        """Everybody who can still vote or has voted."""
        cast = {line.seat_id for line in self.roll if line.cast}
        return len((self.room.here | cast) - self.room.recused)

    @property
    def waiting(self) -> list[tuple[int, str]]:
        """Seats that could vote and have not."""
        cast = frozenset(line.seat_id for line in self.roll if line.cast)
        return self.room.names(self.room.able - cast)

    @property
    def held(self) -> list[RollRow]:
        return [line for line in self.roll if line.cast and line.seat_id not in self.room.recused]

    @cached_property
    def outcome(self) -> Outcome:
        return outcome_of(self.motion, weighted=self.weighted)

    @property
    def formula(self) -> str:
        """The sentence beside the result, in the reader's language."""
        words = formula_en if tongue() == "en" else formula
        return words(self.outcome, share_of(self.motion), elects=self.motion.seats_to_fill is not None)

    @cached_property
    def pictures(self) -> tuple[Picture, ...]:
        return pictures(self.outcome, share_of(self.motion), tongue())

    @property
    def bars(self) -> tuple[Bar, ...]:
        """Those of the first dimension."""
        return self.pictures[0].bars if self.pictures else ()

    @property
    def threshold(self) -> str:
        return self.pictures[0].threshold if self.pictures else ""

    @property
    def question(self) -> Question:
        return question_of(self.motion)

    @property
    def by_choice(self) -> list[tuple[str, list[str]]]:
        """Who chose what, for readers inside the alliance."""
        words = [*self.question.options, "none", "abstain", "invalid"] if self.motion.method != "yes_no" else PAPER_CHOICES
        chosen = [(choice, [line.unit for line in self.roll if choice == line.choice or choice in line.picks]) for choice in words]
        return [(choice, units) for choice, units in chosen if units]

    @property
    def asks_chair(self) -> bool:
        """Whether the chair may break a tie here (voting.md §4)."""
        plain = self.motion.method == "yes_no" and self.motion.visibility != "secret" and not self.motion.dimensions
        if not self.chair_casts or not plain or self.motion.state != "counted" or self.motion.casting_vote:
            return False
        numbers = self.outcome.counts["seats"]
        tied = self.motion.result not in REDONE and numbers.votes_for == numbers.votes_against
        return tied and not numbers.weighted

    @property
    def may_redo(self) -> bool:
        return self.motion.result in REDONE

    def open_form(self) -> forms.OpenForm:
        return forms.OpenForm.shown(key=self.id)

    def hands_form(self) -> forms.HandsCount:
        return forms.HandsCount.shown(key=self.id)

    def close_form(self) -> forms.CloseForm:
        return forms.CloseForm.shown(key=self.id)

    def papers_form(self) -> forms.PapersForm:
        return forms.PapersForm.shown(key=self.id)

    def marks(self) -> list[tuple[str, object]]:
        """What a paper can say, in the order of the paper: (value, words)."""
        return [(value, str(words)) for value, words in paper_marks(self.question)]  # once, and not for every member

    def paper_form(self, line: RollRow) -> forms.PaperForm:
        return forms.PaperForm.shown(key=f"{self.id}-{line.seat_id}")

    def casting_form(self) -> forms.CastingForm:
        return forms.CastingForm.shown(key=self.id)

    def end_form(self) -> forms.EndForm:
        return forms.EndForm.shown(key=self.id)

    def void_form(self) -> forms.VoidForm:
        return forms.VoidForm.shown(key=self.id)


def asks_of(share: Share, room: Here) -> str:
    """What a ballot needs in this room, dimension by dimension."""
    lang = tongue()

    def sum_of(dimension: str, seats: frozenset[int] | None = None) -> int:
        return sum(weight for seat, weight in room.measures[dimension].items() if seats is None or seat in seats)

    sentences = {
        dimension: asks(
            share,
            sum_of(dimension),
            sum_of(dimension, room.recused),
            sum_of(dimension, room.here),
            sum_of(dimension, room.recused & room.here),
            lang,
            room.unit(dimension),
        )
        for dimension in room.measures
    }
    if len(sentences) == 1:
        return next(iter(sentences.values()))
    return SENTENCES[lang]["dimensions"].join(SENTENCES[lang][f"dimension.{name}"] + words for name, words in sentences.items())
