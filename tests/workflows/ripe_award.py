"""The rows of a decision, from its draft to the day when it is final, with returned mail, receipt and lawsuit."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.workflows.ripe import (
    COUNTED_OTHERWISE,
    DAY,
    DRAFT,
    FINAL,
    GRANT,
    INCOMPLETE,
    ME,
    NOT_SIGNED,
    OTHER,
    PAYING,
    POSTED,
    RELEASED,
    SUIT,
    TODAY,
    TOO_EARLY,
    TOO_LATE,
    UNCONFIRMED,
    UNSOUND,
    Break,
    Row,
    extension,
)
from workflows.roles import Role
from workflows.stages import Stage

EMPTY_DRAFT = Break("fehlt noch: die Begründung.", {"draft": replace(DRAFT, missing=("die Begründung",))})
VOTED_DOWN = replace(DRAFT, kind="refusal", rests_on_vote=True)
OWN_DRAFT = Break("Wer den Bescheid entworfen hat", {"draft": replace(DRAFT, drafted_by=ME)})
RELEASED_ALREADY = Break("Der Bescheid ist schon freigegeben.", {"released_by": OTHER})
NOT_RELEASED = Break("Der Bescheid ist noch nicht freigegeben.", {"released_by": None})
NO_LETTER = Break("Bescheid", {"draft": replace(DRAFT, made=False)})
PENDING = Break("Eine Klage ist anhängig.", {"lawsuits": SUIT})
POSTED_BEFORE_RELEASE = Break("", data={"posted_on": date(2026, 3, 9)}, at="posted_on")
SUED = (Stage.AWARDED, Stage.REFUSED, *PAYING, Stage.HEARING, Stage.REFUND_CLAIMED, Stage.ENFORCEMENT)
AWARD_ROWS = [
    Row(
        "draft_award",
        (Stage.ENDORSED,),
        Stage.AWARD_DRAFTED,
        Role.CASEWORKER,
        breaks=(
            UNCONFIRMED,
            COUNTED_OTHERWISE,
            Break("Der Betrag wurde gesenkt", {"endorsed": Decimal("4799.99")}),
        ),
    ),
    Row(
        "request_adapted_plan",
        (Stage.ENDORSED,),
        Stage.PLAN_ADJUSTMENT,
        Role.CASEWORKER,
        facts={"endorsed": Decimal("4799.99")},
        breaks=(UNCONFIRMED, COUNTED_OTHERWISE, Break("wurde nicht gesenkt", {"endorsed": GRANT})),
    ),
    Row(
        "confirm_adapted_plan",
        (Stage.PLAN_ADJUSTMENT,),
        Stage.AWARD_DRAFTED,
        Role.SIGNATORY,
        breaks=(
            Break("genau die beschlossene Zuwendung", {"endorsed": Decimal(4000)}),
            INCOMPLETE,
            UNSOUND,
            TOO_EARLY,
            TOO_LATE,
            NOT_SIGNED,
        ),
    ),
    Row(
        "lapse_adapted_plan",
        (Stage.PLAN_ADJUSTMENT,),
        Stage.EXPERT_CHECK,
        Role.CLOCK,
        facts={"plan_due": TODAY - DAY},
        breaks=(Break("Frühestens am 17.03.2026.", {"plan_due": TODAY}),),
    ),
    extension(Stage.PLAN_ADJUSTMENT, "plan_due", {}),
    Row(
        "draft_refusal",
        (Stage.DECLINED,),
        Stage.REFUSAL_DRAFTED,
        Role.CASEWORKER,
        breaks=(UNCONFIRMED, COUNTED_OTHERWISE),
    ),
    Row(
        "release_award",
        (Stage.AWARD_DRAFTED,),
        "",
        Role.LEAD,
        breaks=(
            RELEASED_ALREADY,
            UNCONFIRMED,
            COUNTED_OTHERWISE,
            EMPTY_DRAFT,
            OWN_DRAFT,
            Break("nicht der beschlossene Betrag", {"draft": replace(DRAFT, amount=Decimal(4801))}),
        ),
    ),
    Row(
        "dispatch_award",
        (Stage.AWARD_DRAFTED,),
        Stage.AWARDED,
        Role.OFFICE,
        facts=RELEASED,
        data={"posted_on": TODAY},
        breaks=(NOT_RELEASED, NO_LETTER, POSTED_BEFORE_RELEASE),
    ),
    Row(
        "release_refusal",
        (Stage.REFUSAL_DRAFTED,),
        "",
        Role.LEAD,
        facts={"draft": VOTED_DOWN},
        breaks=(
            RELEASED_ALREADY,
            UNCONFIRMED,
            COUNTED_OTHERWISE,
            replace(EMPTY_DRAFT, facts={"draft": replace(VOTED_DOWN, missing=("die Begründung",))}),
            replace(OWN_DRAFT, facts={"draft": replace(VOTED_DOWN, drafted_by=ME)}),
        ),
    ),
    Row(
        "dispatch_refusal",
        (Stage.REFUSAL_DRAFTED,),
        Stage.REFUSED,
        Role.OFFICE,
        facts=RELEASED,
        data={"posted_on": TODAY},
        breaks=(NOT_RELEASED, NO_LETTER, POSTED_BEFORE_RELEASE),
    ),
    Row(
        "record_returned_mail",
        (Stage.AWARDED,),
        Stage.AWARD_DRAFTED,
        Role.OFFICE,
        facts=POSTED,
        data={"reason": "Unbekannt verzogen"},
    ),
    Row(
        "record_returned_mail",
        (Stage.REFUSED,),
        Stage.REFUSAL_DRAFTED,
        Role.OFFICE,
        facts=POSTED,
        data={"reason": "Unbekannt verzogen"},
    ),
    Row(
        "become_final",
        (Stage.AWARDED,),
        Stage.FINAL,
        Role.CLOCK,
        facts=POSTED | {"posted_on": date(2026, 1, 27)},
        breaks=(PENDING, Break("Frühestens am 21.04.2026.", {"posted_on": date(2026, 3, 16)})),
    ),
    Row(
        "accept_waiver_of_remedies",
        (Stage.AWARDED,),
        Stage.FINAL,
        Role.CASEWORKER,
        facts=POSTED,
        data={"received_on": date(2026, 3, 12)},
        breaks=(
            Break("liegt noch nicht vor", {"waiver_form": False}),
            PENDING,
            Break("nach dem Versand", data={"received_on": date(2026, 3, 11)}, at="received_on"),
        ),
    ),
    Row(
        "close_refusal",
        (Stage.REFUSED,),
        Stage.CLOSED,
        Role.CLOCK,
        facts=POSTED | {"posted_on": date(2026, 1, 20)},
        breaks=(PENDING, Break("Frühestens am 06.05.2026.", {"posted_on": date(2026, 3, 16)})),
    ),
    Row(
        "record_receipt",
        (Stage.AWARDED, Stage.REFUSED),
        "",
        Role.OFFICE,
        facts=POSTED | {"posted_on": date(2026, 3, 10)},
        data={"notified_on": TODAY, "way": "receipt"},
        breaks=(
            Break("ist schon vermerkt", {"notified_on": TODAY}),
            Break("späteren Tag bis heute", data={"notified_on": TODAY + DAY}, at="notified_on"),
            Break("wodurch der Zugang belegt ist", data={"way": "post"}, at="way"),
        ),
    ),
    Row(
        "record_receipt",
        (Stage.AWARDED, Stage.REFUSED),
        "",
        Role.OFFICE,
        facts=POSTED | {"posted_on": date(2026, 3, 10)},
        data={"notified_on": date(2026, 3, 10), "way": "service"},
        breaks=(
            Break("ist schon vermerkt", {"notified_on": TODAY}),
            Break("zwischen seinem Versand", data={"notified_on": date(2026, 3, 9)}, at="notified_on"),
            Break("zwischen seinem Versand", data={"notified_on": TODAY + DAY}, at="notified_on"),
            Break("späteren Tag bis heute", data={"way": "receipt"}, at="notified_on"),
            Break("wodurch der Zugang", data={"way": "post", "notified_on": TODAY}, at="way"),
        ),
    ),
    Row(
        "record_faulty_instruction",
        (Stage.AWARDED, Stage.REFUSED),
        "",
        Role.LEAD,
        facts=POSTED,
        data={"reason": "Die Belehrung nennt ein falsches Gericht."},
        breaks=(Break("ist schon vermerkt", {"instructed": False}),),
    ),
    Row(
        "record_lawsuit",
        SUED,
        "",
        Role.LEAD,
        facts=FINAL,
        data={"filed_on": TODAY, "scope": "grant"},
        breaks=(
            Break("nicht in der Zukunft", data={"filed_on": TODAY + DAY}, at="filed_on"),
            Break("wogegen sich die Klage richtet", data={"scope": "anders"}, at="scope"),
        ),
    ),
    Row(
        "close_lawsuit",
        SUED,
        "",
        Role.LEAD,
        facts=FINAL | {"lawsuits": SUIT},
        data={"ended_on": TODAY},
        breaks=(
            Break("Es ist keine Klage anhängig.", {"lawsuits": ()}),
            Break("nicht in der Zukunft", data={"ended_on": TODAY + DAY}, at="ended_on"),
            Break("nicht anhängig", data={"scope": "interest"}, at="scope"),
        ),
    ),
]
