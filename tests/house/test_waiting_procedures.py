"""Nobody waits unseen (G17) after the award: hearing, refund, change, interim proof, calls, signatures, the post."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from demo.stories import recovering as steps
from demo.stories.ground import fill_pot, open_round
from demo.stories.measures import announce, catalogue, hold_sitting, select
from demo.stories.paper import Paper
from demo.stories.steps import Story, at, close_sitting, invite, open_sitting, plan_sitting
from grants.actions.decisions import correct_address
from grants.actions.drafts import release, release_beside
from grants.actions.undoing import request_undo
from grants.models import Claim
from tests.factories import World, drive, make_letters
from tests.house.seeing import Seen
from workflows.stages import Stage

pytestmark = [pytest.mark.rest, pytest.mark.django_db]
ADDRESS = {"street": "Neue Straße 2", "postcode": "30161", "city": "Hannover"}


def seen_in(stage: Stage, **said: Any) -> Seen:
    return Seen(drive(World(), stage, **said))


def make_claim(story: Story) -> None:
    """The PDF of the claim lies in the archive; nobody looks in the minute in which it is made."""
    Claim.objects.filter(application=story.case).update(made_at=story.now(12))


# Anhörung, Widerruf, Erstattung


def test_a_hearing_waits_for_nobody_unseen_until_the_money_is_back():
    seen = seen_in(Stage.RUNNING)
    story = seen.story
    story.pay(Decimal(1000))
    seen.look()
    steps.hear(story, "auflage", "1000", "Der Bericht fehlt.")
    seen.look()
    assert seen.told("sachbearbeitung", "record_hearing_answer")
    story.clock(story.case.hearing_due + timedelta(days=1))
    seen.look()
    assert seen.told("sachbearbeitung", "draft_claim"), "nobody has answered"
    steps.draft(story, "auflage", "1000")
    seen.look()
    assert seen.told("leitung", "claim_refund")
    story.move("claim_refund", story.staff("leitung"), 11)
    make_claim(story)
    seen.look()
    assert seen.told("geschaeftsstelle", "dispatch_claim")
    story.move("dispatch_claim", story.staff("geschaeftsstelle"), 15, posted_on=story.day)
    seen.look()
    assert seen.told("anordnung", "order_collection")
    story.move("record_returned_claim", story.staff("geschaeftsstelle"), reason="Unbekannt verzogen")
    seen.look()
    assert seen.told("geschaeftsstelle", "dispatch_claim")
    story.move("dispatch_claim", story.staff("geschaeftsstelle"), 15, posted_on=story.day)
    story.born("erstattung", "order_collection", story.staff("anordnung"))
    refund = story.case.refunds.get()
    seen.look(story.case, refund)
    assert seen.told("kasse", "record_receipt_of_refund")
    story.later(60)
    seen.look(story.case, refund)
    assert seen.reason("kasse", refund).endswith("oder mahnen"), "it is overdue"
    story.move("remind_of_refund", story.staff("kasse"), record=refund)
    seen.look(story.case, refund)
    assert seen.told("kasse", "record_receipt_of_refund")
    story.later(30)
    seen.look(story.case, refund)
    assert seen.reason("kasse", refund).endswith("oder Vollstreckung einleiten"), "the reminder was in vain"
    story.move("enforce", story.staff("kasse"))
    seen.look(story.case, refund)
    steps.receive(story, refund)
    seen.look(story.case, refund)
    assert seen.told("kasse", "close_collection")
    story.move("close_collection", story.staff("kasse"), 14, record=refund)
    seen.look(story.case, refund)
    assert seen.told("kasse", "settle_refund")
    story.move("settle_refund", story.staff("kasse"), 15)
    seen.look(story.case, refund)
    assert seen.unseen == []


def test_a_revocation_waits_for_nobody_unseen_until_it_is_posted():
    seen = seen_in(Stage.FINAL)
    story = seen.story
    steps.hear(story, "ruecknahme_48", "4800", "Die Angaben waren falsch.")
    seen.look()
    steps.answer(story)
    seen.look()
    assert seen.told("sachbearbeitung", "draft_claim")
    steps.draft(story, "ruecknahme_48", "4800")
    seen.look()
    assert seen.told("leitung", "release_revocation")
    assert not seen.told("sachbearbeitung", "draft_claim")
    story.move("release_revocation", story.staff("leitung"), 11)
    make_claim(story)
    seen.look()
    assert seen.told("geschaeftsstelle", "revoke_unpaid")
    story.move("revoke_unpaid", story.staff("geschaeftsstelle"), 15, posted_on=story.day)
    seen.look()
    assert seen.unseen == []


def test_a_call_that_holds_up_the_decision_after_a_hearing_is_given_back_by_somebody():
    seen = seen_in(Stage.RUNNING)
    story = seen.story
    call = story.call_funds(Decimal(1000))
    story.certify(call)
    steps.hear(story, "ruecknahme_48", "4800", "Die Angaben waren falsch.")
    steps.answer(story)
    assert not seen.told("feststellung", "return_call"), "it may still be paid after the hearing"
    steps.draft(story, "ruecknahme_48", "4800")
    seen.look(story.case, call)
    assert seen.told("feststellung", "return_call")
    story.on_call(call, "return_call", "feststellung", 10, reason="Die Bewilligung wird zurückgenommen.")
    seen.look(story.case, call)
    assert seen.told("leitung", "release_revocation")
    assert seen.unseen == []


# Änderungsantrag


def asked(story: Story, move: str = "request_change", **more: Any) -> Any:
    wish = {"subject": "content", "wish": "Anders", "why": "Darum"}
    return steps.ask(story, move, **wish | more)


def test_a_change_that_is_refused_waits_for_nobody_unseen():
    seen = seen_in(Stage.RUNNING)
    story = seen.story
    change = asked(story)
    seen.look(story.case, change)
    assert seen.told("sachbearbeitung", "draft_decision")
    story.move("draft_decision", story.staff("sachbearbeitung"), record=change, reasoning="Nein.")
    seen.look(change)
    story.move("refuse_change", story.staff("leitung"), record=change)
    type(change).objects.filter(pk=change.pk).update(made_at=story.now())
    seen.look(change)
    assert seen.told("geschaeftsstelle", "dispatch_change")
    story.move("dispatch_change", story.staff("geschaeftsstelle"), 15, record=change, posted_on=story.day)
    seen.look(story.case, change)
    assert seen.unseen == []


@pytest.mark.parametrize("drafted", [False, True])
def test_a_change_that_comes_too_late_is_refused_by_somebody(drafted):
    seen = seen_in(Stage.RUNNING)
    story = seen.story
    change = asked(story, "request_extension", subject="period", new_ends=date(2026, 12, 31))
    if drafted:
        story.move("draft_decision", story.staff("sachbearbeitung"), record=change, reasoning="Nein.")
    seen.look(change)
    story.clock(story.case.period_ends + timedelta(days=1))
    seen.look(story.case, change)
    if not drafted:
        assert seen.told("sachbearbeitung", "draft_decision")
        story.move("draft_decision", story.staff("sachbearbeitung"), record=change, reasoning="Nein.")
        seen.look(change)
    assert seen.told("leitung", "refuse_extension")
    assert not seen.told("sachbearbeitung", "draft_decision")
    assert seen.unseen == []


def test_a_change_rests_while_the_organisation_is_heard():
    seen = seen_in(Stage.RUNNING)
    story = seen.story
    change = asked(story)
    story.move("draft_decision", story.staff("sachbearbeitung"), record=change, reasoning="Gut.")
    steps.hear(story, "auflage", "1000", "Der Bericht fehlt.")
    seen.look(story.case, change)
    assert not seen.told("sachbearbeitung", "draft_decision"), "it is written already"
    story.move("resume_project", story.staff("leitung"), reason="Der Bericht ist da.")
    seen.look(story.case, change)
    assert seen.told("leitung", "grant_change")
    assert seen.unseen == []


# Zwischennachweis


def test_an_interim_proof_waits_for_nobody_unseen():
    seen = seen_in(Stage.RUNNING, ends=date(2027, 4, 30))
    story = seen.story
    assert not seen.told_as(story.applicant, "file_interim_proof")
    story.clock(date(2027, 1, 1))
    seen.look()
    assert seen.told_as(story.applicant, "file_interim_proof"), "the year that it covers is over"

    def file() -> Any:
        report = {"report": "Sieben von zwölf Treffen.", "spent": Decimal(1000)}
        number = story.born(
            "verwendungsnachweis", "file_interim_proof", story.applicant, until=date(2026, 12, 31), **report
        )
        return story.case.interim_proofs.get(public_id=number)

    proof = file()
    seen.look(story.case, proof)
    assert seen.told("sachbearbeitung", "accept_interim_proof")
    assert not seen.told_as(story.applicant, "file_interim_proof")
    clerk = story.staff("sachbearbeitung")
    story.move("return_interim_proof", clerk, record=proof, reason="Die Ausgaben stimmen nicht.")
    seen.look(story.case, proof)
    assert seen.told_as(story.applicant, "file_interim_proof"), "it was sent back"
    again = file()
    story.move("accept_interim_proof", clerk, record=again, note="Gut.")
    seen.look(story.case, again)
    assert not seen.told_as(story.applicant, "file_interim_proof")
    assert seen.unseen == []


# Mittelabruf


def test_a_call_that_is_given_back_or_refused_waits_for_nobody_unseen():
    seen = seen_in(Stage.RUNNING)
    story = seen.story
    call = story.call_funds(Decimal(1000))
    seen.look(call)
    story.on_call(call, "return_call", "feststellung", 9, reason="Das Konto stimmt nicht.")
    seen.look(story.case, call)
    call = story.call_funds(Decimal(1000))
    story.certify(call)
    seen.look(call)
    story.on_call(call, "draft_call_refusal", "sachbearbeitung", 9, reasoning="Nicht belegt.")
    seen.look(call)
    assert seen.told("leitung", "refuse_call")
    story.on_call(call, "refuse_call", "leitung", 11)
    type(call).objects.filter(pk=call.pk).update(made_at=story.now())
    seen.look(call)
    assert seen.told("geschaeftsstelle", "dispatch_call_refusal")
    story.on_call(call, "dispatch_call_refusal", "geschaeftsstelle", 15, posted_on=story.day)
    seen.look(story.case, call)
    assert seen.unseen == []


# Gemeinsame Vertretung


def test_two_who_sign_together_are_told_in_turn():
    story = World().story(signatures=2)
    seen = Seen(story)
    first, second = story.applicants
    story.consult()
    story.move("start_draft", first)
    story.fill()
    seen.look()
    assert seen.told_as(first, "release")
    assert seen.told_as(second, "release")
    release(story.case, by=first, now=story.now())
    seen.look()
    assert not seen.told_as(first, "release")
    assert not seen.told_as(first, "submit"), "the other one has still to agree"
    assert seen.told_as(second, "submit"), "whose sending is their signature"
    story.move("submit", second)
    story.take_over()
    story.move("request_documents", story.staff("sachbearbeitung"), items="Die Satzung")
    seen.look()
    assert seen.unseen == []


def test_what_two_sign_beside_a_case_is_told_to_the_other_one():
    seen = seen_in(Stage.RUNNING, signatures=2, ends=date(2027, 4, 30))
    story = seen.story
    first, second = story.applicants
    story.clock(date(2027, 1, 10))
    told = {"amount": Decimal(1000), "need": "Honorare"}
    number = story.born("mittelabruf", "call_funds", first, **told)
    call = story.case.mittelabrufe.get(public_id=number)
    wish = {"subject": "content", "wish": "Anders", "why": "Darum"}
    number = story.born("aenderungsantrag", "request_change", first, **wish)
    change = story.case.changes.get(public_id=number)
    report = {"until": date(2026, 12, 31), "report": "Sieben Treffen.", "spent": Decimal(1000)}
    number = story.born("verwendungsnachweis", "file_interim_proof", first, **report)
    proof = story.case.interim_proofs.get(public_id=number)
    seen.look(call, change, proof)
    for act in ("release_call", "release_change", "release_interim"):
        assert seen.told_as(second, act), act
        assert not seen.told_as(first, act), act
    release_beside(call, by=second, now=story.now())
    release_beside(change, by=second, now=story.now())
    release_beside(proof, by=second, now=story.now())
    seen.look(call, change, proof)
    assert seen.told("feststellung", "certify")
    assert seen.told("sachbearbeitung", "draft_decision")
    assert seen.told("sachbearbeitung", "accept_interim_proof")
    assert seen.unseen == []


def test_of_three_who_sign_beside_a_case_only_the_last_one_is_still_asked():
    seen = seen_in(Stage.RUNNING, signatures=3)
    story = seen.story
    first, second, third = story.applicants
    number = story.born("mittelabruf", "call_funds", first, amount=Decimal(1000), need="Honorare")
    call = story.case.mittelabrufe.get(public_id=number)
    wish = {"subject": "content", "wish": "Anders", "why": "Darum"}
    number = story.born("aenderungsantrag", "request_change", first, **wish)
    change = story.case.changes.get(public_id=number)
    for record in (call, change):
        release_beside(record, by=second, now=story.now())
    seen.look(call, change)
    for act in ("release_call", "release_change"):
        assert [person for person in story.applicants if seen.told_as(person, act)] == [third], act
    assert seen.unseen == []


def test_a_proof_that_two_sign_waits_for_both_of_them():
    seen = seen_in(Stage.PROOF_DUE, signatures=2)
    story = seen.story
    first, second = story.applicants
    story.write_proof()
    seen.look()
    for person in story.applicants:
        assert seen.told_as(person, "release"), "who released the application has not released the proof"
    release(story.case, by=second, now=story.now())
    seen.look()
    assert seen.told_as(first, "file_proof")
    assert not seen.told_as(second, "file_proof")
    assert seen.unseen == []


# Rücklauf der Post


@pytest.mark.parametrize("kind", ["award", "refusal"])
def test_a_letter_that_came_back_waits_for_nobody_unseen_until_it_is_posted_again(kind):
    seen = seen_in(Stage.AWARDED if kind == "award" else Stage.REFUSED)
    story = seen.story
    office = story.staff("geschaeftsstelle")
    story.move("record_returned_mail", office, reason="Unbekannt verzogen")
    seen.look()
    assert seen.told("geschaeftsstelle", "correct_address")
    correct_address(story.case, by=office, reason="Neue Anschrift laut Anruf", now=story.now(), **ADDRESS)
    seen.look()
    assert seen.told("leitung", f"release_{kind}")
    assert not seen.told("geschaeftsstelle", "correct_address")
    story.move(f"release_{kind}", story.staff("leitung"), 11)
    make_letters()
    seen.look()
    assert seen.told("geschaeftsstelle", f"dispatch_{kind}"), "the new letter lies ready"
    story.move(f"dispatch_{kind}", office, 15, posted_on=story.day)
    seen.look()
    assert seen.unseen == []


# Rücknahme


def test_a_step_that_the_lead_wants_back_is_told_to_a_third_person():
    seen = seen_in(Stage.AWARDED)
    story = seen.story
    entry = story.move("record_returned_mail", story.staff("geschaeftsstelle"), reason="Falscher Brief")
    lead = story.staff("leitung")
    request_undo(
        story.case, by=lead, sequence=entry.sequence, reason="Es war ein anderer Brief.", now=story.now()
    )
    seen.look()
    assert seen.told("sachbearbeitung", "confirm_undo")
    assert not seen.told("leitung", "confirm_undo"), "who asks for it"
    assert not seen.told("geschaeftsstelle", "confirm_undo"), "who made the step"
    assert seen.unseen == []


# Sitzung, Ratsgremien und Maßnahmen


def test_a_sitting_that_can_no_longer_be_summoned_is_told_to_the_office():
    seen = seen_in(Stage.READY_FOR_SITTING)
    story = seen.story
    sitting = plan_sitting(story.ground, story.day + timedelta(days=20), now=story.now())
    story.put_to(sitting)
    seen.look(story.case, sitting)
    assert seen.told("geschaeftsstelle", "invite")
    story.later(18)
    seen.look(story.case, sitting)
    assert seen.told("geschaeftsstelle", "change_item"), "its items need another sitting"
    assert seen.unseen == []


def test_a_case_before_the_council_waits_for_nobody_unseen():
    world = World()
    pot = fill_pot(2026, Decimal(60_000), "Ideenwettbewerbe", "gesellschaftsfonds")
    days = {"earliest_start": date(2026, 6, 1), "latest_end": date(2027, 12, 31)}
    call = open_round(
        "Wettbewerb", "neu", date(2026, 1, 1), date(2026, 3, 31), pot=pot, theme="Reden", **days
    )
    paper = Paper(
        organisation="Sprachbrücke Beispiel e. V.",
        title="Ankommen mit Worten",
        grant=Decimal(9000),
        own=Decimal(3000),
        begins=date(2026, 7, 1),
        ends=date(2026, 11, 30),
    )
    story = Story(world.ground, paper, call, date(2026, 2, 2), settle=make_letters)
    seen = Seen(story)
    story.apply()
    story.check()
    seen.look()
    body = world.ground.bodies["jury"]
    sitting = plan_sitting(world.ground, story.day + timedelta(days=20), now=story.now(), body=body)
    item = story.put_to(sitting)
    seen.look(story.case, sitting)
    invite(world.ground, sitting, story.day)
    open_sitting(world.ground, sitting)
    story.vote(item, 3, 1, 0)
    close_sitting(world.ground, sitting)
    seen.look()
    assert seen.told("geschaeftsstelle", "hand_to_council")
    story.hand_over("0815/2026")
    seen.look()
    assert seen.told("geschaeftsstelle", "record_council_advice")
    story.advised(story.day + timedelta(days=7), "8:2:0")
    seen.look()
    assert seen.told("geschaeftsstelle", "record_council_approval")
    story.put_off_in_council(story.day + timedelta(days=7), "Noch Fragen")
    seen.look()
    assert seen.told("geschaeftsstelle", "record_council_approval")
    story.approved(story.day + timedelta(days=7), "einstimmig", Decimal(8000))
    seen.look()
    assert seen.told_as(story.applicant, "save_plan")
    assert seen.unseen == []


def test_a_measure_waits_for_nobody_unseen():
    world = World()
    seen = Seen(drive(world, Stage.READY_FOR_SITTING))
    fill_pot(2026, Decimal(200_000), "WIR2.0 Bereich 2", "wir20-grossprojekt")
    seen.today = day = date(2026, 4, 13)
    measure = catalogue(world.ground, "Lesen in der Halle", now=at(day - timedelta(days=30)))
    seen.look(measure)
    sitting = hold_sitting(world.ground, day)
    seen.look(measure)
    assert seen.told("geschaeftsstelle", "select_measures"), "the body that selects is sitting"
    select(world.ground, measure, day, "17:3:4")
    close_sitting(world.ground, sitting)
    seen.look(measure)
    assert seen.told("geschaeftsstelle", "announce")
    days = {"closes": date(2026, 6, 30), "starts": date(2026, 9, 1), "ends": date(2027, 8, 31)}
    announce(world.ground, measure, day, **days)
    seen.look(measure)
    assert not seen.told("geschaeftsstelle", "announce")
    assert seen.unseen == []
