"""Measures (Maßnahmen) of the WIR2.0 catalogue: selected by the Kuratorium, their awards share one cap."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from grants.models.dossier import Dossier
from grants.models.money import Euro
from grants.models.programmes import programme_choices
from grants.models.record import Record
from workflows.stages import MEASURE_UNDER_WAY, MeasureStage


class Measure(Record):
    """One measure. Its stage changes only through the door; ``used_cents`` only by guarded UPDATEs beside a booking."""

    programme = models.CharField("Programm", max_length=40, choices=programme_choices)
    title = models.CharField("Maßnahme", max_length=200)
    field_of_action = models.CharField("Handlungsfeld", max_length=40)
    unit = models.CharField("Kontakt in der Verwaltung", max_length=160)
    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="measure")
    stage = models.CharField(
        "Stand", max_length=20, choices=[(s.value, s.label) for s in MeasureStage], editable=False
    )
    cap_cents = models.BigIntegerField("Höchstbetrag in Cent", editable=False)
    used_cents = models.BigIntegerField("Vergeben in Cent", default=0, editable=False)
    selected_on = models.DateField("Ausgewählt am", null=True, editable=False)
    selected_with = models.CharField("Stimmen", max_length=20, blank=True, editable=False)

    cap = Euro("cap_cents")
    used = Euro("used_cents")
    left = Euro("left_cents")

    class Meta:
        verbose_name = "Maßnahme"
        verbose_name_plural = "Maßnahmen"
        ordering = ["-selected_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "title"], name="one_measure_per_title"),
            models.CheckConstraint(
                name="measure_keeps_its_cap", condition=Q(used_cents__gte=0, cap_cents__gte=F("used_cents"))
            ),
            models.CheckConstraint(
                name="measure_selected_has_day",
                condition=~Q(stage__in=[s for s in MeasureStage if s in MEASURE_UNDER_WAY])
                | Q(selected_on__isnull=False),
            ),
        ]

    kind = "massnahme"
    stages = MeasureStage

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("grants:measure", args=[self.public_id])

    @property
    def left_cents(self) -> int:
        """What its awards may still take."""
        return self.cap_cents - self.used_cents
