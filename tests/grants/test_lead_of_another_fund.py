"""A lead leads the programmes that their function names, and no other."""

from decimal import Decimal

import pytest
from django.urls import reverse

from demo.stories.ground import SINCE, find_user
from grants.actions.desk import confirm_regime, raise_pot
from grants.actions.sittings import list_item
from grants.models import Function, Item, Sitting
from tests.factories import World, drive
from tests.grants.desk_story import client_of
from workflows.errors import NotYet, NotYours
from workflows.roles import Role
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]


def lead_of(programme, world):
    person = find_user(f"leitung-{programme or 'alle'}", "Leitung")
    Function.objects.create(user=person, role=Role.LEAD, programme=programme, valid_from=SINCE)
    return person


@pytest.mark.parametrize("programme", ["wir20-kleinprojekt", ""])
def test_lead_of_the_fund_confirms_its_body_and_raises_its_pot(programme):
    world = World()
    lead = lead_of(programme, world)
    confirm_regime(world.ground.body, by=lead)
    raise_pot(world.pot, Decimal(100), "Ratsbeschluss", by=lead)


def test_lead_of_another_fund_does_neither():
    world = World()
    lead = lead_of("gesellschaftsfonds", world)
    with pytest.raises(NotYours):
        confirm_regime(world.ground.body, by=lead)
    with pytest.raises(NotYours):
        raise_pot(world.pot, Decimal(100), "Ratsbeschluss", by=lead)


def test_page_of_the_bodies_offers_the_form_only_for_ones_own_body():
    world = World()
    client = client_of(lead_of("gesellschaftsfonds", world))
    page = client.get(reverse("grants:bodies")).content.decode()
    assert 'name="body" value="jury"' in page
    assert 'name="body" value="arbeitsausschuss"' not in page
    data = {"body": "arbeitsausschuss", "arbeitsausschuss-regime": "vwvfg"}
    client.post(reverse("grants:bodies"), data)
    world.ground.body.refresh_from_db()
    assert world.ground.body.regime == "nkomvg"


@pytest.mark.parametrize(
    ("programme", "sees"), [("", True), ("wir20-kleinprojekt", True), ("gesellschaftsfonds", False)]
)
def test_menu_leads_to_the_pots_only_who_has_one(programme, sees):
    world = World()
    client = client_of(lead_of(programme, world))
    assert world.pot.programme == "wir20-kleinprojekt"
    assert (f'href="{reverse("grants:pots")}"' in client.get(reverse("grants:home")).content.decode()) is sees
    assert (client.get(reverse("grants:pots")).status_code == 200) is sees


def test_case_that_a_sitting_has_dealt_with_is_not_put_on_its_agenda_again():
    story = drive(World(), Stage.DEFERRED)
    story.relist()
    item = Item.objects.get(application=story.case)
    Item.objects.filter(pk=item.pk).update(
        carried=False,
        quorate=True,
        closed_at=story.now(19),
        opened_at=story.now(18),
        yes=0,
        no=1,
        abstained=0,
    )
    Sitting.objects.filter(pk=item.sitting_id).update(stage="planned")
    with pytest.raises(NotYet, match="schon an der Reihe"):
        list_item(
            story.case,
            item.sitting,
            by=story.staff("geschaeftsstelle"),
            amount=story.paper.grant,
            motion="Noch einmal",
            now=story.now(),
        )
