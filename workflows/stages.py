"""The one vocabulary of stages of a case, shared by every programme."""

from enum import StrEnum


class Stage(StrEnum):
    """Where a case stands. A programme uses some of these and adds none."""

    CONSULTATION = "consultation"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    FORMAL_CHECK = "formal_check"
    DOCUMENTS_REQUESTED = "documents_requested"
    EXPERT_CHECK = "expert_check"
    READY_FOR_SITTING = "ready_for_sitting"
    IN_SITTING = "in_sitting"
    DEFERRED = "deferred"
    ENDORSED = "endorsed"
    DECLINED = "declined"
    IN_COUNCIL = "in_council"
    PLAN_ADJUSTMENT = "plan_adjustment"
    AWARD_DRAFTED = "award_drafted"
    REFUSAL_DRAFTED = "refusal_drafted"
    AWARDED = "awarded"
    REFUSED = "refused"
    FINAL = "final"
    RUNNING = "running"
    PROOF_DUE = "proof_due"
    PROOF_IN_REVIEW = "proof_in_review"
    PROOF_INCOMPLETE = "proof_incomplete"
    HEARING = "hearing"
    REFUND_CLAIMED = "refund_claimed"
    ENFORCEMENT = "enforcement"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    WAIVED = "waived"
    DISCONTINUED = "discontinued"
    ARCHIVED = "archived"

    @property
    def label(self) -> str:
        """The stage's German name."""
        return LABELS[self]


LABELS = {
    Stage.CONSULTATION: "Beratung",
    Stage.DRAFT: "Entwurf",
    Stage.SUBMITTED: "Eingereicht",
    Stage.FORMAL_CHECK: "Formale Prüfung",
    Stage.DOCUMENTS_REQUESTED: "Nachforderung offen",
    Stage.EXPERT_CHECK: "Fachliche und zuwendungsrechtliche Prüfung",
    Stage.READY_FOR_SITTING: "Sitzungsreif",
    Stage.IN_SITTING: "Im Gremium",
    Stage.DEFERRED: "Vertagt",
    Stage.ENDORSED: "Positives Votum",
    Stage.DECLINED: "Negatives Votum",
    Stage.IN_COUNCIL: "In den Ratsgremien",
    Stage.PLAN_ADJUSTMENT: "Angepasster Finanzierungsplan angefordert",
    Stage.AWARD_DRAFTED: "Bewilligungsbescheid in Erstellung",
    Stage.REFUSAL_DRAFTED: "Ablehnungsbescheid in Erstellung",
    Stage.AWARDED: "Bewilligt, Bescheid versandt",
    Stage.REFUSED: "Abgelehnt, Bescheid versandt",
    Stage.FINAL: "Bestandskräftig",
    Stage.RUNNING: "In Durchführung",
    Stage.PROOF_DUE: "Verwendungsnachweis fällig",
    Stage.PROOF_IN_REVIEW: "Verwendungsnachweis in Prüfung",
    Stage.PROOF_INCOMPLETE: "Nachforderung zum Verwendungsnachweis",
    Stage.HEARING: "Anhörung",
    Stage.REFUND_CLAIMED: "Rückforderung festgesetzt",
    Stage.ENFORCEMENT: "Mahnung/Vollstreckung",
    Stage.CLOSED: "Abgeschlossen",
    Stage.WITHDRAWN: "Zurückgezogen",
    Stage.WAIVED: "Verzicht",
    Stage.DISCONTINUED: "Eingestellt",
    Stage.ARCHIVED: "Archiviert",
}

ENDED = frozenset({Stage.CLOSED, Stage.WITHDRAWN, Stage.WAIVED, Stage.DISCONTINUED, Stage.ARCHIVED})
"""Stages after which only archive, erase, reopen and follow_court exist."""

BEFORE_DECISION = (
    Stage.SUBMITTED,
    Stage.FORMAL_CHECK,
    Stage.DOCUMENTS_REQUESTED,
    Stage.EXPERT_CHECK,
    Stage.READY_FOR_SITTING,
    Stage.IN_SITTING,
    Stage.DEFERRED,
    Stage.ENDORSED,
    Stage.DECLINED,
    Stage.IN_COUNCIL,
    Stage.PLAN_ADJUSTMENT,
    Stage.AWARD_DRAFTED,
    Stage.REFUSAL_DRAFTED,
)
"""A sent application that is not decided yet."""

STATIONS = (
    ("Beratung", (Stage.CONSULTATION, Stage.DRAFT)),
    ("Eingereicht", (Stage.SUBMITTED,)),
    ("Prüfung", (Stage.FORMAL_CHECK, Stage.DOCUMENTS_REQUESTED, Stage.EXPERT_CHECK)),
    (
        "Gremium",
        (
            Stage.READY_FOR_SITTING,
            Stage.IN_SITTING,
            Stage.DEFERRED,
            Stage.ENDORSED,
            Stage.DECLINED,
            Stage.IN_COUNCIL,
        ),
    ),
    (
        "Bescheid",
        (
            Stage.PLAN_ADJUSTMENT,
            Stage.AWARD_DRAFTED,
            Stage.REFUSAL_DRAFTED,
            Stage.AWARDED,
            Stage.REFUSED,
        ),
    ),
    ("Durchführung", (Stage.FINAL, Stage.RUNNING)),
    (
        "Nachweis",
        (
            Stage.PROOF_DUE,
            Stage.PROOF_IN_REVIEW,
            Stage.PROOF_INCOMPLETE,
            Stage.HEARING,
            Stage.REFUND_CLAIMED,
            Stage.ENFORCEMENT,
        ),
    ),
    ("Abschluss", (Stage.CLOSED, Stage.WITHDRAWN, Stage.WAIVED, Stage.DISCONTINUED, Stage.ARCHIVED)),
)
"""The stations of the way-line, each with the stages it stands for, in order."""
