"""The application (Antrag): where the case stands, and what the law knows about it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from grants.models.canonical import terms_from_text, terms_to_text
from grants.models.dossier import Dossier
from grants.models.money import Euro
from grants.models.organisations import Organisation
from grants.models.programmes import programme_choices
from grants.models.record import Record
from grants.models.rounds import Round
from workflows.case import Terms
from workflows.chart import Station, way
from workflows.stages import HEARABLE, PAYABLE, Stage

STAGES = [(stage.value, stage.label) for stage in Stage]
ORDERED = (
    ("due", "due_on"),
    ("place", "stage_order"),
    ("title", "title_order"),
    ("name", "organisation_order"),
    ("sum", "requested_cents"),
    ("day", "submitted_on"),
    ("turn", "waits_for"),
    ("fund", "programme"),
    ("age", "created_at"),
)
"""Name of an index → the column that lists are ordered by, or filtered by with the newest first."""
FILTERED = (("turn", "waits_for"), ("round", "round"))
"""Name of an index → the column of a filter that is ordered by the day on which something is due; stages have one that
holds more."""


class Application(Record):
    """One case. Its stage and facts change only through :func:`grants.actions.perform`."""

    kept: dict[str, Any] | None = None
    """Rows beside the case, read once: only while it is held under its lock, or its facts are gathered."""
    along: tuple[str, ...] = ()
    """What is read with the first of these rows, because it will be asked for next."""

    number = models.CharField("Aktenzeichen", max_length=30, unique=True, null=True, editable=False)
    programme = models.CharField("Programm", max_length=40, choices=programme_choices)
    round = models.ForeignKey(Round, models.PROTECT, related_name="applications", verbose_name="Förderrunde")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, related_name="applications", verbose_name="Antragsteller*in"
    )
    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="application")
    stage = models.CharField("Stand", max_length=20, choices=STAGES, editable=False)
    outcome = models.CharField("Ergebnis", max_length=20, blank=True, editable=False)
    outcome_reason = models.TextField("Grund", blank=True, editable=False)
    terms_text = models.TextField("Richtlinie zum Zeitpunkt des Antrags", blank=True, editable=False)
    created_at = models.DateTimeField(editable=False)

    # Antrag und Prüfung
    submitted_on = models.DateField("Eingang", null=True, editable=False)
    caseworker = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    documents_due = models.DateField(null=True, editable=False)
    documents_requested = models.TextField(blank=True, editable=False)
    early_start_on = models.DateField(null=True, editable=False)
    deferrals = models.PositiveSmallIntegerField(default=0, editable=False)
    reserve_rank = models.PositiveSmallIntegerField("Platz der Nachrückliste", null=True, editable=False)
    council_paper = models.CharField("Drucksache", max_length=20, blank=True, editable=False)
    council_on = models.DateField(null=True, editable=False)
    council_advised_on = models.DateField(null=True, editable=False)

    # Bescheid
    endorsed_cents = models.BigIntegerField(null=True, editable=False)
    plan_due = models.DateField(null=True, editable=False)
    plan_confirmed = models.BooleanField(default=False, editable=False)
    awarded_cents = models.BigIntegerField(null=True, editable=False)
    period_begins = models.DateField(null=True, editable=False)
    period_ends = models.DateField(null=True, editable=False)
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", editable=False
    )
    released_on = models.DateField(null=True, editable=False)
    posted_on = models.DateField(null=True, editable=False)
    posting = models.CharField(max_length=10, default="post", editable=False)
    notified_on = models.DateField(null=True, editable=False)
    returned_on = models.DateField(null=True, editable=False)
    """Since when the posted Bescheid is known to have come back; empty again with its next dispatch."""
    instructed = models.BooleanField(default=True, editable=False)
    waived_remedies_on = models.DateField(null=True, editable=False)
    final_on = models.DateField(null=True, editable=False)
    contested_on = models.DateField(null=True, editable=False)

    review_returned = models.TextField("Warum der Prüfvermerk zurückging", blank=True, editable=False)

    # Geld und Nachweis
    payments_suspended = models.BooleanField(default=False, editable=False)
    condition_open = models.TextField(blank=True, editable=False)
    proof_due = models.DateField(null=True, editable=False)
    proof_filed_on = models.DateField(null=True, editable=False)
    proof_documents_due = models.DateField(null=True, editable=False)
    presented_on = models.DateField(null=True, editable=False)
    interim_until = models.DateField(null=True, editable=False)
    heard_from = models.CharField(max_length=20, blank=True, editable=False)
    hearing_due = models.DateField(null=True, editable=False)
    closed_on = models.DateField(null=True, editable=False)
    erased_on = models.DateField(null=True, editable=False)

    # Was Listen brauchen; die Tür schreibt es bei jeder Änderung
    wake_on = models.DateField(null=True, editable=False)
    waits_for = models.CharField(max_length=20, blank=True, editable=False)
    next_move = models.CharField(max_length=40, blank=True, editable=False)
    """The move or act that the case waits for, by its name; people read its label."""
    due_on = models.DateField(null=True, editable=False)
    """The last day of what the case waits for."""
    stage_order = models.PositiveSmallIntegerField(default=0, editable=False)
    title_order = models.CharField(max_length=80, blank=True, editable=False)
    organisation_order = models.CharField(max_length=80, blank=True, editable=False)
    words = models.TextField(blank=True, editable=False)
    words_office = models.TextField(blank=True, editable=False)
    words_body = models.TextField(blank=True, editable=False)
    """What each audience searches in; empty where it may not read the case (:mod:`grants.cases.listed`)."""
    published_on = models.DateField(null=True, editable=False)
    """Since when everybody may read of the award; empty where nobody agreed to that."""
    unanswered_since = models.DateTimeField(null=True, editable=False)
    """When the organisation had the last word; empty while the office has it."""
    own_facts = models.JSONField(default=dict, blank=True, editable=False)
    """What the fund alone knows, as its class declares (:class:`workflows.case.OwnFacts`)."""
    requested_cents = models.BigIntegerField(default=0, editable=False)
    reserved_cents = models.BigIntegerField(default=0, editable=False)
    committed_cents = models.BigIntegerField(default=0, editable=False)
    paid_cents = models.BigIntegerField(default=0, editable=False)
    refunded_cents = models.BigIntegerField(default=0, editable=False)

    endorsed = Euro("endorsed_cents")
    awarded = Euro("awarded_cents")
    requested = Euro("requested_cents")
    reserved = Euro("reserved_cents")
    committed = Euro("committed_cents")
    paid = Euro("paid_cents")
    refunded = Euro("refunded_cents")

    class Meta:
        verbose_name = "Antrag"
        verbose_name_plural = "Anträge"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["wake_on"], condition=Q(wake_on__isnull=False), name="application_wakes"),
            models.Index(fields=["programme", "stage", "submitted_on"], name="application_counted"),
            models.Index(fields=["posted_on", "awarded_cents"], name="application_awarded"),
            # The last columns of these are asked of many rows of which few are shown.
            models.Index(fields=["next_move", "due_on", "id", "caseworker"], name="application_next_step"),
            models.Index(
                fields=["stage", "due_on", "id", "submitted_on", "caseworker"],
                name="application_due_by_place",
            ),
            models.Index(
                fields=["unanswered_since", "id", "stage", "caseworker"],
                condition=Q(unanswered_since__isnull=False),
                name="application_unanswered",
            ),
            models.Index(
                fields=["published_on", "id"],
                condition=Q(published_on__isnull=False),
                name="application_published",
            ),
            *(models.Index(fields=[column, "id"], name=f"application_by_{name}") for name, column in ORDERED),
            *(
                models.Index(fields=[column, "due_on", "id"], name=f"application_due_by_{name}")
                for name, column in FILTERED
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="application_sent_has_number",
                condition=Q(submitted_on__isnull=True, number__isnull=True)
                | Q(submitted_on__isnull=False, number__isnull=False),
            ),
            models.CheckConstraint(
                name="application_awarded_is_whole",
                condition=~Q(stage__in=[s for s in Stage if s in HEARABLE])
                | Q(
                    awarded_cents__gt=0,
                    released_by__isnull=False,
                    posted_on__isnull=False,
                    period_ends__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="application_final_has_day",
                condition=~Q(stage__in=[s for s in Stage if s in PAYABLE])
                | Q(final_on__isnull=False)
                | Q(contested_on__isnull=False),
            ),
            models.CheckConstraint(
                name="application_posted_after_release",
                condition=Q(posted_on__isnull=True) | Q(posted_on__gte=F("released_on")),
            ),
            models.CheckConstraint(
                name="application_money_within_award",
                condition=Q(
                    reserved_cents__gte=0,
                    committed_cents__gte=0,
                    paid_cents__gte=0,
                    refunded_cents__gte=0,
                    paid_cents__lte=Coalesce(F("awarded_cents"), 0),
                ),
            ),
            models.UniqueConstraint(
                fields=["round", "reserve_rank"],
                condition=Q(reserve_rank__isnull=False),
                name="one_case_per_reserve_rank",
            ),
            models.CheckConstraint(
                name="application_heard_knows_from_where",
                condition=~Q(stage=Stage.HEARING) | Q(~Q(heard_from=""), hearing_due__isnull=False),
            ),
            models.CheckConstraint(
                name="application_closed_has_outcome", condition=~Q(stage=Stage.CLOSED) | ~Q(outcome="")
            ),
        ]

    def __str__(self) -> str:
        return self.number or f"Entwurf {self.public_id}"

    def get_absolute_url(self) -> str:
        return reverse("grants:case", args=[self.public_id])

    kind = "application"
    stages = Stage

    @property
    def stations(self) -> list[Station]:
        """The stations of its way, as lists draw them."""
        return way(self.stage)

    @property
    def account_is_unconfirmed(self) -> bool:
        """Whether there is an account that nobody has compared with a proof of the bank."""
        return bool(self.organisation.iban) and self.organisation.iban_verified_at is None

    @property
    def case(self) -> "Application":
        """The case itself."""
        return self

    @property
    def machine(self) -> str:
        """The programme moves its cases."""
        return self.programme

    @property
    def terms(self) -> Terms:
        """The pinned Terms; before the submission those of the round."""
        return terms_from_text(self.terms_text) if self.terms_text else self.round.guideline.terms

    @terms.setter
    def terms(self, terms: Terms) -> None:
        self.terms_text = terms_to_text(terms)
