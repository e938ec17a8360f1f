"""A Bescheid came back: the office corrects the address, the lead releases anew, and the next letter goes there."""

import json

import pytest
from django.urls import reverse

from grants.actions.decisions import correct_address
from grants.models import Draft, Entry, Transition
from grants.views.offering import pages_for
from tests.factories import World, drive
from tests.grants.desk_story import client_of
from workflows.case import Actor
from workflows.errors import NotHere, NotYet, NotYours
from workflows.roles import Role
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
NEW = {"street": "Neue Straße 7", "postcode": "30159", "city": "Hannover"}
SAID = NEW | {"reason": "Auskunft am Telefon"}


def came_back(stage=Stage.AWARDED):
    story = drive(World(), stage)
    story.later()
    story.move("record_returned_mail", story.staff("geschaeftsstelle"), reason="Unbekannt verzogen")
    return story


def correct(story, who="geschaeftsstelle", **changes):
    correct_address(story.case, by=story.staff(who), now=story.now(16), **(SAID | changes))


@pytest.mark.parametrize("stage", [Stage.AWARDED, Stage.REFUSED])
@pytest.mark.parametrize("who", ["geschaeftsstelle", "sachbearbeitung"])
def test_office_corrects_the_address_after_the_letter_came_back(stage, who):
    story = came_back(stage)
    correct(story, who)
    story.case.refresh_from_db()
    organisation = story.case.organisation
    organisation.refresh_from_db()
    assert (organisation.street, organisation.postcode) == ("Neue Straße 7", "30159")
    assert (story.case.released_by, story.case.released_on) == (None, None)
    assert Draft.objects.get(application=story.case, current=True).made_at is None


def test_next_bescheid_goes_to_the_new_address_and_books_nothing_twice():
    story = came_back()
    booked = list(Entry.objects.filter(application=story.case).values_list("debit", "credit", "amount_cents"))
    correct(story)
    story.later()
    entry = story.move("release_award", story.staff("leitung"))
    assert "Neue Straße 7" in json.loads(entry.private)["letters"]["zuwendungsbescheid"]
    assert booked == list(
        Entry.objects.filter(application=story.case).values_list("debit", "credit", "amount_cents")
    )
    story.settle()
    story.dispatch_award()
    story.case.refresh_from_db()
    assert (story.case.stage, story.case.returned_on) == (Stage.AWARDED, None)
    assert story.case.committed == story.case.awarded


def test_nobody_posts_the_old_letter_before_the_new_release():
    story = came_back()
    correct(story)
    with pytest.raises(NotYet, match="noch nicht freigegeben"):
        story.move("dispatch_award", story.staff("geschaeftsstelle"), posted_on=story.day)


def test_correction_is_logged_without_saying_the_address_openly():
    story = came_back()
    correct(story)
    entry = Transition.objects.filter(dossier=story.case.dossier_id).order_by("-sequence").first()
    assert entry.move == "correct_address"
    assert "Neue Straße" in entry.private
    assert "Auskunft am Telefon" in entry.private
    assert json.loads(entry.private)["before"]["street"]
    assert "Neue" not in entry.facts
    assert json.loads(entry.facts)["recall"] == "all"
    assert entry.posted_at is None


def test_address_is_corrected_only_after_a_letter_came_back_and_only_until_the_next_dispatch():
    story = drive(World(), Stage.AWARD_DRAFTED)
    story.release_award()
    story.settle()
    with pytest.raises(NotHere):
        correct(story)
    story.dispatch_award()
    with pytest.raises(NotHere):
        correct(story)
    story.later()
    story.move("record_returned_mail", story.staff("geschaeftsstelle"), reason="Verzogen")
    story.dispatch_award()
    with pytest.raises(NotHere):
        correct(story)


@pytest.mark.parametrize("who", ["leitung", "kasse", "beratung", "pruefamt"])
def test_address_is_not_corrected_by_others(who):
    story = came_back()
    with pytest.raises(NotYours):
        correct(story, who)


def test_same_address_again_is_a_sentence_and_changes_nothing():
    story = came_back()
    organisation = story.case.organisation
    same = {name: getattr(organisation, name) for name in NEW}
    with pytest.raises(NotYet, match="steht schon da"):
        correct(story, **same)
    story.case.refresh_from_db()
    assert story.case.released_by


def test_page_is_offered_only_after_a_letter_came_back():
    story = drive(World(), Stage.AWARD_DRAFTED)
    office = Actor("", frozenset({Role.OFFICE}), 1)

    def offered():
        story.case.refresh_from_db()
        return "Anschrift berichtigen" in [row["label"] for row in pages_for(story.case, office)]

    assert not offered()
    story.send_award()
    story.later()
    story.move("record_returned_mail", story.staff("geschaeftsstelle"), reason="Verzogen")
    assert offered()


def test_page_corrects_the_address_and_tells_what_is_wrong_at_the_field():
    story = came_back()
    client = client_of(story.staff("geschaeftsstelle"))
    address = reverse("grants:correct_address", args=[story.case.public_id])
    assert "neuer Brief mit neuer Nummer" in client.get(address).content.decode()
    wrong = client.post(address, SAID | {"postcode": "3015"})
    assert "fünf Ziffern" in wrong.content.decode()
    assert client.post(address, SAID).status_code == 302
    story.case.organisation.refresh_from_db()
    assert story.case.organisation.city == "Hannover"
    assert client_of(story.applicant).get(address).status_code == 404
