"""Another bank account in a running case: all who must sign release it, the office compares it, old calls are held."""

import json
from decimal import Decimal

import pytest
from django.urls import reverse

from demo.stories.acting import IBAN
from demo.stories.ground import find_user
from grants.actions import begin
from grants.actions.account import change_account, pending_change, release_account
from grants.actions.desk import verify_iban
from grants.actions.drafts import save_organisation
from grants.models import Application, Membership, Organisation
from grants.waiting import tasks_of
from tests.factories import World, drive
from tests.grants.desk_story import client_of
from workflows.acts import ACTS
from workflows.errors import NotHere, NotYet, NotYours, Stale
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
OTHER = {"iban": "DE89370400440532013000", "account_holder": "Verein, zweites Konto"}
THIRD = {"iban": "DE02120300000000202051", "account_holder": "Verein, drittes Konto"}


def joint(story):
    """From now on two of three people represent the organisation."""
    Organisation.objects.filter(pk=story.organisation.pk).update(signatures_needed=2)
    people = [find_user(key, f"{key} Person") for key in ("zweite", "dritte")]
    for person in people:
        Membership.objects.create(organisation=story.organisation, user=person, signatory=True)
    return people


def account_of(story):
    organisation = Organisation.objects.get(pk=story.organisation.pk)
    return organisation.iban, organisation.account_holder, organisation.iban_verified_at


def ask(story, by=None, account=OTHER):
    return change_account(story.case, by=by or story.applicant, now=story.now(12), **account)


def test_account_of_one_who_signs_alone_changes_at_once_and_has_to_be_compared_again():
    story = drive(World(), Stage.FINAL)
    assert account_of(story)[2] is not None
    assert ask(story) is True
    assert account_of(story) == (OTHER["iban"], OTHER["account_holder"], None)
    assert pending_change(story.case) is None


def in_a_draft(story):
    save_organisation(story.case, OTHER, by=story.applicant, now=story.now(12))


@pytest.mark.parametrize(("stage", "change"), [(Stage.FINAL, ask), (Stage.DRAFT, in_a_draft)])
def test_with_another_account_the_calls_of_all_cases_wait_to_be_given_back(stage, change):
    world = World()
    paid, other = (
        drive(world, at, organisation="Verein e. V.", title=at.label) for at in (Stage.RUNNING, stage)
    )
    call = paid.call_funds(Decimal(100))
    certifier = paid.staff("feststellung")
    assert [row.step for row in tasks_of(certifier, paid.day).rows] == ["certify"]
    change(other)
    assert [(row.step, row.record) for row in tasks_of(certifier, paid.day).rows] == [("return_call", call)]


def test_account_of_several_changes_with_the_last_release_needed():
    story = drive(World(), Stage.RUNNING)
    second, third = joint(story)
    assert ask(story) is False
    assert account_of(story)[0] == IBAN
    assert account_of(story)[2] is not None
    assert ask(story) is False, "the same person twice is one release"
    change = pending_change(story.case)
    assert release_account(story.case, by=third, seen=change.pk, now=story.now(13)) is True
    assert account_of(story) == (OTHER["iban"], OTHER["account_holder"], None)
    with pytest.raises(Stale):
        release_account(story.case, by=second, seen=change.pk, now=story.now(14))


def test_another_change_needs_all_releases_anew():
    story = drive(World(), Stage.RUNNING)
    second, third = joint(story)
    ask(story)
    first = pending_change(story.case)
    assert ask(story, second, THIRD) is False
    with pytest.raises(Stale):
        release_account(story.case, by=third, seen=first.pk, now=story.now(13))
    assert (
        release_account(story.case, by=third, seen=pending_change(story.case).pk, now=story.now(13)) is True
    )
    assert account_of(story)[0] == THIRD["iban"]


def test_release_of_somebody_who_signs_no_more_does_not_count():
    story = drive(World(), Stage.RUNNING)
    second, third = joint(story)
    ask(story, second)
    Membership.objects.filter(user=second).update(signatory=False)
    assert release_account(story.case, by=third, seen=pending_change(story.case).pk, now=story.now()) is False
    assert ask(story) is True


def test_nothing_is_paid_to_an_account_that_nobody_has_compared():
    story = drive(World(), Stage.FINAL)
    ask(story)
    call = story.call_funds(Decimal(1000))
    with pytest.raises(NotYet, match="nicht von einer zweiten Person bestätigt"):
        story.certify(call)
    verify_iban(story.case, by=story.staff("sachbearbeitung"), compared=OTHER["iban"], now=story.now())
    story.certify(call)


