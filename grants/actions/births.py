"""How a record of each kind comes into the world: unsaved, with its dossier, ready for its first move.

The kind names its function here (:class:`grants.kinds.Kind`).
"""

from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal
from typing import TypeVar
from uuid import UUID, uuid4, uuid5

from django.db.models import Max

from grants.actions.checking import CENT, insist_on_money, put
from grants.actions.lock import hold, lock
from grants.cases.facts import applications, case_of
from grants.cases.restores import current_salt
from grants.clock import day_of
from grants.kinds import KINDS
from grants.models import (
    Application,
    Beside,
    Body,
    ChangeRequest,
    Claim,
    Dossier,
    Guideline,
    InterimProof,
    Measure,
    Mittelabruf,
    Organisation,
    PlanLine,
    Project,
    Record,
    Refund,
    Round,
    Sitting,
    User,
)
from grants.models.money import to_cents
from workflows.case import Actor
from workflows.errors import NotHere, NotYet
from workflows.mittelabruf import Pays
from workflows.programmes import PROGRAMMES
from workflows.rules.payment import left_to_call

BIRTH = UUID("7d5a4f0e-6a0c-4a8e-9a3b-0d6a1b7c9e11")
"""Namespace of the public ids that are made from an idempotency key."""


def _public_id(by: User | Actor, key: str | None) -> UUID:
    """A second click with the same key finds the first record."""
    return uuid5(BIRTH, f"{getattr(by, 'pk', 0)}:{key}") if key else uuid4()


def new_application(
    *,
    by: User | Actor,
    key: str | None,
    now: datetime,
    organisation: Organisation,
    round: Round,  # noqa: A002  # the name of the field
    title: str = "",
) -> tuple[Application, Dossier]:
    """An application of ``organisation`` in a ``round``."""
    public_id = _public_id(by, key)
    hold(organisation)
    if known := applications().filter(public_id=public_id).first():
        return known, known.dossier
    project = Project()
    put(project, {"title": title, **_contact(by, organisation)})
    dossier = Dossier.objects.create()
    record = Application(
        public_id=public_id,
        programme=round.programme,
        round=round,
        organisation=organisation,
        dossier=dossier,
        stage="",
        created_at=now,
    )
    project.application, record.project = record, project
    return record, dossier


def _contact(by: User | Actor, organisation: Organisation) -> dict[str, str]:
    """Who may be asked: at first the person of the organisation who begins."""
    if not isinstance(by, User) or not organisation.memberships.filter(user_id=by.pk).exists():
        return {}
    longest = Project._meta.get_field("contact_name").max_length
    return {"contact_name": by.name[:longest], "contact_phone": by.phone, "contact_email": by.email}


def new_mittelabruf(
    *,
    by: User | Actor,
    key: str | None,
    now: datetime,
    application: Application,
    amount: Decimal | None = None,
    need: str = "",
) -> tuple[Mittelabruf, Dossier]:
    """A call for funds of ``amount`` EUR to the account of the organisation.

    Where the fund pays at once, ``amount`` and ``need`` are left out: it is the payment of all that the award has left.
    """
    dossier = lock(application.dossier_id)
    public_id = _public_id(by, key)
    if known := Mittelabruf.objects.filter(public_id=public_id).select_related("application").first():
        return known, dossier
    application = applications().get(pk=application.pk)
    application.dossier = dossier
    last = application.mittelabrufe.aggregate(last=Max("position"))["last"] or 0
    record = Mittelabruf(
        public_id=public_id,
        application=application,
        position=last + 1,
        salt=current_salt(),
        stage="",
        at_once=PROGRAMMES[application.programme].pays is Pays.AT_ONCE,
        iban=application.organisation.iban,
        account_holder=application.organisation.account_holder,
    )
    if record.at_once:
        if amount is not None or need:
            raise ValueError("the amount of a payment at once is fixed by the law, and nobody asks for it")
        record.amount = left_to_call(case_of(application))
        return record, dossier
    if amount is None:
        raise ValueError("a call for funds names its amount")
    insist_on_money("amount", amount, least=CENT)
    put(record, {"amount": amount, "need": need})
    return record, dossier


Born = TypeVar("Born", bound=Beside)


def _beside(
    kind: type[Born], by: User | Actor, key: str | None, application: Application
) -> tuple[UUID, Born | None, Application, Dossier]:
    """Lock the case; the id of the record to be, the record if it is known, and the case as it is now."""
    dossier = lock(application.dossier_id)
    public_id = _public_id(by, key)
    known = kind._default_manager.filter(public_id=public_id).select_related("application").first()
    application = applications().get(pk=application.pk)
    application.dossier = dossier
    return public_id, known, application, dossier


