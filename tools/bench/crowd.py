"""A crowd of cases for measuring: as many as one likes, believable, written in bulk past the door.

A real case is driven through the door into each stage (:func:`tests.factories.drive`); its rows are then copied under
other names, numbers and days. So every copy is a case that the law knows. Of its log a copy keeps the first and the
last entry, one copy in fifty all of it; what is kept is chained and verifies.
"""

import json
import secrets
import tomllib
from collections import Counter as Tally
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from random import Random
from typing import Any, TypeAlias
from uuid import UUID

from django.db import connection, models, transaction
from django.db.models import F, Max
from django.utils import timezone

from demo.stories.ground import SINCE, find_user
from grants.actions.log import digest
from grants.cases.listed import words_of
from grants.folding import plain
from grants.models import (
    Application,
    Body,
    CaseMessage,
    Claim,
    Counter,
    Dossier,
    Draft,
    Entry,
    Function,
    Guideline,
    Item,
    Membership,
    Mittelabruf,
    Organisation,
    PlanLine,
    Pot,
    Project,
    ProofOfUse,
    Refund,
    Review,
    Round,
    Sitting,
    Transition,
    User,
)
from grants.models.canonical import moment
from notifications.models import Document, Mail, Post
from tests.factories import FIRST_DAY, World, drive, invite, plan_sitting
from workflows.programmes import PROGRAMMES
from workflows.roles import Role
from workflows.stages import SittingStage, Stage

ROUNDS = 200
CASES_AN_ORGANISATION = 5
OWN_CASES = 15
"""Cases of the organisation that the measured applicant acts for, however large the crowd is."""
CASES_A_CASEWORKER = 2_500
"""Of many years; some 150 of them are under way."""
RECENT, UNDER_WAY = 20, 400
"""So many cases of a first crowd are in the rounds of so many months, so that its pages are as full as later ones."""
PAGES_FULL = 40
"""So many cases at least are in the newest round."""
WHOLE_LOG = 50
"""One case in so many keeps its whole log and its plan."""
ITEMS_A_SITTING, ITEMS_OF_THE_FIRST = 25, 3
"""So few items have the sittings of a first crowd, that as many sittings are coming as on the pages of later ones."""
BATCH = 5_000
MONTH = timedelta(days=30)
OWNER = "verein@crowd.example"

EARLY = {Stage.CONSULTATION: 10, Stage.DRAFT: 30, Stage.SUBMITTED: 40, Stage.WITHDRAWN: 2}
CHECKED = {
    Stage.SUBMITTED: 10,
    Stage.FORMAL_CHECK: 25,
    Stage.DOCUMENTS_REQUESTED: 15,
    Stage.EXPERT_CHECK: 20,
    Stage.READY_FOR_SITTING: 20,
    Stage.WITHDRAWN: 4,
    Stage.DISCONTINUED: 1,
}
DECIDED = {
    Stage.READY_FOR_SITTING: 10,
    Stage.DEFERRED: 3,
    Stage.ENDORSED: 15,
    Stage.DECLINED: 6,
    Stage.PLAN_ADJUSTMENT: 6,
    Stage.AWARD_DRAFTED: 15,
    Stage.REFUSAL_DRAFTED: 6,
    Stage.AWARDED: 20,
    Stage.REFUSED: 12,
    Stage.WAIVED: 1,
}
GRANTED = {
    Stage.FINAL: 10,
    Stage.RUNNING: 55,
    Stage.PROOF_DUE: 8,
    Stage.PROOF_IN_REVIEW: 5,
    Stage.PROOF_INCOMPLETE: 2,
    Stage.REFUSED: 16,
    Stage.WITHDRAWN: 3,
    Stage.WAIVED: 1,
}
PAST = {
    Stage.PROOF_IN_REVIEW: 2,
    Stage.HEARING: 1,
    Stage.REFUND_CLAIMED: 1,
    Stage.ENFORCEMENT: 1,
    Stage.CLOSED: 620,
    Stage.REFUSED: 220,
    Stage.WITHDRAWN: 60,
    Stage.WAIVED: 20,
    Stage.DISCONTINUED: 15,
    Stage.ARCHIVED: 60,
}
AGES = ((1, EARLY), (3, CHECKED), (6, DECIDED), (20, GRANTED), (ROUNDS, PAST))
"""Rounds younger than so many months → how many of their cases stand where."""
OTHER_PROGRAMMES = ("gesellschaftsfonds", "wir20-grossprojekt")
SHARED = frozenset({*EARLY, *CHECKED, Stage.RUNNING, Stage.CLOSED, Stage.REFUSED}) - {Stage.READY_FOR_SITTING}
"""Stages in which a case of another fund has the same fields and the same next step."""

