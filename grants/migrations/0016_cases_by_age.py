"""The list of cases can be sorted by the day on which a case was begun."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grants", "0015_mittelabruf_need_without_months")]

    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["created_at", "id"], name="application_by_age"),
        ),
    ]
