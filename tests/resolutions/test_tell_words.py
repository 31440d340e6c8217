from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from app.resolutions.rules import Assignment
from app.resolutions.tell_words import OCCASIONS, Matter, audience, changes, occasion, words

MEMBER = Matter(
    "action",
    "HML-2026-04-02",
    "院内标线",
    "区水文站",
    "resident_public",
    "2026年12月8日（10个工作日）",
    "鹤鸣里社区党建联盟秘书处",
    supports=("和美物业",),
    criteria="标线清楚\n告示牌到位。",
    days=2,
)
BUREAU = replace(MEMBER, kind="request_letter", number="HML-2026-04-L01", title="夜间巡逻", lead="云杉派出所", lead_kind="dispatched")
OWN = replace(MEMBER, lead="鹤鸣里社区居民委员会", lead_kind="residents_committee")
URL = "https://lianxi.example/actions/7"


@pytest.mark.parametrize(
    ("kind", "lead_kind", "to"),
    [
        ("action", "resident_public", "member"),
        ("action", "property", "member"),
        ("action", "residents_committee", "own"),
        ("action", "grid_worker", "own"),
        ("request_letter", "dispatched", "bureau"),
        ("request_letter", "residents_committee", "bureau"),
    ],
)
def test_the_tone_follows_from_whom_it_goes_to(kind: str, lead_kind: str, to: str) -> None:
    assert audience(kind, lead_kind) == to


@pytest.mark.parametrize(
    ("of", "what", "text"),
    [
        (
            MEMBER,
            "assign",
            "区水文站：您好！联席会议议定的“院内标线”（HML-2026-04-02），麻烦贵单位牵头，请在2026年12月8日（10个工作日）前办好。\n"
            "配合单位：和美物业\n怎样算办好：标线清楚，告示牌到位\n请点开下面的链接签收；有困难请早些告诉我们，一起想办法。",
        ),
        (
            MEMBER,
            "remind",
            "区水文站：您好！“院内标线”（HML-2026-04-02）约定的时间是2026年12月8日（10个工作日），还剩2个工作日。"
            "麻烦您方便时告诉我们办到哪一步了，有困难一起想办法。",
        ),
        (
            replace(MEMBER, days=3),
            "chase",
            "区水文站：您好！“院内标线”（HML-2026-04-02）约定的时间是2026年12月8日（10个工作日），已经过了3个工作日。"
            "知道您那边事情也多，麻烦回个话：难在哪里，大约哪天能办好？需要我们协调的请直说。",
        ),
        (MEMBER, "thanks", "区水文站：您好！“院内标线”（HML-2026-04-02）已经办成、销号了，谢谢贵单位！下次会议上我们会向各家报告。"),
        (
            replace(MEMBER, ending="explained"),
            "thanks",
            "区水文站：您好！“院内标线”（HML-2026-04-02）已经向大家说明情况，办结了，谢谢贵单位！下次会议上我们会向各家报告。",
        ),
        (
            replace(MEMBER, changes="完成时限由甲改为乙。"),
            "correct",
            "【更正】区水文站：您好！“院内标线”（HML-2026-04-02）有改动：完成时限由甲改为乙。请以这一条为准，给您添麻烦了。",
        ),
        (
            BUREAU,
            "assign",
            "云杉派出所：\n经联席会议研究，现就“夜间巡逻”（HML-2026-04-L01）商请贵单位予以支持，望于2026年12月8日（10个工作日）前反馈。"
            "联系单位：和美物业。商请函随后送达，也可以点开下面的链接看。谢谢支持。",
        ),
        (
            BUREAU,
            "remind",
            "云杉派出所：您好。此前商请的“夜间巡逻”（HML-2026-04-L01），望于2026年12月8日（10个工作日）前反馈。"
            "如需补充材料，请告知我们。谢谢支持。",
        ),
        (
            BUREAU,
            "chase",
            "云杉派出所：您好。此前商请的“夜间巡逻”（HML-2026-04-L01），原望于2026年12月8日（10个工作日）前反馈，"
            "不知是否方便告知进展？如需我们配合，或者另商时间，请告知。谢谢支持。",
        ),
        (BUREAU, "thanks", "云杉派出所：您好。商请的“夜间巡逻”（HML-2026-04-L01）已有结果，感谢贵单位的大力支持。"),
        (
            replace(BUREAU, changes="希望反馈时间由甲改为乙。"),
            "correct",
            "【更正】云杉派出所：您好。此前商请的“夜间巡逻”（HML-2026-04-L01）有变动：希望反馈时间由甲改为乙。请以此为准，谢谢支持。",
        ),
        (
            OWN,
            "assign",
            "“院内标线”（HML-2026-04-02）由鹤鸣里社区居民委员会牵头，2026年12月8日（10个工作日）前办好。收到请签收。",
        ),
        (OWN, "remind", "“院内标线”（HML-2026-04-02）2026年12月8日（10个工作日）到期，还剩2个工作日。请报一下进度。"),
        (replace(OWN, days=3), "chase", "“院内标线”（HML-2026-04-02）过了3个工作日了。今天回个话：卡在哪里，哪天办好。"),
        (OWN, "thanks", "“院内标线”（HML-2026-04-02）已销号。大家辛苦了。"),
        (replace(OWN, changes="事项由甲改为乙。"), "correct", "【更正】“院内标线”（HML-2026-04-02）：事项由甲改为乙。按新的办。"),
    ],
)
def test_every_text_in_its_tone(of: Matter, what: str, text: str) -> None:
    sender = "" if of is OWN or of.lead == OWN.lead else "\n鹤鸣里社区党建联盟秘书处"
    assert words(of, what, URL) == f"{text}\n{URL}{sender}"
    assert words(of, what) == f"{text}{sender}"


