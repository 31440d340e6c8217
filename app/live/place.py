"""The polled places of pages: what `live_place(meeting, ...)` puts into a template, and the address that it asks."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Flask, current_app, g, render_template
from markupsafe import Markup

from app.ballots.pages import Decision
from app.core import clock
from app.core.i18n import language
from app.live import invite, tokens
from app.live.fragments import Fragment, rendered
from app.live.poll import LivePoll, address
from app.live.queries import epoch_of, versions
from app.live.seen import moves
from app.meetings.models import Meeting

PATIENCE = 2.0  # seconds that a page waits for another thread's rendering before it draws for itself


def init_app(app: Flask) -> None:
    """Stands ahead of everything else that answers, so it comes last in create_app."""
    poll = LivePoll(app)
    app.wsgi_app = poll  # type: ignore[method-assign,assignment]  # Flask documents it so
    app.extensions["live"] = poll
    app.jinja_env.globals.update(live_place=live_place, live_invite=invite.invite)


def live_place(meeting: Meeting, decisions: Mapping[int, Decision] | None = None, audience: str = "inside", whole: bool = False) -> Markup:
    """The strip with what is open now, and what keeps it so; with `decisions` empty where nothing can move while somebody looks.

    `whole`: what the reader's own forms swap in is all that this page shows, so nothing else of it can be old.
    """
    if decisions is not None and not moves(meeting, decisions):
        return Markup("")
    fragment, html = current_fragment(meeting, audience)
    milliseconds = int(clock.now().timestamp() * 1000)
    return Markup(
        render_template(
            "live/_place.html", marks=fragment.marks, strip=Markup(html), milliseconds=milliseconds, over=fragment.over, whole=whole
        )
    )


def current_fragment(meeting: Meeting, audience: str) -> tuple[Fragment, str]:
    """The fragment, and its HTML with a new token in it. The permission was asked before."""
    poll: LivePoll = current_app.extensions["live"]
    moved = versions(meeting.alliance_id)
    found = None if g.get("writing") else poll.fragments.made(meeting.id, audience, language(), moved, PATIENCE, lambda: meeting)
    epoch, fragment = found or (epoch_of(meeting.id, meeting.alliance_id), rendered(meeting, audience, moved[0]))
    expires = int(clock.now().timestamp()) + tokens.SECONDS
    token = poll.token(meeting.id, tokens.Pass(meeting.alliance_id, audience, language(), epoch, expires))
    return fragment, fragment.asking(address(meeting.id, token, fragment.version))
