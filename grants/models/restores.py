"""A restore: the named gap in what this installation knows."""

import uuid

from django.db import models
from django.db.models import F, Q


class Restore(models.Model):
    """The database was put back to an earlier moment; what came between is the gap.

    ``manage.py restore`` makes the row, ``manage.py restored`` fills it and logs it. Until then nothing leaves the
    house.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    backup_at = models.DateTimeField("Stand der Sicherung")
    noted_at = models.DateTimeField("Vermerkt", null=True)
    noted_by = models.CharField("Vermerkt von", max_length=200, blank=True)
    reason = models.TextField("Grund", blank=True)
    gap = models.PositiveIntegerField("Übersprungene Nummern", default=0)
    """0 until the numbers are raised."""
    salt = models.CharField(max_length=6, blank=True)
    """Part of every payment reference that is made from now on, so that none is made a second time."""
    lost = models.TextField("Verloren", blank=True)
    """What outside evidence knows and this database does not, one a line."""

    kind = "wiederherstellung"

    class Meta:
        verbose_name = "Wiederherstellung"
        verbose_name_plural = "Wiederherstellungen"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                name="restore_noted_is_whole",
                condition=Q(noted_at__isnull=True, noted_by="", reason="", salt="")
                | Q(noted_at__isnull=False, noted_at__gte=F("backup_at"), gap__gt=0)
                & ~Q(noted_by="")
                & ~Q(reason="")
                & ~Q(salt=""),
            ),
            models.UniqueConstraint(
                fields=["salt"], condition=Q(noted_at__isnull=False), name="restore_has_its_own_salt"
            ),
        ]

    def __str__(self) -> str:
        return f"Wiederherstellung auf den Stand {self.backup_at:%d.%m.%Y %H:%M}"
