"""The actions of a matter with everything that happened to them."""

from __future__ import annotations

from collections.abc import Sequence

from app.bundles.matter import Step, Task
from app.bundles.rules import SOMEBODY
from app.core.clock import local
from app.core.i18n import day_zh
from app.resolutions.follow_rules import ASKED, HOW, HOW_ASKED, SATISFIED, SOLVED
from app.resolutions.models import Action
from app.resolutions.queries import ActionRow, action_row, thread
from app.resolutions.queries import Step as Told
from app.resolutions.rules import ACTION_STATES, ENDINGS, KINDS, STEPS


def tasks_of(actions: Sequence[Action]) -> tuple[Task, ...]:
    return tuple(_task(action, action_row(action.id)) for action in actions)


def _task(action: Action, row: ActionRow) -> Task:
    told = thread(action, chases=True, inner=True)
    return Task(
        number=row.number,
        kind=KINDS[row.kind],
        title=row.title,
        state=ACTION_STATES[row.state],
        lead=row.lead,
        supports=row.supports,
        due=row.due_text,
        criteria=row.criteria,
        assigned_on=row.assigned_on,
        acknowledged=_acknowledged(row),
        outcome=row.outcome,
        ending=ENDINGS.get(row.ending, ""),
        closed_on=row.closed_on,
        steps=tuple(_step(one) for one in told if one.kind not in ("chase", "follow_up")),
        chases=tuple(_chase(one) for one in told if one.kind == "chase"),
        follow_ups=tuple(_follow_up(one) for one in told if one.kind == "follow_up"),
    )


def _acknowledged(row: ActionRow) -> str:
    day = f"，{day_zh(local(row.acknowledged_at).date())}" if row.acknowledged_at else ""
    return f"{row.acknowledged_by}{day}" if row.acknowledged_by else ""


def _step(one: Told) -> Step:
    words = one.words
    if one.old_due and one.new_due:
        words = f"从{day_zh(one.old_due)}延到{day_zh(one.new_due)}。{words}"
    if one.until:
        words = f"缓报到{day_zh(one.until)}。{words}"
    return Step(local(one.at).date(), STEPS.get(one.kind, one.kind), one.who, words)


def _chase(one: Told) -> Step:
    """Whom the secretary reached, how, and what was promised."""
    promised = f"（答应{day_zh(one.promised_on)}前）" if one.promised_on else ""
    return Step(local(one.at).date(), HOW.get(one.how, "") or STEPS["chase"], one.who, f"{one.words}{promised}")


def _follow_up(one: Told) -> Step:
    """The two questions with their answers. Who answered is a resident as often as not, and stays out."""
    answers = (HOW_ASKED.get(one.how, ""), SOLVED.get(one.solved, ""), SATISFIED.get(one.satisfied, ""))
    words = one.words.replace(one.answered_by, SOMEBODY) if one.answered_by else one.words
    told = "，".join(answer for answer in answers if answer)
    return Step(local(one.at).date(), "回访", ASKED.get(one.asked, ""), f"{told}。{words}" if told else words)
