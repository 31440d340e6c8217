from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from app.resolutions.opening import Opening, opening_from, reason
from app.resolutions.reporting import ReportLine

DAY = date(2026, 11, 12)


def line(standing: str, **more: Any) -> ReportLine:
    facts: dict[str, Any] = {"action_id": 1, "number": "HML-2026-03-05", "title": "门禁更换", "lead": "和美物业", "state": "in_progress"}
    facts |= {"ending": "", "outcome": "", "closed_on": None, "due": date(2026, 10, 30), "new_due": None, "reason": "", "asked_on": None}
    facts |= {"decided_by": "", "final": False}
    return ReportLine(standing=standing, **{**facts, **more})


def test_five_of_six_are_done_and_one_says_why_it_is_not() -> None:
    extended = line("extended", reason="定制门体到货推迟。", new_due=date(2026, 11, 26))
    told = opening_from([line("closed")] * 5 + [extended], DAY)
    assert told == Opening(6, 5, (("门禁更换", "和美物业", "定制门体到货推迟，延期到11月26日"),))
    assert told.words == "上次6件，办成5件，1件没办成：门禁更换（和美物业），定制门体到货推迟，延期到11月26日。"


def test_everything_done_and_nothing_promised() -> None:
    told = opening_from([line("closed")] * 2, DAY)
    assert told is not None
    assert told.words == "上次2件，件件办成。"
    assert opening_from([], DAY) is None


def test_what_has_time_left_is_not_called_undone() -> None:
    told = opening_from([line("closed"), line("open", due=DAY), line("open", due=None), line("open", why="厂家停产")], DAY)
    assert told == Opening(4, 1, (("门禁更换", "和美物业", "厂家停产"),), 2)
    assert told.line == "上次4件，办成1件，2件还没到时限，1件没办成"
    only = opening_from([line("open", due=DAY)], DAY)
    assert only is not None
    assert only.words == "上次1件，办成0件，1件还没到时限。"


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (line("open"), "10月30日的时限过了，还在办理"),
        (line("open", state="assigned"), "10月30日的时限过了，还没有签收"),
        (line("open", state="submitted", why="旧的进展"), "单位反馈已处理，等验收"),
        (line("open", why="等配件\n下周到。"), "等配件，下周到"),
        (line("extended", new_due=date(2026, 12, 1)), "延期到12月1日"),
        (line("shelved", why="等上级批复"), "挂账：等上级批复"),
        (line("shelved"), "挂账"),
        (line("cancelled", why="并入下一项"), "已撤销：并入下一项"),
        (line("open", why="很" * 80), f"{'很' * 59}…"),
    ],
)
def test_every_reason_is_a_phrase(told: ReportLine, words: str) -> None:
    assert reason(told) == words
