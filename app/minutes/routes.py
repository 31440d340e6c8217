"""/meetings/<id>/minutes  their prose, sign-off and files;  the other papers of a meeting: notice, sheet, 议定事项公示"""

from __future__ import annotations

import logging
from typing import Any

from flask import Blueprint, abort, current_app, make_response, request, url_for

from app.core import files
from app.core.clock import local, now, today
from app.core.db import writing
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.uploads import uploaded
from app.core.web import Unchanged, actor, attachment, claimed, remember, requires, saved, sentence, take
from app.meetings.models import Meeting
from app.meetings.queries import notices as notices_of
from app.minutes import actions, notices, pages, publishing, queries
from app.minutes.actions import SignOff
from app.minutes.forms import HeadForm, NoticeItemForm, PublicNoticeForm, SignOffForm
from app.minutes.models import Minutes
from app.minutes.pages import minutes_page, public_notice_page
from app.minutes.script_pages import script_of, script_page
from app.papers.model import Document
from app.papers.typesetter import PaperFailed
from app.settings.models import calendar

blueprint = Blueprint("minutes", __name__)
log = logging.getLogger(__name__)

PDF = "application/pdf"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _shown(meeting: Meeting, message: str) -> Any:
    return saved(url_for("minutes.show", meeting_id=meeting.id), message)


def _minutes(meeting: Meeting) -> Minutes:
    return queries.minutes_of(meeting.id) or abort(404)


@blueprint.get("/meetings/<int:meeting_id>/minutes")
@requires("minutes.read", Meeting)
def show(meeting: Meeting) -> Any:
    return minutes_page(meeting)


# -- drafting ----------------------------------------------------------------------------------------------------------


@blueprint.post("/meetings/<int:meeting_id>/minutes")
@requires("minutes.edit", Meeting, shows=minutes_page)
def draft(meeting: Meeting) -> Any:
    actions.draft(meeting, by=actor(), at=now())
    return _shown(meeting, say("纪要已起草，表决和到会情况取自会议记录。"))


@blueprint.post("/meetings/<int:meeting_id>/minutes/words")
@requires("minutes.edit", Meeting, shows=minutes_page)
def write(meeting: Meeting) -> Any:
    """All prose of the page at once; only what was changed is written, and nothing where somebody else changed the same."""
    minutes = _minutes(meeting)
    record = queries.record_of(meeting, today())
    head = HeadForm.posted("head", prefix="head-")
    rows = {(row.slot, row.item_id): row for row in queries.sections_of(minutes.id)}
    parts = [(type(part.form).posted(part.key, prefix=f"{part.key}-"), part, default) for part, default in pages.prose_parts(record, rows)]
    if not all([head.validate(), *(form.validate() for form, _part, _default in parts)]):
        return minutes_page(meeting, 422)
    clashes = [_write_head(minutes, head, pages.head_defaults(record)), *(_write_part(minutes, *part) for part in parts)]
    if any(clashes):
        return minutes_page(meeting, 409)
    pressed = next((part.key for _form, part, _default in parts if part.key == request.form.get("at")), None)
    return saved(url_for("minutes.show", meeting_id=meeting.id, _anchor=pressed), say("已保存。"))


def _write_head(minutes: Minutes, form: Any, defaults: tuple[str, str, str]) -> bool:
    typed = (form.title.data, form.report_to.data, form.send_to.data)
    own = ["" if words == default else words for words, default in zip(typed, defaults, strict=True)]
    try:
        actions.write_head(minutes, *own, version=form.seen, by=actor(), at=now())
    except Refused as refusal:
        return _clash(form, refusal)
    return False


def _write_part(minutes: Minutes, form: Any, part: pages.Part, default: str) -> bool:
    slot, _dash, item_id = part.key.partition("-")
    typed = form.before.data or ""
    restored = request.form.get("restore") == part.key
    before = None if restored or typed == default else typed
    after = form.after.data or "" if "after" in form else ""
    try:
        actions.write_section(minutes, slot, int(item_id) if item_id else None, before, after, version=form.seen, by=actor(), at=now())
    except Refused as refusal:
        return _clash(form, refusal)
    return False


