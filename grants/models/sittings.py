"""Bodies, seats, sittings, items, presence, bias and ballots."""

from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from grants.models.applications import Application
from grants.models.dossier import Dossier
from grants.models.money import Euro
from grants.models.record import Record
from workflows.period import Period, Unit
from workflows.rules.voting import Doubt
from workflows.stages import SITTING_HELD, SittingStage


class Body(models.Model):
    """A body (Gremium). Its regime is a required choice, never a silent default (machine.md, rule 2)."""

    class Regime(models.TextChoices):
        NKOMVG = "nkomvg", "§§ 65, 66 NKomVG"
        VWVFG = "vwvfg", "§§ 88–93 VwVfG"

    key = models.SlugField("Kürzel", unique=True)
    name = models.CharField("Name", max_length=80)
    seats_total = models.PositiveSmallIntegerField("Sitze nach der Geschäftsordnung")
    regime = models.CharField("Verfahrensregeln", max_length=10, choices=Regime)
    regime_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name="Regeln bestätigt von",
    )
    regime_confirmed_on = models.DateField("Regeln bestätigt am", null=True, editable=False)
    invitation_days = models.PositiveSmallIntegerField("Einladungsfrist in Tagen", default=7)
    numbered_to = models.PositiveSmallIntegerField(default=0, editable=False)
    """Sittings up to this number may have been summoned in the gap of a restore: none is numbered so again."""

    class Meta:
        verbose_name = "Gremium"
        verbose_name_plural = "Gremien"
        constraints = [models.CheckConstraint(name="body_has_seats", condition=Q(seats_total__gte=1))]

    def __str__(self) -> str:
        return self.name

    @property
    def invitation_period(self) -> Period:
        """The period that a summons keeps."""
        return Period(self.invitation_days, Unit.DAYS)

    @property
    def procedure(self) -> str:
        """The regime as it binds this body: none of ours is a committee of the Rat (machine.md, rule 3)."""
        return "nkomvg_by_rules" if self.regime == self.Regime.NKOMVG else self.regime


