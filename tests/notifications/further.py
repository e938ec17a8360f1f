"""Stories that are told for their letters alone: what the scenarios of the walkthrough do not come to."""

from datetime import date, timedelta
from decimal import Decimal

from demo.stories import recovering as steps
from demo.stories.contests import Contest, Tranche, invented, replay_contest
from demo.stories.scenarios import APPLIED, HELD, checked, decided, granted, paper, round_2026, running
from demo.stories.sittings import plan_sitting
from demo.stories.steps import Story
from demo.stories.telling import Telling
from grants.actions.desk import save_review
from grants.actions.drafts import save_organisation
from grants.letters.basis import sure
from grants.models import Claim
from tests.at_once import pay_at_once, paying_at_once
from tests.hearing import hearing

DAY = timedelta(days=1)


def in_full(tale: Telling) -> Story:
    """Everything that an application and its Bescheid can hold: files, a planned sitting, a condition, two years."""
    early = date(2026, 4, 15)
    said = paper(
        "Alles dabei Beispiel e. V.",
        "Ein Garten für alle",
        "8400",
        "1600",
        begins=early,
        ends=date(2027, 4, 30),
        in_kind=Decimal(900),
        low_share_reason="Ein Zuschuss der Stiftung wurde abgesagt.",
        extra={"early_start_from": early, "early_start_reason": "Die Beete werden im April angelegt."},
    )
    story = tale.story(said, round_2026(), APPLIED)
    plan_sitting(tale.ground, date(2026, 4, 13), now=story.now())
    story.consult()
    story.draft()
    story.attach("Satzung.pdf", "satzung")
    story.attach("Vereinsregisterauszug.pdf", "register")
    story.submit()
    story.workday()
    story.take_over()
    story.complete()
    story.workday()
    story.write_memo()
    story.write(save_review, {"eligible": Decimal(9800)}, by=story.staff("sachbearbeitung"))
    story.move("consent_early_start", story.staff("leitung"), 15, early_start_on=early)
    story.move("release_for_sitting", story.staff("leitung"), 16)
    decided(tale, story, 5, 0, 0)
    story.workday(2)
    story.move("draft_award", story.staff("sachbearbeitung"))
    story.write_award(condition="Sie weisen nach, dass der Pachtvertrag für den Garten geschlossen ist.")
    story.workday()
    story.send_award()
    return story


def heard_by_others_first(tale: Telling) -> Story:
    """Two other bodies are heard before the Arbeitsausschuss decides; the first of them has planned a sitting."""
    with hearing("jury", "kuratorium"):
        story = tale.story(paper("Viele Stimmen e. V.", "Reihum", "4800", "1200"), round_2026(), APPLIED)
        jury = tale.ground.bodies["jury"]
        plan_sitting(tale.ground, date(2026, 4, 13), now=story.now(), body=jury)
        story.apply()
    return story


def from_the_day_of_the_letter(tale: Telling) -> Story:
    """The day that was asked for is over when the lead consents."""
    early = date(2026, 2, 16)
    asked = {"early_start_from": early, "early_start_reason": "Der Saal muss jetzt gebucht werden."}
    said = paper("Später Beispiel e. V.", "Theater im Saal", "3000", "800", begins=early, extra=asked)
    story = tale.story(said, round_2026(), APPLIED)
    story.apply()
    story.day = early + 2 * DAY
    story.move("consent_early_start", story.staff("leitung"), 15, early_start_on=story.day)
    return story


def in_few_words(tale: Telling) -> Story:
    """No account yet, no further duties, and consent to an early start that nobody has asked for."""
    story = tale.story(paper("Karg Beispiel e. V.", "Schach im Park", "2000", "500"), round_2026(), APPLIED)
    story.consult()
    story.draft()
    story.write(save_organisation, {"iban": "", "account_holder": ""}, by=story.applicant)
    story.submit()
    story.workday()
    story.take_over()
    story.complete()
    story.workday()
    story.write_memo(account=False)
    story.move("consent_early_start", story.staff("leitung"), 15, early_start_on=date(2026, 4, 1))
    story.move("release_for_sitting", story.staff("leitung"), 16)
    decided(tale, story, 5, 0, 0)
    story.workday(2)
    story.move("draft_award", story.staff("sachbearbeitung"))
    story.write_award(duties="")
    story.workday()
    story.send_award()
    return story


