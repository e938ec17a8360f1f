"""Signing in as an invented person: with one click, onto pages of ours only, and never as anybody real."""

from uuid import UUID, uuid4

import pytest

from demo.chooser import choices
from demo.stories.ground import find_user
from grants.models import User
from tests.grants.ground import House, browser, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def house():
    return House()


def test_nobody_is_called_like_somebody_else(house):
    names = [choice.name for choice in choices()]
    assert len(names) == len(set(names))


def test_persona_signs_in_with_one_click_and_lands_where_they_wanted(house, settings):
    settings.DEMO = True
    client = browser(None)
    lead = house.ground.staff["leitung"]
    assert lead.name in text_of(client.get("/konto/login/"))
    answer = client.post("/demo/anmelden/", {"persona": str(lead.public_id), "next": "/faelle/"})
    assert answer["Location"] == "/faelle/"
    assert client.get("/faelle/").status_code == 200


@pytest.mark.parametrize("wanted", ["https://fremd.example/", "//fremd.example", "javascript:alert(1)"])
def test_persona_is_not_led_to_foreign_pages(house, settings, wanted):
    settings.DEMO = True
    lead = house.ground.staff["leitung"]
    answer = browser(None).post("/demo/anmelden/", {"persona": str(lead.public_id), "next": wanted})
    assert answer["Location"] == "/"


def test_nobody_real_can_be_chosen_and_nobody_at_all_without_demo(house, settings):
    real = User.objects.create_user("chefin@hannover.example", "ein-langes-passwort", name="Echte Chefin")
    known = User.objects.create_user("mit@beispiel.example", "ein-langes-passwort", name="Mit Passwort")
    admin = find_user("admin", "Admin")
    User.objects.filter(pk=admin.pk).update(is_superuser=True)
    settings.DEMO = True
    for key in (
        str(real.public_id),
        str(known.public_id),
        str(admin.public_id),
        str(uuid4()),
        "",
        "\x00",
        "x" * 900,
    ):
        assert browser(None).post("/demo/anmelden/", {"persona": key}).status_code == 404
    assert UUID(choices()[0].key)
    settings.DEMO = False
    lead = house.ground.staff["leitung"]
    assert browser(None).post("/demo/anmelden/", {"persona": str(lead.public_id)}).status_code == 404
    assert lead.name not in text_of(browser(None).get("/konto/login/"))
