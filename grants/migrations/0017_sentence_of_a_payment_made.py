"""Why a payment was made all the same is kept as a sentence with its values; what was a plain text is said as it was."""

import json

from django.db import migrations

from grants.models.sentences import SentenceField, again


def keep_as_written(apps, schema_editor):
    for call in apps.get_model("grants", "Mittelabruf").objects.exclude(paid_despite=""):
        said = {"text": "{said}", "values": {"said": call.paid_despite}}
        call.paid_despite = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        call.save(update_fields=["paid_despite"])


def keep_the_german(apps, schema_editor):
    for call in apps.get_model("grants", "Mittelabruf").objects.exclude(paid_despite=""):
        call.paid_despite = str(again(json.loads(call.paid_despite)))
        call.save(update_fields=["paid_despite"])


class Migration(migrations.Migration):
    dependencies = [("grants", "0016_cases_by_age")]

    operations = [
        migrations.RunPython(keep_as_written, keep_the_german),
        migrations.AlterField(
            model_name="mittelabruf",
            name="paid_despite",
            field=SentenceField(blank=True),
        ),
    ]
