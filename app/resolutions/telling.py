"""The texts about one action that are copied into WeChat, with its address and a QR code: tell_words.py says them, this fills them in."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, url_for

from app.core.web import qr
from app.resolutions.queries import ActionRow
from app.resolutions.tell_words import Matter, occasion, words


def _(message: str) -> str:
    """Marks a sentence for the catalogue; screens translate it when they show it."""
    return message


HEADINGS = {
    "assign": _("安排时发的"),
    "remind": _("到期前提醒"),
    "chase": _("客气地问一声"),
    "thanks": _("谢谢单位"),
    "correct": _("更正"),
}


@dataclass(frozen=True, slots=True)
class Text:
    """One text to copy. `what`: its occasion."""

    what: str
    heading: str
    words: str


def url_of(action_id: int) -> str:
    """The address as it is printed and copied: the one that the installation is known by."""
    return f"{current_app.config['PUBLIC_URL']}{url_for('resolutions.action', action_id=action_id)}"


def picture_of(action_id: int) -> str:
    return qr(url_of(action_id))


def texts(row: ActionRow, urgency: tuple[str, int], changes: str) -> list[Text]:
    """What there is to tell its unit now. `changes`: what was corrected since it was told last, or ""."""
    told = occasion(row.state, urgency[0], bool(changes))
    wanted = [told] * bool(told) + ["assign"] * (told == "correct" and row.state == "assigned")
    of = _matter(row, urgency, changes)
    return [Text(what, HEADINGS[what], words(of, what, "" if what == "thanks" else url_of(row.id))) for what in wanted]


def _matter(row: ActionRow, urgency: tuple[str, int], changes: str) -> Matter:
    return Matter(
        kind=row.kind,
        number=row.number,
        title=row.title,
        lead=row.lead,
        lead_kind=row.lead_kind,
        due=row.due_text,
        sender=f"{row.alliance}秘书处",
        supports=row.supports,
        criteria=row.criteria,
        days=urgency[1] if urgency[0] else None,
        ending=row.ending,
        changes=changes,
    )
