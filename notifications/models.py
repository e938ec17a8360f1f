"""The rows of the post office: what has to go out (the outbox), what was archived, what was mailed."""

from hashlib import sha256

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from grants.models import Dossier, Restore, Transition


def message_id_of(name: str) -> str:
    """The Message-ID of what this house calls by a name (RFC 5322)."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(">")
    return f"<{name}@{domain}>"


class Post(models.Model):
    """One row of the outbox: something that has to be made, sent or handed over exactly once.

    A row is claimed with a lease and a fresh token, made outside any transaction, and finished ``WHERE token = mine``.
    """

    class Kind(models.TextChoices):
        LETTER = "letter", "PDF für die Akte"
        MAIL = "mail", "E-Mail"
        REMINDER = "reminder", "Erinnerung"
        PAPER = "paper", "Brief auf Papier"

    class State(models.TextChoices):
        DUE = "due", "Offen"
        CLAIMED = "claimed", "In Arbeit"
        UNCLEAR = "unclear", "Unklar"
        HELD = "held", "Angehalten"
        DEAD = "dead", "Gescheitert"
        RETURNED = "returned", "Zurückgekommen"
        DONE = "done", "Erledigt"
        CONFIRMED = "confirmed", "Bestätigt"

    key = models.CharField("Schlüssel", max_length=120, unique=True)
    """What leaves the house once: made from what never comes again, also if a restore has forgotten it (the hash of a
    move or the public id of a record, letter, day and address), never from the id of a row."""
    kind = models.CharField("Art", max_length=10, choices=Kind)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+", verbose_name="Akte")
    transition = models.ForeignKey(
        Transition, models.PROTECT, null=True, related_name="+", verbose_name="Anlass"
    )
    letter = models.CharField("Schreiben", max_length=40)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="Person"
    )
    address = models.TextField("Adresse", blank=True)
    """Fixed when the row is made: the e-mail address, or the lines of the envelope (as long as a form takes them)."""
    after = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="followers", verbose_name="Nach"
    )
    """The letter that must lie in the archive first, because this row sends its PDF."""
    due_on = models.DateField("Fällig", null=True)
    """The day on which a reminder falls due."""
    state = models.CharField("Stand", max_length=10, choices=State, default=State.DUE)
    run_after = models.DateTimeField("Frühestens")
    lease_until = models.DateTimeField("In Arbeit bis", null=True)
    token = models.CharField("Marke", max_length=32, blank=True)
    attempts = models.PositiveSmallIntegerField("Versuche", default=0)
    put_off = models.PositiveIntegerField("Aufgeschoben", default=0)
    """How often the mail server did not take the mail for now; these tries are not among ``attempts``."""
    put_off_since = models.DateTimeField("Aufgeschoben seit", null=True)
    error = models.TextField("Was schiefging", blank=True)
    note = models.CharField("Vermerk", max_length=200, blank=True)
    sent_as = models.CharField("Kennung der E-Mail", max_length=300, blank=True)
    """The Message-ID since it was first handed over: by this a mail that comes back is known."""
    made_at = models.DateTimeField("Angelegt")
    held_since = models.ForeignKey(
        Restore, models.PROTECT, null=True, related_name="+", verbose_name="Angehalten seit"
    )
    """The restore after which a person had to say whether it has gone out already."""
    finished_at = models.DateTimeField("Erledigt", null=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="Erledigt von"
    )

    class Meta:
        verbose_name = "Post"
        verbose_name_plural = "Postausgang"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["run_after"], condition=Q(state__in=["due", "claimed"]), name="post_has_to_go_out"
            ),
            models.Index(fields=["sent_as"], condition=~Q(sent_as=""), name="post_by_sent_as"),
            *(
                models.Index(fields=[column, "id"], name=f"post_by_{column}")
                for column in ("state", "kind", "letter", "attempts", "address")
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="post_claimed_has_lease",
                condition=Q(state="claimed", lease_until__isnull=False) & ~Q(token="")
                | ~Q(state="claimed") & Q(lease_until__isnull=True, token=""),
            ),
            models.CheckConstraint(
                name="post_finished_has_time",
                condition=Q(state__in=["done", "confirmed"], finished_at__isnull=False)
                | ~Q(state__in=["done", "confirmed"]) & Q(finished_at__isnull=True),
            ),
            models.CheckConstraint(
                name="post_only_paper_is_unclear_or_confirmed",
                condition=Q(kind="paper") | ~Q(state__in=["unclear", "confirmed"]),
            ),
            models.CheckConstraint(
                name="post_put_off_since_a_day",
                condition=Q(put_off=0, put_off_since__isnull=True)
                | Q(put_off__gt=0, put_off_since__isnull=False, kind__in=["mail", "reminder"]),
            ),
            models.CheckConstraint(
                name="post_held_since_a_restore",
                condition=~Q(state="held") | Q(held_since__isnull=False) & ~Q(kind="letter"),
            ),
            models.CheckConstraint(name="post_dead_says_why", condition=~Q(state="dead") | ~Q(error="")),
            models.CheckConstraint(
                name="post_returned_is_a_sent_mail",
                condition=~Q(state="returned")
                | Q(kind__in=["mail", "reminder"]) & ~Q(error="") & ~Q(sent_as=""),
            ),
            models.CheckConstraint(
                name="post_mail_has_address",
                condition=~Q(kind__in=["mail", "reminder"]) | Q(state="dead") | ~Q(address=""),
            ),
            models.CheckConstraint(
                name="post_reminder_has_day",
                condition=Q(kind="reminder", due_on__isnull=False, transition__isnull=True)
                | ~Q(kind="reminder") & Q(due_on__isnull=True, transition__isnull=False),
            ),
            models.CheckConstraint(
                name="post_paper_follows_letter", condition=~Q(kind="paper") | Q(after__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["transition", "letter"], condition=Q(kind="letter"), name="one_document_per_letter"
            ),
        ]

    def __str__(self) -> str:
        return self.key

    def get_absolute_url(self) -> str:
        return reverse("notifications:row", args=[self.pk])

    @property
    def message_id(self) -> str:
        """The Message-ID of the mail, the same at every attempt (RFC 5322)."""
        return message_id_of(sha256(self.key.encode()).hexdigest()[:40])

    @property
    def outside_key(self) -> str:
        """What the row is known by outside of the house: the Message-ID, or the number of the letter on paper."""
        if self.kind == self.Kind.PAPER and self.after:
            return self.after.document.number
        return self.sent_as or self.message_id


class Unmade(models.Model):
    """A move whose rows could not be made: why, how often it was tried, and when it is tried again.

    It goes in the transaction that makes the rows. Until then later moves of the same dossier wait, because one of
    them may take back what this one sends.
    """

    transition = models.OneToOneField(Transition, models.PROTECT, related_name="+", verbose_name="Anlass")
    error = models.TextField("Was schiefging")
    attempts = models.PositiveIntegerField("Versuche", default=1)
    failed_at = models.DateTimeField("Zuerst gescheitert")
    run_after = models.DateTimeField("Nächster Versuch")

    class Meta:
        verbose_name = "Schritt ohne Schreiben"
        verbose_name_plural = "Schritte ohne Schreiben"
        ordering = ["id"]
        constraints = [models.CheckConstraint(name="unmade_says_why", condition=~Q(error=""))]

    def __str__(self) -> str:
        return f"{self.transition.record} {self.transition.move}"


class Document(models.Model):
    """A numbered letter of a dossier. The archived bytes are the letter; until they are made, ``made_at`` is null."""

    number = models.CharField("Nummer", max_length=20, unique=True)
    key = models.CharField("Schreiben", max_length=40)
    title = models.CharField("Titel", max_length=400, blank=True)
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+", verbose_name="Akte")
    transition = models.ForeignKey(Transition, models.PROTECT, related_name="+", verbose_name="Anlass")
    post = models.OneToOneField(Post, models.PROTECT, related_name="document", verbose_name="Zeile")
    file = models.FileField("Datei", max_length=200, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveIntegerField("Größe in Byte", null=True)
    made_at = models.DateTimeField("Archiviert", null=True)
    visible_from = models.DateTimeField("Sichtbar ab", null=True)
    """From when the applicant sees it: a Bescheid only after its dispatch, „zur Information“."""
    replaced_at = models.DateTimeField("Zurückgenommen", null=True)
    """Since when it is not posted any more because its release was taken back; the bytes stay."""
    erased_at = models.DateTimeField("Gelöscht", null=True)
    """When the file went with the personal data of its case; number and SHA-256 stay."""

    class Meta:
        verbose_name = "Dokument"
        verbose_name_plural = "Dokumente"
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="document_made_is_whole",
                condition=Q(made_at__isnull=True, sha256="", file="", size__isnull=True)
                | Q(made_at__isnull=False, sha256__regex=r"^[0-9a-f]{64}$", size__gt=0)
                & (~Q(file="") | Q(erased_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("notifications:document", args=[self.number])


class Mail(models.Model):
    """A mail that was kept in the database instead of handed to a mail server."""

    message_id = models.CharField("Kennung", max_length=200, unique=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="mails", verbose_name="Zeile")
    """The row that sent it; null for mails about accounts, which the office must not read (they hold secrets)."""
    sender = models.CharField("Von", max_length=254)
    to = models.CharField("An", max_length=1000)
    subject = models.CharField("Betreff", max_length=400)
    body = models.TextField("Text")
    attachments = models.JSONField("Anlagen", default=list)
    """A list of ``{"name", "type", "size", "sha256"}``."""
    sent_at = models.DateTimeField("Gesendet")

    class Meta:
        verbose_name = "E-Mail"
        verbose_name_plural = "E-Mails"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=[column, "id"], name=f"mail_by_{column}")
            for column in ("sent_at", "to", "subject")
        ]
        constraints = [models.CheckConstraint(name="mail_has_recipient", condition=~Q(to=""))]

    def __str__(self) -> str:
        return self.subject


class AccountMail(models.Model):
    """A mail about an account (confirmation, new password) on its way to the mail server. Its words go with its end."""

    name = models.CharField("Kennung", max_length=40, unique=True)
    """Drawn by chance; the mail bears it as its Message-ID at every attempt."""
    to = models.CharField("An", max_length=254)
    subject = models.CharField("Betreff", max_length=400)
    body = models.TextField("Text", blank=True)
    attempts = models.PositiveIntegerField("Versuche", default=0)
    error = models.TextField("Was schiefging", blank=True)
    made_at = models.DateTimeField("Angelegt")
    run_after = models.DateTimeField("Frühestens")
    ended_at = models.DateTimeField("Gesendet oder aufgegeben", null=True)

    class Meta:
        verbose_name = "E-Mail zu einem Konto"
        verbose_name_plural = "E-Mails zu Konten"
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["run_after"], condition=Q(ended_at__isnull=True), name="account_mail_has_to_go_out"
            ),
            models.Index(fields=["ended_at"], name="account_mail_by_end"),
        ]
        constraints = [
            models.CheckConstraint(name="account_mail_has_recipient", condition=~Q(to="")),
            models.CheckConstraint(
                name="account_mail_keeps_no_words", condition=Q(ended_at__isnull=True) | Q(body="")
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def message_id(self) -> str:
        """The Message-ID of the mail, the same at every attempt."""
        return message_id_of(self.name)


class Unreachable(models.Model):
    """An address from which mails come back, until its person has another one or somebody confirms it."""

    address = models.CharField("Adresse", max_length=254, unique=True)
    """In small letters, as those of people are."""
    reason = models.TextField("Grund")
    since = models.DateTimeField("Seit")

    class Meta:
        verbose_name = "Adresse, von der E-Mails zurückkommen"
        verbose_name_plural = "Adressen, von denen E-Mails zurückkommen"
        ordering = ["-id"]
        constraints = [models.CheckConstraint(name="unreachable_has_address", condition=~Q(address=""))]

    def __str__(self) -> str:
        return self.address
