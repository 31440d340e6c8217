"""开场一页: what became of last time's promises, for the projector and the chair (“上次6件，办成5件，1件没办成”). Chinese only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from app.core.clock import local
from app.meetings.models import Meeting
from app.meetings.rules import WRITTEN
from app.resolutions.reporting import ReportLine, report_lines

#: Where a page shows no more than a few lines.
LONGEST_REASON = 60


@dataclass(frozen=True, slots=True)
class Opening:
    """`number` actions were promised, `done` of them are closed; what is not done as (title, unit, reason). `ahead`: their day has not
    come, and nobody has said that they will be late."""

    number: int
    done: int
    undone: tuple[tuple[str, str, str], ...]
    ahead: int = 0

    @property
    def line(self) -> str:
        """The first sentence alone: “上次6件，办成5件，1件没办成”."""
        if self.done == self.number:
            return f"上次{self.number}件，件件办成"
        parts = [f"上次{self.number}件", f"办成{self.done}件"]
        parts += [f"{self.ahead}件还没到时限"] if self.ahead else []
        parts += [f"{len(self.undone)}件没办成"] if self.undone else []
        return "，".join(parts)

    @property
    def words(self) -> str:
        """What the chair reads aloud: the line, then each one that is not done with its unit and why."""
        told = "；".join(f"{title}（{unit}），{reason}" for title, unit, reason in self.undone)
        return f"{self.line}。" if not told else f"{self.line}：{told}。"


def opening_of(meeting: Meeting) -> Opening | None:
    """What this meeting is told first: the same actions as its first item and its minutes. None where there is nothing to tell."""
    return None if meeting.kind == WRITTEN else opening_from(report_lines(meeting), local(meeting.starts_at).date())


def opening_from(lines: Iterable[ReportLine], day: date) -> Opening | None:
    """The same from lines that have been read already, as of the meeting's day."""
    told = list(lines)
    ahead = [line for line in told if line.standing == "open" and (line.due is None or line.due >= day)]
    undone = tuple((line.title, line.lead, reason(line)) for line in told if line.standing != "closed" and line not in ahead)
    done = sum(line.standing == "closed" for line in told)
    return Opening(len(told), done, undone, len(ahead)) if told else None


def reason(line: ReportLine) -> str:
    """Why it is not done, in the words that were given, and until when; never empty, never with a full stop at its end."""
    why = _short((line.reason or line.why).strip().rstrip("。；，").replace("\n", "，"))
    if line.standing == "extended" and line.new_due is not None:
        return f"{why}，延期到{line.new_due.month}月{line.new_due.day}日" if why else f"延期到{line.new_due.month}月{line.new_due.day}日"
    if line.standing in ("shelved", "cancelled"):
        named = {"shelved": "挂账", "cancelled": "已撤销"}[line.standing]
        return f"{named}：{why}" if why else named
    waits = line.state in ("submitted", "accepted")
    return why if why and not waits else _standing_words(line)


def _short(words: str) -> str:
    return words if len(words) <= LONGEST_REASON else f"{words[: LONGEST_REASON - 1]}…"


def _standing_words(line: ReportLine) -> str:
    """What can be said where nobody has given a reason."""
    if line.state in ("submitted", "accepted"):
        return "单位反馈已处理，等验收"
    past = f"{line.due.month}月{line.due.day}日的时限过了，" if line.due else ""
    return f"{past}还没有签收" if line.state == "assigned" else f"{past}还在办理"
