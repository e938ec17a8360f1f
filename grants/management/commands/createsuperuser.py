"""``manage.py createsuperuser``: as Django has it, and an entry in the log of the rights."""

from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.db import transaction

from grants.actions.rights import keep, rights


class Command(createsuperuser.Command):
    """The first administrator, made by whoever may use the command line."""

    def handle(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            before = rights()
            super().handle(*args, **options)
            keep(before, rights(), by=None)