WORDS: dict[str, list[str]] = tomllib.loads(
    Path(__file__).with_name("names.toml").read_text(encoding="utf-8")
)
"""Parts of names."""

Values: TypeAlias = list[Any]
Write: TypeAlias = Callable[[Any], Any]


class Rows:
    """Rows of one model that wait to be written, each with the id that it will have."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.fields = model._meta.concrete_fields
        self.place = {f.attname: n for n, f in enumerate(self.fields)}
        self.days = [n for n, f in enumerate(self.fields) if isinstance(f, models.DateField)]
        self.rows: list[Values] = []
        self.blanks: dict[Any, Values] = {}
        self.last: int = model._default_manager.aggregate(last=Max("pk"))["last"] or 0

    def values_of(self, record: models.Model) -> Values:
        """The columns of a record; JSON and files as the database takes them."""
        return [self._value(f, getattr(record, f.attname)) for f in self.fields]

    def _value(self, column: Any, value: Any) -> Any:
        as_stored = isinstance(column, models.JSONField | models.FileField)
        return column.get_db_prep_save(value, connection) if as_stored else value

    def blank(self, **given: Any) -> Values:
        """The columns of a new record of which only these fields are known."""
        known = tuple(given.items())
        if known not in self.blanks:
            self.blanks[known] = self.values_of(self.model(**given))
        return self.blanks[known]

    def add(self, like: Values, shift: timedelta | None = None, **changes: Any) -> int:
        """Another row like one, with its days shifted; its id."""
        row = like.copy()
        if shift is not None:
            for place in self.days:
                if row[place] is not None:
                    row[place] += shift
        for name, value in changes.items():
            row[self.place[name]] = value
        self.last += 1
        row[0] = self.last
        self.rows.append(row)
        return self.last

    def write(self) -> None:
        """Write what waits."""
        table, columns = self.model._meta.db_table, [f.column for f in self.fields]
        named = ", ".join(f'"{column}"' for column in columns)
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f'COPY "{table}" ({named}) FROM STDIN') as copy:
                    for row in self.rows:
                        copy.write_row(row)
            else:
                marks = ", ".join("?" * len(columns))
                # Past Django's cursor: it looks at each statement and its parameters once more.
                sql = f'INSERT INTO "{table}" ({named}) VALUES ({marks})'  # noqa: S608  # names of our own
                cursor.connection.executemany(sql, map(self._adapted, self.rows))
        self.rows.clear()

    @cached_property
    def _adapters(self) -> list[tuple[int, Write]]:
        adapters: list[tuple[int, Write]] = []
        for place, column in enumerate(self.fields):
            if isinstance(column, models.DateTimeField):
                adapters.append((place, lambda value: str(value)[: -len("+00:00")]))  # all are in UTC
            elif isinstance(column, models.DateField | models.TimeField):
                adapters.append((place, str))
            elif isinstance(column, models.UUIDField):
                adapters.append((place, lambda value: value.hex))
        return adapters

    def _adapted(self, row: Values) -> Values:
        for place, adapt in self._adapters:
            if row[place] is not None:
                row[place] = adapt(row[place])
        return row


@dataclass
class Template:
    """The rows of a real case in one stage."""

    case: Application
    row: Values
    beside: dict[type[models.Model], list[Values]]
    log: list[tuple[Transition, Values]]
    applicant: int


@dataclass
class CrowdRound:
    """One round, how old it is, and what its cases are like."""

    round: Round
    shift: timedelta
    stages: list[Stage]
    weights: list[int]


BESIDE: tuple[type[models.Model], ...] = (Project, Review, ProofOfUse, Draft, Mittelabruf, Item, Claim)
"""What a copy has of its template, beside the case itself."""


@dataclass
class Crowd:
    """What is there already, and what is about to be written."""

    dice: Random
    now: datetime
    newest: float
    """Share of the cases that is in the newest round beside what each round gets: it fills a page in any crowd."""
    rounds: list[CrowdRound] = field(default_factory=list)
    templates: dict[Stage, Template] = field(default_factory=dict)
    staff: dict[str, User] = field(default_factory=dict)
    body: Body | None = None
    caseworkers: list[int] = field(default_factory=list)
    people: list[tuple[int, int, str]] = field(default_factory=list)
    """Organisation, the person that acts for it, and its name."""
    owner: tuple[int, int, str] | None = None
    """The same of the measured applicant, in the crowd that makes it."""
    numbers: Tally[str] = field(default_factory=Tally)
    booked: Tally[tuple[int, str]] = field(default_factory=Tally)
    sitting: dict[str, list[int]] = field(default_factory=dict)
    """Stage of a sitting → the one that is being filled, and how many items it has."""

    def __post_init__(self) -> None:
        self.rows = {model: Rows(model) for model in WRITTEN}

    @property
    def today(self) -> date:
        return self.now.date()

    def write(self) -> None:
        """Write all rows that wait, what others point to first."""
        if connection.vendor == "postgresql":
            with (
                connection.cursor() as cursor
            ):  # who points where is known here; the server need not ask row by row
                cursor.execute("SET LOCAL session_replication_role = replica")
        for rows in self.rows.values():
            rows.write()


WRITTEN: tuple[type[models.Model], ...] = (
    *(
        User,
        Organisation,
        Membership,
        Dossier,
        Sitting,
        Application,
        Project,
        PlanLine,
        Review,
        ProofOfUse,
        Draft,
    ),
    *(Mittelabruf, Item, Claim, Refund, CaseMessage, Transition, Entry, Post, Document, Mail),
)


def crowd(cases: int, announce: Callable[[str], None] = lambda line: None) -> None:
    """Add so many cases, with organisations, letters and messages, to what is there."""
    made = Crowd(Random(Application.objects.count()), timezone.now(), max(0.005, PAGES_FULL / cases))  # noqa: S311  # nothing secret hangs on it
    announce("Vorlagen: ein Fall in jedem Stand")
    _lay_ground(made, cases)
    for start in range(0, cases, BATCH):
        with transaction.atomic():
            _organisations(made, min(BATCH, cases - start) // CASES_AN_ORGANISATION + 1)
            for number in range(start, min(start + BATCH, cases)):
                whose = made.owner if number < OWN_CASES else None
                _case(made, whose or made.dice.choice(made.people), number, own=whose is not None)
            made.write()
        announce(f"{min(start + BATCH, cases)} von {cases} Fällen")
    _settle(made)


def _lay_ground(made: Crowd, cases: int) -> None:
    world = World()
    made.staff, made.body = world.ground.staff, world.ground.body
    made.caseworkers = [made.staff["sachbearbeitung"].pk]
    for number in range(2, max(3, cases // CASES_A_CASEWORKER) + 1):
        person = find_user(f"sachbearbeitung{number}", f"Sachbearbeitung {number}")
        Function.objects.get_or_create(user=person, role=Role.CASEWORKER, programme="", valid_from=SINCE)
        made.caseworkers.append(person.pk)
    for stage in {stage for _, shares in AGES for stage in shares}:
        made.templates[stage] = _template(made, world, stage)
    for model in WRITTEN:  # the templates have taken ids
        made.rows[model] = Rows(model)
    for age in range(ROUNDS):
        made.rounds.append(_round(made, age))


def _template(made: Crowd, world: World, stage: Stage) -> Template:
    """A case in a stage; one that was made for an earlier crowd serves again."""
    mark = f"Vorlage {stage.value}"
    case = Application.objects.filter(organisation__name=mark, stage=stage).first()
    if case is None:
        story = drive(world, stage)
        if stage == Stage.READY_FOR_SITTING:  # most of these have been put on an agenda
            sitting = plan_sitting(world.ground, story.day + timedelta(days=30), now=story.now())
            story.put_to(sitting)
            invite(world.ground, sitting, story.day)
        case = story.case
        Organisation.objects.filter(pk=case.organisation_id).update(name=mark)
    beside = {}
    for model in BESIDE:
        rows = Rows(model)
        found = model._default_manager.filter(application=case).order_by("pk")
        if model is Draft:
            found = found.filter(current=True)
        beside[model] = [rows.values_of(record) for record in found]
    lines = Rows(PlanLine)
    beside[PlanLine] = [lines.values_of(line) for line in case.project.plan_lines.all()]
    refunds = Rows(Refund)
    beside[Refund] = [refunds.values_of(refund) for refund in case.refunds.all()]
    entries = case.dossier.transitions.filter(record__startswith="application:").order_by("sequence")
    transitions = Rows(Transition)
    log = [(entry, transitions.values_of(entry)) for entry in entries]
    applicant = case.organisation.memberships.order_by("pk").values_list("user_id", flat=True)[0]
    case = Application.objects.get(pk=case.pk)
    return Template(case, Rows(Application).values_of(case), beside, log, applicant)


def _round(made: Crowd, age: int) -> CrowdRound:
    opens = made.today - timedelta(days=60) - age * MONTH
    programme = "wir20-kleinprojekt"
    pot, _ = Pot.objects.get_or_create(
        programme=programme, budget_year=opens.year, title="Viele Fälle", defaults={"total_cents": 10**13}
    )
    call, _ = Round.objects.get_or_create(
        programme=programme,
        title=f"Förderrunde {ROUNDS - age}",
        defaults={
            "guideline": Guideline.objects.filter(programme=programme).order_by("valid_from")[0],
            "pot": pot,
            "opens_on": opens,
            "closes_on": opens + timedelta(days=90),
            "earliest_start": opens + timedelta(days=120),
            "latest_end": opens + timedelta(days=485),
        },
    )
    shares = next(shares for months, shares in AGES if age < months)
    return CrowdRound(call, opens - date(2026, 1, 1), list(shares), list(shares.values()))


def _organisations(made: Crowd, number: int) -> None:
    people, organisations, members = made.rows[User], made.rows[Organisation], made.rows[Membership]
    person = people.blank(name="", password="!", is_active=True)  # noqa: S106  # nobody can sign in with it
    organisation = organisations.blank(
        kind="verein",
        street="Beispielstraße 1",
        postcode="30159",
        city="Hannover",
        iban="DE36000000000000000000",
        account_holder="Verein",
        iban_verified_by=made.staff["sachbearbeitung"],
        iban_verified_at=made.now,
        fictitious=True,
    )
    member = members.blank(signatory=True)
    first = not made.people and not User.objects.filter(email=OWNER).exists()
    for place in range(number + first):
        parts = (made.dice.choice(WORDS[part]) for part in ("kinds", "names", "places"))
        name = f"{' '.join(parts)} e. V."
        email = OWNER if first and not place else f"person{people.last + 1}@crowd.example"
        user = people.add(
            person,
            public_id=UUID(int=made.dice.getrandbits(128)),
            email=email,
            name=f"Vorstand {name}"[:150],
        )
        found = organisations.add(organisation, public_id=UUID(int=made.dice.getrandbits(128)), name=name)
        members.add(member, organisation_id=found, user_id=user)
        if email == OWNER:
            made.owner = (found, user, name)
        else:
            made.people.append((found, user, name))


def _case(made: Crowd, whose: tuple[int, int, str], number: int, *, own: bool) -> None:
    dice, rows = made.dice, made.rows
    newest = dice.random() < made.newest
    recent = made.owner is not None and number < UNDER_WAY
    told = made.rounds[0] if newest else dice.choice(made.rounds[:RECENT] if recent else made.rounds)
    stage = dice.choices(told.stages, cum_weights=list(accumulate(told.weights)))[0]
    template = made.templates[stage]
    case, shift = template.case, told.shift
    other = stage in SHARED and dice.random() < 0.4
    programme = dice.choice(OTHER_PROGRAMMES) if other else case.programme
    organisation, person, name = whose
    sent = case.submitted_on + shift if case.submitted_on else None
    public_id = UUID(int=dice.getrandbits(128))
    title = f"{dice.choice(WORDS['projects'])} {dice.choice(WORDS['places'])}"
    caseworker = dice.choice(made.caseworkers) if case.caseworker_id else None
    dossier = rows[Dossier].add(rows[Dossier].blank(), version=1)
    cents = dice.randrange(500, 9000) * 100
    reference = _number(made, programme, sent.year) if sent else None
    words = words_of(reference or "", title, name)
    unanswered = dice.random() < 0.02
    application = rows[Application].add(
        template.row,
        shift,
        public_id=public_id,
        number=reference,
        title_order=plain(title),
        organisation_order=plain(name),
        words=words,
        words_office=words if case.words_office else "",
        words_body=words if template.beside[Item] else "",
        unanswered_since=template.log[-1][0].at + shift if unanswered else None,
        programme=programme,
        round_id=told.round.pk,
        organisation_id=organisation,
        dossier_id=dossier,
        caseworker_id=caseworker,
        **({"requested_cents": cents} if sent and case.awarded_cents is None else {}),
        **({} if sent else {"due_on": told.round.closes_on if case.due_on else None}),
    )
    _beside(made, template, application, title, shift)
    last, at = _log(made, template, dossier, public_id, person, shift, whole=own or number % WHOLE_LOG == 0)
    if sent:
        _letters(made, template, dossier, last, at, person, name)
    if unanswered or dice.random() < 0.6:
        office = None if unanswered else caseworker or made.staff["beratung"].pk
        _messages(made, application, person, office, at)
    if case.awarded_cents and case.posted_on:
        account = "paid" if case.paid_cents else "committed"
        amount = case.paid_cents or case.committed_cents or case.awarded_cents
        made.booked[told.round.pot_id, account] += amount
        rows[Entry].add(
            rows[Entry].blank(debit=account, credit="budget"),
            pot_id=told.round.pot_id,
            application_id=application,
            transition_id=last,
            amount_cents=amount,
            key=f"crowd:{application}",
            at=at,
        )


def _number(made: Crowd, programme: str, year: int) -> str:
    series = f"{PROGRAMMES[programme].number_prefix}-{year}"
    if series not in made.numbers:
        counter, _ = Counter.objects.get_or_create(name=series)
        made.numbers[series] = counter.value
    made.numbers[series] += 1
    return f"{series}-{made.numbers[series]:04}"


def _beside(made: Crowd, template: Template, application: int, title: str, shift: timedelta) -> None:
    rows, claim = made.rows, 0
    for model in BESIDE:
        for values in template.beside[model]:
            changes: dict[str, Any] = {"application_id": application}
            if model is Project:
                changes["title"] = title
            if model is Item:
                changes |= _place_on_agenda(made, values, shift)
            if "public_id" in rows[model].place:
                changes["public_id"] = UUID(int=made.dice.getrandbits(128))
            made_id = rows[model].add(values, shift, **changes)
            claim = made_id if model is Claim else claim
    for values in template.beside[Refund]:
        rows[Refund].add(
            values,
            shift,
            application_id=application,
            claim_id=claim,
            public_id=UUID(int=made.dice.getrandbits(128)),
        )
    if application % WHOLE_LOG == 0:
        project = rows[Project].last
        for values in template.beside[PlanLine]:
            rows[PlanLine].add(values, project_id=project, key=UUID(int=made.dice.getrandbits(128)))


def _place_on_agenda(made: Crowd, item: Values, shift: timedelta) -> dict[str, Any]:
    """A place in the sitting that is being filled: one that is over for items with a result, else one to come."""
    rows = made.rows[Sitting]
    over = item[made.rows[Item].place["carried"]] is not None
    stage = SittingStage.CLOSED if over else SittingStage.INVITED
    current = made.sitting.get(stage)
    if current is None or current[1] == (ITEMS_OF_THE_FIRST if made.owner else ITEMS_A_SITTING):
        number = 1000 + rows.last % 30_000
        held_on = FIRST_DAY + shift + timedelta(days=60) if over else made.today + timedelta(days=20)
        sitting = rows.add(
            rows.blank(body=made.body, place="Neues Rathaus"),
            public_id=UUID(int=made.dice.getrandbits(128)),
            dossier_id=made.rows[Dossier].add(made.rows[Dossier].blank(), version=1),
            number=number,
            held_on=held_on,
            starts_at=time(17),
            stage=stage.value,
            invited_on=held_on - timedelta(days=10),
            opened_with=5 if over else None,
        )
        current = made.sitting[stage] = [sitting, 0]
    current[1] += 1
    return {"sitting_id": current[0], "position": current[1]}


def _log(
    made: Crowd,
    template: Template,
    dossier: int,
    public_id: UUID,
    person: int,
    shift: timedelta,
    *,
    whole: bool,
) -> tuple[int, datetime]:
    """Write the entries, each over the one before; the last one's id and moment."""
    rows = made.rows[Transition]
    entries = template.log if whole or len(template.log) < 3 else [template.log[0], template.log[-1]]
    head, at, written = "0" * 64, template.log[-1][0].at, 0
    for sequence, (entry, values) in enumerate(entries, 1):
        facts, private = (entry.facts, entry.private or "") if whole else ("{}", "{}")
        salts = secrets.token_hex(32), secrets.token_hex(32)
        digests = digest(salts[0], facts), digest(salts[1], private)
        record, at = f"application:{public_id}", entry.at + shift
        user = person if entry.user_id == template.applicant else entry.user_id
        way = (entry.move, entry.source, entry.target)
        line = [1, dossier, sequence, record, *way, moment(at), user, entry.role, head, *digests]
        text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
        previous, head = head, sha256(text.encode()).hexdigest()
        written = rows.add(
            values,
            dossier_id=dossier,
            sequence=sequence,
            record=record,
            at=at,
            user_id=user,
            facts=facts,
            facts_salt=salts[0],
            facts_digest=digests[0],
            private=private,
            private_salt=salts[1],
            private_digest=digests[1],
            previous=previous,
            hash=head,
            key=None,
            posted_at=at,
        )
    dossiers = made.rows[Dossier]
    mine = dossiers.rows[dossier - dossiers.rows[0][0]]
    mine[dossiers.place["length"]], mine[dossiers.place["head"]] = len(entries), head
    return written, at