@pytest.mark.parametrize("what", OCCASIONS)
def test_a_bureau_is_never_pressed_and_nobody_reads_none(what: str) -> None:
    bare = replace(BUREAU, due="", supports=(), criteria="", days=None, changes="事项由甲改为乙。")
    said = [words(one, what) for one in (BUREAU, bare, replace(bare, kind="action", lead_kind="school"), replace(bare, kind="action"))]
    assert [word for word in ("督办", "催办", "超期", "逾期", "尽快", "必须", "务必") if word in said[0] + said[1]] == []
    assert [one for one in said if "None" in one or "。。" in one or "（）" in one] == []


@pytest.mark.parametrize(
    ("state", "urgency", "corrected", "what"),
    [
        ("assigned", "", False, "assign"),
        ("assigned", "", True, "correct"),
        ("assigned", "overdue", False, "chase"),
        ("in_progress", "due_soon", False, "remind"),
        ("rework", "overdue", False, "chase"),
        ("submitted", "", False, ""),
        ("shelved", "", False, ""),
        ("cancelled", "", True, ""),
        ("closed", "", False, "thanks"),
    ],
)
def test_what_there_is_to_tell_now(state: str, urgency: str, corrected: bool, what: str) -> None:
    assert occasion(state, urgency, corrected) == what


def test_a_correction_names_old_and_new_of_what_was_changed_and_nothing_else() -> None:
    was = Assignment("标线", 1, date(2026, 11, 24), due=date(2026, 12, 8), criteria="")
    now = Assignment("标线和告示牌", 2, date(2026, 11, 24), due=date(2026, 12, 15), criteria="清楚")
    assert changes("action", was, "甲", was, "甲") == ""
    assert changes("action", was, "甲", now, "乙") == (
        "事项由“标线”改为“标线和告示牌”。牵头单位由甲改为乙。完成时限由2026年12月8日改为2026年12月15日。验收标准由空白改为“清楚”。"
    )
    dateless = Assignment("标线", 1, date(2026, 11, 24))
    assert changes("request_letter", was, "甲", dateless, "甲") == "希望反馈时间由2026年12月8日改为没有定。"
