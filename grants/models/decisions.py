"""The draft of a Bescheid, and lawsuits against one."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from grants.models.applications import Application
from grants.models.money import Euro


class Draft(models.Model):
    """What a Bescheid shall say. One is current; an older one stays as it was."""

    class Kind(models.TextChoices):
        AWARD = "award", "Bewilligung"
        REFUSAL = "refusal", "Ablehnung"

    application = models.ForeignKey(Application, models.PROTECT, related_name="drafts")
    kind = models.CharField("Art", max_length=10, choices=Kind)
    rests_on_vote = models.BooleanField(default=False, editable=False)
    """A refusal that a body has voted for, and not one that the check has come to."""
    current = models.BooleanField(default=True)
    amount_cents = models.BigIntegerField("Zuwendung in Cent", default=0)
    purpose = models.TextField("Zuwendungszweck", max_length=4000, blank=True)
    duties = models.TextField("Besondere Auflagen", max_length=4000, blank=True)
    condition = models.TextField("Aufschiebende Bedingung", max_length=1000, blank=True)
    reasons = models.TextField("Begründung", max_length=8000, blank=True)
    period_begins = models.DateField("Bewilligungszeitraum von", null=True)
    period_ends = models.DateField("Bewilligungszeitraum bis", null=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    drafted_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True, editable=False)
    """When the post office put the PDF of the released Bescheid into the archive."""

    amount = Euro("amount_cents")

    class Meta:
        verbose_name = "Bescheidentwurf"
        verbose_name_plural = "Bescheidentwürfe"
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(current=True), name="one_current_draft"
            ),
            models.CheckConstraint(
                name="draft_period_in_order",
                condition=Q(period_ends__isnull=True)
                | Q(period_begins__isnull=True)
                | Q(period_ends__gte=F("period_begins")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.application}"


class Lawsuit(models.Model):
    """A suit at the administrative court; it blocks only what it is directed against (machine.md, rule 10)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="lawsuits")
    scope = models.CharField("Richtet sich", max_length=20)
    filed_on = models.DateField("Eingang beim Gericht")
    closed_on = models.DateField("Beendet", null=True)

    class Meta:
        verbose_name = "Klage"
        verbose_name_plural = "Klagen"
        constraints = [
            models.CheckConstraint(
                name="lawsuit_ends_after_it_begins",
                condition=Q(closed_on__isnull=True) | Q(closed_on__gte=F("filed_on")),
            )
        ]

    def __str__(self) -> str:
        return f"Klage {self.application}"
