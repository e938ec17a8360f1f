"""The steps of a case, each one real input through the real door. A story strings them together."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from demo.stories.acting import at
from demo.stories.councils import InCouncil
from demo.stories.sittings import close_sitting, invite, open_sitting, plan_sitting
from grants.actions import begin
from grants.actions.drafts import release_beside
from grants.actions.proofs import check_proof, save_actuals, save_proof, save_receipts
from grants.models import Mittelabruf, User
from grants.models.proofs import PROOF_DECLARATIONS

__all__ = ["Story", "at", "close_sitting", "invite", "open_sitting", "plan_sitting"]


class Story(InCouncil):
    """A case from the first talk to its closing."""

    # Geld

    def born(self, kind: str, move: str, by: User, **given: Any) -> UUID:
        """Begin a record beside the case and tell of it; its public id."""
        if self.past:
            entry = self.known[self.steps]
            self.steps += 1
        else:
            key = f"story:{self.case.pk}:{self.steps + 1}"
            given |= {"by": by, "now": self.now(), "key": key, "application": self.case}
            entry = self._enter(begin(kind, move, **given))
            self.case.refresh_from_db()
        return UUID(entry.record.partition(":")[2])

    def call_funds(self, amount: Decimal) -> Mittelabruf:
        """The recipient calls for funds."""
        need = "Honorare und Raummiete der nächsten zwei Monate"
        public_id = self.born("mittelabruf", "call_funds", self.applicant, amount=amount, need=need)
        call = self.case.mittelabrufe.get(public_id=public_id)
        for person in self.applicants[1:]:
            self.write(release_beside, by=person, record=call)
        return call

    def on_call(self, call: Mittelabruf, move: str, by: str, hour: int, **data: Any) -> None:
        """Make a move on a call for funds and tell of it."""
        self.move(move, self.staff(by), hour, record=call, **data)

    def certify(self, call: Mittelabruf) -> None:
        """The call is certified as it stands."""
        self.on_call(call, "certify", "feststellung", 9, recognised=call.amount)

    def order(self, call: Mittelabruf) -> None:
        """The payment is ordered by a second person."""
        self.on_call(call, "order_payment", "anordnung", 11)

    def refuse(self, call: Mittelabruf, reasons: str) -> None:
        """The caseworker writes the reasons, the lead refuses, the PDF is made, the office posts it."""
        self.on_call(call, "draft_call_refusal", "sachbearbeitung", 9, reasoning=reasons)
        self.on_call(call, "refuse_call", "leitung", 11)
        self.settle()
        self.on_call(call, "dispatch_call_refusal", "geschaeftsstelle", 15, posted_on=self.day)

    def pay(self, amount: Decimal) -> Mittelabruf:
        """Call, certify, order and pay: four people."""
        call = self.call_funds(amount)
        self.workday()
        self.certify(call)
        self.order(call)
        self.workday()
        self.on_call(call, "confirm_payment", "kasse", 13, paid_on=self.day)
        return call

    # Nachweis

    def write_report(self) -> None:
        """Begin the proof of use: the report is written, the figures are not."""
        report = {"report": "Alle Treffen haben stattgefunden. Die Nachfrage war größer als erwartet."}
        self.write(save_proof, report, by=self.applicant)

    def write_proof(self, *, receipts: bool = True, part: Decimal = Decimal(1)) -> None:
        """Fill in the proof of use: ``part`` of the plan was spent. Without receipts it is a simple one."""
        fields = {
            "fulfilled_on": self.paper.ends,
            "report": "Alle Treffen haben stattgefunden. Die Nachfrage war größer als erwartet.",
            "goals_reached": "Zwölf Treffen, 96 Teilnehmende.",
            "participants": 96,
            "publicity": "Auf allen Plakaten stand der Hinweis auf die Förderung.",
            "declarations": [key for key, _ in PROOF_DECLARATIONS],
        }
        self.write(save_proof, fields, by=self.applicant)
        lines = list(self.case.project.plan_lines.all())
        self.write(save_actuals, {line.pk: line.amount * part for line in lines}, by=self.applicant)
        receipt = {
            "invoiced_on": self.paper.begins,
            "paid_on": self.paper.ends,
            "payee": "Honorarkräfte (Sammelbeleg)",
            "reason": "Honorare und Sachkosten",
            "amount": self.case.project.cash * part,
        }
        if receipts:
            self.write(save_receipts, [receipt], by=self.applicant)

    def file_proof(self, *, receipts: bool = True, part: Decimal = Decimal(1)) -> None:
        """Fill in and file the proof; ``part`` of the plan was spent."""
        self.write_proof(receipts=receipts, part=part)
        self.countersign()
        self.move("file_proof", self.applicant)

    def request_about_proof(self, items: str) -> None:
        """The caseworker asks about the proof."""
        self.move("request_proof_documents", self.staff("sachbearbeitung"), items=items)

    def supply_about_proof(self) -> None:
        """The recipient answers."""
        self.countersign()
        self.move(
            "supply_proof_documents",
            self.applicant,
            note="Beleg 3 ist eine Sammelrechnung; sie gehört zu beiden Treffen.",
        )

    def check_proof(self, part: Decimal = Decimal(1)) -> None:
        """The caseworker checks the proof and recognises ``part`` of the plan."""
        self.case.project.refresh_from_db()
        self.write(
            check_proof,
            by=self.staff("sachbearbeitung"),
            recognised=self.case.project.eligible * part,
            recognised_cash=self.case.project.cash * part,
            note="Sachbericht und Belegliste sind schlüssig. Stichprobe: ein Beleg, ohne Beanstandung.",
        )

    def accept_proof(self) -> None:
        """Check by the caseworker, closing by the lead."""
        self.check_proof()
        self.move("accept_proof", self.staff("leitung"), 14)

    def prove(self, *, receipts: bool = True) -> None:
        """File the proof, check it, close the case."""
        self.file_proof(receipts=receipts)
        self.workday(14)
        self.accept_proof()
