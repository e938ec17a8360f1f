"""How Django knows the stage."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The stage: installed in a demonstration, under test and for its own commands, never in production."""

    name = "demo"
    verbose_name = "Vorführung"
