"""What the applicant wrote: the project, its plan of work, and the frozen versions of what was sent."""

import uuid

from django.db import models
from django.db.models import F, Q

from grants.models.applications import Application
from grants.models.money import Euro

FIELDS_OF_ACTION = [
    ("bildung", "Bildung"),
    ("soziales", "Soziales"),
    ("demokratie", "Demokratie"),
    ("kultur", "Stadtleben und Kultur"),
    ("wirtschaft", "Wirtschaft"),
    ("verwaltung", "Stadtverwaltung und interkulturelle Öffnung"),
]
FOCUS_AREAS = [
    ("gesellschaft", "Gesellschaftsbildung: Dialog und Partizipation"),
    ("sprache", "Eine Sprache für alle – viele Sprachen für Hannover"),
    ("zusammen_wirken", "Zusammen Wirken: Bildung, Ausbildung, Beschäftigung"),
    ("vor_ort", "Vor Ort: Stadtteil, Freiraum, Nachbarschaft"),
]
"""The four Themenschwerpunkte of the Gesellschaftsfonds."""
DISTRICTS = [
    ("0", "gesamtstädtisch"),
    ("1", "Mitte"),
    ("2", "Vahrenwald-List"),
    ("3", "Bothfeld-Vahrenheide"),
    ("4", "Buchholz-Kleefeld"),
    ("5", "Misburg-Anderten"),
    ("6", "Kirchrode-Bemerode-Wülferode"),
    ("7", "Südstadt-Bult"),
    ("8", "Döhren-Wülfel"),
    ("9", "Ricklingen"),
    ("10", "Linden-Limmer"),
    ("11", "Ahlem-Badenstedt-Davenstedt"),
    ("12", "Herrenhausen-Stöcken"),
    ("13", "Nord"),
]
DECLARATIONS = [
    ("not_begun", "Das Vorhaben hat noch nicht begonnen; es sind keine Verträge dafür geschlossen."),
    ("correct", "Alle Angaben sind richtig und vollständig."),
    ("report_changes", "Änderungen teilen wir sofort mit."),
    (
        "double_funding",
        "Alle anderen Förderungen stehen im Finanzierungsplan; nichts wird doppelt gefördert.",
    ),
    ("no_claim", "Wir wissen: Es gibt keinen Rechtsanspruch auf die Förderung."),
    ("conditions", "Die Nebenbestimmungen (ANBest-P) erkennen wir an."),
    ("privacy", "Die Datenschutz-Information (Art. 13 DSGVO) haben wir gelesen."),
    (
        "bias",
        "Wer bei uns im Vorstand oder angestellt ist und in Rat, Kuratorium oder Stadtverwaltung sitzt, ist genannt.",
    ),
    ("publication", "Titel, Organisation und Betrag dürfen veröffentlicht werden."),
]
OPTIONAL_DECLARATIONS = ("publication",)
WIR20 = ("wir20-kleinprojekt", "wir20-grossprojekt")
ASKED_ONLY_IN = {
    **dict.fromkeys(
        ("field_of_action", "wir2_goal", "against_discrimination", "fewer_barriers", "diversity"), WIR20
    ),
    **dict.fromkeys(("focus", "innovation", "lasting_effect", "documentation"), ("gesellschaftsfonds",)),
}
"""Question → the funds that ask it; every fund asks all the others."""


