"""PURE. Kinds of member organisations, and the words for roles and votes that offices write.

The codes are those of alliances.json and of domain.md §5 (`organisation.kind`).
"""

from __future__ import annotations

import re

from app.alliances.roster.cells import plain

# One such organisation serves a whole district and is the same in all its alliances (issue: identity).
OF_THE_DISTRICT = frozenset({"utility", "property"})

# Here a member is a person: two rows with the same words and other people are two members (each counts as one 家).
PERSONAL = frozenset({"grid_worker", "resident_rep", "representatives"})

# domain.md, opening decision 9: observers unless the rule card seats them.
OBSERVING = frozenset({"representatives", "dispatched", "department", "backing"})

LABELS = {
    "community_party": "社区党组织 社区党委 社区党总支 社区党支部 党组织",
    "residents_committee": "社区居委会 社区居民委员会 居委会 居民委员会 村委会 村民委员会",
    "resident_public": "驻区机关单位 驻区单位 驻区机关 机关单位 机关事业单位 机关企事业单位 驻区机关企事业单位 事业单位 "
    "驻区事业单位 企事业单位 机关 国有企业 国企 银行",
    "school": "学校 学校教育 教育 教育机构 教育单位 中小学",
    "health": "医疗卫生 医疗 卫生 医院 医疗机构 医疗卫生机构",
    "utility": "公用事业 公共事业 公用事业单位 公用企业 公共服务企业 水电气热",
    "property": "物业服务企业 物业 物业企业 物业公司 物业服务公司 物业服务",
    "owners_committee": "业主委员会 业委会 业主 物管会 物业管理委员会",
    "two_new": "两新组织 两新 两新党组织 非公企业 非公 社会组织 新经济组织 新社会组织 民营企业 企业",
    "dispatched": "执法与派驻 执法派驻 派驻 派驻机构 派驻单位 执法 执法单位 执法部门 公安",
    "representatives": "两代表一委员 人大代表 党代表 政协委员",
    "grid_worker": "网格员 网格长 网格 五长",
    "resident_rep": "居民代表 居民 议事员 居民小组代表",
    "backing": "包保部门 包保单位 包联部门 包联单位",
    "department": "职能部门 职能单位 部门",
}
_KIND_OF_LABEL = {plain(label): kind for kind, labels in LABELS.items() for label in labels.split()} | {kind: kind for kind in LABELS}

# In this order: the first that fits decides. 民营医院党支部 is a party branch and no hospital, 大学生志愿者协会 no university.
_NAMED = [
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("representatives", r"人大代表|党代表|政协委员|两代表一委员"),
        ("owners_committee", r"业主委员会|业委会|物管会|物业管理委员会|业主代表"),
        ("residents_committee", r"(社区|居民|村民)委员会$|居委会$|村委会$"),
        ("community_party", r"(社区|村)(联合)?(党委|党总支|党支部|党组织)$"),
        ("grid_worker", r"网格"),
        ("resident_rep", r"居民.*代表|小组代表|[楼栋单元]长$|议事员|居民小组"),
        ("two_new", r"(党支部|党总支|支部委员会|党委)$|协会$|商会$|志愿|社工|合作社|商圈|联合会$|促进会$|基金会$"),
        ("property", r"物业"),
        ("utility", r"供电|供热|供暖|供水|排水|燃气|天然气|热力|自来水|水务(公司|集团)|电业局|电力|国网"),
        ("school", r"小学|中学|学校|幼儿园|大学|学院|教育中心|职业技术"),
        ("health", r"医院|卫生|妇幼|诊所|疾控|保健"),
        ("dispatched", r"派出所|公安|警务|交警|消防|城管|市场监管|市场监督|司法所|执法|法庭|特警"),
        ("department", r"[^邮]局$|办事处$|党工委$|委员会$|办公室$|人民政府$|管委会$"),
        ("two_new", r"有限公司|有限责任|律师|电商|快递|驾校|超市|商场|酒店|药店|工作室|服务社"),
    )
]

_ROLE_WORDS = {
    "secretary": "联盟秘书 秘书 联盟秘书处",
    "convener": "召集人 联盟召集人 总召集人",
    "observer": "列席 列席人员 列席单位 列席代表 特邀 特邀列席 观察员 无表决权",
    "liaison": "联络员 单位联络员 联盟联络员",
    "member": "代表 成员 成员单位 成员单位代表 成员代表 委员 正式成员 出席 出席人员 有表决权 单位代表",
}
_ROLE_OF_WORD = {plain(word): role for role, words in _ROLE_WORDS.items() for word in words.split()}

_YES = ("是", "有", "√", "✓", "✔", "y", "yes", "1", "true", "对", "有表决权", "表决", "可以")
_NO = ("否", "无", "×", "✗", "✘", "x", "n", "no", "0", "false", "没有", "无表决权", "列席", "不表决")


def kind_of(label: str) -> str:
    """The code for what a column 单位类别 says, "" where it says nothing known."""
    return _KIND_OF_LABEL.get(plain(label), "")


def guess_kind(name: str) -> str:
    """The likeliest kind of an organisation of this name; someone at a desk may correct it."""
    bare = plain(name)
    return next((kind for kind, pattern in _NAMED if pattern.search(bare)), "resident_public")


def is_guessable(name: str) -> bool:
    """True where the name itself says what the organisation is."""
    bare = plain(name)
    return any(pattern.search(bare) for _, pattern in _NAMED)


def role_of(word: str) -> str:
    """secretary, convener, observer, liaison, member, or "" where the word names no role."""
    return _ROLE_OF_WORD.get(plain(word), "")


def votes_of(word: str) -> bool | None:
    """What a column 有无表决权 says; None where it says nothing."""
    bare = plain(word)
    if bare in _YES:
        return True
    return False if bare in _NO else None
