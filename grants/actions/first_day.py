"""The first day of an office: what is missing before a round can open, and the acts that enter and confirm it.

Nothing that is shipped counts as decided: a person confirms it, and each act is one entry of a log of its own, so that
seals, export and both verifiers know it as they know all others.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model

from grants.actions.chains import lock_chain, note
from grants.actions.desk import base_rates_changed
from grants.actions.rights import Asking, ask, keep, rights
from grants.clock import database_now, day_of
from grants.models import (
    AnnexText,
    BaseRate,
    Body,
    Confirmation,
    Function,
    Guideline,
    OfficeData,
    Pot,
    RightAsked,
    Round,
    User,
)
from grants.models.people import valid_on
from workflows.calendar import named_holidays
from workflows.errors import NotYet, NotYours
from workflows.programmes import PROGRAMMES
from workflows.roles import FIRST_DAY, FIRST_NEEDED, TWO_GIVE, Role
from workflows.rules.interest import BASE_RATES
from workflows.sentence import Listed, Sentence
from workflows.wording import body_names

CHAIN = "first_day"
"""The name of the dossier."""
OFFICE, PEOPLE, GUIDELINES, RATES = "angaben", "personen", "richtlinien", "basiszinssaetze"
HOLIDAYS, ANNEX, BODIES, POT, ROUND = "feiertage", "nebenbestimmungen", "gremien", "topf", "runde"
ADMINISTRATORS = "administration"
CONFIRM, ENTER = "confirm_proposal", "enter_own"
"""What was done: a shipped proposal was confirmed, or something was entered that only the authority knows."""
LONGEST_SUBJECT = Confirmation._meta.get_field("subject").max_length


@dataclass(frozen=True)
class Step:
    """One step of the first day. ``missing`` says in a sentence what is not there yet; "" when it is done."""

    key: str
    title: str
    missing: str | Sentence
    needs: tuple[str, ...] = ()
    """The steps that come before."""

    @property
    def done(self) -> bool:
        """Whether nothing is missing."""
        return not self.missing


def steps(day: date) -> list[Step]:
    """Every step, in the order in which they need each other, as the tables are on a day."""
    funds = confirmed_funds()
    before = (OFFICE, PEOPLE, GUIDELINES, RATES, HOLIDAYS, ANNEX, BODIES, POT)
    return [
        Step(
            OFFICE, "Angaben der Behörde", _unless(OfficeData.on(day), "Absender, Gericht und Konto fehlen.")
        ),
        Step(PEOPLE, "Personen und Funktionen", _functions_missing(day)),
        Step(GUIDELINES, "Richtlinien", _unless(funds, "Noch ist keine Richtlinie bestätigt.")),
        Step(RATES, "Basiszinssätze", _unless(_was_confirmed(RATES), "Noch nicht bestätigt.")),
        Step(
            HOLIDAYS,
            "Feiertage",
            _unless(
                _was_confirmed(HOLIDAYS, str(day.year)),
                Sentence("Die Feiertage von {year} sind noch nicht bestätigt.", year=str(day.year)),
            ),
        ),
        Step(
            ANNEX,
            "Nebenbestimmungen (ANBest-P)",
            _unless(AnnexText.objects.exists(), "Der Text ist noch nicht bestätigt."),
        ),
        Step(BODIES, "Gremien", _bodies_missing(funds), (GUIDELINES,)),
        Step(POT, "Topf", _pots_missing(funds), (GUIDELINES,)),
        Step(
            ROUND, "Erste Förderrunde", _unless(Round.objects.exists(), "Noch gibt es keine Runde."), before
        ),
    ]


def waits_for(step: Step, all_steps: Sequence[Step]) -> list[Step]:
    """The steps that have to be done before this one and are not."""
    return [other for other in all_steps if other.key in step.needs and not other.done]


def confirmed_funds() -> list[str]:
    """The slugs of the funds that have a guideline, in the order in which pages name them."""
    there = set(Guideline.objects.values_list("programme", flat=True))
    return [slug for slug in PROGRAMMES if slug in there]


def bodies_of(funds: Sequence[str]) -> dict[str, str]:
    """The bodies that cases of these funds come before: key → name."""
    return {
        key: body_names(PROGRAMMES[slug]).get(key, key) for slug in funds for key in PROGRAMMES[slug].bodies()
    }


def holders(day: date) -> dict[Role, list[User]]:
    """Who holds the functions of the first day."""
    rows = Function.objects.filter(valid_on(day), role__in=FIRST_DAY, user__is_active=True)
    held: dict[Role, list[User]] = {role: [] for role in FIRST_DAY}
    for row in rows.select_related("user").order_by("id"):
        if row.user not in held[Role(row.role)]:
            held[Role(row.role)].append(row.user)
    return held


def _unless(there: object, missing: str | Sentence) -> str | Sentence:
    return "" if there else missing


def _was_confirmed(step: str, subject: str = "") -> bool:
    rows = Confirmation.objects.filter(step=step)
    return (rows.filter(subject=subject) if subject else rows).exists()


def waiting_functions() -> list[Role]:
    """Functions of the first day that wait for the confirmation of a second person."""
    rows = RightAsked.objects.filter(
        answered_at=None, given=True, valid_from__isnull=False, role__in=FIRST_DAY
    )
    return [Role(role) for role in rows.values_list("role", flat=True)]


def _functions_missing(day: date) -> str | Sentence:
    held, waiting = holders(day), waiting_functions()
    missing = [role for role in FIRST_NEEDED if not held[role]]
    if missing and set(missing) <= set(waiting):
        return Sentence(
            "Das bestätigt noch eine zweite Person unter „Rechte zu zweit“: {roles}.",
            roles=Listed(role.label for role in missing),
        )
    labels = Listed(role.label for role in missing)
    return Sentence("Noch niemand hat die Funktion: {roles}.", roles=labels) if missing else ""


def _bodies_missing(funds: Sequence[str]) -> str | Sentence:
    if not funds:
        return "Welche Gremien nötig sind, sagen die Richtlinien."
    there = set(Body.objects.values_list("key", flat=True))
    missing = [name for key, name in bodies_of(funds).items() if key not in there]
    return Sentence("Noch nicht bestätigt: {bodies}.", bodies=Listed(missing)) if missing else ""


def _pots_missing(funds: Sequence[str]) -> str | Sentence:
    if not funds:
        return "Für welche Programme Geld nötig ist, sagen die Richtlinien."
    there = set(Pot.objects.values_list("programme", flat=True))
    missing = [PROGRAMMES[slug].title for slug in funds if slug not in there]
    return Sentence("Noch ohne Topf: {funds}.", funds=Listed(missing)) if missing else ""


# Acts


@dataclass
class Work:
    """An act under way: its moment, and what its entry of the log keeps."""

    now: datetime
    subject: str
    """What was confirmed, as the page names it."""
    facts: dict[str, object]
    private: dict[str, object]


@contextmanager
def _logged(step: str, subject: str, by: User | None, *, act: str, now: datetime | None) -> Iterator[Work]:
    """Do what stands inside in one transaction with its entry; NotYours for anybody but an administrator."""
    if by is not None and not (by.is_active and by.is_superuser):
        raise NotYours("Das richtet die Administration ein.")
    with transaction.atomic():
        chain = lock_chain(CHAIN)
        work = Work(now or database_now(), subject, {"step": step}, {})
        yield work
        note(
            chain,
            act,
            by=by,
            facts=work.facts,
            private={"subject": work.subject, **work.private},
            at=work.now,
        )
        Confirmation.objects.create(
            dossier=chain, step=step, subject=work.subject[:LONGEST_SUBJECT], by=by, at=work.now
        )


def enter(step: str, record: Model, *, by: User, act: str = ENTER, now: datetime | None = None) -> None:
    """Store a new record of the first day and log its values; NotYet with every reason that its rules give.

    What is there already (its day, its version, its key) is refused, never written over.
    """
    with _logged(step, "", by, act=act, now=now) as work:
        _insist_on_rules(record)
        record.save()
        work.subject = str(record)
        work.facts["record"] = record.pk
        work.private["values"] = _values(record)


def open_round(call: Round, *, by: User, now: datetime | None = None) -> None:
    """Open the first round; NotYet as long as anything of the first day is missing, with each thing by its name."""
    all_steps = steps(day_of(now or database_now()))
    if missing := waits_for(all_steps[-1], all_steps):
        raise NotYet(*(Sentence("{title}: {missing}", title=s.title, missing=s.missing) for s in missing))
    enter(ROUND, call, by=by, now=now)


def confirm_base_rates(*, by: User, own: BaseRate | None = None, now: datetime | None = None) -> None:
    """Confirm the shipped base rates and add one of the office's own; a row that is there already stays as it is."""
    with _logged(
        RATES, Sentence("Sätze bis {last}", last=BASE_RATES[-1][0]), by, act=CONFIRM, now=now
    ) as work:
        for day, percent in BASE_RATES:
            BaseRate.objects.get_or_create(valid_from=day, defaults={"percent": percent})
        if own:
            _insist_on_rules(own)
            own.save()
        rows = BaseRate.objects.order_by("valid_from").values_list("valid_from", "percent")
        work.facts["rates"] = [[day.isoformat(), Decimal(percent)] for day, percent in rows]
        transaction.on_commit(base_rates_changed)


