"""The requests whose cost is measured: who asks for what, and the goal as a multiple of the null page (docs/PERFORMANCE.md)."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.client import Browser

Ask = Callable[[Browser], object]


@dataclass(frozen=True, slots=True)
class Target:
    """`who`: a login of the demo, "scene" (the secretary of the measured alliance), "phone" (a delegate) or "" (nobody).
    `path`: what a GET asks for, whose SQL statements are counted too; `ask` where it is more than that."""

    name: str
    who: str
    path: str = ""
    goal: float | None = None
    ask: Ask | None = None
    share: int = 1  # of a round's requests one in `share` is enough: dear ones


def targets(scene: Mapping[str, Any]) -> list[Target]:
    meeting, item = scene["meeting"], scene["item"]
    fragment = {"HX-Request": "true", "HX-Target": f"li#item-{item}"}
    return [
        Target("meeting page, 20 items, 40 seats", "scene", f"/meetings/{meeting}", 12),
        Target("  one item of it as a fragment", "scene", goal=6, ask=lambda browser: browser.get(f"/meetings/{meeting}", fragment)),
        Target("  the same page for a delegate", "phone", f"/meetings/{meeting}", 12),
        Target("vote on a phone", "phone", f"/motions/{scene['motion']}", 12),
        Target("vote POST, answered by the meeting's page", "phone", goal=12, ask=_vote(scene)),
        Target("  by script, answered by the item's card", "phone", goal=12, ask=_vote(scene, headers=fragment)),
        Target("  answered by the vote's own page", "phone", goal=12, ask=_vote(scene, on="motion")),
        Target("meetings of the city", "guanliyuan", "/meetings", 12),
        Target("alliances of the city", "guanliyuan", "/alliances", 12),
        Target("issue desk", "scene", "/issues", 12),
        Target("report of an issue, with its answer", "scene", goal=12, ask=_report(scene)),
        Target("what is stuck, street", "duanqiming", "/oversight", 12),
        Target("today, secretary", "scene", "/", 12),
        Target("today, street supervisor", "duanqiming", "/", 12),
        Target("published minutes", "qiuye", f"/meetings/{scene['published']}/minutes", 6),
        Target("sign-in page", "", "/sign-in"),
        Target("sign-in (argon2id, 64 MiB on purpose)", "", ask=_sign_in(scene), share=20),
    ]


def _vote(scene: Mapping[str, Any], headers: Mapping[str, str] | None = None, **fields: str) -> Ask:
    """Each phone changes its seat's ballot every time, and reads what answers."""
    choices = itertools.cycle(("for", "against", "abstain"))

    def ask(browser: Browser) -> object:
        if not browser.token:
            browser.get(f"/meetings/{scene['meeting']}")
        path = f"/motions/{scene['motion']}/seats/{browser.label}/vote"
        return browser.post_and_follow(path, headers, choice=next(choices), **fields)

    return ask


def _report(scene: Mapping[str, Any]) -> Ask:
    numbers = itertools.count(1)

    def ask(browser: Browser) -> object:
        path = f"/alliances/{scene['alliance']}/issues"
        if not browser.token:
            browser.get(path)
        words = f"第{next(numbers)}次：西门路灯不亮，晚上看不清。"
        return browser.post_and_follow(path, title="西门路灯不亮", words=words, category="LIGHT", channel="grid", place="西门")

    return ask


def _sign_in(scene: Mapping[str, Any]) -> Ask:
    def ask(browser: Browser) -> object:
        browser.cookies.clear()
        browser.token = ""
        browser.sign_in(scene["login"], scene["password"])
        return None

    return ask
