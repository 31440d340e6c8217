"""The registers (台账): which there are, their columns, and under which words an office's own sheet asks for the same thing. PURE."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.issues.rules import STATES as ISSUE_STATES
from app.meetings.rules import ATTENDANCE, KINDS
from app.meetings.rules import STATES as MEETING_STATES
from app.resolutions.rules import ACTION_STATES, RESOLUTION_STATES
from app.resolutions.rules import KINDS as ACTION_KINDS


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


@dataclass(frozen=True, slots=True)
class Field:
    """A column: its code in the rows, our heading, its width in characters, and other headings that mean it."""

    code: str
    heading: str
    width: int
    also: str = ""


@dataclass(frozen=True, slots=True)
class Register:
    """`states` and `categories`: what may be chosen; empty where the register knows none. `dated`: what year and quarter are counted by."""

    kind: str
    name: str
    fields: tuple[Field, ...]
    states: Mapping[str, str]
    categories: Mapping[str, str]
    dated: str

    @property
    def by_code(self) -> dict[str, Field]:
        return {field.code: field for field in (*COMMON, *self.fields)}


#: In every register; the places only where the file spans several alliances.
INDEX = Field("index", "序号", 6, "号 no 行号")
PLACES = (
    Field("alliance", "联盟", 26, "联盟名称 社区党建联盟 党建联盟 所属联盟 党建联盟名称"),
    Field("community", "社区", 16, "社区名称 所属社区 所在社区 村社区"),
    Field("street", "街道", 14, "街道名称 所属街道 街镇 乡镇街道 镇街"),
    Field("district", "区县", 12, "县区 县市区 所属区县 区"),
)
COMMON = (INDEX, *PLACES)
OVERDUE = "overdue"

_NUMBER = "编号 序列号 事项编号 登记编号"
_STATE = "状态 办理状态 当前状态 完成情况 办理情况 进度 落实情况 是否办结"
_TASK = "任务名称 任务内容 工作任务 事项 事项名称 办理事项 议定事项 具体任务 重点任务 内容 工作内容 任务事项"
_MEETING = "会议 会议名称 来源会议 所属会议 会议届次"
_DAY = "日期 时间 会议日期 会议时间 召开日期 召开时间 开会时间"

REGISTERS: Mapping[str, Register] = {
    one.kind: one
    for one in (
        Register(
            "issues",
            _("诉求台账"),
            (
                Field("number", "编号", 14, f"{_NUMBER} 诉求编号 受理编号"),
                Field("submitted_on", "登记日期", 12, "日期 受理日期 受理时间 登记时间 反映时间 来访时间 提出时间"),
                Field("title", "诉求", 36, "事项 诉求内容 反映问题 问题 反映事项 诉求事项 主要诉求 问题描述 内容 事项名称"),
                Field("category", "类别", 14, "诉求类别 问题类别 分类 类型 事项类别"),
                Field("place", "地点", 20, "位置 地址 发生地点 小区 楼栋"),
                Field("channel", "来源", 12, "诉求来源 渠道 来源渠道 反映渠道 反映方式"),
                Field("unit", "提出单位", 20, "反映单位 提出单位人 来源单位"),
                Field("privacy", "保密级别", 10, "保密要求 是否保密 公开级别"),
                Field("state", "状态", 18, _STATE),
                Field("route", "办理路径", 18, "路径 办理渠道 分类处置"),
                Field("lead", "牵头单位", 22, "责任单位 主办单位 承办单位 办理单位 转办单位"),
                Field("due", "办理时限", 12, "办结时限 时限 期限 完成时限 完成时间"),
                Field("hotline", "12345编号", 18, "热线编号 工单编号 12345工单号"),
                Field("answer", "答复", 40, "答复情况 答复内容 办理结果 处理结果 处理情况 反馈情况 回复"),
                Field("merged", "合并到", 14, "合并编号"),
                Field("meeting", "列入会议", 30, "议题会议 上会情况"),
            ),
            ISSUE_STATES,
            {},
            _("按登记日期"),
        ),
        Register(
            "meetings",
            _("会议台账"),
            (
                Field("number", "编号", 10, f"{_NUMBER} 会议编号 届次"),
                Field("title", "会议名称", 36, _MEETING + " 名称 主题 会议主题"),
                Field("kind", "类型", 12, "会议类型 类别 形式"),
                Field("held_on", "日期", 12, _DAY),
                Field("time", "时间", 8, "开始时间 几点"),
                Field("place", "地点", 22, "会议地点 地址 召开地点"),
                Field("chair", "主持人", 10, "主持 会议主持 主持人姓名"),
                Field("entitled", "应到", 7, "应到人数 应到单位 应参会 应到家数"),
                Field("present", "实到", 7, "实到人数 实到单位 参会人数 到会人数 实到家数"),
                Field("required", "规定到会", 9, "到会规定人数 法定人数"),
                Field("met", "到会符合规定", 12, "是否达到规定人数 到会情况"),
                Field("topics", "议题数", 8, "议题 议题数量 议题个数"),
                Field("agreed", "议定事项数", 10, "决议数 决议数量 议定事项 议定事项数量"),
                Field("minutes", "纪要", 8, "纪要期号 会议纪要 纪要编号"),
                Field("signed_by", "签发人", 10, "纪要签发人"),
                Field("signed_on", "签发日期", 12, "纪要签发日期 印发日期 印发时间"),
                Field("period", "公示期", 24, "公示时间 公示日期 公示情况"),
                Field("state", "状态", 10, _STATE),
                Field("late", "补录", 6, "是否补录"),
            ),
            MEETING_STATES,
            KINDS,
            _("按会议日期"),
        ),
        Register(
            "attendance",
            _("参会台账"),
            (
                Field("held_on", "日期", 12, _DAY),
                Field("meeting", "会议", 34, _MEETING),
                Field("unit", "单位", 26, "成员 成员单位 单位名称 参会单位 参会成员 工作单位"),
                Field("seat", "出席列席", 9, "身份 参会身份 出席 类别"),
                Field("name", "姓名", 10, "参会人 参会人员 代表 代表姓名 到会人员 名字"),
                Field("title", "职务", 12, "职位 单位职务"),
                Field("phone", "电话", 14, "联系电话 手机 手机号 手机号码 联系方式"),
                Field("state", "到会情况", 10, "签到情况 出席情况 是否到会 状态 签到"),
                Field("arrived", "到会时间", 9, "签到时间"),
                Field("left", "离会时间", 9, "离开时间"),
                Field("remark", "备注", 20, "说明 附注"),
            ),
            ATTENDANCE,
            KINDS,
            _("按会议日期"),
        ),
        Register(
            "resolutions",
            _("议定事项台账"),
            (
                Field("number", "编号", 18, f"{_NUMBER} 决议编号 议定事项编号"),
                Field("title", "事项", 28, "议题 议题名称 决议事项 议定事项名称 事项名称 名称"),
                Field("points", "议定内容", 52, "决议内容 议定事项 内容 会议议定 主要内容"),
                Field("basis", "依据", 12, "决定方式 议定方式 通过方式"),
                Field("meeting", "会议", 32, _MEETING),
                Field("held_on", "日期", 12, _DAY + " 议定日期 决议日期"),
                Field("actions", "任务数", 8, "任务 任务数量"),
                Field("closed", "已销号", 8, "办结数 已办结"),
                Field("leads", "牵头单位", 26, "责任单位 承办单位 主办单位"),
                Field("period", "公示期", 24, "公示时间 公示日期"),
                Field("standing", "公示情况", 18, "公示结果 是否公示"),
                Field("state", "状态", 12, _STATE),
            ),
            RESOLUTION_STATES,
            {},
            _("按会议日期"),
        ),
        Register(
            "actions",
            _("任务办理台账"),
            (
                Field("number", "编号", 18, f"{_NUMBER} 任务编号"),
                Field("kind", "类型", 8, "任务类型 类别"),
                Field(
                    "title",
                    "任务",
                    36,
                    _TASK,
                ),
                Field("resolution", "来源决议", 18, "决议编号 来源 任务来源 议定事项编号"),
                Field("meeting", "会议", 32, _MEETING),
                Field("lead", "牵头单位", 22, "责任单位 主办单位 承办单位 办理单位 落实单位 单位 责任主体 商请单位"),
                Field("supports", "配合单位", 26, "协办单位 协助单位 联系单位"),
                Field("assigned_on", "安排日期", 12, "交办日期 交办时间 下达日期 派单日期 任务下达时间"),
                Field("due", "完成时限", 14, "办结时限 时限 期限 完成时间 完成期限 计划完成时间 希望反馈时间 要求完成时间"),
                Field("extended", "延期", 8, "是否延期"),
                Field("criteria", "验收标准", 30, "完成标准 目标 目标要求 工作目标 要求"),
                Field("acknowledged_by", "签收人", 10, "签收 接收人 责任人"),
                Field("state", "状态", 16, _STATE + " 进展 进展情况 办理进展"),
                Field("late", "超期天数", 9, "超期 逾期 逾期天数 是否超期"),
                Field("chased", "催办次数", 9, "催办 催办情况"),
                Field("progress", "最近进展", 44, "最新进展 工作进展 反馈情况 反馈 办理过程 推进情况"),
                Field("outcome", "办理结果", 36, "结果 办结情况 处理结果 完成效果"),
                Field("ending", "结果类型", 14, "销号类型 办结方式"),
                Field("closed_on", "销号日期", 12, "销号时间 办结日期 办结时间 实际完成时间"),
            ),
            {OVERDUE: _("超期的"), **ACTION_STATES},
            ACTION_KINDS,
            _("按安排日期"),
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a file holds. 0 and "" mean all; a quarter without a year means nothing."""

    year: int = 0
    quarter: int = 0
    state: str = ""
    category: str = ""
    alliance: int = 0

    @property
    def days(self) -> tuple[date, date] | None:
        """The first day, and the first day after."""
        if not self.year:
            return None
        if not self.quarter:
            return date(self.year, 1, 1), date(self.year + 1, 1, 1)
        first = date(self.year, 3 * self.quarter - 2, 1)
        return first, date(self.year + 1, 1, 1) if self.quarter == 4 else date(self.year, 3 * self.quarter + 1, 1)


