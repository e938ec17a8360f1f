"""Base rates: those that the house ships and those that the office enters stand beside each other."""

from datetime import date
from decimal import Decimal

import pytest

from grants.cases.later import base_rates
from grants.models import BaseRate
from workflows.rules.interest import BASE_RATES

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
