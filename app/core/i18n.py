"""Two languages: the sources speak Chinese, English comes from the catalogue in app/translations. Papers and messages are Chinese only."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from flask import Flask, request
from flask_babel import Babel, LazyString, get_translations
from markupsafe import Markup

from app.core import clock

LANGUAGES = ("zh", "en")
COOKIE = "lianxi_language"
WEEKDAYS = "一二三四五六日"

babel = Babel()


def text(message: str, **values: Any) -> LazyString:
    """A sentence that is put into the reader's language when it is shown."""
    return LazyString(say, message, **values)


def say(message: str, **values: Any) -> str:
    """The same, at once."""
    found = _translated(message)
    return found % values if values else found


def _translated(message: str) -> str:
    """A page has hundreds of sentences: those of the sources' own language are not looked up."""
    return message if language() == "zh" else str(get_translations().ugettext(message))


def sentence(message: str, **values: Any) -> Markup:
    """`_()` of the templates: the words of the sources are safe, what is put into them is escaped."""
    found = Markup(_translated(message))
    return found % values if values or "%" in found else found


def language() -> str:
    """The reader's language; that of the sources where nobody asks. A page asks for it with every sentence, so the request remembers it."""
    try:
        environ = request.environ
    except RuntimeError:  # no request
        return LANGUAGES[0]
    if COOKIE not in environ:
        wanted = request.cookies.get(COOKIE, "")
        environ[COOKIE] = wanted if wanted in LANGUAGES else LANGUAGES[0]
    return str(environ[COOKIE])


def init_app(app: Flask) -> None:
    app.config["BABEL_DEFAULT_LOCALE"] = "zh"
    app.config["BABEL_DEFAULT_TIMEZONE"] = "Asia/Shanghai"
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "translations"
    babel.init_app(app, locale_selector=language)
    app.jinja_env.globals["_"] = sentence
    app.jinja_env.filters.update(day=day, daytime=daytime, hour=hour, short_day=short_day)
    app.jinja_env.globals.update(language=language)


def day_zh(value: date) -> str:
    """2026年11月12日, as papers write it (domain.md §4: no leading zeros)."""
    return f"{value.year}年{value.month}月{value.day}日"


def hour_zh(value: datetime) -> str:
    """14时, 16时10分: an instant of the city's clock as minutes write it."""
    here = clock.local(value)
    return f"{here.hour}时{here.minute}分" if here.minute else f"{here.hour}时"


def _date(value: date | datetime) -> date:
    return clock.local(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime | None) -> str:
    """A day for a screen, with its weekday."""
    if value is None:
        return ""
    on = _date(value)
    if language() == "en":
        return f"{on:%a} {on.day} {on:%b %Y}"
    return f"{day_zh(on)}（周{WEEKDAYS[on.weekday()]}）"


def short_day(value: date | datetime | None) -> str:
    if value is None:
        return ""
    on = _date(value)
    return f"{on.day} {on:%b}" if language() == "en" else f"{on.month}月{on.day}日"


def hour(value: datetime | None) -> str:
    return "" if value is None else f"{clock.local(value):%H:%M}"


def daytime(value: datetime | None) -> str:
    return "" if value is None else f"{day(value)} {hour(value)}"
