"""What lists of cases sort, filter and search by is kept on the case, with indexes, and filled for every case there is.

The search index is the database's own: trigrams over the column of each audience on PostgreSQL, FTS5 beside it on
SQLite, kept by triggers. A migration that makes SQLite build the table of applications anew loses the triggers and has
to call :func:`index_words` again; ``tests/grants/test_search.py`` notices.
"""

import re
from unicodedata import combining, normalize

from django.db import migrations, models

AUDIENCES = ("office", "body")
ORDERED = (
    ("due", "due_on"),
    ("place", "stage_order"),
    ("title", "title_order"),
    ("name", "organisation_order"),
    ("sum", "requested_cents"),
    ("day", "submitted_on"),
    ("turn", "waits_for"),
    ("fund", "programme"),
)
FILTERED = (("place", "stage"), ("turn", "waits_for"), ("round", "call"))
BATCH = 2_000
COLUMNS = (
    "due_on",
    "stage_order",
    "title_order",
    "organisation_order",
    "words",
    "words_office",
    "words_body",
    "published_on",
)


# What a list reads of a case, as it was computed on the day of this migration: later changes of the code do not reach it.
PLACES = {
    stage: place
    for place, stage in enumerate(
        (
            *("consultation", "draft", "submitted", "formal_check", "documents_requested", "expert_check"),
            *("ready_for_sitting", "in_sitting", "deferred", "endorsed", "declined", "in_council"),
            *(
                "plan_adjustment",
                "award_drafted",
                "refusal_drafted",
                "awarded",
                "refused",
                "final",
                "running",
            ),
            *("proof_due", "proof_in_review", "proof_incomplete", "hearing", "refund_claimed", "enforcement"),
            *("closed", "withdrawn", "waived", "discontinued", "archived"),
        )
    )
}
DUE = {
    "consultation": lambda case: case.call.closes_on,
    "draft": lambda case: case.call.closes_on,
    "documents_requested": lambda case: case.documents_due,
    "plan_adjustment": lambda case: case.plan_due,
    "proof_due": lambda case: case.proof_due,
    "proof_incomplete": lambda case: case.proof_documents_due,
    "running": lambda case: case.period_ends,
    "hearing": lambda case: case.hearing_due if case.next_move == "record_hearing_answer" else None,
}
LONGEST_ORDER = 80
USED = ("settled", "refunded")
DIGRAPHS = re.compile("([aou])e")


def plain(text):
    bare = "".join(sign for sign in normalize("NFKD", text.casefold()) if not combining(sign))
    return " ".join(bare.split())


def folded(text):
    return DIGRAPHS.sub(r"\1", plain(text))


def words_of(number, title, organisation):
    numbers = (folded(number).replace("-", between) for between in ("-", "", " "))
    return f" {' '.join(filter(None, (*numbers, folded(title), folded(organisation))))} "


def is_published(case):
    awarded = case.posted_on is not None and bool(case.awarded_cents) and case.erased_on is None
    ends_well = case.closed_on is None or case.outcome in USED
    return awarded and ends_well and "publication" in case.project.declarations


def listed(case, before_a_body):
    """The values of COLUMNS, in their order."""
    title, organisation = case.project.title, case.organisation.name
    words = words_of(case.number or "", title, organisation)
    known = case.submitted_on is not None or case.stage == "consultation"
    return (
        DUE.get(case.stage, lambda case: None)(case),
        PLACES[case.stage],
        plain(title)[:LONGEST_ORDER],
        plain(organisation)[:LONGEST_ORDER],
        words,
        words if known else "",
        words if before_a_body else "",
        case.posted_on if is_published(case) else None,
    )


def fill(apps, schema_editor):
    here = schema_editor.connection.alias
    application, item = apps.get_model("grants", "Application"), apps.get_model("grants", "Item")
    summoned = item.objects.using(here).filter(sitting__stage__in=("invited", "open", "closed"))
    before_a_body = set(summoned.values_list("application", flat=True))
    assigned = ", ".join(f"{column} = %s" for column in COLUMNS)
    changed = []

    def write():
        with schema_editor.connection.cursor() as cursor:
            cursor.executemany(f"UPDATE grants_application SET {assigned} WHERE id = %s", changed)  # noqa: S608  # our columns
        changed.clear()

    cases = application.objects.using(here).order_by("pk").select_related("project", "organisation", "call")
    for case in cases.iterator(BATCH):
        changed.append([*listed(case, case.pk in before_a_body), case.pk])
        if len(changed) == BATCH:
            write()
    write()


