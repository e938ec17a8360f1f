"""Notifications as a Django app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Post"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for moves, and answer the pages that ask what would go out."""
        from grants import post_office  # models are loaded only now
        from notifications import addresses, archive, rehearsing, subscribers  # noqa: F401

        post_office.register(
            post_office.PostOffice(
                outgoing=rehearsing.outgoing,
                archived=archive.archived,
                preview_url=addresses.preview_url,
                places=addresses.places,
            )
        )
