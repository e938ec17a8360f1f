"""A closed case is taken up again by two people."""

import pytest

from demo.stories import recovering as steps
from grants.actions import perform
from grants.actions.drafts import agree_to_reopen
from grants.models import Application, Claim
from tests.grants.ground import browser, hidden, page_of, text_of
from workflows.errors import Stale
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]


def test_agreement_to_reopen_is_given_by_another_person_and_binds_to_one_closing(case_in):
    story = case_in(Stage.CLOSED)
    client = browser(story.staff("sachbearbeitung"))
    page = text_of(client.get(page_of(story, "wiederaufnahme")))
    assert "zwei Personen" in page
    with pytest.raises(Stale):
        agree_to_reopen(story.case, by=story.staff("sachbearbeitung"), seen="", now=story.now())
    client.post(page_of(story, "wiederaufnahme"), {"seen": hidden(page, "seen")})
    said = steps.about("ruecknahme_48", "1", story.day, "Doppelt gefördert.")
    perform(story.case, "reopen", said, by=story.staff("leitung"), now=story.now())
    case = Application.objects.get(pk=story.case.pk)
    assert (case.stage, case.heard_from, case.outcome, case.closed_on) == (
        Stage.HEARING,
        Stage.CLOSED,
        "",
        None,
    )
    assert Claim.objects.get().current
