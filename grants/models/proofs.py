"""The proof of use (Verwendungsnachweis): report, figures, receipts, declarations, and its check."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from grants.models.applications import Application
from grants.models.money import Euro
from grants.models.plan import PlanLine
from workflows.case import Terms

PROOF_DECLARATIONS = [
    ("necessary", "Die Ausgaben waren notwendig; wir haben wirtschaftlich und sparsam gewirtschaftet."),
    ("books", "Die Angaben stimmen mit Büchern und Belegen überein."),
    ("in_period", "Alle Zahlungen liegen im Bewilligungszeitraum."),
    ("once", "Nichts wurde doppelt gefördert."),
    ("keep", "Die Belege bewahren wir {receipts_kept:accusative} auf."),
]
"""Key of a declaration → what it says; in braces a period of the Terms, in its grammatical case."""


def proof_declarations(terms: Terms) -> list[tuple[str, str]]:
    """Return the declarations as whoever is bound to these Terms reads and ticks them."""
    return [(key, text.format_map(vars(terms))) for key, text in PROOF_DECLARATIONS]


class ProofOfUse(models.Model):
    """The proof of use of one case (ANBest-P 6)."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="proof")
    fulfilled_on = models.DateField("Projekt abgeschlossen am", null=True, blank=True)
    report = models.TextField("Sachbericht: Verlauf und Ergebnis", max_length=12000, blank=True)
    goals_reached = models.TextField(
        "Welche Ziele wurden erreicht, welche nicht?", max_length=6000, blank=True
    )
    participants = models.PositiveIntegerField("Teilnehmende", null=True, blank=True)
    publicity = models.TextField(
        "Öffentlichkeitsarbeit und Hinweis auf die Förderung", max_length=3000, blank=True
    )
    further_income_cents = models.BigIntegerField(
        "Weitere Einnahmen, die nicht im Plan standen, in Cent", null=True, blank=True
    )
    further_income_from = models.CharField(
        "Von wem kommen die weiteren Einnahmen?", max_length=300, blank=True
    )
    declarations = models.JSONField(default=list, blank=True)
    saved_at = models.DateTimeField(null=True, editable=False)

    # Prüfung
    check_note = models.TextField("Prüfungsvermerk", max_length=6000, blank=True)
    recognised_cents = models.BigIntegerField("Anerkannte Ausgaben in Cent", null=True)
    recognised_cash_cents = models.BigIntegerField("davon bare Ausgaben in Cent", null=True)
    recognised_income_cents = models.BigIntegerField("Anerkannte weitere Einnahmen in Cent", null=True)
    recognised_grant_cents = models.BigIntegerField("Anerkannte Zuwendung in Cent", null=True, editable=False)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)

    further_income = Euro("further_income_cents")
    recognised = Euro("recognised_cents")
    recognised_cash = Euro("recognised_cash_cents")
    recognised_income = Euro("recognised_income_cents")
    recognised_grant = Euro("recognised_grant_cents")

    class Meta:
        verbose_name = "Verwendungsnachweis"
        verbose_name_plural = "Verwendungsnachweise"

    def __str__(self) -> str:
        return f"Verwendungsnachweis {self.application}"


class ProofLine(models.Model):
    """What was really spent or received on one line of the plan."""

    proof = models.ForeignKey(ProofOfUse, models.CASCADE, related_name="lines")
    plan_line = models.ForeignKey(PlanLine, models.PROTECT, related_name="+")
    actual_cents = models.BigIntegerField("Ist in Cent")
    note = models.CharField("Bemerkung", max_length=300, blank=True)

    actual = Euro("actual_cents")

    class Meta:
        ordering = ["plan_line__side", "plan_line__position"]
        constraints = [
            models.UniqueConstraint(fields=["proof", "plan_line"], name="one_proof_line_per_plan_line"),
            models.CheckConstraint(name="proof_line_not_negative", condition=Q(actual_cents__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.plan_line}: {self.actual_cents} ct"


class Receipt(models.Model):
    """One line of the list of receipts (Belegliste); a credit note is below zero."""

    proof = models.ForeignKey(ProofOfUse, models.CASCADE, related_name="receipts")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    """What the row is known by on every page, however often it is saved and wherever it stands."""
    position = models.PositiveSmallIntegerField("Nr.")
    invoiced_on = models.DateField("Rechnungsdatum")
    paid_on = models.DateField("bezahlt am")
    payee = models.CharField("Empfänger*in", max_length=160)
    reason = models.CharField("Grund", max_length=200)
    amount_cents = models.BigIntegerField("Betrag in Cent")

    amount = Euro("amount_cents")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["proof", "position"], name="one_receipt_per_position"),
            models.UniqueConstraint(fields=["proof", "key"], name="one_receipt_per_key"),
            models.CheckConstraint(name="receipt_not_zero", condition=~Q(amount_cents=0)),
        ]

    def __str__(self) -> str:
        return f"Beleg {self.position}"