class Project(models.Model):
    """The form of one application: all that the applicant says about the project."""

    application = models.OneToOneField(Application, models.PROTECT, related_name="project")
    contact_name = models.CharField("Ansprechperson", max_length=120, blank=True)
    contact_phone = models.CharField("Telefon", max_length=40, blank=True)
    contact_email = models.EmailField("E-Mail der Ansprechperson", blank=True)
    other_applications = models.TextField(
        "Weitere Anträge bei der Stadt in diesem Jahr", max_length=1000, blank=True
    )
    title = models.CharField("Projekttitel", max_length=120, blank=True)
    summary = models.TextField("Kurzbeschreibung (öffentlich)", max_length=1500, blank=True)
    situation = models.TextField("Ausgangslage und Bedarf", max_length=4000, blank=True)
    goals = models.TextField("Ziele, und woran Sie sie messen", max_length=4000, blank=True)
    field_of_action = models.CharField("Handlungsfeld", max_length=20, choices=FIELDS_OF_ACTION, blank=True)
    wir2_goal = models.TextField("Bezug zu den Zielen von WIR2.0", max_length=2000, blank=True)
    focus = models.CharField("Themenschwerpunkt", max_length=20, choices=FOCUS_AREAS, blank=True)
    innovation = models.TextField("Was ist neu?", max_length=2000, blank=True)
    lasting_effect = models.TextField("Was bleibt nach dem Ende?", max_length=2000, blank=True)
    documentation = models.TextField("Wie zeigen Sie die Ergebnisse?", max_length=2000, blank=True)
    against_discrimination = models.TextField("Antidiskriminierung: Wie?", max_length=2000, blank=True)
    fewer_barriers = models.TextField("Abbau von Zugangsbarrieren: Wie?", max_length=2000, blank=True)
    diversity = models.TextField("Diversität: Wie?", max_length=2000, blank=True)
    target_group = models.TextField("Zielgruppe", max_length=2000, blank=True)
    participants = models.PositiveIntegerField("Erwartete Teilnehmende", null=True, blank=True)
    begins = models.DateField("Beginn", null=True, blank=True)
    ends = models.DateField("Ende", null=True, blank=True)
    early_start_from = models.DateField("Vorzeitiger Beginn ab", null=True, blank=True)
    early_start_reason = models.TextField("Warum vor dem Bescheid?", max_length=1000, blank=True)
    districts = models.JSONField("Stadtbezirke", default=list, blank=True)
    place = models.TextField("Durchführungsort und seine Barrierefreiheit", max_length=1000, blank=True)
    follow_up_of = models.CharField("Folgeprojekt von (Aktenzeichen)", max_length=30, blank=True)
    low_share_reason = models.TextField(
        "Warum ist die Eigenbeteiligung geringer?", max_length=2000, blank=True
    )
    declarations = models.JSONField("Erklärungen", default=list, blank=True)
    saved_at = models.DateTimeField(null=True, editable=False)

    # Summen des Plans; wer den Plan schreibt, schreibt sie mit
    expenses_cents = models.BigIntegerField(default=0, editable=False)
    income_cents = models.BigIntegerField(default=0, editable=False)
    eligible_cents = models.BigIntegerField(default=0, editable=False)
    cash_cents = models.BigIntegerField(default=0, editable=False)
    own_cents = models.BigIntegerField(default=0, editable=False)
    requested_cents = models.BigIntegerField(default=0, editable=False)

    expenses = Euro("expenses_cents")
    income = Euro("income_cents")
    eligible = Euro("eligible_cents")
    cash = Euro("cash_cents")
    own = Euro("own_cents")
    requested = Euro("requested_cents")

    class Meta:
        verbose_name = "Vorhaben"
        verbose_name_plural = "Vorhaben"

    def __str__(self) -> str:
        return self.title or "Ohne Titel"


def is_asked(programme: str, name: str) -> bool:
    """Whether the form of a fund has this question about the project."""
    return programme in ASKED_ONLY_IN.get(name, (programme,))


class Milestone(models.Model):
    """One step of the plan of work."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="milestones")
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    """What the row is known by on every page, however often it is saved and wherever it stands."""
    position = models.PositiveSmallIntegerField()
    title = models.CharField("Baustein", max_length=200)
    begins = models.DateField("von", null=True, blank=True)
    ends = models.DateField("bis", null=True, blank=True)
    place = models.CharField("Ort", max_length=120, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["project", "position"], name="one_milestone_per_position"),
            models.UniqueConstraint(fields=["project", "key"], name="one_milestone_per_key"),
            models.CheckConstraint(
                name="milestone_days_in_order",
                condition=Q(ends__isnull=True) | Q(begins__isnull=True) | Q(ends__gte=F("begins")),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ApplicationVersion(models.Model):
    """What was sent, frozen as canonical text with its digest; never changed."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField("Fassung")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    requested_cents = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["application", "number"], name="one_version_per_number")
        ]

    def __str__(self) -> str:
        return f"{self.application}, Fassung {self.number}"


class Release(models.Model):
    """One signatory's release of an act at one version of the dossier's content (§ 26 Abs. 2 BGB)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="releases")
    user = models.ForeignKey("grants.User", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    """Of what was released; another content needs another release."""
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["application", "user", "digest"], name="one_release_per_content")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.application}"