def _clash(form: Any, refusal: Refused) -> bool:
    """Two people changed the same words: the page shows both. Anything else is refused as usual."""
    if refusal.reason != "version.clash":
        raise refusal
    form.blame(refusal.field or "before", sentence(refusal))
    return True


# -- sign-off ----------------------------------------------------------------------------------------------------------


@blueprint.post("/meetings/<int:meeting_id>/minutes/sign-off")
@requires("minutes.sign_off", Meeting, shows=minutes_page, slow=True)
def sign_off(meeting: Meeting) -> Any:
    form = SignOffForm.posted()
    if not form.validate():
        return minutes_page(meeting, 422)
    scan = uploaded("scan")  # on disk before any row names it
    sheet = SignOff(form.signed_by.data, form.signed_on.data, bool(form.on_paper.data), scan)
    by = actor().on_behalf("paper" if sheet.on_paper else "convener") if actor().name != sheet.name else actor()
    answer = make_response(_shown(meeting, ""))
    with writing():
        if (before := claimed()) is not None:
            raise Unchanged(before)
        take(meeting)
        minutes = _minutes(meeting)
        actions.sign_off(minutes, sheet, lambda number: _numbered(minutes, meeting, sheet, number), by=by, at=now())
        minutes_id = minutes.id
        remember(answer)
    return _finish(meeting, minutes_id)


def _numbered(minutes: Minutes, meeting: Meeting, sheet: SignOff, number: int) -> Document:
    return queries.draft_of(minutes, meeting, sheet.day, number=number)


def _finish(meeting: Meeting, minutes_id: int) -> Any:
    meeting_id = meeting.id
    url = url_for("minutes.show", meeting_id=meeting_id)
    try:
        publishing.finish(minutes_id, by=actor(), at=now())
    except PaperFailed:
        log.exception("minutes %s are signed, their files could not be made", minutes_id)
        return saved(url, say("已签发。文件还没有生成，请稍后再点“生成文件”。"))
    return saved(url, say("已签发，文件已生成并存档。"))


@blueprint.post("/meetings/<int:meeting_id>/minutes/finish")
@requires("minutes.sign_off", Meeting, shows=minutes_page, slow=True)
def finish(meeting: Meeting) -> Any:
    """What was signed when something stopped gets its files."""
    return _finish(meeting, _minutes(meeting).id)


# -- files -------------------------------------------------------------------------------------------------------------


def _readable(meeting: Meeting) -> Minutes:
    minutes = _minutes(meeting)
    if minutes.state != "published" and not pages.may_draft(meeting):
        abort(404)
    return minutes


def _download(content: bytes, meeting: Meeting, what: str, plain: str, media_type: str) -> Any:
    return attachment(content, meeting.title + what, media_type, plain=plain)


@blueprint.get("/meetings/<int:meeting_id>/minutes.pdf")
@requires("minutes.read", Meeting)
def pdf(meeting: Meeting) -> Any:
    minutes = _readable(meeting)
    if minutes.pdf_sha256:
        return _download(files.read(minutes.pdf_sha256), meeting, "纪要.pdf", "minutes.pdf", PDF)
    made = publishing.pdf_of(queries.document_of(minutes, meeting, today()))
    if minutes.state == "published":  # handed out on paper: the signed model gives the same file every time
        return _download(made, meeting, "纪要.pdf", "minutes.pdf", PDF)
    return _download(made, meeting, "纪要（草稿）.pdf", "minutes-draft.pdf", PDF)


@blueprint.get("/meetings/<int:meeting_id>/minutes.docx")
@requires("minutes.read", Meeting)
def docx(meeting: Meeting) -> Any:
    minutes = _readable(meeting)
    if minutes.docx_sha256:
        return _download(files.read(minutes.docx_sha256), meeting, "纪要.docx", "minutes.docx", WORD)
    made = publishing.word_of(queries.document_of(minutes, meeting, today()))
    if minutes.state == "published":
        return _download(made, meeting, "纪要.docx", "minutes.docx", WORD)
    return _download(made, meeting, "纪要（草稿）.docx", "minutes-draft.docx", WORD)