def index_words(apps, schema_editor):
    """One search index for each audience."""
    index = {"postgresql": TRIGRAMS, "sqlite": FTS}[schema_editor.connection.vendor]
    with schema_editor.connection.cursor() as cursor:
        for audience in AUDIENCES:
            for statement in index:
                cursor.execute(statement.format(audience=audience))


def drop_index(apps, schema_editor):
    undo = {"postgresql": DROP_TRIGRAMS, "sqlite": DROP_FTS}[schema_editor.connection.vendor]
    with schema_editor.connection.cursor() as cursor:
        for audience in AUDIENCES:
            for statement in undo:
                cursor.execute(statement.format(audience=audience))


TRIGRAMS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX application_words_{audience} ON grants_application USING gin (words_{audience} gin_trgm_ops)"
    " WHERE words_{audience} <> ''",
)
DROP_TRIGRAMS = ("DROP INDEX IF EXISTS application_words_{audience}",)
FTS = (
    "CREATE VIRTUAL TABLE grants_words_{audience} USING fts5(words_{audience}, content='grants_application',"
    " content_rowid='id', tokenize='trigram')",
    "INSERT INTO grants_words_{audience} (rowid, words_{audience})"
    " SELECT id, words_{audience} FROM grants_application",
    "CREATE TRIGGER words_{audience}_insert AFTER INSERT ON grants_application BEGIN"
    " INSERT INTO grants_words_{audience} (rowid, words_{audience}) VALUES (new.id, new.words_{audience}); END",
    "CREATE TRIGGER words_{audience}_delete AFTER DELETE ON grants_application BEGIN"
    " INSERT INTO grants_words_{audience} (grants_words_{audience}, rowid, words_{audience})"
    " VALUES ('delete', old.id, old.words_{audience}); END",
    # One trigger, because the old words have to go before the new ones come.
    "CREATE TRIGGER words_{audience}_update AFTER UPDATE OF words_{audience} ON grants_application"
    " WHEN old.words_{audience} IS NOT new.words_{audience} BEGIN"
    " INSERT INTO grants_words_{audience} (grants_words_{audience}, rowid, words_{audience})"
    " VALUES ('delete', old.id, old.words_{audience});"
    " INSERT INTO grants_words_{audience} (rowid, words_{audience}) VALUES (new.id, new.words_{audience}); END",
)
DROP_FTS = (
    *(f"DROP TRIGGER IF EXISTS words_{{audience}}_{name}" for name in ("insert", "delete", "update")),
    "DROP TABLE IF EXISTS grants_words_{audience}",
)


def _text(**options):
    return {"blank": True, "editable": False, "default": "", **options}


class Migration(migrations.Migration):
    dependencies = [("grants", "0009_second_factor")]

    operations = [
        migrations.AddField("application", "due_on", models.DateField(editable=False, null=True)),
        migrations.AddField("application", "published_on", models.DateField(editable=False, null=True)),
        migrations.AddField(
            "application", "stage_order", models.PositiveSmallIntegerField(default=0, editable=False)
        ),
        *(
            migrations.AddField(
                "application", name, models.CharField(max_length=80, **_text()), preserve_default=False
            )
            for name in ("title_order", "organisation_order")
        ),
        *(
            migrations.AddField("application", name, models.TextField(**_text()), preserve_default=False)
            for name in ("words", "words_office", "words_body")
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        *(
            migrations.AddIndex(
                "application", models.Index(fields=[column, "id"], name=f"application_by_{name}")
            )
            for name, column in ORDERED
        ),
        *(
            migrations.AddIndex(
                "application",
                models.Index(fields=[column, "due_on", "id"], name=f"application_due_by_{name}"),
            )
            for name, column in FILTERED
        ),
        migrations.AddIndex(
            "application",
            models.Index(
                fields=["published_on", "id"],
                condition=models.Q(("published_on__isnull", False)),
                name="application_published",
            ),
        ),
        migrations.RunPython(index_words, drop_index),
    ]
