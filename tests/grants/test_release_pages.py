"""A call for funds says whose release it lacks, and the lead says which suit has ended."""

import re
from decimal import Decimal

import pytest
from django.urls import reverse

from demo.stories.ground import find_user
from grants.actions.drafts import release_beside
from grants.models import Membership, Organisation
from tests.grants.ground import House, browser, text_of

pytestmark = pytest.mark.django_db


def joint(story):
    """From now on two people represent the organisation."""
    Organisation.objects.filter(pk=story.organisation.pk).update(signatures_needed=2)
    second = find_user("zweite", "Zweite Person")
    Membership.objects.create(organisation=story.organisation, user=second, signatory=True)
    return second


def seen_on(page):
    """The stamp that the page carries."""
    return re.search(r'name="seen" value="([^"]+)"', page)[1]


def test_page_of_a_call_says_whose_release_it_lacks_and_leads_there():
    story = House().final()
    second = joint(story)
    call = story.call_funds(Decimal(1000))
    url, release = call.get_absolute_url(), reverse("grants:release", args=[story.case.public_id])
    filed, who, office = browser(story.applicant), browser(second), browser(story.staff("feststellung"))
    assert release in text_of(who.get(url))
    for other in (filed, office):
        page = text_of(other.get(url))
        assert release not in page
        assert "gemeinsame Vertretung" in page
    release_beside(call, by=second, now=story.now())
    for everybody in (who, filed, office):
        page = text_of(everybody.get(url))
        assert release not in page
        assert "gemeinsame Vertretung" not in page


def test_page_lets_the_lead_choose_which_suit_has_ended():
    story = House().awarded()
    lead = story.staff("leitung")
    for scope in ("condition", "refused_part"):
        story.move("record_lawsuit", lead, filed_on=story.day, scope=scope)
    url = reverse("grants:move", args=[story.case.public_id, "close_lawsuit"])
    who = browser(lead)
    page = text_of(who.get(url))
    assert "Welche Klage?" in page
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    data = {"key": key, "seen": seen_on(page), "ended_on": f"{story.day:%d.%m.%Y}"}
    assert "Bitte wählen Sie, welche beendet ist" in text_of(who.post(url, data))
    page = text_of(who.get(url))
    data = {**data, "key": re.search(r'name="key" value="([^"]+)"', page)[1], "seen": seen_on(page)}
    assert who.post(url, {**data, "scope": "refused_part"}).status_code == 302
    assert list(story.case.lawsuits.filter(closed_on=None).values_list("scope", flat=True)) == ["condition"]
