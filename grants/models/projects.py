"""What the applicant wrote: the project, its plan of work, and the frozen versions of what was sent."""

import uuid

from django.db import models
from django.db.models import F, Q

from grants.models.applications import Application
from grants.models.money import Euro


class Project(models.Model):
    """The form of one application: all that the applicant says about the project.

    What a rule or a list reads has a column; every other answer is kept in ``answers``.
    """

    application = models.OneToOneField(Application, models.PROTECT, related_name="project")
    contact_name = models.CharField("Ansprechperson", max_length=120, blank=True)
    contact_phone = models.CharField("Telefon", max_length=40, blank=True)
    contact_email = models.EmailField("E-Mail der Ansprechperson", blank=True)
    answers = models.JSONField("Antworten", default=dict, blank=True)
    """What the fund asks besides: key of a question → its answer (:func:`workflows.questions.kept`)."""
    title = models.CharField("Projekttitel", max_length=120, blank=True)
    summary = models.TextField("Kurzbeschreibung (öffentlich)", max_length=1500, blank=True)
    begins = models.DateField("Beginn", null=True, blank=True)
    ends = models.DateField("Ende", null=True, blank=True)
    early_start_from = models.DateField("Vorzeitiger Beginn ab", null=True, blank=True)
    early_start_reason = models.TextField("Warum vor dem Bescheid?", max_length=1000, blank=True)
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