# -- an office's own sheet ---------------------------------------------------------------------------------------------

_BRACKETS = re.compile(r"[（(【\[].*?[)）】\]]")
_SIGNS = re.compile(r"[\s*:：.、/／\-—_?？]+")


def plain(heading: str) -> str:
    """A heading without blanks, signs, stars, and remarks in brackets: *完成 时限（年月日）： is 完成时限."""
    return _SIGNS.sub("", _BRACKETS.sub("", heading)).lower() or _SIGNS.sub("", heading).lower()


def meaning(kind: str, heading: str) -> str:
    """The code of the field that a heading means, "" where none is known. Our own headings come first, then the others in order."""
    asked = plain(heading)
    if not asked:
        return ""
    known = (*COMMON, *REGISTERS[kind].fields)
    own = next((field.code for field in known if plain(field.heading) == asked), "")
    return own or next((field.code for field in (*REGISTERS[kind].fields, *COMMON) if asked in map(plain, field.also.split())), "")


def guessed(kind: str, headings: Sequence[str]) -> list[dict[str, str]]:
    """What each column most likely is; a field that two columns claim goes to the one that bears its own name, else to the first."""
    codes = [meaning(kind, heading) for heading in headings]
    fields = REGISTERS[kind].by_code
    owner: dict[str, int] = {}
    for column, code in enumerate(codes):
        if code and (code not in owner or plain(headings[column]) == plain(fields[code].heading)):
            owner[code] = column
    return [{"field": code} if code and owner[code] == column else {} for column, code in enumerate(codes)]
