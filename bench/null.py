"""The yardstick: a Flask app that renders one page of 15 kB, with no session and no database."""

from __future__ import annotations

from flask import Flask, render_template_string

PAGE = """<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1>
<ul>{% for row in rows %}<li id="row-{{ row }}"><a href="/rows/{{ row }}">{{ title }} {{ row }}</a> <span>{{ words }}</span></li>
{% endfor %}</ul>
</body></html>
"""
ROWS = range(100)
WORDS = "议定事项办理情况。" * 2

app = Flask(__name__)
app.jinja_env.auto_reload = False


@app.get("/")
def page() -> str:
    return render_template_string(PAGE, title="联席会议", rows=ROWS, words=WORDS)


@app.get("/healthz")
def health() -> dict[str, str]:
    return {"status": "ok"}
