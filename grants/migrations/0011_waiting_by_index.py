"""What waits for somebody is read by an index: next steps, messages without an answer, steps to be taken back."""

from django.db import migrations, models


def fill(apps, schema_editor):
    """Since when the organisation of a case has had the last word in it."""
    messages, application = apps.get_model("grants", "CaseMessage"), apps.get_model("grants", "Application")
    members = set(apps.get_model("grants", "Membership").objects.values_list("organisation", "user"))
    last = {}
    for case, author, at in (
        messages.objects.order_by("pk").values_list("application", "author", "at").iterator()
    ):
        last[case] = (author, at)
    for case, organisation in application.objects.values_list("pk", "organisation").iterator():
        author, at = last.get(case, (None, None))
        if (organisation, author) in members:
            application.objects.filter(pk=case).update(unanswered_since=at)


def gather_statistics(apps, schema_editor):
    """Tell PostgreSQL that in most stages nothing is ever due: it would look for such cases along all days."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            "CREATE STATISTICS application_due_in_stage (mcv) ON stage, due_on FROM grants_application"
        )


def forget_statistics(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP STATISTICS application_due_in_stage")


class Migration(migrations.Migration):
    dependencies = [
        ("grants", "0010_lists_by_index"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="unanswered_since",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RemoveIndex(model_name="application", name="application_by_stage"),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["programme", "stage", "submitted_on"], name="application_counted"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["posted_on", "awarded_cents"], name="application_awarded"),
        ),
        migrations.RunPython(gather_statistics, forget_statistics),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["next_move", "due_on", "id"], name="application_next_step"),
        ),
        migrations.AddIndex(
            model_name="application",
            index=models.Index(
                condition=models.Q(("unanswered_since__isnull", False)),
                fields=["unanswered_since", "id"],
                name="application_unanswered",
            ),
        ),
        migrations.AddIndex(
            model_name="changerequest",
            index=models.Index(
                fields=["next_move"],
                name="change_next_step",
            ),
        ),
        migrations.AddIndex(
            model_name="fundscall",
            index=models.Index(
                fields=["next_move", "filed_on"],
                name="call_next_step",
            ),
        ),
        migrations.AddIndex(
            model_name="fundscall",
            index=models.Index(fields=["filed_on", "id"], name="call_by_day"),
        ),
        migrations.AddIndex(
            model_name="fundscall",
            index=models.Index(fields=["amount_cents", "id"], name="call_by_amount"),
        ),
        migrations.AddIndex(
            model_name="interimproof",
            index=models.Index(
                fields=["next_move"],
                name="interim_next_step",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(
                condition=models.Q(("closed_at__isnull", True), ("opened_at__isnull", False)),
                fields=["sitting"],
                name="item_voted_on_now",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                condition=models.Q(("iban_verified_at__isnull", True), models.Q(("iban", ""), _negated=True)),
                fields=["id"],
                name="organisation_not_verified",
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(
                fields=["next_move"],
                name="refund_next_step",
            ),
        ),
        migrations.AddIndex(
            model_name="sitting",
            index=models.Index(fields=["held_on", "id"], name="sitting_by_day"),
        ),
        migrations.AddIndex(
            model_name="sitting",
            index=models.Index(fields=["stage", "held_on"], name="sitting_by_stage"),
        ),
        migrations.AddIndex(
            model_name="transition",
            index=models.Index(
                condition=models.Q(("move", "request_undo")),
                fields=["dossier"],
                name="transition_asks_for_undo",
            ),
        ),
    ]
