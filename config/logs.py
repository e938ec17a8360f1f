"""How a line of the log looks: for people, or as JSON for programs; with the request or task, and without secrets."""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

from celery import current_task
from django.conf import settings

request_name: ContextVar[str] = ContextVar("request_name", default="")
"""The name of the request that is answered."""

HIDDEN = "[…]"
LINK = re.compile(r"/konto/[^\s\"'<>]*")
"""An address of the accounts: where one confirms an address, or sets a new password."""
TOKEN = re.compile(r"(?<=[/=:])(?=[^/?&=\s]*\d)[^/?&=\s]{8,}")
"""A part of such an address that was drawn for one person."""
NAMED = re.compile(
    r"(?P<name>\b(?:password\d?|passwort|secret|token|api_?key|authorization|cookie|sessionid|csrfmiddlewaretoken)"
    r"[\"']?\s*[=:]\s*(?:Bearer\s+)?)(?P<quote>[\"']?)[^\s\"'&,;}]+",
    re.IGNORECASE,
)
BEFORE_HOST = re.compile(r"(?<=://)[^/\s@]+@")
"""Name and password of a server in its address."""
EXTRA = ("status", "view", "milliseconds")
SHORTEST = 8
"""Characters; a shorter secret would hide words."""


def without_secrets(text: str) -> str:
    """The text with every link token, password and key hidden."""
    for secret in _secrets():
        text = text.replace(secret, HIDDEN)
    text = LINK.sub(lambda link: TOKEN.sub(HIDDEN, link[0]), text)
    text = BEFORE_HOST.sub(f"{HIDDEN}@", text)
    return NAMED.sub(lambda said: f"{said['name']}{said['quote']}{HIDDEN}", text)


def _secrets() -> list[str]:
    if not settings.configured:
        return []
    database = settings.DATABASES["default"].get("PASSWORD") or ""
    known = (settings.SECRET_KEY, settings.EMAIL_HOST_PASSWORD, settings.METRICS_TOKEN, database)
    return [secret for secret in known if len(secret) >= SHORTEST]


def _time(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def working_for() -> str:
    """The name of the request or of the task that is worked on; "" outside of both."""
    return request_name.get() or (current_task.request.id if current_task else "") or ""


class Line(logging.Formatter):
    """One line for people; a traceback follows below it."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name}{work}: {message}", style="{")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802  # logging's name
        """In UTC, and saying so: gunicorn writes before and after the settings set a zone of their own."""
        return _time(record)

    def format(self, record: logging.LogRecord) -> str:
        """The line, with the first letters of the request's name."""
        name = working_for()
        record.work = f" [{name[:8]}]" if name else ""
        return without_secrets(super().format(record))


class Json(logging.Formatter):
    """One object a line, for programs that collect logs."""

    def format(self, record: logging.LogRecord) -> str:
        """Time, level, logger, request or task, message; of a request its view, status and milliseconds."""
        told = {
            "time": _time(record),
            "level": record.levelname,
            "logger": record.name,
            "request": working_for(),
            "message": without_secrets(record.getMessage()),
        }
        told |= {name: getattr(record, name) for name in EXTRA if hasattr(record, name)}
        if record.exc_info:
            told["traceback"] = without_secrets(self.formatException(record.exc_info))
        return json.dumps(told, ensure_ascii=False)
