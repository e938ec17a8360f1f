"""A round is made in the administration; what it needs is asked for then, not when the first application comes."""

import pytest
from django.core.exceptions import ValidationError

from grants.models import Body, Round
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
