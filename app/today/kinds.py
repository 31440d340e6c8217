"""The kinds of things that wait, the most pressing first: their words, where they lead, and the source that finds them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.today import sources
from app.today.sources import Reader, Source


def _(message: str) -> str:
    """Marks a sentence for the catalogue; the page translates it when it shows it."""
    return message


#: The view that shows one, and the name of its number in the address.
MEETING, MINUTES, CARRIED = ("meetings.show", "meeting_id"), ("minutes.show", "meeting_id"), ("meetings.carried", "meeting_id")
MOTION, ISSUE, ACTION = ("ballots.motion", "motion_id"), ("issues.show", "issue_id"), ("resolutions.action", "action_id")
ASSIGNED = ("issues.assignment", "issue_id")
REPLIES = ("replies.show", "meeting_id")
RELEASE, RULES, PLAN = ("notices.show", "meeting_id"), ("rulecards.of_alliance", "alliance_id"), ("meetings.new", "alliance_id")
MATTER = ("oversight.matter", "")  # its address is made of the name that stands in `unit`


@dataclass(frozen=True, slots=True)
class Kind:
    """`needs`: the sets of the reader of which one must hold something for this kind to be asked about.

    `badge`: a word beside it. `until`: its instant is a limit, no beginning. `working`: a unit works on it, so its day can be late.
    `others`: good to know, but others do it; never among the first lines."""

    name: str
    needs: str
    source: Callable[[], Source]
    heading: str
    words: str
    page: tuple[str, str] = MEETING
    badge: str = ""
    until: bool = False
    working: bool = False
    others: bool = False

    def concerns(self, who: Reader) -> bool:
        return any(getattr(who, name) for name in self.needs.split())


RUNS, VOTES, DANGER = _("进行中"), _("表决中"), _("有危险")
ALL = (
    Kind("danger", "handles", sources.dangers, _("立即处置"), _("立即处置：%(title)s"), ISSUE, DANGER),
    Kind("street_danger", "oversees", sources.street_dangers, _("立即处置：关于社区的反映"), _("立即处置：%(title)s"), ISSUE, DANGER),
    Kind("session", "runs sits minds", sources.running, _("正在开的会"), _("会议正在进行：%(title)s"), badge=RUNS),
    Kind("vote", "seats", sources.to_vote, _("等您表决"), _("请代表%(unit)s表决：%(title)s"), MOTION, VOTES),
    Kind("carried", "seats", sources.to_vote_by_letter, _("受委托表决"), _("受%(unit)s委托，请代为表决：%(title)s"), CARRIED, VOTES),
    Kind(
        "written", "seats", sources.to_vote_in_writing, _("等您书面表决"), _("请代表%(unit)s书面表决：%(title)s"), MOTION, VOTES, until=True
    ),
    Kind("to_count", "runs", sources.to_count, _("等计票的书面表决"), _("书面表决已截止，等计票：%(title)s"), MOTION, until=True),
    Kind(
        "decide",
        "follows",
        sources.to_decide,
        _("上报街道还是缓报"),
        _("超期几天了，上报街道，还是缓报一次：%(title)s"),
        ACTION,
        working=True,
    ),
    Kind("climb", "follows", sources.to_climb, _("缓报到期的任务"), _("缓报过了还没办好，请上报街道：%(title)s"), ACTION, working=True),
    Kind("overdue", "follows", sources.overdue, _("超期的任务"), _("需要帮一把：%(title)s"), ACTION, working=True),
    Kind("coordinate", "oversees", sources.to_coordinate, _("由我协调的"), _("由您协调：%(title)s"), MATTER),
    Kind(
        "to_confirm_result",
        "oversees",
        sources.to_confirm_result,
        _("请街道确认的结果"),
        _("社区自己牵头，请街道确认结果：%(title)s"),
        ACTION,
    ),
    Kind("to_reply", "runs", sources.to_reply, _("公示期里等答复的意见"), _("有居民对公示提了意见，等召集人答复：%(title)s"), RELEASE),
    Kind("to_accept", "follows", sources.to_accept, _("等验收、等销号的"), _("等您验收或销号：%(title)s"), ACTION),
    Kind("to_notify", "runs", sources.to_notify, _("通知没发的会"), _("会议通知还没有发：%(title)s")),
    Kind("postponed", "runs", sources.postponed, _("延期的会"), _("会延期了，请定下会期、重新通知：%(title)s")),
    Kind("to_chase", "runs", sources.to_chase_answers, _("还没有回复齐的会"), _("还有%(unit)s家没有回复：%(title)s"), REPLIES),
    Kind("to_confirm_answer", "runs", sources.to_confirm_answer, _("等确认的参会回复"), _("有参会回复等您确认：%(title)s"), REPLIES),
    Kind("to_start", "runs", sources.to_start, _("等开的会"), _("已经通知，等开会：%(title)s")),
    Kind("to_minute", "runs", sources.to_minute, _("纪要没起草的会"), _("会开完了，纪要还没有起草：%(title)s")),
    Kind("to_sign", "runs", sources.to_sign, _("等签发的纪要"), _("纪要等书记签发：%(title)s"), MINUTES),
    Kind("to_release", "runs", sources.to_release, _("等书记签发的公示"), _("公示等书记签发：%(title)s"), RELEASE),
    Kind("to_confirm", "runs", sources.to_confirm, _("等书记确认的规则卡"), _("规则卡等书记确认：%(title)s"), RULES),
    Kind("issue", "handles", sources.to_answer, _("等受理的诉求"), _("有诉求等受理：%(title)s"), ISSUE),
    Kind("again", "handles", sources.to_look_at_again, _("要再看的诉求"), _("退回、超期或者该再看了：%(title)s"), ISSUE),
    Kind("to_give_time", "handles", sources.to_give_time, _("单位申请延长的诉求"), _("单位申请延长，等您答复：%(title)s"), ISSUE),
    Kind("to_follow_up", "handles", sources.to_follow_up, _("等回访的诉求"), _("办结了，请回访反映人：%(title)s"), ISSUE),
    Kind("to_close", "handles", sources.to_close, _("等销号的诉求"), _("回访过了，请销号或者重新办理：%(title)s"), ISSUE),
    Kind(
        "to_close_unasked",
        "handles",
        sources.to_close_unasked,
        _("不用回访、等销号的诉求"),
        _("12345办结或者答复写好后，请销号：%(title)s"),
        ISSUE,
    ),
    Kind("to_arrange", "handles", sources.to_arrange, _("等安排的诉求"), _("已受理，等分派或者列入议题：%(title)s"), ISSUE),
    Kind("review", "follows", sources.to_review, _("挂账到期的任务"), _("挂账到期，请复查：%(title)s"), ACTION),
    Kind("to_call_anew", "runs", sources.to_call_anew, _("到会人数不够的会"), _("到会人数不够，请另定会期：%(title)s")),
    Kind("to_plan", "runs", sources.to_plan, _("该安排的会"), _("该开会了，还没有安排：%(title)s"), PLAN),
    Kind("street_issue", "oversees", sources.street_to_answer, _("关于社区的反映"), _("关于社区的反映，请街道受理：%(title)s"), ISSUE),
    Kind("street_again", "oversees", sources.street_again, _("街道要再看的反映"), _("退回、超期或者该再看了：%(title)s"), ISSUE),
    Kind("street_shelve", "oversees", sources.street_to_shelve, _("请街道定的挂账"), _("社区申请挂账，请街道定：%(title)s"), ISSUE),
    Kind("street_time", "oversees", sources.street_to_give_time, _("单位申请延长的反映"), _("单位申请延长，等街道答复：%(title)s"), ISSUE),
    Kind(
        "street_confirm",
        "oversees",
        sources.street_to_confirm,
        _("请街道回访的诉求"),
        _("社区自己办的，请街道问问反映人：%(title)s"),
        ISSUE,
    ),
    Kind("street_end", "oversees", sources.street_to_end, _("等街道销号的反映"), _("回访过了，请街道销号：%(title)s"), ISSUE),
    Kind("street_arrange", "oversees", sources.street_to_arrange, _("等街道安排的反映"), _("已受理，等街道分派：%(title)s"), ISSUE),
    Kind(
        "assigned_anew",
        "units",
        sources.assigned_anew,
        _("要重新办理的诉求"),
        _("反映人说没有解决，请重新办理：%(title)s"),
        ASSIGNED,
        working=True,
    ),
    Kind("assigned", "units", sources.assigned, _("转给本单位的诉求"), _("请办理：%(title)s"), ASSIGNED, working=True),
    Kind("mine", "units", sources.to_do, _("本单位的任务"), _("本单位的任务：%(title)s"), ACTION, working=True),
    Kind("answer", "sits minds", sources.to_answer_notice, _("等您回复的会"), _("请回复%(unit)s能否参会：%(title)s")),
    Kind("meeting", "sits", sources.to_attend, _("要参加的会"), _("请参加：%(title)s")),
    Kind("unit_meeting", "minds", sources.of_units, _("本单位要参加的会"), _("请安排代表参加：%(title)s")),
    Kind(
        "unit_vote",
        "units",
        sources.unit_to_vote,
        _("等本单位代表书面表决"),
        _("请提醒%(unit)s的代表书面表决：%(title)s"),
        MOTION,
        until=True,
    ),
    Kind("unacknowledged", "follows", sources.unacknowledged, _("还没有签收的任务"), _("还没有签收：%(title)s"), ACTION),
    Kind(
        "in_writing", "runs", sources.in_writing, _("正在进行的书面表决"), _("书面表决进行中：%(title)s"), MOTION, until=True, others=True
    ),
    Kind("entered", "sits", sources.entered_by_others, _("别人代为录入的"), _("请核对代为录入的内容：%(title)s"), others=True),
    Kind("below", "oversees", sources.of_streets_below, _("街道在办的反映"), _("等街道受理：%(title)s"), ISSUE, others=True),
    Kind("week", "oversees", sources.this_week, _("本周还要开的会"), _("本周要开：%(title)s"), others=True),
)
KINDS = {kind.name: kind for kind in ALL}
RANK = {kind.name: rank for rank, kind in enumerate(ALL)}
