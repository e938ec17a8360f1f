"""What the council bodies said about a case: taken from their minutes, written once."""

from django.db import models
from django.db.models import Q

from grants.models.applications import Application
from grants.models.money import Euro


class CouncilVote(models.Model):
    """One treatment of a case by a council body, on the basis of a Drucksache."""

    class Result(models.TextChoices):
        ADVISED = "advised", "beraten"
        DEFERRED = "deferred", "vertagt"
        APPROVED = "approved", "zugestimmt"
        REFUSED = "refused", "abgelehnt"

    application = models.ForeignKey(Application, models.PROTECT, related_name="council_votes")
    paper = models.CharField("Drucksache", max_length=20)
    body = models.CharField("Gremium", max_length=80)
    held_on = models.DateField("Tag")
    votes = models.CharField("Ja:Nein:Enthaltung", max_length=20, blank=True)
    result = models.CharField("Ergebnis", max_length=10, choices=Result)
    amount_cents = models.BigIntegerField("Betrag in Cent", null=True)
    recorded_at = models.DateTimeField()

    amount = Euro("amount_cents")

    class Meta:
        verbose_name = "Behandlung in den Ratsgremien"
        verbose_name_plural = "Behandlungen in den Ratsgremien"
        ordering = ["held_on", "id"]
        constraints = [
            models.CheckConstraint(
                name="council_approval_has_amount",
                condition=~Q(result="approved") | Q(amount_cents__gt=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.held_on:%d.%m.%Y}: {self.get_result_display()}"
