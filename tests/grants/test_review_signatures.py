"""Joint representation: each declaration needs its own releases, and the log can prove them (§ 26 Abs. 2 BGB)."""

import json
from datetime import timedelta
from decimal import Decimal

import pytest

from demo.stories.ground import find_user
from grants.actions import begin, perform
from grants.actions.desk import verify_iban
from grants.actions.drafts import release, release_beside, save_organisation, save_project
from grants.cases.releases import content_digest
from grants.models import Application, Membership, Organisation
from tests.factories import World, drive
from tests.grants.ground import again
from workflows.errors import NotYet, NotYours, Stale
from workflows.stages import Stage

pytestmark = pytest.mark.django_db
OTHER_IBAN = "DE89370400440532013000"


def _joint(story):
    """From now on two people represent the organisation."""
    Organisation.objects.filter(pk=story.organisation.pk).update(signatures_needed=2)
    second = find_user("zweite", "Zweite Person")
    Membership.objects.create(organisation=story.organisation, user=second, signatory=True)
    return second


def test_a_release_of_the_documents_is_no_consent_to_the_withdrawal():
    story = drive(World(), Stage.DOCUMENTS_REQUESTED)
    second = _joint(story)
    release(story.case, by=second, now=story.now())
    with pytest.raises(NotYet, match="gemeinsame Vertretung"):
        story.move("withdraw", story.applicant)
    release(story.case, by=second, ending=True, now=story.now())
    story.move("withdraw", story.applicant)
    assert story.case.stage == Stage.WITHDRAWN


def test_a_consent_to_the_withdrawal_is_no_release_of_the_documents():
    story = drive(World(), Stage.DOCUMENTS_REQUESTED)
    second = _joint(story)
    release(story.case, by=second, ending=True, now=story.now())
    with pytest.raises(NotYet):
        story.move("supply_documents", story.applicant)
    release(story.case, by=second, now=story.now())
    story.move("supply_documents", story.applicant, note="Die Satzung liegt schon vor.")


def test_the_log_proves_later_who_had_signed_the_submission():
    story = drive(World(), Stage.DRAFT)
    second = _joint(story)
    release(story.case, by=second, now=story.now())
    entry = story.move("submit", story.applicant)
    release(story.case, by=second, now=story.now())
    assert json.loads(entry.facts)["signed_by"] == [second.pk]
    signed = entry.dossier.transitions.filter(move="release", user=second).order_by("sequence").first()
    assert signed.sequence < entry.sequence
    assert story.case.releases.filter(user=second).count() == 2


def test_who_no_longer_represents_the_organisation_has_not_signed():
    story = drive(World(), Stage.DRAFT)
    second = _joint(story)
    release(story.case, by=second, now=story.now())
    Membership.objects.filter(user=second).update(signatory=False)
    with pytest.raises(NotYet, match="gemeinsame Vertretung"):
        story.move("submit", story.applicant)


def test_nobody_releases_what_changed_since_they_read_it():
    story = drive(World(), Stage.DRAFT)
    second = _joint(story)
    seen = content_digest(again(story.case))
    save_project(story.case, {"title": "Ein anderes Vorhaben"}, by=story.applicant, now=story.now())
    with pytest.raises(Stale):
        release(story.case, by=second, seen=seen, now=story.now())
    release(story.case, by=second, seen=content_digest(again(story.case)), now=story.now())


def test_a_call_for_funds_is_certified_only_after_the_second_release():
    story = drive(World(), Stage.FINAL)
    second = _joint(story)
    call = story.call_funds(Decimal(1000))
    with pytest.raises(NotYet, match="gemeinsame Vertretung"):
        story.on_call(call, "certify", "feststellung", 9, recognised=Decimal(1000))
    with pytest.raises(NotYours):
        release_beside(call, by=story.staff("feststellung"), now=story.now())
    release_beside(call, by=second, now=story.now())
    story.on_call(call, "certify", "feststellung", 9, recognised=Decimal(1000))


def test_money_is_not_paid_before_it_was_ordered():
    story = drive(World(), Stage.FINAL)
    call = story.call_funds(Decimal(1000))
    story.on_call(call, "certify", "feststellung", 9, recognised=Decimal(1000))
    story.on_call(call, "order_payment", "anordnung", 11)
    with pytest.raises(NotYet, match="vor ihrer Anordnung"):
        story.on_call(call, "confirm_payment", "kasse", 13, paid_on=story.day - timedelta(days=1))
    story.on_call(call, "confirm_payment", "kasse", 13, paid_on=story.day)


def _another_draft(story, by):
    entry = begin(
        "application",
        "start_draft",
        by=by,
        now=story.now(),
        organisation=story.organisation,
        round=story.round,
    )
    return Application.objects.get(dossier_id=entry.dossier_id)


def test_a_helper_of_the_organisation_cannot_redirect_its_money_by_a_new_draft():
    story = drive(World(), Stage.FINAL)
    helper = find_user("helferin", "Helferin")
    Membership.objects.create(organisation=story.organisation, user=helper)
    draft = _another_draft(story, helper)
    with pytest.raises(NotYours):
        save_organisation(draft, {"iban": OTHER_IBAN}, by=helper, now=story.now())
    save_organisation(draft, {"street": "Neue Straße 2"}, by=helper, now=story.now())
    story.organisation.refresh_from_db()
    assert story.organisation.iban_verified_at is not None


def test_a_changed_account_stands_in_the_log_even_of_a_draft():
    story = drive(World(), Stage.FINAL)
    draft = _another_draft(story, story.applicant)
    save_organisation(draft, {"iban": OTHER_IBAN}, by=story.applicant, now=story.now())
    entry = draft.dossier.transitions.get(move="save_project")
    assert json.loads(entry.facts)["account_changed"] is True
    assert OTHER_IBAN not in entry.private
    with pytest.raises(NotYet):
        verify_iban(
            story.case, by=story.staff("sachbearbeitung"), compared="DE02120300000000202051", now=story.now()
        )


def test_one_of_two_cannot_make_themselves_sole_representative_of_a_running_case():
    story = drive(World(), Stage.FINAL)
    _joint(story)
    draft = _another_draft(story, story.applicant)
    with pytest.raises(NotYet, match="Registerauszug"):
        save_organisation(draft, {"signatures_needed": 1}, by=story.applicant, now=story.now())
    with pytest.raises(NotYet):
        perform(story.case, "waive_grant", by=story.applicant, now=story.now())
