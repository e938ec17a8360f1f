"""Many things at once: who asked for what, and what became of each row."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse


class Batch(models.Model):
    """One act on many rows. The workers of the outbox carry it out row by row; nobody has to wait on its page."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    act = models.CharField("Was", max_length=40)
    """A name of :data:`grants.actions.batches.ACTS`."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Von")
    key = models.CharField(max_length=64)
    """Idempotency key of the form: the same form sent again is the same batch."""
    data = models.JSONField("Für alle gleich", default=dict)
    made_at = models.DateTimeField("Begonnen")
    finished_at = models.DateTimeField("Fertig", null=True)

    class Meta:
        verbose_name = "Stapel"
        verbose_name_plural = "Stapel"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["id"], condition=Q(finished_at__isnull=True), name="batch_under_way"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["by", "key"], name="one_batch_per_key"),
            models.CheckConstraint(name="batch_has_key", condition=~Q(key="") & ~Q(act="")),
            models.CheckConstraint(
                name="batch_ends_after_its_begin",
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("made_at")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} ({self.made_at:%d.%m.%Y %H:%M})"

    def get_absolute_url(self) -> str:
        return reverse("grants:batch", args=[self.public_id])


class BatchRow(models.Model):
    """One row of a batch. It is claimed with a lease and finished ``WHERE token = mine``, like a row of the outbox."""

    class State(models.TextChoices):
        WAITING = "waiting", "Wartet"
        DONE = "done", "Erledigt"
        REFUSED = "refused", "Abgelehnt"

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rows")
    subject = models.CharField(max_length=80)
    """What the act is done to, by a name that the act understands."""
    label = models.CharField("Vorgang", max_length=300)
    state = models.CharField("Stand", max_length=10, choices=State, default=State.WAITING)
    reason = models.TextField("Warum nicht", blank=True)
    token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField("Versuche", default=0)
    finished_at = models.DateTimeField("Fertig", null=True)

    class Meta:
        verbose_name = "Zeile eines Stapels"
        verbose_name_plural = "Zeilen eines Stapels"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "subject"], name="one_row_per_subject"),
            models.CheckConstraint(
                name="batch_row_finished_has_time",
                condition=Q(state="waiting", finished_at__isnull=True)
                | ~Q(state="waiting") & Q(finished_at__isnull=False, token="", lease_until__isnull=True),
            ),
            models.CheckConstraint(
                name="batch_row_refused_says_why",
                condition=Q(state="refused") & ~Q(reason="") | ~Q(state="refused") & Q(reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.label
