"""Somebody at a browser of their own, who sends a form until an answer comes, and notes what was said when."""

import re
import select
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http.client import HTTPConnection, HTTPException, HTTPResponse
from threading import Lock
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

from tests.forms_in import PageForm, forms_in
from tests.kills.house import House

SIGN_IN = "/konto/login/"
LONG = 60
"""Seconds after which a connection counts as lost."""
MOST = 20
"""How often somebody sends the same before they give up."""
NUMBER = re.compile(r"\b[A-Z][A-Z0-9-]*-\d{4}-\d{4}\b")
File = tuple[str, bytes]


@dataclass
class Act:
    """One thing that somebody asked for, as seen from outside."""

    who: str
    what: str
    begun: datetime
    ended: datetime | None = None
    outcome: str = "unknown"
    """``ok``, ``refused`` or ``unknown``."""
    told: str = ""
    sent: int = 0
    """How often it was sent."""


@dataclass
class History:
    """All that was asked and answered, in the order of asking."""

    acts: list[Act] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    """What each answer took."""
    turn: Any = field(default_factory=Lock)

    def begin(self, who: str, what: str, now: datetime) -> Act:
        with self.turn:
            self.acts.append(Act(who, what, now))
            return self.acts[-1]

    def of(self, what: str, outcome: str = "") -> list[Act]:
        return [act for act in self.acts if act.what == what and outcome in ("", act.outcome)]


@dataclass(frozen=True)
class Answer:
    status: int
    page: str
    location: str


@dataclass(frozen=True)
class Asked:
    """A request that is on its way since ``begun``."""

    connection: HTTPConnection
    begun: float

    def has_answer(self) -> bool:
        """Whether something came back, if only the end of the connection."""
        sock = self.connection.sock
        return sock is None or bool(select.select([sock], [], [], 0)[0])


class Refused(AssertionError):
    """The house said no, and why."""


class Person:
    """``sent``: is told of each request that is on its way, before anybody reads the answer."""

    def __init__(
        self,
        name: str,
        house: House,
        history: History,
        sent: Callable[[Asked], None],
        *,
        session: str = "",
        persona: str = "",
    ) -> None:
        self.name, self.house, self.history, self.sent = name, house, history, sent
        self.cookies, self.persona = {"sessionid": session}, persona

    # One request

    def ask(self, path: str, body: bytes | None = None, kind: str = "") -> Asked:
        """A connection on which the request is sent and not answered."""
        begun = time.monotonic()
        asked = HTTPConnection("127.0.0.1", self.house.port, timeout=LONG)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        headers |= {"Content-Type": kind} if kind else {}
        asked.request("GET" if body is None else "POST", path, body, headers)
        return Asked(asked, begun)

    def read(self, asked: Asked) -> Answer:
        answer = asked.connection.getresponse()
        page = answer.read().decode()
        asked.connection.close()
        self.history.seconds.append(time.monotonic() - asked.begun)
        self._keep_cookies(answer)
        return Answer(answer.status, page, answer.getheader("Location", ""))

    def _keep_cookies(self, answer: HTTPResponse) -> None:
        for cookie in answer.headers.get_all("Set-Cookie", []):
            name, _, value = cookie.partition(";")[0].partition("=")
            if name in ("csrftoken", "sessionid"):
                self.cookies[name] = value

    def send(self, form: PageForm, said: Mapping[str, Any], file: File | None = None) -> Asked:
        values = form.values | {name: v if isinstance(v, list) else [v] for name, v in said.items()}
        if file is None:
            return self.ask(
                form.action, urlencode(values, doseq=True).encode(), "application/x-www-form-urlencoded"
            )
        mark = uuid4().hex
        return self.ask(form.action, multipart(values, file, mark), f"multipart/form-data; boundary={mark}")

    # Patience

    def open(self, path: str) -> str:
        """A page, however long that takes."""
        while True:
            try:
                answer = self.read(self.ask(path))
            except (OSError, HTTPException):
                self.house.wait_for_answers()
                continue
            if answer.status < 300:
                return answer.page
            if self.persona and answer.location.startswith(SIGN_IN):
                self.sign_in()
                continue
            if answer.status < 500:
                raise Refused(
                    f"{self.name}, {path}: {answer.status} {answer.location} {text_of(answer.page)}"
                )
            self.house.wait_for_answers()

    def sign_in(self) -> None:
        """By the chooser of the demonstration; sessions end while days pass."""
        self.open(SIGN_IN)
        said = {"persona": [self.persona], "csrfmiddlewaretoken": [self.cookies["csrftoken"]]}
        act = self.history.begin(self.name, "sign in", self.house.now())
        while (answer := self.try_once(act, PageForm("/demo/anmelden/", "post", said), {})) is None:
            self.house.wait_for_answers()
        self.over(act, "ok" if answer.status == 302 else "refused")

    def form(self, path: str, action: str = "") -> PageForm | None:
        """The form of a page that goes to ``action`` (by default to the page itself); None if there is none."""
        return next((f for f in forms_in(self.open(path), path) if f.action == (action or path)), None)

    def do(
        self,
        path: str,
        said: Mapping[str, Any] | None = None,
        *,
        action: str = "",
        what: str = "",
        file: File | None = None,
    ) -> Act:
        """Fill in a form and send it until an answer says that it is done.

        Who does not know whether it is done sends the same form again; if that is refused, they look at the page: a
        form that is gone was done, and one that still stands there is filled in anew.
        """
        act = self.history.begin(self.name, what or action or path, self.house.now())
        form = self.form(path, action)
        if form is None:
            raise Refused(f"{self.name}: no form on {path} for {action}")
        while True:
            answer = self.try_once(act, form, said or {}, file)
            if answer is None or answer.status >= 500:
                self.house.wait_for_answers()
            elif answer.status == 302 and not answer.location.startswith(SIGN_IN):
                return self.over(act, "ok", answer.location)
            elif act.sent == 1 or act.sent > MOST:
                raise Refused(
                    f"{self.name}, {path}: {answer.status} {answer.location} {text_of(answer.page)}"
                )
            elif (again := self.form(path, action)) is None:
                return self.over(act, "ok")
            else:
                form = again

    def try_once(
        self, act: Act, form: PageForm, said: Mapping[str, Any], file: File | None = None
    ) -> Answer | None:
        """Send it once; None if nobody answers."""
        act.sent += 1
        try:
            asked = self.send(form, said, file)
            self.sent(asked)
            return self.read(asked)
        except (OSError, HTTPException):
            return None

    def over(self, act: Act, outcome: str, told: str = "") -> Act:
        act.ended, act.outcome, act.told = self.house.now(), outcome, told
        return act


def multipart(values: Mapping[str, list[str]], file: File, mark: str) -> bytes:
    """A form with one file, as a browser sends it."""
    lines = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, some in values.items()
        for value in some
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{file[0]}"\r\n'
    head += "Content-Type: application/pdf\r\n\r\n"
    return "".join([*lines, head]).encode() + file[1] + f"\r\n--{mark}--\r\n".encode()


def text_of(page: str) -> str:
    """The words of the main part of a page."""
    main = page.partition("<main")[2].partition("</main")[0] or page
    return " ".join(re.sub(r"<[^>]+>", " ", main).split())[:1500]
