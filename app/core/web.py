"""The only module that knows HTMX exists. One template gives the page and its fragments; every change ends in a redirect.

A view declares its permission (`requires`, `public`), loads its subject through it and, where the method changes things, runs as
one write transaction: body parsed, once-key claimed, subject loaded, its alliance held, permission asked; below 400 it commits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

import segno
from flask import Response, abort, current_app, flash, g, make_response, redirect, render_template, request, url_for
from flask.globals import request_ctx
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.wrappers import Response as Answer

from app import policy
from app.core import clock, ledger, once
from app.core.db import Busy, Model, db, writing
from app.core.forms import posted_form_with
from app.core.i18n import say
from app.core.lifecycle import Lifecycle, Move, Refused

BEYOND_ANY_ROW = 2**31  # no URL names a person, whose ids are longer
SAFE = frozenset(("GET", "HEAD", "OPTIONS"))
T = TypeVar("T")
View = Callable[..., Any]

#: reason -> sentence, gathered from every domain's messages.py by create_app.
REASONS: dict[str, Any] = {}


def actor() -> policy.Actor:
    """Who is signed in on this request, or NOBODY."""
    if "actor" not in g:
        g.actor = current_user._get_current_object() if current_user.is_authenticated else policy.NOBODY
    return g.actor  # type: ignore[no-any-return]  # flask.g is untyped


# -- fragments ---------------------------------------------------------------------------------------------------------


def target() -> tuple[str, str]:
    """What HTMX asks for: ("item", "17") of `HX-Target: section#item-17`; ("", "") means the whole page."""
    headers = request.headers
    if headers.get("HX-Request") != "true" or headers.get("HX-Boosted") == "true" or headers.get("HX-History-Restore-Request"):
        return "", ""
    name = headers.get("HX-Target", "").rpartition("#")[2]
    noun = name.rstrip("0123456789")
    return noun.rstrip("-").replace("-", "_"), name[len(noun) :]


def asked(rows: Iterable[T]) -> list[T]:
    """All rows for a page; for a fragment the one row that HX-Target names."""
    wanted = g.get("asked_id", "")
    return [row for row in rows if not wanted or str(row.id) == wanted]  # type: ignore[attr-defined]  # any row with an id


def page(template: str, /, *, status: int = 200, **context: Any) -> Response:
    block, g.asked_id = target()
    context["swapped"] = block  # what is being swapped, for pieces that come out of band beside it
    found = current_app.jinja_env.get_template(template)
    html = ""
    if block in found.blocks:
        current_app.update_template_context(context)
        html = "".join(found.blocks[block](found.new_context(context))).strip()
    fragment = bool(html)
    if fragment:
        html += render_template("_notices.html", oob=True)
    else:  # no such block, or the row is gone: the whole page
        g.asked_id = context["swapped"] = ""
        html = render_template(template, **context)
    response = make_response(html, status)
    response.vary.update(("HX-Request", "HX-Target"))
    if block and not fragment:
        response.headers.update({"HX-Retarget": "body", "HX-Reswap": "innerHTML"})
    return response


def saved(url: str, message: object = "") -> Answer:
    """The end of every change: a notice, and 303 to the page that shows it."""
    if message:
        flash(str(message), "done")
    return redirect(url, code=303)


def attachment(content: bytes, name: str, media_type: str, *, plain: str = "") -> Response:
    """A download under its own name: never shown inside our page, never sniffed (security.md §4).

    A header carries no Chinese as it is: old browsers read `plain` (default: what of the name is ASCII), others the name (RFC 6266).
    """
    response = make_response(content)
    response.headers["Content-Type"] = media_type
    ascii_name = (plain or name).encode("ascii", "ignore").decode().replace('"', "").replace("\\", "") or "file"
    full_name = "" if name == ascii_name else f"; filename*=UTF-8''{quote(name, safe='')}"
    response.headers["Content-Disposition"] = f'attachment; filename="{ascii_name}"{full_name}'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


# -- permissions and the write transaction -----------------------------------------------------------------------------


class Unchanged(Exception):
    """Carries an answer out of a write transaction that must not commit."""

    def __init__(self, response: Response) -> None:
        self.response = response


def public(view: View) -> View:
    """A page that needs no sign-in. Its POSTs open `writing()` by themselves."""
    view.action = ""  # type: ignore[attr-defined]  # create_app looks for it
    return view


def faceless(view: View) -> View:
    """A public page that knows nobody: no sign-in is read, no session opened, no cookie needed (security.md §3.4).

    It has no token against forgery, because nothing of the sender's gives it power; other sites are refused by what the browser says."""

    @wraps(view)
    def answer(**values: Any) -> Any:
        if request.method not in SAFE and _from_elsewhere():
            abort(403)
        return view(**values)

    answer.faceless = True  # type: ignore[attr-defined]  # create_app and signin look for it
    return public(answer)


