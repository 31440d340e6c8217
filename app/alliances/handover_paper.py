"""换人交接单 and the papers with which people sign in, as documents. PURE: from plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.alliances.rules import ROLE_TITLES
from app.papers.blocks import Blanks, Block, Column, Heading, LargePrint, PageBreak, QrCode, Table, paragraph
from app.papers.model import Document, chinese_date

#: One line of a table: what, and by when or where.
Row = tuple[str, ...]
NONE = "（没有）"
#: So much fits on one page in type that can still be read.
ROWS_OF_A_PAGE = 8


@dataclass(frozen=True, slots=True)
class Handover:
    """What the slip says. `role`: delegate, liaison, secretary. Rows are as the tables show them; `url` "" where no link was made now."""

    alliance: str
    unit: str
    role: str
    votes: bool
    predecessor: str
    successor: str
    title: str
    day: date
    since: date | None
    actions: tuple[Row, ...]
    meetings: tuple[Row, ...]
    letters: tuple[Row, ...]
    issues: tuple[Row, ...]
    minutes: tuple[Row, ...] = ()
    url: str = ""
    code: str = ""
    login: str = ""
    watermark: str = ""
    kept_link: bool = False


def slip(one: Handover) -> Document:
    """交接单, one A4 page where little waits."""
    issuer = f"{one.alliance}秘书处"
    return Document(
        kind="handover",
        title="换人交接单",
        issuer=issuer,
        date=one.day,
        blocks=(*_who(one), *_what(one), *_way_in(one), *_signed(one.role)),
        watermark=one.watermark,
        unbroken=tuple(name for name in (one.predecessor, one.successor) if name),
        one_page=len(one.actions) + len(one.meetings) + len(one.letters) + len(one.issues) <= ROWS_OF_A_PAGE,
    )


def _who(one: Handover) -> list[Block]:
    role = ROLE_TITLES[one.role]
    place = one.unit if one.role == "liaison" else f"{one.alliance}　{one.unit}".rstrip("　")
    standing = "（有表决权）" if one.votes else "（列席）"
    until = f"，{chinese_date(one.since)}起担任" if one.since else ""
    title = f"（{one.title}）" if one.title else ""
    taken = f"{role}{one.successor}{title}，{chinese_date(one.day)}起担任。"
    return [
        paragraph(f"{place}{standing if one.role == 'delegate' else ''}", label="岗位", indent=False),
        paragraph(f"{role}{one.predecessor}{until}。" if one.predecessor else "原来没有登记。", label="交出", indent=False),
        paragraph(taken, label="接手", indent=False),
    ]


def _what(one: Handover) -> list[Block]:
    tables: list[Block] = []
    for number, (heading, columns, rows) in enumerate(_tables(one), 1):
        tables.append(Heading(f"{'一二三四五六'[number - 1]}、{heading}"))
        tables.append(Table(columns, rows) if rows else paragraph(NONE))
    return tables


def _tables(one: Handover) -> list[tuple[str, tuple[Column, ...], tuple[Row, ...]]]:
    work = (Column("编号", 2.6, "center"), Column("任务", 5), Column("完成时限", 2.6, "center"))
    coming = (Column("时间", 3, "center"), Column("会议", 5), Column("地点", 3))
    found: list[tuple[str, tuple[Column, ...], tuple[Row, ...]]] = [
        ("没有办完的任务", work, one.actions),
        ("要参加的会议", coming, one.meetings),
    ]
    if one.role == "secretary":
        found.append(("没有办结的诉求", (Column("编号", 3, "center"), Column("办结期限", 3, "center")), one.issues))
        found.append(("没有签发的纪要", (Column("会议", 5),), one.minutes))
        return found
    if one.issues:
        found.append(("转来办理的居民诉求", (Column("编号", 3, "center"), Column("内容", 5), Column("办结期限", 3, "center")), one.issues))
    found.append(("授权委托书", (Column("会议", 5), Column("委托", 5)), one.letters))
    return found


def _way_in(one: Handover) -> list[Block]:
    blocks: list[Block] = [Heading(f"{'一二三四五六'[len(_tables(one))]}、怎么进入系统")]
    if one.role == "secretary":
        words = f"网址见二维码，登录名{one.login}。密码由管理员当面告知，第一次登录要换成自己的。" if one.url else f"登录名{one.login}。"
        return [*blocks, QrCode(one.url, words)] if one.url else [*blocks, paragraph(words)]
    if one.url:
        return [*blocks, QrCode(one.url, _caption(one.code))]
    if one.kept_link:
        return [*blocks, paragraph("用原来的个人链接，已绑定的手机打开就能看到这一家，不用再绑定。")]
    return [*blocks, paragraph("个人链接另发本人。没有收到的，请向联盟秘书要。")]


def _caption(code: str) -> str:
    how = f"填六位验证码{code[:3]} {code[3:]}（只能用一次）" if code else "填本人手机号后四位"
    return (
        f"这是接手人本人的个人链接，请不要转发。用手机扫一扫，{how}，绑定一次，以后打开就能看会议、回复参会、表决和办任务。"
        "交出人的链接和已绑定的手机，对这个岗位已经失效。"
    )


def _signed(role: str) -> list[Block]:
    witness = "召集人签名" if role == "secretary" else "联盟秘书签名"
    return [paragraph("以上事项已经当面交接清楚。"), Blanks(("交出人签名", "接手人签名", witness, "日期"))]


# -- ways to sign in ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Ticket:
    """One person's paper. `code`: six digits of a slip; `login`: for people with an account, whose `url` is the sign-in page."""

    name: str
    place: str
    purpose: str
    url: str
    code: str = ""
    login: str = ""
    until: date | None = None

    @property
    def steps(self) -> tuple[str, ...]:
        if self.login:
            return (
                "用电脑或手机打开网址，也可以扫二维码。",
                f"登录名填{self.login}，密码由本人掌握，不写在纸上。",
                "忘了密码，请找管理员重发一次性密码。",
            )
        proof = f"六位验证码{self.code[:3]} {self.code[3:]}" if self.code else "本人手机号后四位"
        return ("用微信或者手机相机扫二维码。", f"核对姓名，填{proof}，点“是我，绑定”。", "绑定一次管90天。链接只给本人用，不要转发。")


