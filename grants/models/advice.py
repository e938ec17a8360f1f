"""What was said: notes of the consultation and messages between applicant and office."""

from django.conf import settings
from django.db import models

from grants.models.applications import Application


class ConsultationNote(models.Model):
    """A note of advice (Beratungsnotiz, § 25 VwVfG); not binding."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="consultation_notes")
    advisor = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    advisor_name = models.CharField(max_length=150, blank=True, editable=False)
    advisor_standing = models.CharField(max_length=200, blank=True, editable=False)
    """Name and function as they were on the day."""
    held_on = models.DateField("Tag des Gesprächs")
    topics = models.CharField("Themen", max_length=200)
    advice = models.TextField("Rat", max_length=4000)
    at = models.DateTimeField()

    class Meta:
        ordering = ["held_on", "id"]
        verbose_name = "Beratungsnotiz"
        verbose_name_plural = "Beratungsnotizen"

    def __str__(self) -> str:
        return self.topics


class CaseMessage(models.Model):
    """A message in a case. Internal ones are for the office only."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="messages")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    author_name = models.CharField(max_length=150, blank=True, editable=False)
    author_standing = models.CharField(max_length=200, blank=True, editable=False)
    """Name, and function or organisation, as they were when it was written: who takes another name rewrites nothing."""
    text = models.TextField("Nachricht", max_length=4000)
    internal = models.BooleanField("nur für die Verwaltung", default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        verbose_name = "Nachricht"
        verbose_name_plural = "Nachrichten"

    def __str__(self) -> str:
        return self.text[:60]
