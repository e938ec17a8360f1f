"""What tests may rely on before they begin."""

from grants.models import Application
from tests.conftest import LEFT


def test_a_transactional_test_starts_from_an_empty_database_after_rows_were_left(
    prepared, request, transactional_db
):
    """``prepared`` was made in this process, now or before, and none of its rows is to be seen here."""
    assert prepared["world"].call.pk
    assert not request.config.stash[LEFT]
    assert not Application.objects.exists()


def test_other_tests_see_what_was_prepared_or_make_it_anew(case_in):
    assert Application.objects.get(pk=case_in("draft").case.pk).stage == "draft"