def confirm_holidays(year: int, *, by: User, now: datetime | None = None) -> None:
    """Confirm the public holidays of a year and the next one, by which deadlines end."""
    with _logged(HOLIDAYS, str(year), by, act=CONFIRM, now=now) as work:
        work.facts["days"] = [day.isoformat() for one in (year, year + 1) for day, _ in named_holidays(one)]


def appoint(people: Mapping[Role, tuple[str, str]], *, by: User, now: datetime | None = None) -> list[User]:
    """Give each of these functions, for all programmes and from today, to the person with this name and address.

    Returns who is new, to be invited. An address that has an account keeps its name. To lead takes a second person as
    everywhere, unless there is none yet.
    """
    said = [f"{role.label}: {name}" for role, (name, _) in people.items()]
    new: list[User] = []
    with _logged(PEOPLE, ", ".join(said), by, act=ENTER, now=now) as work:
        given = []
        for role, (name, email) in people.items():
            known = User.objects.filter(email=email.lower()).first()
            person = known or _new_person(name, email)
            new += [] if known else [person]
            _give(person, role, day_of(work.now), by=by)
            given.append([person.pk, role])
        work.facts["given"] = given
        work.private["people"] = [list(person) for person in people.values()]
    return new


def _give(person: User, role: Role, day: date, *, by: User) -> None:
    """Give a function that is not held yet, with its entry in the log of the rights."""
    if person.functions.filter(valid_on(day), role=role, programme="").exists():
        return
    if role in TWO_GIVE:
        ask(Asking(person, role, "", day), by=by)
        return
    before = rights(person=person)
    person.functions.create(role=role, programme="", valid_from=day)
    keep(before, rights(person=person), by=by)


