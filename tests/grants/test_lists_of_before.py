"""A database that was made before lists had columns of their own gets them, whatever the code says today."""

import ast
import json
import os
import subprocess
import sys
from importlib import import_module
from inspect import getsource

import pytest

from workflows.stages import Stage

pytestmark = pytest.mark.rest
MIGRATION = import_module("grants.migrations.0010_lists_by_index")
EARLIER = """
import json
from datetime import UTC, date, datetime

import django

django.setup()
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE, AFTER = ("grants", "0009_second_factor"), ("grants", "0010_lists_by_index")
DAY = date(2026, 3, 2)
MigrationExecutor(connection).migrate([BEFORE])
executor = MigrationExecutor(connection)
models = executor.loader.project_state([BEFORE]).apps


def make(model, **fields):
    return models.get_model("grants", model).objects.create(**fields)


fund = "wir20-kleinprojekt"
call = make(
    "Call",
    programme=fund,
    title="Runde",
    guideline=make("Guideline", programme=fund, valid_from=DAY, version="R", terms_text="{}"),
    pot=make("Pot", title="Topf", programme=fund, budget_year=2026, total_cents=1),
    opens_on=DAY,
    closes_on=date(2026, 5, 1),
    earliest_start=DAY,
    latest_end=DAY,
)
organisation = make("Organisation", name="Müllers Straßenchor e. V.")
for stage, more in {
    "draft": {},
    "hearing": {
        "hearing_due": date(2026, 7, 1), "next_move": "record_hearing_answer", "number": "WIR2-1",
        "heard_from": "running",
    },
    "closed": {"posted_on": DAY, "awarded_cents": 5, "outcome": "settled", "number": "WIR2-2"},
}.items():
    case = make(
        "Application",
        programme=fund,
        call=call,
        organisation=organisation,
        dossier=make("Dossier"),
        stage=stage,
        created_at=datetime(2026, 3, 2, tzinfo=UTC),
        submitted_on=None if stage == "draft" else DAY,
        **more,
    )
    make("Project", application=case, title="Überall Lärm", declarations=["publication"])
executor.migrate([AFTER])
with connection.cursor() as cursor:
    cursor.execute("SELECT %s FROM grants_application ORDER BY id")
    rows = cursor.fetchall()
    cursor.execute("SELECT rowid FROM grants_words_office WHERE grants_words_office MATCH 'larm'")
    print(json.dumps([rows, cursor.fetchall()], default=str))
"""
"""A process on a database of its own: the tables of before, three cases, the migration, what the lists read then."""


def test_every_case_there_is_gets_what_lists_read(tmp_path):
    own = {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "VAR_DIR": str(tmp_path),
        "DATABASE_URL": f"sqlite:///{tmp_path}/earlier.sqlite3",
        "CELERY_BROKER_URL": "memory://localhost",
    }
    script = EARLIER.replace("%s", ", ".join(MIGRATION.COLUMNS))
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, **own}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    rows, found = json.loads(done.stdout.splitlines()[-1])
    title, name = "uberall larm", "mullers strassenchor e. v."
    said = [
        f" {' '.join(filter(None, (number, title, name)))} "
        for number in ("", "wir2-1 wir21 wir2 1", "wir2-2 wir22 wir2 2")
    ]
    assert rows == [
        ["2026-05-01", 1, title, name, said[0], "", "", None],
        ["2026-07-01", 22, title, name, said[1], said[1], "", None],
        [None, 25, title, name, said[2], said[2], "", "2026-03-02"],
    ]
    assert found == [[2], [3]]


def test_the_migration_reads_no_code_of_ours():
    imported = [
        node.module for node in ast.walk(ast.parse(getsource(MIGRATION))) if isinstance(node, ast.ImportFrom)
    ]
    assert {str(name).partition(".")[0] for name in imported} == {"unicodedata", "django"}
    assert set(MIGRATION.PLACES) <= {stage.value for stage in Stage}
