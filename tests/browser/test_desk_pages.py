"""The office's and the body's pages in a real browser: no barrier, by keyboard, live where they say so."""

from decimal import Decimal
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from grants.actions.sittings import open_ballot
from grants.models import Ballot
from tests.grants.desk_story import World

pytestmark = [pytest.mark.browser, pytest.mark.rest, pytest.mark.django_db(transaction=True)]


def sign_in(page: Any, live_server: Any, user: Any) -> None:
    client = Client()
    client.force_login(user)
    page.context.clear_cookies()
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}])


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_of_office_and_body_have_no_barrier(page, axe, live_server, width):
    world = World()
    story, item = world.called_up()
    open_ballot(item, by=world.ground.staff["geschaeftsstelle"])
    money = world.awarded("Garten")
    call = money.call_funds(Decimal(100))
    case = [story.case.public_id]
    visits = [
        ("sachbearbeitung", reverse("grants:review", args=case)),
        ("sachbearbeitung", reverse("grants:verify_iban", args=case)),
        ("geschaeftsstelle", item.sitting.get_absolute_url()),
        ("geschaeftsstelle", reverse("grants:presence", args=[item.sitting.public_id])),
        ("geschaeftsstelle", reverse("grants:close_ballot", args=[item.sitting.public_id, 1])),
        ("geschaeftsstelle", reverse("grants:exclude", args=case)),
        ("feststellung", reverse("grants:mittelabrufe")),
        ("feststellung", call.get_absolute_url()),
        ("leitung", reverse("grants:pots")),
        ("leitung", reverse("grants:bodies")),
    ]
    page.set_viewport_size({"width": width, "height": 900})
    for who, url in visits:
        sign_in(page, live_server, world.ground.staff[who])
        page.goto(url)
        assert axe(page) == [], url
        assert page.evaluate("document.documentElement.scrollWidth") <= width, url


def test_member_votes_by_keyboard_alone(page, axe, live_server):
    world = World()
    _, item = world.called_up()
    open_ballot(item, by=world.ground.staff["geschaeftsstelle"])
    sign_in(page, live_server, world.ground.members[1])
    page.goto(reverse("grants:item", args=[item.sitting.public_id, 1]))
    assert axe(page) == []
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.value") == "no":
            break
    page.keyboard.press("Enter")
    page.get_by_text("Ihre Stimme ist abgegeben: Nein.").wait_for()
    assert Ballot.objects.get().choice == "no"


def test_check_reckons_while_one_types_and_saves_nothing(page, live_server):
    world = World()
    story = world.submitted(own="1300")
    sign_in(page, live_server, world.ground.staff["sachbearbeitung"])
    page.goto(reverse("grants:review", args=[story.case.public_id]))
    result = page.locator("#ergebnis")
    assert "unter 20" not in result.inner_text()
    page.get_by_label("Eigenbeteiligung", exact=True).fill("100")
    page.locator("#ergebnis", has_text="unter 20").wait_for()
    assert page.get_by_label("Eigenbeteiligung", exact=True).input_value() == "100"
    story.case.refresh_from_db()
    assert not hasattr(story.case, "review")


def test_who_leaves_a_page_with_words_in_it_is_asked_first(page, live_server):
    world = World()
    story = world.submitted(own="1300")
    sign_in(page, live_server, world.ground.staff["sachbearbeitung"])
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.goto(story.case.get_absolute_url())
    page.get_by_role("link", name="Prüfung festhalten").first.click()
    field = page.get_by_label("Fachliche Bewertung")
    field.press_sequentially("Passt zur Richtlinie.")
    page.get_by_role("link", name="Zurück").first.click()
    page.wait_for_function("() => document.readyState === 'complete'")
    assert asked == ["beforeunload"]
    assert field.input_value() == "Passt zur Richtlinie."
    page.get_by_role("button", name="Prüfung speichern").click()
    page.get_by_text("Zuletzt geschrieben von").wait_for()
    page.get_by_role("link", name="Zurück").first.click()
    page.wait_for_url(f"**{story.case.get_absolute_url()}")
    assert asked == ["beforeunload"], "what is saved is not asked about"
