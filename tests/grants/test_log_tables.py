"""Tampering with the log as a superuser of the database would, on the real tables, some dozens of times."""

import json
from collections.abc import Callable

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from grants.actions import export, proving
from grants.actions.balance import check_money
from grants.actions.seals import seal_day
from grants.models import Dossier, Transition
from tests.grants.logged import lay_town, story_of, tell_check
from tests.grants.tampering import names, outside

pytestmark = pytest.mark.rest


@pytest.fixture
def tables(db):
    story = story_of(lay_town())
    tell_check(story)
    seal_day(story.now().replace(month=3))
    assert said_of_tables() == []


def said_of_tables() -> list[str]:
    found = [str(f) for f in proving.prove(export.seals(), export.files())]
    assert bool(found) == bool(outside([json.loads(line) for line in export.lines()]))
    return found + [str(f) for f in check_money()]


class Undo(Exception):
    """Takes a tamper back."""


def tamper_tables(*statements: str) -> list[str]:
    """What both verifiers say while the statements are in force; then everything is as it was."""
    said: list[str] = []
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
            said = said_of_tables()
            raise Undo
    except Undo:
        return said


COLUMNS = {
    "log_version": "2", "record": "'application:x'", "move": "'approve'", "source": "'x'", "target": "'x'",
    "at": "'2020-01-01 00:00:00+00:00'", "user_id": "NULL", "role": "'lead'", "facts": "'{\"paid\":\"0.00\"}'",
    "facts_salt": "'00'", "facts_digest": "'00'", "private": "NULL", "private_salt": "NULL",
    "private_digest": "'00'", "previous": "'00'", "hash": "'00'",
}  # fmt: skip


def test_raw_sql_on_the_log_is_named(tables):
    dossier = Dossier.objects.get()
    table, found = "grants_transition", 0
    for sequence in range(1, dossier.length + 1):
        where = f"WHERE dossier_id = {dossier.pk} AND sequence = {sequence}"
        statements: list[Callable[[], list[str]]] = [
            lambda where=where, c=column, v=value: tamper_tables(f"UPDATE {table} SET {c} = {v} {where}")
            for column, value in COLUMNS.items()
        ]
        statements.append(lambda where=where: tamper_tables(f"DELETE FROM {table} {where}"))
        for statement in statements:
            said = statement()
            assert names(said, dossier.pk, sequence), said
            found += 1
    assert found == dossier.length * 17
    assert said_of_tables() == []


def test_raw_sql_that_swaps_truncates_or_empties_is_named(tables):
    dossier = Dossier.objects.get()
    table, n = "grants_transition", dossier.length
    where = f"WHERE dossier_id = {dossier.pk} AND sequence ="
    swap = [f"UPDATE {table} SET sequence = {to} {where} {was}" for was, to in ((2, 9999), (3, 2), (9999, 3))]
    said = tamper_tables(*swap)
    assert names(said, dossier.pk, 2)
    assert names(said, dossier.pk, 3)
    head = Transition.objects.get(dossier=dossier, sequence=n - 1).hash
    shorter = f"UPDATE grants_dossier SET length = {n - 1}, head = '{head}'"
    said = tamper_tables(f"DELETE FROM {table} {where} {n}", shorter)
    assert said[0].startswith(f"Akte {dossier.pk}, Eintrag {n}: Der Eintrag fehlt. Das Siegel")
    said = tamper_tables(f"DELETE FROM {table}", "UPDATE grants_dossier SET length = 0")
    assert said[0].startswith(f"Akte {dossier.pk}")
    said = tamper_tables("UPDATE grants_seal SET lines = ''")
    assert "Siegel vom" in said[0]
    assert said_of_tables() == []


def test_database_takes_no_second_entry_with_the_same_number(tables):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE grants_transition SET sequence = 2 WHERE sequence = 1")
