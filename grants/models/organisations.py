"""Who asks for money: organisations, groups and individuals, and the people who act for them."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q


class Organisation(models.Model):
    """An applicant (Antragsteller*in). Addresses and bank data live here and never enter the rules."""

    class Kind(models.TextChoices):
        VEREIN = "verein", "Eingetragener Verein (e. V.)"
        STIFTUNG = "stiftung", "Gemeinnützige GmbH oder Stiftung"
        VERBAND = "verband", "Verband"
        INITIATIVE = "initiative", "Nicht eingetragener Verein, Initiative oder Kollektiv"
        PERSON = "person", "Einzelperson"

    class InputTax(models.TextChoices):
        NO = "nein", "Nein"
        PARTLY = "teilweise", "Teilweise"
        YES = "ja", "Ja"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField("Art der Antragsteller*in", max_length=20, choices=Kind, blank=True)
    migrant_led = models.BooleanField("Migrant*innen(selbst)organisation", default=False)
    name = models.CharField("Name der Organisation oder Person", max_length=200)
    register_number = models.CharField("Vereinsregister-Nummer", max_length=40, blank=True)
    register_court = models.CharField("Registergericht", max_length=80, blank=True)
    street = models.CharField("Straße und Hausnummer", max_length=120, blank=True)
    postcode = models.CharField("Postleitzahl", max_length=5, blank=True)
    city = models.CharField("Ort", max_length=80, blank=True)
    representatives = models.TextField("Vertretungsberechtigte Personen", max_length=500, blank=True)
    signatures_needed = models.PositiveSmallIntegerField("Wie viele Personen vertreten gemeinsam?", default=1)
    jointly_liable = models.TextField(
        "Zwei gesamtschuldnerisch haftende Personen", max_length=500, blank=True
    )
    birth_date = models.DateField("Geburtsdatum", null=True, blank=True)
    input_tax = models.CharField("Vorsteuerabzug nach § 15 UStG", max_length=10, choices=InputTax, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    account_holder = models.CharField("Kontoinhaber*in", max_length=140, blank=True)
    iban_verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    iban_verified_at = models.DateTimeField(null=True, blank=True, editable=False)
    fictitious = models.BooleanField("Erfunden (Vorführdaten)", default=False)

    class Meta:
        verbose_name = "Organisation"
        verbose_name_plural = "Organisationen"
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(iban_verified_at__isnull=True) & ~Q(iban=""),
                name="organisation_not_verified",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="organisation_signatures",
                condition=Q(signatures_needed__gte=1, signatures_needed__lte=5),
            ),
            models.CheckConstraint(
                name="organisation_iban_verified",
                condition=Q(iban_verified_at__isnull=True, iban_verified_by__isnull=True)
                | (Q(iban_verified_at__isnull=False, iban_verified_by__isnull=False) & ~Q(iban="")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person acts for an organisation. ``signatory`` may declare things that bind it (§ 26 BGB, § 14 VwVfG)."""

    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="memberships", verbose_name="Organisation"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="memberships", verbose_name="Person"
    )
    signatory = models.BooleanField("vertretungsberechtigt", default=False)

    class Meta:
        verbose_name = "Zugehörigkeit"
        verbose_name_plural = "Zugehörigkeiten"
        constraints = [
            models.UniqueConstraint(fields=["organisation", "user"], name="one_membership_per_person")
        ]

    def __str__(self) -> str:
        return f"{self.user} für {self.organisation}"
