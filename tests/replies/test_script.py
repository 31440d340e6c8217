"""主持词: blanks before the meeting, numbers once it runs; each item by its way of deciding. Pure."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from app.ballots.shares import Share
from app.minutes.record import Recused, Report
from app.minutes.script import Asked, Script, chair_script
from app.papers.blocks import Heading, LargePrint, Paragraph
from tests.minutes.make_record import MAJORITY, member, record, topic

PLAN = Script(
    False, {"alliance_majority": MAJORITY, "alliance_two_thirds": Share("entitled", 2, 3, False)}, "named", {}, frozenset(), "", 5
)


def lines(*topics: object, plan: Script = PLAN, **more: object) -> list[str]:
    document = chair_script(record(topics=topics, **more), plan)
    found = []
    for block in document.blocks:
        if isinstance(block, (LargePrint, Heading)):
            found.append(block.text)
        elif isinstance(block, Paragraph):
            found.append("".join(run.text for run in block.runs))
    return found


def pending(**more: object) -> object:
    return topic(state="pending", **more)


def test_before_the_meeting_the_numbers_are_blanks_and_afterwards_they_stand_there() -> None:
    before = lines(pending())
    assert "本次会议应到3家，实到＿＿＿家，到会家数符合《鹤鸣里社区党建联盟议事规则》的规定，可以开会。" in before
    assert "（实到不足2家时改说：到会家数不足，今天只通报情况、交换意见，不作表决。）" in before
    members = (member(stand_in=True), member("银杏小学", "", represented_by="区水文站"), member("和美物业", "苏景行", "apology"))
    running = lines(pending(), plan=replace(PLAN, running=True), members=members)
    assert "本次会议应到3家，实到2家（其中代会1家、委托1家），到会家数符合《鹤鸣里社区党建联盟议事规则》的规定，可以开会。" in running
    assert ("请假的有：和美物业。" in running, "代会的有：区水文站（程以宁）。" in running) == (True, True)
    few = lines(pending(), plan=replace(PLAN, running=True), members=(member(),))
    assert "本次会议应到3家，实到1家，不足规定的2家，今天只通报情况、交换意见，不作表决。" in few


def test_the_first_item_reports_with_its_numbers() -> None:
    report = Report("鹤鸣里社区党建联盟2026年第三季度联席会议", date(2026, 8, 13), total=6, closed=5, open=1)
    said = lines(topic(kind="report", title="上次会议议定事项办理情况", state="pending"), report=report)
    assert "2026年第三季度议定事项6项，已办结并经回访确认5项，正在办理1项。" in said
    assert "没有办结的，请牵头单位说明原因和下一步的打算。" in said
    assert "上次会议没有需要通报的议定事项，这一项到这里。" in lines(topic(kind="report", state="pending"))


def test_consensus_is_asked_for_and_a_ballot_has_its_rule_in_words() -> None:
    agreed = lines(pending(presenter="和美物业"))
    assert "进行第一项，楼道堆物。请和美物业汇报。" in agreed
    assert "大家的意见归纳起来是：＿＿＿＿＿＿。这样办，哪一家还有不同意见？" in agreed
    voted = lines(pending(regime="alliance_majority"))
    assert "每家一票，应表决的成员过半数赞成为通过，回避的不计入。" in voted
    assert "哪一家还有不同意见" not in "".join(voted)
    drafted = replace(PLAN, motions={1: (Asked("同意延长开放。", "hands"),)})
    hands = lines(pending(regime="alliance_two_thirds"), plan=drafted)
    assert ("现在表决。表决事项是：同意延长开放。" in hands, "每家一票，应表决的成员三分之二以上赞成为通过，回避的不计入。" in hands) == (
        True,
        True,
    )
    assert ("赞成的请举手。请放下。" in hands, "请监票人报告结果。" in hands) == (True, True)


def test_what_is_not_ours_is_never_put_to_a_ballot() -> None:
    for regime, why in (
        ("owners_278_half", "依法要由业主共同决定"),
        ("residents_meeting", "要由居民会议"),
        ("dept", "要由主管部门依法办理"),
    ):
        said = "".join(lines(pending(regime=regime)))
        assert (f"这一项{why}" in said, "现在表决" in said, "协商一致" in said) == (True, False, False), regime
    told = lines(pending(regime="none"))
    assert "这一项只通报情况，不作决定。大家有什么意见，请讲。" in told


def test_a_recusal_is_named_and_what_no_notice_named_is_only_discussed() -> None:
    recused = lines(pending(regime="alliance_majority", recused=(Recused("和美物业", "承包这项工程"),)))
    assert "和美物业与这一项有利害关系，按照《议事规则》回避，不参加讨论和表决。" in recused
    late = "".join(lines(pending(regime="alliance_majority"), plan=replace(PLAN, late=frozenset((1,)))))
    assert ("今天只讨论，不表决" in late, "现在表决" in late) == (True, False)


def test_the_convener_speaks_where_another_unit_has_the_chair() -> None:
    assert "请联盟召集人林知夏讲话。" in lines(pending(), plan=replace(PLAN, convener="林知夏"))
    assert lines(pending())[-1] == "谢谢大家，散会。"
    assert "议定事项公示3个工作日，听取居民意见。" in "".join(lines(pending()))
