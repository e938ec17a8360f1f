"""Verwendungsnachweis: filing, checking, closing; and what comes long after (T26–T28, T38)."""

from datetime import date, timedelta
from typing import ClassVar

from workflows.effects import Effects
from workflows.letters import Letter, Reminder
from workflows.machine import Programme, move
from workflows.meaning import Hand, Meaning
from workflows.readers import Reader
from workflows.roles import Role
from workflows.rules import proof as rules
from workflows.rules.archive import archive_day, archive_was_offered, not_erased
from workflows.rules.deadlines import set_by_authority
from workflows.rules.ledger import free_all
from workflows.rules.submission import all_signatures_given, something_supplied
from workflows.stages import Stage

NACHWEIS_NACHFORDERUNG = Letter("nachweis_nachforderung", document=False)
ABSCHLUSSMITTEILUNG = Letter("abschlussmitteilung")


def day_after_request(machine: Programme) -> date | None:
    """The request about the proof has lapsed on the day after its last day."""
    due = machine.case.proof_documents_due
    return due and due + timedelta(days=1)


class Proof(Programme):
    """The recipient proves the use, one person checks, another closes."""

    reminders: ClassVar[tuple[Reminder, ...]] = (
        Reminder(
            "nachweis_faellig",
            frozenset({Stage.RUNNING, Stage.PROOF_DUE}),
            "proof_due",
            (-60, -30, -7, 1, 14, 28),
        ),
    )

    @move(
        Stage.PROOF_DUE,
        Stage.PROOF_IN_REVIEW,
        label="Verwendungsnachweis einreichen",
        by={Role.SIGNATORY},
        when=[rules.proof_is_complete, all_signatures_given],
        signs=True,
    )
    def file_proof(self) -> Effects:
        return Effects(fields={"proof_filed_on": self.today})

    @move(
        Stage.PROOF_IN_REVIEW,
        Stage.PROOF_INCOMPLETE,
        label="Zum Nachweis nachfordern",
        by={Role.CASEWORKER},
        letters=[NACHWEIS_NACHFORDERUNG],
        aside=True,
        readers={"items": Reader.APPLICANT},
    )
    def request_proof_documents(self, items: str) -> Effects:
        due = set_by_authority(self.today, self.case.terms.proof_documents_period)
        return Effects(fields={"proof_documents_due": due, "documents_requested": items})

    @move(
        Stage.PROOF_INCOMPLETE,
        Stage.PROOF_IN_REVIEW,
        label="Zum Nachweis nachreichen",
        by={Role.SIGNATORY},
        when=[rules.proof_is_complete, all_signatures_given],
        given=[something_supplied],
        signs=True,
        readers={"note": Reader.APPLICANT},
    )
    def supply_proof_documents(self, note: str = "") -> Effects:
        return Effects(fields={"proof_documents_due": None})

    @move(
        Stage.PROOF_INCOMPLETE,
        Stage.PROOF_IN_REVIEW,
        label="Frist zum Nachweis abgelaufen",
        by={Role.CLOCK},
        on=day_after_request,
    )
    def lapse_proof_request(self) -> Effects:
        return Effects(fields={"proof_documents_due": None})

    @move(
        Stage.PROOF_IN_REVIEW,
        Stage.CLOSED,
        label="Verwendungsnachweis anerkennen",
        by={Role.LEAD},
        when=[
            rules.check_is_complete,
            rules.four_eyes_on_proof,
            rules.nothing_overpaid,
            rules.no_open_call,
            rules.presented_in_public,
        ],
        given=[rules.rest_is_paid_or_not_called],
        warn=[rules.rest_is_paid],
        letters=[ABSCHLUSSMITTEILUNG],
        signs=True,
        second_hand_of={Hand.CHECKED_PROOF},
    )
    def accept_proof(self, rest_not_called: bool = False) -> Effects:
        return Effects(fields={"closed_on": self.today, "outcome": "settled"}, book=free_all(self.case))

    @move(
        {Stage.CLOSED, Stage.WITHDRAWN, Stage.WAIVED, Stage.DISCONTINUED},
        Stage.ARCHIVED,
        label="Aufbewahrungsfrist abgelaufen",
        by={Role.CLOCK},
        on=archive_day,
    )
    def archive(self) -> Effects:
        return Effects()

    @move(
        Stage.ARCHIVED,
        label="Personenbezogene Daten löschen",
        by={Role.DPO},
        once=not_erased,
        given=[archive_was_offered],
        means={Meaning.ERASES},
    )
    def erase(self, offered: bool) -> Effects:
        return Effects(fields={"erased_on": self.today}, redact=True)
