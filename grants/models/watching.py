"""What the house notes about itself: when each periodic task last ran, and what people were already told today."""

from datetime import datetime

from django.db import models
from django.db.models import Q


class Heartbeat(models.Model):
    """When one periodic task last ran to its end, whoever has it run (the beat, a timer of the machine)."""

    name = models.CharField("Aufgabe", max_length=40, unique=True)
    expected_since = models.DateTimeField("Erwartet seit")
    """Since when somebody has it run: one that has never come to its end is overdue too."""
    at = models.DateTimeField("Zuletzt gelaufen", null=True)

    class Meta:
        verbose_name = "Lebenszeichen"
        verbose_name_plural = "Lebenszeichen"
        ordering = ["name"]
        constraints = [models.CheckConstraint(name="heartbeat_has_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return self.name

    @property
    def last(self) -> datetime:
        """The last sign of life, or the day from which one was expected."""
        return self.at or self.expected_since


class Alert(models.Model):
    """Something that stood still on a day, and that an alert has gone out for; there is one a day."""

    what = models.CharField("Was stillsteht", max_length=40)
    day = models.DateField("Tag")

    class Meta:
        verbose_name = "Warnung"
        verbose_name_plural = "Warnungen"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["what", "day"], name="one_alert_a_day"),
            models.CheckConstraint(name="alert_says_what", condition=~Q(what="")),
        ]

    def __str__(self) -> str:
        return self.what
