"""The rows of what happens after the award: hearing, revocation, refund, correction, reopening."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.workflows.ripe import (
    CENT,
    DAY,
    FINAL,
    GRANT,
    ME,
    OTHER,
    PAYING,
    POSTED,
    PROOF,
    SUIT,
    TODAY,
    Break,
    Row,
    extension,
)
from workflows.case import Lawsuit
from workflows.claim import Claim
from workflows.roles import Role
from workflows.rules.interest import BASE_RATES
from workflows.rules.recovery import GOES_ON
from workflows.stages import Stage

PAID_ON = date(2026, 3, 15)
CLAIM = Claim(
    ground="auflage",
    amount=Decimal(1000),
    heard_amount=Decimal(1000),
    heard_on=TODAY - 30 * DAY,
    known_on=date(2026, 3, 12),
    limit=date(2027, 3, 12),
    answered_on=TODAY - DAY,
    drafted_by=OTHER,
)
LESS = Decimal(3800)
LEFT_OVER = replace(PROOF, recognised_grant=LESS)
UNANSWERED = replace(CLAIM, answered_on=None)
PAID = FINAL | {
    "paid": GRANT,
    "called": GRANT,
    "payments": ((PAID_ON, GRANT),),
    "base_rates": BASE_RATES,
    "proof": LEFT_OVER,
}
HEARD = PAID | {"heard_from": Stage.PROOF_IN_REVIEW, "hearing_due": TODAY - DAY, "claim": CLAIM}
OF_UNPAID = replace(CLAIM, heard_unpaid=CLAIM.amount)
WHOLE = replace(CLAIM, amount=GRANT, heard_amount=GRANT, heard_unpaid=GRANT)
UNPAID = FINAL | {"heard_from": Stage.RUNNING, "hearing_due": TODAY - DAY, "claim": OF_UNPAID}
RELEASED_CLAIM = replace(CLAIM, released_on=TODAY - DAY, due=TODAY + 45 * DAY, made=True)
WHOLE_RELEASED = replace(WHOLE, released_on=TODAY - DAY, made=True)
PART_RELEASED = replace(OF_UNPAID, released_on=TODAY - DAY, made=True)
POSTED_CLAIM = replace(RELEASED_CLAIM, released_on=date(2026, 1, 20), posted_on=date(2026, 1, 27))
ABOUT = {"ground": "zweckverfehlung", "claimed": Decimal(1000), "known_on": TODAY}
HEARING = ABOUT | {"statement": "Es wurden nur 3.800,00 € gebraucht."}
OPEN_CALL = Break("Ein Mittelabruf ist unterwegs", {"called": GRANT + 1})
WAIVER = Break("kann nur die Organisation selbst", data={"ground": "verzicht"}, at="ground")
OLD_RATES = ((date(2025, 7, 1), Decimal("1.27")),)
"""Known until 31 December 2025."""
OTHER_GROUND = Break("Angehört wurde zu: Auflage nicht", data={"ground": "nicht_alsbald"}, at="ground")
ABOVE_HEARING = Break("Angehört wurde zu 1.000,00", data={"claimed": Decimal("1000.01")}, at="claimed")
UNKNOWN_GROUND = Break("einen Grund der Liste", data={"ground": "anders"}, at="ground")
CONDITION_ALONE = Break("die auflösende Bedingung allein nicht", data={"ground": "bedingung"}, at="ground")
TOO_MUCH = Break("höchstens 1.000,00", data={"claimed": Decimal("1000.01")}, at="claimed")
NOT_KNOWN_YET = Break("zwischen dem Versand", data={"known_on": TODAY + DAY}, at="known_on")
OPEN_HEARING = Break("läuft noch bis zum 16.03.2026", {"hearing_due": TODAY, "claim": UNANSWERED})
GOES_BACK = Break(
    "Es wird auch Geld zurückgefordert.",
    {"paid": Decimal(500), "claim": replace(OF_UNPAID, amount=Decimal(1500), heard_amount=Decimal(1500))},
)
PAID_SINCE = Break(
    "ausgezahlt, zu dem nicht angehört ist", {"claim": replace(OF_UNPAID), "awarded": Decimal("999.99")}
)
NOT_DRAFTED = Break("noch nicht entworfen", {"claim": replace(CLAIM, drafted_by=None)})
OWN_CLAIM = Break("Wer den Bescheid entworfen hat", {"claim": replace(CLAIM, drafted_by=ME)})
YEAR_OVER = Break("Jahresfrist bis zum 19.03.2026", {"claim": replace(CLAIM, limit=TODAY + 3 * DAY)})
POSTED_LATE = Break(
    "Jahresfrist bis zum 19.03.2026",
    {"claim": replace(RELEASED_CLAIM, limit=TODAY + 3 * DAY)},
    at="posted_on",
)
COLLECTED = Break("Die Annahme ist angeordnet", {"claim": replace(CLAIM, collected=True)})
DECIDED = Break("schon freigegeben", {"claim": replace(CLAIM, released_on=TODAY)})
ELSEWHERE = Break("an anderer Stelle", {"heard_from": Stage.CLOSED})
NOT_MADE = Break("Es gibt noch kein PDF", {"claim": replace(RELEASED_CLAIM, made=False)})
ENDED = (Lawsuit("refused_part", date(2026, 3, 13), date(2026, 3, 15)),)

RECOVERY_ROWS = [
    Row(
        "open_hearing",
        (Stage.AWARDED, *PAYING),
        Stage.HEARING,
        Role.CASEWORKER,
        facts=PAID,
        data=HEARING,
        breaks=(
            *(NOT_KNOWN_YET, UNKNOWN_GROUND, WAIVER, CONDITION_ALONE, TOO_MUCH),
            Break("Noch nicht ausgezahlt sind 0,00", data={"unpaid": CENT}, at="unpaid"),
        ),
    ),
    Row(
        "waive_paid_grant",
        (Stage.FINAL, Stage.RUNNING),
        Stage.HEARING,
        Role.SIGNATORY,
        facts=PAID,
        data={"reason": "Der Verein löst sich auf."},
        breaks=(
            Break("Es wurde nichts ausgezahlt.", {"paid": Decimal(0)}),
            OPEN_CALL,
            Break("Es fehlt noch die Freigabe durch eine weitere", {"signatures_needed": 2}),
        ),
    ),
    Row(
        "record_hearing_answer",
        (Stage.HEARING,),
        "",
        Role.CASEWORKER,
        facts=HEARD | {"claim": UNANSWERED},
        data={"received_on": TODAY},
        breaks=(
            Break("schon vermerkt", {"claim": CLAIM}),
            Break("frühestens am Tag der Anhörung", data={"received_on": TODAY + DAY}, at="received_on"),
        ),
    ),
    extension(
        Stage.HEARING,
        "hearing_due",
        HEARD | {"claim": UNANSWERED},
        Break("schon vermerkt", {"claim": CLAIM}),
        Break("schon freigegeben", {"claim": replace(UNANSWERED, released_on=TODAY)}),
    ),
    Row(
        "draft_claim",
        (Stage.HEARING,),
        "",
        Role.CASEWORKER,
        facts=HEARD,
        data={"ground": "auflage", "claimed": Decimal(1000), "reasoning": "Weil."},
        breaks=(
            DECIDED,
            OPEN_HEARING,
            OTHER_GROUND,
            ABOVE_HEARING,
            Break(
                "die auflösende Bedingung allein nicht",
                {"claim": replace(CLAIM, ground="bedingung")},
                data={"ground": "bedingung"},
                at="ground",
            ),
            Break("höchstens 900,00", {"paid": Decimal(900), "proof": None}, at="claimed"),
        ),
    ),
    Row(
        "claim_refund",
        (Stage.HEARING,),
        Stage.REFUND_CLAIMED,
        Role.LEAD,
        facts=HEARD,
        breaks=(
            Break("Es wird kein Geld zurückgefordert.", {"claim": OF_UNPAID, "awarded": GRANT + 1000}),
            NOT_DRAFTED,
            OWN_CLAIM,
            OPEN_HEARING,
            YEAR_OVER,
            PAID_SINCE,
            Break("Basiszinssatz ab dem 01.01.2026", {"base_rates": OLD_RATES}),
            Break("verjährt", {"claim": replace(CLAIM, known_on=date(2022, 12, 31))}),
            Break("Bagatellgrenze", {"claim": replace(CLAIM, amount=Decimal(500))}),
            OPEN_CALL,
        ),
    ),
    Row(
        "release_revocation",
        (Stage.HEARING,),
        "",
        Role.LEAD,
        facts=UNPAID,
        breaks=(
            DECIDED,
            GOES_BACK,
            NOT_DRAFTED,
            OWN_CLAIM,
            OPEN_HEARING,
            YEAR_OVER,
            PAID_SINCE,
            OPEN_CALL,
        ),
    ),
    Row(
        "revoke_unpaid",
        (Stage.HEARING,),
        Stage.CLOSED,
        Role.LEAD,
        facts=UNPAID | {"claim": WHOLE_RELEASED},
        data={"posted_on": TODAY},
        breaks=(
            Break("Die Zuwendung wird nur zum Teil", {"claim": replace(WHOLE_RELEASED, amount=GRANT - CENT)}),
            GOES_BACK,
            Break("noch nicht freigegeben", {"claim": WHOLE}),
            Break("Es gibt noch kein PDF", {"claim": replace(WHOLE_RELEASED, made=False)}),
            OPEN_CALL,
            Break("zwischen der Freigabe", data={"posted_on": TODAY + DAY}, at="posted_on"),
            Break(
                "Jahresfrist bis zum 19.03.2026",
                {"claim": replace(WHOLE_RELEASED, limit=TODAY + 3 * DAY)},
                at="posted_on",
            ),
        ),
    ),
    *(
        Row(
            "revoke_in_part",
            (Stage.HEARING,),
            target,
            Role.LEAD,
            facts=UNPAID | {"claim": PART_RELEASED, "heard_from": source},
            data={"posted_on": TODAY},
            breaks=(
                Break("Die ganze Zuwendung wird widerrufen", {"claim": WHOLE_RELEASED}),
                GOES_BACK,
                Break("noch nicht freigegeben", {"claim": OF_UNPAID}),
                Break("Es gibt noch kein PDF", {"claim": replace(PART_RELEASED, made=False)}),
                OPEN_CALL,
                Break("zwischen der Freigabe", data={"posted_on": TODAY + DAY}, at="posted_on"),
                Break(
                    "Jahresfrist bis zum 19.03.2026",
                    {"claim": replace(PART_RELEASED, limit=TODAY + 3 * DAY)},
                    at="posted_on",
                ),
            ),
        )
        for source, target in (
            *((stage, stage) for stage in sorted(GOES_ON)),
            (Stage.PROOF_INCOMPLETE, Stage.PROOF_IN_REVIEW),
        )
    ),
    Row(
        "recall_claim",
        (Stage.HEARING,),
        "",
        Role.LEAD,
        facts=UNPAID | {"claim": RELEASED_CLAIM},
        data={"reason": "Die Jahresfrist ist vorbei."},
        breaks=(Break("noch nicht freigegeben", {"claim": CLAIM}),),
    ),
    Row(
        "recall_claim",
        (Stage.REFUND_CLAIMED,),
        Stage.HEARING,
        Role.LEAD,
        facts=HEARD | {"claim": RELEASED_CLAIM},
        data={"reason": "Der Zahlungstag ist zu nah."},
        breaks=(
            Break("Der Versand ist schon vermerkt", {"claim": POSTED_CLAIM}),
            Break("schon beglichen oder erlassen", {"claim": replace(RELEASED_CLAIM, settled=True)}),
        ),
    ),
    Row(
        "drop_claim",
        (Stage.HEARING,),
        Stage.CLOSED,
        Role.LEAD,
        facts=HEARD,
        data={"reason": "Die Erklärung überzeugt."},
        breaks=(
            Break("noch nicht abgerechnet", {"heard_from": Stage.RUNNING}),
            DECIDED,
            COLLECTED,
            OPEN_HEARING,
            OPEN_CALL,
            Break("1.000,00 € sind anerkannt", {"proof": PROOF, "paid": LESS, "called": LESS}),
        ),
    ),
    *(
        Row(
            name,
            (Stage.HEARING,),
            target,
            Role.LEAD,
            facts=HEARD | {"heard_from": target},
            data={"reason": "Es hat sich geklärt."},
            breaks=(ELSEWHERE, DECIDED, COLLECTED),
        )
        for name, target in (
            ("resume_award", Stage.AWARDED),
            ("resume_final", Stage.FINAL),
            ("resume_project", Stage.RUNNING),
            ("resume_proof_due", Stage.PROOF_DUE),
            ("resume_proof_check", Stage.PROOF_IN_REVIEW),
        )
    ),
    Row(
        "dispatch_claim",
        (Stage.REFUND_CLAIMED,),
        "",
        Role.OFFICE,
        facts=HEARD | {"claim": RELEASED_CLAIM},
        data={"posted_on": TODAY},
        breaks=(
            Break("schon vermerkt", {"claim": POSTED_CLAIM}),
            NOT_MADE,
            Break("zwischen der Freigabe", data={"posted_on": TODAY + DAY}, at="posted_on"),
            POSTED_LATE,
            Break(
                "geben Sie den Bescheid neu frei",
                {"claim": replace(RELEASED_CLAIM, due=date(2026, 4, 19))},
                at="posted_on",
            ),
        ),
    ),
    Row(
        "record_claim_receipt",
        (Stage.REFUND_CLAIMED,),
        "",
        Role.OFFICE,
        facts=HEARD | {"claim": POSTED_CLAIM},
        data={"notified_on": TODAY, "way": "receipt"},
        breaks=(
            Break("ist schon vermerkt", {"claim": replace(POSTED_CLAIM, notified_on=TODAY)}),
            Break("noch nicht versandt", {"claim": RELEASED_CLAIM}),
            Break("späteren Tag bis heute", data={"notified_on": TODAY + DAY}, at="notified_on"),
            Break("wodurch der Zugang", data={"way": "post"}, at="way"),
        ),
    ),
    Row(
        "record_returned_claim",
        (Stage.REFUND_CLAIMED,),
        "",
        Role.OFFICE,
        facts=HEARD | {"claim": POSTED_CLAIM},
        data={"reason": "Unbekannt verzogen"},
        breaks=(Break("noch nicht versandt", {"claim": RELEASED_CLAIM}),),
    ),
    Row(
        "settle_refund",
        (Stage.REFUND_CLAIMED, Stage.ENFORCEMENT),
        Stage.CLOSED,
        Role.TREASURY,
        facts=HEARD | {"claim": replace(POSTED_CLAIM, settled=True)},
        breaks=(
            Break("noch nicht beglichen", {"claim": POSTED_CLAIM}),
            Break("Eine Klage ist anhängig.", {"lawsuits": SUIT}),
        ),
    ),
    Row(
        "enforce",
        (Stage.REFUND_CLAIMED,),
        Stage.ENFORCEMENT,
        Role.TREASURY,
        facts=HEARD | {"claim": replace(POSTED_CLAIM, overdue_since=TODAY)},
        breaks=(
            Break(
                "am 03.04.2026 bestandskräftig", {"claim": replace(POSTED_CLAIM, posted_on=date(2026, 2, 26))}
            ),
            Break("Zuerst ist zu mahnen", {"claim": replace(POSTED_CLAIM, overdue_since=TODAY + DAY)}),
            Break("gegen Widerruf oder Rücknahme", {"lawsuits": (Lawsuit("revocation", TODAY),)}),
            Break(
                "verjährt",
                {"claim": replace(POSTED_CLAIM, known_on=date(1990, 1, 1), posted_on=date(1995, 1, 27))},
            ),
        ),
    ),
    Row(
        "correct_obvious_error",
        (Stage.AWARDED, Stage.REFUSED, *PAYING),
        "",
        Role.LEAD,
        facts=FINAL,
        data={"wrong": "4.080,00 €", "right": "4.800,00 €"},
        breaks=(Break("sind gleich", data={"right": "4.080,00 €"}, at="right"),),
    ),
    Row(
        "reopen",
        (Stage.CLOSED,),
        Stage.HEARING,
        Role.LEAD,
        facts=PAID | {"outcome": "settled", "reopening_agreed_by": frozenset({OTHER})},
        data=HEARING,
        breaks=(
            Break("nichts zurückzunehmen", {"outcome": "refused"}),
            Break("Eine zweite Person", {"reopening_agreed_by": frozenset({ME})}),
            NOT_KNOWN_YET,
            UNKNOWN_GROUND,
            WAIVER,
            CONDITION_ALONE,
            TOO_MUCH,
        ),
    ),
    Row(
        "follow_court",
        (Stage.REFUSED,),
        Stage.EXPERT_CHECK,
        Role.LEAD,
        facts=POSTED | {"lawsuits": ENDED},
        data={"judged_on": TODAY, "reason": "Ermessen neu auszuüben"},
        breaks=(
            Break("keine Klage beendet", {"lawsuits": ()}),
            Break("zwischen dem Versand", data={"judged_on": TODAY + DAY}, at="judged_on"),
        ),
    ),
    Row(
        "follow_court",
        (Stage.CLOSED,),
        Stage.EXPERT_CHECK,
        Role.LEAD,
        facts=POSTED | {"outcome": "refused"},
        data={"judged_on": TODAY, "reason": "Ermessen neu auszuüben"},
        breaks=(
            Break("wurde nicht abgelehnt", {"outcome": "settled"}),
            Break("keine Klage beendet", {"lawsuits": SUIT}),
            Break("zwischen dem Versand", data={"judged_on": TODAY + DAY}, at="judged_on"),
        ),
    ),
]
"""Every move of the chapters recovery and refund; every fund has them."""
