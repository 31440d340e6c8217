"""What every page of the house keeps to; the test client asks for it on every HTML answer (docs/ARCHITECTURE.md, house tests)."""

from __future__ import annotations

from collections import Counter

from bs4 import BeautifulSoup, Tag


def faults(html: str, *, whole: bool) -> list[str]:
    """Sentences about what is wrong with an answer. `whole`: a page; otherwise a fragment."""
    soup = BeautifulSoup(html, "html.parser")
    found = [*_twice(soup), *_inline(soup), *_forms(soup)]
    return found + _page(soup) if whole else found


def _page(soup: BeautifulSoup) -> list[str]:
    found = []
    headings = soup.find_all("h1")
    if len(headings) != 1:
        found.append(f"{len(headings)} h1")
    else:
        title = soup.title.get_text(strip=True) if soup.title else ""
        heading = " ".join(headings[0].get_text().split())
        if not title.startswith(heading):
            found.append(f"the title {title!r} does not start with {heading!r}")
    ids = {tag["id"] for tag in soup.find_all(id=True)}
    for tag in soup.find_all(attrs={"hx-target": True}):
        name = str(tag["hx-target"])
        if name.startswith("#") and name[1:] not in ids:
            found.append(f"hx-target {name} is nowhere on the page")
    for tag in soup.find_all("label", attrs={"for": True}):
        if tag["for"] not in ids:
            found.append(f"a label for {tag['for']} that is nowhere")
    for tag in soup.find_all(attrs={"aria-describedby": True}):
        found += [f"aria-describedby {name} is nowhere" for name in str(tag["aria-describedby"]).split() if name not in ids]
    return found


def _twice(soup: BeautifulSoup) -> list[str]:
    ids = Counter(tag["id"] for tag in soup.find_all(id=True))
    return [f"id {name} stands {times} times" for name, times in ids.items() if times > 1]


def _inline(soup: BeautifulSoup) -> list[str]:
    found = ["an inline script" for tag in soup.find_all("script") if not tag.get("src")]
    found += ["a style element" for _tag in soup.find_all("style")]
    for tag in soup.find_all(True):
        for name in tag.attrs:
            if name == "style" or name.startswith(("on", "hx-on")):
                found.append(f"{name} on <{tag.name}>")
    return found


def _forms(soup: BeautifulSoup) -> list[str]:
    found = []
    for form in soup.find_all("form"):
        if not form.get("action") or not form.get("method"):
            found.append("a form without action and method")
        if form.get("hx-post") and form["hx-post"] != form.get("action"):
            found.append(f"hx-post {form['hx-post']} and action {form.get('action')} differ")
        if str(form.get("method")).lower() == "post":
            names = {field.get("name") for field in form.find_all("input") if isinstance(field, Tag)}
            found += [f"the form {form.get('action')} lacks {name}" for name in ("csrf_token", "once") if name not in names]
    return found
