"""The words of the demo city: templates with names of compounds, buildings and roads drawn for one alliance. All of it is invented."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from app.alliances.roster.places import stem
from app.core.chance import Dice
from app.demo.city.homes import Home

FOLDER = Path(__file__).parent


@cache
def texts() -> dict[str, Any]:
    return dict(json.loads((FOLDER / "words.json").read_text(encoding="utf-8")))


@cache
def written_out() -> tuple[dict[str, Any], ...]:
    """Issues that were written out one by one: each of them belongs to one alliance of the city."""
    return tuple(json.loads((FOLDER / "issues.json").read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Told:
    """One matter as somebody brings it forward, and what comes of it. `regime`: "" where the deeds decide it."""

    category: str
    title: str
    words: str
    answer: str
    place: str = ""
    channel: str = ""
    privacy: str = ""
    regime: str = ""


class Words:
    """Fills templates for one alliance with its own dice."""

    def __init__(self, home: Home, dice: Dice) -> None:
        self.dice = dice
        kinds, firsts = texts()["kinds"], texts()["compounds"]
        owners = [member.unit.removesuffix("业主委员会") for member in home.members if member.kind == "owners_committee"]
        own = owners or [f"{stem(home.name)}小区"]
        self.compounds = [*own, *own, *(f"{first}{dice.choice(kinds)}" for first in dice.sample(firsts, 4))]
        self.roads = dice.sample(texts()["roads"], 3)

    def one(self, name: str) -> str:
        """A sentence of a list of words.json."""
        return str(self.dice.choice(texts()[name]))

    def issue(self, category: str) -> Told:
        """A matter of the category. A template holds {c}ompound, {b}uilding, {d}oor, {n}umber, {m}any, {g}ate, {r}oad, {s}ince when."""
        dice = self.dice
        title, words, answer = dice.choice(texts()["issues"][category])
        compound, building = dice.choice(self.compounds), dice.randint(1, 28)
        slots = {
            "c": compound,
            "b": building,
            "d": dice.randint(1, 6),
            "n": dice.randint(2, 5),
            "m": dice.randint(12, 58),
            "g": dice.choice("东西南北"),
            "r": dice.choice(self.roads),
            "s": dice.choice(texts()["spans"]),
            "a": dice.choice(texts()["asked"]),
        }
        place = f"{compound}{building}号楼" if "{b}" in title + words else compound
        return Told(category, title.format(**slots), words.format(**slots), answer.format(**slots), place)
