"""What must hold before an application is sent, supplied or withdrawn."""

from datetime import timedelta
from decimal import Decimal

from workflows.case import Actor
from workflows.machine import Machine
from workflows.period import Casus, Inflected
from workflows.roles import Role
from workflows.rules.deadlines import end_of
from workflows.sentence import TOGETHER
from workflows.stages import Stage
from workflows.verdict import ELSEWHERE, Gap, Mend, Verdict


def nothing_missing(machine: Machine) -> Verdict:
    """Every mandatory field, attachment and declaration is there (VV 3 zu § 44 LHO analog)."""
    return Verdict(
        not machine.case.missing,
        TOGETHER,
        sentences=machine.case.missing,
        mend=_fill_in(machine),
        gap=Gap.ANSWERS,
    )


def plan_is_sound(machine: Machine) -> Verdict:
    """The cost and financing plan balances and keeps the rules of the guideline (Nr. 3.2.2)."""
    return Verdict(
        not machine.case.plan_problems,
        TOGETHER,
        sentences=machine.case.plan_problems,
        gap=Gap.PLAN,
        mend=_fill_in(machine),
    )


def round_is_open(machine: Machine) -> Verdict:
    """The last day of a round counts whole: received before the next midnight, Europe/Berlin (§ 31 VwVfG)."""
    opens, closes = machine.case.round_opens, machine.case.round_closes
    if opens and machine.today < opens:
        return Verdict(False, "Die Förderrunde beginnt erst am {opens}.", opens=opens, mend=ELSEWHERE)
    return Verdict(
        not closes or machine.today <= closes,
        "Die Antragsfrist endete am {closes}. Bitte wenden Sie sich an die Beratung.",
        closes=closes,
        mend=ELSEWHERE,
    )


def amount_within_cap(machine: Machine) -> Verdict:
    """The requested grant keeps the cap of the Terms; exactly the cap is within. An unsound plan says it itself."""
    cap = machine.case.terms.cap
    return Verdict(
        machine.case.requested <= cap or bool(machine.case.plan_problems),
        "Beantragt sind {requested}. Höchstens {cap} sind möglich.",
        requested=machine.case.requested,
        cap=cap,
        mend=_fill_in(machine),
    )


def amount_reaches_minimum(machine: Machine) -> Verdict:
    """The requested grant reaches the minimum of the Terms; exactly the minimum is enough."""
    case = machine.case
    if not case.requested:
        return Verdict(True)  # that nothing is requested is said by itself
    return reaches_minimum(case.requested, case.terms.minimum, mend=_fill_in(machine))


def reaches_minimum(requested: Decimal, minimum: Decimal | None, *, mend: Mend | None = None) -> Verdict:
    """Whether at least the minimum is requested, in EUR; None: there is no minimum."""
    return Verdict(
        minimum is None or requested >= minimum,
        "Beantragt sind {requested}. Gefördert wird erst ab {minimum}.",
        requested=requested,
        minimum=minimum,
        mend=mend,
    )


def something_requested(machine: Machine) -> Verdict:
    """There is an amount to decide on. An unsound plan says it itself."""
    return Verdict(
        machine.case.requested > 0 or bool(machine.case.plan_problems),
        "Die beantragte Zuwendung fehlt im Finanzierungsplan.",
        mend=_fill_in(machine),
    )


def something_supplied(machine: Machine, note: str | None) -> Verdict:
    """Who was asked for something sends something: another statement, another file, or a word why there is none."""
    return Verdict(
        not machine.case.unchanged or bool(note and note.strip()),
        "Seit der Nachforderung ist nichts dazugekommen. Bitte ergänzen Sie Ihre Angaben oder laden Sie eine Datei "
        "hoch. Haben Sie nichts zu ergänzen, schreiben Sie hier, warum.",
    )


def requested_not_raised(machine: Machine) -> Verdict:
    """What is supplied later makes an application complete, not bigger: the round compares what was sent in time."""
    return not_raised(machine.case.requested, machine.case.asked)


def not_raised(requested: Decimal, asked: Decimal | None) -> Verdict:
    """Whether at most the amount that was sent (``asked``, EUR) is requested; None: nothing was sent yet."""
    return Verdict(
        asked is None or requested <= asked,
        "Eingereicht ist ein Zuschuss von {asked}, jetzt stehen {requested} im "
        "Plan. Nach der Einreichung darf der beantragte Zuschuss nicht steigen.",
        asked=asked or Decimal(0),
        requested=requested,
    )


