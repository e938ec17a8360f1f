"""A call for funds is refused: two people, a Bescheid on paper with its posting day, and the money free at once."""

import json
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from grants.actions import perform
from grants.kinds import facts_of
from grants.letters import from_json
from grants.models import Mittelabruf, Transition
from notifications.models import Document, Post
from notifications.outbox import settle
from tests.grants.ground import browser, hidden, press, text_of
from tests.grants.reading import seen_by
from workflows.errors import NotYet, Stale
from workflows.stages import MittelabrufStage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
REASONS = "Eine Tonanlage gehört nicht zum bewilligten Finanzierungsplan."


def page(story, who, url):
    """The text of a page as a member of staff or (None) the applicant reads it."""
    return text_of(browser(story.staff(who) if who else story.applicant).get(url))


def letter(key):
    entry = Transition.objects.get(move={"abrufablehnung": "refuse_call"}.get(key, "confirm_payment"))
    return from_json(key, json.loads(entry.private)["letters"][key])


def test_a_call_is_refused_on_its_page_by_two_people_and_posted_with_its_own_day(running):
    case = running.case
    call = running.call_funds(case.awarded)
    address, calls, home = call.get_absolute_url(), reverse("grants:mittelabrufe"), reverse("grants:home")
    assert call.reference not in page(running, "leitung", home)
    clerk, lead = browser(running.staff("sachbearbeitung")), browser(running.staff("leitung"))
    assert press(clerk, call, "draft_call_refusal", reasoning=REASONS).status_code == 200
    for url in (home, calls):
        assert call.reference in page(running, "leitung", url)
    assert "Sie: Abruf ablehnen (Leitung)" in page(running, "leitung", calls)
    assert REASONS in page(running, "leitung", address)
    for url in (address, case.get_absolute_url()):
        told = page(running, None, url)
        assert REASONS not in told
        assert "Ablehnung entwerfen" not in told
    asked = text_of(lead.get(f"{address}schritt/refuse_call/"))
    assert "entsteht als PDF und wird auf Papier versandt" in asked
    assert press(lead, call, "refuse_call").status_code == 200
    call.refresh_from_db()
    assert (call.stage, call.decided_by, call.drafted_by) == (
        MittelabrufStage.REFUSED, running.staff("leitung"), running.staff("sachbearbeitung"),
    )  # fmt: skip

    # decided, not yet posted: the recipient reads no reasons and has no letter, and the office has to post it
    told = page(running, None, address)
    assert "Der Bescheid kommt mit der Post." in told
    assert REASONS not in told
    settle()
    call.refresh_from_db()
    assert call.made_at is not None
    paper = Post.objects.get(letter="abrufablehnung", kind=Post.Kind.PAPER)
    document = Document.objects.get(key="abrufablehnung")
    assert (paper.state, document.visible_from) == (Post.State.DUE, None)
    for who in ("geschaeftsstelle", "sachbearbeitung"):
        assert call.reference in page(running, who, home)
        assert "Sie: Versand der Ablehnung vermerken" in page(running, who, calls)

    office = browser(running.staff("geschaeftsstelle"))
    day = f"{call.decided_on:%d.%m.%Y}"
    assert press(office, call, "dispatch_call_refusal", posted_on=day).status_code == 200
    settle()
    for record in (call, paper, document):
        record.refresh_from_db()
    assert call.posted_on == call.decided_on
    assert paper.state == Post.State.CONFIRMED
    assert document.visible_from is not None
    mail = Post.objects.get(letter="bescheid_unterwegs", transition__move="dispatch_call_refusal")
    assert (mail.user, mail.state) == (running.applicant, Post.State.DONE)
    told = page(running, None, address)
    assert REASONS in told
    assert "Bescheid zur Post gegeben" in told
    listed = page(running, None, case.get_absolute_url())
    assert "Abgelehnt" in listed
    assert document.title in listed
    for who in ("geschaeftsstelle", "leitung"):
        assert call.reference not in page(running, who, home)


