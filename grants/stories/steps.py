"""The steps of a case, each one real input through the real door. A story strings them together."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from grants.actions import begin, perform
from grants.actions.bodies import cast, close_ballot, exclude, list_item, open_ballot, record_presence
from grants.actions.desk import confirm_regime, note_advice, save_draft, save_review, verify_iban
from grants.actions.door import tick
from grants.actions.drafts import save_milestones, save_organisation, save_plan, save_project
from grants.actions.proofs import check_proof, save_actuals, save_proof, save_receipts
from grants.actions.uploads import upload
from grants.models import (
    Application,
    Call,
    FundsCall,
    Item,
    Membership,
    Organisation,
    Sitting,
    Transition,
    User,
)
from grants.models.proof import PROOF_DECLARATIONS
from grants.models.review import CHECKLIST
from grants.stories.ground import Ground, find_user
from grants.stories.paper import Paper, plan_of, project_of
from workflows.stages import Stage

IBAN = "DE02120300000000202051"
"""A public example account, never anybody's."""
PDF = b"%PDF-1.4\n% Ein unterschriebenes Blatt der Vorf\xc3\xbchrung.\n%%EOF\n"


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    """A moment of a day in Europe/Berlin."""
    return timezone.make_aware(datetime.combine(day, time(hour, minute)))


