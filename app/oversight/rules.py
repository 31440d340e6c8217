"""What is stuck (卡住的事): which day it counts from, how pressing it is, why, and who does what next. PURE.

Nothing of this is stored: every answer follows from dates, working days and the city's limits (domain.md §6, the ladder)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Protocol

from app.core.lifecycle import Lifecycle, Subject, move
from app.core.workdays import Calendar


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


#: kind -> its name on the page; the order breaks ties between rows of the same day.
KINDS = {
    "danger": _("紧急诉求"),
    "reported": _("联盟上报"),
    "no_notice": _("通知没发"),
    "overdue": _("任务超期"),
    "issue_overdue": _("诉求超期"),
    "inquorate": _("到会人数不够"),
    "no_day": _("延期后没定会期"),
    "no_minutes": _("开了会没有纪要"),
    "unanswered": _("诉求没受理"),
    "returned": _("诉求被退回"),
    "unarranged": _("受理后没安排"),
    "review_past": _("挂账没复查"),
    "issue_review": _("诉求挂账没再看"),
    "reopened_twice": _("两次重新办理"),
    "missed": _("上一期没开会"),
}
RANK = {kind: rank for rank, kind in enumerate(KINDS)}
#: What a coordination may be about besides: an alliance that should meet and has planned nothing.
NONE_PLANNED = "none_planned"
TROUBLES = {**KINDS, NONE_PLANNED: _("该开会还没安排")}

#: Which record each kind is about: the first part of its name in the ledger.
NOUNS = {
    "danger": "issue",
    "reported": "action",
    "no_notice": "meeting",
    "overdue": "action",
    "issue_overdue": "issue",
    "inquorate": "meeting",
    "no_day": "meeting",
    "no_minutes": "meeting",
    "unanswered": "issue",
    "returned": "issue",
    "unarranged": "issue",
    "review_past": "action",
    "issue_review": "issue",
    "reopened_twice": "issue",
    "missed": "alliance",
    NONE_PLANNED: "alliance",
}

NO_RANKING = _("不排名：排名会让人少报问题，给基层添负担。这里只列需要帮一把的事。")

LIFECYCLE: Lifecycle[Subject] = Lifecycle(
    "coordination",
    move("finish", "open", "done", needs="oversight.finish"),
    move("drop", "open", "dropped", needs="oversight.coordinate"),
    first="open",
    final="done dropped",
)
STATES = {"open": _("正在协调"), "done": _("已办好"), "dropped": _("不再协调")}

MONTHS = {"month": 1, "quarter": 3, "half": 6}
PERIODS = {"month": _("本月"), "quarter": _("本季度"), "half": _("这半年")}
#: Monthly meetings are asked about from this day of the month on; longer periods from the first day of their last month.
MIDDLE_OF_MONTH = 16

#: Older than everything the house knows.
LONG_AGO = date(2000, 1, 1)
NEVER = date(2200, 1, 1)
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """Working days, as the city has decided. `steps`: after how many the secretary, the street and the committee are asked."""

    accept: int = 1
    minutes: int = 5
    notice: int = 3
    steps: tuple[int, int, int] = (3, 5, 10)
    coordination: int = 5
    every: str = "quarter"
    arrange: int = 5


#: step -> its heading on the page; how far along the ladder a matter is, 0 being the most pressing.
STEPS = {
    0: _("马上要办"),
    1: _("过期限%(days)s个工作日以上"),
    2: _("过期限%(days)s到%(until)s个工作日"),
    3: _("过期限%(days)s到%(until)s个工作日"),
    4: _("刚过期限"),
}


def heading(step: int, limits: Limits) -> Sentence:
    """A heading where two limits fall together stands over nothing and is never shown."""
    few, more, most = sorted(limits.steps)
    values = {1: {"days": most}, 2: {"days": more, "until": most - 1}, 3: {"days": few, "until": more - 1}}
    return Sentence(STEPS[step], values.get(step, {}))


# -- days --------------------------------------------------------------------------------------------------------------


def reached(today: date, workdays: int, calendar: Calendar) -> date:
    """The latest day that lies at least `workdays` working days back: `calendar.between(day, today) >= workdays`."""
    day = today
    while workdays > 0:
        workdays -= calendar.is_workday(day)
        day -= A_DAY
    return day


def elapsed(days: Iterable[date], today: date, calendar: Calendar) -> dict[date, int]:
    """Working days from each day to `today`, as `calendar.between` counts them, in one walk back; days to come count 0."""
    wanted = set(days)
    found = {day: 0 for day in wanted if day >= today}
    left, count, day = len(wanted) - len(found), 0, today
    while left:
        count += calendar.is_workday(day)
        day -= A_DAY
        if day in wanted:
            found[day] = count
            left -= 1
    return found


def edges(kind: str, today: date, calendar: Calendar, limits: Limits) -> tuple[date, ...]:
    """The last day of each step from 0 (most pressing) to 4; what begins later than the last one is not stuck.

    `danger` and what an alliance has reported are stuck at once.

    `no_notice` counts towards the meeting: on the working day before it there is no time left. `no_day`
    counts from the day that a postponed meeting kept, and where that still lies ahead begins when a notice would be due."""
    if kind == "missed" and limits.every not in MONTHS:
        return (LONG_AGO,) * 5
    if kind in ("danger", "reported"):
        return (today + A_DAY,) * 5
    if kind == "no_notice":
        last = calendar.after(today, limits.notice) - A_DAY
        return (*(min(calendar.after(today, 1), last),) * 4, last)
    allowed = {
        "no_minutes": limits.minutes,
        "unanswered": limits.accept,
        "returned": limits.accept,
        "unarranged": limits.arrange,
    }.get(kind, 0)
    few, more, most = (reached(today, allowed + step, calendar) for step in sorted(limits.steps))
    last = {"inquorate": today, "reopened_twice": today, "no_day": calendar.after(today, limits.notice) - A_DAY}.get(kind, today - A_DAY)
    if allowed:
        last = reached(today, allowed + 1, calendar)
    return (LONG_AGO, min(most, last), min(more, last), min(few, last), last)


def step_of(day: date, of_kind: tuple[date, ...]) -> int:
    """The step on which something that began on `day` stands. Days after the last edge stand on the last step."""
    return next((step for step, edge in enumerate(of_kind) if day <= edge), len(of_kind) - 1)


# -- how often an alliance meets ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` up to, not including, `after`. `asking`: so late in it that a meeting should be planned by now."""

    first: date
    after: date
    asking: bool


