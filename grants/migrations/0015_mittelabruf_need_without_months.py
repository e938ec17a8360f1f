"""Which period a call for funds is for, the guideline of the case says; the name of the column does not."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grants", "0014_payment_at_once")]

    operations = [
        migrations.AlterField(
            model_name="mittelabruf",
            name="need",
            field=models.TextField(
                blank=True, max_length=2000, verbose_name="Wofür wird das Geld gebraucht?"
            ),
        ),
    ]
