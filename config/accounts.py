"""What people read when something is wrong with their account: our words instead of the package's "du"."""

from allauth.account.adapter import DefaultAccountAdapter


class AccountAdapter(DefaultAccountAdapter):
    """Speaks to people as the rest of the house does."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "cannot_remove_primary_email": "Ihre erste E-Mail-Adresse können Sie nicht entfernen.",
        "enter_current_password": "Bitte geben Sie Ihr jetziges Passwort ein.",
        "max_email_addresses": "Mehr als %d E-Mail-Adressen sind nicht möglich.",
        "rate_limited": "Das waren viele Versuche. Bitte warten Sie ein wenig.",
        "unverified_primary_email": "Ihre erste E-Mail-Adresse muss bestätigt sein.",
    }
