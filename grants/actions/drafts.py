"""Writing the application: form, plan of work, plan of costs, release by a further signatory."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from grants.actions.checking import CHECK, UNSEEN, identify, insist_on_order, put
from grants.actions.lock import CHANGED, Read, hold
from grants.actions.relisting import list_again
from grants.actions.writing import Writing, look_at_other_cases, writing
from grants.cases.answers import form_of
from grants.cases.facts import plan_totals
from grants.cases.releases import beside_digest, content_digest, reopening_digest
from grants.models import (
    Application,
    Beside,
    Milestone,
    Organisation,
    PlanLine,
    Project,
    Release,
    User,
)
from grants.models.canonical import canonical
from grants.models.signs import unseen_in_name, unseen_in_text
from workflows.errors import NotHere, NotYet, NotYours, Stale
from workflows.questions import Kind, Owner, Typed, can_be_kept, fault_of, is_empty, kept
from workflows.roles import Role
from workflows.rules.categories import ExpenseCategory, IncomeCategory, Side
from workflows.rules.submission import not_raised
from workflows.sentence import Sentence

SUMS = ("expenses", "income", "eligible", "cash", "own", "requested")
BANK = {"iban", "account_holder"}
BINDING = BANK | {"signatures_needed", "representatives"}
"""What only a signatory changes once the organisation has sent an application."""

WITH_THE_PLAN = {"low_share_reason"}
"""What is said about the plan, and changes with it."""
PLAN_LINE = (
    *("side", "category", "label", "calculation", "amount", "eligible", "in_kind", "third_party_status"),
)
KINDS_OF: dict[str, set[str]] = {
    Side.EXPENSE: {kind.value for kind in ExpenseCategory},
    Side.INCOME: {kind.value for kind in IncomeCategory},
}
"""Side of the plan → its kinds of lines."""


def save_project(
    application: Application,
    fields: Mapping[str, object],
    *,
    by: User,
    seen: int | None = None,
    now: datetime | None = None,
) -> Project:
    """Write cleaned fields of the form: columns of :class:`Project`, and answers to questions of the fund.

    :func:`put` and :func:`put_answers` say what is refused.
    """
    act = "save_plan" if set(fields) <= WITH_THE_PLAN else "save_project"
    form = form_of(application)
    asked = {name: value for name, value in fields.items() if form.question(name)}
    columns = {question.key for question in form.kept_in(Owner.PROJECT)}
    taken = {name: value for name, value in asked.items() if name in columns and not isinstance(value, Typed)}
    with writing(application, act, by=by, now=now, data=fields, seen=seen) as work:
        project = work.record.project
        put(project, {name: value for name, value in fields.items() if name not in asked} | taken)
        put_answers(work.record, asked)
        project.saved_at = work.now
        project.save()
    return project


def put_answers(application: Application, answers: Mapping[str, object]) -> None:
    """Set answers on the project; saving is the caller's. A draft keeps what is too long, or typed and unreadable.

    Of a question with a column nothing is kept here but what the column does not take. NotYet names every answer that
    is of another kind, none of the choices, or has signs that nobody sees.
    """
    form, project = form_of(application), application.project
    wrong: dict[str, list[Sentence]] = {}
    kept_now = dict(project.answers)
    for key, value in answers.items():
        question, answer = form.question(key), tuple(value) if isinstance(value, list) else value
        if question is None:
            raise AttributeError(f"{application.programme} does not ask for {key}")
        if question.owner is not Owner.ANSWERS and not isinstance(answer, Typed):
            kept_now.pop(key, None)
            continue
        unseen = unseen_in_text if question.kind is Kind.TEXT else unseen_in_name
        if isinstance(answer, str) and unseen(answer) is not None:
            wrong[key] = [UNSEEN]
        elif not can_be_kept(question, answer):
            wrong[key] = [fault_of(question, answer)]
        elif is_empty(answer):
            kept_now.pop(key, None)
        else:
            kept_now[key] = kept(answer)
    if wrong:
        raise NotYet(*(sentence for found in wrong.values() for sentence in found), fields=wrong)
    project.answers = kept_now


def save_organisation(
    application: Application,
    fields: Mapping[str, object],
    *,
    by: User,
    seen: int | None = None,
    now: datetime | None = None,
) -> Organisation:
    """Write cleaned master data of the applicant. A changed account has to be verified again by a second person."""
    with writing(application, "save_project", by=by, now=now, data=_without_bank(fields), seen=seen) as work:
        canonical(dict(fields))  # the account, too, must be words that a database can hold
        organisation = work.record.organisation
        hold(organisation)  # an organisation has several cases, each with a lock of its own
        organisation.refresh_from_db()
        changed = {name for name, value in fields.items() if getattr(organisation, name) != value}
        if organisation.applications.filter(submitted_on__isnull=False).exists():
            _insist_on_signatory(work, organisation, fields, changed)
        put(organisation, fields)
        if changed & BANK:
            organisation.iban_verified_at = organisation.iban_verified_by = None
            work.logged, work.facts["account_changed"] = True, True
            work.private["iban_end"] = organisation.iban[-4:]
        organisation.save()
    if changed & BANK:
        look_at_other_cases(application, work.now)
    if "name" in changed:
        list_again(organisation.applications.exclude(pk=application.pk))
    return organisation


def _insist_on_signatory(
    work: Writing[Application], organisation: Organisation, fields: Mapping[str, object], changed: set[str]
) -> None:
    """The organisation is shared by all its cases: what money and declarations hang on is not for everybody."""
    if changed & BINDING and Role.SIGNATORY not in work.actor.roles:
        raise NotYours("Bankverbindung und Vertretung kann nur eine vertretungsberechtigte Person ändern.")
    if changed & BANK and organisation.signatures_needed > 1:
        raise NotYet(
            "Die Bankverbindung ändern Sie gemeinsam, weil schon ein Antrag läuft: im laufenden Vorgang unter "
            "„Bankverbindung ändern“. Dort geben alle nötigen Personen die neue frei."
        )
    needed = fields.get("signatures_needed")
    if isinstance(needed, int) and needed < organisation.signatures_needed:
        raise NotYet(
            "Die Zahl der gemeinsam vertretenden Personen kann hier nicht sinken, weil schon ein Antrag läuft. "
            "Bitte schicken Sie der Geschäftsstelle den neuen Registerauszug."
        )


def _without_bank(fields: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in fields.items() if name not in BANK}


def save_milestones(
    application: Application,
    rows: Sequence[Mapping[str, object]],
    *,
    by: User,
    seen: int | None = None,
    now: datetime | None = None,
) -> None:
    """Replace the plan of work by ``rows`` (title, begins, ends, place; ``key`` for a row that is known already)."""
    with writing(
        application, "save_project", by=by, now=now, data={"milestones": list(rows)}, seen=seen
    ) as work:
        project = work.record.project
        project.milestones.all().delete()
        Milestone.objects.bulk_create(_milestone(project, number, row) for number, row in enumerate(rows, 1))
        _saved(work)


def _milestone(project: Project, number: int, row: Mapping[str, object]) -> Milestone:
    milestone = Milestone(project=project, position=number)
    put(milestone, identify(milestone, row), allowed=("title", "begins", "ends", "place"))
    insist_on_order(milestone.begins, milestone.ends, name="ends")
    return milestone


def save_plan(
    application: Application,
    rows: Sequence[Mapping[str, object]],
    *,
    by: User,
    seen: int | None = None,
    now: datetime | None = None,
) -> Project:
    """Replace the cost and financing plan by ``rows`` and write its sums.

    A row has side, category, label, calculation, amount (Decimal EUR), eligible, in_kind, third_party_status, and its
    ``key`` where it is known already. Raises NotYet at ``requested`` if more is asked for than was sent.
    """
    with writing(application, "save_plan", by=by, now=now, data={"plan": list(rows)}, seen=seen) as work:
        project = work.record.project
        project.plan_lines.all().delete()
        PlanLine.objects.bulk_create(_lines(project, rows))
        sums = plan_totals(work.record)
        _insist_on_request(work.record, sums.requested)
        for name in SUMS:
            setattr(project, name, getattr(sums, name))
        _saved(work)
        if work.record.submitted_on is None:
            Application.objects.filter(pk=work.record.pk).update(requested_cents=project.requested_cents)
    return project


def _insist_on_request(application: Application, requested: Decimal) -> None:
    asked = application.requested if application.submitted_on else None
    if not (verdict := not_raised(requested, asked)):
        raise NotYet(verdict.unmet, fields={"requested": [verdict.unmet]})


def _saved(work: Writing[Application]) -> None:
    work.record.project.saved_at = work.now
    work.record.project.save()


def _lines(project: Project, rows: Sequence[Mapping[str, object]]) -> list[PlanLine]:
    positions: dict[str, int] = {}
    lines = []
    for row in rows:
        line = PlanLine(project=project)
        put(line, identify(line, row), allowed=PLAN_LINE)
        if line.category not in KINDS_OF.get(line.side, set()):
            raise NotYet(CHECK, fields={"category": [CHECK]})
        line.position = positions[line.side] = positions.get(line.side, 0) + 1
        lines.append(line)
    return lines


def release(
    application: Application,
    *,
    by: User,
    ending: bool = False,
    seen: str | None = None,
    now: datetime | None = None,
) -> None:
    """A signatory releases what stands there now (§ 26 Abs. 2 BGB); any later change needs a new release.

    ``ending``: they agree to withdraw the application or to waive the grant, and to nothing else. ``seen`` is the
    digest of what they have read; Stale if something else stands there now. Logged in a draft, too: the log
    must show later that everybody had agreed.
    """
    with writing(application, "release", by=by, now=now) as work:
        work.logged, work.facts["ending"] = True, ending
        keep_release(work, application, content_digest(work.record, ending=ending), seen)


def release_beside(record: Beside, *, by: User, seen: str | None = None, now: datetime | None = None) -> None:
    """A further signatory releases a call for funds, a request for a change or an interim proof, as it stands."""
    if not record.is_released_beside:
        raise NotHere("Die Auszahlung in einer Summe hat die Verwaltung vorbereitet; niemand gibt sie frei.")
    with writing(record, RELEASED_BY[record.kind], by=by, now=now) as work:
        keep_release(work, work.record.application, beside_digest(work.record), seen)


RELEASED_BY = {
    "mittelabruf": "release_call",
    "aenderungsantrag": "release_change",
    "verwendungsnachweis": "release_interim",
}
"""Kind of a record beside a case → the act of releasing it."""


def agree_to_reopen(
    application: Application, *, by: User, seen: str | None = None, now: datetime | None = None
) -> None:
    """A second person agrees that this closed case is taken up again (§§ 48, 49 VwVfG)."""
    with writing(application, "agree_reopening", by=by, now=now) as work:
        keep_release(work, application, reopening_digest(work.record), seen)


def keep_release(work: Writing[Read], application: Application, digest: str, seen: str | None = None) -> None:
    """Keep the writer's release of what has this digest; a second one changes nothing. Stale if they saw another."""
    if seen is not None and seen != digest:
        raise Stale(CHANGED)
    work.facts["digest"] = digest
    Release.objects.get_or_create(
        application=application, user_id=work.actor.user_id or 0, digest=digest, defaults={"at": work.now}
    )