def starts_late_enough(machine: Machine) -> Verdict:
    """No start before the round's earliest start without consent to an early start (VV 1.3 zu § 44 LHO)."""
    case = machine.case
    if case.earliest_start is None or case.begins is None or case.begins >= case.earliest_start:
        return Verdict(True)
    consented = case.early_start_on is not None and case.early_start_on <= case.begins
    return Verdict(
        consented,
        "Das Vorhaben darf in dieser Runde frühestens am {earliest} beginnen. "
        "Einem früheren Beginn muss vorher zugestimmt sein.",
        earliest=case.earliest_start,
        mend=(Role.LEAD, "consent_early_start") if case.stage == Stage.EXPERT_CHECK else None,
    )


def starts_late_or_asks(machine: Machine) -> Verdict:
    """Who begins before the round's earliest start asks for it in the application (VV 1.3 zu § 44 LHO)."""
    case = machine.case
    asked = case.early_start_asked
    if starts_late_enough(machine) or (
        asked is not None and case.begins is not None and asked <= case.begins
    ):
        return Verdict(True)
    return Verdict(
        False,
        "Das Vorhaben darf in dieser Runde frühestens am {earliest} beginnen. Für einen früheren "
        "Beginn beantragen Sie bitte unter „Wann und wo?“ den vorzeitigen Beginn, spätestens ab "
        "{begins}.",
        earliest=case.earliest_start,
        begins=case.begins,
        mend=_fill_in(machine),
    )


def ends_early_enough(machine: Machine) -> Verdict:
    """The project ends within its round and runs no longer than the guideline allows; the last day is within."""
    case, longest = machine.case, machine.case.terms.longest
    if case.begins is not None and case.ends is not None and longest is not None:
        last = end_of(case.begins, longest) - timedelta(days=1)
        if case.ends > last:
            return Verdict(
                False,
                "Das Vorhaben darf höchstens {longest} dauern, also bis zum {last}.",
                longest=Inflected(longest, Casus.ACCUSATIVE),
                last=last,
                mend=_fill_in(machine),
            )
    if case.ends is None or case.latest_end is None:
        return Verdict(True)
    return Verdict(
        case.ends <= case.latest_end,
        "Das Vorhaben muss in dieser Runde spätestens am {latest} enden.",
        latest=case.latest_end,
        mend=_fill_in(machine),
    )


def all_signatures_given(machine: Machine) -> Verdict:
    """Joint representation: the declaration takes effect with the n-th release (§ 26 Abs. 2 BGB)."""
    return signatures(machine.case.signatures_needed, machine.case.signed_by, machine.actor)


def ending_signed_by_all(machine: Machine) -> Verdict:
    """Who has released the content has not yet agreed to give it up: withdrawal and waiver have their own releases."""
    return signatures(machine.case.signatures_needed, machine.case.ending_signed_by, machine.actor)


def signatures(
    needed: int, given: frozenset[int], actor: Actor | None = None, *, act: str = "release"
) -> Verdict:
    """Whether ``needed`` people have signed (by ``act``); an actor who may sign counts with their own act."""
    signed = set(given)
    if actor and Role.SIGNATORY in actor.roles and actor.user_id is not None:
        signed.add(actor.user_id)
    lacking = needed - len(signed)
    mend = (Role.SIGNATORY, act)
    if lacking == 1:
        return Verdict(
            False,
            "Es fehlt noch die Freigabe durch eine weitere vertretungsberechtigte Person (gemeinsame Vertretung).",
            mend=mend,
        )
    return Verdict(
        lacking <= 0,
        "Es fehlt noch die Freigabe durch {lacking} weitere Personen (gemeinsame Vertretung).",
        lacking=lacking,
        mend=mend,
    )


def _fill_in(machine: Machine) -> Mend:
    """Where the applicant mends what stands in the application; after a lower award nothing but the plan is open."""
    adapting = machine.case.stage == Stage.PLAN_ADJUSTMENT
    return Role.APPLICANT, "save_plan" if adapting else "save_project"