def _letters(
    made: Crowd, template: Template, dossier: int, entry: int, at: datetime, person: int, name: str
) -> None:
    """The letters of a case: what was received, what was decided, and a mail for each."""
    letters = ["eingangsbestaetigung"]
    if template.case.posted_on:
        letters.append("zuwendungsbescheid" if template.case.awarded_cents else "ablehnungsbescheid")
    if template.case.closed_on and template.case.awarded_cents:
        letters.append("abschlussmitteilung")
    for key in letters:
        paper = _post(made, dossier, entry, at, key, "letter", "done")
        document = made.rows[Document]
        document.add(
            document.blank(key=key, title=key.capitalize(), size=40_000, sha256="0" * 64, file="crowd.pdf"),
            number=f"D-{at.year}-{100_000_000 + document.last}",
            dossier_id=dossier,
            transition_id=entry,
            post_id=paper,
            made_at=at,
            visible_from=at,
        )
        address = f"person{person}@crowd.example"
        mail = _post(
            made, dossier, entry, at, key, "mail", "done", user_id=person, address=address, after_id=paper
        )
        mails = made.rows[Mail]
        mails.add(
            mails.blank(sender="foerderung@beispiel.example", body="Guten Tag,\n…"),
            message_id=f"<crowd{mails.last + 1}@beispiel.example>",
            post_id=mail,
            to=address,
            subject=f"{key.capitalize()}: {name}"[:400],
            sent_at=at,
        )
        if key != "eingangsbestaetigung":
            weights = [90, 6, 2, 2] if at > made.now - RECENT * MONTH / 2 else [1, 0, 0, 0]
            state = made.dice.choices(["confirmed", "due", "unclear", "dead"], weights)[0]
            _post(made, dossier, entry, at, key, "paper", state, address=name, after_id=paper)


