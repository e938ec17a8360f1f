"""What is taken back, changed or taken up again: the steps of stories after the award."""

from datetime import date
from decimal import Decimal
from typing import Any

from demo.stories.steps import Story
from grants.actions.drafts import agree_to_reopen, release_beside
from grants.kinds import facts_of
from grants.models import ChangeRequest, InterimProof, Refund
from workflows.rules.collection import owed

REASONS = (
    "Nach dem Grundsatz der sparsamen Verwendung öffentlicher Mittel ist der Betrag zurückzufordern.\n"
    "Besondere Umstände, die es rechtfertigen, davon abzusehen, sind nicht vorgetragen."
)


def about(ground: str, claimed: str, known_on: date, statement: str) -> dict[str, Any]:
    """What a hearing is about; the amount in EUR."""
    return {"ground": ground, "claimed": Decimal(claimed), "known_on": known_on, "statement": statement}


def hear(story: Story, ground: str, claimed: str, statement: str, known_on: date | None = None) -> None:
    """The caseworker opens a hearing today."""
    said = about(ground, claimed, known_on or story.day, statement)
    story.move("open_hearing", story.staff("sachbearbeitung"), **said)


def answer(story: Story, note: str = "") -> None:
    """The recipient's answer came in today."""
    said: dict[str, Any] = {"received_on": story.day} | ({"note": note} if note else {})
    story.move("record_hearing_answer", story.staff("sachbearbeitung"), **said)


def draft(story: Story, ground: str, claimed: str, **more: Any) -> None:
    """The caseworker drafts the Bescheid."""
    said = {"ground": ground, "claimed": Decimal(claimed), "reasoning": REASONS}
    story.move("draft_claim", story.staff("sachbearbeitung"), 9, **said, **more)


def claim(story: Story) -> Refund:
    """The lead claims, the PDF is made, the office posts it, and the collection is ordered."""
    story.move("claim_refund", story.staff("leitung"), 11)
    story.settle()
    story.move("dispatch_claim", story.staff("geschaeftsstelle"), 15, posted_on=story.day)
    story.workday()
    public_id = story.born("erstattung", "order_collection", story.staff("anordnung"))
    return Refund.objects.select_related("application").get(public_id=public_id)


def receive(story: Story, refund: Refund, amount: Decimal | None = None) -> Decimal:
    """Money comes in today: ``amount`` EUR, or all that is owed; how much it was."""
    paid = amount or left_of(story, refund)
    kasse = story.staff("kasse")
    story.move("record_receipt_of_refund", kasse, record=refund, refunded_on=story.day, refunded=paid)
    return paid


def left_of(story: Story, refund: Refund) -> Decimal:
    """What is owed today, in EUR."""
    return owed(facts_of(Refund.objects.select_related("application").get(pk=refund.pk)), story.day)


def settle_refund(story: Story, refund: Refund) -> None:
    """The treasury has everything and closes the case."""
    story.move("close_collection", story.staff("kasse"), 14, record=refund)
    story.move("settle_refund", story.staff("kasse"), 15)


def ask(story: Story, kind: str, **given: Any) -> ChangeRequest:
    """The recipient asks for a change (``request_change``) or for more time (``request_extension``)."""
    public_id = story.born("aenderungsantrag", kind, story.applicant, **given)
    change = ChangeRequest.objects.select_related("application").get(public_id=public_id)
    for person in story.applicants[1:]:
        story.write(release_beside, by=person, record=change)
    return change


def decide(story: Story, change: ChangeRequest, move: str, reasons: str, **data: Any) -> None:
    """The caseworker drafts, the lead decides, the PDF is made, the office posts it."""
    story.move("draft_decision", story.staff("sachbearbeitung"), 9, record=change, reasoning=reasons)
    story.move(move, story.staff("leitung"), 11, record=change, **data)
    story.settle()
    story.move("dispatch_change", story.staff("geschaeftsstelle"), 15, record=change, posted_on=story.day)


def report_so_far(story: Story, until: date, spent: str) -> InterimProof:
    """The recipient files an interim proof, and the caseworker accepts it."""
    public_id = story.born(
        "verwendungsnachweis",
        "file_interim_proof",
        story.applicant,
        until=until,
        report="Sieben von zwölf Treffen haben stattgefunden.",
        spent=Decimal(spent),
    )
    proof = InterimProof.objects.select_related("application").get(public_id=public_id)
    for person in story.applicants[1:]:
        story.write(release_beside, by=person, record=proof)
    story.workday(3)
    story.move(
        "accept_interim_proof", story.staff("sachbearbeitung"), record=proof, note="Ohne Beanstandung."
    )
    return proof


def agree(story: Story) -> None:
    """A second person agrees to take the closed case up again."""
    story.write(agree_to_reopen, by=story.staff("sachbearbeitung"))
