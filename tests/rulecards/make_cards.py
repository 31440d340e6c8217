"""Cards drafted and confirmed through the app's own actions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from app.core import ledger
from app.core.db import writing
from app.policy import SYSTEM
from app.rulecards import actions
from app.rulecards.actions import Confirmation
from app.rulecards.models import RuleCard
from app.rulecards.rules import complete
from tests.make import AT

CONVENER = Confirmation("郑安澜", date(2026, 11, 12))


def card(**parts: Any) -> dict[str, Any]:
    """The default card with other parts; `majority` and `two_thirds` are its two rules."""
    names = {"majority": "alliance_majority", "two_thirds": "alliance_two_thirds"}
    rules = {names[name]: parts.pop(name) for name in tuple(parts) if name in names}
    return complete({**parts, "rules": rules})


def share(num: int, den: int, *, strict: bool = False, base: str = "entitled") -> dict[str, Any]:
    return {"base": base, "num": num, "den": den, "strict": strict}


def quorum(num: int, den: int, *, strict: bool = False) -> dict[str, Any]:
    return {"num": num, "den": den, "strict": strict}


def drafted(alliance_id: int, version: int = 0, *, at: datetime = AT, **parts: Any) -> RuleCard:
    with writing():
        ledger.hold(alliance_id)
        made = actions.draft(alliance_id, card(**parts), version=version, by=SYSTEM, at=at)
    return made


def confirmed(alliance_id: int, *, at: datetime = AT, **parts: Any) -> RuleCard:
    made = drafted(alliance_id, at=at, **parts)
    with writing():
        ledger.hold(alliance_id)
        actions.confirm(made, CONVENER, version=made.version, by=SYSTEM, at=at)
    return made
