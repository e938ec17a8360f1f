"""What must hold before a measure is selected and announced (WIR2.0, Bereich 2)."""

from datetime import date

from workflows.machine import Machine
from workflows.verdict import Verdict


def half_year(day: date) -> tuple[int, int]:
    """The half of the year that a day lies in: (2026, 1) until 30 June, (2026, 2) from 1 July."""
    return day.year, 1 if day.month <= 6 else 2


def in_a_sitting(machine: Machine, held_on: date) -> Verdict:
    """Measures are selected by a motion in a sitting of the Kuratorium, not by the office."""
    return Verdict(
        held_on in machine.case.sittings and held_on <= machine.today,
        "Am {held_on} hat das Kuratorium nicht getagt.",
        held_on=held_on,
    )


def selection_has_room(machine: Machine, held_on: date) -> Verdict:
    """The Kuratorium selects so many measures a half-year as the guideline says; exactly so many are within."""
    facts = machine.case
    chosen = sum(half_year(day) == half_year(held_on) for day in facts.chosen)
    return Verdict(
        chosen < facts.per_half_year,
        "In diesem Halbjahr sind schon {chosen} Maßnahmen ausgewählt; mehr sieht die Richtlinie nicht vor.",
        chosen=chosen,
    )


def days_in_order(machine: Machine, opens_on: date, closes_on: date) -> Verdict:
    """The call opens today or later, and closes on that day or after it."""
    return Verdict(
        machine.today <= opens_on <= closes_on,
        "Die Bekanntmachung beginnt frühestens heute und endet nicht vor ihrem Beginn.",
    )


def projects_in_order(machine: Machine, earliest_start: date, latest_end: date, closes_on: date) -> Verdict:
    """Projects begin after the deadline and end after they begin."""
    return Verdict(
        closes_on < earliest_start <= latest_end,
        "Projekte beginnen nach der Antragsfrist und enden nicht vor ihrem Beginn.",
    )


def call_has_ended(machine: Machine) -> Verdict:
    """A measure is not announced anew while its call is open."""
    closes = machine.case.call_closes
    return Verdict(
        closes is None or closes < machine.today,
        "Die Bekanntmachung läuft noch bis zum {closes}.",
        closes=closes,
    )


def cap_is_not_used_up(machine: Machine) -> Verdict:
    """There is still money to be announced for."""
    return Verdict(machine.case.left > 0, "Der Höchstbetrag der Maßnahme ist ausgeschöpft.")


def nothing_under_way(machine: Machine) -> Verdict:
    """No application for the measure waits for a decision."""
    waiting = machine.case.waiting
    return Verdict(
        not waiting, "Noch nicht entschieden: {waiting} Anträge zu dieser Maßnahme.", waiting=waiting
    )