def _from_elsewhere() -> bool:
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc not in (request.host, urlsplit(current_app.config["PUBLIC_URL"]).netloc)


def is_faceless() -> bool:
    """Whether this request's view must not know who asks."""
    return bool(getattr(current_app.view_functions.get(request.endpoint or ""), "faceless", False))


def requires(action: str, load: Any = None, *, shows: View | None = None, slow: bool = False) -> Callable[[View], View]:
    """Load the subject, ask the policy and, where the method may change things, be one write transaction.

    `load`: a model (looked up by the URL's first number), a function of the URL's values, or None (the city).
    `shows(subject, status=)`: the page that a bad form (422) or a refusal (409) answers with.
    `slow`: the view does slow work first and opens `holding(subject)` around its last lines.
    """
    loader = _loader(load)

    def declare(view: View) -> View:
        def guarded(hold: bool, ids: dict[str, Any]) -> Any:
            what = loader(ids)
            if hold:
                take(what)
            if not policy.may(actor(), action, what if load is not None else None):
                refuse_access()
            return view(what, **ids) if load is not None else view(**ids)

        @wraps(view)
        def answer(**ids: Any) -> Any:
            if request.method in SAFE:
                return guarded(False, ids)
            ids_again = dict(ids)
            try:
                if slow:
                    return guarded(False, ids)
                return _write(lambda: guarded(True, ids))
            except Unchanged as unchanged:
                return unchanged.response
            except Refused as refusal:  # nothing changed; show the true state and the reason
                db.session.rollback()
                explain(refusal)
                if shows is None:
                    return plain_refusal()
                what = loader(ids_again)
                return shows(what, status=409, **ids_again) if load is not None else shows(status=409, **ids_again)

        answer.action = action  # type: ignore[attr-defined]  # create_app looks for it
        return answer

    return declare


def _loader(load: Any) -> Callable[[dict[str, Any]], Any]:
    """A function that takes what it needs out of the URL's values and returns the subject, or answers 404."""
    find = _finder(load)

    def bounded(ids: dict[str, Any]) -> Any:
        if any(isinstance(value, int) and value >= BEYOND_ANY_ROW for value in ids.values()):
            abort(404)  # no database counts that far; asking it would be an error of ours
        return find(ids)

    return bounded


def _finder(load: Any) -> Callable[[dict[str, Any]], Any]:
    if load is None or load is policy.City:
        return lambda ids: policy.City()
    if isinstance(load, type) and issubclass(load, Model):

        def by_id(ids: dict[str, Any]) -> Any:
            key = ids.pop(next(iter(ids)))
            return db.session.get(load, key) or abort(404)

        return by_id

    def by_function(ids: dict[str, Any]) -> Any:
        found = load(**ids) or abort(404)
        ids.clear()
        return found

    return by_function


def take(what: Any) -> None:
    """Hold the subject's alliance and see the subject as it is now, not as it was before the wait."""
    ledger.hold(ledger.chain_of(what))
    if isinstance(what, Model):
        db.session.refresh(what)


def refuse_access() -> None:
    """401 for strangers (they are sent to the sign-in), 403 for those who are known."""
    abort(403 if actor().is_authenticated else 401)


def _write(work: Callable[[], Any]) -> Response:
    request.get_data(parse_form_data=True)  # a slow sender must not hold the write lock
    with writing():
        if (before := claimed()) is not None:
            raise Unchanged(before)
        response = make_response(work())
        if response.status_code >= 400:
            raise Unchanged(response)
        remember(response)
        return response


def claimed() -> Response | None:
    """The answer of the first time, where this very form was sent before."""
    key = _form_sent()
    if not key:
        return None
    url = once.claim(key, clock.now())
    if url is None:
        return None
    return make_response(redirect(url or url_for("today.show"), code=303))


def remember(response: Response) -> None:
    if key := _form_sent():
        once.answered(key, response.location or "")


def _form_sent() -> str:
    """What tells this sending from every other: who, the page's once-key, and what was typed ("" where the form has no key).

    A page reached by "back" keeps its key. Sent as it was, it is a repeat; changed first, it is something new and must not be lost.
    """
    if not request.form.get("once"):
        return ""
    typed = [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]
    files = [(name, upload.filename or "") for name, upload in request.files.items(multi=True)]
    return f"{actor().id}:{ledger.sha256(ledger.canonical([request.path, typed, files]))[:40]}"


