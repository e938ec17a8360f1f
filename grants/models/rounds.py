"""Rounds (Förderrunden) and the pots that feed them."""

import uuid

from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from grants.models.guidelines import Guideline, OfficeData
from grants.models.measures import Measure
from grants.models.money import Euro
from grants.models.programmes import programme_choices
from workflows.programmes import PROGRAMMES

NO_OFFICE = (
    "An diesem Tag gelten noch keine „Angaben der Behörde“. Bitte tragen Sie sie zuerst ein: Ohne sie geht kein Brief "
    "hinaus."
)


class Pot(models.Model):
    """Money of one budget year, in whole cents. The sums change only by guarded UPDATEs beside a ledger entry."""

    title = models.CharField("Bezeichnung", max_length=120)
    programme = models.CharField("Programm", max_length=40, choices=programme_choices)
    budget_year = models.PositiveSmallIntegerField("Haushaltsjahr")
    total_cents = models.BigIntegerField("Ansatz in Cent")
    override_cents = models.BigIntegerField("Erhöhung in Cent", default=0, editable=False)
    reserved_cents = models.BigIntegerField("Reserviert in Cent", default=0, editable=False)
    committed_cents = models.BigIntegerField("Festgelegt in Cent", default=0, editable=False)
    paid_cents = models.BigIntegerField("Gezahlt in Cent", default=0, editable=False)

    total = Euro("total_cents")
    override = Euro("override_cents")
    reserved = Euro("reserved_cents")
    committed = Euro("committed_cents")
    paid = Euro("paid_cents")

    class Meta:
        verbose_name = "Topf"
        verbose_name_plural = "Töpfe"
        constraints = [
            models.UniqueConstraint(fields=["programme", "budget_year", "title"], name="one_pot_per_year"),
            models.CheckConstraint(
                name="pot_never_overspent",
                condition=Q(
                    total_cents__gte=F("reserved_cents")
                    + F("committed_cents")
                    + F("paid_cents")
                    - F("override_cents")
                ),
            ),
            models.CheckConstraint(
                name="pot_sums_not_negative",
                condition=Q(
                    total_cents__gte=0,
                    override_cents__gte=0,
                    reserved_cents__gte=0,
                    committed_cents__gte=0,
                    paid_cents__gte=0,
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} {self.budget_year}"

    @property
    def used_cents(self) -> int:
        """Reserved, committed and paid together."""
        return self.reserved_cents + self.committed_cents + self.paid_cents

    @property
    def left_cents(self) -> int:
        """What can still be reserved."""
        return self.total_cents + self.override_cents - self.used_cents

    left = Euro("left_cents")
    used = Euro("used_cents")


class Round(models.Model):
    """A round (Förderrunde): from when to when applications are taken, under which guideline, from which pot."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    programme = models.CharField("Programm", max_length=40, choices=programme_choices)
    title = models.CharField("Bezeichnung", max_length=120)
    theme = models.CharField("Thematischer Wunsch", max_length=200, blank=True)
    guideline = models.ForeignKey(Guideline, models.PROTECT, related_name="rounds", verbose_name="Richtlinie")
    pot = models.ForeignKey(Pot, models.PROTECT, related_name="rounds", verbose_name="Topf")
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, related_name="rounds", verbose_name="Maßnahme", editable=False
    )
    opens_on = models.DateField("beginnt am")
    closes_on = models.DateField("Antragsfrist (letzter Tag)")
    earliest_start = models.DateField("frühester Projektbeginn")
    latest_end = models.DateField("spätestes Projektende")

    class Meta:
        verbose_name = "Förderrunde"
        verbose_name_plural = "Förderrunden"
        constraints = [
            models.CheckConstraint(
                name="call_days_in_order",
                condition=Q(closes_on__gte=F("opens_on"), latest_end__gte=F("earliest_start")),
            ),
            models.UniqueConstraint(fields=["programme", "title"], name="one_call_per_title"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def full_title(self) -> str:
        """The round with its programme."""
        return f"{self.get_programme_display()}: {self.title}"

    def clean(self) -> None:
        """A round needs every body that what it brings comes before, and a sender for its letters."""
        programme = PROGRAMMES.get(self.programme)
        bodies = apps.get_model("grants", "Body").objects
        missing = {}
        there = bodies.values_list("key", flat=True)
        lacking = [key for key in programme.bodies() if key not in there] if programme else []
        if lacking:
            missing["programme"] = " ".join(
                f"Das Gremium „{key}“ fehlt. Bitte legen Sie es zuerst an." for key in lacking
            )
        for name in ("guideline", "pot"):
            if getattr(self, f"{name}_id") and getattr(self, name).programme != self.programme:
                missing[name] = "Das gehört zu einem anderen Programm."
        if self.opens_on and OfficeData.on(self.opens_on) is None:
            missing["opens_on"] = NO_OFFICE
        if missing:
            raise ValidationError(missing)
