"""A round is made in the administration; what it needs is asked for then, not when the first application comes."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from demo.stories.ground import fill_pot
from grants.models import Body, Guideline, Round
from tests.factories import World

pytestmark = pytest.mark.django_db


def test_round_without_its_body_is_refused_at_the_field():
    call = World().round
    call.full_clean()
    Body.objects.filter(key="arbeitsausschuss").update(key="anderes")
    with pytest.raises(ValidationError) as refused:
        Round.objects.get(pk=call.pk).full_clean()
    assert refused.value.message_dict == {
        "programme": ["Das Gremium „arbeitsausschuss“ fehlt. Bitte legen Sie es zuerst an."]
    }


def test_round_takes_guideline_and_pot_of_its_own_programme():
    call = World().round
    other = Guideline.objects.filter(programme="gesellschaftsfonds").first()
    pot = fill_pot(2026, Decimal(10_000), "Anderer Topf", "gesellschaftsfonds")
    for name, value in (("guideline", other), ("pot", pot)):
        wrong = Round.objects.get(pk=call.pk)
        setattr(wrong, name, value)
        with pytest.raises(ValidationError) as refused:
            wrong.full_clean()
        assert refused.value.message_dict == {name: ["Das gehört zu einem anderen Programm."]}
