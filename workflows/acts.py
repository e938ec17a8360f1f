"""What may be written beside the moves: by whom, and in which stages. The law of every other writer."""

from dataclasses import dataclass

from workflows.case import Actor
from workflows.errors import NotHere, NotYours
from workflows.meaning import Hand, Meaning
from workflows.roles import APPLICANTS, DESK, POST_OFFICE, Role, first_of
from workflows.sentence import Sentence
from workflows.stages import (
    BEFORE_SUBMISSION,
    CHANGE_OPEN,
    CLAIMED,
    DEALT_WITH,
    MITTELABRUF_OVER,
    OPEN,
    PRESENCE_OPEN,
    RECOVERY,
    UNASSIGNED,
    InterimProofStage,
    MittelabrufStage,
    RefundStage,
    SittingStage,
    Stage,
)

EVERYWHERE = frozenset(Stage)
MOVABLE = EVERYWHERE - DEALT_WITH
"""An item can leave an agenda wherever its case is meanwhile, but not while or after the body has dealt with it."""
PAID_TO = OPEN - BEFORE_SUBMISSION - CLAIMED - {Stage.REFUSED}
"""From the submission to the end of payments. Before that the account stands in the draft."""
WITH_INTEREST = RECOVERY | {RefundStage.OPEN}
"""Where interest is reckoned."""


@dataclass(frozen=True)
class Act:
    """A way to write: its German label, who may, and in which stages."""

    label: str
    by: frozenset[Role]
    stages: frozenset[str]
    needs: str = ""
    """A field of the record that must be filled before."""
    aside: bool = False
    """No next step, however near it lies."""
    part_of: str = ""
    """The wider act that is done on the same page."""
    early: frozenset[str] = frozenset()
    """The stages in which it is possible long before anybody waits for it."""
    awaited_from: str = ""
    """A field of the record: before it is filled nobody waits for the act."""
    only_next: bool = False
    """Shown only while it is the next step of the case."""
    open_while: str = ""
    """A property of the record: once it is false, the act has been done."""
    means: frozenset[Meaning] = frozenset()
    second_hand_of: frozenset[Hand] = frozenset()
    """Whose work the act builds on: it waits for another person than these."""


