"""PURE. What an attack is worth: how many voters it links to their lines of the bulletin, beside what drawing lots would link.

A random pairing of n voters and n lines is right for 1 of them on average, with a variance of 1, whatever n is. Guesses add up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt

Guess = Mapping[int, int]  # seat -> place in the bulletin


@dataclass
class Score:
    """paired: rows of the roll that the attack joined to rows of the box, which are sealed. readable: sealed fields that could be read."""

    name: str
    linked: int = 0
    guesses: int = 0
    voters: int = 0
    paired: int = 0
    readable: int = 0
    notes: list[str] = field(default_factory=list)
    pairs: dict[int, bytes] = field(default_factory=dict)  # of the last ballot: seat -> name of its sealed row

    @property
    def bound(self) -> float:
        """Three standard deviations above chance."""
        return self.guesses + 3 * sqrt(self.guesses)

    @property
    def holds(self) -> bool:
        return self.linked <= self.bound and self.readable == 0

    def guess(self, guessed: Guess, truth: Guess) -> None:
        self.guesses += 1
        self.voters += len(truth)
        self.linked += sum(truth.get(seat) == place for seat, place in guessed.items())

    def note(self, words: str) -> None:
        """Said once however often it is found."""
        if words not in self.notes:
            self.notes.append(words)

    def line(self) -> str:
        chance = f"{self.guesses} ± {3 * sqrt(self.guesses):.1f}"
        verdict = "holds" if self.holds else "BROKEN"
        more = f"  {'; '.join(self.notes)}" if self.notes else ""
        return f"{self.name:26} {self.linked:4} of {self.voters:5}   {chance:>12}   {self.paired:6}   {self.readable:8}   {verdict}{more}"


HEAD = f"{'attack':26} {'linked':>13}   {'chance ± 3σ':>12}   {'paired':>6}   {'readable':>8}"


def by_order(seats: Sequence[int], lines: int) -> Guess:
    """The n-th voter has the n-th line."""
    return {seat: place for place, seat in enumerate(seats) if place < lines}


def by_name(pairs: Mapping[int, bytes], lines: int) -> Guess:
    """Through the sealed row: the voter whose ballot has the n-th name in the box has the n-th line."""
    ranks = {rid: place for place, rid in enumerate(sorted(pairs.values()))}
    return {seat: ranks[rid] for seat, rid in pairs.items() if ranks[rid] < lines}


def attack(score: Score, seats: Sequence[int], rids: Sequence[bytes], truth: Guess) -> None:
    """What an order of the roll and an order of the box are good for. seats, rids: as the attack found them, in order of writing."""
    score.pairs = pairs = dict(zip(seats, rids, strict=False))
    score.paired += len(pairs)
    for guessed in (by_order(seats, len(truth)), by_order(seats[::-1], len(truth)), by_name(pairs, len(truth))):
        score.guess(guessed, truth)
