"""What follows from what: event -> functions that run in the same transaction. The only module that imports many domains' actions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.ballots import actions as ballots
from app.ballots.sealed import closing as sealed
from app.core.perform import Reaction
from app.issues import after_meeting, requests
from app.oversight import actions as oversight
from app.replies import actions as replies
from app.resolutions import actions as resolutions
from app.resolutions import asking

REACTIONS: Mapping[str, Sequence[Reaction]] = {
    "meeting.schedule": [resolutions.put_open_actions_on_agenda],
    "item.decide": [resolutions.take_from_item],
    "item.recommend": [resolutions.take_from_item, ballots.drop_motions],
    "item.report": [ballots.drop_motions],
    "item.agree": [resolutions.take_from_item],
    "item.defer": [ballots.drop_motions],
    "item.withdraw": [ballots.drop_motions],
    "action.assign": [after_meeting.assign],
    "action.edit": [after_meeting.follow],
    "action.extend": [after_meeting.follow],
    "action.rework": [after_meeting.follow],
    "action.close": [after_meeting.fulfil],
    "issue.return": [requests.settle],
    "issue.finish": [requests.settle],
    "issue.shelve": [requests.settle],
    "recusal.declare": [sealed.refuse_late_recusal],
    "recusal.grant": [sealed.refuse_late_recusal],
    "minutes.sign_off": [resolutions.adopt_all],
    "notice.issue": [replies.ask_anew],
    "coordination.take": [asking.answer],
    "meeting.end": [ballots.refuse_end, replies.forget_who_stayed_away, oversight.count_turnout],
    "meeting.correct_times": [oversight.count_turnout],
    "attendance.mark": [replies.plan_again, oversight.count_turnout],
    "letter.give": [oversight.count_turnout],
    "letter.withdraw": [oversight.count_turnout],
    "letter.restore": [oversight.count_turnout],
}
