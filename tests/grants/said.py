"""Stories that are told for their words alone: texts that no other story types."""

from decimal import Decimal

from demo.stories import recovering as steps
from demo.stories.measures import catalogue
from demo.stories.paper import plan_of
from demo.stories.scenarios import APPLIED, BEGINS, DAY, HELD, checked, decided, paper, round_2026, running
from demo.stories.steps import Story
from demo.stories.telling import Telling
from grants.actions import perform
from grants.actions.account import change_account
from grants.actions.desk import raise_pot, verify_iban
from grants.actions.drafts import save_milestones, save_organisation, save_plan
from grants.actions.proofs import save_proof
from grants.actions.sittings import amend_item
from grants.letters.basis import sure
from grants.models import InterimProof, Mittelabruf

IBAN = "DE02100500000054540402"
"""A public example account, another one than that of the stories."""


def talked_only(tale: Telling) -> Story:
    """It stays with the consultation; beside it a measure of the catalogue is ended."""
    story = tale.story(
        paper("Gespräch Beispiel e. V.", "Noch eine Idee", "2000", "500"), round_2026(), APPLIED
    )
    story.consult()
    story.move("close_consultation", story.staff("beratung"), reason="Ein anderes Programm passt besser.")
    measure = catalogue(tale.ground, "Lesen in der Halle", now=story.now())
    perform(
        measure,
        "close_measure",
        {"reason": "Kein Bedarf."},
        by=story.staff("geschaeftsstelle"),
        now=story.now(),
    )
    return story


def with_everything_written(tale: Telling) -> Story:
    """Every line of the form; memo given back, motion amended, a Bescheid that comes back, hearings without end."""
    said = paper("Nebenbei Beispiel e. V.", "Chor im Hof", "4800", "1200")
    story = tale.story(said, round_2026(), APPLIED)
    lead, clerk, office = (story.staff(key) for key in ("leitung", "sachbearbeitung", "geschaeftsstelle"))
    story.consult()
    story.draft()
    story.write(save_organisation, {"jointly_liable": "Vera Beispiel"}, by=story.applicant)
    proben = {"title": "Proben", "begins": said.begins, "ends": said.ends, "place": "Hof"}
    story.write(save_milestones, [proben], by=story.applicant)
    plan = [row | {"calculation": "gerundet"} for row in plan_of(said)]
    story.write(save_plan, plan, by=story.applicant)
    story.submit()
    story.talk("Wann tagt der Ausschuss?")
    story.talk("Bitte die Nachbarn fragen.", "sachbearbeitung", internal=True)
    story.workday()
    story.take_over()
    story.complete()
    story.write_memo()
    story.move("return_review", lead, reason="Bitte die Miete prüfen.")
    story.workday()
    story.write_memo()
    story.move("release_for_sitting", lead, 14)
    (item,) = tale.sit(HELD, [story], invited_on=HELD - 11 * DAY)
    amend_item(item, by=office, amount=said.grant, motion="Gefördert wird der Chor.", now=story.now(17))
    story.vote(item, 4, 1, 0)
    tale.rise(item.sitting)
    story.workday(2)
    story.move("draft_award", clerk)
    story.write_award(condition="Der Hof ist gemietet.")
    story.workday()
    story.send_award()
    story.move("record_faulty_instruction", lead, reason="Die Anschrift des Gerichts war alt.")
    story.workday(4)
    story.move("record_returned_mail", office, reason="Unbekannt verzogen")
    story.dispatch_award()
    story.workday(4)
    _hear(story, "resume_award")
    story.move("meet_condition", lead, reason="Der Mietvertrag liegt vor.")
    story.waive_remedies()
    _hear(story, "resume_final")
    story.clock(BEGINS)
    _hear(story, "resume_project")
    return story


def _hear(story: Story, then: str) -> None:
    steps.hear(story, "auflage", "100", "Ein Plakat ohne Logo.")
    story.workday()
    story.move(then, story.staff("leitung"), reason="Das Plakat war nur ein Entwurf.")


