"""What the person may do with a record, as pages show it: offered moves, pages to write on, and why not yet."""

from datetime import date, timedelta
from typing import NotRequired, TypedDict

from django.urls import reverse

from grants.cases.answers import form_of
from grants.cases.completeness import missing_by_field
from grants.kinds import facts_of, machine_class, reader_of
from grants.models import Application, Record, User
from grants.models.money import to_euro
from grants.pages import WORKPLACES, move_url
from workflows.acts import ACTS, Act, may
from workflows.case import Actor
from workflows.machine import NEW, Machine, Offer
from workflows.mittelabruf import MittelabrufFacts, Pays
from workflows.procedures.aenderungsantrag import ChangeRequestFacts, ChangeRequestMachine
from workflows.procedures.erstattung import RefundFacts, RefundMachine
from workflows.procedures.mittelabruf import MittelabrufMachine
from workflows.procedures.verwendungsnachweis import InterimProofFacts, InterimProofMachine
from workflows.programmes import PROGRAMMES
from workflows.roles import READS_INTERNAL
from workflows.rules.interim import year_is_over
from workflows.rules.payment import left_to_call
from workflows.sentence import Sentence
from workflows.stages import ENDED
from workflows.verdict import Gap, Verdict


class Obstacle(TypedDict):
    """Why something is not possible yet, with the address where it is mended."""

    text: str
    url: NotRequired[str]
    link: NotRequired[str]


class Step(TypedDict):
    """Something that the reader may do with a record: a move, or a page to write on."""

    label: str
    url: str
    obstacles: list[Obstacle]
    aside: bool
    move: NotRequired[str]
    ends: NotRequired[bool]
    """The record is over after it."""


def machine_for(record: Record, user: User, day: date) -> Machine:
    """The machine of a record, set up for this person today."""
    return machine_class(record)(facts_of(record), reader_of(record, user, day), day)


def reads_internal(actor: Actor) -> bool:
    """Whether the actor may read what is meant for the office."""
    return not actor.roles.isdisjoint(READS_INTERNAL)


def offers_for(record: Record, machine: Machine) -> list[Step]:
    """The offered moves as the part ``moves`` shows them, possible ones first, side ways last."""
    office = reads_internal(machine.actor)
    offers = machine.offers()
    replaced = {offer.replaces for offer in offers}
    rows = [_row(record, machine, offer, office) for offer in offers if offer.move not in replaced]
    return sorted(rows, key=lambda row: (row["aside"], bool(row["obstacles"])))


def next_steps(application: Application, machine: Machine) -> list[Step]:
    """All that this person can do with a case: possible moves, pages to write on, then what is not possible yet."""
    moves, money = offers_for(application, machine), _funds(application, machine)
    pages = pages_for(application, machine.actor)
    ready = [row for row in moves if not row["obstacles"] and not row["aside"]]
    rest = [*money, *(row for row in moves if row not in ready)]
    work = [row for row in pages if not row["aside"]]
    side = [row for row in pages if row["aside"]]
    return ready + work + [r for r in rest if not r["aside"]] + side + [r for r in rest if r["aside"]]


def pages_for(application: Application, actor: Actor) -> list[Step]:
    """The pages on which this person may write something about the case, apart from moves."""
    return [
        {
            "label": ACTS[act].label,
            "url": reverse(page, args=[application.public_id]),
            "obstacles": [],
            "aside": ACTS[act].aside or _can_wait(ACTS[act], application),
        }
        for act, page in WORKPLACES.items()
        if may(act, actor, application.stage)
        and _has_what_it_needs(act, application)
        and not (ACTS[act].part_of and may(ACTS[act].part_of, actor, application.stage))
    ]


def _can_wait(act: Act, application: Application) -> bool:
    """Whether the act is possible here long before anybody waits for it."""
    too_soon = bool(act.awaited_from) and not getattr(application, act.awaited_from)
    return too_soon or application.stage in act.early


