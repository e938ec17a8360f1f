"""Calls for funds (Mittelabruf), what was paid on them, and changes of the account that it goes to."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from grants.models.applications import Application
from grants.models.money import Euro
from grants.models.record import Beside
from grants.models.sentences import SentenceField
from workflows.money import format_eur
from workflows.stages import MITTELABRUF_FREED, MittelabrufStage


class Mittelabruf(Beside):
    """One call for funds, or the one payment of a whole award.

    Certifier, orderer and treasury are three different people; the database insists.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="mittelabrufe")
    position = models.PositiveSmallIntegerField("Nummer des Abrufs")
    stage = models.CharField(
        "Stand", max_length=20, choices=[(s.value, s.label) for s in MittelabrufStage], editable=False
    )
    at_once = models.BooleanField("Auszahlung in einer Summe", default=False, editable=False)
    """The office has opened it for the whole award; the recipient has called for nothing."""
    amount_cents = models.BigIntegerField("Betrag in Cent")
    need = models.TextField("Wofür wird das Geld gebraucht?", max_length=2000, blank=True)
    """What a recipient calls for; empty where nobody calls."""
    iban = models.CharField("IBAN", max_length=34)
    account_holder = models.CharField("Kontoinhaber*in", max_length=140)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    filed_on = models.DateField(null=True)
    certified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    certified_note = models.TextField(blank=True)
    recognised_cents = models.BigIntegerField(null=True)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ordered_on = models.DateField(null=True)
    paid_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    paid_on = models.DateField(null=True)
    paid_cents = models.BigIntegerField(null=True)
    returned_reason = models.TextField(blank=True)
    paid_despite = SentenceField(blank=True)
    """What should have held the payment that was made all the same; the lead reads it."""
    reasoning = models.TextField("Begründung der Ablehnung", blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    made_at = models.DateTimeField(null=True)
    """When the post office put the PDF of the refusal into the archive."""
    posted_on = models.DateField(null=True)
    salt = models.CharField(max_length=6, blank=True, editable=False)
    """What the last restore before its birth adds to its reference: a position may come again after a restore."""
    held = models.BooleanField("Nach einer Wiederherstellung angehalten", default=False, editable=False)
    """It may have been paid in the gap of a restore: a person compares it with the account before it goes on."""
    in_run = models.BooleanField("In einem Zahlungslauf", default=False, editable=False)
    """It stands in a payment run, and the bank has not sent it back."""
    next_move = models.CharField(max_length=40, blank=True, editable=False)
    """The move or act that the call waits for; the door writes it with every change of the call and of its case."""
    not_before = models.DateField(null=True, editable=False)
    """The first day on which money may flow."""

    amount = Euro("amount_cents")
    recognised = Euro("recognised_cents")
    paid = Euro("paid_cents")

    class Meta:
        verbose_name = "Mittelabruf"
        verbose_name_plural = "Mittelabrufe"
        ordering = ["application_id", "position"]
        indexes = [
            models.Index(fields=["next_move", "filed_on"], name="call_next_step"),
            models.Index(fields=["filed_on", "id"], name="call_by_day"),
            models.Index(fields=["amount_cents", "id"], name="call_by_amount"),
            models.Index(fields=["id"], condition=Q(held=True), name="call_held"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="one_call_per_position"),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(at_once=True) & ~Q(stage__in=sorted(stage.value for stage in MITTELABRUF_FREED)),
                name="one_payment_at_once",
            ),
            models.CheckConstraint(name="call_amount_positive", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="payment_at_once_is_whole",
                condition=Q(at_once=False)
                | Q(recognised_cents__isnull=True)
                | Q(recognised_cents=F("amount_cents")),
            ),
            models.CheckConstraint(
                name="call_recognised_within_amount",
                condition=Q(recognised_cents__isnull=True)
                | Q(recognised_cents__gt=0, recognised_cents__lte=F("amount_cents")),
            ),
            models.CheckConstraint(
                name="call_certifier_is_not_orderer",
                condition=Q(ordered_by__isnull=True)
                | (Q(certified_by__isnull=False) & ~Q(ordered_by=F("certified_by"))),
            ),
            models.CheckConstraint(
                name="call_treasury_is_third",
                condition=Q(paid_by__isnull=True)
                | (
                    Q(ordered_by__isnull=False, paid_on__isnull=False, paid_cents__isnull=False)
                    & ~Q(paid_by=F("certified_by"))
                    & ~Q(paid_by=F("ordered_by"))
                ),
            ),
            models.CheckConstraint(
                name="call_refusal_four_eyes",
                condition=Q(decided_by__isnull=True)
                | (Q(drafted_by__isnull=False, decided_on__isnull=False) & ~Q(decided_by=F("drafted_by"))),
            ),
            models.CheckConstraint(
                name="call_held_is_not_paid_the_ordinary_way",
                condition=Q(held=False) | ~Q(stage=MittelabrufStage.PAID.value) | ~Q(paid_despite=""),
            ),
            models.CheckConstraint(
                name="call_in_run_is_ordered",
                condition=Q(in_run=False)
                | Q(stage__in=[MittelabrufStage.ORDERED.value, MittelabrufStage.PAID.value]),
            ),
            models.CheckConstraint(
                name="call_posted_after_refusal",
                condition=Q(posted_on__isnull=True) | Q(posted_on__gte=F("decided_on")),
            ),
        ]

    kind = "mittelabruf"
    stages = MittelabrufStage

    def __str__(self) -> str:
        return f"{self.title} zu {self.application}"

    def get_absolute_url(self) -> str:
        return reverse("grants:mittelabruf", args=[self.public_id])

    @property
    def title(self) -> str:
        """What it is called in a list of its kind."""
        return "Auszahlung in einer Summe" if self.at_once else f"Abruf {self.position}"

    @property
    def short_name(self) -> str:
        """What it is called beside its project."""
        return self.title if self.at_once else f"Mittelabruf {self.position}"

    @property
    def headline(self) -> str:
        """Which one it is, and over how much."""
        return f"{self.short_name} über {format_eur(self.amount)}"

    @property
    def stage_label(self) -> str:
        """The German name of its stage; what the office has opened has not come in."""
        opened = self.at_once and self.stage == MittelabrufStage.FILED
        return "Vorbereitet" if opened else super().stage_label

    @property
    def is_released_beside(self) -> bool:
        """Whether further signatories release it (§ 26 Abs. 2 BGB)."""
        return not self.at_once

    @property
    def reference(self) -> str:
        """The SEPA EndToEndId: never the same for two calls, also if a restore has forgotten one of them."""
        return "-".join(filter(None, (self.application.number, f"{self.position:02}", self.salt)))


class AccountChange(models.Model):
    """Another account that signatories of a case ask for; it takes effect with the n-th release (§ 26 Abs. 2 BGB)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="account_changes")
    iban = models.CharField("IBAN", max_length=34)
    account_holder = models.CharField("Kontoinhaber*in", max_length=140)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    effective_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "Änderung der Bankverbindung"
        verbose_name_plural = "Änderungen der Bankverbindung"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(effective_at__isnull=True),
                name="one_account_change_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return f"Bankverbindung zu {self.application}"
