"""Loads the demo city: month by month, alliance by alliance, each in one short write transaction, so that others get their turn."""

from __future__ import annotations

import gc
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime

import click

from app.core import chance, clock
from app.core.clock import at_local
from app.demo import showcase
from app.demo.city import ballot_life, issue_life, meeting_life, people, plan, special
from app.demo.city.copies import multiply
from app.demo.city.homes import Home, homes
from app.demo.city.life import Life
from app.demo.city.words import Told, written_out
from app.demo.steady import repeatable_rows, seldom_collecting
from app.settings.models import calendar

Say = Callable[[str], None]
OPENING = at_local(plan.BEGIN, 8)
#: The showcase's clock: the morning of the demo's day.
MORNING = at_local(plan.LAST, 8, 40)
#: A waiting writer looks at the gate every 2 ms: so often and so long the loader stands aside.
ASIDE_EVERY, ASIDE = 0.1, 0.003


def load(say: Say, *, scale: int, seed: int, alliances: int | None = None, months: int = plan.MONTHS) -> None:
    """Fill an empty database; inside `chance.repeatable(seed)`. Refused where the database is a real one.

    `alliances` and `months` make a small city for tests: so many alliances live so many months, the others stay shells.
    """
    with seldom_collecting(), repeatable_rows(), clock.standing(OPENING) as turn_clock:
        home = showcase.bring_in_roster(say, at=OPENING)
        special.long_unit(OPENING)
        showcase.record_home(say, home, turn_clock, at=OPENING)
        say("正在记录全市两年的工作……")
        live(seed, turn_clock, but=home.code, months=months, only=alliances or 0)
        turn_clock(MORNING)
        ballot_life.destroy_keys(MORNING)
        links = people.create(home)
        if scale > 1:
            say(f"正在复制成{scale}座城市……")
            multiply(home, scale, say)
    showcase.write_accounts([*showcase.OFFICIALS, *links.officials], links.lines)


def live(seed: int, turn_clock: Callable[[datetime], None], *, but: str, months: int = plan.MONTHS, only: int = 0) -> None:
    """Two years of every alliance but the showcase's (its code, `but`). `only` and `months` make a small city for tests."""
    everywhere = homes()
    found = [home for home in everywhere if home.code != but]
    days = calendar()
    chosen = plan.shares(found, days, seed)[: only or None]
    lives = [Life(share, days, chance.dice(seed, "life", share.home.code), turn_clock) for share in chosen]
    _begin(lives, everywhere, seed)
    gc.collect()
    gc.freeze()  # what is there by now stays to the end
    ends = [at_local(date(2024 + (11 + n) // 12, (11 + n) % 12 + 1, 1), 0) for n in range(1, plan.MONTHS)] + [plan.END]
    with _progress(len(lives) * months) as step:
        stood_aside = clock.monotonic()
        for until in ends[:months]:
            for life in lives:
                life.run(until)
                step(f"{clock.local(until):%Y-%m}")
                if clock.monotonic() - stood_aside > ASIDE_EVERY:
                    time.sleep(ASIDE)
                    stood_aside = clock.monotonic()


def _begin(lives: Sequence[Life], everywhere: Sequence[Home], seed: int) -> None:
    """Every alliance's own plan. What was written out one by one goes to alliances that the dice name."""
    dice = chance.dice(seed, "written out")
    extra: dict[int, list[Told]] = {}
    plain: dict[int, list[Told]] = {}
    for row in written_out():
        told = Told(row["category"], row["title"], row["words"], row["answer"], channel=row["channel"], privacy=row["privacy"])
        place = dice.randrange(len(lives))
        if row["regime"] in ("none", None):
            plain.setdefault(place, []).append(told)
        else:
            regime = row["regime"]
            extra.setdefault(place, []).append(Told(*_but_regime(told), regime))
    arranged = special.arrange(lives, everywhere, chance.dice(seed, "special"))
    for place, life in enumerate(lives):
        issue_life.begin(life, plain.get(place, ()))
        meeting_life.begin(life, extra.get(place, ()), arranged.pinned.get(life.home.id))


def _but_regime(told: Told) -> tuple[str, str, str, str, str, str, str]:
    return told.category, told.title, told.words, told.answer, told.place, told.channel, told.privacy


@contextmanager
def _progress(length: int) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal, else a plain line for every month."""
    if sys.stderr.isatty():
        with click.progressbar(length=length, label="演示城市", file=sys.stderr) as bar:
            yield lambda _month: bar.update(1)
        return
    said = {""}

    def line(month: str) -> None:
        if month not in said:
            said.add(month)
            click.echo(f"演示城市：{month}", err=True)

    yield line
