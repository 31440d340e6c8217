"""Uploading an office's empty sheet, and saying what its columns hold."""

from __future__ import annotations

from typing import Any, Self

from flask import g, request
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import CombinedMultiDict
from wtforms import HiddenField, SelectField
from wtforms.validators import DataRequired, InputRequired

from app.core.forms import Form, Line
from app.core.i18n import text as _

#: A column with fixed words instead of a field.
WORDS = "="
TYPED = DataRequired(_("这一项要填。"))


class TemplateForm(Form):
    file = FileField(
        _("空白表"),
        [FileRequired(_("请选择文件。"))],
        description=_("街道发的xlsx空白表，最大5兆字节。标题行、合并的表头都能认；表里的公式不保留。"),
    )
    name = Line(_("叫什么"), longest=60, description=_("例如“街道季度台账”；不填就用文件名。"))
    owner = SelectField(_("给谁用"), [InputRequired(_("请选一项。"))])

    @classmethod
    def posted(cls, key: object = "", **context: Any) -> Self:
        """With the file, which Form.posted leaves out."""
        form = cls(CombinedMultiDict((request.files, request.form)), **context)
        g.setdefault("posted_forms", {})[cls, str(key)] = form
        return form


class MappingForm(Form):
    name = Line(_("叫什么"), [TYPED], longest=60)
    version = HiddenField()

    @property
    def seen(self) -> int:
        typed = str(self.version.data or "")
        return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 10 else 0


class ColumnForm(Form):
    """One column of the sheet: a field, or the same words in every row, or nothing."""

    field = SelectField(_("填什么"), default="")
    text = Line(_("固定文字"), longest=80)

    def validate(self, extra_validators: Any = None) -> bool:
        """Words beside a chosen field would be lost silently."""
        sound = bool(super().validate(extra_validators))
        if sound and self.text.data and self.field.data not in ("", WORDS):
            self.blame("text", str(_("已经选了“填什么”，请去掉这里的字，或者改选“固定文字”。")))
            return False
        return sound
