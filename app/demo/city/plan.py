"""How much happens in the demo city and when, before anything is entered: domain.md §7. Reads no database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.core import chance
from app.core.chance import Dice
from app.core.clock import at_local
from app.core.workdays import Calendar
from app.demo.city.homes import Home
from app.demo.city.weights import CATEGORIES, Weights

BEGIN, LAST = date(2024, 11, 25), date(2026, 11, 24)
MONTHS = 24
#: Up to here life is entered: a quarter of an hour before the demo's clock begins.
END = at_local(LAST, 8, 45)

#: For the 210 alliances of the roster; the showcase's own are among them, so that slightly less is planned for the others.
ISSUES, MEETINGS, TABLED, FREE = 7200, 1260, 610, 370
#: Neighbours who report the same matter, and meetings that are called anew, come on top of what is drawn: so much less is drawn.
NEIGHBOURS, AGAIN = 160, 60
FEWEST_MEETINGS, MOST_MEETINGS = 3, 9
ROSTER = 210
#: 春节 keeps meetings away from some days before it to some days after it.
BEFORE_SPRING, AFTER_SPRING = 5, 8
QUARTERLY = {3: 3.0, 6: 3.0, 9: 3.0, 12: 2.6}
#: Quarters from the first, of which only December is lived, to the present one: the last whole quarter comes before it.
PRESENT, WHOLE = 8, 7
#: How many alliances did not meet in the last whole quarter.
MISSED = 0.04
STARTS = ((9, 0), (9, 30), (10, 0), (14, 0), (14, 30), (15, 0), (18, 30))


@dataclass(frozen=True, slots=True)
class Share:
    """What one alliance gets of the city's life. `diligence`: how rarely something is left lying, 1 on average."""

    home: Home
    issues: int
    meetings: tuple[datetime, ...]
    tabled: int
    free: int
    diligence: float


def shares(homes: Sequence[Home], calendar: Calendar, seed: int) -> list[Share]:
    """For `homes` without the showcase. Fewer homes than the roster has get their part of the totals."""
    dice = chance.dice(seed, "city")
    part = len(homes) / (ROSTER - 1)
    issues = apportioned(round((ISSUES - 3 - NEIGHBOURS) * part), [home.residents * dice.uniform(0.7, 1.4) for home in homes])
    meetings = _meetings(round((MEETINGS - 6 - AGAIN) * part), len(homes), dice)
    tabled = apportioned(round(TABLED * part), [count * dice.uniform(0.5, 1.5) for count in meetings])
    free = apportioned(round(FREE * part), [count * dice.uniform(0.6, 1.4) for count in meetings])
    spring = [day for day in sorted(calendar.holidays) if day.month in (1, 2) and day.day > 3]
    found = []
    for place, home in enumerate(homes):
        own = chance.dice(seed, "plan", home.code)
        days = _days(meetings[place], own, calendar, spring)
        diligence = own.choice((0.35, 0.8, 0.8, 1.2, 1.2, 1.5, 2.0))
        found.append(Share(home, issues[place], days, tabled[place], free[place], diligence))
    return found


def apportioned(total: int, weights: Sequence[float]) -> list[int]:
    """`total` in whole parts as the weights want it: the largest remainders get what is left over."""
    whole = sum(weights)
    exact = [total * weight / whole for weight in weights]
    parts = [int(share) for share in exact]
    for place in sorted(range(len(parts)), key=lambda n: (parts[n] - exact[n], n))[: total - sum(parts)]:
        parts[place] += 1
    return parts


def _meetings(total: int, count: int, dice: Dice) -> list[int]:
    """3 to 9 for each alliance, together `total`."""
    wanted = apportioned(total, [dice.uniform(FEWEST_MEETINGS, MOST_MEETINGS) for _ in range(count)])
    bounded = [min(max(number, FEWEST_MEETINGS), MOST_MEETINGS) for number in wanted]
    while (off := sum(bounded) - total) != 0:
        place = dice.randrange(count)
        if FEWEST_MEETINGS < bounded[place] < MOST_MEETINGS:
            bounded[place] -= 1 if off > 0 else -1
    return bounded


def _days(count: int, dice: Dice, calendar: Calendar, spring: Sequence[date]) -> tuple[datetime, ...]:
    """One meeting a quarter at most, most of them in its last month, working days only; the last ones lie a few days ahead."""
    days = []
    for quarter in _quarters(count, dice):
        months = [(2024 + (11 + n) // 12, (11 + n) % 12 + 1) for n in range(max(3 * quarter - 2, 0), 3 * quarter + 1)]
        weights = [QUARTERLY.get(month, 1.0) * (0.25 if quarter == PRESENT and month == 12 else 1.0) for _year, month in months]
        month = dice.choices(months, weights)[0]
        days.append(at_local(_day(month, dice, calendar, spring), *dice.choice(STARTS)))
    return tuple(days)


def _quarters(count: int, dice: Dice) -> list[int]:
    """At even distances, as often as the alliance meets; nearly all of them met in the last whole quarter."""
    missed = count < WHOLE and dice.random() < MISSED
    last = WHOLE - missed
    now = not missed and dice.random() < (count - 4) / 5
    earlier = count - 1 - now
    shift = dice.random()
    found = {int((n + shift) * last / earlier) for n in range(earlier)} | {last} | ({PRESENT} if now else set())
    return sorted(found)


def _day(month: tuple[int, int], dice: Dice, calendar: Calendar, spring: Sequence[date]) -> date:
    ahead = month == (2026, 12)
    while True:
        day = date(*month, dice.randint(1, 4 if ahead else 28))
        kept_free = any(-BEFORE_SPRING <= (day - off).days <= AFTER_SPRING for off in spring)
        if calendar.is_workday(day) and not (kept_free and day.month in (1, 2)):
            return day


def category(weights: Weights, month: int, dice: Dice) -> str:
    return dice.choices(list(CATEGORIES), weights.of(month))[0]


def moments(count: int, dice: Dice, calendar: Calendar, first: date = BEGIN, last: date = LAST) -> list[datetime]:
    """When issues come in: every day, working days more, from morning to evening."""
    days = (last - first).days
    found: list[datetime] = []
    while len(found) < count:
        day = first + timedelta(days=dice.randint(0, days))
        if calendar.is_workday(day) or dice.random() < 0.35:
            found.append(at_local(day, dice.randint(8, 19), dice.randint(0, 59)))
    return sorted(found)
