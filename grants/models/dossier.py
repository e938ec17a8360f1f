"""What is locked, counted and hashed: one dossier per application or sitting, and the seals over all of them."""

from django.db import models
from django.db.models import Q

ERASED = "gelöscht"
"""What stands where a text was erased that cannot be empty."""


class Dossier(models.Model):
    """The file of one application (with its procedures) or one sitting. Its row is the lock of all its records."""

    name = models.CharField(max_length=20, unique=True, null=True)
    """Of a file that belongs to no case and no sitting: the rights of people."""
    version = models.PositiveIntegerField(default=0)
    """Raised by every writer; a page that was made at another version is stale."""
    length = models.PositiveIntegerField(default=0)
    """Number of entries in the log."""
    head = models.CharField(max_length=64, default="0" * 64)
    """Hash of the last entry."""

    class Meta:
        verbose_name = "Akte"
        verbose_name_plural = "Akten"

    def __str__(self) -> str:
        return f"Akte {self.pk}"


class Seal(models.Model):
    """The daily seal over the heads of all dossiers, chained by day and anchored outside."""

    day = models.DateField("Tag", unique=True)
    dossiers = models.PositiveIntegerField("Akten")
    lines = models.TextField()
    digest = models.CharField("Siegel", max_length=64)
    previous = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    anchored_at = models.DateTimeField("Nach außen gegeben", null=True)
    """When it was handed to somebody outside the house; null until then."""

    class Meta:
        verbose_name = "Tagessiegel"
        verbose_name_plural = "Tagessiegel"

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.digest[:12]}"


class Counter(models.Model):
    """A number that is drawn without gaps: locked, raised and used in one transaction."""

    name = models.CharField(max_length=60, unique=True)
    value = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(name="counter_has_name", condition=~Q(name=""))]

    def __str__(self) -> str:
        return f"{self.name}: {self.value}"
