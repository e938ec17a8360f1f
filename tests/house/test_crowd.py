"""The crowd for measuring: believable cases whose logs verify, and never in a database that holds anything else."""

import pytest
from django.core.management import CommandError

from demo.stories.ground import find_user
from grants.models import Application, Transition
from tests.grants.ground import browser
from tools.bench.crowd import OWN_CASES, crowd, owner, verified
from tools.bench.management.commands.crowd import Command

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
CASES = 120


def test_the_crowd_is_believable_and_its_logs_verify():
    crowd(CASES)
    log = Transition.objects.order_by("dossier_id", "sequence")
    assert verified(log)
    assert Application.objects.filter(dossier__length__gt=5, organisation__name__endswith="e. V.").exists()
    lead = browser(find_user("leitung", ""))
    sent = Application.objects.filter(organisation__name__endswith="e. V.").exclude(submitted_on=None)
    for case in sent.order_by("?")[:25]:
        assert lead.get(case.get_absolute_url()).status_code == 200, case.stage
    assert browser(owner()).get("/").status_code == 200
    own = Application.objects.filter(organisation__memberships__user=owner())
    assert own.count() == OWN_CASES
    crowd(30)
    assert own.count() == OWN_CASES
    assert verified(log)
    entry = log.last()
    Transition.objects.filter(pk=entry.pk).update(move="quite_another")
    assert not verified(Transition.objects.filter(dossier=entry.dossier).order_by("sequence"))


def test_a_database_with_cases_is_refused(world, monkeypatch):
    monkeypatch.delenv("CROWD", raising=False)
    before = Application.objects.count()
    with pytest.raises(CommandError, match="nicht leer"):
        Command().handle(cases=10)
    assert Application.objects.count() == before


def test_a_number_out_of_reason_is_refused(monkeypatch):
    with pytest.raises(CommandError, match="Zahl"):
        Command().handle(cases=0)
