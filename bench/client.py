"""A browser as far as a bench needs one: cookies, hidden fields, 303 followed, one kept-alive connection."""

from __future__ import annotations

import http.client
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

HIDDEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass
class Answer:
    status: int
    body: bytes
    location: str

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass
class Browser:
    """Raises RuntimeError where an answer is not the expected one: a bench never measures error pages."""

    url: str
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    label: str = ""  # the seat that a phone votes for

    def __post_init__(self) -> None:
        self.connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)

    def send(self, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None) -> Answer:
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()), **(headers or {})}
        self.connection.request(method, path, body.encode() or None, sent)
        response = self.connection.getresponse()
        content = response.read()
        for cookie in response.headers.get_all("Set-Cookie") or ():
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return Answer(response.status, content, response.headers.get("Location") or "")

    def get(self, path: str, headers: Mapping[str, str] | None = None, expect: int = 200) -> Answer:
        answer = self.send("GET", path, headers=headers)
        if answer.status != expect:
            raise RuntimeError(f"GET {path}: {answer.status} instead of {expect}")
        if not self.token and (found := HIDDEN.search(answer.text)):
            self.token = found[1]
        return answer

    def post(self, path: str, expect: int = 303, **fields: str) -> Answer:
        """Send a form as the page would, with a new once-key, and stop at its answer."""
        body = urlencode({"csrf_token": self.token, "once": secrets.token_hex(16), **fields})
        answer = self.send("POST", path, body, FORM)
        if answer.status != expect:
            raise RuntimeError(f"POST {path}: {answer.status} instead of {expect}: {answer.text[-600:]}")
        return answer

    def post_and_follow(self, path: str, headers: Mapping[str, str] | None = None, **fields: str) -> Answer:
        where = urlsplit(self.post(path, **fields).location)
        return self.get(where.path + (f"?{where.query}" if where.query else ""), headers)

    def sign_in(self, login: str, password: str) -> None:
        self.get("/sign-in")
        self.post("/sign-in", login=login, password=password)