def new_change(
    *,
    by: User | Actor,
    key: str | None,
    now: datetime,
    application: Application,
    subject: str,
    wish: str,
    why: str,
    from_line: PlanLine | None = None,
    to_line: PlanLine | None = None,
    shift: Decimal = Decimal(0),
    new_ends: date | None = None,
) -> tuple[ChangeRequest, Dossier]:
    """A request to change the grant: its content, its period, or ``shift`` EUR from one line to another."""
    public_id, known, application, dossier = _beside(ChangeRequest, by, key, application)
    if known:
        return known, dossier
    last = application.changes.aggregate(last=Max("position"))["last"] or 0
    record = ChangeRequest(
        public_id=public_id,
        application=application,
        position=last + 1,
        stage="",
        subject=subject,
        wish=wish,
        why=why,
        from_line=from_line,
        to_line=to_line,
        shift_cents=to_cents(shift),
        new_ends=new_ends,
    )
    return record, dossier


def new_interim_proof(
    *,
    by: User | Actor,
    key: str | None,
    now: datetime,
    application: Application,
    until: date,
    report: str,
    spent: Decimal,
) -> tuple[InterimProof, Dossier]:
    """What was done and ``spent`` (EUR) up to and with ``until``."""
    public_id, known, application, dossier = _beside(InterimProof, by, key, application)
    return known or InterimProof(
        public_id=public_id,
        application=application,
        stage="",
        until=until,
        report=report,
        spent_cents=to_cents(spent),
    ), dossier


def new_refund(
    *, by: User | Actor, key: str | None, now: datetime, application: Application
) -> tuple[Refund, Dossier]:
    """The collection of the current claim. Raises NotHere without a claim, and where it is ordered already."""
    public_id, known, application, dossier = _beside(Refund, by, key, application)
    if known:
        return known, dossier
    claim = Claim.objects.filter(application=application, current=True).first()
    if claim is None or Refund.objects.filter(claim=claim).exists():
        raise NotHere("Für diese Rückforderung ist keine Annahme anzuordnen.")
    return Refund(public_id=public_id, application=application, claim=claim, stage=""), dossier


def new_sitting(
    *,
    by: User | Actor,
    key: str | None,
    now: datetime,
    body: Body,
    held_on: date,
    starts_at: time,
    place: str,
) -> tuple[Sitting, Dossier]:
    """The next sitting of ``body``."""
    public_id = _public_id(by, key)
    hold(body)
    if known := Sitting.objects.select_related("dossier").filter(public_id=public_id).first():
        return known, known.dossier
    dossier = Dossier.objects.create()
    numbered_to = Body.objects.values_list("numbered_to", flat=True).get(pk=body.pk)
    last = max(body.sittings.aggregate(last=Max("number"))["last"] or 0, numbered_to)
    record = Sitting(
        public_id=public_id,
        body=body,
        dossier=dossier,
        number=last + 1,
        stage="",
    )
    put(record, {"held_on": held_on, "starts_at": starts_at, "place": place})
    return record, dossier


def new_measure(
    *,
    by: User | Actor,
    key: str | None,
    now: datetime,
    programme: str,
    title: str,
    field_of_action: str,
    unit: str,
) -> tuple[Measure, Dossier]:
    """A measure of the catalogue; its cap is the one of the guideline in force today."""
    public_id = _public_id(by, key)
    if first := Guideline.objects.filter(programme=programme).order_by("pk").first():
        hold(first)  # two measures of one programme must not get the same title
    if known := Measure.objects.select_related("dossier").filter(public_id=public_id).first():
        return known, known.dossier
    rules = Guideline.objects.filter(programme=programme, valid_from__lte=day_of(now)).order_by("-valid_from")
    cap = next((rule.terms.measure_cap for rule in rules), None)
    if cap is None:
        raise NotYet("Die geltende Richtlinie dieses Programms kennt keine Maßnahmen.")
    if Measure.objects.filter(programme=programme, title=title).exists():
        sentence = "Eine Maßnahme mit diesem Titel gibt es schon."
        raise NotYet(sentence, fields={"title": [sentence]})
    record = Measure(
        public_id=public_id,
        programme=programme,
        dossier=Dossier.objects.create(),
        stage="",
        cap_cents=to_cents(cap),
    )
    put(record, {"title": title, "field_of_action": field_of_action, "unit": unit})
    return record, record.dossier


def birth_of(kind: str) -> Callable[..., tuple[Record, Dossier]]:
    """The function that makes a record of this kind; KeyError for a kind that nobody knows."""
    birth: Callable[..., tuple[Record, Dossier]] = globals()[KINDS[kind].birth]
    return birth


def save_new(record: Record) -> None:
    """Save a record for the first time, with what belongs to it from birth."""
    record.save(force_insert=True)
    application = record.case
    if application and application is record:
        application.project.application = application
        application.project.save(force_insert=True)
