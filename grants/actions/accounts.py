"""What the office does with an account: invite its owner, and give it another address."""

from datetime import timedelta

from allauth.account.adapter import get_adapter
from allauth.account.app_settings import PASSWORD_RESET_TOKEN_GENERATOR
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from grants.actions.signing_in import told_of
from grants.models import User


def invite(person: User, *, request: HttpRequest) -> None:
    """One mail: its link sets the password, confirms the address and signs in; a second factor is asked for there."""
    EmailAddress.objects.get_or_create(user=person, email=person.email, defaults={"primary": True})
    adapter = get_adapter(request)
    key = f"{user_pk_to_url_str(person)}-{PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)}"
    said: dict[str, object] = {"person": person, "link": adapter.get_reset_password_from_key_url(key)}
    said["until"] = timezone.now() + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    adapter.send_mail("account/email/invitation", person.email, said)
    told_of(request, "invited", person)


def move_address(person: User, old: str, *, request: HttpRequest) -> None:
    """Sign-in, reset and confirmations follow the new address at once; both addresses are told.

    Sessions, links and known browsers end by themselves: they are signed over the address.
    """
    EmailAddress.objects.filter(user=person).delete()
    EmailAddress.objects.create(user=person, email=person.email, primary=True)
    said = {"old": old, "new": person.email, "at": timezone.now()}
    for email in (old, person.email):
        get_adapter(request).send_mail("account/email/address_moved", email, said)
    told_of(request, "address changed by the office", person)


def is_taken(address: str, *, by_other_than: User) -> bool:
    """Whether somebody else signs in with the address, or has confirmed it as a further one."""
    rows = EmailAddress.objects.filter(email=address, verified=True).exclude(user=by_other_than.pk)
    return bool(rows.exists())
