"""What the house says about accounts: our words instead of the package's "du", and mails that no page waits for."""

from functools import partial
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.sites.shortcuts import get_current_site
from django.db import transaction

from grants.clock import database_now
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
