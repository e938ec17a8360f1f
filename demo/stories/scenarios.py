"""Scenarios with fictitious organisations, each told through the door with what is expected of it."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from demo.stories.ground import fill_pot, open_round
from demo.stories.paper import Paper
from demo.stories.steps import Story
from demo.stories.telling import Telling, letter_of
from grants.letters.basis import sure
from grants.models import Round
from workflows.rules.deadlines import payout_from, remedy_period
from workflows.stages import Stage

POT = "WIR2.0 Bereich 3 (Vorführung)"
BEGINS, ENDS = date(2026, 6, 1), date(2026, 11, 30)
APPLIED, HELD = date(2026, 2, 2), date(2026, 3, 16)
DAY = timedelta(days=1)


def round_2026() -> Round:
    """A round under the guideline of 2025."""
    pot = fill_pot(2026, Decimal(200_000), POT)
    return open_round(
        "Vorführrunde 2026",
        "2025",
        date(2026, 1, 1),
        date(2026, 3, 31),
        pot=pot,
        earliest_start=date(2026, 5, 1),
        latest_end=date(2027, 4, 30),
    )


def round_2025() -> Round:
    """A round under the first guideline, decided before Easter 2025."""
    pot = fill_pot(2025, Decimal(50_000), POT)
    return open_round(
        "Vorführrunde Anfang 2025",
        "2022",
        date(2024, 12, 1),
        date(2025, 1, 31),
        pot=pot,
        earliest_start=date(2025, 5, 1),
        latest_end=date(2026, 4, 30),
    )


def paper(organisation: str, title: str, grant: str, own: str, **more: Any) -> Paper:
    """A paper of the rounds of 2026; amounts in EUR."""
    days: dict[str, Any] = {"begins": BEGINS, "ends": ENDS}
    return Paper(
        organisation=organisation, title=title, grant=Decimal(grant), own=Decimal(own), **{**days, **more}
    )


def checked(tale: Telling, said: Paper) -> Story:
    """A case of 2026 that is ready for the sitting."""
    story = tale.story(said, round_2026(), APPLIED)
    story.apply()
    story.check()
    return story


def decided(tale: Telling, story: Story, yes: int, no: int, abstained: int, held_on: date = HELD) -> None:
    """The Arbeitsausschuss decides on this case alone."""
    (item,) = tale.sit(held_on, [story], invited_on=held_on - 11 * DAY)
    story.vote(item, yes, no, abstained)
    tale.expect(story, "Stimmen", _votes(story), (yes, no, abstained))
    tale.rise(item.sitting)


def _votes(story: Story) -> tuple[int | None, int | None, int | None]:
    item = story.case.items.order_by("-id")[0]
    return item.yes, item.no, item.abstained


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


def small_and_simple(tale: Telling) -> Story:
    """1: 4,800 EUR, 12 % own share with a reason, 4:0:1, waiver of remedies, one call, simple proof, closed."""
    said = paper(
        "Nachbarschaftshilfe Beispiel e. V.",
        "Erzählcafé am Nachmittag",
        "4800",
        "654.55",
        low_share_reason="Wir sind neu gegründet und haben noch keine Rücklagen.",
    )
    story = checked(tale, said)
    decided(tale, story, 4, 0, 1)
    story.workday(2)
    story.draft_award()
    story.workday()
    story.send_award()
    award = letter_of(story, "zuwendungsbescheid")
    tale.expect(story, "Finanzierungsart", award.kind, "festbetrag")
    tale.expect(story, "bewilligt", award.awarded, Decimal(4800))
    story.workday(4)
    story.waive_remedies()
    tale.expect(story, "bestandskräftig durch Verzicht am", story.case.final_on, story.day)
    story.workday()
    story.pay(Decimal(4800))  # no grace: the waiver makes waiting needless
    _finish(tale, story, receipts=False)
    return story


def _finish(tale: Telling, story: Story, *, receipts: bool = True) -> None:
    story.clock(story.paper.ends + DAY)
    tale.expect(story, "Nachweis fällig am", story.case.proof_due, date(2027, 5, 31))
    story.workday(14)
    story.prove(receipts=receipts)
    case = story.case
    found = (case.stage, case.outcome, case.paid, case.committed)
    tale.expect(story, "Ende", found, (Stage.CLOSED, "settled", case.awarded, Decimal(0)))
    kept = date(sure(story.case.closed_on).year + 11, 1, 1)
    tale.expect(story, "aufbewahrt bis vor", story.case.wake_on, kept)


def exactly_a_fifth(tale: Telling) -> Story:
    """2: 8,000 of 10,000 EUR with 2,000 EUR own money: exactly 20 % is enough for a Festbetrag."""
    story = checked(tale, paper("Brückenbau Beispiel e. V.", "Tag der offenen Höfe", "8000", "2000"))
    decided(tale, story, 5, 0, 0, date(2026, 3, 17))
    story.workday(2)
    story.draft_award()
    story.workday()
    story.send_award()
    award = letter_of(story, "zuwendungsbescheid")
    tale.expect(story, "Finanzierungsart", (award.kind, award.rate), ("festbetrag", None))
    tale.expect(story, "zuwendungsfähig, eigen", (award.eligible, award.own), (Decimal(10000), Decimal(2000)))
    _wait_for_finality(tale, story)
    story.pay(Decimal(3000))
    story.workday(20)
    story.pay(Decimal(5000))
    _finish(tale, story)
    return story


def _wait_for_finality(tale: Telling, story: Story) -> None:
    """Without a waiver: final on the legal day, paid only after the grace."""
    remedy = remedy_period(sure(story.case.posted_on))
    story.clock(remedy.ends)
    tale.expect(story, f"Stand am {remedy.ends:%d.%m.%Y}", story.case.stage, Stage.AWARDED)
    story.clock(remedy.final)
    tale.expect(
        story, "bestandskräftig am", (story.case.stage, story.case.final_on), (Stage.FINAL, remedy.final)
    )
    story.workday(20)


def below_a_fifth(tale: Telling) -> Story:
    """3: 8,000 of 9,500 EUR with 1,500 EUR (15.8 %): flagged, needs reasons, and is no Festbetrag."""
    said = paper("Werkraum Beispiel e. V.", "Offene Holzwerkstatt", "8000", "1500")
    story = tale.story(said, round_2026(), APPLIED)
    story.consult()
    story.draft()
    tale.refused(story, "ohne Begründung kein Antrag", story.submit, "Bitte begründen Sie das")
    story.paper = paper(
        said.organisation,
        said.title,
        "8000",
        "1500",
        low_share_reason="Ein Zuschuss der Stiftung wurde abgesagt.",
    )
    story.fill()
    story.submit()
    story.workday()
    story.take_over()
    story.complete()
    story.write_memo(reason="")
    lead = story.staff("leitung")
    tale.refused(
        story,
        "ohne Vermerk keine Sitzung",
        lambda: story.move("release_for_sitting", lead),
        "Nr. 17.2 der Richtlinie",
    )
    story.examine()
    decided(tale, story, 3, 2, 0, date(2026, 3, 18))
    story.workday(2)
    story.draft_award()
    story.workday()
    story.send_award()
    award = letter_of(story, "zuwendungsbescheid")
    tale.expect(story, "Finanzierungsart", award.kind, "anteil")
    tale.expect(story, "Anteil in Prozent", round(award.rate, 2), Decimal("84.21"))
    _wait_for_finality(tale, story)
    story.pay(Decimal(8000))
    _finish(tale, story)
    return story


def tie(tale: Telling) -> Story:
    """6: 2:2:1 is a tie, a tie is a no, and the no becomes final."""
    story = checked(tale, paper("Debattenraum Beispiel e. V.", "Streitbar im Quartier", "4000", "1000"))
    decided(tale, story, 2, 2, 1, date(2026, 3, 19))
    tale.expect(story, "Stand nach der Abstimmung", story.case.stage, Stage.DECLINED)
    story.workday(2)
    story.draft_refusal(
        "Das Budget der Runde ist begrenzt. Andere Vorhaben erreichen bei gleichem Aufwand mehr Menschen.\n"
        "Der Bezug zu den Zielen des Handlungsfelds Demokratie bleibt im Antrag allgemein."
    )
    story.workday()
    story.send_refusal()
    tale.expect(story, "Stand", story.case.stage, Stage.REFUSED)
    tale.expect(story, "Ablehnung durch", letter_of(story, "ablehnungsbescheid").body, "Arbeitsausschuss")
    final = remedy_period(sure(story.case.posted_on)).final
    story.clock(final - DAY)
    tale.expect(story, "am letzten Tag der Klagefrist", story.case.stage, Stage.REFUSED)
    story.clock(final)
    tale.expect(story, "eine Klage kann noch unterwegs sein", story.case.stage, Stage.REFUSED)
    story.clock(payout_from(final, story.case.terms.payout_grace, waived=False))
    found = (story.case.stage, story.case.outcome, story.case.closed_on)
    tale.expect(story, "Ende", found, (Stage.CLOSED, "refused", final))
    return story


def missed_request(tale: Telling) -> Story:
    """8: documents are asked for, the day passes, the clock takes the case back on the legal day."""
    story = tale.story(
        paper("Lernzeit Beispiel e. V.", "Hausaufgaben zu zweit", "3000", "800"), round_2026(), APPLIED
    )
    story.apply()
    story.take_over()
    asked = story.day
    story.request_documents("Nachweis der Vertretungsberechtigung\nVereinsregisterauszug")
    # The fourth day is Sunday, 8 February, and stays; fourteen days later is a Sunday again, so Monday.
    due = date(2026, 2, 23)
    tale.expect(story, "nachgefordert am", asked, date(2026, 2, 4))
    tale.expect(story, "Frist im Brief", letter_of(story, "nachforderung").due, due)
    story.clock(due)
    tale.expect(story, "am letzten Tag", story.case.stage, Stage.DOCUMENTS_REQUESTED)
    story.clock(due + DAY)
    tale.expect(story, "am Tag danach", story.case.stage, Stage.FORMAL_CHECK)
    story.workday()
    story.propose_refusal("Die nachgeforderten Unterlagen fehlen; die Vertretung ist nicht nachgewiesen.")
    story.workday()
    story.send_refusal()
    refusal = letter_of(story, "ablehnungsbescheid")
    tale.expect(story, "formale Ablehnung", (refusal.formal, refusal.decided_on), (True, None))
    final = remedy_period(sure(story.case.posted_on)).final
    story.clock(payout_from(final, story.case.terms.payout_grace, waived=False))
    tale.expect(story, "Ende", (story.case.stage, story.case.outcome), (Stage.CLOSED, "refused"))
    return story


def individual(tale: Telling) -> Story:
    """12: an individual applies; the public list must not name them."""
    said = paper("Alex Beispiel", "Spielenachmittage in der Unterkunft", "1200", "300", kind="person")
    story = checked(tale, said)
    decided(tale, story, 5, 0, 0, date(2026, 3, 20))
    story.workday(2)
    story.draft_award()
    story.workday()
    story.send_award()
    _wait_for_finality(tale, story)
    story.pay(Decimal(1200))
    tale.expect(story, "Art der Antragsteller*in", story.case.organisation.kind, "person")
    tale.expect(story, "darf veröffentlicht werden", "publication" in story.case.project.declarations, True)
    _finish(tale, story)
    return story


def last_day_suit(tale: Telling) -> Story:
    """13: posted on 17 March 2025; Easter Monday rolls; the suit of the last day keeps the Bescheid open."""
    story = _posted_before_easter(tale, "Klangwerkstatt Beispiel e. V.", "Trommeln am Kanal")
    last = date(2025, 4, 22)
    tale.expect(story, "Klagefrist endet", remedy_period(sure(story.case.posted_on)).ends, last)
    tale.expect(story, "die Uhr wacht auf am", story.case.wake_on, last + DAY)
    story.clock(last)
    tale.expect(story, "Stand am letzten Tag", story.case.stage, Stage.AWARDED)
    story.sue()
    story.clock(last + DAY)
    tale.expect(story, "Stand am Tag danach", story.case.stage, Stage.AWARDED)
    story.clock(date(2025, 9, 30))
    tale.expect(story, "die Klage hält den Bescheid offen", story.case.stage, Stage.AWARDED)
    story.end_suit()
    story.clock(date(2025, 10, 1))
    # Its begin in May has passed, so it starts on the day of finality.
    found = (story.case.stage, story.case.final_on)
    tale.expect(story, "bestandskräftig nach dem Ende der Klage", found, (Stage.RUNNING, date(2025, 10, 1)))
    return story


def no_suit(tale: Telling) -> Story:
    """13, the twin: nobody sues, so the same Bescheid is final on 23 April 2025, and money waits for the grace."""
    story = _posted_before_easter(tale, "Stimmwerkstatt Beispiel e. V.", "Singen am Kanal", date(2025, 2, 24))
    story.clock(date(2025, 4, 22))
    tale.expect(story, "Stand am letzten Tag", story.case.stage, Stage.AWARDED)
    story.clock(date(2025, 4, 23))
    found = (story.case.stage, story.case.final_on)
    tale.expect(story, "bestandskräftig", found, (Stage.FINAL, date(2025, 4, 23)))
    call = story.call_funds(Decimal(1000))
    story.day = date(2025, 5, 7)
    # Ten working days after 23 April, with 1 May between: 8 May.
    tale.refused(story, "am letzten Tag der Wartezeit", lambda: story.certify(call), "08.05.2025")
    story.day = date(2025, 5, 8)
    story.certify(call)
    story.order(call)
    tale.expect(story, "danach angeordnet", story.case.mittelabrufe.get().stage, "ordered")
    return story


def _posted_before_easter(
    tale: Telling, organisation: str, title: str, held_on: date = date(2025, 2, 20)
) -> Story:
    said = paper(organisation, title, "3500", "500", begins=date(2025, 5, 1), ends=date(2025, 12, 31))
    story = tale.story(said, round_2025(), date(2025, 1, 13))
    story.apply()
    story.check()
    decided(tale, story, 5, 0, 0, held_on)
    story.workday(2)
    story.draft_award()
    story.day = date(2025, 3, 17)
    story.send_award()
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


def the_long_way(tale: Telling) -> Story:
    """Deferred, then less than asked for: adapted plan, two signatures, a question about the proof, closed."""
    said = paper("Zwei Ufer Beispiel e. V.", "Brücken aus Geschichten", "9000", "3000", signatures=2)
    story = tale.story(said, round_2026(), APPLIED)
    story.consult()
    story.draft()
    alone = story.applicant
    tale.refused(
        story, "eine Unterschrift reicht nicht", lambda: story.move("submit", alone), "gemeinsame Vertretung"
    )
    story.submit()
    story.workday()
    story.check()
    (item,) = tale.sit(HELD - 14 * DAY, [story], invited_on=HELD - 25 * DAY)
    story.defer(
        item,
        "Zwei Mitglieder halten die Orte für ungeeignet.",
        told="Bitte sagen Sie uns bis zur nächsten Sitzung, an welchen Orten Sie sich treffen.",
    )
    tale.rise(item.sitting)
    story.workday()
    story.relist()
    (item,) = tale.sit(
        HELD + 7 * DAY, [story], invited_on=HELD - 4 * DAY, amounts={said.title: Decimal(7500)}
    )
    biased = story.ground.seats[4]
    story.leave(biased, "Vorstandsmitglied der Antragstellerin")
    story.vote(item, 3, 1, 0)
    tale.rise(item.sitting)
    item.refresh_from_db()
    tale.expect(story, "anwesend, ausgeschlossen", (item.present, item.excluded), (4, 1))
    story.workday()
    story.request_adapted_plan()
    lowered = paper(said.organisation, said.title, "7500", "2500", signatures=2)
    tale.refused(
        story,
        "der alte Plan passt nicht",
        lambda: story.move("confirm_adapted_plan", story.applicant),
        "genau die beschlossene Zuwendung",
    )
    story.workday(5)
    story.adapt(lowered)
    story.workday()
    story.write_award("Das Budget ist begrenzt; die Druckkosten werden nicht gefördert.")
    story.workday()
    story.send_award()
    award = letter_of(story, "zuwendungsbescheid")
    found = (award.kind, award.requested, award.awarded, bool(award.partial_reasons))
    income = [line for line in award.plan if line.side == "income"]
    sums = (sum(line.requested for line in income), sum(line.approved for line in income))
    tale.expect(story, "Plan: beantragt, bewilligt", sums, (Decimal(12000), Decimal(10000)))
    tale.expect(story, "Teilbewilligung", found, ("festbetrag", Decimal(9000), Decimal(7500), True))
    _wait_for_finality(tale, story)
    story.pay(Decimal(7500))
    _ask_about_proof(tale, story)
    return story


def _ask_about_proof(tale: Telling, story: Story) -> None:
    story.clock(story.paper.ends + DAY)
    story.workday(30)
    story.file_proof()
    story.workday(3)
    story.request_about_proof("Teilnahmelisten der letzten zwei Treffen")
    due = story.case.proof_documents_due
    story.clock(due)
    tale.expect(story, "am letzten Tag der Nachfrage", story.case.stage, Stage.PROOF_INCOMPLETE)
    story.supply_about_proof()
    story.workday(7)
    story.accept_proof()
    found = (story.case.stage, story.case.outcome, story.case.paid)
    tale.expect(story, "Ende", found, (Stage.CLOSED, "settled", Decimal(7500)))


SCENARIOS: dict[str, Callable[[Telling], Story]] = {
    "1: 4.800 €, 12 % Eigenbeteiligung, Rechtsbehelfsverzicht, ein Abruf, einfacher Nachweis": small_and_simple,
    "2: genau 20 % Eigenbeteiligung reichen für den Festbetrag; zwei Abrufe": exactly_a_fifth,
    "3: 15,8 % Eigenbeteiligung: begründet und als Anteil gefördert": below_a_fifth,
    "6: Stimmengleichheit im Arbeitsausschuss, Ablehnung": tie,
    "8: Nachforderung versäumt, Ablehnung ohne Gremium": missed_request,
    "12: eine Einzelperson, in der öffentlichen Liste ohne Namen": individual,
    "13: Klage am letzten Tag nach Ostern": last_day_suit,
    "13, Gegenstück: keine Klage, Bestandskraft und Wartezeit": no_suit,
    "Umweg: vertagt, gekürzt, zwei Unterschriften, Rückfrage zum Nachweis": the_long_way,
    "Gericht: Ablehnung aufgehoben, neu entschieden": court_sends_back,
}
"""German heading → scenario; the numbers are those of the list in the description of the example projects."""