def _has_what_it_needs(name: str, application: Application) -> bool:
    act = ACTS[name]
    if act.only_next and application.next_move != name:
        return False
    return all(getattr(application, needed) for needed in (act.needs, act.open_while) if needed)


def _funds(application: Application, machine: Machine) -> list[Step]:
    """The call for funds or the one payment, once there is a grant: offered by its own machine before its birth."""
    if application.posted_on is None or application.awarded_cents is None or application.closed_on:
        return []
    at_once = PROGRAMMES[application.programme].pays is Pays.AT_ONCE
    amount = left_to_call(machine.case) if at_once else to_euro(1)
    unborn = MittelabrufFacts(stage=NEW, grant=machine.case, at_once=at_once, amount=amount)
    procedure = MittelabrufMachine(unborn, machine.actor, machine.today)
    url = reverse("grants:new_mittelabruf", args=[application.public_id])
    rows = [_row(application, procedure, offer, office=False) for offer in procedure.offers()]
    money: list[Step] = [{**row, "url": url, "aside": bool(row["obstacles"])} for row in rows]
    return money + _beside(application, machine)


def _beside(application: Application, machine: Machine) -> list[Step]:
    """What else may be begun beside a granted case: a change, more time, an interim proof, a collection."""
    grant, day = machine.case, machine.today
    later = (grant.period_ends or day) + timedelta(days=1)
    unborn = (
        (
            "grants:new_change",
            ChangeRequestMachine(ChangeRequestFacts(grant=grant, new_ends=later), machine.actor, day),
            True,
            True,
        ),
        (
            "grants:new_interim_proof",
            InterimProofMachine(
                InterimProofFacts(grant=grant, until=day - timedelta(days=1)), machine.actor, day
            ),
            grant.interim_due is None or not year_is_over(grant.interim_due, day),
            grant.interim_due is not None,  # a short project needs none
        ),
        (
            "grants:new_refund",
            RefundMachine(RefundFacts(grant=grant), machine.actor, day),
            False,
            not (grant.claim and grant.claim.collected),
        ),
    )
    return [
        {
            "move": offer.move,
            "label": offer.label,
            "url": reverse(page, args=[application.public_id]),
            "aside": aside,
            "obstacles": [],
        }
        for page, procedure, aside, worth_it in unborn
        for offer in procedure.offers()
        if offer.feasible and worth_it
    ]


def _row(record: Record, machine: Machine, offer: Offer, office: bool) -> Step:
    return {
        "move": offer.move,
        "label": offer.label,
        "url": move_url(record, offer.move),
        "aside": offer.aside,
        "ends": offer.target in ENDED and machine.case.stage not in ENDED,
        "obstacles": [_obstacle(record, machine, verdict) for verdict in offer.obstacles_for(office=office)],
    }


def _first_gap(record: Application) -> str:
    """The field of the form, or the part, that is missing first."""
    return _field_url(record, missing_by_field(record)[0][0])


def _field_url(record: Application, name: str) -> str:
    """The address of a field of the form, or of a part."""
    section = next(section for section in form_of(record).sections if name in section.keys)
    return f"{reverse('grants:application', args=[record.public_id])}?abschnitt={section.slug}#id_{name}"


def _obstacle(record: Record, machine: Machine, verdict: Verdict) -> Obstacle:
    """A reason with the address where it is mended; a long list of empty fields is summed up."""
    row: Obstacle = {"text": verdict.unmet}
    application = record.case
    if application is None or verdict.gap is None:
        return row
    if verdict.gap is Gap.PLAN:
        plan = reverse("grants:application", args=[application.public_id])
        return row | {"url": f"{plan}?abschnitt=finanzierung", "link": "Zum Finanzierungsplan"}
    if verdict.gap is not Gap.ANSWERS:
        return row | {"url": _field_url(application, verdict.gap), "link": "Antwort ändern"}
    if (missing := len(machine.case.missing)) > 1:
        row["text"] = Sentence("Im Antrag fehlen noch {missing} Angaben.", missing=missing)
    return row | {"url": _first_gap(application), "link": "Angaben ergänzen"}