def _post(
    made: Crowd, dossier: int, entry: int, at: datetime, letter: str, kind: str, state: str, **given: Any
) -> int:
    rows = made.rows[Post]
    finished = at if state in ("done", "confirmed") else None
    return rows.add(
        rows.blank(kind=kind, state=state, letter=letter, error="Drucker" if state == "dead" else ""),
        key=f"crowd:{rows.last + 1}",
        dossier_id=dossier,
        transition_id=entry,
        run_after=at,
        made_at=at,
        finished_at=finished,
        **given,
    )


def _messages(made: Crowd, application: int, person: int, office: int | None, at: datetime) -> None:
    """A question of the organisation, and the answer if somebody of the office has given one."""
    rows = made.rows[CaseMessage]
    asked = rows.blank(text="Guten Tag, wann ist mit einer Entscheidung zu rechnen?")
    rows.add(asked, application_id=application, author_id=person, at=at)
    if office is not None:
        answer = rows.blank(text="Guten Tag, wir melden uns in der nächsten Woche.")
        rows.add(answer, application_id=application, author_id=office, at=at + timedelta(hours=3))


def _settle(made: Crowd) -> None:
    """Numbers and pots go on where the crowd ends; the database learns what its tables are like now."""
    for series, value in made.numbers.items():
        Counter.objects.filter(name=series).update(value=value)
    for (pot, account), cents in made.booked.items():
        Pot.objects.filter(pk=pot).update(**{f"{account}_cents": F(f"{account}_cents") + cents})
    from django.core.management.color import no_style

    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(WRITTEN)):
            cursor.execute(statement)
        if connection.vendor == "postgresql":  # does so by itself before long; nobody ever tells SQLite
            cursor.execute("VACUUM ANALYZE")


def owner() -> User:
    """The applicant whose organisation has the same few cases in a crowd of any size."""
    return User.objects.get(email=OWNER)


def verified(sample: Iterable[Transition]) -> bool:
    """Whether each entry follows the one before of its dossier and has the hash of its own line."""
    from grants.actions.log import hash_of

    heads: dict[int, str] = {}
    for entry in sample:
        if entry.previous != heads.get(entry.dossier_id, "0" * 64) or hash_of(entry) != entry.hash:
            return False
        heads[entry.dossier_id] = entry.hash
    return all(Dossier.objects.get(pk=pk).head == head for pk, head in heads.items())