@dataclass
class Story:
    """One case on its way, with the people who act in it."""

    ground: Ground
    paper: Paper
    call: Call
    day: date
    settle: Callable[[], None] = lambda: None
    """Lets the post office work until all its rows are done."""
    told: Callable[[Transition], None] = lambda entry: None
    case: Application = field(init=False)
    applicants: list[User] = field(init=False)

    def __post_init__(self) -> None:
        organisation, _ = Organisation.objects.get_or_create(
            name=self.paper.organisation, defaults={"fictitious": self.paper.fictitious}
        )
        self.applicants = [self._signatory(organisation, number) for number in range(self.paper.signatures)]
        self.organisation = organisation

    def _signatory(self, organisation: Organisation, number: int) -> User:
        key = f"verein{organisation.pk}" + (f"-{number + 1}" if number else "")
        user = find_user(key, f"Vorstand {organisation.name}"[:150])
        Membership.objects.get_or_create(organisation=organisation, user=user, defaults={"signatory": True})
        return user

    @property
    def applicant(self) -> User:
        """The first signatory."""
        return self.applicants[0]

    def now(self, hour: int = 10) -> datetime:
        """A moment of the story's present day."""
        return at(self.day, hour)

    def later(self, days: int = 1) -> None:
        """Let days pass."""
        self.day += timedelta(days=days)

    def move(self, name: str, by: Any, hour: int = 10, **data: Any) -> Transition:
        """Make a move on the case and tell of it."""
        entry = perform(self.case, name, data, by=by, now=self.now(hour))
        self.case.refresh_from_db()
        self.told(entry)
        return entry

    def staff(self, key: str) -> User:
        """A person of the office."""
        return self.ground.staff[key]

    # Beratung und Antrag

    def consult(self) -> None:
        """A consultation with a note."""
        entry = begin(
            "application",
            "open_consultation",
            by=self.applicant,
            now=self.now(),
            organisation=self.organisation,
            call=self.call,
            title=self.paper.title,
        )
        self.case = Application.objects.get(dossier_id=entry.dossier_id)
        self.told(entry)
        note_advice(
            self.case,
            by=self.staff("beratung"),
            held_on=self.day,
            topics="Förderfähigkeit, Eigenbeteiligung, Fristen",
            advice="Der Finanzierungsplan muss ausgeglichen sein. Bitte nicht vor dem Bescheid beginnen.",
            now=self.now(11),
        )

    def draft(self) -> None:
        """Everything that the form asks for, up to the button."""
        self.move("start_draft", self.applicant)
        self.fill()

    def fill(self) -> None:
        """Fill in the whole form."""
        save_organisation(self.case, _master_data(self.paper), by=self.applicant, now=self.now())
        save_project(self.case, project_of(self.paper), by=self.applicant, now=self.now())
        rows = [
            {"title": "Vorbereitung und Einladung", "begins": self.paper.begins, "ends": self.paper.begins},
            {"title": "Treffen im Stadtteil", "begins": self.paper.begins, "ends": self.paper.ends},
        ]
        save_milestones(self.case, rows, by=self.applicant, now=self.now())
        save_plan(self.case, plan_of(self.paper), by=self.applicant, now=self.now())

    def submit(self, hour: int = 15) -> None:
        """Send the application."""
        self.move("submit", self.applicant, hour)

    # Prüfung

    def take_over(self) -> None:
        """The caseworker takes the case over."""
        self.move("begin_check", self.staff("sachbearbeitung"), unbiased=True)

    def complete(self) -> None:
        """The formal check is done."""
        clerk = self.staff("sachbearbeitung")
        save_review(self.case, {"checked": [key for key, _ in CHECKLIST]}, by=clerk, now=self.now())
        self.move("confirm_completeness", clerk)

    def examine(self, proposal: Decimal | None = None) -> None:
        """Prüfvermerk by the caseworker, release by the lead."""
        self.case.project.refresh_from_db()
        memo = {
            "assessment": "Das Vorhaben dient den Zielen des Programms und ist gut geplant.",
            "eligible": self.case.project.eligible,
            "own": self.case.project.own,
            "low_share_reason": self.paper.low_share_reason,
            "state_aid": "Keine wirtschaftliche Tätigkeit; De-minimis nicht berührt.",
            "proposal": proposal or self.paper.grant,
        }
        save_review(self.case, memo, by=self.staff("sachbearbeitung"), now=self.now())
        verify_iban(self.case, by=self.staff("sachbearbeitung"), now=self.now())
        self.move("release_for_sitting", self.staff("leitung"), 14)

    # Gremium

    def put_to(self, sitting: Sitting, amount: Decimal | None = None) -> Item:
        """Put the case on an agenda."""
        amount = amount or self.paper.grant
        return list_item(
            self.case,
            sitting,
            by=self.staff("geschaeftsstelle"),
            amount=amount,
            motion=f"„{self.paper.title}“ wird gefördert.",
            now=self.now(),
        )

    def vote(self, item: Item, yes: int, no: int, abstained: int) -> None:
        """Call the item up, vote, close; the members vote in the order of their seats."""
        office = self.staff("geschaeftsstelle")
        self.day = item.sitting.held_on
        self.move("open_item", office, 18)
        open_ballot(item, by=office, now=self.now(18))
        choices = ["yes"] * yes + ["no"] * no + ["abstained"] * abstained
        seats = [s for s in self.ground.seats if not s.exclusions.filter(application=self.case).exists()]
        present = set(item.sitting.presences.filter(left_at=None).values_list("seat_id", flat=True))
        voting = [seat for seat in seats if seat.pk in present]
        for seat, choice in zip(voting, choices, strict=False):
            cast(item, choice, by=seat.user, now=self.now(18))
        close_ballot(item, by=office, now=self.now(18))
        item.refresh_from_db()
        if item.carried:
            self.move("endorse", office, 18, amount=item.amount)
        else:
            self.move("decline", office, 18)

    # Bescheid

    def draft_award(self, reasons: str = "") -> None:
        """The caseworker drafts the award."""
        clerk = self.staff("sachbearbeitung")
        if self.case.stage == Stage.ENDORSED:
            self.move("draft_award", clerk)
        self.write_award(reasons)

    def write_award(self, reasons: str = "") -> None:
        """The text of the award."""
        fields = {
            "purpose": f"Durchführung des Vorhabens „{self.paper.title}“ wie beantragt.",
            "duties": "In Veröffentlichungen ist auf die Förderung hinzuweisen.",
            "reasons": reasons or "Das Vorhaben dient den Zielen des Programms.",
            "period_begins": self.paper.begins,
            "period_ends": self.paper.ends,
        }
        save_draft(self.case, fields, by=self.staff("sachbearbeitung"), now=self.now())

    def send_award(self) -> None:
        """Release by the lead, the post office makes the PDF, the office posts it the same day."""
        self.move("release_award", self.staff("leitung"), 11)
        self.settle()
        self.move("dispatch_award", self.staff("geschaeftsstelle"), 15, posted_on=self.day)

    def send_refusal(self, reasons: str) -> None:
        """Draft, release and post a refusal."""
        clerk = self.staff("sachbearbeitung")
        if self.case.stage == Stage.DECLINED:
            self.move("draft_refusal", clerk)
        save_draft(self.case, {"reasons": reasons}, by=clerk, now=self.now())
        self.move("release_refusal", self.staff("leitung"), 11)
        self.settle()
        self.move("dispatch_refusal", self.staff("geschaeftsstelle"), 15, posted_on=self.day)

    def waive_remedies(self) -> None:
        """The signed waiver comes in and is accepted."""
        upload(
            self.case,
            by=self.applicant,
            name="Rechtsbehelfsverzicht.pdf",
            content=PDF,
            kind="verzicht",
            now=self.now(),
        )
        self.move("accept_waiver_of_remedies", self.staff("sachbearbeitung"), received_on=self.day)

    def clock(self, until: date | None = None) -> None:
        """Let the clock make whatever is due up to a day, each on its own day."""
        until = until or self.day
        while True:
            self.case.refresh_from_db()
            if self.case.wake_on is None or self.case.wake_on > until:
                self.day = max(self.day, until)
                return
            self.day = max(self.day, self.case.wake_on)
            entry = tick(self.case, now=at(self.day, 4))
            if entry is None:
                return
            self.told(entry)

    # Geld

    def call_funds(self, amount: Decimal) -> FundsCall:
        """The recipient calls for funds."""
        entry = begin(
            "mittelabruf",
            "call_funds",
            by=self.applicant,
            now=self.now(),
            application=self.case,
            amount=amount,
            need="Honorare und Raummiete der nächsten zwei Monate",
        )
        self.told(entry)
        return self.case.funds_calls.get(public_id=entry.record.partition(":")[2])

    def on_call(self, call: FundsCall, move: str, by: str, hour: int, **data: Any) -> None:
        """Make a move on a call for funds and tell of it."""
        self.told(perform(call, move, data, by=self.staff(by), now=self.now(hour)))

    def pay(self, amount: Decimal) -> FundsCall:
        """Call, certify, order and pay: four people."""
        call = self.call_funds(amount)
        self.later()
        self.on_call(call, "certify", "feststellung", 9, recognised=amount)
        self.on_call(call, "order_payment", "anordnung", 11)
        self.later()
        self.on_call(call, "confirm_payment", "kasse", 13, paid_on=self.day)
        return call

    # Nachweis

    def write_proof(self) -> None:
        """Fill in the proof of use: everything was spent as planned."""
        fields = {
            "fulfilled_on": self.paper.ends,
            "report": "Alle Treffen haben stattgefunden. Die Nachfrage war größer als erwartet.",
            "goals_reached": "Zwölf Treffen, 96 Teilnehmende.",
            "participants": 96,
            "publicity": "Auf allen Plakaten stand der Hinweis auf die Förderung.",
            "declarations": [key for key, _ in PROOF_DECLARATIONS],
        }
        save_proof(self.case, fields, by=self.applicant, now=self.now())
        lines = list(self.case.project.plan_lines.all())
        save_actuals(self.case, {line.pk: line.amount for line in lines}, by=self.applicant, now=self.now())
        receipt = {
            "invoiced_on": self.paper.begins,
            "paid_on": self.paper.ends,
            "payee": "Honorarkräfte (Sammelbeleg)",
            "reason": "Honorare",
            "amount": lines[0].amount,
        }
        save_receipts(self.case, [receipt], by=self.applicant, now=self.now())

    def prove(self) -> None:
        """File the proof, check it, close the case."""
        self.write_proof()
        self.move("file_proof", self.applicant)
        self.later(14)
        self.check()
        self.move("accept_proof", self.staff("leitung"), 14)

    def check(self) -> None:
        """The caseworker checks the proof."""
        self.case.project.refresh_from_db()
        check_proof(
            self.case,
            by=self.staff("sachbearbeitung"),
            recognised=self.case.project.eligible,
            recognised_cash=self.case.project.cash,
            note="Sachbericht und Belegliste sind schlüssig. Stichprobe: ein Beleg, ohne Beanstandung.",
            now=self.now(),
        )