def refused_after_a_yes(tale: Telling) -> Story:
    """The body said yes; the check is taken up again and finds what excludes the grant."""
    story = checked(tale, paper("Doch nicht Beispiel e. V.", "Fest am See", "2000", "500"))
    decided(tale, story, 5, 0, 0)
    story.workday(2)
    story.draft_award()
    story.move("return_to_check", story.staff("leitung"), reason="Das Fest hat schon stattgefunden.")
    story.propose_refusal("Mit dem Vorhaben wurde vor dem Bescheid begonnen.")
    story.workday()
    story.send_refusal()
    return story


def one_more_year(tale: Telling) -> Story:
    """A longer period crosses the turn of a year, so an interim proof is due; it is late when more is asked for."""
    story = running(tale, "Ausdauer Beispiel e. V.", "Theater im Hof", "3000", "800", HELD)
    wish = {"wish": "Ein Jahr mehr", "why": "Der Hof wird gebaut."}
    change = steps.ask(story, "request_extension", subject="period", new_ends=date(2027, 11, 30), **wish)
    steps.decide(story, change, "grant_extension", "Der Zweck wird so erreicht.", carried_over=True)
    story.day = date(2027, 5, 3)
    wish = {"wish": "Noch einen Monat", "why": "Die Farbe trocknet langsam."}
    change = steps.ask(story, "request_extension", subject="period", new_ends=date(2027, 12, 31), **wish)
    steps.decide(story, change, "grant_extension", "Der Zweck wird auch so erreicht.", carried_over=True)
    return story


def in_other_words(tale: Telling) -> Story:
    """A person; asked for documents, more time; calls are refused and cut, a change is refused, one is granted."""
    said = paper("Robin Beispiel", "Lieder im Treppenhaus", "4800", "1200", kind="person")
    story = tale.story(said, round_2026(), APPLIED)
    story.apply()
    story.take_over()
    story.request_documents("Angebot für die Tonanlage")
    story.move(
        "extend_period",
        story.staff("sachbearbeitung"),
        until=sure(story.case.documents_due) + 14 * DAY,
        reason="Krankheit",
    )
    story.workday()
    story.attach("Angebot.pdf", "angebot")
    story.move("supply_documents", story.applicant)
    story.complete()
    story.workday()
    story.examine()
    decided(tale, story, 4, 1, 0)
    granted(story, said.begins)
    call = story.call_funds(Decimal(900))
    story.workday()
    story.refuse(call, "Die Tonanlage ist nicht Teil des bewilligten Finanzierungsplans.")
    story.workday()
    call = story.call_funds(Decimal(2000))
    story.on_call(
        call,
        "certify",
        "feststellung",
        9,
        recognised=Decimal("1850.50"),
        note="Die Raummiete für Dezember ist noch nicht fällig.",
    )
    story.order(call)
    story.workday()
    story.on_call(call, "confirm_payment", "kasse", 13, paid_on=story.day)
    for move, wish in (
        ("refuse_change", "Ein Fest statt der Treffen."),
        ("grant_change", "Elf Treffen und ein Konzert."),
    ):
        change = steps.ask(
            story, "request_change", subject="content", wish=wish, why="Das Haus wird saniert."
        )
        steps.decide(story, change, move, "Maßgeblich ist, ob der Zweck erreicht wird.")
    story.workday(10)
    story.move("finish_early", story.applicant, fulfilled_on=story.day)
    story.file_proof(part=Decimal("0.7"))
    story.workday(7)
    story.check_proof(Decimal("0.7"))
    story.move("accept_proof", story.staff("leitung"), 14, rest_not_called=True)
    return story


def in_one_sum(tale: Telling) -> Story:
    """The whole award is paid at once; nobody calls for it."""
    with paying_at_once():
        story = running(tale, "Auf einmal Beispiel e. V.", "Trommeln im Hof", "2400", "600", HELD)
        pay_at_once(story)
    return story


def revoked_in_part(tale: Telling) -> Story:
    """A part that nobody has paid is revoked while the project runs; then the rest, with what was paid."""
    story = running(tale, "Halbe Sache Beispiel e. V.", "Kurse am Abend", "4800", "1200", HELD)
    _hear(story, "auflage", "800")
    _revoke(story, "revoke_in_part")
    story.workday(4)
    story.pay(Decimal(2400))
    _hear(story, "auflage", "1000", unpaid=Decimal(1000))
    _revoke(story, "revoke_in_part")
    story.workday(20)
    _hear(story, "auflage", "3000")
    steps.claim(story)
    return story


