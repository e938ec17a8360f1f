"""The lines of a Kosten- und Finanzierungsplan."""

import uuid

from django.db import models
from django.db.models import Q

from grants.models.money import Euro
from grants.models.projects import Project
from workflows.rules.categories import ExpenseCategory, IncomeCategory, Side, ThirdPartyStatus

CATEGORY_CHOICES = [(c.value, c.label) for c in (*ExpenseCategory, *IncomeCategory)]


class PlanLine(models.Model):
    """One line of the plan, on the side of the expenses or of the income."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="plan_lines")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    """What the row is known by on every page, however often it is saved and wherever it stands."""
    side = models.CharField("Seite", max_length=10, choices=[(s.value, s.label) for s in Side])
    position = models.PositiveSmallIntegerField()
    category = models.CharField("Art", max_length=30, choices=CATEGORY_CHOICES)
    label = models.CharField("Bezeichnung", max_length=160, blank=True)
    calculation = models.CharField("Berechnung", max_length=160, blank=True)
    amount_cents = models.BigIntegerField("Betrag in Cent")
    eligible = models.BooleanField("zuwendungsfähig", default=True)
    in_kind = models.BooleanField("unbar", default=False)
    third_party_status = models.CharField(
        "Stand", max_length=20, blank=True, choices=[(s.value, s.label) for s in ThirdPartyStatus]
    )

    amount = Euro("amount_cents")

    class Meta:
        verbose_name = "Zeile des Plans"
        verbose_name_plural = "Kosten- und Finanzierungsplan"
        ordering = ["side", "position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "side", "position"], name="one_line_per_position"),
            models.UniqueConstraint(fields=["project", "side", "key"], name="one_line_per_key"),
            models.CheckConstraint(name="plan_line_not_negative", condition=Q(amount_cents__gte=0)),
            models.CheckConstraint(
                name="plan_line_category_of_side",
                condition=Q(side=Side.EXPENSE, category__in=[c.value for c in ExpenseCategory])
                | Q(side=Side.INCOME, category__in=[c.value for c in IncomeCategory]),
            ),
        ]

    def __str__(self) -> str:
        return self.label or self.get_category_display()
