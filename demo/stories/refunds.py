"""Scenarios in which a grant is taken back: hearing, revocation, refund, reopening; organisations are fictitious."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

from demo.stories import recovering as steps
from demo.stories.scenarios import DAY, running
from demo.stories.steps import Story
from demo.stories.telling import Telling, letter_of
from grants.letters.basis import sure
from grants.models import Pot
from workflows.rules.interest import refund_interest
from workflows.stages import Stage

ZERO = Decimal(0)


def pot_of(story: Story) -> tuple[Decimal, Decimal]:
    """What the case holds and has cost its pot: committed and paid, in EUR."""
    return story.case.committed, story.case.paid


def underspent(tale: Telling) -> Story:
    """9: an Anteil of 8,000; less was spent, so 2,400 EUR come back with interest over the turn of the half-year."""
    reason = "Ein Zuschuss der Stiftung wurde abgesagt."
    story = running(
        tale,
        "Sparwerk Beispiel e. V.",
        "Nähwerkstatt für alle",
        "8000",
        "1500",
        date(2026, 3, 23),
        low_share_reason=reason,
    )
    tale.expect(story, "Finanzierungsart", letter_of(story, "zuwendungsbescheid").kind, "anteil")
    first = story.pay(Decimal(7000))
    story.clock(date(2026, 9, 1))
    last = story.pay(Decimal(1000))
    for call in (first, last):
        call.refresh_from_db()
    story.clock(story.paper.ends + DAY)
    story.workday(14)
    story.file_proof(part=Decimal("0.7"))
    story.workday(7)
    story.check_proof(Decimal("0.7"))
    lead = story.staff("leitung")
    says = "Anerkannt sind 5.600,00 €"
    tale.refused(story, "zu viel gezahlt", partial(story.move, "accept_proof", lead), says)
    steps.hear(story, "zweckverfehlung", "2400", "Von 9.500,00 € wurden nur 6.650,00 € ausgegeben.")
    due = sure(story.case.hearing_due)
    story.clock(due)
    drafted = partial(steps.draft, story, "zweckverfehlung", "2400")
    tale.refused(story, "am letzten Tag der Anhörung", drafted, "Die Anhörung läuft noch")
    story.clock(due + DAY)
    story.workday()
    steps.draft(story, "zweckverfehlung", "2400")
    refund = steps.claim(story)
    _interest_as_counted(tale, story, sure(first.paid_on), sure(last.paid_on))
    story.workday(10)
    steps.receive(story, refund, Decimal(1000))
    tale.expect(story, "nach der ersten Rate", pot_of(story), (ZERO, Decimal(7000)))
    story.workday(20)
    steps.receive(story, refund)
    tale.expect(story, "alles zurück", steps.left_of(story, refund), ZERO)
    steps.settle_refund(story, refund)
    found = (story.case.stage, story.case.outcome, story.case.paid, story.case.refunded)
    wanted = (Stage.CLOSED, "refunded", Decimal(5600), Decimal(2400))
    tale.expect(story, "Ende", found, wanted)
    return story


def _interest_as_counted(tale: Telling, story: Story, first: date, last: date) -> None:
    """Last paid first: 1,000 EUR from the second instalment, 1,400 EUR from the first, each from its own day."""
    bescheid = letter_of(story, "rueckforderungsbescheid")
    parts = [(part.paid_on, part.amount) for part in bescheid.parts]
    tale.expect(story, "letzte Auszahlung zuerst", parts, [(last, Decimal(1000)), (first, Decimal(1400))])
    rates = ((date(2026, 1, 1), Decimal("1.27")),)
    until = sure(story.case.claims.get(current=True).released_on)
    by_hand = sum(
        refund_interest(Decimal(amount), day, until, rates) for day, amount in ((last, 1000), (first, 1400))
    )
    tale.expect(story, "Zinsen auf den Cent genau", abs(bescheid.interest - by_hand) <= Decimal("0.01"), True)
    crossed = {line.start.year for line in bescheid.sheet}
    tale.expect(story, "Zinsen über den Jahreswechsel", crossed, {2026, 2027})


def overdue(tale: Telling) -> Story:
    """10: no proof comes, the office threatens the revocation, the answer brings the proof after all."""
    story = running(tale, "Spätlese Beispiel e. V.", "Lesebühne am Markt", "2400", "600", date(2026, 3, 24))
    story.pay(Decimal(2400))
    story.clock(story.paper.ends + DAY)
    due = sure(story.case.proof_due)
    story.clock(due + 29 * DAY)
    story.workday()
    steps.hear(
        story, "auflage", "2400", "Der Verwendungsnachweis war bis zum Fälligkeitstag nicht eingegangen."
    )
    tale.expect(story, "Grund der Anhörung", "Auflage" in letter_of(story, "anhoerung").ground, True)
    story.workday(10)
    steps.answer(story, "Die Kassenwartin war krank. Der Nachweis ist fertig.")
    story.move("resume_proof_due", story.staff("leitung"), reason="Der Nachweis ist angekündigt.")
    tale.expect(story, "zurück zum Nachweis", story.case.stage, Stage.PROOF_DUE)
    story.workday(3)
    story.prove()
    found = (story.case.stage, story.case.outcome, story.case.heard_from)
    tale.expect(story, "Ende", found, (Stage.CLOSED, "settled", ""))
    return story


def dissolved(tale: Telling) -> Story:
    """11: the association dissolves and gives the money back; nothing is void for the past, so no interest."""
    story = running(tale, "Auflösung Beispiel e. V.", "Gemüse vom Dach", "3000", "800", date(2026, 3, 25))
    story.pay(Decimal(2000))
    call = story.call_funds(Decimal(500))
    story.workday(5)
    waive = partial(story.move, "waive_paid_grant", story.applicant, reason="Der Verein löst sich auf.")
    tale.refused(story, "ein Abruf ist noch unterwegs", waive, "Ein Mittelabruf ist unterwegs")
    story.on_call(call, "return_call", "feststellung", 9, reason="Der Verein löst sich auf.")
    tale.refused(story, "nicht einfach weg", partial(story.waive_grant, "Auflösung"), "schon 2.000,00 €")
    waive()
    tale.expect(story, "Anhörung statt Verzicht", story.case.stage, Stage.HEARING)
    story.workday(5)
    steps.answer(story)
    steps.draft(story, "verzicht", "2000")
    refund = steps.claim(story)
    bescheid = letter_of(story, "rueckforderungsbescheid")
    tale.expect(story, "ohne Zinsen", (bescheid.amount, bescheid.interest), (Decimal(2000), ZERO))
    story.workday(8)
    steps.receive(story, refund)
    steps.settle_refund(story, refund)
    found = (story.case.stage, story.case.outcome, *pot_of(story))
    tale.expect(story, "Ende", found, (Stage.CLOSED, "refunded", ZERO, ZERO))
    return story


def revoked(tale: Telling) -> Story:
    """False statements come to light before anything is paid: corrected once, then taken back (§ 48 VwVfG)."""
    story = running(tale, "Luftschloss Beispiel e. V.", "Bühne im Hof", "5000", "1500", date(2026, 3, 27))
    left = Pot.objects.get(pk=story.round.pot_id).left
    story.move("correct_obvious_error", story.staff("leitung"), wrong="Bühne im Hoff", right="Bühne im Hof")
    tale.expect(story, "Stand nach der Berichtigung", story.case.stage, Stage.RUNNING)
    story.workday(3)
    steps.hear(story, "ruecknahme_48", "5000", "Der angegebene Hof gehört nicht zum Verein.")
    due = sure(story.case.hearing_due)
    tale.expect(story, "Frist im Brief", letter_of(story, "anhoerung").due, due)
    story.clock(due + DAY)
    story.workday()
    steps.draft(story, "ruecknahme_48", "5000")
    author = story.staff("sachbearbeitung")
    own = partial(story.move, "release_revocation", author)
    tale.refused(story, "nur die Leitung gibt frei", own, "gehört nicht zu Ihren Aufgaben")
    story.move("release_revocation", story.staff("leitung"), 11)
    story.settle()
    story.move("revoke_unpaid", story.staff("geschaeftsstelle"), 15, posted_on=story.day)
    found = (story.case.stage, story.case.outcome, *pot_of(story))
    tale.expect(story, "Ende", found, (Stage.CLOSED, "revoked", ZERO, ZERO))
    now = Pot.objects.get(pk=story.round.pot_id).left
    if now != left:  # a second telling finds the pot as it is already
        tale.expect(story, "wieder frei im Topf", now - left, Decimal(5000))
    return story


def reopened(tale: Telling) -> Story:
    """A closed case is taken up again by two people; nobody pays, so the treasury enforces."""
    story = running(tale, "Doppelt Beispiel e. V.", "Kochen am Feuer", "2500", "700", date(2026, 3, 31))
    story.pay(Decimal(2500))
    story.clock(story.paper.ends + DAY)
    story.workday(14)
    story.prove()
    story.workday(40)
    lead = story.staff("leitung")
    said = steps.about(
        "ruecknahme_48", "2500", story.day, "Dieselben Ausgaben hat auch die Stiftung Beispiel gefördert."
    )
    again = partial(story.move, "reopen", lead, **said)
    tale.refused(story, "nicht allein", again, "Eine zweite Person")
    steps.agree(story)
    again()
    tale.expect(story, "wieder aufgenommen", letter_of(story, "anhoerung").reopened, True)
    story.workday(7)
    steps.answer(story, "Das stimmt leider.")
    steps.draft(story, "ruecknahme_48", "2500")
    refund = steps.claim(story)
    kasse = story.staff("kasse")
    enforce = partial(story.move, "enforce", kasse)
    story.clock(sure(story.case.claims.get(current=True).due) + DAY)
    story.workday()
    tale.refused(story, "ohne Mahnung keine Vollstreckung", enforce, "Zuerst ist zu mahnen")
    story.move("remind_of_refund", kasse, record=refund)
    due = letter_of(story, "mahnung").due
    story.clock(due)
    tale.refused(story, "am letzten Tag der Mahnung", enforce, "Frist der Mahnung")
    story.clock(due + DAY)
    enforce()
    tale.expect(story, "Vollstreckung", story.case.stage, Stage.ENFORCEMENT)
    story.workday(30)
    steps.receive(story, refund)
    steps.settle_refund(story, refund)
    found = (story.case.stage, story.case.outcome, *pot_of(story))
    tale.expect(story, "Ende", found, (Stage.CLOSED, "refunded", ZERO, ZERO))
    return story


REFUNDS: dict[str, Callable[[Telling], Story]] = {
    "9: weniger ausgegeben, Teilwiderruf und Erstattung mit Zinsen": underspent,
    "10: Nachweis überfällig, Widerruf angedroht": overdue,
    "11: Verein aufgelöst, Verzicht nach der Auszahlung": dissolved,
    "Widerruf: falsche Angaben, nichts ausgezahlt": revoked,
    "Wiederaufnahme: abgeschlossen, wieder aufgenommen, vollstreckt": reopened,
}
"""German heading → scenario; the numbers are those of the list in the description of the example projects."""
