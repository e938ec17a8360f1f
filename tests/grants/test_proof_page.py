"""The page of the proof of use, as the recipient finds it."""

import pytest
from django.urls import reverse

from tests.grants.desk_story import client_of
from workflows.stages import Stage

pytestmark = pytest.mark.django_db


def test_proof_opens_before_anything_is_written(case_in):
    story = case_in(Stage.RUNNING)
    page = client_of(story.applicant).get(reverse("grants:proof", args=[story.case.public_id]))
    assert page.status_code == 200
    assert "Verwendungsnachweis" in page.content.decode()


def test_office_reads_a_proof_once_it_is_filed_and_no_body_ever_does(case_in):
    story = case_in(Stage.PROOF_DUE)
    url = reverse("grants:proof", args=[story.case.public_id])
    office, member = client_of(story.staff("sachbearbeitung")), client_of(story.ground.members[1])
    assert [who.get(url).status_code for who in (client_of(story.applicant), office, member)] == [
        200,
        404,
        404,
    ]
    story = case_in(Stage.PROOF_IN_REVIEW)
    url = reverse("grants:proof", args=[story.case.public_id])
    assert [who.get(url).status_code for who in (client_of(story.applicant), office, member)] == [
        200,
        200,
        404,
    ]


def test_case_tells_a_member_what_was_awarded_and_nothing_of_money_and_troubles(case_in):
    story = case_in(Stage.HEARING)
    url = reverse("grants:case", args=[story.case.public_id])
    office, member = story.staff("sachbearbeitung"), story.ground.members[1]
    seen = {who: client_of(who).get(url).content.decode() for who in (office, member)}
    for words in ("Anhörung</", "Bestandskräftig seit"):
        assert (words in seen[office], words in seen[member]) == (True, False), words
    assert "Bewilligt" in seen[member]
