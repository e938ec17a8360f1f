"""Who certifies, orders, pays, releases or collects reads on that page what they put their name to."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from demo.stories import recovering as steps
from demo.stories.ground import seats_of
from grants.actions.desk import save_review
from grants.actions.sittings import cast, close_ballot, open_ballot, record_presence
from grants.actions.undoing import request_undo
from grants.cases.due import due_of
from grants.models import Application, Claim
from grants.wording import euro, grouped_iban, long_day
from notifications.documents import UNPRINTED
from tests.factories import World, drive
from tests.grants.ground import House, again, browser, text_of
from tests.grants.test_said_before import no_press
from tests.grants.walking import make_letters
from workflows.errors import NotYet
from workflows.stages import Stage

pytestmark = pytest.mark.django_db


def lacking(page, words):
    return [word for word in words if word not in page]


def test_amount_payee_and_account_stand_where_money_is_certified_ordered_and_paid():
    story = House().final()
    call = story.call_funds(Decimal(1000))
    holder, account = story.organisation.account_holder, grouped_iban(call.iban)
    wrong = []
    for move, who, then in (
        ("certify", "feststellung", story.certify),
        ("order_payment", "anordnung", story.order),
        ("confirm_payment", "kasse", lambda call: None),
    ):
        url = reverse("grants:mittelabruf_move", args=[call.public_id, move])
        page = text_of(browser(story.staff(who)).get(url))
        words = ["1.000,00", holder, account, call.reference, call.need]
        wrong += [f"{move}: {word}" for word in lacking(page, words)]
        then(call)
    assert wrong == []


def test_whoever_gives_a_call_back_reads_that_the_reason_goes_to_the_organisation():
    story = House().final()
    call = story.call_funds(Decimal(1000))
    url = reverse("grants:mittelabruf_move", args=[call.public_id, "return_call"])
    wrong = []
    for who, then in (
        ("feststellung", story.certify),
        ("anordnung", story.order),
        ("kasse", lambda call: None),
    ):
        page = text_of(browser(story.staff(who)).get(url))
        wrong += [who] * ("Der Text geht an die Antragstellenden" not in page)
        then(call)
    assert wrong == []


@pytest.mark.rest
def test_what_the_check_found_stands_beside_what_the_plan_says():
    story = drive(World(), Stage.EXPERT_CHECK)
    save_review(story.case, {"own": Decimal(1000)}, by=story.staff("sachbearbeitung"), now=story.now(12))
    url = reverse("grants:move", args=[story.case.public_id, "release_for_sitting"])
    page = text_of(browser(story.staff("leitung")).get(url))
    assert lacking(page, ["1.000,00 € (im Plan: 1.200,00 €)"]) == []


def test_the_bescheid_is_read_before_it_is_released():
    story = drive(World(), Stage.AWARD_DRAFTED)
    draft, case = story.case.drafts.get(current=True), story.case
    url = reverse("grants:move", args=[case.public_id, "release_award"])
    page = text_of(browser(story.staff("leitung")).get(url))
    organisation = story.organisation
    organisation.refresh_from_db()
    words = ["4.800,00", organisation.street, draft.purpose.splitlines()[0], "Bewilligungszeitraum"]
    words += [organisation.account_holder, f"IBAN endet auf {organisation.iban[-4:]}, bestätigt"]
    assert lacking(page, words) == []
    preview = reverse("notifications:preview", args=[case.public_id])
    assert preview in page
    for who in ("leitung", "sachbearbeitung", "pruefamt"):
        reader = browser(story.staff(who))
        assert preview in text_of(reader.get(case.get_absolute_url())), who
    answer = browser(story.staff("pruefamt")).get(preview)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    for stranger in (story.staff("kasse"), story.applicant):
        assert browser(stranger).get(preview).status_code == 404
    story.move("release_award", story.staff("leitung"))
    assert browser(story.staff("leitung")).get(preview).status_code == 404, "there is a released one now"


def test_a_bescheid_that_cannot_be_printed_is_a_sentence_on_the_page_of_the_case(monkeypatch, error_log: Any):
    story = drive(World(), Stage.AWARD_DRAFTED)
    monkeypatch.setattr("notifications.rehearsing.render", no_press)
    preview = reverse("notifications:preview", args=[story.case.public_id])
    answer = browser(story.staff("pruefamt")).get(preview, follow=True)
    assert [address for address, _ in answer.redirect_chain] == [story.case.get_absolute_url()]
    assert UNPRINTED in text_of(answer)
    assert "Der Druck brach ab." in error_log.messages[0]
    error_log.clear()


def test_who_opens_a_hearing_reads_what_was_granted_what_was_paid_and_what_is_on_its_way():
    story = drive(World(), Stage.RUNNING)
    story.pay(Decimal(1000))
    story.certify(story.call_funds(Decimal(500)))
    url = reverse("grants:move", args=[story.case.public_id, "open_hearing"])
    page = text_of(browser(story.staff("sachbearbeitung")).get(url))
    rows = {"Bewilligt": story.case.awarded, "Ausgezahlt": Decimal(1000)}
    assert lacking(page, [f"<dt>{label}</dt><dd>{euro(amount)}</dd>" for label, amount in rows.items()]) == []
    assert "Abruf 2: 500,00" in page


def test_the_day_of_a_hearing_binds_nobody_once_the_answer_is_there():
    story = drive(World(), Stage.RUNNING)
    steps.hear(story, "auflage", "1000", "Der Bericht fehlt.")

    def listed():
        return Application.objects.get(pk=story.case.pk).due_on

    assert due_of(again(story.case)) == listed() == story.case.hearing_due is not None
    steps.answer(story)
    assert due_of(again(story.case)) is listed() is None
    steps.draft(story, "auflage", "1000", waive_interest=True)
    url = reverse("grants:move", args=[story.case.public_id, "release_revocation"])
    page = text_of(browser(story.staff("leitung")).get(url))
    assert lacking(page, ["Von Zinsen wird abgesehen."]) == []
    assert "Frist bisher" not in page


def test_who_orders_the_collection_reads_how_much_and_why():
    story = drive(World(), Stage.REFUND_CLAIMED)
    claim = Claim.objects.get(application=story.case, current=True)
    page = text_of(
        browser(story.staff("anordnung")).get(reverse("grants:new_refund", args=[story.case.public_id]))
    )
    assert lacking(page, ["1.000,00", claim.reasoning.splitlines()[0], story.case.organisation.name]) == []


def test_who_orders_the_collection_after_a_part_was_paid_reads_what_is_to_come_back():
    story = drive(World(), Stage.RUNNING)
    awarded, paid = story.case.awarded, Decimal(500)
    story.pay(paid)
    steps.hear(story, "auflage", str(awarded), "Der Kurs fällt aus.")
    steps.answer(story)
    steps.draft(story, "auflage", str(awarded))
    story.move("claim_refund", story.staff("leitung"), 11)
    make_letters()
    story.move("dispatch_claim", story.staff("geschaeftsstelle"), 15, posted_on=story.day)
    cashier = browser(story.staff("anordnung"))
    page = text_of(cashier.get(reverse("grants:new_refund", args=[story.case.public_id])))
    sums = {"Betrag": awarded, "Davon noch nicht ausgezahlt": awarded - paid, "Davon zurückgefordert": paid}
    rows = [f"<dt>{label}</dt><dd>{euro(amount)}</dd>" for label, amount in sums.items()]
    assert lacking(page, rows) == []
    born = story.born("erstattung", "order_collection", story.staff("anordnung"))
    page = text_of(browser(story.staff("kasse")).get(reverse("grants:refund", args=[born])))
    assert (
        lacking(page, [f"<dt>Zurückgefordert</dt><dd>{euro(paid)}</dd>", story.case.organisation.name]) == []
    )


@pytest.mark.rest
def test_who_extends_a_period_reads_which_and_for_what():
    story = drive(World(), Stage.DOCUMENTS_REQUESTED)
    case = again(story.case)
    url = reverse("grants:move", args=[case.public_id, "extend_period"])
    page = text_of(browser(story.staff("sachbearbeitung")).get(url))
    assert lacking(page, [case.documents_requested, long_day(case.documents_due)]) == []


def test_who_releases_for_the_sitting_reads_the_checklist_and_cannot_pass_over_it():
    story = drive(World(), Stage.EXPERT_CHECK)
    url = reverse("grants:move", args=[story.case.public_id, "release_for_sitting"])
    lead = browser(story.staff("leitung"))
    assert lacking(text_of(lead.get(url)), ["Prüfliste", "alles geprüft"]) == []
    save_review(story.case, {"checked": []}, by=story.staff("sachbearbeitung"), now=story.now(12))
    page = text_of(lead.get(url))
    assert lacking(page, ["Auf der Prüfliste ist noch offen", "Das steht im Weg"]) == []
    with pytest.raises(NotYet, match="Prüfliste"):
        story.move("release_for_sitting", story.staff("leitung"))


def test_what_was_resolved_stands_where_it_becomes_a_bescheid():
    story = drive(World(), Stage.ENDORSED)
    page = text_of(
        browser(story.staff("sachbearbeitung")).get(
            reverse("grants:move", args=[story.case.public_id, "draft_award"])
        )
    )
    assert lacking(page, ["Beschlossen", "4.800,00", "Ergebnis", "angenommen", "Stimmen"]) == []


def test_who_closes_a_sitting_reads_what_came_of_its_items():
    world = World()
    story = drive(world, Stage.IN_SITTING)
    item = story.case.items.get()
    url = reverse("grants:sitting_move", args=[item.sitting.public_id, "close_sitting"])
    page = text_of(browser(story.staff("geschaeftsstelle")).get(url))
    assert lacking(page, ["Tagesordnung", "TOP 1", "Anwesend", item.sitting.place]) == []


def test_who_confirms_that_a_step_is_taken_back_reads_why():
    story = drive(World(), Stage.SUBMITTED)
    story.take_over()
    entry = story.case.dossier.transitions.latest("sequence")
    request_undo(
        story.case,
        by=story.staff("leitung"),
        sequence=entry.sequence,
        reason="Es war ein anderer.",
        now=story.now(),
    )
    page = text_of(
        browser(story.staff("geschaeftsstelle")).get(reverse("grants:undo", args=[story.case.public_id]))
    )
    assert lacking(page, ["Es war ein anderer."]) == []


def test_money_and_days_that_follow_from_what_stands_in_the_form_are_announced():
    story = drive(World(), Stage.IN_SITTING)
    item, office, at = story.case.items.get(), story.staff("geschaeftsstelle"), story.now(18)
    open_ballot(item, by=office, now=at)
    for seat in story.ground.seats:
        cast(item, "yes", by=seat.user, now=at)
    close_ballot(item, by=office, now=at)
    url = reverse("grants:move", args=[story.case.public_id, "endorse"])
    page = text_of(browser(office).get(url))
    assert lacking(page, ["4.800,00\u00a0€ werden im Topf reserviert.", "was jetzt im Formular steht"]) == []


def test_a_vote_without_a_quorum_is_not_called_a_refusal_where_one_closes():
    story = drive(World(), Stage.IN_SITTING)
    item, office, at = story.case.items.get(), story.staff("geschaeftsstelle"), story.now(18)
    open_ballot(item, by=office, now=at)
    record_presence(item.sitting, seats_of(story.ground.body)[:1], by=office, now=at)
    close_ballot(item, by=office, challenged=True, now=at)
    for url in (
        reverse("grants:sitting_move", args=[item.sitting.public_id, "close_sitting"]),
        reverse("grants:move", args=[story.case.public_id, "defer"]),
    ):
        page = text_of(browser(office).get(url))
        assert "nicht beschlussfähig" in page, url
        assert "abgelehnt" not in page, url