ACTS = {
    "save_project": Act("Antrag ausfüllen", APPLICANTS, frozenset({Stage.DRAFT, Stage.DOCUMENTS_REQUESTED})),
    "save_plan": Act(  # after a lower award nothing but the plan is adapted (machine.md, rule 6)
        "Kosten- und Finanzierungsplan ausfüllen",
        APPLICANTS,
        frozenset({Stage.DRAFT, Stage.DOCUMENTS_REQUESTED, Stage.PLAN_ADJUSTMENT}),
        part_of="save_project",
    ),
    "upload": Act("Datei hochladen", APPLICANTS | DESK, OPEN - {Stage.CONSULTATION}),
    "remove_upload": Act("Datei entfernen", APPLICANTS, frozenset({Stage.DRAFT, Stage.DOCUMENTS_REQUESTED})),
    "release": Act("Freigeben", frozenset({Role.SIGNATORY}), OPEN),
    "release_call": Act(
        "Mittelabruf freigeben",
        frozenset({Role.SIGNATORY}),
        frozenset({MittelabrufStage.FILED}),
        second_hand_of=frozenset({Hand.FILED}),
    ),
    "release_change": Act(
        "Änderungsantrag freigeben",
        frozenset({Role.SIGNATORY}),
        frozenset(CHANGE_OPEN),
        second_hand_of=frozenset({Hand.FILED}),
    ),
    "release_interim": Act(
        "Zwischennachweis freigeben",
        frozenset({Role.SIGNATORY}),
        frozenset({InterimProofStage.FILED}),
        second_hand_of=frozenset({Hand.FILED}),
    ),
    "agree_reopening": Act(
        "Wiederaufnahme zustimmen",
        frozenset({Role.CASEWORKER, Role.LEAD}),
        frozenset({Stage.CLOSED}),
        needs="awarded_cents",
        aside=True,
    ),
    "note_advice": Act(
        "Beratung festhalten",
        frozenset({Role.ADVISOR, Role.CASEWORKER}),
        OPEN - {Stage.DRAFT},
        aside=True,
        means=frozenset({Meaning.TOLD_TO_ALL}),
    ),
    "send_message": Act(
        "Nachricht schreiben",
        APPLICANTS | DESK,
        OPEN - {Stage.DRAFT},
        means=frozenset({Meaning.TOLD_APART}),
    ),
    "save_review": Act(
        "Prüfung festhalten",
        frozenset({Role.CASEWORKER}),
        frozenset({Stage.FORMAL_CHECK, Stage.EXPERT_CHECK}),
    ),
    "save_draft": Act(
        "Bescheid entwerfen",
        frozenset({Role.CASEWORKER, Role.LEAD}),
        frozenset({Stage.AWARD_DRAFTED, Stage.REFUSAL_DRAFTED}),
        means=frozenset({Meaning.DRAFTS_A_DECISION}),
    ),
    "correct_address": Act(
        "Anschrift berichtigen",
        frozenset({Role.CASEWORKER, Role.OFFICE}),
        frozenset({Stage.AWARD_DRAFTED, Stage.REFUSAL_DRAFTED}),
        needs="returned_on",
    ),
    "confirm_regime": Act(
        "Verfahrensregeln des Gremiums bestätigen",
        frozenset({Role.LEAD}),
        frozenset({Stage.ENDORSED, Stage.DECLINED}),
    ),
    "list_item": Act(
        "Auf die Tagesordnung setzen",
        frozenset({Role.OFFICE}),
        frozenset({Stage.READY_FOR_SITTING}),
        only_next=True,  # a case that stands on an agenda waits for its sitting
    ),
    "change_item": Act("Tagesordnungspunkt ändern", frozenset({Role.OFFICE}), MOVABLE),
    "unlist_item": Act("Von der Tagesordnung nehmen", frozenset({Role.OFFICE}), MOVABLE),
    "assign": Act("Sachbearbeitung zuweisen", frozenset({Role.LEAD}), OPEN - UNASSIGNED, aside=True),
    "exclude": Act(
        "Mitwirkungsverbot festhalten",
        frozenset({Role.MEMBER, Role.CHAIR, Role.OFFICE}),
        frozenset({Stage.READY_FOR_SITTING, Stage.IN_SITTING, Stage.DEFERRED}),
        aside=True,
    ),
    "save_proof": Act(
        "Verwendungsnachweis ausfüllen",
        APPLICANTS,
        frozenset({Stage.RUNNING, Stage.PROOF_DUE, Stage.PROOF_INCOMPLETE}),
        early=frozenset({Stage.RUNNING}),
    ),
    "check_proof": Act(
        "Verwendungsnachweis prüfen", frozenset({Role.CASEWORKER}), frozenset({Stage.PROOF_IN_REVIEW})
    ),
    "change_account": Act("Bankverbindung ändern", frozenset({Role.SIGNATORY}), PAID_TO, aside=True),
    "release_account": Act("Neue Bankverbindung freigeben", frozenset({Role.SIGNATORY}), PAID_TO),
    "verify_iban": Act(
        "Bankverbindung bestätigen",
        frozenset({Role.CASEWORKER}),
        OPEN - {Stage.DRAFT},
        awaited_from="posted_on",
        open_while="account_is_unconfirmed",
    ),
    "release_payment": Act(
        "Angehaltene Zahlung freigeben",
        POST_OFFICE,
        frozenset(MittelabrufStage) - MITTELABRUF_OVER,
        aside=True,
    ),
    "put_in_run": Act(
        "In einen Zahlungslauf aufnehmen",
        frozenset({Role.TREASURY}),
        frozenset({MittelabrufStage.ORDERED}),
        aside=True,
        second_hand_of=frozenset({Hand.CERTIFIED, Hand.ORDERED}),
    ),
    "note_return": Act(
        "Rückmeldung der Bank vermerken",
        frozenset({Role.TREASURY}),
        frozenset({MittelabrufStage.ORDERED, MittelabrufStage.PAID}),
        aside=True,
    ),
    "request_undo": Act(
        "Rücknahme des letzten Schritts beantragen",
        frozenset({Role.LEAD}),
        EVERYWHERE,
        means=frozenset({Meaning.ASKS_FOR_UNDO}),
    ),
    "enter_base_rate": Act("Basiszinssatz eintragen", frozenset({Role.ADMIN}), WITH_INTEREST),
    "confirm_undo": Act(
        "Rücknahme des letzten Schritts bestätigen",
        frozenset({Role.CASEWORKER, Role.LEAD, Role.OFFICE}),
        EVERYWHERE,
        means=frozenset({Meaning.TAKES_BACK}),
    ),
    "record_presence": Act(
        "Anwesenheit erfassen",
        frozenset({Role.CHAIR, Role.OFFICE}),
        PRESENCE_OPEN,
    ),
    "amend_item": Act(
        "Antrag in der Sitzung ändern",
        frozenset({Role.CHAIR, Role.OFFICE}),
        frozenset({SittingStage.OPEN}),
    ),
    "open_ballot": Act(
        "Abstimmung eröffnen",
        frozenset({Role.CHAIR, Role.OFFICE}),
        frozenset({SittingStage.OPEN}),
        means=frozenset({Meaning.IN_A_SITTING}),
    ),
    "cast": Act("Abstimmen", frozenset({Role.MEMBER}), frozenset({SittingStage.OPEN})),
    "close_ballot": Act(
        "Abstimmung schließen",
        frozenset({Role.CHAIR, Role.OFFICE}),
        frozenset({SittingStage.OPEN}),
        means=frozenset({Meaning.IN_A_SITTING}),
    ),
}
"""Every writer of ``grants.actions`` that is not a move."""


def may(name: str, actor: Actor, stage: str) -> bool:
    """Whether the actor may write this here."""
    act = ACTS[name]
    return stage in act.stages and not actor.roles.isdisjoint(act.by)


def insist(name: str, actor: Actor, stage: str) -> Role:
    """The role in which the actor writes; raises NotYours or NotHere if they may not."""
    act = ACTS[name]
    held = actor.roles & act.by
    if not held:
        raise NotYours(
            Sentence("„{act}“ gehört nicht zu Ihren Aufgaben in diesem Vorgang.", act=Sentence(act.label))
        )
    if stage not in act.stages:
        raise NotHere(Sentence("„{act}“ ist hier nicht (mehr) möglich.", act=Sentence(act.label)))
    return first_of(held)
