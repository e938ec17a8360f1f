"""The ledger: one row is one double entry, so it balances by construction."""

from django.db import models
from django.db.models import F, Q

from grants.models.applications import Application
from grants.models.money import Euro
from grants.models.rounds import Pot
from grants.models.transition import Transition

ACCOUNTS = ["council", "budget", "reserved", "committed", "paid"]


class Entry(models.Model):
    """``amount`` from account ``credit`` to account ``debit`` of one pot. Written once."""

    pot = models.ForeignKey(Pot, models.PROTECT, related_name="entries")
    application = models.ForeignKey(Application, models.PROTECT, null=True, related_name="entries")
    transition = models.ForeignKey(Transition, models.PROTECT, null=True, related_name="entries")
    debit = models.CharField("Soll", max_length=10)
    credit = models.CharField("Haben", max_length=10)
    amount_cents = models.BigIntegerField("Betrag in Cent")
    key = models.CharField(max_length=120, unique=True)
    reason = models.CharField("Grund", max_length=300, blank=True)
    at = models.DateTimeField()

    amount = Euro("amount_cents")

    class Meta:
        verbose_name = "Buchung"
        verbose_name_plural = "Buchungen"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(name="entry_positive", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(name="entry_two_accounts", condition=~Q(debit=F("credit"))),
            models.CheckConstraint(
                name="entry_known_accounts", condition=Q(debit__in=ACCOUNTS, credit__in=ACCOUNTS)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.credit} → {self.debit}: {self.amount_cents} ct"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("A booking is written once; a wrong one is booked back.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("A booking is never deleted.")
