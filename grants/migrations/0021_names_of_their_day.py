"""Messages and notes keep the name and the function of their day; what is there gets those of today."""

from django.db import migrations, models

PAIRS = (("CaseMessage", "author"), ("ConsultationNote", "advisor"))


def sign(apps, schema_editor):
    """Whoever acts for the applicant's organisation wrote for it, all others for the office."""
    member = apps.get_model("grants", "Membership").objects
    for model, person in PAIRS:
        rows = apps.get_model("grants", model).objects.select_related(person, "application__organisation")
        for row in rows.exclude(**{f"{person}__name": ""}).iterator():
            who, organisation = getattr(row, person), row.application.organisation
            speaks = member.filter(user=who, organisation=organisation).exists()
            setattr(row, f"{person}_name", who.name)
            setattr(row, f"{person}_standing", organisation.name if speaks else "Verwaltung")
            row.save(update_fields=[f"{person}_name", f"{person}_standing"])


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0020_rights_take_two"),
    ]

    operations = [
        migrations.AddField(
            model_name="casemessage",
            name="author_name",
            field=models.CharField(blank=True, editable=False, max_length=150),
        ),
        migrations.AddField(
            model_name="casemessage",
            name="author_standing",
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.AddField(
            model_name="consultationnote",
            name="advisor_name",
            field=models.CharField(blank=True, editable=False, max_length=150),
        ),
        migrations.AddField(
            model_name="consultationnote",
            name="advisor_standing",
            field=models.CharField(blank=True, editable=False, max_length=200),
        ),
        migrations.RunPython(sign, migrations.RunPython.noop),
    ]
