"""How Django knows the room of the records."""

from django.apps import AppConfig


class GrantsConfig(AppConfig):
    """The room of the records."""

    name = "grants"
    verbose_name = "Förderfälle"
    default_auto_field = "django.db.models.BigAutoField"
