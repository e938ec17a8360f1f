"""The one vocabulary of stages: of a case, shared by every programme, and of what goes on beside it; every group."""

from workflows.labelled import Labelled


class Stage(Labelled):
    """Where a case stands. A programme uses some of these and adds none."""

    CONSULTATION = "consultation", "Beratung"
    DRAFT = "draft", "Entwurf"
    SUBMITTED = "submitted", "Eingereicht"
    FORMAL_CHECK = "formal_check", "Formale Prüfung"
    DOCUMENTS_REQUESTED = "documents_requested", "Nachforderung offen"
    EXPERT_CHECK = "expert_check", "Fachliche und zuwendungsrechtliche Prüfung"
    READY_FOR_SITTING = "ready_for_sitting", "Sitzungsreif"
    IN_SITTING = "in_sitting", "Im Gremium"
    DEFERRED = "deferred", "Vertagt"
    ENDORSED = "endorsed", "Positives Votum"
    DECLINED = "declined", "Negatives Votum"
    IN_COUNCIL = "in_council", "In den Ratsgremien"
    PLAN_ADJUSTMENT = "plan_adjustment", "Angepasster Finanzierungsplan angefordert"
    AWARD_DRAFTED = "award_drafted", "Bewilligungsbescheid in Erstellung"
    REFUSAL_DRAFTED = "refusal_drafted", "Ablehnungsbescheid in Erstellung"
    AWARDED = "awarded", "Bewilligt, Bescheid versandt"
    REFUSED = "refused", "Abgelehnt, Bescheid versandt"
    FINAL = "final", "Bestandskräftig"
    RUNNING = "running", "In Durchführung"
    PROOF_DUE = "proof_due", "Verwendungsnachweis fällig"
    PROOF_IN_REVIEW = "proof_in_review", "Verwendungsnachweis in Prüfung"
    PROOF_INCOMPLETE = "proof_incomplete", "Nachforderung zum Verwendungsnachweis"
    HEARING = "hearing", "Anhörung"
    REFUND_CLAIMED = "refund_claimed", "Rückforderung festgesetzt"
    ENFORCEMENT = "enforcement", "Mahnung/Vollstreckung"
    CLOSED = "closed", "Abgeschlossen"
    WITHDRAWN = "withdrawn", "Zurückgezogen"
    WAIVED = "waived", "Verzicht"
    DISCONTINUED = "discontinued", "Eingestellt"
    ARCHIVED = "archived", "Archiviert"


class MittelabrufStage(Labelled):
    """Where a call for funds stands."""

    FILED = "filed", "Eingegangen"
    RETURNED = "returned", "Zurückgegeben"
    REFUSED = "call_refused", "Abgelehnt"
    CERTIFIED = "certified", "Sachlich und rechnerisch festgestellt"
    ORDERED = "ordered", "Angeordnet"
    PAID = "paid", "Ausgezahlt"


class ChangeRequestStage(Labelled):
    """Where a request for a change stands."""

    CHANGE_FILED = "change_filed", "Änderung beantragt"
    EXTENSION_FILED = "extension_filed", "Verlängerung beantragt"
    GRANTED = "granted", "Genehmigt"
    REFUSED = "refused", "Abgelehnt"
    TAKEN_BACK = "taken_back", "Zurückgenommen"


class InterimProofStage(Labelled):
    """Where an interim proof stands."""

    FILED = "interim_filed", "Zwischennachweis eingegangen"
    ACCEPTED = "interim_accepted", "Zwischennachweis anerkannt"
    RETURNED = "interim_returned", "Zwischennachweis zurückgegeben"


class RefundStage(Labelled):
    """Where a refund stands."""

    OPEN = "refund_open", "Zum Einzug angeordnet"
    PAID = "refund_paid", "Beglichen"
    GIVEN_UP = "refund_given_up", "Niedergeschlagen oder erlassen"


class SittingStage(Labelled):
    """Where a sitting stands."""

    PLANNED = "planned", "Geplant"
    INVITED = "invited", "Eingeladen"
    OPEN = "open", "Eröffnet"
    CLOSED = "closed", "Geschlossen"


class MeasureStage(Labelled):
    """Where a measure stands."""

    CATALOGUED = "catalogued", "Im Katalog"
    SELECTED = "selected", "Ausgewählt"
    ANNOUNCED = "announced", "Bekanntgegeben"
    DONE = "done", "Beendet"


# Stages of a case