def _master_data(paper: Paper) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": paper.kind,
        "street": "Beispielstraße 1",
        "postcode": "30159",
        "city": "Hannover",
        "representatives": f"Vorstand {paper.organisation}",
        "signatures_needed": paper.signatures,
        "input_tax": "nein",
        "iban": IBAN,
        "account_holder": paper.organisation[:140],
    }
    by_kind: dict[str, dict[str, Any]] = {
        "verein": {"register_number": "VR 000000", "register_court": "Amtsgericht Hannover"},
        "initiative": {"jointly_liable": "Zwei Personen der Initiative (Beispiel)"},
        "person": {"birth_date": date(1990, 1, 1), "representatives": ""},
    }
    return data | by_kind.get(paper.kind, {})


def plan_sitting(ground: Ground, held_on: date, *, now: datetime) -> Sitting:
    """The office plans a sitting of the Arbeitsausschuss."""
    entry = begin(
        "sitzung",
        "plan_sitting",
        by=ground.staff["geschaeftsstelle"],
        now=now,
        body=ground.body,
        held_on=held_on,
        starts_at=time(17, 0),
        place="Blumenauer Straße 3–7, Raum 101",
    )
    return Sitting.objects.get(dossier_id=entry.dossier_id)


def open_sitting(ground: Ground, sitting: Sitting, present: int = 5) -> None:
    """Presence is recorded and the chair opens the sitting."""
    office, now = ground.staff["geschaeftsstelle"], at(sitting.held_on, 17)
    record_presence(sitting, ground.seats[:present], by=office, now=now)
    perform(sitting, "open_sitting", by=office, now=now)
    sitting.refresh_from_db()


def close_sitting(ground: Ground, sitting: Sitting) -> None:
    """The chair closes the sitting."""
    perform(sitting, "close_sitting", by=ground.staff["geschaeftsstelle"], now=at(sitting.held_on, 20))


def invite(ground: Ground, sitting: Sitting, day: date) -> None:
    """The office invites."""
    perform(sitting, "invite", by=ground.staff["geschaeftsstelle"], now=at(day, 9))
    if ground.body.regime_confirmed_on is None:
        confirm_regime(ground.body, by=ground.staff["leitung"], now=at(day, 9))
        ground.body.refresh_from_db()


def leave(story: Story, seat: Any, ground_text: str) -> None:
    """A member declares bias and takes no part in the case."""
    exclude(story.case, seat, ground_text, by=seat.user, now=story.now())
