"""/sign-in /sign-out /password /accounts /l/<token> /bind /language"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, g, make_response, redirect, request, session, url_for
from itsdangerous import BadData, URLSafeTimedSerializer

from app.accounts import actions, passwords, queries
from app.accounts.forms import ROLE_WORDS, AccountForm, BindForm, LanguageForm, PasswordForm, SignInForm
from app.accounts.models import Account, PersonalLink
from app.accounts.rules import resting
from app.alliances.queries import place_named
from app.core import chance, i18n
from app.core.clock import now
from app.core.db import writing
from app.core.i18n import say
from app.core.lifecycle import Refused
from app.core.web import actor, page, path_signed, public, requires, saved, sentence
from app.policy import NOBODY

blueprint = Blueprint("accounts", __name__)
PURPOSE = "lianxi_link"
PURPOSE_MINUTES = 30


# -- signing in and out ------------------------------------------------------------------------------------------------


@blueprint.route("/sign-in", methods=["GET"])
@public
def sign_in(status: int = 200) -> Any:
    if actor().is_authenticated and status == 200:
        return redirect(url_for("today.show"))
    return page("accounts/sign_in.html", form=SignInForm.shown(), next=request.values.get("next", ""), status=status)


@blueprint.post("/sign-in")
@public
def start_session() -> Any:
    form = SignInForm.posted()
    if not form.validate():
        return sign_in(status=422)
    found = queries.account_by_login(form.login.data)
    at = now()
    if found is None or found[0].disabled_at or resting(found[0].failures, found[0].failed_at, at):
        passwords.pretend(form.password.data)
        return _not_signed_in(form)
    account = found[0]
    account_id, password_hash = account.id, account.password_hash
    right = passwords.matches(password_hash, form.password.data)  # slow: before the write transaction
    with writing():
        account = queries.account_for_update(account_id)
        if not right or account.password_hash != password_hash:
            actions.wrong_password(account, by=NOBODY, at=at)
            token = ""
        else:
            _row, token = actions.sign_in(account, by=NOBODY, at=at)
    if not token:
        return _not_signed_in(form)
    remember_browser(token, timedelta(hours=12))
    return saved(path_signed(request.form.get("next", "")) or url_for("today.show"))


def _not_signed_in(form: SignInForm) -> Any:
    form.blame("password", say("登录名或密码不对。连续试错五次要等十分钟。"))
    return sign_in(status=422)


def remember_browser(token: str, holds: timedelta) -> None:
    """A fresh session: nothing of whoever used this browser before stays."""
    session.clear()
    session["signin"] = token
    session.permanent = True
    g.pop("actor", None)


@blueprint.post("/sign-out")
@public
def sign_out() -> Any:
    signed_in = actor().signin_id
    if signed_in:
        with writing():
            actions.end_sign_in(signed_in, at=now())
    session.clear()
    return saved(url_for("accounts.sign_in"), say("已经退出登录。"))


def own_account() -> Account:
    """The reader's account; 404 for people who come by a personal link and have no password to change."""
    return queries.account_of(actor().id) or abort(404)


@blueprint.get("/password")
@requires("today.read")
def password(status: int = 200) -> Any:
    own_account()
    return page("accounts/password.html", form=PasswordForm.shown(), status=status)


@blueprint.post("/password")
@requires("today.read", shows=password, slow=True)
def change_password() -> Any:
    form = PasswordForm.posted()
    if not form.validate():
        return password(status=422)
    account = own_account()
    actions.check_password(form.password.data, account.login)
    if not passwords.matches(account.password_hash, form.current.data):
        raise Refused("password.wrong", field="current")
    account_id, password_hash = account.id, passwords.make_hash(form.password.data)
    with writing():
        account = queries.account_for_update(account_id)
        actions.set_password(account, password_hash, by=actor(), at=now(), must_change=False)
        _row, token = actions.sign_in(account, by=actor(), at=now())
    remember_browser(token, timedelta(hours=12))
    return saved(url_for("today.show"), say("密码已经改好，其他电脑上的登录都已退出。"))


@blueprint.post("/language")
@public
def language() -> Any:
    form = LanguageForm.posted()
    response = make_response(redirect(path_signed(request.form.get("back", "")) or url_for("today.show"), code=303))
    if form.validate():
        response.set_cookie(i18n.COOKIE, form.language.data, max_age=31_536_000, samesite="Lax", httponly=True, secure=request.is_secure)
    return response


# -- accounts ----------------------------------------------------------------------------------------------------------


def accounts_page(status: int = 200) -> Any:
    search = request.args.get("q", "").strip()
    return page(
        "accounts/index.html",
        rows=queries.accounts(search),
        q=search,
        form=AccountForm.shown(),
        role_words=ROLE_WORDS,
        whole_city=queries.WHOLE_CITY,
        status=status,
    )


