"""Hearings with the claim that came of them, and how a refund came in."""

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from grants.models.applications import Application
from grants.models.money import Euro
from grants.models.record import Beside
from workflows.rules.refund import GROUNDS
from workflows.stages import RefundStage


class Claim(models.Model):
    """One hearing, and the Bescheid that came of it. One is current; an older one stays as it was."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="claims")
    current = models.BooleanField(default=True)
    ground = models.CharField("Grund", max_length=20, choices=list(GROUNDS.items()))
    amount_cents = models.BigIntegerField("Betrag in Cent")
    heard_amount_cents = models.BigIntegerField("Betrag der Anhörung in Cent")
    heard_unpaid_cents = models.BigIntegerField("Davon noch nicht ausgezahlt, in Cent", default=0)
    """The part of what was heard that nobody had paid yet."""
    known_on = models.DateField("Kenntnis seit")
    limit = models.DateField("Ende der Jahresfrist")
    heard_on = models.DateField("Anhörung vom")
    answered_on = models.DateField("Antwort vom", null=True)
    answer = models.TextField("Antwort", blank=True)
    reasoning = models.TextField("Begründung", blank=True)
    waive_interest = models.BooleanField(default=False)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    released_on = models.DateField("Bescheid vom", null=True)
    made_at = models.DateTimeField(null=True)
    """When the post office put the PDF of the released Bescheid into the archive."""
    posted_on = models.DateField("Zur Post am", null=True)
    notified_on = models.DateField("Zugegangen am", null=True)
    due = models.DateField("Zu zahlen bis", null=True)
    interest_cents = models.BigIntegerField("Zinsen bis zum Bescheid in Cent", default=0)
    bears_interest = models.BooleanField(default=False)

    amount = Euro("amount_cents")
    heard_amount = Euro("heard_amount_cents")
    heard_unpaid = Euro("heard_unpaid_cents")
    interest = Euro("interest_cents")

    class Meta:
        verbose_name = "Anhörung und Rückforderung"
        verbose_name_plural = "Anhörungen und Rückforderungen"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(current=True), name="one_current_claim"
            ),
            models.CheckConstraint(name="claim_amount_positive", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="claim_at_most_as_heard", condition=Q(amount_cents__lte=F("heard_amount_cents"))
            ),
            models.CheckConstraint(
                name="claim_unpaid_within_heard",
                condition=Q(heard_unpaid_cents__gte=0, heard_unpaid_cents__lte=F("heard_amount_cents")),
            ),
            models.CheckConstraint(name="claim_interest_not_negative", condition=Q(interest_cents__gte=0)),
            models.CheckConstraint(
                name="claim_year_after_knowledge",
                condition=Q(limit__gt=F("known_on"), known_on__lte=F("heard_on")),
            ),
            models.CheckConstraint(
                name="claim_answered_after_hearing",
                condition=Q(answered_on__isnull=True) | Q(answered_on__gte=F("heard_on")),
            ),
            models.CheckConstraint(
                name="claim_four_eyes",
                condition=Q(released_by__isnull=True)
                | (Q(drafted_by__isnull=False, released_on__isnull=False) & ~Q(released_by=F("drafted_by"))),
            ),
            models.CheckConstraint(
                name="claim_posted_after_release",
                condition=Q(posted_on__isnull=True) | Q(posted_on__gte=F("released_on")),
            ),
            models.CheckConstraint(
                name="claim_notified_after_posting",
                condition=Q(notified_on__isnull=True)
                | Q(posted_on__isnull=False, notified_on__gte=F("posted_on")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_ground_display()}, {self.application}"

    @property
    def unpaid(self) -> Decimal:
        """What is revoked of the money that nobody has paid yet, in EUR."""
        return min(self.amount, self.heard_unpaid)

    @property
    def back(self) -> Decimal:
        """What is claimed back of the money that was paid, in EUR."""
        return self.amount - self.unpaid


class Refund(Beside):
    """The collection of one claim. Who orders it does not book it; the database insists."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="refunds")
    claim = models.OneToOneField(Claim, models.PROTECT, related_name="refund")
    stage = models.CharField(
        "Stand", max_length=20, choices=[(s.value, s.label) for s in RefundStage], editable=False
    )
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ordered_on = models.DateField(null=True)
    deferred_until = models.DateField("Gestundet bis", null=True)
    instalment_cents = models.BigIntegerField("Rate in Cent", default=0)
    reminded_on = models.DateField("Gemahnt am", null=True)
    dunning_due = models.DateField("Frist der Mahnung", null=True)
    ended_on = models.DateField(null=True)
    next_move = models.CharField(max_length=40, blank=True, editable=False)

    instalment = Euro("instalment_cents")

    class Meta:
        verbose_name = "Erstattung"
        indexes = [models.Index(fields=["next_move"], name="refund_next_step")]
        verbose_name_plural = "Erstattungen"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="refund_ended_has_day",
                condition=Q(stage__in=["", RefundStage.OPEN]) | Q(ended_on__isnull=False),
            ),
            models.CheckConstraint(
                name="refund_instalment_not_negative", condition=Q(instalment_cents__gte=0)
            ),
        ]

    kind = "erstattung"
    stages = RefundStage

    def __str__(self) -> str:
        return f"Erstattung zu {self.application}"

    def get_absolute_url(self) -> str:
        return reverse("grants:refund", args=[self.public_id])


class RefundPayment(models.Model):
    """Money that came back on one day, the refund first and then its interest."""

    refund = models.ForeignKey(Refund, models.PROTECT, related_name="payments")
    received_on = models.DateField("Eingang")
    amount_cents = models.BigIntegerField("Betrag in Cent")
    booked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    amount = Euro("amount_cents")

    class Meta:
        verbose_name = "Zahlungseingang"
        verbose_name_plural = "Zahlungseingänge"
        ordering = ["received_on", "id"]
        constraints = [
            models.CheckConstraint(name="refund_payment_positive", condition=Q(amount_cents__gt=0))
        ]

    def __str__(self) -> str:
        return f"{self.received_on:%d.%m.%Y} {self.refund}"