def period(today: date, every: str) -> Period | None:
    """The month, quarter or half-year of `today`; None where alliances meet when they need to."""
    months = MONTHS.get(every)
    if months is None:
        return None
    first = date(today.year, (today.month - 1) // months * months + 1, 1)
    last_month = first.month + months - 1
    after = date(today.year + last_month // 12, last_month % 12 + 1, 1)
    asking = today.month == last_month if months > 1 else today.day >= MIDDLE_OF_MONTH
    return Period(first, after, asking)


@dataclass(frozen=True, slots=True)
class Missed:
    """Two periods on end: the one before today's from `first`, and today's up to, not including, `after`. `last_day`: of the one before."""

    first: date
    last_day: date
    after: date


def missed(today: date, every: str) -> Missed | None:
    """When an alliance should have met at the latest; None where alliances meet when they need to."""
    current = period(today, every)
    before = period(current.first - A_DAY, every) if current is not None else None
    return Missed(before.first, current.first - A_DAY, current.after) if current is not None and before is not None else None


def week(today: date) -> tuple[date, date]:
    """Monday, and the Monday after."""
    monday = today - timedelta(days=today.weekday())
    return monday, monday + timedelta(days=7)


# -- words -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words with their values; days among them are written as the reader's language writes days."""

    text: str
    values: Mapping[str, object] = field(default_factory=dict)


class Facts(Protocol):
    """What the words are made of. `state`: that of the record; `unit`: who leads an action or an issue, or the state of a meeting's
    minutes. `workdays`: since `day` (of no_notice: left until it); `step`: 0 to 4; `desk`: of an issue, "street" where it is its own.

    Of an action `until` is the day up to which its secretary has put it off (缓报) and `paused` whether that holds; `words` are hers."""

    @property
    def kind(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def day(self) -> date: ...
    @property
    def workdays(self) -> int: ...
    @property
    def step(self) -> int: ...
    @property
    def came(self) -> int: ...
    @property
    def needed(self) -> int: ...
    @property
    def desk(self) -> str: ...
    @property
    def until(self) -> date | None: ...
    @property
    def paused(self) -> bool: ...
    @property
    def words(self) -> str: ...


REASONS = {
    "danger": _("%(day)s提交，说到了要马上处置的情况，还没有受理。"),
    "reported": _("%(day)s上报：%(words)s（%(unit)s牵头）"),
    "no_notice": _("%(day)s开会，还有%(days)s个工作日，通知还没有发。"),
    "overdue": _("超期%(days)s个工作日。%(unit)s牵头，完成时限是%(day)s。"),
    "inquorate": _("%(day)s的会到会%(came)s家，规定要到%(needed)s家。之后还没有另定会期。"),
    "issue_overdue": _("超期%(days)s个工作日。%(unit)s办理，时限是%(day)s。"),
    "no_day": _("原定%(day)s的会延期了，过了%(days)s个工作日，还没有定下新的会期。"),
    "returned": _("责任单位退回了，受理以来（%(day)s）过了%(days)s个工作日，还没有重新分派。"),
    "unarranged": _("%(day)s受理，过了%(days)s个工作日，还没有分派，也没有列入议题。"),
    "missed": _("该在%(day)s以前开的会没有开，之后也还没有安排。"),
    "reopened_twice": _("%(day)s第二次重新办理，反映人两次说没有解决，过了%(days)s个工作日，还没有销号。"),
    "issue_review": _("挂账时说好%(day)s再看，过了%(days)s个工作日，还没有再看。"),
    "no_minutes": _("%(day)s开的会，过了%(days)s个工作日，纪要还没有印发。"),
    "unanswered": _("%(day)s提交，过了%(days)s个工作日，还没有受理。"),
    "review_past": _("挂账时说好%(day)s复查，过了%(days)s个工作日，还没有复查。"),
}
#: An action that its secretary has put off once, and why.
PAUSED = _("超期%(days)s个工作日，缓报到%(until)s：%(words)s（%(unit)s牵头，完成时限是%(day)s）")
TOO_NEAR = _("%(day)s就要开会，通知还没有发。")
#: A postponed meeting whose day is still to come: it may be the old one or a new one.
NOT_CALLED = _("会延期了，现在写的会期是%(day)s，还没有重新通知。")
#: A meeting whose day is over and of which nothing, or no end, is recorded.
NOT_HELD = _("会期是%(day)s，已经过了%(days)s个工作日，还没有开会的记录。")
NOT_ENDED = _("%(day)s的会还没有散会的记录，过了%(days)s个工作日。")


def reason(of: Facts) -> Sentence:
    """Why it needs a hand."""
    text = REASONS[of.kind]
    if of.kind == "no_minutes" and of.state != "ended":
        text = NOT_ENDED if of.state == "in_session" else NOT_HELD
    if of.kind == "overdue" and of.paused:
        text = PAUSED
    if of.kind == "no_notice" and not of.workdays:
        text = TOO_NEAR
    if of.kind == "no_day" and not of.workdays:
        text = NOT_CALLED
    values = {"day": of.day, "days": of.workdays, "unit": of.unit, "came": of.came, "needed": of.needed}
    values |= {"until": of.until, "words": of.words.strip().rstrip("。")}
    return Sentence(text, {name: value for name, value in values.items() if f"%({name})s" in text})


SECRETARY, CONVENER, STREET = _("联盟秘书"), _("社区书记"), _("街道")


#: How a page writes a next step.
WHO_DOES_WHAT = _("%(who)s：%(what)s")


@dataclass(frozen=True, slots=True)
class NextStep:
    """Who does what next."""

    who: str
    words: str


LADDER = {
    1: NextStep(STREET, _("提请治理委员会协调。")),
    2: NextStep(STREET, _("出面协调，下次会议上报告办得怎样。")),
    3: NextStep(SECRETARY, _("上报街道，或者缓报一次并说明原因。")),
    4: NextStep(SECRETARY, _("和牵头单位联系，记入催办记录。")),
}
#: While it is put off, and after that: there is one 缓报 in an action's life.
WHILE_PAUSED = NextStep(SECRETARY, _("缓报期内盯着办；到日子还没办好，上报街道。"))
AFTER_PAUSE = NextStep(SECRETARY, _("缓报过一次了，上报街道。"))
BY_KIND = {
    "reported": NextStep(STREET, _("看联盟说的难处，点“由我协调”接手；要等的，同意挂账。")),
    "danger": NextStep(SECRETARY, _("马上核实处置，需要时拨打110、119、120，再受理。")),
    "issue_overdue": NextStep(SECRETARY, _("和责任单位联系，问清难在哪里、哪天办好。")),
    "inquorate": NextStep(SECRETARY, _("另定会期，重新通知，提前问清谁能来。")),
    "no_day": NextStep(SECRETARY, _("和书记定下新的会期，重新通知；不开了就取消。")),
    "no_minutes": NextStep(SECRETARY, _("起草纪要，请书记签发。")),
    "unanswered": NextStep(SECRETARY, _("受理，或者说明不属本社区职责并告知去处。")),
    "returned": NextStep(SECRETARY, _("看退回的理由，重新分派。")),
    "unarranged": NextStep(SECRETARY, _("分派单位办理，或者列入下次会议。")),
    "review_past": NextStep(SECRETARY, _("复查：能办的恢复办理，还不能办的请街道同意后再挂账。")),
    "issue_review": NextStep(SECRETARY, _("再看一次：能办的恢复办理，还不能办的请街道同意后再挂账。")),
    "reopened_twice": NextStep(SECRETARY, _("换下一条办理路径，和反映人说清谁来办、哪天办。")),
    "no_notice": NextStep(SECRETARY, _("发通知；提前的天数不够，请书记写明原因。")),
    "missed": NextStep(SECRETARY, _("和书记定下会期，征集议题。")),
    NONE_PLANNED: NextStep(SECRETARY, _("和书记定下会期，征集议题。")),
}
#: From the street's step on the street lends a hand, whatever it is.
HELPED = {
    "issue_overdue": NextStep(STREET, _("出面协调责任单位，定下哪天办好。")),
    "inquorate": NextStep(STREET, _("帮着请没来的单位，和书记定下会期。")),
    "no_day": NextStep(STREET, _("问问为什么定不下来，帮着和书记定下会期。")),
    "no_minutes": NextStep(STREET, _("问问卡在哪里，帮着把纪要理出来。")),
    "unanswered": NextStep(STREET, _("问问人手够不够，帮着分派。")),
    "returned": NextStep(STREET, _("定下由哪家办。")),
    "unarranged": NextStep(STREET, _("问问难在哪里，帮着定下由哪家办。")),
    "review_past": NextStep(STREET, _("和秘书一起复查，定下办还是再挂账。")),
    "missed": NextStep(STREET, _("问问难在哪里，帮着和书记定下会期。")),
    "issue_review": NextStep(STREET, _("和秘书一起再看，定下办还是再挂账。")),
    "reopened_twice": NextStep(STREET, _("出面找能办成的单位，定下哪天办好。")),
}
#: What is about the community is the street's own from the first day on (domain.md, opening decision 4).
AT_STREETS_DESK = {
    "danger": NextStep(STREET, _("马上核实处置，需要时拨打110、119、120，再受理。")),
    "issue_overdue": NextStep(STREET, _("和责任单位联系，问清难在哪里、哪天办好。")),
    "unanswered": NextStep(STREET, _("受理，或者说明不归街道办并告知去处。")),
    "returned": NextStep(STREET, _("定下由哪家办。")),
    "unarranged": NextStep(STREET, _("分派单位办理。")),
    "issue_review": NextStep(STREET, _("再看一次：能办的恢复办理，还不能办的写明原因再挂账。")),
    "reopened_twice": NextStep(STREET, _("换下一条办理路径，和反映人说清谁来办、哪天办。")),
}
DRAFTED = NextStep(CONVENER, _("看过草稿，签发。"))
TO_RECORD = NextStep(SECRETARY, _("开过了就补录，没有开就延期或者取消。"))
TO_END = NextStep(SECRETARY, _("补上散会时间，再起草纪要。"))
HURRY = NextStep(SECRETARY, _("今天就发通知并逐家打电话；来不及就延期。"))
STREETS_STEP = 2
#: issues.rules.STREET, as the row says it.
AT_STREET = "street"


def next_step(of: Facts) -> NextStep:
    """Who does what next, the farther along the ladder the higher up."""
    if of.desk == AT_STREET:
        return AT_STREETS_DESK[of.kind]
    if of.kind == "overdue":
        return _overdue_step(of)
    if of.kind == "no_notice" and of.step == 0:
        return HURRY
    if of.kind == "no_minutes" and of.state != "ended":
        return TO_END if of.state == "in_session" else TO_RECORD
    if of.kind in HELPED and of.step <= STREETS_STEP:
        return HELPED[of.kind]
    if of.kind == "no_minutes" and of.unit:
        return DRAFTED
    return BY_KIND[of.kind]


def _overdue_step(of: Facts) -> NextStep:
    """The ladder; a 缓报 that holds waits for its day, however long it is overdue."""
    step = max(of.step, 1)
    if of.paused:
        return WHILE_PAUSED
    return AFTER_PAUSE if step > STREETS_STEP and of.until is not None else LADDER[step]


#: More of a kind than this are not counted one by one.
COUNTED = 300


def total_words(counts: Mapping[str, int]) -> str:
    """“任务超期12件，诉求没受理300多件”: for papers, in Chinese only. Kinds without a row are left out."""
    parts = [f"{KINDS[kind]}{f'{COUNTED}多' if counts[kind] > COUNTED else counts[kind]}件" for kind in KINDS if counts.get(kind)]
    return "，".join(parts)
