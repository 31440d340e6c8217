"""Forms: the shape of input. A page asks for `shown()`, a view for `posted()`; what was typed and what was wrong stay on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Self

from flask import g, request
from flask_wtf import FlaskForm
from markupsafe import escape
from wtforms import StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length
from wtforms.widgets import Select

from app.core.i18n import text as _


def squeeze(value: str | None) -> str | None:
    """Full-width spaces and stray blanks at the ends are nobody's intention, and no database keeps a NUL."""
    return value.replace("\x00", "").strip(" \t\r\n\u3000") if isinstance(value, str) else value


class Form(FlaskForm):
    """Base of every form. The token against forgery is written once by `ui.form` and checked for the whole app."""

    class Meta:
        csrf = False

    @classmethod
    def posted(cls, key: object = "", **context: Any) -> Self:
        """The form as it was just sent. `key` tells apart equal forms of one page (the row's id)."""
        form = cls(request.form, **context)
        g.setdefault("posted_forms", {})[cls, str(key)] = form
        return form

    @classmethod
    def shown(cls, key: object = "", **values: Any) -> Self:
        """The form for a page: the one that was just sent with its errors, else a fresh one with `values` (obj=, or fields by name)."""
        sent = g.get("posted_forms", {}).get((cls, str(key)))
        return sent if sent is not None else cls(formdata=None, **values)

    def blame(self, field: str, message: str) -> None:
        self[field].errors = [*self[field].errors, message]


def posted_form_with(field: str) -> Form | None:
    """The form of this request that has `field`, so that a refusal of a rule appears there."""
    for form in g.get("posted_forms", {}).values():
        if field in form:
            return form  # type: ignore[no-any-return]  # flask.g is untyped
    return None


def unsaved_words(gone: Iterable[Form]) -> str:
    """What was just typed into a form that the true state no longer offers: it is shown, so that nobody types it twice."""
    typed = (field for form in gone for field in form if field.raw_data and field.type in ("Line", "Words"))
    return "\n".join(str(field.data) for field in typed if field.data)


class Line(StringField):
    """One line of text, trimmed."""

    def __init__(self, label: Any, validators: Any = (), *, longest: int = 120, **options: Any) -> None:
        too_long = Length(max=longest, message=_("最多%(longest)s个字。", longest=longest))
        super().__init__(label, [*validators, too_long], filters=[squeeze], **options)


class Words(TextAreaField):
    """Several lines of plain text."""

    def __init__(self, label: Any, validators: Any = (), *, longest: int = 4000, **options: Any) -> None:
        too_long = Length(max=longest, message=_("最多%(longest)s个字。", longest=longest))
        super().__init__(label, [*validators, too_long], filters=[squeeze, unix_lines], **options)


class PlainSelect(Select):
    """A select whose options have a value, a label and nothing else: with forty members in it, drawn the general way, it costs as much as
    the rest of a card."""

    @classmethod
    def render_option(cls, choice: Any, **_more: Any) -> str:
        return f'<option value="{escape(choice.value)}"{" selected" if choice.selected else ""}>{escape(choice.label)}</option>'


def options(words: Mapping[str, Any]) -> list[SelectChoice]:
    """Choices of a select or radio field from code -> words, put into the reader's language when they are shown."""
    return [SelectChoice(value, _(label) if isinstance(label, str) else label) for value, label in words.items()]


def unix_lines(value: str | None) -> str | None:
    return value.replace("\r\n", "\n") if isinstance(value, str) else value
