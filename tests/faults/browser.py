"""What a browser does with a real server: pages, the forms on them with their hidden fields, cookies; many at the same moment."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from http.cookies import SimpleCookie
from types import TracebackType
from typing import Self
from urllib.parse import urlencode, urlsplit

from bs4 import BeautifulSoup, Tag

from app.core import ledger
from app.core.db import writing

PATIENCE = 30  # seconds, for a busy machine
URLENCODED = "application/x-www-form-urlencoded"
Fields = dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """`seconds`: from the first byte sent to the last byte of the answer."""

    status: int
    location: str
    text: str
    seconds: float


class Browser:
    """One browser with its cookie. Every request has a connection of its own, as from different networks."""

    def __init__(self, url: str, cookie: str) -> None:
        self.address = urlsplit(url).netloc
        self.cookie = cookie

    def get(self, path: str) -> Answer:
        return self._asked("GET", path, None)

    def send(self, path: str, fields: Fields) -> Answer:
        """POST the form. Raises OSError or HTTPException where the server broke off."""
        return self._asked("POST", path, urlencode(fields))

    def form(self, page: str, action: str) -> Fields:
        """The form with this action as it stands on the page, filled as the page fills it."""
        answer = self.get(page)
        assert answer.status == 200, f"{page}: {answer.status}"
        return form_on(answer.text, action)

    def head(self, path: str, length: int) -> bytes:
        """What a browser sends before the body of a form."""
        lines = (f"POST {path} HTTP/1.1", f"Host: {self.address}", f"Cookie: {self.cookie}", f"Content-Type: {URLENCODED}")
        return "\r\n".join((*lines, f"Content-Length: {length}", "Connection: close", "", "")).encode()

    def _asked(self, method: str, path: str, body: str | None) -> Answer:
        headers = {"Cookie": self.cookie, "Connection": "close"} | ({"Content-Type": URLENCODED} if body else {})
        began = time.monotonic()
        with closing(http.client.HTTPConnection(self.address, timeout=PATIENCE)) as connection:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            text = response.read().decode()
            self._remember(response.headers.get_all("Set-Cookie", []))
            return Answer(response.status, response.headers.get("Location", ""), text, time.monotonic() - began)

    def _remember(self, cookies: Sequence[str]) -> None:
        for morsel in (morsel for line in cookies for morsel in SimpleCookie(line).values()):
            self.cookie = f"{morsel.key}={morsel.value}"


def form_on(html: str, action: str) -> Fields:
    soup = BeautifulSoup(html, "html.parser")
    form = soup.find("form", action=action)
    assert isinstance(form, Tag), f"no form for {action}"
    fields = {str(tag["name"]): str(tag.get("value", "")) for tag in form.select("input[name]:not([type=checkbox])")}
    fields |= {str(tag["name"]): tag.get_text() for tag in form.select("textarea[name]")}
    for choice in form.select("select[name]"):
        chosen = choice.select_one("option[selected]") or choice.select_one("option")
        fields[str(choice["name"])] = str(chosen["value"]) if chosen else ""
    return fields


def at_once(alliance_id: int, requests: Sequence[Callable[[], Answer]]) -> list[Answer]:
    """Send all of them while this process holds the alliance, so that they meet at the same door, then let go."""
    with ThreadPoolExecutor(len(requests)) as pool:
        with writing():
            ledger.hold(alliance_id)
            coming: list[Future[Answer]] = [pool.submit(request) for request in requests]
            time.sleep(0.8)
            assert not any(future.done() for future in coming), "somebody did not wait"
        return [future.result() for future in coming]


class SlowSender:
    """Sends the head and half of a form, and no more until it is told to. Leaving the context hangs up."""

    def __init__(self, browser: Browser, path: str, fields: Fields) -> None:
        body = urlencode(fields).encode()
        self.rest = body[len(body) // 2 :]
        host, _, port = browser.address.partition(":")
        self.line = socket.create_connection((host, int(port)), timeout=PATIENCE)
        self.line.sendall(browser.head(path, len(body)) + body[: len(body) // 2])

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.line.close()

    def send_rest(self) -> None:
        self.line.sendall(self.rest)

    def answer(self) -> tuple[int, str]:
        """Its status and location."""
        response = http.client.HTTPResponse(self.line)
        try:
            response.begin()
            response.read()
            return response.status, response.headers.get("Location", "")
        finally:
            response.close()