def condition_met(tale: Telling) -> Story:
    """A resolutory condition is met before anything is paid: nothing is left of the grant."""
    story = running(tale, "Bedingt Beispiel e. V.", "Bühne auf Zeit", "3000", "800", HELD)
    _hear(story, "bedingung", "3000")
    _revoke(story, "revoke_unpaid")
    return story


def small_claim(tale: Telling) -> Story:
    """So little comes back that it bears no interest; the day to pay by passes."""
    story = running(tale, "Kleingeld Beispiel e. V.", "Spiele im Park", "2500", "700", HELD)
    story.pay(Decimal(2500))
    story.workday(5)
    _hear(story, "auflage", "600")
    refund = steps.claim(story)
    story.clock(sure(Claim.objects.get(application=story.case, current=True).due) + DAY)
    story.workday()
    story.move("remind_of_refund", story.staff("kasse"), record=refund)
    return story


def given_back_before_the_recall(tale: Telling) -> Story:
    """The refund came in, but the post brings its Bescheid back: it is recalled, and the proof is accepted."""
    story = running(tale, "Rückläufer Beispiel e. V.", "Chor am Kanal", "8000", "2000", HELD)
    story.pay(Decimal(8000))
    story.clock(story.paper.ends + DAY)
    story.workday(14)
    story.file_proof(part=Decimal("0.6"))
    story.workday(7)
    story.check_proof(Decimal("0.6"))
    _hear(story, "zweckverfehlung", "2000")
    refund = steps.claim(story)
    story.workday()
    steps.receive(story, refund, Decimal(2000))
    story.move("record_returned_claim", story.staff("geschaeftsstelle"), reason="Unbekannt verzogen.")
    story.move("recall_claim", story.staff("leitung"), reason="Der Betrag ist schon eingegangen.")
    story.move("close_collection", story.staff("kasse"), record=refund)
    story.move("resume_proof_check", story.staff("leitung"), reason="Es ist nichts mehr zu fordern.")
    story.move("accept_proof", story.staff("leitung"), 14)
    return story


def withdrawn(tale: Telling) -> Story:
    """Withdrawn while it is checked."""
    said = paper("Zurück Beispiel e. V.", "Tanz auf dem Platz", "2500", "700")
    story = tale.story(said, round_2026(), APPLIED)
    story.apply()
    story.take_over()
    story.workday()
    story.withdraw("Der Platz wird umgebaut.")
    return story


def proof_comes_due(tale: Telling) -> Story:
    """The proof of use is due in some weeks."""
    story = running(tale, "Bald Beispiel e. V.", "Lesen am Fluss", "2500", "700", HELD)
    story.clock(story.paper.ends + DAY)
    story.wait(sure(story.case.proof_due) - 30 * DAY)
    return story


def proof_is_overdue(tale: Telling) -> Story:
    """The day of the proof of use is over."""
    story = proof_comes_due(tale)
    story.later(31)
    return story


CONTEST = Contest(
    title="Ideenwettbewerb der Proben",
    version="14",
    theme="Nachbarschaft",
    opens_on=date(2024, 6, 3),
    closes_on=date(2024, 8, 30),
    budget=20_000,
    begins=date(2025, 1, 1),
    ends=date(2025, 12, 31),
    tranches=(
        Tranche(
            jury_on=date(2024, 10, 7),
            paper="9901/2024",
            put_off_on=date(2024, 11, 12),
            advised_on=date(2024, 11, 14),
            votes="7:3:0",
            decided_on=date(2024, 11, 21),
            projects=invented(("Lesecafé",), (12_000,)),
        ),
    ),
    refused=invented(("Kochkurs",), (9_000,), votes=(1, 4, 0)),
)


def contest(tale: Telling) -> Story:
    """A small contest of the Gesellschaftsfonds: one is funded, one is not."""
    return replay_contest(tale, CONTEST)[0]


def _hear(story: Story, ground: str, claimed: str, **more: Decimal) -> None:
    """Heard, answered and drafted."""
    said = steps.about(ground, claimed, story.day, "Der Kurs fällt aus.")
    story.move("open_hearing", story.staff("sachbearbeitung"), **said, **more)
    story.workday(5)
    steps.answer(story)
    steps.draft(story, ground, claimed)


def _revoke(story: Story, move: str) -> None:
    story.move("release_revocation", story.staff("leitung"), 11)
    story.settle()
    story.move(move, story.staff("geschaeftsstelle"), 15, posted_on=story.day)