def explain(refusal: Refused) -> None:
    """Put the reason at its field where the form has it, else into the notices."""
    form = posted_form_with(refusal.field) if refusal.field else None
    if form is not None and refusal.field:
        form.blame(refusal.field, sentence(refusal))
    else:
        flash(sentence(refusal), "refused")


def sentence(refusal: Refused) -> str:
    values = {name: say(str(value)) if isinstance(value, str) and value else value for name, value in refusal.values.items()}
    return str(REASONS[refusal.reason]) % values if values else str(REASONS[refusal.reason])


def plain_refusal() -> Any:
    if target()[0]:
        response = make_response(render_template("_notices.html", oob=True), 409)
        response.headers["HX-Reswap"] = "none"
        return response
    return page("errors/refused.html", status=409)


def moves_open_to(lifecycle: Lifecycle[Any], subject: Any) -> list[Move[Any]]:
    """The moves that stand on the page as buttons: plain, possible from here, allowed to this reader."""
    return [move for move in lifecycle.open_to(subject) if policy.may(actor(), move.needs, subject)]


# -- errors ------------------------------------------------------------------------------------------------------------


def error_page(error: HTTPException) -> Any:
    code = error.code or 500
    if request_ctx.url_adapter is None:  # a Host header that is not ours: no page, because its links would carry that host
        return Response("400", 400, mimetype="text/plain")
    if code == 405 and request.method in SAFE and (parent := _page_above(request.path)):
        return redirect(parent, code=303)
    if code == 401 and (request.method in SAFE or target()[0]):
        where = request.full_path.rstrip("?") if request.method in SAFE else ""
        url = url_for("accounts.sign_in", next=signed_path(where) if where else None)
        if target()[0]:
            response = make_response("", 401)
            response.headers["HX-Redirect"] = url
            return response
        return redirect(url, code=303)
    if target()[0]:
        flash(say(ERRORS.get(code, ERRORS[500])[1]), "refused")
        response = make_response(render_template("_notices.html", oob=True), code)
        response.headers["HX-Reswap"] = "none"
        return response
    title, words = ERRORS.get(code, ERRORS[500])
    return render_template("errors/error.html", title=say(title), words=say(words), code=code), code


def busy_page(error: Busy) -> Any:
    db.session.rollback()
    return error_page(_busy())


def _busy() -> HTTPException:
    error = HTTPException()
    error.code = 503
    return error


def _page_above(path: str) -> str | None:
    """Walk up from a URL that only takes POST to the nearest one that is a page."""
    adapter = current_app.create_url_adapter(request)
    while adapter is not None and (path := path.rpartition("/")[0]):
        try:
            adapter.match(path, method="GET")
        except NotFound:
            continue
        except HTTPException:
            continue
        return path
    return "/"


def signed_path(path: str) -> str:
    """A way back that only we can have written: no request header or parameter builds a redirect by itself."""
    return str(_signer().dumps(path))


def path_signed(text: str) -> str:
    """The path, or "" where the text is not ours or older than a day."""
    try:
        return str(_signer().loads(text, max_age=86400))
    except BadData:
        return ""


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.secret_key or "", salt="next")


def _(message: str) -> str:
    """Marks a sentence for the catalogue; `say` translates it when it is shown."""
    return message


ERRORS: dict[int, tuple[str, str]] = {
    400: (_("请求不完整"), _("页面可能停留太久了。请返回刷新后再提交，已填写的内容还在上一页。")),
    401: (_("请先登录"), _("登录已经过期或者还没有登录，刚才的操作没有保存。请在新页面登录后，返回这一页再提交一次。")),
    403: (_("没有权限"), _("您的身份不能做这件事。如有需要，请联系联盟秘书或管理员。")),
    404: (_("没有找到"), _("这个页面不存在，或者已经移走。请从首页重新进入。")),
    405: (_("没有找到"), _("这个页面不存在，或者已经移走。请从首页重新进入。")),
    413: (_("内容太大"), _("一次提交的内容或文件太大，没有保存。请分开提交，或换一个小一点的文件。")),
    500: (_("出了点问题"), _("系统出了点问题，刚才的操作没有保存。请稍后再试。")),
    503: (_("系统正忙"), _("系统正忙，刚才的操作没有保存。请过几秒再试一次，不会重复。")),
}


@lru_cache(maxsize=200)
def qr(url: str) -> str:
    """A QR code as a data address for an <img>: no script, no inline style, prints sharply."""
    return str(segno.make(url, error="m").svg_data_uri(scale=4, border=2))