@blueprint.post("/accounts")
@requires("accounts.manage", shows=accounts_page, slow=True)
def create() -> Any:
    form = AccountForm.posted()
    if not form.validate():
        return accounts_page(422)
    one_time = chance.password()
    password_hash = passwords.make_hash(one_time)
    with writing():
        place, place_id = place_named(form.role.data, form.place.data or "")
        known = queries.person_without_account(form.role.data, place, place_id, form.name.data)
        person = actions.official(form.login.data, form.name.data, known, by=actor(), at=now())
        account = actions.create_account(form.login.data, person, password_hash, by=actor(), at=now())
        actions.grant(person, form.role.data, place, place_id, by=actor(), at=now())
        login = account.login
    flash(
        say("账号 %(login)s 已建立，一次性密码是 %(password)s 。只显示这一次，首次登录必须更换。", login=login, password=one_time), "secret"
    )
    return saved(url_for("accounts.index", q=login))


@blueprint.post("/accounts/<int:account_id>/password")
@requires("accounts.manage", Account, shows=lambda account, status: accounts_page(status), slow=True)
def reset_password(account: Account) -> Any:
    one_time, account_id = chance.password(), account.id
    password_hash = passwords.make_hash(one_time)
    with writing():
        account = queries.account_for_update(account_id)
        actions.set_password(account, password_hash, by=actor(), at=now(), must_change=True)
        login = account.login
    flash(say("账号 %(login)s 的新一次性密码是 %(password)s 。只显示这一次。", login=login, password=one_time), "secret")
    return saved(url_for("accounts.index", q=login))


@blueprint.post("/accounts/<int:account_id>/disable")
@requires("accounts.manage", Account, shows=lambda account, status: accounts_page(status))
def disable(account: Account) -> Any:
    actions.disable(account, by=actor(), at=now())
    return saved(url_for("accounts.index", _anchor=f"account-{account.id}"), say("账号已停用，登录已退出。"))


@blueprint.post("/accounts/<int:account_id>/enable")
@requires("accounts.manage", Account, shows=lambda account, status: accounts_page(status))
def enable(account: Account) -> Any:
    actions.enable(account, by=actor(), at=now())
    return saved(url_for("accounts.index", _anchor=f"account-{account.id}"), say("账号已恢复。"))


@blueprint.get("/accounts")
@requires("accounts.manage")
def index() -> Any:
    return accounts_page()


# -- personal links: a GET never binds (security.md §3.3) ---------------------------------------------------------------


@blueprint.get("/l/<token>")
@public
def link(token: str) -> Response:
    """To a clean address with a purpose cookie, which is no sign-in; whatever scans links changes nothing."""
    response = make_response(redirect(url_for("accounts.bind"), code=303))
    response.set_cookie(
        PURPOSE, _purpose().dumps(token), max_age=PURPOSE_MINUTES * 60, httponly=True, samesite="Lax", secure=request.is_secure
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _purpose() -> URLSafeTimedSerializer:
    from flask import current_app

    return URLSafeTimedSerializer(current_app.secret_key or "", salt="personal-link")


def _link_in_hand() -> tuple[PersonalLink, Any, str] | None:
    try:
        token = str(_purpose().loads(request.cookies.get(PURPOSE, ""), max_age=PURPOSE_MINUTES * 60))
    except BadData:
        return None
    found = queries.link_by_token(token)
    return (*found, token) if found else None


@blueprint.get("/bind")
@public
def bind(status: int = 200) -> Any:
    found = _link_in_hand()
    if found is None:
        return page("accounts/link_gone.html", status=410)
    held, person, _token = found
    return page(
        "accounts/bind.html",
        form=BindForm.shown(),
        name=person.name,
        units=queries.units_of(person.id),
        by_phone=bool(person.phone),
        by_slip=bool(held.slip_hash),
        status=status,
    )


@blueprint.post("/bind")
@public
def bind_phone() -> Any:
    form = BindForm.posted()
    if not form.validate():
        return bind(status=422)
    typed = "".join(str(int(digit)) for digit in form.digits.data)
    at = now()
    with writing():
        found = _link_in_hand()
        fault: str | None = "link.gone"
        if found is not None:
            held, person, token = found
            fault = actions.binding_fault(held, person, typed, token, at)
            if fault in ("link.digits", "link.code"):
                actions.count_try(held, by=NOBODY, at=at)  # kept although the answer is a refusal
            elif fault is None:
                cookie = actions.bind_phone(held, by=NOBODY, at=at)
    if fault is not None:
        form.blame("digits", sentence(Refused(fault)))
        return bind(status=422)
    remember_browser(cookie, timedelta(days=90))
    response = make_response(saved(url_for("today.show"), say("这部手机已经绑定，以后打开就能用。")))
    response.delete_cookie(PURPOSE)
    return response
