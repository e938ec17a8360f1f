import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("grants", "0001_initial"),
        ("grants", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=120, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("letter", "PDF für die Akte"),
                            ("mail", "E-Mail"),
                            ("reminder", "Erinnerung"),
                            ("paper", "Brief auf Papier"),
                        ],
                        max_length=10,
                        verbose_name="Art",
                    ),
                ),
                ("letter", models.CharField(max_length=40, verbose_name="Schreiben")),
                ("address", models.TextField(blank=True, verbose_name="Adresse")),
                ("due_on", models.DateField(null=True, verbose_name="Fällig")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("due", "Offen"),
                            ("claimed", "In Arbeit"),
                            ("unclear", "Unklar"),
                            ("dead", "Gescheitert"),
                            ("done", "Erledigt"),
                            ("confirmed", "Bestätigt"),
                        ],
                        default="due",
                        max_length=10,
                        verbose_name="Stand",
                    ),
                ),
                ("run_after", models.DateTimeField()),
                ("lease_until", models.DateTimeField(null=True)),
                ("token", models.CharField(blank=True, max_length=32)),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="Versuche")),
                ("error", models.TextField(blank=True, verbose_name="Was schiefging")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="Vermerk")),
                ("made_at", models.DateTimeField(verbose_name="Angelegt")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="Erledigt")),
                (
                    "after",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followers",
                        to="notifications.post",
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posts", to="grants.dossier"
                    ),
                ),
                (
                    "finished_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "transition",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to="grants.transition",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="posts",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "Post",
                "verbose_name_plural": "Postausgang",
                "ordering": ["-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["due", "claimed"])),
                        fields=["run_after"],
                        name="post_has_to_go_out",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("lease_until__isnull", False),
                                ("state", "claimed"),
                                models.Q(("token", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("state", "claimed"), _negated=True),
                                ("lease_until__isnull", True),
                                ("token", ""),
                            ),
                            _connector="OR",
                        ),
                        name="post_claimed_has_lease",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", False), ("state__in", ["done", "confirmed"])),
                            models.Q(
                                models.Q(("state__in", ["done", "confirmed"]), _negated=True),
                                ("finished_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="post_finished_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "paper"),
                            models.Q(("state__in", ["unclear", "confirmed"]), _negated=True),
                            _connector="OR",
                        ),
                        name="post_only_paper_is_unclear_or_confirmed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "dead"), _negated=True),
                            models.Q(("error", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="post_dead_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["mail", "reminder"]), _negated=True),
                            ("state", "dead"),
                            models.Q(("address", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="post_mail_has_address",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("due_on__isnull", False), ("kind", "reminder"), ("transition__isnull", True)
                            ),
                            models.Q(
                                models.Q(("kind", "reminder"), _negated=True),
                                ("due_on__isnull", True),
                                ("transition__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="post_reminder_has_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "paper"), _negated=True),
                            ("after__isnull", False),
                            _connector="OR",
                        ),
                        name="post_paper_follows_letter",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "letter")),
                        fields=("transition", "letter"),
                        name="one_document_per_letter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message_id", models.CharField(max_length=200, unique=True)),
                ("sender", models.CharField(max_length=254, verbose_name="Von")),
                ("to", models.CharField(max_length=1000, verbose_name="An")),
                ("subject", models.CharField(max_length=400, verbose_name="Betreff")),
                ("body", models.TextField(verbose_name="Text")),
                ("attachments", models.JSONField(default=list, verbose_name="Anlagen")),
                ("sent_at", models.DateTimeField(verbose_name="Gesendet")),
                (
                    "post",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mails",
                        to="notifications.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "E-Mail",
                "verbose_name_plural": "E-Mails",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("to", ""), _negated=True), name="mail_has_recipient"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="Nummer")),
                ("key", models.CharField(max_length=40, verbose_name="Schreiben")),
                ("title", models.CharField(blank=True, max_length=400, verbose_name="Titel")),
                ("file", models.FileField(blank=True, max_length=200, upload_to="")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("size", models.PositiveIntegerField(null=True, verbose_name="Größe in Byte")),
                ("made_at", models.DateTimeField(null=True, verbose_name="Archiviert")),
                ("visible_from", models.DateTimeField(null=True, verbose_name="Sichtbar ab")),
                ("replaced_at", models.DateTimeField(null=True, verbose_name="Zurückgenommen")),
                ("erased_at", models.DateTimeField(null=True, verbose_name="Gelöscht")),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="grants.dossier",
                    ),
                ),
                (
                    "transition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="grants.transition",
                    ),
                ),
                (
                    "post",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="document",
                        to="notifications.post",
                    ),
                ),
            ],
            options={
                "verbose_name": "Dokument",
                "verbose_name_plural": "Dokumente",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("file", ""),
                                ("made_at__isnull", True),
                                ("sha256", ""),
                                ("size__isnull", True),
                            ),
                            models.Q(
                                ("made_at__isnull", False),
                                ("sha256__regex", "^[0-9a-f]{64}$"),
                                ("size__gt", 0),
                                models.Q(
                                    models.Q(("file", ""), _negated=True),
                                    ("erased_at__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="document_made_is_whole",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Unmade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("error", models.TextField(verbose_name="Was schiefging")),
                ("attempts", models.PositiveIntegerField(default=1, verbose_name="Versuche")),
                ("failed_at", models.DateTimeField(verbose_name="Zuerst gescheitert")),
                ("run_after", models.DateTimeField(verbose_name="Nächster Versuch")),
                (
                    "transition",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="unmade",
                        to="grants.transition",
                    ),
                ),
            ],
            options={
                "verbose_name": "Schritt ohne Schreiben",
                "verbose_name_plural": "Schritte ohne Schreiben",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("error", ""), _negated=True), name="unmade_says_why"
                    )
                ],
            },
        ),
    ]
