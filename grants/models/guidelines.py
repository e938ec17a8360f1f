"""What an administrator may change and the law knows by date: guidelines, base rates, the office's own data."""

from datetime import date

from django.db import models

from grants import annex
from grants.models.canonical import terms_from_text
from grants.models.programmes import programme_choices
from workflows.case import Terms


class Guideline(models.Model):
    """One Richtlinienfassung of a programme: its Terms as canonical text. New cases use it, pinned ones keep theirs."""

    programme = models.CharField("Programm", max_length=40, choices=programme_choices)
    version = models.CharField("Fassung", max_length=20)
    valid_from = models.DateField("gültig ab")
    terms_text = models.TextField("Werte")
    source = models.CharField("Quelle", max_length=200, blank=True)

    class Meta:
        verbose_name = "Richtlinienfassung"
        verbose_name_plural = "Richtlinienfassungen"
        constraints = [
            models.UniqueConstraint(fields=["programme", "version"], name="one_guideline_per_version")
        ]

    def __str__(self) -> str:
        return f"{self.get_programme_display()}, Fassung {self.version}"

    @property
    def cited(self) -> str:
        """How a Bescheid names it: by the title of the guideline, which says its version as the guideline does."""
        return self.source or str(self)

    @property
    def terms(self) -> Terms:
        """The values as the rules know them."""
        return terms_from_text(self.terms_text)


class BaseRate(models.Model):
    """The base rate of § 247 BGB from a day on, in percent (Bundesbank)."""

    valid_from = models.DateField("gültig ab", unique=True)
    percent = models.DecimalField("Basiszinssatz in %", max_digits=5, decimal_places=2)
    example = models.BooleanField("erfundener Wert der Vorführung", default=False)

    class Meta:
        verbose_name = "Basiszinssatz"
        verbose_name_plural = "Basiszinssätze"

    def __str__(self) -> str:
        mark = " (erfunden)" if self.example else ""
        return f"{self.percent} % ab {self.valid_from:%d.%m.%Y}{mark}"


class AnnexText(models.Model):
    """The ANBest-P as the office prints them, from a day on. A Bescheid keeps the text that held at its release."""

    version = models.CharField("Fassung", max_length=40, help_text="zum Beispiel der Stand des Runderlasses")
    valid_from = models.DateField("gültig ab", unique=True)
    text = models.TextField("Text")

    class Meta:
        verbose_name = "Text der ANBest-P"
        verbose_name_plural = "Texte der ANBest-P"

    def __str__(self) -> str:
        return f"ANBest-P, Fassung {self.version}"

    @classmethod
    def on(cls, day: date) -> "AnnexText":
        """What holds on a day: the office's newest text, or the one that comes with the program."""
        own = cls._default_manager.filter(valid_from__lte=day).order_by("-valid_from").first()
        return own or cls(version=annex.VERSION, text=annex.SHIPPED)


class OfficeData(models.Model):
    """What letters say about the city and the court, from a day on."""

    valid_from = models.DateField("gültig ab", unique=True)
    authority = models.CharField("Behörde", max_length=120)
    head = models.CharField("Leitung der Behörde", max_length=120)
    department = models.CharField("Fachbereich", max_length=160)
    unit = models.CharField("Organisationseinheit", max_length=20)
    street = models.CharField("Straße", max_length=120)
    postcode = models.CharField("Postleitzahl", max_length=5)
    city = models.CharField("Ort", max_length=80)
    phone = models.CharField("Telefon", max_length=40)
    email = models.EmailField("E-Mail")
    court = models.CharField("Gericht", max_length=120)
    court_address = models.CharField("Anschrift des Gerichts", max_length=200)
    product = models.CharField("Produkt", max_length=40)
    account = models.CharField("Sachkonto", max_length=40)
    cash_office = models.CharField("Kasse", max_length=120)
    iban = models.CharField("IBAN der Kasse", max_length=34)
    bic = models.CharField("BIC", max_length=11)
    bank = models.CharField("Bank", max_length=80)
    audit_office = models.CharField(
        "Prüfungsamt", max_length=120, default="Rechnungsprüfungsamt der Landeshauptstadt Hannover"
    )
    confirmed = models.BooleanField("Angaben bestätigt", default=False)

    class Meta:
        verbose_name = "Angaben der Behörde"
        verbose_name_plural = "Angaben der Behörde"

    def __str__(self) -> str:
        return f"{self.authority} ab {self.valid_from:%d.%m.%Y}"

    @classmethod
    def on(cls, day: date) -> "OfficeData | None":
        """What holds on a day; None if nobody entered anything by then."""
        return cls._default_manager.filter(valid_from__lte=day).order_by("-valid_from").first()
