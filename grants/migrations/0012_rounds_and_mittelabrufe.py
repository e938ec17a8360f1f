"""One thing has one name: a Förderrunde is a round, a call for funds is a Mittelabruf."""

from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models


LISTS = import_module("grants.migrations.0010_lists_by_index")


def index_again(apps, schema_editor):
    """SQLite has built the table of applications anew, and with it went the triggers that keep the search index."""
    if schema_editor.connection.vendor == "sqlite":
        LISTS.drop_index(apps, schema_editor)
        LISTS.index_words(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("grants", "0011_waiting_by_index")]

    operations = [
        migrations.RemoveConstraint(model_name="application", name="one_case_per_reserve_rank"),
        migrations.RemoveIndex(model_name="application", name="application_due_by_round"),
        migrations.RenameModel("Call", "Round"),
        migrations.RenameModel("FundsCall", "Mittelabruf"),
        migrations.RenameField("Application", "call", "round"),
        migrations.AddConstraint(
            model_name="application",
            constraint=models.UniqueConstraint(
                condition=models.Q(("reserve_rank__isnull", False)),
                fields=("round", "reserve_rank"),
                name="one_case_per_reserve_rank",
            ),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["round", "due_on", "id"], name="application_due_by_round"),
        ),
        migrations.AlterField(
            model_name="mittelabruf",
            name="application",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="mittelabrufe",
                to="grants.application",
            ),
        ),
        migrations.AlterField(
            model_name="round",
            name="guideline",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="grants.guideline",
                verbose_name="Richtlinie",
            ),
        ),
        migrations.AlterField(
            model_name="round",
            name="measure",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="grants.measure",
                verbose_name="Maßnahme",
            ),
        ),
        migrations.AlterField(
            model_name="round",
            name="pot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="grants.pot",
                verbose_name="Topf",
            ),
        ),
        migrations.RunPython(index_again, migrations.RunPython.noop),
    ]