class Seat(models.Model):
    """One seat of a body, held by a person for a time. Votes keep their historic seat."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="seats", verbose_name="Gremium")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="seats", verbose_name="Person"
    )
    label = models.CharField("Sitz für", max_length=80)
    chair = models.BooleanField("Vorsitz", default=False)
    valid_from = models.DateField("gültig ab")
    valid_to = models.DateField("gültig bis", null=True, blank=True)

    class Meta:
        verbose_name = "Sitz"
        verbose_name_plural = "Sitze"
        constraints = [
            models.UniqueConstraint(fields=["body", "user", "valid_from"], name="one_seat_per_person"),
            models.UniqueConstraint(
                fields=["body"], condition=Q(chair=True, valid_to__isnull=True), name="one_chair_per_body"
            ),
            models.CheckConstraint(
                name="seat_ends_after_it_begins",
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.label})"


class Sitting(Record):
    """One sitting of a body. Its stage changes only through the door."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="sittings")
    dossier = models.OneToOneField(Dossier, models.PROTECT, related_name="sitting")
    number = models.PositiveSmallIntegerField("Nummer")
    held_on = models.DateField("Tag")
    starts_at = models.TimeField("Uhrzeit")
    place = models.CharField("Ort", max_length=160)
    stage = models.CharField(
        "Stand", max_length=20, choices=[(s.value, s.label) for s in SittingStage], editable=False
    )
    invited_on = models.DateField(null=True, editable=False)
    opened_with = models.PositiveSmallIntegerField(null=True, editable=False)
    challenged_item = models.PositiveSmallIntegerField(null=True, editable=False)
    again_with = models.PositiveSmallIntegerField(null=True, editable=False)
    wake_on = models.DateField(null=True, editable=False)

    class Meta:
        verbose_name = "Sitzung"
        verbose_name_plural = "Sitzungen"
        ordering = ["-held_on", "-id"]
        indexes = [
            models.Index(fields=["held_on", "id"], name="sitting_by_day"),
            models.Index(fields=["stage", "held_on"], name="sitting_by_stage"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["body", "number"], name="one_sitting_per_number"),
            models.CheckConstraint(
                name="sitting_open_knows_presence",
                condition=~Q(stage__in=[s for s in SittingStage if s in SITTING_HELD])
                | Q(opened_with__gte=1),
            ),
            models.CheckConstraint(
                name="sitting_quorate_again_after_doubt",
                condition=Q(again_with__isnull=True) | Q(challenged_item__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}. Sitzung {self.body}"

    kind = "sitzung"
    stages = SittingStage

    def get_absolute_url(self) -> str:
        return reverse("grants:sitting", args=[self.public_id])

    @property
    def doubt(self) -> Doubt | None:
        """The last doubt of the quorum that a member has raised in this sitting (§ 65 Abs. 1 Satz 3 NKomVG)."""
        return None if self.challenged_item is None else Doubt(self.challenged_item, self.again_with)


class Item(models.Model):
    """One case on the agenda of one sitting, with the motion, the ballot's frame and, once closed, its result."""

    class PutOff(models.TextChoices):
        QUORUM = "quorum", "vertagt: nicht beschlussfähig"
        OTHERWISE = "otherwise", "vertagt"

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="items")
    application = models.ForeignKey(Application, models.PROTECT, related_name="items")
    position = models.PositiveSmallIntegerField("TOP")
    motion = models.TextField("Beschlussvorschlag", max_length=2000)
    amount_cents = models.BigIntegerField("Betrag in Cent")
    listed_cents = models.BigIntegerField(null=True, editable=False)
    listed_motion = models.TextField(blank=True, editable=False)
    """What the members were invited to, once the body amends it in its sitting."""
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    put_off = models.CharField("vertagt", max_length=10, choices=PutOff, blank=True, editable=False)
    """Whether the body put the item off in this sitting, and whether for lack of quorum: then it is summoned again."""
    challenged = models.BooleanField("Beschlussfähigkeit angezweifelt", default=False)
    yes = models.PositiveSmallIntegerField("Ja", null=True, editable=False)
    no = models.PositiveSmallIntegerField("Nein", null=True, editable=False)
    abstained = models.PositiveSmallIntegerField("Enthaltung", null=True, editable=False)
    present = models.PositiveSmallIntegerField("Stimmberechtigt anwesend", null=True, editable=False)
    excluded = models.PositiveSmallIntegerField("Ausgeschlossen", null=True, editable=False)
    quorate = models.BooleanField("beschlussfähig", null=True, editable=False)
    carried = models.BooleanField("angenommen", null=True, editable=False)
    approval_needed = models.BooleanField(default=False, editable=False)
    regime = models.CharField(
        "ausgezählt nach", max_length=10, choices=Body.Regime, blank=True, editable=False
    )
    reasons = models.JSONField("Begründungsblatt", default=list, editable=False)

    amount = Euro("amount_cents")
    listed = Euro("listed_cents")

    class Meta:
        verbose_name = "Tagesordnungspunkt"
        verbose_name_plural = "Tagesordnungspunkte"
        ordering = ["position"]
        indexes = [
            models.Index(
                fields=["sitting"],
                condition=Q(opened_at__isnull=False, closed_at__isnull=True),
                name="item_voted_on_now",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["sitting", "application"], name="one_item_per_case"),
            models.UniqueConstraint(fields=["sitting", "position"], name="one_item_per_position"),
            models.CheckConstraint(name="item_amount_positive", condition=Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="item_closed_has_result",
                condition=Q(closed_at__isnull=True, carried__isnull=True)
                | Q(
                    closed_at__isnull=False,
                    opened_at__isnull=False,
                    carried__isnull=False,
                    quorate__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="item_no_more_votes_than_present",
                condition=Q(present__isnull=True) | Q(present__gte=F("yes") + F("no") + F("abstained")),
            ),
            models.CheckConstraint(
                name="item_resolved_by_votes",
                condition=Q(quorate__isnull=True)
                | Q(quorate=False)
                | Q(yes__gt=0)
                | Q(no__gt=0)
                | Q(abstained__gt=0),
            ),
            models.CheckConstraint(
                name="item_amended_to_no_more",
                condition=Q(listed_cents__isnull=True) | Q(amount_cents__lte=F("listed_cents")),
            ),
        ]

    def __str__(self) -> str:
        return f"TOP {self.position}: {self.application}"

    @property
    def part_of(self) -> Sitting:
        """The record whose stage and log hold for what is written on an item."""
        return self.sitting

    @property
    def concerns(self) -> Application:
        """The case that may have another next step after a change of the item."""
        return self.application

    @property
    def stage(self) -> str:
        """The stage of its sitting; an item has none of its own."""
        return str(self.sitting.stage)

    @property
    def case(self) -> None:
        """An item is part of its sitting; the case on it is its ``application``."""
        return None

    @property
    def dossier_id(self) -> int:
        """What is written on an item is locked and logged in the dossier of its sitting."""
        return self.sitting.dossier_id

    @property
    def wording(self) -> str:
        """A stamp of motion and amount: who acts on them sends it along, so that nobody acts on an older wording."""
        return sha256(f"{self.amount_cents}\n{self.motion}".encode()).hexdigest()[:16]


class Presence(models.Model):
    """A seat is present at a sitting."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="presences")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="presences")
    came_at = models.DateTimeField("gekommen")
    left_at = models.DateTimeField("gegangen", null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sitting", "seat"], name="one_presence_per_seat")]

    def __str__(self) -> str:
        return f"{self.seat} in {self.sitting}"


class Exclusion(models.Model):
    """A seat takes no part in a case: no papers, no ballot, not present (§ 41 NKomVG, §§ 20, 21 VwVfG)."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="exclusions")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="exclusions")
    ground = models.CharField("Grund", max_length=300)
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["application", "seat"], name="one_exclusion_per_seat")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.application}"


class Ballot(models.Model):
    """One seat's open vote on one item."""

    class Choice(models.TextChoices):
        YES = "yes", "Ja"
        NO = "no", "Nein"
        ABSTAINED = "abstained", "Enthaltung"

    item = models.ForeignKey(Item, models.PROTECT, related_name="ballots")
    seat = models.ForeignKey(Seat, models.PROTECT, related_name="ballots")
    choice = models.CharField("Stimme", max_length=10, choices=Choice)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "seat"], name="one_ballot_per_seat")]

    def __str__(self) -> str:
        return f"{self.seat}: {self.choice}"
