"""The check of an application: the checklist and the Prüfvermerk."""

from django.conf import settings
from django.db import models

from grants.models.applications import Application
from grants.models.money import Euro

CHECKLIST = [
    ("eligible", "Antragsberechtigt (außerhalb der Verwaltung)"),
    ("in_time", "Fristgerecht eingegangen"),
    ("not_begun", "Noch nicht begonnen"),
    ("complete", "Angaben und Anlagen vollständig"),
    ("represented", "Vertretungsberechtigung geprüft"),
    ("scope", "Dient den Zielen des Programms"),
    ("double_funding", "Doppelförderung geprüft"),
]


MEMO = (
    "assessment",
    "unit_statement",
    "eligible",
    "own",
    "low_share_reason",
    "state_aid",
    "proposal",
)
"""What a Prüfvermerk can say; the checklist stands beside it."""
OF_A_MEASURE = ("wir20-grossprojekt",)
"""Funds whose projects belong to a measure of the catalogue, and so to a unit of the city."""


def memo_of(programme: str) -> tuple[str, ...]:
    """What the Prüfvermerk of a fund says."""
    return tuple(name for name in MEMO if name != "unit_statement" or programme in OF_A_MEASURE)


class Review(models.Model):
    """The checklist and the Prüfvermerk of one application (VV 3 zu § 44 LHO; Nr. 17.2 der Richtlinie)."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="review")
    checked = models.JSONField("Prüfliste", default=list, blank=True)
    assessment = models.TextField("Fachliche Bewertung", max_length=8000, blank=True)
    unit_statement = models.TextField("Stellungnahme der Facheinheit", max_length=4000, blank=True)
    eligible_cents = models.BigIntegerField("Zuwendungsfähige Ausgaben in Cent", null=True)
    own_cents = models.BigIntegerField("Eigenbeteiligung in Cent", null=True)
    low_share_reason = models.TextField(
        "Begründung der geringeren Eigenbeteiligung", max_length=4000, blank=True
    )
    state_aid = models.TextField("Beihilferecht (De-minimis)", max_length=1000, blank=True)
    proposal_cents = models.BigIntegerField("Vorgeschlagene Zuwendung in Cent", null=True)
    written_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True)

    eligible = Euro("eligible_cents")
    own = Euro("own_cents")
    proposal = Euro("proposal_cents")

    class Meta:
        verbose_name = "Prüfvermerk"
        verbose_name_plural = "Prüfvermerke"

    def __str__(self) -> str:
        return f"Prüfvermerk {self.application}"
