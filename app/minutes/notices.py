"""The other papers of a meeting: 会议通知, 签到表, 议定事项公示 (domain.md §1, documents). PURE: from the record to a document."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.ballots.formula_words import numeral
from app.minutes import sentences
from app.minutes.compose import secretariat
from app.minutes.record import Attendee, Record, Topic
from app.papers.blocks import Block, Heading, Items, QrCode, Signature, SignInRow, SignInTable, paragraph
from app.papers.model import Document, chinese_date

WEEKDAYS = "一二三四五六日"
BASES = {"ballot": "表决通过", "consensus": "协商一致"}
REMARKS = {"apology": "请假"}
#: Rows for people whom nobody expected.
BLANK_ROWS = 5


@dataclass(frozen=True, slots=True)
class Contacts:
    """Where residents may object: settings public.*; what is empty is left out."""

    window: str
    phone: str
    hours: str
    street_phone: str


def _when(record: Record) -> str:
    day = record.starts.date()
    return f"{chinese_date(day)}（星期{WEEKDAYS[day.weekday()]}）{sentences.hour(record.starts)}"


def _broken(record: Record, ending: str) -> str:
    """A title with its lines: the alliance, then the meeting."""
    title = sentences.full_title(record)
    return f"{record.alliance}\n{title.removeprefix(record.alliance)}{ending}"


def notice(record: Record, url: str, issued_on: date, reply_by: date) -> Document:
    """会议通知, with the group link as a QR code."""
    by = sentences.short_convener(record.convener)
    answer = (
        f"请于{sentences.short_day(reply_by)}前扫下面的二维码，选本单位、填手机号后四位，回复出席、请假或者代会。表决事项请带单位意见。"
    )
    where = [f"{_when(record)}，{record.venue}。"]
    if record.chair.name:
        where.append(f"主持：{record.chair.unit}{record.chair.title}{record.chair.name}。")
    blocks: list[Block] = [
        paragraph("联盟各成员，各列席单位：" if record.observers else "联盟各成员：", indent=False),
        paragraph(f"经{by}研究，定于{chinese_date(record.starts.date())}召开会议。现将有关事项通知如下："),
        Heading("一、时间和地点"),
        *(paragraph(line) for line in where),
        Heading("二、议题"),
        Items(tuple(map(_item, (topic for topic in record.topics if topic.state != "withdrawn")))),
        Heading("三、参会范围"),
        paragraph("、".join(one.unit for one in record.members) + "。", label="出席"),
        *([paragraph("、".join(one.unit for one in record.observers) + "。", label="列席")] if record.observers else []),
        Heading("四、参会回复"),
        paragraph(answer),
        *(paragraph(line.strip()) for line in record.remark.splitlines() if line.strip()),
        QrCode(url, f"扫码查看会议、回复参会{'；联系人：' + record.contact if record.contact else ''}"),
        Signature((secretariat(record), chinese_date(issued_on))),
    ]
    return Document(
        kind="notice",
        title=f"关于召开{_broken(record, '的通知')}",
        issuer=secretariat(record),
        date=issued_on,
        blocks=tuple(blocks),
        watermark=record.watermark,
        unbroken=(*record.names, *(one.unit for one in record.members)),
    )


def _item(topic: Topic) -> str:
    return f"{topic.title}（{topic.presenter}汇报）" if topic.presenter else topic.title


def sheet(record: Record) -> Document:
    """签到表, on its side: 出席 and 列席, phones masked, empty rows for whom nobody expected."""
    return Document(
        kind="sheet",
        title=f"{sentences.full_title(record)}签到表",
        issuer=secretariat(record),
        date=record.starts.date(),
        orientation="landscape",
        blocks=(
            paragraph(f"时间：{_when(record)}　地点：{record.venue}　应到：{record.entitled}家", indent=False),
            SignInTable("出席", tuple(map(_row, record.members)), blank=0),
            SignInTable("列席", tuple(map(_row, record.observers)), blank=BLANK_ROWS),
        ),
        watermark=record.watermark,
        unbroken=record.names,
    )


def _row(one: Attendee) -> SignInRow:
    """The telephone is the delegate's, so it does not stand beside the name of a stand-in."""
    phone = "" if one.stand_in else one.phone
    return SignInRow(one.unit, one.name, one.title, phone, "代会" if one.stand_in else REMARKS.get(one.status, ""))


# -- 议定事项公示 ------------------------------------------------------------------------------------------------------


def default_words(record: Record) -> list[dict[str, object]]:
    """The draft: what was agreed on each topic, in the words of the minutes; the secretary puts it into the residents' words."""
    topics = (topic for topic in record.considered if topic.kind != "report" and topic.points)
    return [{"item": topic.id, "title": topic.title, "text": "\n".join(topic.points)} for topic in topics]


def public_notice(record: Record, words: list[dict[str, object]], contacts: Contacts) -> Document:
    """One page for the notice board: what was agreed and how (协商一致, 表决通过), no counts, no dissent, no names (decision 7)."""
    shown = [line for line in words if str(line["text"]).strip()]
    day = chinese_date(record.starts.date())
    title = sentences.full_title(record).removeprefix(record.alliance)
    blocks: list[Block] = [paragraph(f"{day}，{record.alliance}召开{title}，研究了居民反映较多的{len(shown)}件事。现将议定事项公示如下：")]
    bases = {topic.id: BASES.get(topic.basis, "") for topic in record.topics}
    for number, line in enumerate(shown, 1):
        basis = bases.get(int(str(line["item"])), "")
        blocks.append(Heading(f"{numeral(number)}、{line['title']}{'（' + basis + '）' if basis else ''}"))
        blocks.append(Items(tuple(text.strip() for text in str(line["text"]).splitlines() if text.strip())))
    blocks.append(paragraph(objecting(record, contacts)))
    committee = [one.unit for one in record.members if one.kind == "residents_committee"]
    signed = (secretariat(record), *committee, chinese_date(record.dates.notice_from))
    return Document(
        kind="public_notice",
        title=_broken(record, "议定事项公示"),
        issuer=secretariat(record),
        date=record.dates.notice_from,
        blocks=(*blocks, Signature(signed)),
        watermark=record.watermark,
        one_page=True,
    )


def objecting(record: Record, contacts: Contacts) -> str:
    """公示时间 and where to say what one thinks: the window, 12345, the street."""
    phone = f"，电话{contacts.phone}" if contacts.phone else ""
    hours = f"（{contacts.hours}）" if contacts.hours else ""
    window = f"：{contacts.window}{phone}{hours}" if contacts.window or phone else ""
    street = f"，或者{record.place.street}电话{contacts.street_phone}" if contacts.street_phone else ""
    period = sentences.period(record.dates)
    return f"公示时间：{period}。有意见的，请在公示期内向社区居委会提出{window}。也可以拨打12345{street}。"
