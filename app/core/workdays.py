"""Working days over a holiday table. The table is our own because no library knows next year's 调休 (domain.md §0.7)."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class Calendar:
    """Days off and make-up working days (调休上班日); `years` are those that were entered: others fall back to Monday to Friday."""

    holidays: Set[date]
    makeup: Set[date]
    years: Set[int]

    def is_workday(self, day: date) -> bool:
        if day in self.makeup:
            return True
        return day.weekday() < 5 and day not in self.holidays

    def knows(self, day: date) -> bool:
        return day.year in self.years

    def after(self, day: date, workdays: int) -> date:
        """The day on which `workdays` working days after `day` are over; the count starts on the next working day.

        A slip issued on day 0 with a limit of 1 is due on the next working day (domain.md, opening decision 8).
        Negative counts go back. Zero is the day itself.
        """
        step = timedelta(days=1 if workdays >= 0 else -1)
        left = abs(workdays)
        while left:
            day += step
            left -= self.is_workday(day)
        return day

    def between(self, start: date, end: date) -> int:
        """Working days after `start` up to and including `end`; negative where `end` lies before `start`."""
        if end < start:
            return -self.between(end, start)
        return sum(self.is_workday(start + timedelta(days=n)) for n in range(1, (end - start).days + 1))
