"""Notifications as a Django app."""

from django.apps import AppConfig

from workflows.programmes import PROGRAMMES


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Post"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for moves, answer the pages that ask what would go out, and look at the letters of every fund."""
        from grants import post_office  # models are loaded only now
        from notifications import (  # noqa: F401
            addresses,
            archive,
            letters,
            operating,
            rehearsing,
            releasing,
            run_sheets,
            subscribers,
            undelivered,
        )

        for programme in PROGRAMMES.values():
            letters.insist_on_letters(programme)
        post_office.register(
            post_office.PostOffice(
                outgoing=rehearsing.outgoing,
                archived=archive.archived,
                undelivered=undelivered.undelivered,
                returned=undelivered.returned,
                preview_url=addresses.preview_url,
                sheet_url=run_sheets.sheet_url,
                notices=operating.notices,
                places=addresses.places,
            )
        )
        releasing.register()
