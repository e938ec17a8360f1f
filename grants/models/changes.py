"""Requests to change a running grant, and interim proofs of its use."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from grants.models.applications import Application
from grants.models.money import Euro
from grants.models.plan import PlanLine
from grants.models.record import Beside
from workflows.stages import ChangeRequestStage, InterimProofStage


class ChangeRequest(Beside):
    """One request: money from one line of the plan to another, other contents, or a later end."""

    class Subject(models.TextChoices):
        PLAN = "plan", "Kosten- und Finanzierungsplan (Umschichtung)"
        CONTENT = "content", "Inhalt des Vorhabens"
        PERIOD = "period", "Verlängerung des Bewilligungszeitraums"

    application = models.ForeignKey(Application, models.PROTECT, related_name="changes")
    position = models.PositiveSmallIntegerField("Nummer des Antrags")
    stage = models.CharField(
        "Stand", max_length=20, choices=[(s.value, s.label) for s in ChangeRequestStage], editable=False
    )
    subject = models.CharField("Was soll sich ändern?", max_length=10, choices=Subject)
    wish = models.TextField("Was genau soll gelten?", max_length=2000)
    why = models.TextField("Warum ist die Änderung nötig?", max_length=2000)
    from_line = models.ForeignKey(PlanLine, models.SET_NULL, null=True, related_name="+")
    to_line = models.ForeignKey(PlanLine, models.SET_NULL, null=True, related_name="+")
    shift_cents = models.BigIntegerField("Umschichtung in Cent", default=0)
    new_ends = models.DateField("Neues Ende", null=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    filed_on = models.DateField(null=True)
    reasoning = models.TextField("Begründung der Entscheidung", blank=True)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_on = models.DateField(null=True)
    made_at = models.DateTimeField(null=True)
    """When the post office put the PDF of the Änderungsbescheid into the archive."""
    posted_on = models.DateField(null=True)
    next_move = models.CharField(max_length=40, blank=True, editable=False)

    shift = Euro("shift_cents")

    class Meta:
        indexes = [models.Index(fields=["next_move"], name="change_next_step")]
        verbose_name = "Änderungsantrag"
        verbose_name_plural = "Änderungsanträge"
        ordering = ["application_id", "position"]
        constraints = [
            models.UniqueConstraint(fields=["application", "position"], name="one_change_per_position"),
            models.CheckConstraint(name="change_shift_not_negative", condition=Q(shift_cents__gte=0)),
            models.CheckConstraint(
                name="change_extension_names_its_end",
                condition=Q(subject="period", new_ends__isnull=False)
                | (~Q(subject="period") & Q(new_ends__isnull=True)),
            ),
            models.CheckConstraint(
                name="change_four_eyes",
                condition=Q(decided_by__isnull=True)
                | (Q(drafted_by__isnull=False, decided_on__isnull=False) & ~Q(decided_by=F("drafted_by"))),
            ),
            models.CheckConstraint(
                name="change_posted_after_decision",
                condition=Q(posted_on__isnull=True) | Q(posted_on__gte=F("decided_on")),
            ),
        ]

    kind = "aenderungsantrag"
    stages = ChangeRequestStage

    def __str__(self) -> str:
        return f"Änderungsantrag {self.position} zu {self.application}"

    def get_absolute_url(self) -> str:
        return reverse("grants:change", args=[self.public_id])


class InterimProof(Beside):
    """What was done and spent up to a day, while the project goes on (Zwischennachweis)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="interim_proofs")
    stage = models.CharField(
        "Stand", max_length=20, choices=[(s.value, s.label) for s in InterimProofStage], editable=False
    )
    since = models.DateField("Stichtag davor", null=True)
    until = models.DateField("Stichtag")
    report = models.TextField("Was ist bisher geschehen?", max_length=8000)
    spent_cents = models.BigIntegerField("Ausgaben bis zum Stichtag in Cent")
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    filed_on = models.DateField(null=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    checked_on = models.DateField(null=True)
    note = models.TextField("Ergebnis der Prüfung", blank=True)
    next_move = models.CharField(max_length=40, blank=True, editable=False)

    spent = Euro("spent_cents")

    class Meta:
        verbose_name = "Zwischennachweis"
        indexes = [models.Index(fields=["next_move"], name="interim_next_step")]
        verbose_name_plural = "Zwischennachweise"
        ordering = ["application_id", "until", "id"]
        constraints = [
            models.CheckConstraint(name="interim_spent_not_negative", condition=Q(spent_cents__gte=0)),
            models.UniqueConstraint(
                fields=["application", "until"],
                condition=~Q(stage=InterimProofStage.RETURNED),
                name="one_interim_proof_a_day",
            ),
        ]

    kind = "verwendungsnachweis"
    stages = InterimProofStage

    def __str__(self) -> str:
        return f"Zwischennachweis zum {self.until:%d.%m.%Y}, {self.application}"

    def get_absolute_url(self) -> str:
        return reverse("grants:interim_proof", args=[self.public_id])
