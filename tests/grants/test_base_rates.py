"""Base rates: those that the house ships and those that the office enters stand beside each other."""

from datetime import date
from decimal import Decimal
from unittest.mock import patch

import pytest

from demo.stories import recovering as steps
from grants.cases.claims import base_rates
from grants.models import BaseRate, User
from tests.factories import World, drive
from tests.grants.ground import again, browser
from tests.house.seeing import row_of
from workflows.rules.interest import BASE_RATES
from workflows.stages import Stage

pytestmark = pytest.mark.django_db


def test_own_rates_hide_no_shipped_ones_and_win_for_the_same_day():
    (first, _), (last, shipped) = BASE_RATES[0], BASE_RATES[-1]
    later = date(last.year + 1, 1, 1)
    BaseRate.objects.all().delete()
    BaseRate.objects.create(valid_from=later, percent=Decimal("9.99"))
    assert [day for day, _ in base_rates()] == [*(day for day, _ in BASE_RATES), later]
    BaseRate.objects.create(valid_from=last, percent=shipped + 1)
    rates = dict(base_rates())
    assert rates[last] == shipped + 1
    assert rates[first] == dict(BASE_RATES)[first]
    assert len(rates) == len(BASE_RATES) + 1


@pytest.mark.django_db(transaction=True)
def test_who_may_enter_a_missing_rate_is_told_and_the_lead_goes_on_once_it_is_there():
    story = drive(World(), Stage.RUNNING)
    story.pay(Decimal(1000))
    BaseRate.objects.filter(valid_from__gte=date(2026, 7, 1)).delete()
    steps.hear(story, "auflage", "1000", "Der Bericht fehlt.")
    story.day = date(2026, 9, 1)
    steps.answer(story)
    steps.draft(story, "auflage", "1000")
    admin = User.objects.create_superuser("admin@beispiel.example", "x", name="Fachadministration")
    assert again(story.case).next_move == "enter_base_rate"
    (row,) = row_of(admin, story.day, "enter_base_rate")
    assert not row_of(story.staff("leitung"), story.day, "claim_refund")
    said = {"valid_from": "01.07.2026", "percent": "1.27"}
    with patch("grants.actions.desk.database_now", return_value=story.now()):
        answer = browser(admin).post(row.url, said)
    assert answer.status_code == 302, answer.content.decode()
    assert not row_of(admin, story.day, "enter_base_rate")
    assert row_of(story.staff("leitung"), story.day, "claim_refund")