def test_the_letter_says_what_was_called_and_who_decided(running):
    running.pay(Decimal(1000))
    call = running.call_funds(Decimal(850))
    running.refuse(call, REASONS)
    said = letter("abrufablehnung")
    assert (said.call_number, said.amount, said.paid) == (2, Decimal(850), Decimal(1000))
    assert (said.granted, said.reasons) == (running.case.awarded, (REASONS,))
    assert said.signature.name == running.staff("leitung").name
    assert said.filed_on == call.filed_on
    assert said.remedy.court == "Verwaltungsgericht Hannover"


@pytest.mark.parametrize("certified", [False, True])
def test_what_was_called_is_free_again_and_may_be_called_anew(running, certified):
    awarded = running.case.awarded
    call = running.call_funds(awarded)
    if certified:
        running.certify(call)
    running.move("draft_call_refusal", running.staff("sachbearbeitung"), record=call, reasoning=REASONS)
    assert facts_of(running.case).called == awarded
    with pytest.raises(NotYet, match="schon ganz abgerufen"):
        running.call_funds(Decimal("0.01"))
    running.move("refuse_call", running.staff("leitung"), record=call)
    running.case.refresh_from_db()
    assert facts_of(running.case).called == 0
    assert (running.case.committed, running.case.paid) == (awarded, 0)
    call.refresh_from_db()
    assert (call.certified_by, call.recognised_cents) == (None, None)
    anew = running.call_funds(awarded)
    told = page(running, "feststellung", anew.get_absolute_url())
    assert 'Davor abgerufen</dt><dd class="mw-number">0,00' in told
    assert "Noch keine Auszahlung möglich" not in page(running, "feststellung", call.get_absolute_url())


def test_who_drafted_the_refusal_does_not_release_it_and_the_database_insists(running):
    call = running.call_funds(Decimal(500))
    clerk = running.staff("sachbearbeitung")
    running.move("draft_call_refusal", clerk, record=call, reasoning=REASONS)
    call.refresh_from_db()
    call.decided_by, call.decided_on = clerk, running.day
    with pytest.raises(IntegrityError, match="call_refusal_four_eyes"), transaction.atomic():
        call.save()
    call.refresh_from_db()
    running.move("refuse_call", running.staff("leitung"), record=call)
    early = Mittelabruf.objects.get(pk=call.pk)
    early.posted_on = early.decided_on.replace(year=early.decided_on.year - 1)
    with pytest.raises(IntegrityError, match="call_posted_after_refusal"), transaction.atomic():
        early.save()


def test_less_is_certified_with_a_reason_that_the_recipient_reads(running):
    call = running.call_funds(Decimal(1000))
    certifier = browser(running.staff("feststellung"))
    address = f"{call.get_absolute_url()}schritt/certify/"
    asked = text_of(certifier.get(address))
    said = {"key": hidden(asked, "key"), "seen": hidden(asked, "seen"), "recognised": "999,99", "note": ""}
    refused = certifier.post(address, said)
    assert refused.status_code == 409
    assert "nennen Sie bitte den Grund" in text_of(refused)
    assert Mittelabruf.objects.get(pk=call.pk).stage == MittelabrufStage.FILED
    assert press(certifier, call, "certify", recognised="999,99", note="Ein Cent Skonto.").status_code == 200
    running.order(call)
    running.on_call(call, "confirm_payment", "kasse", 13, paid_on=running.day)
    assert letter("auszahlungsmitteilung").deviation == "Ein Cent Skonto."


def test_a_remark_on_the_whole_amount_is_no_deviation(running):
    call = running.call_funds(Decimal(1000))
    running.on_call(call, "certify", "feststellung", 9, recognised=Decimal(1000), note="Belege gesehen.")
    running.order(call)
    running.on_call(call, "confirm_payment", "kasse", 13, paid_on=running.day)
    assert letter("auszahlungsmitteilung").deviation == ""


def test_a_refusal_binds_the_lead_to_the_page_that_showed_its_reasons(running):
    call = running.call_funds(Decimal(500))
    clerk, lead = running.staff("sachbearbeitung"), running.staff("leitung")
    running.move("draft_call_refusal", clerk, record=call, reasoning=REASONS)
    seen = seen_by(lead, call, "refuse_call")
    running.move("draft_call_refusal", clerk, 10, record=call, reasoning="Anders begründet.")
    with pytest.raises(Stale):
        perform(call, "refuse_call", {}, by=lead, now=running.now(11), seen=seen)
