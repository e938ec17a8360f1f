"""The next step is kept by its name and not by its label, also on records beside a case."""

from django.db import migrations, models

WRITTEN = {
    "Prüfliste abarbeiten": "save_review",
    "Prüfvermerk schreiben": "save_review",
    "Nachweis prüfen": "check_proof",
    "Vorstellung und Dokumentation festhalten": "record_presentation",
    "Bescheid entwerfen": "save_draft",
    "Widerruf entwerfen": "draft_claim",
    "Versand der Rückforderung vermerken": "dispatch_claim",
    "Erstattung einziehen": "order_collection",
    "Mahnen": "remind_of_refund",
    "Wiederaufnahme zustimmen": "agree_reopening",
    "Niederschlagen oder erlassen": "give_up_refund",
}
"""What stood on a case where something had to be written before its next move → what it is called."""
BESIDE = {
    "fundscall": {
        "filed": "certify",
        "certified": "order_payment",
        "ordered": "confirm_payment",
    },
    "changerequest": {"change_filed": "draft_decision", "extension_filed": "draft_decision"},
    "interimproof": {"interim_filed": "accept_interim_proof"},
    "refund": {"refund_open": "record_receipt_of_refund"},
}
"""Kind of a record beside a case → its stage → its next step, until the door looks at it again."""


def name_the_steps(apps, schema_editor):
    from workflows.programmes import PROGRAMMES

    application = apps.get_model("grants", "Application")
    for slug, programme in PROGRAMMES.items():
        names = WRITTEN | {move.label: move.slug for move in programme.moves()}
        cases = application.objects.filter(programme=slug).exclude(next_move="")
        for label in list(cases.order_by().values_list("next_move", flat=True).distinct()):
            cases.filter(next_move=label).update(next_move=names.get(label, ""))
    for kind, steps in BESIDE.items():
        records = apps.get_model("grants", kind).objects
        for stage, step in steps.items():
            records.filter(stage=stage).update(next_move=step)
    calls, changes = (apps.get_model("grants", kind).objects for kind in ("FundsCall", "ChangeRequest"))
    calls.filter(stage__in=("filed", "certified", "ordered"), drafted_by__isnull=False).update(
        next_move="refuse_call"
    )
    calls.filter(stage="call_refused", posted_on__isnull=True).update(next_move="dispatch_call_refusal")
    drafted = changes.filter(drafted_by__isnull=False)
    drafted.filter(stage="change_filed").update(next_move="grant_change")
    drafted.filter(stage="extension_filed").update(next_move="grant_extension")
    changes.filter(stage__in=("granted", "refused"), posted_on__isnull=True).update(
        next_move="dispatch_change"
    )


def _step():
    return models.CharField(blank=True, editable=False, max_length=40, default="")


class Migration(migrations.Migration):
    dependencies = [("grants", "0006_revocation_in_part")]

    operations = [
        migrations.RenameField("application", "next_label", "next_move"),
        *(
            migrations.AddField(kind, "next_move", _step(), preserve_default=False)
            for kind in ("changerequest", "fundscall", "interimproof", "refund")
        ),
        migrations.AddField("fundscall", "not_before", models.DateField(editable=False, null=True)),
        migrations.RunPython(name_the_steps, migrations.RunPython.noop),
        migrations.AddField(
            "application",
            "review_returned",
            models.TextField("Warum der Prüfvermerk zurückging", blank=True, editable=False, default=""),
            preserve_default=False,
        ),
        migrations.AlterField(
            "application", "next_move", models.CharField(blank=True, editable=False, max_length=40)
        ),
    ]
