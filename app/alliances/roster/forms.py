"""Pasting rows, uploading a file, and saying what its columns mean."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from flask import g, request
from flask_wtf.file import FileField, FileRequired
from werkzeug.datastructures import CombinedMultiDict
from wtforms import Field, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from app.alliances.roster.columns import Columns
from app.alliances.roster.grid import MAX_COLUMNS, Sheet
from app.alliances.roster.words import FIELD_WORDS
from app.core.forms import Form, Line, options, unix_lines
from app.core.i18n import text as _

LONGEST_PASTE = 200_000
HEADER_ROWS = 5


class PasteForm(Form):
    """The text is taken as it is: a tab at its start is an empty first column."""

    text = TextAreaField(
        _("从WPS或Excel复制的行"),
        [InputRequired(_("请先粘贴名单。")), Length(max=LONGEST_PASTE, message=_("一次粘贴太多，请改用文件导入。"))],
        filters=[unix_lines],
        description=_("选中单位、姓名、电话、职务几列，复制，在这里粘贴。有没有标题行都可以，列的顺序不限。"),
    )


class WorkbookForm(Form):
    file = FileField(
        _("名册文件"),
        [FileRequired(_("请选择文件。"))],
        description=_("xlsx或CSV，最大5兆字节。标题行、合并单元格、同上、合计行都能认。"),
    )
    district = Line(_("所在区县"), longest=30, description=_("文件里没有写区县时才要填。"))

    @classmethod
    def posted(cls, key: object = "", **context: Any) -> Self:
        """With the file, which Form.posted leaves out."""
        form = cls(CombinedMultiDict((request.files, request.form)), **context)
        g.setdefault("posted_forms", {})[cls, str(key)] = form
        return form


class AgainForm(Form):
    """The same file as before, by its token."""

    token = StringField()
    district = Line(_("所在区县"), longest=30, description=_("文件里没有写区县时才要填。"))


class MeaningsField(Field):
    """One meaning for each column, in their order; sent as so many values of one name."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        self.data = [str(value) for value in valuelist]

    def pre_validate(self, form: Any) -> None:
        said = [value for value in self.data or () if value]
        if len(self.data or ()) > MAX_COLUMNS or not set(said) <= FIELD_WORDS.keys():
            raise ValidationError(_("请从列表里选每一列的意思。"))
        if len(set(said)) < len(said):
            raise ValidationError(_("有两列选了同一个意思，请改一列。"))


def _row(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        return -1


class ColumnsForm(Form):
    """What the columns of one sheet mean, and which row is the last of the headings (0: there are none)."""

    header = SelectField(_("标题到哪一行"), coerce=_row, validators=[InputRequired(_("请从列表里选一行。"))], validate_choice=False)
    meanings = MeaningsField()

    def validate_header(self, field: Any) -> None:
        if field.data is None or not 0 <= field.data <= 1_000_000:
            raise ValidationError(_("请从列表里选一行。"))

    @property
    def columns(self) -> Columns:
        return Columns(self.header.data or None, {column: said for column, said in enumerate(self.meanings.data) if said})

    def offer(self, sheet: Sheet) -> Self:
        """With the rows that may be headings, so that it can be shown."""
        chosen = {self.header.data} if (self.header.data or 0) > 0 else set()
        numbers: Iterable[int] = sorted({row.number for row in sheet.rows[:HEADER_ROWS]} | chosen)
        words: Mapping[str, Any] = {"0": _("没有标题行"), **{str(number): _("第%(row)s行", row=number) for number in numbers}}
        self.header.choices = options(words)
        return self