@blueprint.get("/meetings/<int:meeting_id>/minutes/scan")
@requires("minutes.sign_off", Meeting)
def scan(meeting: Meeting) -> Any:
    stored = queries.scan_of(_minutes(meeting)) or abort(404)
    return attachment(files.read(stored.sha256), stored.name, stored.media_type)


# -- the other papers --------------------------------------------------------------------------------------------------


@blueprint.get("/meetings/<int:meeting_id>/notice.pdf")
@requires("meetings.run", Meeting)
def notice_pdf(meeting: Meeting) -> Any:
    return _download(publishing.pdf_of(_notice(meeting)), meeting, "通知.pdf", "notice.pdf", PDF)


@blueprint.get("/meetings/<int:meeting_id>/notice.docx")
@requires("meetings.run", Meeting)
def notice_docx(meeting: Meeting) -> Any:
    return _download(publishing.word_of(_notice(meeting)), meeting, "通知.docx", "notice.docx", WORD)


def _notice(meeting: Meeting) -> Document:
    record = queries.record_of(meeting, today())
    sent = notices_of(meeting.id, 1)
    issued_on = sent[0].issued_on if sent else today()
    url = f"{current_app.config['PUBLIC_URL']}{url_for('replies.group', code=meeting.code)}"
    reply_by = max(calendar().after(local(meeting.starts_at).date(), -1), issued_on)
    return notices.notice(record, url, issued_on, reply_by)


@blueprint.get("/meetings/<int:meeting_id>/script")
@requires("meetings.run", Meeting)
def script(meeting: Meeting) -> Any:
    """主持词, as the record stands now."""
    return script_page(meeting)


@blueprint.get("/meetings/<int:meeting_id>/script.pdf")
@requires("meetings.run", Meeting)
def script_pdf(meeting: Meeting) -> Any:
    return _download(publishing.pdf_of(script_of(meeting)), meeting, "主持词.pdf", "script.pdf", PDF)


@blueprint.get("/meetings/<int:meeting_id>/script.docx")
@requires("meetings.run", Meeting)
def script_docx(meeting: Meeting) -> Any:
    return _download(publishing.word_of(script_of(meeting)), meeting, "主持词.docx", "script.docx", WORD)


@blueprint.get("/meetings/<int:meeting_id>/sheet.pdf")
@requires("meetings.run", Meeting)
def sheet_pdf(meeting: Meeting) -> Any:
    document = notices.sheet(queries.record_of(meeting, today()))
    return _download(publishing.pdf_of(document), meeting, "签到表.pdf", "sign-in-sheet.pdf", PDF)


@blueprint.get("/meetings/<int:meeting_id>/public-notice")
@requires("minutes.sign_off", Meeting)
def public_notice(meeting: Meeting) -> Any:
    return public_notice_page(meeting)


@blueprint.post("/meetings/<int:meeting_id>/public-notice")
@requires("minutes.edit", Meeting, shows=public_notice_page)
def write_public_notice(meeting: Meeting) -> Any:
    held = queries.public_notice_of(meeting.id)
    lines = held.words if held else notices.default_words(queries.record_of(meeting, pages.counted_from(meeting)))
    form: Any = PublicNoticeForm.posted()
    items = [(line, NoticeItemForm.posted(line["item"], prefix=f"item-{line['item']}-")) for line in lines]
    if not all([form.validate(), *(item.validate() for _line, item in items)]):
        return public_notice_page(meeting, 422)
    words = [{**line, "text": item.text.data or ""} for line, item in items]
    forbidden = queries.representatives(meeting)
    days = (form.from_day.data, form.to_day.data)
    actions.write_public_notice(meeting, words, *days, forbidden, version=form.seen, by=actor(), at=now())
    return saved(url_for("minutes.public_notice", meeting_id=meeting.id), say("公示稿已保存。"))


@blueprint.get("/meetings/<int:meeting_id>/public-notice.pdf")
@requires("minutes.sign_off", Meeting)
def public_notice_pdf(meeting: Meeting) -> Any:
    held = queries.public_notice_of(meeting.id)
    record = queries.record_of(meeting, pages.counted_from(meeting))
    document = notices.public_notice(record, held.words if held else notices.default_words(record), pages.contacts_of(meeting))
    return _download(publishing.pdf_of(document), meeting, "议定事项公示.pdf", "public-notice.pdf", PDF)
