"""What must hold before a Bescheid leaves the house, and when it can no longer be contested."""

from datetime import date, timedelta
from typing import Any

from workflows.case import Case
from workflows.machine import Machine
from workflows.roles import Role
from workflows.rules.deadlines import (
    RemedyPeriod,
    notified_by_post,
    payout_from,
    remedy_period,
    untaetigkeit_from,
)
from workflows.sentence import Listed, Sentence
from workflows.stages import BEFORE_DECISION, Stage
from workflows.verdict import Verdict

BEING_MADE = (
    "Es gibt noch kein PDF des Bescheids. Nach der Freigabe dauert es Minuten; laden Sie die Seite dann neu."
)
"""Why a Bescheid that was just released cannot be posted yet."""
STOPS_FINALITY = ("grant", "condition")
"""Scopes of a lawsuit that keep an award from becoming final as far as money is concerned."""


def remedy_of(machine: Machine) -> RemedyPeriod | None:
    """The remedy period of the dispatched Bescheid (§ 74 VwGO); None before dispatch or without notification."""
    case = machine.case
    if case.posted_on is None:
        return None
    if case.posting != "post" and case.notified_on is None:
        return None
    return remedy_period(
        case.posted_on, instructed=case.instructed, way=case.posting, notified=case.notified_on
    )


def final_day(machine: Machine) -> date | None:
    """The legal day of finality: the day after the period, or after the end of a lawsuit that kept it open."""
    remedy = remedy_of(machine)
    if remedy is None:
        return None
    scopes = SCOPES if machine.case.stage == Stage.REFUSED else STOPS_FINALITY
    ends: list[date] = [
        suit.closed_on + timedelta(days=1)
        for suit in machine.case.lawsuits
        if suit.closed_on and suit.scope in scopes
    ]
    return max([remedy.final, *ends])


def closing_day(machine: Machine) -> date | None:
    """When a final refusal is closed: a suit filed in time may still be on its way (machine.md, rule 10)."""
    final = final_day(machine)
    return final and payout_from(final, machine.case.terms.payout_grace, waived=False)


def posted(posted_on: date) -> dict[str, Any]:
    """What the Ab-Vermerk changes: the letter is on its way again, whatever became of the one before."""
    return {"posted_on": posted_on, "posting": "post", "notified_on": None, "returned_on": None}


def instruction_taken_for_right(machine: Machine) -> Verdict:
    """A missing or wrong Rechtsbehelfsbelehrung is written down once; a new Bescheid has a new one."""
    return Verdict(machine.case.instructed, "Der Fehler der Rechtsbehelfsbelehrung ist schon vermerkt.")


def undecided_since(case: Case, today: date) -> date | None:
    """Since when a suit for failure to act may be brought: the application is not decided (§ 75 VwGO); else None."""
    if case.stage not in BEFORE_DECISION or case.submitted_on is None:
        return None
    since = untaetigkeit_from(case.submitted_on)
    return since if today >= since else None


def receipt_not_proven(machine: Machine) -> Verdict:
    """The day of receipt is written down once."""
    known = machine.case.notified_on
    return Verdict(known is None, "Der Zugang am {known} ist schon vermerkt.", known=known)


def receipt_counts(machine: Machine, notified_on: date, way: str) -> Verdict:
    """A receipt counts if it came after the presumed one (§ 41 Abs. 2 VwVfG); a formal service counts from its day."""
    return receipt_of(machine.case.posted_on, notified_on, way, machine.today)


def receipt_of(posted: date | None, notified_on: date, way: str, today: date) -> Verdict:
    """Whether a Bescheid posted on a day may have been received on another, as known today."""
    if posted is None:
        return Verdict(False, "Was noch nicht versandt ist, kann nicht zugegangen sein.")
    if way == "service":
        return Verdict(
            posted <= notified_on <= today,
            "Zugestellt sein kann der Bescheid zwischen seinem Versand ({posted}) und heute.",
            posted=posted,
        )
    presumed = notified_by_post(posted)
    return Verdict(
        presumed < notified_on <= today,
        "Der Bescheid gilt am {presumed} als bekannt gegeben. Bitte nennen Sie einen späteren Tag bis heute.",
        presumed=presumed,
    )


WAYS_PROVEN = {"receipt": "Nachgewiesener Zugang", "service": "Förmliche Zustellung"}
"""How another day of receipt than the presumed one is proven."""


def way_is_known(machine: Machine, way: str) -> Verdict:
    """A proven receipt or a formal service."""
    return Verdict(way in WAYS_PROVEN, "Bitte wählen Sie, wodurch der Zugang belegt ist.")


def no_lawsuit_pending(machine: Machine) -> Verdict:
    """A suit against the grant or a condition that payment hangs on keeps the Bescheid open."""
    pending = [s for s in machine.case.lawsuits if s.closed_on is None and s.scope in STOPS_FINALITY]
    return Verdict(not pending, "Eine Klage ist anhängig.")


