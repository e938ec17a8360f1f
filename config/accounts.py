"""What the house says about accounts: our words instead of "du", how often one may try to sign in, and mails that no
page waits for.
"""

from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.contrib.sites.shortcuts import get_current_site
from django.db import transaction
from django.http import HttpRequest

from grants.actions.signing_in import is_known
from grants.clock import database_now
from grants.models import User
from notifications import account_mail, tasks


class AccountAdapter(DefaultAccountAdapter):
    """Speaks to people as the rest of the house does."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "cannot_remove_primary_email": "Ihre erste E-Mail-Adresse können Sie nicht entfernen.",
        "enter_current_password": "Bitte geben Sie Ihr jetziges Passwort ein.",
        "max_email_addresses": "Mehr als %d E-Mail-Adressen sind nicht möglich.",
        "rate_limited": "Das waren viele Versuche. Bitte warten Sie ein wenig.",
        "unverified_primary_email": "Ihre erste E-Mail-Adresse muss bestätigt sein.",
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Keep the mail for the workers: the page waits for no mail server, and does not fail with it.

        So it answers alike and equally fast, whether the house knows the address or not.
        """
        known = {"request": self.request, "email": email, "current_site": get_current_site(self.request)}
        message = self.render_mail(template_prefix, email, known | context)
        mail_id = account_mail.keep(message, database_now())
        transaction.on_commit(partial(tasks.wake, tasks.mail_of_account, mail_id))

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """Attempts are counted for an address in one network: nobody is locked out by somebody elsewhere."""
        place = "at home" if _is_at_home(request, credentials) else ratelimit.get_ip(request)
        return f"{_address(credentials)} {place}"

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Too many attempts are refused; on a browser that knows its owner only theirs count."""
        action = "login_failed_at_home" if _is_at_home(request, credentials) else "login_failed"
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="allauth.account",
            action=action,
            key=self._get_login_attempts_cache_key(request, **credentials),
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")


def _address(credentials: dict[str, Any]) -> str:
    return str(credentials.get("email", "")).lower()


def _is_at_home(request: HttpRequest, credentials: dict[str, Any]) -> bool:
    owner = User.objects.filter(email=_address(credentials)).first()
    return owner is not None and is_known(request, owner)
