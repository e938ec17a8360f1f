"""Maßnahme: a measure of the WIR2.0 catalogue is selected by the Kuratorium, announced, and announced again (X13)."""

from datetime import date

from workflows.case import MeasureFacts
from workflows.effects import Effects, Opening
from workflows.machine import NEW, Machine, move
from workflows.roles import Role
from workflows.rules import council
from workflows.rules import measure as rules
from workflows.stages import MeasureStage


class MeasureMachine(Machine):
    """One measure of the catalogue for which organisations may apply (antragsberechtigte Maßnahme)."""

    slug = "massnahme"
    title = "Maßnahme"
    case: MeasureFacts

    @move(NEW, MeasureStage.CATALOGUED, label="Maßnahme aufnehmen", by={Role.OFFICE})
    def catalogue_measure(self) -> Effects:
        return Effects()

    @move(
        MeasureStage.CATALOGUED,
        MeasureStage.SELECTED,
        label="Auswahl des Kuratoriums festhalten",
        by={Role.OFFICE},
        given=[rules.in_a_sitting, rules.selection_has_room, council.votes_carry],
    )
    def select_measures(self, held_on: date, votes: str) -> Effects:
        return Effects(fields={"selected_on": held_on, "selected_with": votes.strip()})

    @move(
        MeasureStage.SELECTED,
        MeasureStage.ANNOUNCED,
        label="Maßnahme bekannt geben",
        by={Role.OFFICE},
        given=[rules.days_in_order, rules.projects_in_order],
    )
    def announce(self, opens_on: date, closes_on: date, earliest_start: date, latest_end: date) -> Effects:
        return Effects(open=[_call(opens_on, closes_on, earliest_start, latest_end)])

    @move(
        MeasureStage.ANNOUNCED,
        label="Erneut bekannt geben",
        by={Role.OFFICE},
        when=[rules.call_has_ended, rules.nothing_under_way, rules.cap_is_not_used_up],
        given=[rules.days_in_order, rules.projects_in_order],
        repeatable=True,
        aside=True,
    )
    def announce_again(
        self, opens_on: date, closes_on: date, earliest_start: date, latest_end: date
    ) -> Effects:
        return Effects(open=[_call(opens_on, closes_on, earliest_start, latest_end)])

    @move(
        {MeasureStage.CATALOGUED, MeasureStage.SELECTED, MeasureStage.ANNOUNCED},
        MeasureStage.DONE,
        label="Maßnahme beenden",
        by={Role.OFFICE},
        when=[rules.call_has_ended, rules.nothing_under_way],
        aside=True,
    )
    def close_measure(self, reason: str) -> Effects:
        return Effects()


def _call(opens_on: date, closes_on: date, earliest_start: date, latest_end: date) -> Opening:
    return Opening(
        "round",
        {
            "opens_on": opens_on,
            "closes_on": closes_on,
            "earliest_start": earliest_start,
            "latest_end": latest_end,
        },
    )
