"""What follows from what: event -> functions that run in the same transaction. The only module that imports many domains' actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.ballots import actions as ballots
from app.core.perform import Reaction
from app.resolutions import actions as resolutions

REACTIONS: Mapping[str, Sequence[Reaction]] = {
    "meeting.schedule": [resolutions.put_open_actions_on_agenda],
    "item.decide": [resolutions.take_from_item],
    "item.recommend": [resolutions.take_from_item, ballots.drop_motions],
    "item.report": [ballots.drop_motions],
    "item.agree": [resolutions.take_from_item],
    "item.defer": [ballots.drop_motions],
    "item.withdraw": [ballots.drop_motions],
    "minutes.sign_off": [resolutions.adopt_all],
}
