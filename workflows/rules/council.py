"""What must hold on the way through the council bodies: one advises, one decides, and it may change the amount."""

import re
from datetime import date
from decimal import Decimal

from workflows.case import Case
from workflows.machine import Machine
from workflows.money import format_eur
from workflows.verdict import Verdict

PAPER = re.compile(r"(\d{2}-)?\d{4}/\d{4}( [A-Z]\d)?")
"""Number of a Drucksache: 0993/2022, 15-2028/2020, 0350/2012 F1."""
UNANIMOUS = "einstimmig"
COUNTED = re.compile(r"(\d{1,3}):(\d{1,3}):(\d{1,3})")


def paper_is_named(machine: Machine, paper: str) -> Verdict:
    """The Beschlussdrucksache has a number."""
    return Verdict(
        PAPER.fullmatch(paper.strip()) is not None,
        "Bitte schreiben Sie die Nummer der Drucksache so: 0993/2022.",
    )


def votes_of(votes: str) -> tuple[int, int, int] | None:
    """Ja, Nein, Enthaltung as the minutes write them („8:2:0“); None for „einstimmig“ and for what is no count."""
    found = COUNTED.fullmatch(votes.strip())
    if found is None:
        return None
    yes, no, abstained = (int(number) for number in found.groups())
    return yes, no, abstained


def votes_are_written(machine: Machine, votes: str) -> Verdict:
    """A result as in the minutes: three numbers, or the word for all."""
    return Verdict(
        votes_of(votes) is not None or votes.strip() == UNANIMOUS,
        "Bitte schreiben Sie Ja:Nein:Enthaltung, zum Beispiel 8:2:0, oder „einstimmig“.",
    )


def votes_carry(machine: Machine, votes: str) -> Verdict:
    """More Ja than Nein; a tie is a no (§ 66 NKomVG)."""
    counted = votes_of(votes)
    if counted is None:
        return votes_are_written(machine, votes)
    yes, no, _ = counted
    if not yes and not no:
        why = "Niemand hat mit Ja oder Nein gestimmt."
    elif yes == no:
        why = "Bei Stimmengleichheit ist ein Antrag abgelehnt."
    else:
        why = "Es gab mehr Nein als Ja."
    return Verdict(yes > no, f"Das ist keine Mehrheit: {why}")


def votes_refuse(machine: Machine, votes: str) -> Verdict:
    """No more Ja than Nein; the minutes of a refusal count the votes."""
    counted = votes_of(votes)
    return Verdict(
        counted is not None and counted[0] <= counted[1],
        "Bitte schreiben Sie Ja:Nein:Enthaltung. Abgelehnt ist ein Antrag nur ohne Mehrheit.",
    )


def not_advised(machine: Machine) -> Verdict:
    """The advising committee votes once on a paper."""
    known = machine.case.council_advised_on
    return Verdict(
        known is None, f"Die Beratung am {known:%d.%m.%Y} ist schon festgehalten." if known else ""
    )


def committee_has_advised(machine: Machine) -> Verdict:
    """The deciding body decides after the advising committee, whatever that said."""
    terms = machine.case.terms
    return Verdict(
        machine.case.council_advised_on is not None,
        f"{terms.advising_body}: Das Ergebnis der Beratung ist noch nicht festgehalten.",
    )


def held_since_the_paper(machine: Machine, held_on: date) -> Verdict:
    """Nobody votes before the paper is there, or in the future."""
    since = machine.case.council_on
    return Verdict(
        since is not None and since <= held_on <= machine.today,
        f"Bitte nennen Sie einen Tag zwischen der Drucksache ({since:%d.%m.%Y}) und heute."
        if since
        else "Die Drucksache ist noch nicht eingebracht.",
    )


def resolved_since_the_advice(machine: Machine, resolved_on: date) -> Verdict:
    """The decision comes after the advice (the same day will do), and not in the future."""
    since = machine.case.council_advised_on
    return Verdict(
        since is None or since <= resolved_on <= machine.today,
        f"Bitte nennen Sie einen Tag zwischen der Beratung ({since:%d.%m.%Y}) und heute." if since else "",
    )


def as_requested(machine: Machine, amount: Decimal) -> Verdict:
    """The full amount: the plan of the application stands."""
    asked = machine.case.requested
    return Verdict(
        amount == asked,
        f"Beantragt sind {format_eur(asked)}. Für einen niedrigeren Betrag wählen Sie bitte "
        "„Beschluss mit gesenktem Betrag festhalten“.",
    )


def less_than_requested(machine: Machine, amount: Decimal) -> Verdict:
    """A lower amount: the applicant adapts the plan (§ 39 VwVfG asks for reasons later)."""
    asked = machine.case.requested
    return Verdict(0 < amount < asked, f"Der Betrag liegt nicht unter den beantragten {format_eur(asked)}.")


def money_is_held(machine: Machine, amount: Decimal) -> Verdict:
    """What is reserved for the case and what is left together hold the amount; exactly that is enough."""
    case = machine.case
    free = case.reserved + left_for(case)
    return Verdict(
        amount <= free,
        f"Budget überschritten um {format_eur(amount - free)}: "
        f"Für diesen Antrag sind höchstens {format_eur(free)} da. "
        "Die Leitung kann das Budget mit Begründung erhöhen.",
    )


def left_for(case: Case) -> Decimal:
    """What pot and measure both still hold, in EUR: the smaller one counts."""
    return case.pot_left if case.measure_left is None else min(case.pot_left, case.measure_left)
