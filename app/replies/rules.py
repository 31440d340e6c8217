"""Replies to a meeting's notice (参会回复): what can be answered, until when, and what the answers mean for the quorum. PURE."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


PRESENT, APOLOGY, STAND_IN = "present", "apology", "stand_in"
ANSWERS = {PRESENT: _("出席"), APOLOGY: _("请假"), STAND_IN: _("代会")}
#: How an answer came: by an own sign-in, by the group's link, by telephone or word of mouth to the secretary.
VIA = {"own": _("本人手机"), "link": _("群链接"), "phone": _("电话、口头")}

#: Wrong digits for one member at one meeting; after that nobody's digits prove anything there: the secretary confirms (security.md §3.3).
TRIES = 5
#: Answers by the group's link to one meeting within ten minutes: of those that wait for the secretary, and of all.
MOST_UNKNOWN, MOST_BY_LINK = 20, 120


def open_to_replies(state: str, kind: str, starts_at: datetime, at: datetime, *, by_secretary: bool = False) -> bool:
    """Once the notice is out and until the meeting starts; the secretary may enter what she was told until it is opened."""
    return state == "notified" and kind != "written" and (by_secretary or at < starts_at)


@dataclass(frozen=True, slots=True)
class Forecast:
    """The voting members by what they answered. `required`: 到会规定家数; `enough`: whether the meeting could be held by what was answered
    so far; `plain`: members count one each, so that a number of members may be named as missing."""

    coming: int
    stand_ins: int
    lettered: int
    apologies: int
    waiting: int
    required: int
    enough: bool
    plain: bool = True

    @property
    def answered(self) -> int:
        return self.coming + self.stand_ins + self.lettered + self.apologies

    @property
    def missing(self) -> int:
        """How many more must come."""
        return max(self.required - self.coming - self.stand_ins - self.lettered, 0)