BEFORE_SUBMISSION = frozenset({Stage.CONSULTATION, Stage.DRAFT})
"""Nothing is sent yet."""
CHECKS = frozenset({Stage.FORMAL_CHECK, Stage.EXPERT_CHECK})
"""The office checks what was sent."""
EDITABLE = frozenset({Stage.DRAFT, Stage.DOCUMENTS_REQUESTED, Stage.PLAN_ADJUSTMENT})
"""The applicant writes in the form; after a lower award in the plan alone (machine.md, rule 6)."""
BEFORE_A_BODY = frozenset({Stage.READY_FOR_SITTING, Stage.IN_SITTING, Stage.DEFERRED})
"""The case waits for the resolution of its body."""
RESOLVED = frozenset({Stage.ENDORSED, Stage.DECLINED})
"""The body has resolved on the case."""
AT_A_BODY = BEFORE_A_BODY | RESOLVED
"""Facts of sitting and resolution count."""
DRAFTING = frozenset({Stage.AWARD_DRAFTED, Stage.REFUSAL_DRAFTED})
"""The Bescheid is drafted and released."""
IN_THE_SITTING = frozenset({Stage.READY_FOR_SITTING, Stage.IN_SITTING})
"""Listed and not dealt with, or called up."""
DEALT_WITH = frozenset({Stage.IN_SITTING, Stage.DEFERRED})
"""Called up, or put off: the body has the case in its hands."""
DECISION_NOTICE = DRAFTING | frozenset({Stage.AWARDED, Stage.REFUSED})
"""A Bescheid is prepared or posted."""
UNASSIGNED = BEFORE_SUBMISSION | {Stage.SUBMITTED}
"""Nobody has taken the case over yet."""
SENT = frozenset({Stage.AWARDED, Stage.REFUSED})
"""The Bescheid has left the house, and remedies are open."""
BEFORE_DECISION = (
    CHECKS
    | AT_A_BODY
    | DRAFTING
    | {Stage.SUBMITTED, Stage.DOCUMENTS_REQUESTED, Stage.IN_COUNCIL, Stage.PLAN_ADJUSTMENT}
)
"""A sent application that is not decided yet."""
WITH_PROOF = frozenset({Stage.RUNNING, Stage.PROOF_DUE, Stage.PROOF_IN_REVIEW, Stage.PROOF_INCOMPLETE})
"""The project runs or is over, and its use is proved."""
PROOF_OWED = frozenset({Stage.PROOF_DUE, Stage.PROOF_INCOMPLETE})
"""The recipient writes the proof of use."""
CHANGEABLE = frozenset({Stage.FINAL, Stage.RUNNING})
"""A grant whose plan, content or period may be changed."""
PAYABLE = WITH_PROOF | {Stage.FINAL}
"""The award is final and in force; money may be called."""
RECOVERY = frozenset({Stage.HEARING, Stage.REFUND_CLAIMED, Stage.ENFORCEMENT})
"""The recipient is heard, or owes money back."""
CLAIMED = frozenset({Stage.REFUND_CLAIMED, Stage.ENFORCEMENT})
"""A Bescheid claims money back."""
HEARABLE = PAYABLE | {Stage.AWARDED}
"""An award from which a hearing may begin."""
SIDE_WAYS = RECOVERY | {
    Stage.DOCUMENTS_REQUESTED,
    Stage.DEFERRED,
    Stage.PLAN_ADJUSTMENT,
    Stage.PROOF_INCOMPLETE,
}
"""Drawn as a branch under the way-line."""
GRANTED = HEARABLE | RECOVERY
"""A grant whose Bescheid is out."""
GOES_ON = frozenset({Stage.AWARDED, Stage.FINAL, Stage.RUNNING, Stage.PROOF_DUE, Stage.PROOF_IN_REVIEW})
"""A grant goes on with what is left after a revocation in part."""
PROOF_KNOWN = GRANTED | {Stage.CLOSED}
"""The facts of the proof of use count."""
CONTESTABLE = GRANTED | {Stage.REFUSED}
"""A Bescheid against which a suit may come."""
SUITS_KNOWN = CONTESTABLE | {Stage.CLOSED}
"""The facts of lawsuits count."""
GIVEN_UP = frozenset({Stage.WITHDRAWN, Stage.WAIVED, Stage.DISCONTINUED})
"""Ended without a decision or without the use of one."""
ENDED = GIVEN_UP | {Stage.CLOSED, Stage.ARCHIVED}
"""Stages after which only archive, erase, reopen and follow_court exist."""
OVER = GIVEN_UP | {Stage.ARCHIVED}
"""Ended, and nothing is taken up again."""
OPEN = frozenset(Stage) - ENDED
"""Work goes on."""

# Stages of what goes on beside a case

MITTELABRUF_REFUSABLE = frozenset({MittelabrufStage.FILED, MittelabrufStage.CERTIFIED})
"""Nobody has ordered a payment yet; an order is taken back before anything else is decided."""
MITTELABRUF_FREED = frozenset({MittelabrufStage.RETURNED, MittelabrufStage.REFUSED})
"""What was called is free again."""
MITTELABRUF_OVER = MITTELABRUF_FREED | {MittelabrufStage.PAID}
CHANGE_OPEN = frozenset({ChangeRequestStage.CHANGE_FILED, ChangeRequestStage.EXTENSION_FILED})
CHANGE_DECIDED = frozenset({ChangeRequestStage.GRANTED, ChangeRequestStage.REFUSED})
CHANGE_OVER = CHANGE_DECIDED | {ChangeRequestStage.TAKEN_BACK}
INTERIM_OVER = frozenset({InterimProofStage.ACCEPTED, InterimProofStage.RETURNED})
REFUND_OVER = frozenset({RefundStage.PAID, RefundStage.GIVEN_UP})
SITTING_TO_COME = frozenset({SittingStage.PLANNED, SittingStage.INVITED})
SITTING_SUMMONED = frozenset({SittingStage.INVITED, SittingStage.OPEN, SittingStage.CLOSED})
"""Members see the sitting and its papers."""
SITTING_UNDER_WAY = frozenset({SittingStage.PLANNED, SittingStage.INVITED, SittingStage.OPEN})
SITTING_HELD = frozenset({SittingStage.OPEN, SittingStage.CLOSED})
PRESENCE_OPEN = frozenset({SittingStage.INVITED, SittingStage.OPEN})
"""Who is present is recorded."""
TO_RELEASE = CHANGE_OPEN | {MittelabrufStage.FILED, InterimProofStage.FILED}
"""What is filed beside a case may wait for the release of further signatories (§ 26 Abs. 2 BGB)."""
BESIDE_OVER = MITTELABRUF_OVER | CHANGE_OVER | INTERIM_OVER | REFUND_OVER
"""Stages of a record beside a case on which the case has no bearing any more."""
MEASURE_UNDER_WAY = frozenset({MeasureStage.SELECTED, MeasureStage.ANNOUNCED})

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
