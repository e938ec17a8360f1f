"""Answers to the questions of a fund stand in one column, and so do the facts that one fund alone knows."""

from importlib import import_module

from django.db import migrations, models

LISTS = import_module("grants.migrations.0010_lists_by_index")
ANSWERS = (
    *("other_applications", "situation", "goals", "field_of_action", "wir2_goal", "focus", "innovation"),
    *(
        "lasting_effect",
        "documentation",
        "against_discrimination",
        "fewer_barriers",
        "diversity",
        "target_group",
    ),
    *("participants", "districts", "place", "follow_up_of"),
)
"""The columns that become answers of the same key."""
ROWS = 500


def collect(apps, schema_editor):
    """Write the answers of every project into its one column; what is empty is left out."""
    project = apps.get_model("grants", "Project")
    rows = []
    for row in project.objects.only("answers", *ANSWERS).order_by("pk").iterator(chunk_size=ROWS):
        said = {name: getattr(row, name) for name in ANSWERS}
        row.answers = {name: value for name, value in said.items() if value not in ("", None, [])}
        rows.append(row)
        if len(rows) == ROWS:
            project.objects.bulk_update(rows, ["answers"])
            rows = []
    project.objects.bulk_update(rows, ["answers"])


def spread(apps, schema_editor):
    """The way back: each answer into its column, as far as the column takes it."""
    project = apps.get_model("grants", "Project")
    for row in project.objects.order_by("pk").iterator(chunk_size=ROWS):
        for name in ANSWERS:
            if name in row.answers and not isinstance(row.answers[name], dict):
                setattr(row, name, row.answers[name])
        row.save()


def index_again(apps, schema_editor):
    """SQLite has built the table of applications anew, and with it went the triggers that keep the search index."""
    if schema_editor.connection.vendor == "sqlite":
        LISTS.drop_index(apps, schema_editor)
        LISTS.index_words(apps, schema_editor)


class Migration(migrations.Migration):
    dependencies = [("grants", "0012_rounds_and_mittelabrufe")]

    operations = [
        migrations.AddField(
            model_name="application",
            name="own_facts",
            field=models.JSONField(blank=True, default=dict, editable=False),
        ),
        migrations.RunPython(index_again, migrations.RunPython.noop),
        migrations.AddField(
            model_name="project",
            name="answers",
            field=models.JSONField(blank=True, default=dict, verbose_name="Antworten"),
        ),
        migrations.RunPython(collect, spread),
        *(migrations.RemoveField(model_name="project", name=name) for name in ANSWERS),
    ]
