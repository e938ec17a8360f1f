"""Signing in: the browsers on which somebody is known, what the log of the server says, and what the owner is told."""

import logging
from collections.abc import Callable
from datetime import timedelta

from allauth.account import signals as account
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from allauth.mfa import signals as factor
from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.signals import user_login_failed
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from grants.models import User

log = logging.getLogger("mittelweg.accounts")
SALT = "grants.known-browser"
LONGEST = 365 * 24 * 60 * 60
"""Seconds for which a browser is remembered."""
NEWCOMER = timedelta(hours=1)
MOST = 5
"""Accounts that one browser is remembered for: a family, a shared desk."""


def is_known(request: HttpRequest, user: User) -> bool:
    """Whether somebody has signed in on this browser since password and address are what they are."""
    return _mark(user) in _marks(request)


def remember(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """Let the browser be known from now on. The cookie says nothing to anybody but this site."""
    marks = [_mark(user), *(mark for mark in _marks(request) if mark != _mark(user))]
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(marks[:MOST], salt=SALT),
        max_age=LONGEST,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _mark(user: User) -> str:
    said = f"{user.pk}\n{user.email}\n{user.password}"
    return salted_hmac(SALT, said, algorithm="sha256").hexdigest()[:32]


def _marks(request: HttpRequest) -> list[str]:
    try:
        marks = signing.loads(
            request.COOKIES.get(settings.DEVICE_COOKIE_NAME, ""), salt=SALT, max_age=LONGEST
        )
    except signing.BadSignature:
        return []
    return list(marks)


def told_of(request: HttpRequest, what: str, user: User | None, **more: object) -> None:
    """One line for whoever looks after the server: who by number, from where, what; never what was typed."""
    who = f"account {user.pk}" if user else "unknown account"
    rest = "".join(f" {name}={value}" for name, value in more.items())
    log.info("%s: %s from %s%s", what, who, get_adapter().get_client_ip(request) if request else "here", rest)


def _signed_in(request: HttpRequest, response: HttpResponse, user: User, **more: object) -> None:
    known = is_known(request, user)
    told_of(request, "signed in", user, browser="known" if known else "new")
    if not known:
        if _has_been_here(user):
            get_adapter(request).send_notification_mail("account/email/new_browser", user)
        remember(request, response, user)


def _has_been_here(user: User) -> bool:
    """On the day of a new account every browser is new."""
    return timezone.now() - user.date_joined > NEWCOMER


def _failed(
    sender: object, credentials: dict[str, object], request: HttpRequest | None = None, **_: object
) -> None:
    address = str(credentials.get("email") or credentials.get("username") or "")
    if request is not None:
        told_of(request, "sign-in failed", User.objects.filter(email=address.lower()).first())


def _code_failed(request: HttpRequest, user: User, **more: object) -> None:
    told_of(request, "second factor failed", user)


def _moved(request: HttpRequest, user: User, **more: object) -> None:
    """The owner stays where they changed their address; all other sessions end with it."""
    told_of(request, "address changed", user)
    user.refresh_from_db()
    if request.user == user:
        update_session_auth_hash(request, user)


def _added(request: HttpRequest, user: User, email_address: EmailAddress, **more: object) -> None:
    told_of(request, "address added", user)
    said = {"added_email": email_address.email}
    get_adapter(request).send_notification_mail("account/email/email_added", user, said)


def _reset(request: HttpRequest, user: User, **more: object) -> None:
    """Who follows a link that was sent to their only address has shown that it is theirs."""
    told_of(request, "password reset", user)
    rows = list(EmailAddress.objects.filter(user=user))
    if [row.email for row in rows] == [user.email] and not rows[0].verified:
        rows[0].set_verified()


def _line(what: str) -> Callable[..., None]:
    def receive(request: HttpRequest, user: User, **more: object) -> None:
        told_of(request, what, user)

    return receive


LINES = [
    (account.password_changed, _line("password changed")),
    (account.password_set, _line("password set")),
    (account.email_removed, _line("address removed")),
    (factor.authenticator_added, _line("second factor added")),
    (factor.authenticator_removed, _line("second factor removed")),
    (factor.authenticator_reset, _line("recovery codes drawn")),
]
"""What is only logged; the package writes the mail."""


def listen() -> None:
    """Called once, when the room is ready."""
    account.user_logged_in.connect(_signed_in)
    user_login_failed.connect(_failed)
    factor.authentication_failed.connect(_code_failed)
    account.email_changed.connect(_moved)
    account.email_added.connect(_added)
    account.password_reset.connect(_reset)
    for signal, receive in LINES:
        signal.connect(receive, weak=False)
