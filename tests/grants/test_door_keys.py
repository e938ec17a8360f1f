"""The door and a page of yesterday: sent twice it has happened once, and nobody signs what they have not seen."""

from decimal import Decimal

import pytest

from grants.actions import begin, perform
from grants.actions.desk import send_message
from grants.actions.seen import Seen
from tests.grants.reading import seen_by
from tests.grants.records import fingerprint, take_over
from workflows.errors import NotHere, Stale
from workflows.stages import Stage

pytestmark = pytest.mark.smoke


def test_the_same_key_gives_the_first_result(case_in):
    story = case_in(Stage.SUBMITTED)
    first = take_over(story, key="k1")
    before = fingerprint()
    assert take_over(story, key="k1", now=story.now(20)) == first
    assert fingerprint() == before


def test_the_same_key_with_other_data_is_refused_with_a_sentence(case_in):
    story = case_in(Stage.FORMAL_CHECK)
    clerk, now = story.staff("sachbearbeitung"), story.now()
    perform(story.case, "request_documents", {"items": "Satzung"}, by=clerk, key="k", now=now)
    before = fingerprint()
    with pytest.raises(Stale, match="schon abgeschickt, aber mit anderen Angaben"):
        perform(story.case, "request_documents", {"items": "Plan"}, by=clerk, key="k", now=now)
    with pytest.raises(Stale):
        perform(story.case, "withdraw", by=clerk, key="k", now=now)
    assert fingerprint() == before


def test_the_key_of_somebody_else_is_as_if_unknown(case_in):
    story = case_in(Stage.SUBMITTED)
    take_over(story, key="k1")
    with pytest.raises(NotHere):
        take_over(story, key="k1", by=story.staff("beratung"))
    story.move("withdraw", story.applicant)
    with pytest.raises(NotHere):
        take_over(story, key="k2")


def test_begin_with_the_same_key_makes_one_record(case_in):
    story = case_in(Stage.SUBMITTED)
    given = {"organisation": story.organisation, "round": story.round, "title": "Zweites Vorhaben"}
    first = begin("application", "start_draft", by=story.applicant, key="k", now=story.now(), **given)
    before = fingerprint()
    assert begin("application", "start_draft", by=story.applicant, key="k", now=story.now(), **given) == first
    with pytest.raises(Stale):
        begin(
            "application",
            "start_draft",
            by=story.applicant,
            key="k",
            now=story.now(),
            **given | {"title": "Anders"},
        )
    assert fingerprint() == before


def test_who_signs_must_have_seen_what_they_sign(case_in):
    story = case_in(Stage.EXPERT_CHECK)
    from grants.actions.desk import save_review

    clerk, lead = story.staff("sachbearbeitung"), story.staff("leitung")
    memo = {
        "assessment": "Gut",
        "eligible": Decimal(6000),
        "own": Decimal(1200),
        "state_aid": "nein",
        "proposal": Decimal(4800),
    }
    save_review(story.case, memo, by=clerk, now=story.now())
    seen = seen_by(lead, story.case, "release_for_sitting")
    save_review(story.case, {"proposal": Decimal(4000)}, by=clerk, now=story.now(11))
    before = fingerprint()
    with pytest.raises(Stale) as stale:
        perform(story.case, "release_for_sitting", by=lead, seen=seen, now=story.now())
    assert fingerprint() == before
    assert "Anders ist jetzt: Vorgeschlagene Zuwendung." in stale.value.reasons[0]
    assert "Zuletzt geschah: „Prüfung festhalten“" in stale.value.reasons[0]
    assert f"{story.day:%d.%m.%Y}" in stale.value.reasons[0]
    send_message(story.case, by=story.applicant, text="Noch etwas", now=story.now(11))
    anew = seen_by(lead, story.case, "release_for_sitting")
    send_message(story.case, by=story.applicant, text="Und noch etwas", now=story.now(11))
    perform(story.case, "release_for_sitting", by=lead, seen=anew, now=story.now())


def test_a_move_that_signs_nothing_does_not_ask_what_was_seen(case_in):
    assert take_over(case_in(Stage.SUBMITTED), seen=Seen("", lambda record, machine: [("Betrag", 1)]))
