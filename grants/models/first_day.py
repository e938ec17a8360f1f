"""The first day of an office: who has confirmed what."""

from django.conf import settings
from django.db import models

from grants.models.dossier import Dossier


class Confirmation(models.Model):
    """One thing of the first day that a person has confirmed or entered; the same stands in the log of its dossier."""

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="confirmations")
    step = models.SlugField("Schritt", max_length=40)
    subject = models.CharField("Gegenstand", max_length=120)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="bestätigt von"
    )
    """None: somebody at the command line."""
    at = models.DateTimeField("bestätigt am")

    class Meta:
        verbose_name = "Bestätigung"
        verbose_name_plural = "Bestätigungen"
        ordering = ["id"]
        indexes = [models.Index(fields=["step", "subject"], name="confirmation_by_step")]

    def __str__(self) -> str:
        return f"{self.subject}: {self.by}"