def paid_all_the_same(tale: Telling) -> Story:
    """Payments are suspended when the run is under way; account, change, interim proof and pot move, too."""
    story = running(tale, "Trotzdem Beispiel e. V.", "Tanz am Kanal", "4800", "1200", HELD)
    lead, clerk = story.staff("leitung"), story.staff("sachbearbeitung")
    story.move("suspend_payments", lead, reason="Rückfragen zum Raum")
    story.move("resume_payments", lead, reason="Der Raum ist gefunden.")
    raise_pot(story.round.pot, Decimal(100), "Ratsbeschluss", by=lead, now=story.now())
    story.write(
        change_account, by=story.applicant, iban=IBAN, account_holder="Trotzdem Beispiel e. V. (Kasse)"
    )
    story.write(verify_iban, by=clerk)
    call = story.call_funds(Decimal(1000))
    story.certify(call)
    story.order(call)
    story.move("suspend_payments", lead, reason="Noch eine Rückfrage")
    story.workday()
    call = Mittelabruf.objects.get(pk=call.pk)
    made = {"paid_on": story.day, "reason": "Der Zahllauf lief schon."}
    story.move("record_payment_made", story.staff("kasse"), 13, record=call, **made)
    change = steps.ask(story, "request_change", subject="content", wish="Im Saal", why="Es regnet.")
    story.move("take_back_change", story.applicant, record=change, reason="Die Sonne scheint.")
    story.workday(10)
    report = {"until": story.day, "report": "Drei Abende.", "spent": Decimal(300)}
    story.later()
    public_id = story.born("verwendungsnachweis", "file_interim_proof", story.applicant, **report)
    proof = InterimProof.objects.get(public_id=public_id)
    story.move("return_interim_proof", clerk, record=proof, reason="Der Stichtag fehlt.")
    return story


def claimed_and_given_up(tale: Telling) -> Story:
    """Less was spent; the claim is deferred, then given up."""
    story = _spent_less(tale, "Erlass Beispiel e. V.")
    steps.draft(story, "zweckverfehlung", "2400")
    refund = steps.claim(story)
    lead = story.staff("leitung")
    later = story.day.replace(year=story.day.year + 1)
    story.move("defer_refund", lead, record=refund, deferred_until=later, reason="Eine Spende kommt im Mai.")
    story.move("give_up_refund", lead, record=refund, reason="Die Spende kam nicht.")
    return story


def claim_dropped(tale: Telling) -> Story:
    """Less was spent, and the money is left to the organisation."""
    story = _spent_less(tale, "Nachsicht Beispiel e. V.")
    story.move("drop_claim", story.staff("leitung"), reason="Der Betrag lohnt den Aufwand nicht.")
    return story


def _spent_less(tale: Telling, organisation: str) -> Story:
    reason = "Ein Zuschuss der Stiftung wurde abgesagt."
    story = running(tale, organisation, "Kochen im Hof", "8000", "1500", HELD, low_share_reason=reason)
    story.pay(Decimal(8000))
    story.clock(story.paper.ends + DAY)
    story.write_proof(part=Decimal("0.7"))
    story.write(save_proof, {"further_income_from": "Niemand"}, by=story.applicant)
    story.move("file_proof", story.applicant)
    story.workday()
    story.check_proof(Decimal("0.7"))
    steps.hear(story, "zweckverfehlung", "2400", "Es wurde weniger ausgegeben.")
    story.clock(sure(story.case.hearing_due) + DAY)
    story.workday()
    return story


def drafted_award(tale: Telling) -> Story:
    """The Bescheid is drafted, and nobody has released it."""
    story = checked(tale, paper("Entwurf Beispiel e. V.", "Licht im Tunnel", "4800", "1200"))
    decided(tale, story, 5, 0, 0)
    story.workday(2)
    story.move("draft_award", story.staff("sachbearbeitung"))
    story.write_award(condition="Der Tunnel ist gemietet.")
    return story


def drafted_beside(tale: Telling) -> Story:
    """The answers to a change and to a call for funds are drafted, and a claim after a hearing."""
    story = running(tale, "Noch offen Beispiel e. V.", "Licht am Kanal", "4800", "1200", HELD)
    clerk = story.staff("sachbearbeitung")
    change = steps.ask(story, "request_change", subject="content", wish="Im Saal", why="Es regnet.")
    story.move("draft_decision", clerk, record=change, reasoning="Der Saal passt.")
    call = story.call_funds(Decimal(1000))
    story.move("draft_call_refusal", clerk, record=call, reasoning="Der Bedarf ist nicht belegt.")
    steps.hear(story, "auflage", "100", "Ein Plakat ohne Logo.")
    story.clock(sure(story.case.hearing_due) + DAY)
    story.workday()
    steps.draft(story, "auflage", "100")
    return story


DRAFTED = {
    drafted_award: (("Draft", "purpose"), ("Draft", "duties"), ("Draft", "condition"), ("Draft", "reasons")),
    drafted_beside: (
        *(("ChangeRequest", "reasoning"), ("Mittelabruf", "reasoning"), ("Claim", "reasoning")),
        *(("draft_decision", "reasoning"), ("draft_call_refusal", "reasoning"), ("draft_claim", "reasoning")),
    ),
}
"""Story that stops before a decision → the texts that are not yet for anybody outside."""
SAID = (talked_only, with_everything_written, paid_all_the_same, claimed_and_given_up, claim_dropped)
