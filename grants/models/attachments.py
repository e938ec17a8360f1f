"""Files that belong to an application. Stored under names that tell nothing, outside the web root."""

import uuid

from django.conf import settings
from django.db import models

from grants.models.applications import Application


class Attachment(models.Model):
    """One uploaded file. The name is for people, the digest for the proof, the type was read from the content."""

    class Kind(models.TextChoices):
        SATZUNG = "satzung", "Satzung"
        REGISTER = "register", "Vereinsregisterauszug"
        FREISTELLUNG = "freistellung", "Freistellungsbescheid"
        VOLLMACHT = "vollmacht", "Nachweis der Vertretung oder Vollmacht"
        KONZEPT = "konzept", "Projektkonzept"
        KOOPERATION = "kooperation", "Kooperationszusage"
        DRITTMITTEL = "drittmittel", "Nachweis anderer Förderungen"
        ANGEBOT = "angebot", "Angebot oder Kalkulation"
        VERZICHT = "verzicht", "Rechtsbehelfsverzicht (unterschrieben)"
        NACHWEIS = "nachweis", "Anlage zum Verwendungsnachweis"
        SONSTIGES = "sonstiges", "Sonstiges"

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(Application, models.PROTECT, related_name="attachments")
    kind = models.CharField("Art", max_length=20, choices=Kind, default=Kind.SONSTIGES)
    name = models.CharField("Dateiname", max_length=150)
    content_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField("Größe in Byte")
    sha256 = models.CharField(max_length=64)
    file = models.FileField(max_length=200)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "Anlage"
        verbose_name_plural = "Anlagen"
        ordering = ["id"]

    def __str__(self) -> str:
        return self.name
