"""A signature binds to what its page showed: another amount, text or payee voids it, a message does not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from demo.stories import recovering as steps
from demo.stories.steps import Story
from grants.actions import perform
from grants.actions.desk import save_draft, save_review, send_message
from grants.actions.drafts import save_project
from grants.actions.proofs import check_proof, save_proof
from grants.kinds import name_of, record_named
from grants.models import Application, ChangeRequest, Mittelabruf, Organisation, Refund
from tests.factories import OWN, World, drive
from tests.grants.reading import seen_by
from workflows.errors import Stale
from workflows.law import law_of
from workflows.procedures import PROCEDURES
from workflows.programmes import PROGRAMMES
from workflows.stages import Stage

pytestmark = pytest.mark.django_db
LEAD = "leitung"
OTHERWISE = "Anders als vorher."
WRONG = "ruecknahme_48"


@dataclass(frozen=True)
class Signed:
    """A move that signs: where, by whom (the applicant, if nobody is named), on what, and what changes meanwhile."""

    stage: Stage
    change: Callable[[Story, Any], object]
    named: str
    """What the refusal calls the part that has changed."""
    by: str = ""
    said: Mapping[str, Any] | Callable[[Story], Mapping[str, Any]] = field(default_factory=dict)
    ready: Callable[[Story], Any] = lambda story: None
    """What is done before; the record beside the case, if the move is one of such a record."""


def title(story: Story, record: Any) -> None:
    save_project(story.case, {"title": "Ein anderes Vorhaben"}, by=story.applicant, now=story.now(11))


def payee(story: Story, record: Any) -> None:
    Organisation.objects.filter(pk=story.organisation.pk).update(account_holder="Jemand anderes")


def memo(story: Story, record: Any) -> None:
    save_review(story.case, {"proposal": Decimal(4000)}, by=story.staff("sachbearbeitung"), now=story.now(11))


def draft(story: Story, record: Any) -> None:
    save_draft(story.case, {"reasons": OTHERWISE}, by=story.staff("sachbearbeitung"), now=story.now(11))


def report(story: Story, record: Any) -> None:
    save_proof(story.case, {"report": OTHERWISE}, by=story.applicant, now=story.now(11))


def checked(story: Story, record: Any) -> None:
    clerk = story.staff("sachbearbeitung")
    check_proof(
        story.case,
        by=clerk,
        recognised=Decimal(6000),
        recognised_cash=Decimal(6000),
        note=OTHERWISE,
        now=story.now(11),
    )


def claimed(amount: str, ground: str = "auflage") -> Callable[..., None]:
    def change(story: Story, record: Any = None) -> None:
        steps.draft(story, ground, amount)

    return change


def answered(amount: str, ground: str = "auflage") -> Callable[[Story], None]:
    def ready(story: Story) -> None:
        steps.answer(story)
        claimed(amount, ground)(story)

    return ready


def unpaid(story: Story) -> None:
    steps.hear(story, "auflage", "1000", "Der Bericht fehlt.")
    answered("1000")(story)


def column(model: type[Any], **values: Any) -> Callable[[Story, Any], None]:
    """Whoever wrote it: the row says something else."""
    return lambda story, record: model.objects.filter(pk=record.pk).update(**values) and None


def call(story: Story) -> Mittelabruf:
    return story.call_funds(Decimal(500))


def certified(story: Story) -> Mittelabruf:
    made = call(story)
    story.certify(made)
    return made


def to_refuse(story: Story) -> Mittelabruf:
    made = call(story)
    story.move("draft_call_refusal", story.staff("sachbearbeitung"), record=made, reasoning="Kein Bedarf.")
    return made


def asked(kind: str) -> Callable[[Story], ChangeRequest]:
    def ready(story: Story) -> ChangeRequest:
        more: dict[str, Any] = {"subject": "content"}
        if kind == "request_extension":
            more = {"subject": "period", "new_ends": story.paper.ends + timedelta(60)}
        change = steps.ask(story, kind, wish="Anderer Ort", why="Gesperrt", **more)
        story.move("draft_decision", story.staff("sachbearbeitung"), record=change, reasoning="Gut.")
        return change

    return ready


def supplied(story: Story) -> None:
    save_project(story.case, {"summary": OTHERWISE}, by=story.applicant, now=story.now(11))


def adapted(story: Story) -> None:
    story.plan(replace(story.paper, grant=story.case.endorsed, own=OWN))


def collected(story: Story) -> Refund:
    story.workday()
    public_id = story.born("erstattung", "order_collection", story.staff("anordnung"))
    return Refund.objects.get(public_id=public_id)


def agreed(story: Story) -> None:
    story.workday()
    steps.agree(story)


def reopened(story: Story) -> None:
    agreed(story)
    said = steps.about(WRONG, "1000", story.day, "Doppelt gefördert.")
    story.move("reopen", story.staff(LEAD), **said)
    answered("1000", WRONG)(story)


WISH = column(ChangeRequest, wish=OTHERWISE)
REASON = {"reason": "Es geht nicht anders."}
SIGNED = {
    "submit": Signed(Stage.DRAFT, title, "Projekttitel"),
    "supply_documents": Signed(Stage.DOCUMENTS_REQUESTED, title, "Projekttitel", ready=supplied),
    "release_for_sitting": Signed(
        Stage.EXPERT_CHECK, memo, "Vorgeschlagene Zuwendung", LEAD, ready=Story.write_memo
    ),
    "confirm_adapted_plan": Signed(Stage.PLAN_ADJUSTMENT, payee, "Konto", ready=adapted),
    "release_award": Signed(Stage.AWARD_DRAFTED, draft, "Begründung", LEAD),
    "release_refusal": Signed(Stage.REFUSAL_DRAFTED, draft, "Begründung", LEAD),
    "waive_grant": Signed(Stage.AWARDED, payee, "Konto", said=REASON),
    "waive_paid_grant": Signed(
        Stage.RUNNING, payee, "Konto", said=REASON, ready=lambda s: s.pay(Decimal(1000)) and None
    ),
    "file_proof": Signed(Stage.PROOF_DUE, report, "Verwendungsnachweis", ready=Story.write_proof),
    "supply_proof_documents": Signed(
        Stage.PROOF_INCOMPLETE, report, "Verwendungsnachweis", ready=Story.write_proof
    ),
    "accept_proof": Signed(Stage.PROOF_IN_REVIEW, checked, "Prüfungsvermerk", LEAD, ready=Story.check_proof),
    "claim_refund": Signed(Stage.HEARING, claimed("900"), "Betrag", LEAD, ready=answered("1000")),
    "release_revocation": Signed(Stage.RUNNING, claimed("900"), "Betrag", LEAD, ready=unpaid),
    "drop_claim": Signed(Stage.CLOSED, claimed("900", WRONG), "Betrag", LEAD, REASON, reopened),
    "correct_obvious_error": Signed(
        Stage.AWARDED, payee, "Konto", LEAD, {"wrong": "4.800", "right": "4.080"}
    ),
    "reopen": Signed(
        Stage.CLOSED,
        payee,
        "Konto",
        LEAD,
        lambda story: steps.about(WRONG, "1", story.day, "Doppelt gefördert."),
        agreed,
    ),
    "refuse_call": Signed(
        Stage.RUNNING, column(Mittelabruf, reasoning=OTHERWISE), "Begründung", LEAD, ready=to_refuse
    ),
    "certify": Signed(
        Stage.RUNNING,
        column(Mittelabruf, need=OTHERWISE),
        "Wofür",
        "feststellung",
        {"recognised": Decimal(400), "note": "Beleg."},
        call,
    ),
    "order_payment": Signed(
        Stage.RUNNING,
        column(Mittelabruf, recognised_cents=40000),
        "Festgestellt",
        "anordnung",
        ready=certified,
    ),
    "grant_change": Signed(Stage.RUNNING, WISH, "Wunsch", LEAD, ready=asked("request_change")),
    "refuse_change": Signed(Stage.RUNNING, WISH, "Wunsch", LEAD, ready=asked("request_change")),
    "grant_extension": Signed(
        Stage.RUNNING, WISH, "Wunsch", LEAD, {"carried_over": True}, asked("request_extension")
    ),
    "refuse_extension": Signed(Stage.RUNNING, WISH, "Wunsch", LEAD, ready=asked("request_extension")),
    "give_up_refund": Signed(
        Stage.REFUND_CLAIMED,
        lambda story, refund: steps.receive(story, refund, Decimal(100)),
        "Heute offen",
        LEAD,
        REASON,
        collected,
    ),
}


def write(story: Story) -> None:
    """The organisation writes a message, where it can write one."""
    if story.case.stage not in (Stage.DRAFT, Stage.CLOSED):
        send_message(story.case, by=story.applicant, text="Eine Frage dazu.", now=story.now(12))
    else:
        story.case.dossier.refresh_from_db()
        story.case.dossier.version += 1
        story.case.dossier.save()


def test_every_move_that_signs_has_its_row():
    machines = [*PROGRAMMES.values(), *PROCEDURES.values()]
    assert set(SIGNED) == {move.slug for m in machines for move in m.moves() if law_of(move).signs}


@pytest.mark.parametrize("move", SIGNED)
def test_another_content_voids_a_signature_and_a_message_does_not(move):
    row = SIGNED[move]
    story = drive(World(), row.stage)
    record = row.ready(story)
    record = record if record is not None else Application.objects.get(pk=story.case.pk)
    by = story.staff(row.by) if row.by else story.applicant
    said = row.said(story) if callable(row.said) else row.said
    seen = seen_by(by, record, move, story.day)
    row.change(story, record)
    with pytest.raises(Stale) as stale:
        perform(record, move, said, by=by, seen=seen, now=story.now(17))
    told = stale.value.reasons[0]
    assert row.named in told.partition("Anders ist jetzt: ")[2], told
    anew = seen_by(by, record, move, story.day)
    story.case.refresh_from_db()
    write(story)
    before = record_named(name_of(record)).dossier.length
    perform(record, move, said, by=by, seen=anew, now=story.now(18))
    assert record_named(name_of(record)).dossier.length > before


def test_a_step_that_another_person_has_made_meanwhile_is_not_made_twice_unread():
    story = drive(World(), Stage.AWARDED)
    lead, said = story.staff(LEAD), {"wrong": "4.800", "right": "4.080"}
    case = Application.objects.get(pk=story.case.pk)
    seen = seen_by(lead, case, "correct_obvious_error", story.day)
    perform(case, "correct_obvious_error", said, by=lead, seen=seen, now=story.now(17))
    with pytest.raises(Stale, match="Zuletzt geschah: „Offenbaren Fehler berichtigen"):
        perform(case, "correct_obvious_error", said, by=lead, seen=seen, now=story.now(18))


def test_another_account_voids_what_was_certified_for_the_one_shown():
    story = drive(World(), Stage.RUNNING)
    made, certifier = call(story), story.staff("feststellung")
    seen = seen_by(certifier, made, "certify", story.day)
    Mittelabruf.objects.filter(pk=made.pk).update(iban="DE89370400440532013000")
    with pytest.raises(Stale, match="IBAN"):
        perform(made, "certify", {"recognised": Decimal(500)}, by=certifier, seen=seen, now=story.now(17))
