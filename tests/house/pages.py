"""What every page of the house keeps to; the test client asks for it on every HTML answer (docs/ARCHITECTURE.md, house tests)."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser


def faults(html: str, *, whole: bool) -> list[str]:
    """Sentences about what is wrong with an answer. `whole`: a page; otherwise a fragment."""
    answer = _Answer(html)
    found = [f"id {name} stands {times} times" for name, times in answer.ids.items() if times > 1] + answer.found
    return found + _page(answer) if whole else found


def _page(answer: _Answer) -> list[str]:
    found = []
    title, headings = " ".join(answer.title.split()), [" ".join(heading.split()) for heading in answer.headings]
    if len(headings) != 1:
        found.append(f"{len(headings)} h1")
    elif not title.startswith(headings[0]):
        found.append(f"the title {title!r} does not start with {headings[0]!r}")
    found += [f"hx-target #{name} is nowhere on the page" for name in answer.targets if name not in answer.ids]
    found += [f"a label for {name} that is nowhere" for name in answer.labels if name not in answer.ids]
    return found + [f"aria-describedby {name} is nowhere" for name in answer.describing if name not in answer.ids]


class _Answer(HTMLParser):
    """Read once, without a tree: every answer of every test comes through here."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.ids: Counter[str] = Counter()
        self.found: list[str] = []
        self.targets: list[str] = []
        self.labels: list[str] = []
        self.describing: list[str] = []
        self.headings: list[str] = []
        self.title = ""
        self._inside = ""
        self._form: dict[str, str | None] | None = None
        self._fields: set[str | None] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self._inline(tag, named)
        self._references(tag, named)
        if tag in ("title", "h1"):
            self._inside = tag
            if tag == "h1":
                self.headings.append("")
        elif tag == "form":
            self._form, self._fields = named, set()
        elif tag == "input":
            self._fields.add(named.get("name"))

    def handle_endtag(self, tag: str) -> None:
        if tag == self._inside:
            self._inside = ""
        elif tag == "form" and self._form is not None:
            self._judge(self._form)
            self._form = None

    def handle_data(self, data: str) -> None:
        if self._inside == "title":
            self.title += data
        elif self._inside == "h1":
            self.headings[-1] += data

    def _inline(self, tag: str, named: dict[str, str | None]) -> None:
        if tag == "script" and not named.get("src"):
            self.found.append("an inline script")
        elif tag == "style":
            self.found.append("a style element")
        self.found += [f"{name} on <{tag}>" for name in named if name == "style" or name.startswith(("on", "hx-on"))]

    def _references(self, tag: str, named: dict[str, str | None]) -> None:
        if name := named.get("id"):
            self.ids[name] += 1
        if (target := named.get("hx-target") or "").startswith("#"):
            self.targets.append(target[1:])
        if tag == "label" and (name := named.get("for")):
            self.labels.append(name)
        self.describing += (named.get("aria-describedby") or "").split()

    def _judge(self, form: dict[str, str | None]) -> None:
        action = form.get("action")
        if not action or not form.get("method"):
            self.found.append("a form without action and method")
        if form.get("hx-post") and form["hx-post"] != action:
            self.found.append(f"hx-post {form['hx-post']} and action {action} differ")
        if str(form.get("method")).lower() == "post":
            self.found += [f"the form {action} lacks {name}" for name in ("csrf_token", "once") if name not in self._fields]