@pytest.mark.parametrize("ordered", [False, True])
def test_open_calls_that_name_the_old_account_are_held_and_returned(ordered):
    story = drive(World(), Stage.FINAL)
    call = story.call_funds(Decimal(1000))
    if ordered:
        story.certify(call)
        story.order(call)
    ask(story)
    verify_iban(story.case, by=story.staff("sachbearbeitung"), compared=OTHER["iban"], now=story.now())
    step = ("confirm_payment", "kasse") if ordered else ("certify", "feststellung")
    said = {"paid_on": story.day} if ordered else {"recognised": call.amount}
    with pytest.raises(NotYet, match="Konto wurde seit dem Abruf geändert"):
        story.on_call(call, *step, 13, **said)
    story.on_call(call, "return_call", "anordnung", 14, reason="Neues Konto")
    story.pay(Decimal(1000))


def test_change_of_the_holder_alone_holds_calls_too():
    story = drive(World(), Stage.FINAL)
    call = story.call_funds(Decimal(1000))
    ask(story, account={"iban": IBAN, "account_holder": "Jemand anders"})
    verify_iban(story.case, by=story.staff("sachbearbeitung"), compared=IBAN, now=story.now())
    with pytest.raises(NotYet, match="Konto wurde seit dem Abruf geändert"):
        story.certify(call)


@pytest.mark.parametrize("stage", [Stage.SUBMITTED, Stage.IN_SITTING, Stage.AWARDED, Stage.PROOF_IN_REVIEW])
def test_account_is_changed_from_the_submission_to_the_end_of_payments(stage, case_in):
    assert ask(case_in(stage)) is True


@pytest.mark.parametrize("stage", [Stage.CONSULTATION, Stage.DRAFT, Stage.CLOSED, Stage.WITHDRAWN])
def test_account_is_not_changed_here_before_and_after(stage, case_in):
    with pytest.raises(NotHere):
        ask(case_in(stage))
    assert stage not in ACTS["release_account"].stages


def test_helpers_and_the_office_do_not_change_the_account():
    story = drive(World(), Stage.FINAL)
    helper = find_user("helferin", "Helferin")
    Membership.objects.create(organisation=story.organisation, user=helper)
    for who in (helper, story.staff("sachbearbeitung"), story.staff("kasse"), story.staff("leitung")):
        with pytest.raises(NotYours):
            ask(story, who)


def test_same_account_is_a_sentence():
    story = drive(World(), Stage.FINAL)
    organisation = story.case.organisation
    with pytest.raises(NotYet, match="steht schon da"):
        ask(story, account={"iban": organisation.iban, "account_holder": organisation.account_holder})


def test_change_is_logged_with_the_ends_of_the_accounts_only():
    story = drive(World(), Stage.FINAL)
    ask(story)
    entry = story.case.dossier.transitions.order_by("-sequence")[0]
    assert json.loads(entry.facts) == {"account_changed": True, "released": 1}
    private = json.loads(entry.private)
    assert (private["iban_end"], private["iban_end_before"]) == (OTHER["iban"][-4:], IBAN[-4:])
    assert OTHER["iban"] not in entry.private


def test_one_of_several_cannot_change_the_account_by_a_new_draft():
    story = drive(World(), Stage.FINAL)
    joint(story)
    draft = drive_draft(story)
    with pytest.raises(NotYet, match="gemeinsam"):
        save_organisation(draft, {"iban": OTHER["iban"]}, by=story.applicant, now=story.now())
    assert account_of(story)[0] == IBAN


def drive_draft(story):
    given = {"organisation": story.organisation, "round": story.round}
    entry = begin("application", "start_draft", by=story.applicant, now=story.now(), **given)
    return Application.objects.get(dossier_id=entry.dossier_id)


# The page


def page(story):
    return reverse("grants:change_account", args=[story.case.public_id])


def test_page_changes_the_account_and_says_what_comes_next():
    story = drive(World(), Stage.FINAL)
    client = client_of(story.applicant)
    assert "Bankverbindung ändern" in client.get(story.case.get_absolute_url()).content.decode()
    assert "id_iban_error" in client.post(page(story), OTHER | {"iban": "DE1"}).content.decode()
    answer = client.post(page(story), OTHER | {"iban": "DE89 3704 0044 0532 0130 00"}, follow=True)
    assert "Die neue Bankverbindung gilt" in answer.content.decode()
    assert account_of(story)[0] == OTHER["iban"]


def test_page_says_who_is_missing_and_lets_them_release():
    story = drive(World(), Stage.FINAL)
    second, _ = joint(story)
    client_of(story.applicant).post(page(story), OTHER)
    assert "zweite Person" in client_of(story.applicant).get(page(story)).content.decode()
    other = client_of(second)
    assert "wartet auf Ihre Freigabe" in other.get(story.case.get_absolute_url()).content.decode()
    assert other.post(page(story), {"release": "x"}, follow=True).status_code == 200
    assert account_of(story)[0] == IBAN
    other.post(page(story), {"release": pending_change(story.case).pk})
    assert account_of(story)[0] == OTHER["iban"]


def test_page_is_for_signatories_only():
    story = drive(World(), Stage.FINAL)
    for who in (story.staff("sachbearbeitung"), story.staff("kasse"), find_user("fremd", "Fremde Person")):
        assert client_of(who).get(page(story)).status_code == 404
