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
