"""Payment runs: what the Stadtkasse gives to the bank, who fetched the file, and what the bank reports of it."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from grants.models.money import Euro
from grants.models.payments import Mittelabruf


class PaymentRun(models.Model):
    """Payments that go to the bank in one file. It is filled by a batch; once that has ended, the file is written."""

    class Form(models.TextChoices):
        SEPA = "sepa", "SEPA-Datei (pain.001.001.09)"
        CSV = "csv", "CSV-Datei für das Finanzwesen"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField("Nummer", max_length=35, unique=True)
    """The MsgId and PmtInfId of the file."""
    form = models.CharField("Form", max_length=10, choices=Form)
    execute_on = models.DateField("Ausführung")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Von"
    )
    key = models.CharField(max_length=64)
    """Idempotency key of the form, and that of its batch."""
    made_at = models.DateTimeField("Begonnen")
    payer = models.CharField("Kasse", max_length=120)
    iban = models.CharField("IBAN der Kasse", max_length=34)
    bic = models.CharField("BIC der Kasse", max_length=11, blank=True)
    closed_at = models.DateTimeField("Geschlossen", null=True)
    """Since when nothing more is taken into it, and the file is what it is."""
    count = models.PositiveIntegerField("Zahlungen", default=0)
    total_cents = models.BigIntegerField("Summe in Cent", default=0)
    content = models.TextField("Datei", blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    erased_at = models.DateTimeField("Gelöscht", null=True)
    """When the file went with the personal data of a case in it; number, sums and SHA-256 stay."""

    total = Euro("total_cents")

    class Meta:
        verbose_name = "Zahlungslauf"
        verbose_name_plural = "Zahlungsläufe"
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["made_by", "key"], name="one_run_per_key"),
            models.CheckConstraint(
                name="run_closed_is_whole",
                condition=Q(closed_at__isnull=True, count=0, total_cents=0, content="", sha256="")
                | Q(closed_at__isnull=False, closed_at__gte=F("made_at"))
                & (
                    Q(count=0, total_cents=0, content="", sha256="")
                    | Q(count__gt=0, total_cents__gt=0, sha256__regex=r"^[0-9a-f]{64}$")
                    & (~Q(content="") | Q(erased_at__isnull=False))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"Zahlungslauf {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("grants:payment_run", args=[self.public_id])


class PaymentRunRow(models.Model):
    """One payment of a run. A call for funds stands in one run for ever, whatever the bank does with it."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="rows", verbose_name="Zahlungslauf")
    call = models.OneToOneField(
        Mittelabruf, models.PROTECT, related_name="run_row", verbose_name="Mittelabruf"
    )
    reference = models.CharField("Kennung", max_length=35, unique=True)
    """The EndToEndId, by which the bank reports."""
    amount_cents = models.BigIntegerField("Betrag in Cent")
    returned_on = models.DateField("Zurück am", null=True)
    returned_reason = models.CharField("Grund der Bank", max_length=200, blank=True)

    amount = Euro("amount_cents")

    class Meta:
        verbose_name = "Zahlung eines Zahlungslaufs"
        verbose_name_plural = "Zahlungen der Zahlungsläufe"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="run_row_amount_positive", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="run_row_returned_has_day",
                condition=Q(returned_reason="") | Q(returned_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class RunDownload(models.Model):
    """Somebody fetched the file of a run."""

    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="downloads", verbose_name="Zahlungslauf")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Von")
    at = models.DateTimeField("Wann")

    class Meta:
        verbose_name = "Abholung eines Zahlungslaufs"
        verbose_name_plural = "Abholungen von Zahlungsläufen"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.run} {self.at:%d.%m.%Y %H:%M}"


class BankReport(models.Model):
    """A file of the bank that was read. The same file is read once; what became of its lines stands in its batch."""

    sha256 = models.CharField("SHA-256", max_length=64, unique=True)
    kind = models.CharField("Art", max_length=20)
    """The name of the message: pain.002.001.10, camt.053.001.08."""
    number = models.CharField("Kennung der Bank", max_length=35, blank=True)
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="Von"
    )
    read_at = models.DateTimeField("Eingelesen")
    lines = models.PositiveIntegerField("Zeilen", default=0)
    passed_over = models.PositiveIntegerField("Übergangen", default=0)
    """Entries of the statement that are none of our payments: money that came in, for instance."""

    class Meta:
        verbose_name = "Rückmeldung der Bank"
        verbose_name_plural = "Rückmeldungen der Bank"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="bank_report_has_digest",
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$") & ~Q(kind=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
