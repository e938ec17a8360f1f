"""Notifications as a Django app."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "notifications"
    verbose_name = "Post"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Listen for moves."""
        from notifications import subscribers  # noqa: F401  # models are loaded only now
