"""Writing who acts for whom: a person brings a new organisation into the portal."""

from django.db import transaction

from grants.actions.checking import put
from grants.actions.lock import hold
from grants.actions.rights import keep, rights
from grants.models import Membership, Organisation, User
from grants.models.canonical import canonical


def found_organisation(name: str, *, by: User) -> Organisation:
    """An organisation of this name with ``by`` as its first signatory; one that they already founded is returned.

    Whether they may sign for it is checked with the application (Prüfliste: Vertretungsberechtigung).
    """
    canonical(name)
    put(Organisation(), {"name": name})
    with transaction.atomic(durable=True):
        hold(by)
        known = Organisation.objects.filter(name=name, memberships__user=by).first()
        if known:
            return known
        organisation = Organisation.objects.create(name=name)
        Membership.objects.create(organisation=organisation, user=by, signatory=True)
        keep(frozenset(), rights(organisation=organisation.pk), by=by)
    return organisation