def no_suit_against_refusal(machine: Machine) -> Verdict:
    """While any suit is pending, a refusal is not closed."""
    pending = any(suit.closed_on is None for suit in machine.case.lawsuits)
    return Verdict(not pending, "Eine Klage ist anhängig.")


def draft_complete(machine: Machine) -> Verdict:
    """The draft of the Bescheid says all that it must (§§ 37, 39 VwVfG)."""
    draft = machine.case.draft
    missing = (Sentence("der Bescheidentwurf"),) if draft is None else draft.missing
    return Verdict(
        not missing,
        "Im Bescheidentwurf fehlt noch: {missing}.",
        missing=Listed(missing),
        internal=True,
        mend=(Role.CASEWORKER, "save_draft"),
    )


def four_eyes_on_draft(machine: Machine) -> Verdict:
    """Who drafted a Bescheid does not release it (Vier-Augen-Prinzip)."""
    draft = machine.case.draft
    return Verdict(
        draft is None or draft.drafted_by != machine.actor.user_id,
        "Wer den Bescheid entworfen hat, gibt ihn nicht selbst frei (Vier-Augen-Prinzip).",
        internal=True,
    )


def amount_as_endorsed(machine: Machine) -> Verdict:
    """The Bescheid awards what was resolved."""
    case = machine.case
    return Verdict(
        case.draft is None or case.draft.kind != "award" or case.draft.amount == case.endorsed,
        "Der Betrag im Bescheid ist nicht der beschlossene Betrag.",
        internal=True,
        mend=(Role.LEAD, "return_to_check"),
    )


def period_is_of_the_project(machine: Machine) -> Verdict:
    """The Bewilligungszeitraum is the project's own; a longer one is possible and seldom meant."""
    case, draft = machine.case, machine.case.draft
    if draft is None or not (draft.period_begins and draft.period_ends and case.begins and case.ends):
        return Verdict(True)
    return Verdict(
        case.begins <= draft.period_begins and draft.period_ends <= case.ends,
        "Der Bewilligungszeitraum ({period_begins} bis {period_ends}) geht über das "
        "Vorhaben hinaus ({begins} bis {ends}).",
        period_begins=draft.period_begins,
        period_ends=draft.period_ends,
        begins=case.begins,
        ends=case.ends,
    )


def not_released(machine: Machine) -> Verdict:
    """Nobody releases a Bescheid twice."""
    return Verdict(
        machine.case.released_by is None, "Der Bescheid ist schon freigegeben.", internal=True, moot=True
    )


def released(machine: Machine) -> Verdict:
    """A second person has released the Bescheid."""
    return Verdict(
        machine.case.released_by is not None, "Der Bescheid ist noch nicht freigegeben.", internal=True
    )


def was_released(machine: Machine) -> bool:
    """There is a released Bescheid that a step back has to recall."""
    return bool(machine.case.released_by)


def letter_is_made(machine: Machine) -> Verdict:
    """The Bescheid lies in the archive as a PDF; nobody posts what was not made."""
    draft = machine.case.draft
    return Verdict(draft is not None and draft.made, BEING_MADE, internal=True)


def posted_after_release(machine: Machine, posted_on: date) -> Verdict:
    """The Ab-Vermerk names the day of posting: not before the release, not in the future."""
    since = machine.case.released_on
    if since is None:
        return Verdict(False, "Noch nicht freigegeben.")
    return Verdict(
        since <= posted_on <= machine.today,
        "Bitte nennen Sie einen Tag zwischen Freigabe ({since}) und heute.",
        since=since,
    )


def regime_is_confirmed(machine: Machine) -> Verdict:
    """The lead has confirmed which rules of procedure bind the body (machine.md, rule 2)."""
    return Verdict(
        machine.case.regime_confirmed,
        "Die Leitung hat noch nicht bestätigt, nach welchen Verfahrensregeln das Gremium beschlossen hat.",
        internal=True,
        mend=(Role.LEAD, "confirm_regime"),
    )


def counted_as_confirmed(machine: Machine) -> Verdict:
    """The vote was counted by the rules of procedure that bind the body, and not by others (machine.md, rule 2)."""
    return Verdict(
        not machine.case.counted_otherwise,
        "Die Abstimmung wurde nach anderen Verfahrensregeln ausgezählt, als jetzt für das Gremium gelten. "
        "Die Leitung gibt den Antrag in die Prüfung zurück, damit das Gremium noch einmal abstimmt "
        "(§§ 65, 66 NKomVG; §§ 90, 91 VwVfG).",
        internal=True,
        mend=(Role.LEAD, "return_to_check"),
    )


def regime_of_refusal_is_confirmed(machine: Machine) -> Verdict:
    """As for an award, if a body has voted for the refusal; one that the check came to rests on no vote."""
    draft = machine.case.draft
    if draft is None or not draft.rests_on_vote:
        return Verdict(True)
    return regime_is_confirmed(machine) and counted_as_confirmed(machine)


def counted_by_other_rules(machine: Machine) -> Verdict:
    """The body has to vote anew: its vote was counted by other rules than those that bind it."""
    return Verdict(
        machine.case.counted_otherwise,
        "Das Gremium hat nach den Verfahrensregeln abgestimmt, die für es gelten.",
        moot=True,
    )


