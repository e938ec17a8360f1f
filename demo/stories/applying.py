"""Beratung and application: what the applicant does, and what the office checks before the body sees it."""

from datetime import date
from decimal import Decimal
from typing import Any

from demo.stories.acting import IBAN, PDF, Acting
from demo.stories.paper import Paper, plan_of, project_of
from grants.actions.desk import note_advice, save_review, send_message, verify_iban
from grants.actions.drafts import release, save_milestones, save_organisation, save_plan, save_project
from grants.actions.uploads import upload
from grants.models.check import CHECKLIST, memo_of


class Applying(Acting):
    """From the first talk to a case that is ready for the sitting."""

    # Beratung und Antrag

    def consult(self) -> None:
        """A consultation with a note."""
        self.birth("open_consultation")
        self.write(
            note_advice,
            by=self.staff("beratung"),
            hour=11,
            held_on=self.day,
            topics="Förderfähigkeit, Eigenbeteiligung, Fristen",
            advice="Der Finanzierungsplan muss ausgeglichen sein. Bitte nicht vor dem Bescheid beginnen.",
        )

    def draft(self) -> None:
        """Everything that the form asks for, up to the button."""
        self.move("start_draft", self.applicant)
        self.fill()

    def fill(self) -> None:
        """Fill in the whole form."""
        self.write(save_organisation, _master_data(self.paper), by=self.applicant)
        self.write(save_project, project_of(self.paper, self.case.programme), by=self.applicant)
        rows = [
            {"title": "Vorbereitung und Einladung", "begins": self.paper.begins, "ends": self.paper.begins},
            {"title": "Treffen im Stadtteil", "begins": self.paper.begins, "ends": self.paper.ends},
        ]
        self.write(save_milestones, rows, by=self.applicant)
        self.plan(self.paper)

    def plan(self, paper: Paper) -> None:
        """Write the cost and financing plan of ``paper``."""
        self.write(save_plan, plan_of(paper), by=self.applicant)

    def attach(self, name: str, kind: str, hour: int = 10) -> None:
        """Put a file into the case, once."""
        if not self.case.attachments.filter(name=name).exists():
            self.write(upload, by=self.applicant, hour=hour, name=name, content=PDF, kind=kind)

    def countersign(self, **agreed: bool) -> None:
        """Everybody but the first signatory releases what stands there, or the ``ending`` (§ 26 Abs. 2 BGB)."""
        for person in self.applicants[1:]:
            self.write(release, by=person, **agreed)

    def submit(self, hour: int = 15) -> None:
        """Send the application."""
        self.countersign()
        self.move("submit", self.applicant, hour)

    def apply(self, wait: int = 1) -> None:
        """From the first talk to the sent application, ``wait`` days between the steps."""
        self.consult()
        self.workday(wait)
        self.draft()
        self.submit()
        self.workday(wait)

    def talk(self, text: str, by: str = "", *, internal: bool = False) -> None:
        """Write a message: somebody of the office, or without a name the applicant."""
        if not self.case.messages.filter(text=text).exists():
            author = self.staff(by) if by else self.applicant
            self.write(send_message, by=author, text=text, internal=internal)

    def withdraw(self, reason: str) -> None:
        """The applicant withdraws."""
        self.countersign(ending=True)
        self.move("withdraw", self.applicant, reason=reason)

    def discontinue(self, reason: str) -> None:
        """The lead ends the procedure."""
        self.move("discontinue", self.staff("leitung"), reason=reason)

    def hand_in(self) -> None:
        """From the first line to the sent application, without a consultation, in two days."""
        self.birth("start_draft")
        self.fill()
        self.submit()
        self.workday()

    # Prüfung

    def take_over(self) -> None:
        """The caseworker takes the case over."""
        self.move("begin_check", self.staff("sachbearbeitung"), unbiased=True)

    def request_documents(self, items: str) -> None:
        """The caseworker asks for what is missing."""
        self.move("request_documents", self.staff("sachbearbeitung"), items=items)

    def complete(self) -> None:
        """The formal check is done."""
        clerk = self.staff("sachbearbeitung")
        self.write(save_review, {"checked": [key for key, _ in CHECKLIST]}, by=clerk)
        self.move("confirm_completeness", clerk)

    def write_memo(
        self, proposal: Decimal | None = None, *, reason: str | None = None, account: bool = True
    ) -> None:
        """The caseworker writes the Prüfvermerk and compares the account, if one is named, with a proof of the bank."""
        self.case.project.refresh_from_db()
        memo = {
            "assessment": "Das Vorhaben dient den Zielen des Programms und ist gut geplant.",
            "eligible": self.case.project.eligible,
            "own": self.case.project.own,
            "low_share_reason": self.paper.low_share_reason if reason is None else reason,
            "state_aid": "Keine wirtschaftliche Tätigkeit; De-minimis nicht berührt.",
            "proposal": proposal or self.paper.grant,
        }
        if "unit_statement" in memo_of(self.case.programme):
            memo["unit_statement"] = "Die Facheinheit begrüßt das Vorhaben; es ergänzt ihre Maßnahme."
        self.write(save_review, memo, by=self.staff("sachbearbeitung"))
        if account:
            self.write(verify_iban, by=self.staff("sachbearbeitung"))

    def examine(self, proposal: Decimal | None = None) -> None:
        """Prüfvermerk by the caseworker, release by the lead."""
        self.write_memo(proposal)
        self.move("release_for_sitting", self.staff("leitung"), 14)

    def check(self) -> None:
        """The whole check, until the case is ready for the sitting."""
        self.take_over()
        self.complete()
        self.workday()
        self.examine()


def _master_data(paper: Paper) -> dict[str, Any]:
    data: dict[str, Any] = {
        "kind": paper.kind,
        "street": "Beispielstraße 1",
        "postcode": "30159",
        "city": "Hannover",
        "representatives": "\n".join(
            (f"Vorstand {paper.organisation}", "Zweite Person im Vorstand")[: paper.signatures]
        ),
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
