"""Issues (诉求) as far as the joint meeting needs them; domain.md §6 has the whole life, which the public side brings."""

from __future__ import annotations

import re
from typing import Protocol

from app.core.lifecycle import Lifecycle, Subject, move


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


class IssueFacts(Subject, Protocol):
    """What the guards read."""

    @property
    def dangerous(self) -> bool: ...


#: Words that need a telephone, not a meeting (domain.md, opening decision 5).
DANGER_WORDS = ("自杀", "轻生", "家暴", "伤害儿童", "虐待", "燃气", "煤气", "火情", "着火", "起火")


def sounds_dangerous(words: str) -> bool:
    """Whether a danger word stands in the text; blanks and line breaks between its characters do not hide it."""
    return any(word in "".join(words.split()) for word in DANGER_WORDS)


def not_dangerous(issue: IssueFacts) -> str | None:
    """An immediate danger is handled at once and is never an agenda item (opening decision 5), nor hidden behind another issue."""
    return "issue.danger" if issue.dangerous else None


LIFECYCLE: Lifecycle[IssueFacts] = Lifecycle(
    "issue",
    move("accept", "submitted", "accepted", needs="issues.handle"),
    move("decline", "submitted", "declined", needs="issues.handle"),
    move("merge", "submitted accepted", "merged", needs="issues.handle", guard=not_dangerous),
    move("withdraw", "submitted accepted", "withdrawn", needs="issues.handle"),
    move("table", "accepted", "on_agenda", needs="issues.handle", guard=not_dangerous),
    move("unlist", "on_agenda", "accepted", needs="issues.handle"),
    move("finish", "on_agenda accepted", "done", needs="issues.handle"),
    first="submitted",
    final="declined merged withdrawn done",
)

#: What still waits for somebody.
OPEN = frozenset(("submitted", "accepted", "on_agenda"))

#: "Me too" counts show from three up: smaller ones point at people (opening decision 7).
LEAST_SHOWN = 3

STATES = {
    "submitted": _("待受理"),
    "accepted": _("已受理"),
    "on_agenda": _("已列入议题"),
    "declined": _("不属本社区职责，已告知去处"),
    "merged": _("已合并办理"),
    "withdrawn": _("已撤回"),
    "done": _("已办结"),
}

#: Where an issue came from (诉求来源); "member" is what a delegate proposes.
CHANNELS = {
    "grid": _("网格走访"),
    "hotline": _("12345转办"),
    "council": _("居民议事会"),
    "desk": _("接待点"),
    "web": _("网页"),
    "member": _("成员单位"),
}

#: The three levels of domain.md §0.9.
PRIVACY = {"public": _("可公开"), "confidential": _("实名保密"), "anonymous": _("匿名")}

LONGEST_TITLE = 40


def title_of(words: str) -> str:
    """A short title from what somebody wrote: the first sentence, at most 40 characters."""
    first = re.split(r"[。！？；!?;\n]", words.strip(), maxsplit=1)[0].strip()
    return first if len(first) <= LONGEST_TITLE else first[: LONGEST_TITLE - 1] + "…"