def name_administrators(people: Sequence[tuple[str, str]], *, now: datetime | None = None) -> list[User]:
    """Make the first administrators (name and address of each) from the command line; NotYet if there are any."""
    with _logged(ADMINISTRATORS, ", ".join(name for name, _ in people), None, act=ENTER, now=now) as work:
        if User.objects.filter(is_superuser=True).exists():
            raise NotYet("Es gibt schon eine Administration. Weitere Personen benennt sie selbst.")
        before = rights()
        made = [_new_person(name, email) for name, email in people]
        for person in made:
            person.is_staff = person.is_superuser = True
            person.save(update_fields=["is_staff", "is_superuser"])
        keep(before, rights(), by=None)
        work.facts["given"] = [person.pk for person in made]
        work.private["people"] = [list(person) for person in people]
    return made


def _new_person(name: str, email: str) -> User:
    """An account without a password; NotYet if the address has one already."""
    person = User(email=email.lower(), name=name)
    person.set_unusable_password()
    _insist_on_rules(person)
    person.save()
    return person


def _insist_on_rules(record: Model) -> None:
    """NotYet with what the rules and constraints of a record say against it, by field."""
    try:
        record.full_clean()
    except ValidationError as refusal:
        fields = {name: list(told) for name, told in refusal.message_dict.items() if name != "__all__"}
        reasons = [reason for told in refusal.message_dict.values() for reason in told]
        raise NotYet(*reasons, fields=fields) from refusal


def _values(record: Model) -> dict[str, object]:
    """What is stored, by the names of the columns."""
    return {field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields}
