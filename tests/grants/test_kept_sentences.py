"""A sentence in a column comes back with its values; what stood there as a plain text is said as it was."""

from decimal import Decimal
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from grants.models import Mittelabruf
from grants.models.sentences import SentenceField
from tests.grants.desk_story import World
from tests.grants.test_letters import SAID
from workflows.sentence import NOTHING, VERBATIM, Sentence

pytestmark = pytest.mark.django_db
MIGRATION = import_module("grants.migrations.0017_sentence_of_a_payment_made")
OLD = "Eine Klage ist anhängig. Vermerk der Stadtkasse: {x}"


def stored() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT paid_despite FROM grants_mittelabruf")
        return str(cursor.fetchone()[0])


@pytest.fixture
def call():
    return World().awarded().call_funds(Decimal(1000))


@pytest.mark.parametrize(
    ("written", "text", "values"),
    [
        (SAID, SAID.text, SAID.values),
        (Sentence("Fertig."), "Fertig.", {}),
        (OLD, VERBATIM, {"said": OLD}),
        ("", "", {}),
        (NOTHING, "", {}),
    ],
)
def test_a_column_keeps_the_text_and_the_values(call, written, text, values):
    call.paid_despite = written
    call.save()
    read = Mittelabruf.objects.get()
    assert (read.paid_despite, read.paid_despite.text, read.paid_despite.values) == (
        str(written),
        text,
        values,
    )
    assert bool(stored()) is bool(written)
    assert Mittelabruf.objects.exclude(paid_despite="").exists() is bool(written)


def test_a_column_without_a_row_holds_nothing():
    field = SentenceField()
    assert field.from_db_value(None, None, connection) is None
    assert field.get_prep_value(None) is None


def test_what_was_a_plain_text_is_said_as_it_was(call):
    earlier = MigrationExecutor(connection).loader.project_state(MIGRATION.Migration.dependencies).apps
    plain = earlier.get_model("grants", "Mittelabruf").objects
    MIGRATION.keep_as_written(earlier, None)
    assert stored() == ""
    plain.update(paid_despite=OLD)
    MIGRATION.keep_as_written(earlier, None)
    said = Mittelabruf.objects.get().paid_despite
    assert (said, said.text) == (OLD, VERBATIM)
    MIGRATION.keep_the_german(earlier, None)
    assert stored() == plain.get().paid_despite == OLD
