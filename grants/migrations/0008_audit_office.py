"""Letters name the Rechnungsprüfungsamt, which becomes a datum of the office; none names the address of the portal."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grants", "0007_next_move")]

    operations = [
        migrations.AddField(
            model_name="officedata",
            name="audit_office",
            field=models.CharField(
                default="Rechnungsprüfungsamt der Landeshauptstadt Hannover",
                max_length=120,
                verbose_name="Prüfungsamt",
            ),
        ),
        migrations.RemoveField(model_name="officedata", name="website"),
    ]
