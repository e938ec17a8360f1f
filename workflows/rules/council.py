"""What must hold on the way through the council bodies: one advises, one decides, and it may change the amount."""

import re
from datetime import date
from decimal import Decimal

from workflows.case import Case
from workflows.machine import Machine
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
        return Verdict(False, "Das ist keine Mehrheit: Niemand hat mit Ja oder Nein gestimmt.")
    if yes == no:
        return Verdict(False, "Das ist keine Mehrheit: Bei Stimmengleichheit ist ein Antrag abgelehnt.")
    return Verdict(yes > no, "Das ist keine Mehrheit: Es gab mehr Nein als Ja.")


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
    return Verdict(known is None, "Die Beratung am {known} ist schon festgehalten.", known=known)


def committee_has_advised(machine: Machine) -> Verdict:
    """The deciding body decides after the advising committee, whatever that said."""
    terms = machine.case.terms
    return Verdict(
        machine.case.council_advised_on is not None,
        "{body}: Das Ergebnis der Beratung ist noch nicht festgehalten.",
        body=terms.advising_body,
    )


def held_since_the_paper(machine: Machine, held_on: date) -> Verdict:
    """Nobody votes before the paper is there, or in the future."""
    since = machine.case.council_on
    if since is None:
        return Verdict(False, "Die Drucksache ist noch nicht eingebracht.")
    return Verdict(
        since <= held_on <= machine.today,
        "Bitte nennen Sie einen Tag zwischen der Drucksache ({since}) und heute.",
        since=since,
    )


def resolved_since_the_advice(machine: Machine, resolved_on: date) -> Verdict:
    """The decision comes after the advice (the same day will do), and not in the future."""
    since = machine.case.council_advised_on
    return Verdict(
        since is None or since <= resolved_on <= machine.today,
        "Bitte nennen Sie einen Tag zwischen der Beratung ({since}) und heute.",
        since=since,
    )


def as_requested(machine: Machine, amount: Decimal) -> Verdict:
    """The full amount: the plan of the application stands."""
    asked = machine.case.requested
    return Verdict(
        amount == asked,
        "Beantragt sind {asked}. Für einen niedrigeren Betrag wählen Sie bitte "
        "„Beschluss mit gesenktem Betrag festhalten“.",
        asked=asked,
    )


def less_than_requested(machine: Machine, amount: Decimal) -> Verdict:
    """A lower amount: the applicant adapts the plan (§ 39 VwVfG asks for reasons later)."""
    asked = machine.case.requested
    return Verdict(0 < amount < asked, "Der Betrag liegt nicht unter den beantragten {asked}.", asked=asked)


def money_is_held(machine: Machine, amount: Decimal) -> Verdict:
    """What is reserved for the case and what is left together hold the amount; exactly that is enough."""
    case = machine.case
    free = case.reserved + left_for(case)
    return Verdict(
        amount <= free,
        "Budget überschritten um {over}: "
        "Für diesen Antrag sind höchstens {free} da. "
        "Die Leitung kann das Budget mit Begründung erhöhen.",
        over=amount - free,
        free=free,
    )


def left_for(case: Case) -> Decimal:
    """What pot and measure both still hold, in EUR: the smaller one counts."""
    return case.pot_left if case.measure_left is None else min(case.pot_left, case.measure_left)
