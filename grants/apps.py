"""How Django knows the room of the records."""

from django.apps import AppConfig
from django.conf import settings
from django.db.backends.signals import connection_created

from grants.faults import OUTAGE
from workflows.programmes import enlist


class GrantsConfig(AppConfig):
    """The room of the records."""

    name = "grants"
    verbose_name = "Förderfälle"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Take up the funds that stand outside this house, hear who signs in, and when the database is back."""
        connection_created.connect(OUTAGE.end)
        for folder in settings.FUNDS:
            enlist(folder)
        from grants.actions import (
            bank_reports,
            paying,
            payment_runs,
            signing_in,
        )  # models are loaded only now

        signing_in.listen()
        for acts in (paying, payment_runs, bank_reports):
            acts.register()
