"""Sessions in the database that last as long as somebody works, a day at most, without a write for every page.

Reading needs no write at all: where the disk is full a session is not prolonged, and the page comes.
"""

import logging
import time
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.middleware import SessionMiddleware
from django.db import DatabaseError
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone

from grants.faults import Fault, fault_of

logger = logging.getLogger(__name__)

BEGAN = "began"
"""Key in a session: when its owner signed in, in seconds."""
FRESH = timedelta(hours=1)
"""A session that was prolonged within this time is not written again."""


class SessionStore(db.SessionStore):
    """``SESSION_ENGINE``. Using a session moves its end, once an hour, and never beyond ``SESSION_LONGEST``."""

    def load(self) -> Any:
        """What is kept; nothing once its owner has to sign in again."""
        kept = super().load()
        if SESSION_KEY in kept and time.time() - kept.get(BEGAN, time.time()) > settings.SESSION_LONGEST:
            self.delete(self.session_key)
            self._session_key = None
            return {}
        return kept

    def save(self, must_create: bool = False) -> None:
        """The first save after a sign-in says when that was.

        A database that takes nothing is told from a session that is gone: the frame takes both for the latter.
        """
        kept = self._get_session(no_load=must_create)  # type: ignore[attr-defined]  # nor this
        if SESSION_KEY in kept:
            kept.setdefault(BEGAN, int(time.time()))
        else:
            kept.pop(BEGAN, None)
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, DatabaseError) and fault_of(error):
                raise error.__context__ from error.__context__.__cause__
            raise

    def _validate_session_key(self, key: str | None) -> bool:
        """A key that this house never makes is none: PostgreSQL takes no NUL."""
        known: bool = super()._validate_session_key(key)  # type: ignore[misc]  # the stubs do not know it
        return known and str(key).isascii() and str(key).isalnum()

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]  # the stubs do not know it
        longest = timedelta(seconds=self.get_session_cookie_age())
        if row and row.expire_date < timezone.now() + longest - FRESH:
            self.modified = True  # the middleware saves it with a new end
        return row


class Sessions(SessionMiddleware):
    """The frame's middleware; a page that was only read does not fail because its session could not be written."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:  # type: ignore[override]
        """``response``, with a cookie where one is due."""
        try:
            return super().process_response(request, response)  # type: ignore[arg-type]
        except DatabaseError as error:
            if request.method not in ("GET", "HEAD") or fault_of(error) is not Fault.FULL:
                raise
            logger.warning("a session was not written: %s", error)
            return response
