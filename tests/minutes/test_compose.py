"""The minutes word by word: the whole example, and each sentence where the record says something else."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from flask import Flask

from app.meetings.models import Meeting
from app.minutes import queries
from app.minutes.compose import minutes
from app.minutes.record import Chair, Drafting, Postponed, Prose, Recused, Report, Request, Task, Topic
from app.papers.html import render_html
from app.papers.model import Document
from app.papers.pdf import render_pdf
from app.papers.text import plain_text
from app.papers.word import render_word
from tests.minutes.make_record import counted, member, record, topic
from tests.papers.reading import html_text, pdf_text, squeezed, word_paragraphs

EXPECTED = Path(__file__).with_name("expected_example.txt")

#: The only words of the example that the secretary types into the minutes; all others come from the record.
TYPED = (
    "关于错时停车、课后托管和养老助餐有关事项的纪要",  # the title
    "并作说明",  # lead, before
    "社区党委会议确定的",  # lead, after
    "会议听取社区党委关于鹤鸣苑停车情况的汇报。",  # item 2, before (begins)
    "讨论中提出的意见已吸收进下列事项。",  # item 2, after
    "会议听取银杏小学关于一至三年级学生课后无人看护情况的说明。",  # item 3, before (begins)
    "会议听取社区居委会关于助餐需求和云杉社区卫生服务中心关于助餐用房的情况汇报。",  # item 4, before (begins)
)


@pytest.fixture
def example(example_app: Flask, meeting: Meeting) -> Document:
    written = queries.minutes_of(meeting.id)
    assert written is not None
    return queries.signed_document(written)


def text_of(document: Document) -> str:
    return "\n".join(plain_text(document))


def composed(drafting: Drafting | None = None, **facts: object) -> str:
    return text_of(minutes(record(**facts), drafting or Drafting(dated=date(2026, 11, 18))))


def line(text: str, start: str) -> str:
    return next(one for one in text.splitlines() if one.startswith(start))


def test_the_example_is_word_for_word_the_expected_text(example: Document) -> None:
    text = plain_text(example)
    heads = [line for line in text if line.startswith("台账：")]
    assert [re.fullmatch(r"台账：\d+号第\d+条，末条编码[0-9a-f]{16}", line) is not None for line in heads] == [True]
    assert [line for line in text if line not in heads] == EXPECTED.read_text(encoding="utf-8").splitlines()


def test_without_the_secretarys_words_the_record_alone_says_all_the_rest(example_app: Flask, meeting: Meeting) -> None:
    bare = minutes(queries.record_of(meeting, date(2026, 11, 18)), Drafting(number=4, dated=date(2026, 11, 18)))
    expected = EXPECTED.read_text(encoding="utf-8").splitlines()
    differing = [line for line in expected if line not in plain_text(bare)]
    assert len(differing) == 6
    assert [words for words in TYPED if not any(words in line for line in differing)] == []


def test_pdf_word_and_preview_say_the_same(example: Document) -> None:
    expected = squeezed("".join(plain_text(example)))
    assert pdf_text(render_pdf(example).content) == expected
    assert html_text(render_html(example)) == expected
    assert squeezed("".join(word_paragraphs(render_word(example)))) == expected


def test_a_draft_has_no_number_yet() -> None:
    assert "\n第×期\n" in composed()


def test_the_chair_may_be_the_convener() -> None:
    assert "会议由社区党委书记、联盟召集人林知夏主持。联盟有表决权的成员3家，" in composed()


def test_a_rotating_chair_is_named_with_the_unit_whose_turn_it_is() -> None:
    text = composed(chair=Chair("宋明川", "银杏小学", "校长", rotating=True))
    assert "会议由本季度轮值主持单位银杏小学校长宋明川主持，社区党委书记、联盟召集人林知夏出席会议。" in text


def test_an_absent_convener_is_not_said_to_be_there() -> None:
    members = (member("鹤鸣里社区党委", "林知夏", "apology", convenes=True), member(), member("银杏小学", "宋明川"))
    assert "会议由宋明川主持。联盟有表决权的成员3家，应到3家，实到2家，请假1家，达到" in composed(members=members, chair=Chair("宋明川"))


def test_a_meeting_below_the_quorum_says_that_it_only_talked() -> None:
    members = (member(), member("银杏小学", "宋明川", "absent"), member("税务所", "韩映雪", "absent"))
    text = composed(members=members)
    assert (
        "实到1家，缺席2家，未达到《鹤鸣里社区党建联盟议事规则》（以下简称《议事规则》）规定的三分之二以上（2家），到会不足规定人数" in text
    )
    assert "\n缺席：银杏小学　宋明川　　税务所　韩映雪\n" in text


def test_a_stand_in_is_marked() -> None:
    assert "\n出席：区水文站　秦望（代会）\n" in composed(members=(member(name="秦望", stand_in=True),), entitled=1, quorum_required=1)


def test_reservations_are_a_number_without_names() -> None:
    assert (
        line(composed(topics=(topic(reservations=2),)), "协商情况") == "协商情况：会议经协商一致形成意见，无单位提出异议，2家单位保留意见。"
    )


def test_a_lost_ballot_and_a_tie_are_told_with_their_formula() -> None:
    lost = composed(topics=(topic(state="in_discussion", ballots=(counted(3, 5, 1),)),))
    assert (
        line(lost, "表决情况")
        == "表决情况：应表决9家（应到9家、回避0家），过半数需5票。采用举手方式，实际参加表决9家：赞成3票，反对5票，弃权1票，未通过。"
    )
    tie = composed(topics=(topic(state="in_discussion", ballots=(counted(4, 4, 0, recused=1),)),))
    assert line(tie, "表决情况").endswith("实际参加表决8家：赞成4票，反对4票，弃权0票，未通过。")


def test_several_motions_of_one_item_are_told_by_their_text() -> None:
    text = composed(topics=(topic(ballots=(counted(2, 7, 0), counted(8, 1, 0))),))
    assert [one[:14] for one in text.splitlines() if one.startswith("表决情况")] == ["表决情况：关于“清理方案”，"] * 2


def test_a_short_reason_of_a_recusal_becomes_the_usual_sentence() -> None:
    text = composed(topics=(topic(recused=(Recused("和美物业", "经营停车服务"),), ballots=(counted(8, 0, 0, recused=1),)),))
    assert "\n和美物业经营停车服务，与本议题有利害关系，依照《议事规则》申请回避，未参加讨论和表决。\n" in text


def test_an_item_that_is_not_ours_ends_as_a_recommendation() -> None:
    owners = topic(state="recommended", regime="owners_278_half", outcome_words="建议业委会组织业主大会会议研究", points=("依法组织。",))
    text = composed(topics=(owners,))
    assert (
        "\n本议题依法应当由业主共同决定，本次会议只提出建议，不作表决。建议业委会组织业主大会会议研究。\n会议建议：\n1. 依法组织。\n"
        in text
    )


def test_a_deferred_item_goes_to_the_next_meeting_and_a_withdrawn_one_has_no_section() -> None:
    text = composed(topics=(topic(state="deferred", outcome_words="等价格意见"), topic(id=2, title="撤下的", state="withdrawn")))
    assert "\n会议决定本议题暂缓，提交下次会议研究：等价格意见。" in text
    assert "撤下的" not in text
    assert "研究了1个议题" in text


def test_prose_stands_before_and_behind_the_locked_sentences() -> None:
    prose = Drafting(items=((1, Prose("第一段\n第二段", "接着的话。\n另起一段")),), lead=Prose("并作说明。", "，社区党委确定的"))
    text = composed(prose, topics=(topic(reservations=0),))
    assert "\n第一段\n第二段\n协商情况：会议经协商一致形成意见，无单位提出异议。接着的话。\n另起一段" in text
    assert "联盟召集人林知夏主持并作说明。" in text
    assert "研究了社区党委确定的1个议题。" in text


def test_notes_from_the_room_are_the_first_draft_of_the_prose() -> None:
    text = composed(topics=(topic(presenter="区水文站", notes="堆物多。\n影响通行。"),))
    assert "\n会议听取区水文站关于楼道堆物情况的汇报。堆物多。\n影响通行。\n" in text


def test_without_actions_and_letters_there_is_no_annex_and_no_word_about_them() -> None:
    text = composed()
    assert "附件" not in text
    assert "任务单" not in text
    assert "\n二、有关要求\n本次会议议定事项自2026年11月19日至11月23日（3个工作日）在小区公告栏" in text


def test_a_single_annex_has_no_number() -> None:
    one = Request("消防核查", "消防救援站", "社区居委会", date(2026, 12, 8))
    text = composed(requests=(one,))
    assert "\n附件：商请事项清单\n" in text
    assert "\n附件　商请事项清单\n" in text
    assert "由社区党委于11月27日前以商请函商请支持。" in text


def test_own_requirements_replace_the_default_and_none_at_all_leave_no_heading() -> None:
    task = Task("X-1", "清理", "居委会", (), "2026年12月8日", "", "待签收")
    assert "\n二、有关要求\n按时办。\n" in composed(Drafting(requirements=Prose("按时办。")), tasks=(task,))
    assert "有关要求" not in composed(Drafting(requirements=Prose("")), tasks=(task,))


def test_the_report_counts_and_names_what_was_given_more_time() -> None:
    moved = Postponed("HML-2026-03-05", "门禁更换", "和美物业", date(2026, 10, 30), date(2026, 11, 26), "到货推迟", None, "convener")
    report = Report("2026年8月临时联席会议", date(2026, 8, 13), total=4, closed=1, open=2, postponed=(moved,))
    told = Topic(9, "report", "上次会议议定事项办理情况", "reported", "none")
    text = composed(topics=(told, topic()), report=report)
    assert (
        "\n2026年8月13日会议议定事项4项，已办结并经回访确认1项，申请延期1项，正在办理2项。申请延期的是门禁更换（编号HML-2026-03-05），"
        in text
    )
    assert "责任单位和美物业已申请并说明理由。经召集人审批，同意延期至11月26日。\n" in text
    assert "会议通报了上次会议议定事项办理情况，研究了1个议题。" in text
