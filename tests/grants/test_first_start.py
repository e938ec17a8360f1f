"""A new site in which the office has not entered its own data yet, and who comes first to a new site."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from demo.stories.ground import SINCE
from grants.letters.basis import NO_OFFICE, office_on
from grants.models import OfficeData, Round
from tests.factories import World
from tests.grants.ground import House, again, browser, text_of
from tests.grants.test_portal_moves import fields
from workflows.errors import NotYet


@pytest.mark.django_db(transaction=True)
def test_application_is_refused_with_a_sentence_while_the_office_has_no_address():
    house = House()
    story = house.draft()
    OfficeData.objects.all().delete()
    address = reverse("grants:move", args=[story.case.public_id, "submit"])
    client = browser(story.applicant)
    answer = client.post(address, fields(text_of(client.get(address))))
    assert answer.status_code == 409
    assert "Angaben der Behörde" in text_of(answer)
    assert again(story.case).stage == "draft"


@pytest.mark.django_db
def test_office_data_hold_from_their_day_on(world):
    assert office_on(SINCE).city == "Hannover"
    with pytest.raises(NotYet) as refused:
        office_on(SINCE - timedelta(days=1))
    assert refused.value.reasons == [NO_OFFICE]


@pytest.mark.django_db
def test_round_needs_a_sender_on_its_first_day(world):
    call = Round.objects.get(pk=world.round.pk)
    OfficeData.objects.update(valid_from=call.opens_on)
    call.clean()
    OfficeData.objects.update(valid_from=call.opens_on + timedelta(days=1))
    with pytest.raises(ValidationError) as refused:
        call.clean()
    assert set(refused.value.message_dict) == {"opens_on"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "en-GB,en;q=0.9", "de"])
def test_every_page_says_that_it_is_german(language):
    for address in ("/", "/konto/login/", "/gibt-es-nicht/", "/datenschutz/", "/admin/login/"):
        page = Client(headers={"accept-language": language}).get(address, follow=True).content.decode()
        assert '<html lang="de"' in page, address


@pytest.mark.django_db
def test_page_about_data_names_the_cookies_that_are_set():
    client = Client()
    client.get("/konto/login/")
    client.force_login(World().ground.staff["leitung"])
    page = client.get(reverse("grants:privacy")).content.decode()
    assert set(client.cookies) == {"csrftoken", "sessionid"}
    assert all(name in page for name in client.cookies)
