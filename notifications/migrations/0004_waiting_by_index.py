"""The lists of the post office are sorted and filtered by an index."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0011_waiting_by_index"),
        ("notifications", "0003_relations_point_down"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(fields=["sent_at", "id"], name="mail_by_sent_at"),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(fields=["to", "id"], name="mail_by_to"),
        ),
        migrations.AddIndex(
            model_name="mail",
            index=models.Index(fields=["subject", "id"], name="mail_by_subject"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["state", "id"], name="post_by_state"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["kind", "id"], name="post_by_kind"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["letter", "id"], name="post_by_letter"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["attempts", "id"], name="post_by_attempts"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["address", "id"], name="post_by_address"),
        ),
    ]
