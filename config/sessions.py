"""Sessions in the database that last as long as somebody works, without a write for every page."""

from datetime import timedelta
from typing import Any

from django.contrib.sessions.backends import db
from django.utils import timezone

FRESH = timedelta(hours=1)
"""A session that was prolonged within this time is not written again."""


class SessionStore(db.SessionStore):
    """``SESSION_ENGINE``. Using a session moves its end, once an hour."""

    def _get_session_from_db(self) -> Any:
        row = super()._get_session_from_db()  # type: ignore[misc]  # the stubs do not know it
        longest = timedelta(seconds=self.get_session_cookie_age())
        if row and row.expire_date < timezone.now() + longest - FRESH:
            self.modified = True  # the middleware saves it with a new end
        return row