def nothing_lowered(machine: Machine) -> Verdict:
    """The full amount was endorsed, or the adapted plan is confirmed."""
    case = machine.case
    return Verdict(
        case.endorsed == case.requested or case.plan_confirmed,
        "Der Betrag wurde gesenkt: Zuerst wird ein angepasster Finanzierungsplan gebraucht.",
    )


def amount_lowered(machine: Machine) -> Verdict:
    """Less was endorsed than requested."""
    case = machine.case
    return Verdict(
        case.endorsed is not None and case.endorsed < case.requested,
        "Der beantragte Betrag wurde nicht gesenkt.",
    )


def plan_fits_award(machine: Machine) -> Verdict:
    """The adapted plan balances and asks for exactly the endorsed amount."""
    case = machine.case
    return Verdict(
        case.requested == case.endorsed and case.expenses == case.income,
        "Der angepasste Plan muss ausgeglichen sein und genau die beschlossene Zuwendung enthalten.",
        mend=(Role.APPLICANT, "save_plan"),
    )


def waiver_is_filed(machine: Machine) -> Verdict:
    """The signed Rechtsbehelfsverzicht lies in the case."""
    return Verdict(
        machine.case.waiver_form,
        "Der unterschriebene Rechtsbehelfsverzicht liegt noch nicht vor.",
        moot=True,
    )


def waiver_after_dispatch(machine: Machine, received_on: date) -> Verdict:
    """A waiver counts only after the Bescheid was dispatched (machine.md, rule 11)."""
    posted = machine.case.posted_on
    return Verdict(
        posted is not None and posted <= received_on <= machine.today,
        "Der Verzicht muss nach dem Versand des Bescheids und spätestens heute eingegangen sein.",
    )


def suit_is_new(machine: Machine, filed_on: date) -> Verdict:
    """A day of filing after the dispatch, not in the future."""
    posted = machine.case.posted_on
    return Verdict(
        posted is not None and posted <= filed_on <= machine.today,
        "Der Klageeingang muss nach dem Versand des Bescheids und darf nicht in der Zukunft liegen.",
    )


def contested(machine: Machine, filed_on: date, scope: str) -> dict[str, Any]:
    """What a suit changes in a case that was taken for final: if it came in time, nothing was final.

    A suit reaches the city weeks after it reached the court (machine.md, rule 10). After a waiver, and for any other
    scope, the day stays; payments wait for the end of the suit anyway.
    """
    case, remedy = machine.case, remedy_of(machine)
    in_time = remedy is not None and filed_on <= remedy.ends
    if case.final_on is None or case.waived_remedies_on or scope not in STOPS_FINALITY or not in_time:
        return {}
    return {"final_on": None, "contested_on": filed_on}


def final_again(machine: Machine, ended_on: date, scope: str) -> dict[str, Any]:
    """After the last suit that kept it open the award is final on the day after its end."""
    case = machine.case
    pending = [s for s in case.lawsuits if s.closed_on is None and s.scope in STOPS_FINALITY]
    left = [s for s in pending if scope and s.scope != scope]
    if case.contested_on is None or left:
        return {}
    return {"final_on": ended_on + timedelta(days=1), "contested_on": None}


def suit_is_pending(machine: Machine) -> Verdict:
    """There is a lawsuit that has not ended."""
    return Verdict(any(s.closed_on is None for s in machine.case.lawsuits), "Es ist keine Klage anhängig.")


SCOPES = {
    "grant": "gegen die Bewilligung",
    "refused_part": "gegen die (teilweise) Ablehnung",
    "condition": "gegen eine Nebenbestimmung, von der die Auszahlung abhängt",
    "revocation": "gegen einen Widerruf",
    "interest": "gegen eine Zinsforderung",
}
"""What a lawsuit may be directed against."""


def scope_is_known(machine: Machine, scope: str) -> Verdict:
    """A lawsuit has a scope and blocks only that (machine.md, rule 10)."""
    return Verdict(scope in SCOPES, "Bitte wählen Sie, wogegen sich die Klage richtet.")


def ended_not_in_future(machine: Machine, ended_on: date) -> Verdict:
    """The end of a lawsuit lies between its filing and today."""
    filed = [suit.filed_on for suit in machine.case.lawsuits if suit.closed_on is None]
    return Verdict(
        bool(filed) and max(filed) <= ended_on <= machine.today,
        "Das Ende der Klage liegt nach ihrem Eingang und nicht in der Zukunft.",
    )


def names_one_suit(machine: Machine, scope: str | None) -> Verdict:
    """The end of one lawsuit does not end another: where two are pending, the scope says which."""
    pending = [suit.scope for suit in machine.case.lawsuits if suit.closed_on is None]
    if scope:
        return Verdict(scope in pending, "Eine solche Klage ist nicht anhängig.")
    return Verdict(
        len(set(pending)) <= 1, "Es sind mehrere Klagen anhängig: Bitte wählen Sie, welche beendet ist."
    )