def sign_in_papers(tickets: tuple[Ticket, ...], issuer: str, day: date, *, to_a_page: int = 1, watermark: str = "") -> Document:
    """A page for each person, in big type, or four people to a page to be cut apart."""
    blocks: list[Block] = []
    for number, ticket in enumerate(tickets):
        if number and number % to_a_page == 0:
            blocks.append(PageBreak())
        blocks += _page(ticket) if to_a_page == 1 else _strip(ticket, last=number % to_a_page == to_a_page - 1)
    return Document(
        kind="sign_in",
        title="怎么进入联席",
        issuer=issuer,
        date=day,
        blocks=tuple(blocks),
        watermark=watermark,
        unbroken=tuple(ticket.name for ticket in tickets),
    )


def _page(ticket: Ticket) -> list[Block]:
    blocks: list[Block] = [LargePrint(ticket.name, 40), LargePrint(ticket.place, 24), paragraph(ticket.purpose, indent=False)]
    blocks.append(QrCode(ticket.url, ticket.url if ticket.login else "扫这个二维码"))
    if ticket.code:
        blocks.append(LargePrint(f"验证码 {ticket.code[:3]} {ticket.code[3:]}", 30))
    if ticket.login:
        blocks.append(LargePrint(f"登录名 {ticket.login}", 30))
    blocks += [LargePrint(f"{number}. {step}", 22) for number, step in enumerate(ticket.steps, 1)]
    if ticket.code and ticket.until:
        blocks.append(paragraph(f"验证码{chinese_date(ticket.until)}前有效，只能用一次；过期了请向联盟秘书要新的。", indent=False))
    return blocks


def _strip(ticket: Ticket, *, last: bool) -> list[Block]:
    number = f"　验证码 {ticket.code[:3]} {ticket.code[3:]}" if ticket.code else (f"　登录名 {ticket.login}" if ticket.login else "")
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(ticket.steps, 1))
    blocks: list[Block] = [LargePrint(f"{ticket.place}　{ticket.name}{number}", 18), QrCode(ticket.url, f"{ticket.purpose}\n{steps}")]
    return blocks if last else [*blocks, paragraph("— — — — — — — — 沿此线裁开 — — — — — — — —", indent=False, align="center")]
