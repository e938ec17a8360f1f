"""Scenarios after the award, with fictitious organisations: change, refund, revocation, waiver, court, reopening."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial

from demo.stories import recovering as steps
from demo.stories.scenarios import BEGINS, DAY, checked, decided, paper
from demo.stories.steps import Story
from demo.stories.telling import Telling, letter_of
from grants.letters.basis import sure
from grants.models import Pot
from workflows.rules.deadlines import payout_from, remedy_period
from workflows.rules.interest import refund_interest
from workflows.stages import Stage

ZERO = Decimal(0)


def running(
    tale: Telling, organisation: str, title: str, grant: str, own: str, held_on: date, **more
) -> Story:
    """A case of 2026 that is granted, final by waiver, and runs."""
    story = checked(tale, paper(organisation, title, grant, own, **more))
    decided(tale, story, 5, 0, 0, held_on)
    granted(story, BEGINS)
    return story


def granted(story: Story, begins: date) -> None:
    """From the vote to the beginning of the project: drafted, released, posted, and final by waiver."""
    story.workday(2)
    story.draft_award()
    story.workday()
    story.send_award()
    story.workday(4)
    story.waive_remedies()
    story.clock(begins)


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


def eighteen_months(tale: Telling) -> Story:
    """14: over the turn of the year: interim proof, a shift in the plan, eighteen months in the end, a call refused."""
    ends, later = date(2027, 4, 30), date(2027, 11, 30)
    story = running(
        tale,
        "Langer Atem Beispiel e. V.",
        "Ein Jahr Stadtteilchor",
        "6000",
        "2000",
        date(2026, 3, 26),
        ends=ends,
        signatures=2,
    )
    story.pay(Decimal(3000))
    lines = {line.category: line for line in story.case.project.plan_lines.filter(side="expense")}
    shift = {"from_line": lines["fees"], "to_line": lines["material"], "shift": Decimal(400)}
    change = steps.ask(
        story,
        "request_change",
        subject="plan",
        wish="Mehr Noten, weniger Honorare.",
        why="Der Verlag hat die Preise erhöht.",
        **shift,
    )
    steps.decide(
        story, change, "grant_change", "Der Zweck bleibt gewahrt; die Gesamtausgaben bleiben gleich."
    )
    lines["material"].refresh_from_db()
    tale.expect(story, "Material nach der Umschichtung", lines["material"].amount, Decimal(1200))
    story.clock(date(2027, 2, 1))
    steps.report_so_far(story, date(2026, 12, 31), "3800")
    wish = {"subject": "period", "wish": "Ende November 2027", "why": "Der Raum war zwei Monate gesperrt."}
    story.clock(ends)
    more = steps.ask(story, "request_extension", new_ends=later, **wish)
    decide = partial(steps.decide, story, more, "grant_extension", "Der Zweck wird so erreicht.")
    tale.refused(story, "der Haushaltsrest ist nicht geklärt", decide, "Haushaltsrest")
    steps.decide(story, more, "grant_extension", "Der Zweck wird so erreicht.", carried_over=True)
    bescheid = letter_of(story, "aenderungsbescheid")
    tale.expect(story, "neues Ende im Bescheid", (bescheid.old_ends, bescheid.new_ends), (ends, later))
    found = (story.case.period_ends, story.case.wake_on)
    tale.expect(story, "die Uhr wacht erst danach auf", found, (later, later + DAY))
    story.workday()
    call = story.call_funds(Decimal(3000))
    pay = partial(story.pay, Decimal(3000))
    tale.refused(story, "alles ist schon abgerufen", pay, "schon ganz abgerufen")
    story.refuse(call, "Der Abruf nennt keine Rechnung, die in den nächsten zwei Monaten fällig ist.")
    bescheid = letter_of(story, "abrufablehnung")
    tale.expect(
        story, "abgelehnt im Bescheid", (bescheid.amount, bescheid.paid), (call.amount, Decimal(3000))
    )
    story.workday()
    pay()
    story.clock(later + DAY)
    tale.expect(story, "Nachweis fällig am", story.case.proof_due, date(2028, 5, 31))
    story.workday(20)
    story.prove()
    tale.expect(story, "Ende", (story.case.stage, story.case.outcome), (Stage.CLOSED, "settled"))
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


def court_sends_back(tale: Telling) -> Story:
    """The body refuses, the court wants a new decision, and the second vote is a yes."""
    story = checked(tale, paper("Rechtsweg Beispiel e. V.", "Sprechstunde im Treff", "3600", "900"))
    decided(tale, story, 1, 3, 1, date(2026, 3, 30))
    story.workday(2)
    story.draft_refusal("Das Vorhaben überschneidet sich mit anderen Angeboten.")
    story.workday()
    story.send_refusal()
    lead = story.staff("leitung")
    court = partial(story.move, "follow_court", lead, reason="Das Ermessen ist neu auszuüben.")
    tale.refused(
        story,
        "ohne Urteil kein neuer Anfang",
        partial(court, judged_on=story.day),
        "noch keine Klage beendet",
    )
    story.workday(10)
    story.sue("refused_part")
    story.clock(
        payout_from(
            remedy_period(sure(story.case.posted_on)).final, story.case.terms.payout_grace, waived=False
        )
        + DAY
    )
    tale.expect(story, "die Klage hält die Ablehnung offen", story.case.stage, Stage.REFUSED)
    story.workday(60)
    story.end_suit()
    court(judged_on=story.day)
    found = (story.case.stage, story.case.posted_on, story.case.outcome)
    tale.expect(story, "zurück in die Prüfung", found, (Stage.EXPERT_CHECK, None, ""))
    story.workday(5)
    story.move("release_for_sitting", lead)
    decided(tale, story, 4, 1, 0, date(2026, 8, 31))
    story.workday(2)
    story.draft_award()
    story.workday()
    story.send_award()
    tale.expect(
        story, "jetzt bewilligt", (story.case.stage, story.case.awarded), (Stage.AWARDED, Decimal(3600))
    )
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


AFTERMATH: dict[str, Callable[[Telling], Story]] = {
    "9: weniger ausgegeben, Teilwiderruf und Erstattung mit Zinsen": underspent,
    "10: Nachweis überfällig, Widerruf angedroht": overdue,
    "11: Verein aufgelöst, Verzicht nach der Auszahlung": dissolved,
    "14: Zwischennachweis, Umschichtung, Verlängerung auf 18 Monate": eighteen_months,
    "Widerruf: falsche Angaben, nichts ausgezahlt": revoked,
    "Gericht: Ablehnung aufgehoben, neu entschieden": court_sends_back,
    "Wiederaufnahme: abgeschlossen, wieder aufgenommen, vollstreckt": reopened,
}
"""German heading → scenario; the numbers are those of the list in the description of the example projects."""
