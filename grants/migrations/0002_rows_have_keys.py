"""Rows of the plan, of the plan of work and of the list of receipts get a key of their own."""

import uuid
from typing import Any

from django.db import migrations, models

ROWS = {
    "planline": ["project", "side"],
    "milestone": ["project"],
    "receipt": ["proof"],
}
"""Model → within what the keys of its rows differ."""
CONSTRAINTS = {
    "planline": "one_line_per_key",
    "milestone": "one_milestone_per_key",
    "receipt": "one_receipt_per_key",
}


def give_keys(apps: Any, schema_editor: Any) -> None:
    """One key for each row that was there before; a default of the column would give all of them the same."""
    for name in ROWS:
        model = apps.get_model("grants", name)
        for row in model.objects.filter(key=None).iterator():
            row.key = uuid.uuid4()
            row.save(update_fields=["key"])


class Migration(migrations.Migration):
    dependencies = [("grants", "0001_initial")]
    operations = [
        *(
            migrations.AddField(name, "key", models.UUIDField(default=None, editable=False, null=True))
            for name in ROWS
        ),
        migrations.RunPython(give_keys, migrations.RunPython.noop),
        *(
            migrations.AlterField(name, "key", models.UUIDField(default=uuid.uuid4, editable=False))
            for name in ROWS
        ),
        *(
            migrations.AddConstraint(
                name, models.UniqueConstraint(fields=[*owner, "key"], name=CONSTRAINTS[name])
            )
            for name, owner in ROWS.items()
        ),
    ]
