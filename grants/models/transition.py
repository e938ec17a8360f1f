"""The log: what happened, by whom, when, and what was known at that moment. Written once, hashed, never changed."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from grants.models.dossier import Dossier


class Transition(models.Model):
    """One entry of a dossier's log.

    ``facts`` and ``private`` are canonical texts, each under its own salted digest; the hash covers the digests, so
    that erasing a ``private`` text leaves the chain valid. ``posted_at`` is the post office's mark, outside the hash.
    """

    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="transitions")
    sequence = models.PositiveIntegerField()
    log_version = models.PositiveSmallIntegerField(default=1)
    record = models.CharField(max_length=80)
    """Kind and public id of the record, e.g. ``application:6f1c…``."""
    move = models.CharField(max_length=40)
    source = models.CharField(max_length=20, blank=True)
    target = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    """When the door received the request (the one clock)."""
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    role = models.CharField(max_length=20)
    facts = models.TextField()
    facts_salt = models.CharField(max_length=64)
    facts_digest = models.CharField(max_length=64)
    private = models.TextField(null=True)
    private_salt = models.CharField(max_length=64, null=True)
    private_digest = models.CharField(max_length=64)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)
    key = models.CharField(max_length=64, null=True)
    """Idempotency key of the form that asked for the move."""
    data_digest = models.CharField(max_length=64, blank=True)
    posted_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["dossier_id", "sequence"]
        verbose_name = "Protokolleintrag"
        verbose_name_plural = "Protokolleinträge"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "sequence"], name="one_entry_per_sequence"),
            models.UniqueConstraint(
                fields=["user", "dossier", "key"], condition=Q(key__isnull=False), name="one_entry_per_key"
            ),
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(posted_at__isnull=True), name="transition_not_posted"),
            models.Index(
                fields=["dossier"], condition=Q(move="request_undo"), name="transition_asks_for_undo"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.record} {self.move}"

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("An entry of the log is written once.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("An entry of the log is never deleted.")
