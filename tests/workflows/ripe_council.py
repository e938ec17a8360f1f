"""Ripe cases of the two funds on the council path, of a measure, and what breaks each of their own rules."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.workflows.ripe import (
    CARRIED,
    CASE,
    COUNTED_OTHERWISE,
    DAY,
    FAILED,
    GRANT,
    NO_BALLOT,
    NOT_QUORATE,
    TODAY,
    UNCONFIRMED,
    Break,
    Row,
)
from tests.workflows.ripe_kleinprojekt import ROWS
from workflows.case import MeasureFacts
from workflows.programmes import PROGRAMMES
from workflows.roles import Role
from workflows.stages import MeasureStage, Stage

GROSS, GFZ = PROGRAMMES["wir20-grossprojekt"], PROGRAMMES["gesellschaftsfonds"]
HELD = {"reserved": GRANT, "council_on": TODAY - 10 * DAY, "council_advised_on": TODAY - 5 * DAY}
SAID = {"resolved_on": TODAY - DAY, "votes": "8:2:0", "amount": GRANT}
LESS = Decimal(4000)
NOT_ADVISED = Break("noch nicht festgehalten", {"council_advised_on": None})
TIE = Break("Bei Stimmengleichheit", data={"votes": "5:5:0"}, at="votes")
TOO_SOON = Break(
    "zwischen der Beratung (11.03.2026)",
    {"council_advised_on": TODAY - 5 * DAY},
    {"resolved_on": TODAY - 6 * DAY},
    "resolved_on",
)
NO_MONEY = Break(
    "Budget überschritten um 0,01",
    {"reserved": Decimal(0), "pot_left": Decimal("4799.99")},
    at="amount",
)

RECOMMENDED = [
    Row(
        "endorse",
        (Stage.IN_SITTING,),
        Stage.ENDORSED,
        Role.CHAIR,
        facts={"resolution": CARRIED, "measure_left": GRANT},
        data={"amount": GRANT},
        breaks=(
            NO_BALLOT,
            Break("höchstens der beantragte Betrag 4.000,00", {"requested": Decimal(4000)}, at="amount"),
            Break("Abgestimmt wurde über 4.700,00", {"motion_amount": Decimal(4700)}, at="amount"),
            Break("Budget überschritten um 0,01", {"pot_left": Decimal("4799.99")}, at="amount"),
            Break("Maßnahme überschritten um 0,01", {"measure_left": Decimal("4799.99")}, at="amount"),
        ),
    ),
    Row(
        "decline",
        (Stage.IN_SITTING,),
        Stage.DECLINED,
        Role.CHAIR,
        facts={"resolution": FAILED},
        breaks=(
            NO_BALLOT,
            Break("nicht beschlussfähig", {"resolution": NOT_QUORATE}),
            Break("Das Gremium hat den Antrag angenommen.", {"resolution": CARRIED}),
        ),
    ),
    Row(
        "put_on_reserve_list",
        (Stage.IN_SITTING,),
        Stage.DEFERRED,
        Role.CHAIR,
        facts={"resolution": CARRIED, "pot_left": Decimal("4799.99"), "reserve_taken": frozenset({1})},
        data={"rank": 2},
        breaks=(
            NO_BALLOT,
            Break("Das Geld reicht", {"pot_left": GRANT}),
            Break("Platz 2 der Nachrückliste ist schon", {"reserve_taken": frozenset({1, 2})}, at="rank"),
            Break("Der erste Platz ist Platz 1", {"reserve_taken": frozenset()}, {"rank": 0}, "rank"),
        ),
    ),
    Row(
        "move_up",
        (Stage.DEFERRED,),
        Stage.READY_FOR_SITTING,
        Role.OFFICE,
        facts={"reserve_rank": 2, "reserve_taken": frozenset({3}), "pot_left": GRANT},
        breaks=(
            Break("steht nicht auf der Nachrückliste", {"reserve_rank": None}),
            Break(
                "Zuerst rückt der Antrag auf Platz 1", {"reserve_rank": 2, "reserve_taken": frozenset({1})}
            ),
            Break("noch nicht genug Geld", {"pot_left": Decimal("4799.99")}),
            Break("noch nicht genug Geld", {"measure_left": Decimal("4799.99")}),
        ),
    ),
    Row(
        "leave_reserve_list",
        (Stage.DEFERRED,),
        Stage.DECLINED,
        Role.OFFICE,
        facts={"reserve_rank": 1},
        breaks=(Break("steht nicht auf der Nachrückliste", {"reserve_rank": None}),),
    ),
    Row(
        "hand_to_council",
        (Stage.ENDORSED,),
        Stage.IN_COUNCIL,
        Role.CASEWORKER,
        data={"paper": "0993/2022"},
        breaks=(UNCONFIRMED, COUNTED_OTHERWISE, Break("0993/2022", data={"paper": "993-22"}, at="paper")),
    ),
    Row(
        "record_council_advice",
        (Stage.IN_COUNCIL,),
        "",
        Role.OFFICE,
        facts={"council_on": TODAY - 10 * DAY},
        data={"held_on": TODAY, "votes": "3:7:0"},
        breaks=(
            Break("schon festgehalten", {"council_advised_on": TODAY}),
            Break("zwischen der Drucksache (06.03.2026)", data={"held_on": TODAY - 11 * DAY}, at="held_on"),
            Break("zwischen der Drucksache", data={"held_on": TODAY + DAY}, at="held_on"),
            Break("Ja:Nein:Enthaltung", data={"votes": "mehrheitlich"}, at="votes"),
        ),
    ),
    Row(
        "record_council_approval",
        (Stage.IN_COUNCIL,),
        Stage.AWARD_DRAFTED,
        Role.OFFICE,
        facts=HELD,
        data=SAID,
        breaks=(
            NOT_ADVISED,
            TOO_SOON,
            TIE,
            NO_MONEY,
            Break("Beantragt sind 4.800,00", data={"amount": Decimal("4799.99")}, at="amount"),
        ),
    ),
    Row(
        "request_adapted_plan",
        (Stage.IN_COUNCIL,),
        Stage.PLAN_ADJUSTMENT,
        Role.OFFICE,
        facts=HELD,
        data=SAID | {"amount": LESS},
        breaks=(
            NOT_ADVISED,
            TOO_SOON,
            TIE,
            Break(
                "überschritten um 0,01", {"reserved": Decimal("3999.99"), "pot_left": Decimal(0)}, at="amount"
            ),
            Break("liegt nicht unter", data={"amount": GRANT}, at="amount"),
        ),
    ),
    Row(
        "record_council_deferral",
        (Stage.IN_COUNCIL,),
        "",
        Role.OFFICE,
        facts={"council_on": TODAY - 10 * DAY},
        data={"held_on": TODAY, "reason": "in die Fraktion gezogen"},
        breaks=(Break("zwischen der Drucksache", data={"held_on": TODAY + DAY}, at="held_on"),),
    ),
    Row(
        "record_council_refusal",
        (Stage.IN_COUNCIL,),
        Stage.DECLINED,
        Role.OFFICE,
        facts=HELD,
        data={"resolved_on": TODAY, "votes": "5:5:0"},
        breaks=(
            NOT_ADVISED,
            TOO_SOON,
            Break("nur ohne Mehrheit", data={"votes": "6:5:0"}, at="votes"),
        ),
    ),
]
_OWN = {row.move for row in RECOMMENDED}
SHARED = [row for row in ROWS if row.move not in {*_OWN, "draft_award"}]
"""Rows of the shared chapters; only the decision differs."""
PRESENTING = (Stage.RUNNING, Stage.PROOF_DUE, Stage.PROOF_IN_REVIEW, Stage.PROOF_INCOMPLETE)
PRESENTATION = Row(
    "record_presentation",
    PRESENTING,
    "",
    Role.OFFICE,
    facts={"period_begins": TODAY, "presented_on": None},
    data={"presented_on": TODAY},
    breaks=(
        Break("schon festgehalten", {"presented_on": TODAY}),
        Break("im Bewilligungszeitraum", data={"presented_on": TODAY - DAY}, at="presented_on"),
        Break("nicht in der Zukunft", data={"presented_on": TODAY + DAY}, at="presented_on"),
    ),
)
GROSS_CASE = replace(CASE, programme="wir20-grossprojekt", measure_left=Decimal(50000))
GFZ_CASE = replace(CASE, programme="gesellschaftsfonds", presented_on=TODAY)

MEASURE = MeasureFacts(sittings=frozenset({TODAY}), left=Decimal(50000))
ANNOUNCED = {
    "opens_on": TODAY,
    "closes_on": TODAY + 30 * DAY,
    "earliest_start": TODAY + 31 * DAY,
    "latest_end": date(2027, 3, 31),
}
OPEN_CALL = Break("läuft noch bis zum 16.03.2026", {"call_closes": TODAY})
WAITING = Break("Noch nicht entschieden: 3", {"waiting": 3})
DAYS = (
    Break("frühestens heute", data={"opens_on": TODAY - DAY}, at="opens_on"),
    Break("nach der Antragsfrist", data={"earliest_start": TODAY + 30 * DAY}, at="earliest_start"),
)
MEASURE_ROWS = [
    Row("catalogue_measure", ("",), MeasureStage.CATALOGUED, Role.OFFICE),
    Row(
        "select_measures",
        (MeasureStage.CATALOGUED,),
        MeasureStage.SELECTED,
        Role.OFFICE,
        facts={"chosen": (TODAY,)},
        data={"held_on": TODAY, "votes": "15:6:2"},
        breaks=(
            Break("nicht getagt", data={"held_on": TODAY - DAY}, at="held_on"),
            Break("schon 2 Maßnahmen", {"chosen": (TODAY, TODAY)}, at="held_on"),
            Break("Bei Stimmengleichheit", data={"votes": "9:9:5"}, at="votes"),
        ),
    ),
    Row(
        "announce",
        (MeasureStage.SELECTED,),
        MeasureStage.ANNOUNCED,
        Role.OFFICE,
        data=ANNOUNCED,
        breaks=DAYS,
    ),
    Row(
        "announce_again",
        (MeasureStage.ANNOUNCED,),
        "",
        Role.OFFICE,
        facts={"call_closes": TODAY - DAY},
        data=ANNOUNCED,
        breaks=(OPEN_CALL, WAITING, Break("ausgeschöpft", {"left": Decimal(0)}), *DAYS),
    ),
    Row(
        "close_measure",
        (MeasureStage.CATALOGUED, MeasureStage.SELECTED, MeasureStage.ANNOUNCED),
        MeasureStage.DONE,
        Role.OFFICE,
        data={"reason": "Umgesetzt"},
        breaks=(OPEN_CALL, WAITING),
    ),
]
